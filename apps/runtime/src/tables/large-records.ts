// Opens a large Parquet or JSON file as rows of text for SQL, with a sample from which its columns are planned.
import { Refusal } from '@biplane/contracts/refusal'
import type { DuckDBConnection } from '@duckdb/node-api'
import { shownName } from '../tools/shown-text.ts'
import type { ToolFile } from '../tools/tool-file.ts'
import { decide } from './decision.ts'
import { literal, quoted, runQuery, type SqlValue } from './duck.ts'
import { readJson } from './json-table.ts'
import type { LargeSource } from './large-source.ts'
import { type RawTable, refuseBeyondBounds } from './records.ts'
import { setList } from './sql-list.ts'

const SAMPLED = 20_000
/** One record of a JSON file. */
const MAX_RECORD = 16 * 1024 * 1024

const cellsOf = (rows: readonly SqlValue[][]): string[][] =>
  rows.map((row) => row.map((cell) => (cell === null ? '' : String(cell))))

type Shape = Pick<RawTable, 'format' | 'encoding'> & { names: string[]; relation: string; count: number }

/** Every n-th row, so that the same file always gives the same sample. */
async function sourceOf(
  connection: DuckDBConnection,
  { names, relation, count, ...format }: Shape,
): Promise<LargeSource> {
  const step = Math.max(1, Math.floor(count / SAMPLED))
  const numbered = `(SELECT row_number() OVER () AS n, * FROM ${relation})`
  const sample = await runQuery(
    connection,
    `SELECT * EXCLUDE (n) FROM ${numbered} WHERE n % ${step} = 0 OR n <= 1000 OR n > ${count - 4} ORDER BY n`,
    [],
    { rows: SAMPLED * 3 },
  )
  const records = cellsOf(sample.rows)
  const raw: RawTable = {
    ...format,
    delimiter: null,
    part: null,
    records,
    lines: null,
    broken: [],
    names,
    title: null,
  }
  return {
    raw,
    structure: { header: decide<number[]>([], 'certain', 'the format names its columns itself'), names, leftOut: [] },
    sampled: records.map((_, at) => at),
    last: records.slice(-4),
    relation,
    extra: 0,
    rejected: () => Promise.resolve({ leftOut: [], padded: null }),
    missed: [],
  }
}

export async function openParquet(connection: DuckDBConnection, file: ToolFile, at: string): Promise<LargeSource> {
  const source = `read_parquet(${literal(at)})`
  const described = await readable(file, 'Parquet', () =>
    runQuery(connection, `DESCRIBE SELECT * FROM ${source}`, [], { rows: 20_000 }),
  )
  const names = described.rows.map(([name]) => String(name))
  refuseBeyondBounds(names.length, 0)
  const cells = names.map((name, column) => `CAST(${quoted(name)} AS VARCHAR) AS c${column}`)
  const relation = `(SELECT ${cells.join(', ')} FROM ${source})`
  const count = await countOf(connection, file, 'Parquet', source)
  return await readable(file, 'Parquet', () =>
    sourceOf(connection, { format: 'parquet', encoding: null, names, relation, count }),
  )
}

/** A list of records, or one record a line. */
export async function openJson(
  connection: DuckDBConnection,
  { file, physical, lines }: { file: ToolFile; physical: string; lines: boolean },
  at: string,
): Promise<LargeSource> {
  const format = lines ? 'newline_delimited' : 'array'
  const source = `read_json_objects(${literal(at)}, format = '${format}', maximum_object_size = ${MAX_RECORD})`
  const what = lines ? 'JSON with one record a line' : 'a JSON list of records'
  const count = await countOf(connection, file, what, source)
  const step = Math.max(1, Math.floor(count / SAMPLED))
  const sample = await readable(file, what, () =>
    runQuery(
      connection,
      `SELECT json FROM (SELECT row_number() OVER () AS n, json FROM ${source}) WHERE n % ${step} = 0 OR n <= 1000`,
      [],
      { rows: SAMPLED * 3 },
    ),
  )
  const { names } = readJson(sample.rows.map(([json]) => String(json)).join('\n'), true)
  if (!names) throw new Refusal('UNSUPPORTED_FILE', `“${shownName(file.name)}” is no list of records.`)
  refuseBeyondBounds(names.length, 0)
  const paths = await setList(connection, `paths_${physical}`, names.map(pointerOf))
  const cells = names.map((_, column) => `v[${column + 1}] AS c${column}`)
  const relation = `(SELECT ${cells.join(', ')} FROM (SELECT json_extract_string(json, ${paths}) AS v FROM ${source}))`
  const known = await setList(connection, `keys_${physical}`, [
    ...new Set(names.map((name) => name.split('.')[0] ?? '')),
  ])
  const missed = await runQuery(
    connection,
    `SELECT DISTINCT k FROM (SELECT unnest(json_keys(json)) AS k FROM ${source}) WHERE NOT list_contains(${known}, split_part(k, '.', 1)) LIMIT 20`,
    [],
    { rows: 20 },
  )
  const opened = await readable(file, what, () =>
    sourceOf(connection, {
      format: lines ? 'ndjson' : 'json',
      encoding: decide('utf-8', 'certain', 'JSON is UTF-8'),
      names,
      relation,
      count,
    }),
  )
  return { ...opened, missed: missed.rows.map(([key]) => String(key)) }
}

/** `a.b` of the flattened names as a pointer into the record. */
const pointerOf = (name: string): string =>
  `/${name
    .split('.')
    .map((part) => part.replaceAll('~', '~0').replaceAll('/', '~1'))
    .join('/')}`

const countOf = async (connection: DuckDBConnection, file: ToolFile, what: string, source: string): Promise<number> => {
  const { rows } = await readable(file, what, () =>
    runQuery(connection, `SELECT count(*) FROM ${source}`, [], { rows: 1 }),
  )
  return Number(rows[0]?.[0] ?? 0)
}

/** What the engine cannot read is the file's fault here, and is said in words. */
async function readable<T>(file: ToolFile, what: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    if (error instanceof Refusal) throw error
    const name = shownName(file.name)
    throw new Refusal('UNSUPPORTED_FILE', `“${name}” cannot be read as ${what}; larger files must be that.`, {
      cause: error,
    })
  }
}

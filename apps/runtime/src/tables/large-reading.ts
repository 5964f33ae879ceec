// Says what the columns of a large table hold, counted in SQL.
import type { ColumnReading } from '@biplane/contracts/wire/file-reading'
import type { DuckDBConnection } from '@duckdb/node-api'
import { shownCell } from '../tools/shown-text.ts'
import { decide } from './decision.ts'
import { quoted, runQuery } from './duck.ts'
import type { TypedColumn } from './large-columns.ts'
import type { LargeSource } from './large-source.ts'
import { setList } from './sql-list.ts'
import { countValues, frequent } from './table-columns.ts'
import { type ColumnStatistics, columnReadingOf, readStatistics } from './typed-columns.ts'

interface Stored {
  connection: DuckDBConnection
  target: string
  relation: string
  kept: string
  rows: number
}

/** Columns with more different values are not counted value by value. */
const COUNTED_VALUES = 50_000
const MAX_VALUES = 200
/** Columns of which the first unreadable cells are looked for: each look reads the file once more. */
const MAX_EXAMPLES_OF = 3

export async function readLargeColumns(
  stored: Stored,
  typed: readonly TypedColumn[],
  { raw, sampled }: LargeSource,
): Promise<ColumnReading[]> {
  const { connection, target, rows } = stored
  const statistics = await readStatistics(
    connection,
    target,
    typed.map(({ column }) => column.name),
    rows,
  )
  const read: ColumnReading[] = []
  let looked = 0
  for (const [at, { column, unreadable }] of typed.entries()) {
    const found = statistics[at] ?? { filled: 0, distinct: 0, min: null, max: null }
    const { plan } = column
    const worded = plan.kind.value === 'text' || plan.kind.value === 'boolean'
    const sample = () => frequent(countValues(raw, sampled, at), column.meaning)
    const examples =
      unreadable.count > 0 && looked++ < MAX_EXAMPLES_OF ? await examplesOf(stored, at, unreadable.texts) : []
    read.push(
      columnReadingOf({
        name: column.name,
        source: column.source,
        plan: {
          ...plan,
          kind: decide(plan.kind.value, plan.kind.confidence, inSample(plan.kind), plan.kind.alternatives),
        },
        statistics: found,
        unreadable: { count: unreadable.count, examples },
        values: worded ? await valuesOf(stored, column.name, found, sample) : [],
        rows,
      }),
    )
  }
  return read
}

const inSample = ({ evidence, confidence }: { evidence: string; confidence: string }): string =>
  confidence === 'corrected' ? evidence : `${evidence} (in a sample of the file)`

async function valuesOf(
  { connection, target }: Stored,
  name: string,
  { distinct }: ColumnStatistics,
  sample: () => string[],
): Promise<string[]> {
  if (distinct > COUNTED_VALUES) return sample()
  const { rows } = await runQuery(
    connection,
    `SELECT left(CAST(${quoted(name)} AS VARCHAR), ${MAX_VALUES}) FROM ${target} WHERE ${quoted(name)} IS NOT NULL GROUP BY ${quoted(name)} ORDER BY count(*) DESC, 1 LIMIT ${MAX_VALUES}`,
    [],
    { rows: MAX_VALUES },
  )
  return rows.map(([value]) => String(value))
}

async function examplesOf(
  { connection, relation, kept }: Stored,
  column: number,
  texts: readonly string[],
): Promise<{ row: number; text: string }[]> {
  const wanted = await setList(connection, `unreadable_${column}`, texts)
  const { rows } = await runQuery(
    connection,
    `SELECT n, v FROM (SELECT row_number() OVER () AS n, c${column} AS v FROM ${relation} WHERE ${kept}) WHERE list_contains(${wanted}, v) LIMIT 5`,
    [],
    { rows: 5 },
  )
  return rows.map(([row, text]) => ({ row: Number(row), text: shownCell(String(text)).slice(0, 80) }))
}

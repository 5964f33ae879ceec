// Opens a large file as rows of text for SQL, with a sample from which its columns are planned.
import { rm, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { Refusal } from '@biplane/contracts/refusal'
import type { LeftOutRows } from '@biplane/contracts/wire/file-reading'
import type { DuckDBConnection } from '@duckdb/node-api'
import { shownName } from '../tools/shown-text.ts'
import type { ToolFile } from '../tools/tool-file.ts'
import { readDelimited } from './delimited-text.ts'
import { SPACES } from './delimiter.ts'
import { literal, runQuery } from './duck.ts'
import { copyWithTabs, type ReadyText, readyText, sampleOf } from './large-file.ts'
import type { LoadRequest } from './load-request.ts'
import { readText } from './read-source.ts'
import { lineOf, type RawTable, refuseBeyondBounds } from './records.ts'
import { findStructure, type TableStructure } from './table-structure.ts'

export interface LargeSource {
  /** The sample: `records` of the beginning, then those of the pieces. */
  raw: RawTable
  structure: Pick<TableStructure, 'header' | 'names' | 'leftOut'>
  /** Rows of the sample, as indexes of its records. */
  sampled: number[]
  /** Cells of the last rows of the file, in their order. */
  last: string[][]
  /** SQL of the rows with the columns `c0` … of text. */
  relation: string
  /** Columns of `relation` beyond those that the header names; a row that fills one is left out. */
  extra: number
  /** What the format reports of lines that it could not read; asked after a whole scan. */
  rejected(): Promise<{ leftOut: LeftOutRows[]; padded: string | null }>
  /** Names that are in the file and not in the sample. */
  missed: readonly string[]
}

/** Runs `work` with a path to the content, within the folder that SQL may read. */
export async function withPath<T>(
  { file, folder, physical }: LoadRequest,
  work: (at: string) => Promise<T>,
): Promise<T> {
  if (file.content.path !== undefined) return await work(file.content.path)
  const at = path.join(folder, `${physical}.file`)
  try {
    await writeFile(at, file.content.bytes())
    return await work(at)
  } finally {
    await rm(at, { force: true })
  }
}

/** A text cut into cells; `copies` takes the paths of copies that are to be removed. */
export async function openDelimited(request: LoadRequest, at: string, copies: string[]): Promise<LargeSource> {
  const { file, folder, physical, correction, connection } = request
  const copyTo = path.join(folder, `${physical}.copy`)
  copies.push(copyTo)
  const ready = await readyText({ path: at, name: file.name, copyTo }, correction.encoding)
  const sample = await sampleOf(ready.path)
  const head = readText(file, { text: sample.head, encoding: ready.encoding }, correction)
  if (head?.format !== 'csv' && head?.format !== 'tsv') throw tooLargeToRead(file)
  const structure = findStructure(head, correction)
  if (structure.names.length === 0) throw new Refusal('UNSUPPORTED_FILE', `“${shownName(file.name)}” holds no table.`)
  refuseBeyondBounds(structure.names.length, 0)
  const delimiter = head.delimiter?.value ?? ','
  const cut = (text: string) => (text === '' ? [] : readDelimited(text, delimiter === '\t', delimiter).records)
  const width = usualWidth(head.records, structure.names.length)
  const even = (records: string[][]) => records.filter((cells) => cells.length === width)
  const pieces = sample.pieces.flatMap((text) => even(cut(text)))
  const readable = await withTabs(ready, { delimiter, copyTo: path.join(folder, `${physical}.tabs`) }, copies)
  const first = structure.rows[0] ?? head.records.length
  const options = { at: readable, width, delimiter, quoting: delimiter === SPACES ? ('none' as const) : head.quoting }
  const skip = await findSkip(connection, options, {
    guesses: [lineOf(head, first) - 1, first],
    cells: head.records[first] ?? [],
  })
  const tail = cut(sample.tail)
  return {
    raw: { ...head, records: [...head.records, ...pieces], lines: null },
    structure: { ...structure, leftOut: above(structure.leftOut, lineOf(head, first)) },
    sampled: [...structure.rows, ...pieces.map((_, index) => head.records.length + index)],
    last: lastRows(tail.length > 0 ? tail : structure.rows.map((row) => head.records[row] ?? []), width),
    relation: csv({ ...options, skip }),
    extra: width - structure.names.length,
    rejected: () => readRejects(connection, sample.tail || sample.head, csv({ ...options, skip, padded: true })),
    missed: [],
  }
}

/** Of the lines below the first row, what the whole file says counts and not what its beginning says. */
const above = (leftOut: readonly LeftOutRows[], line: number): LeftOutRows[] =>
  leftOut.flatMap((group) => {
    const rows = group.rows.filter((at) => at < line)
    return rows.length > 0 ? [{ ...group, rows, count: rows.length }] : []
  })

const tooLargeToRead = (file: ToolFile): Refusal =>
  new Refusal(
    'TOO_LARGE',
    `“${shownName(file.name)}” is larger than the 20 MiB that a document may have; only tables may be larger.`,
  )

const LAST = 4
const lastRows = (records: string[][], width: number): string[][] =>
  records.filter((cells) => cells.length === width).slice(-LAST)

async function withTabs(
  ready: ReadyText,
  { delimiter, copyTo }: { delimiter: string; copyTo: string },
  copies: string[],
): Promise<string> {
  if (delimiter !== SPACES) return ready.path
  copies.push(copyTo)
  await copyWithTabs(ready.path, copyTo)
  return copyTo
}

function usualWidth(records: readonly string[][], least: number): number {
  const counts = new Map<number, number>()
  for (const { length } of records) counts.set(length, (counts.get(length) ?? 0) + 1)
  const [usual = least] = [...counts].toSorted(([, a], [, b]) => b - a)[0] ?? []
  return Math.max(least, usual)
}

interface CsvOptions {
  at: string
  width: number
  delimiter: string
  quoting: RawTable['quoting']
}

const MAX_LINE = 4 * 1024 * 1024
export const MAX_REJECTS = 100_000

function csv({ at, width, delimiter, quoting, skip, padded = false }: CsvOptions & { skip: number; padded?: boolean }) {
  const columns = Array.from({ length: width }, (_, column) => `c${column}: 'VARCHAR'`).join(', ')
  const marks =
    quoting === 'none'
      ? `quote = '', escape = ''`
      : `quote = '"', escape = ${literal(quoting === 'backslash' ? '\\' : '"')}`
  const cut = literal(delimiter === SPACES ? '\t' : delimiter)
  // Lines that are too short are filled up only where there are some: it takes twice the time.
  const short = padded ? ', null_padding = true, parallel = false' : ''
  return (
    `read_csv(${literal(at)}, auto_detect = false, header = false, columns = {${columns}}, delim = ${cut}, ${marks}, ` +
    `skip = ${skip}, max_line_size = ${MAX_LINE}, ignore_errors = true, store_rejects = true, rejects_limit = ${MAX_REJECTS}${short})`
  )
}

/** How many lines stand above the first row, as the reader counts them: quoted line ends and blank lines count otherwise. */
async function findSkip(
  connection: DuckDBConnection,
  options: CsvOptions,
  { guesses, cells }: { guesses: readonly number[]; cells: readonly string[] },
): Promise<number> {
  const near = guesses.flatMap((guess) => [guess, guess - 1, guess - 2, guess + 1]).filter((guess) => guess >= 0)
  for (const skip of new Set(near)) {
    await forgetRejects(connection)
    const { rows } = await runQuery(
      connection,
      `SELECT * FROM ${csv({ ...options, skip, padded: true })} LIMIT 1`,
      [],
      {
        rows: 1,
      },
    )
    const same = (rows[0] ?? []).every((cell, at) => String(cell ?? '').trim() === (cells[at] ?? '').trim())
    if (rows.length > 0 && same) return skip
  }
  throw new Refusal('UNSUPPORTED_FILE', 'The lines above the first row of this table cannot be told from the table.')
}

export async function forgetRejects(connection: DuckDBConnection): Promise<void> {
  for (const table of ['reject_errors', 'reject_scans']) await connection.run(`DROP TABLE IF EXISTS ${table}`)
}

const REASONS: Record<string, LeftOutRows['reason']> = {
  'TOO MANY COLUMNS': 'ragged',
  'UNQUOTED VALUE': 'broken_quotes',
  'MISSING COLUMNS': 'footer',
}
const EVIDENCE: Partial<Record<LeftOutRows['reason'], string>> = {
  ragged: 'more cells than the header has',
  broken_quotes: 'a quotation mark is not closed, so that the cells cannot be told apart',
  footer: 'notes below the table',
}
const MAX_FOOTERS = 20

/** `padded`: the rows are to be read again so that lines with too few cells are rows. */
async function readRejects(
  connection: DuckDBConnection,
  tail: string,
  padded: string,
): Promise<{ leftOut: LeftOutRows[]; padded: string | null }> {
  const { rows } = await runQuery(
    connection,
    'SELECT DISTINCT line, CAST(error_type AS VARCHAR), left(csv_line, 400) FROM reject_errors ORDER BY 1',
    [],
    { rows: MAX_REJECTS },
  ).catch(() => ({ rows: [] }))
  if (rows.length >= MAX_REJECTS)
    throw new Refusal('UNSUPPORTED_FILE', 'Too many lines of this file do not fit its header.')
  const short = rows.filter(([, type]) => type === 'MISSING COLUMNS')
  const isFooter = (line: string) => line !== '' && !/[,;\t|]/.test(line) && tail.includes(line)
  if (short.length > MAX_FOOTERS || short.some(([, , line]) => !isFooter(String(line ?? '').trim())))
    return { leftOut: [], padded }
  if (rows.some(([, type]) => type === 'LINE SIZE OVER MAXIMUM'))
    throw new Refusal('TOO_LARGE', 'A line of this file has more than 4 MiB.')
  const byReason = new Map<LeftOutRows['reason'], number[]>()
  for (const [line, type] of rows) {
    const reason = REASONS[String(type)] ?? 'broken_quotes'
    const known = byReason.get(reason)
    if (known) known.push(Number(line))
    else byReason.set(reason, [Number(line)])
  }
  return {
    padded: null,
    leftOut: [...byReason].map(([reason, lines]) => ({
      reason,
      rows: lines.slice(0, 50),
      count: lines.length,
      evidence: EVIDENCE[reason] ?? '',
    })),
  }
}

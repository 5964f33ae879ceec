// Reads a file into a table of typed columns and says how it was read.
import { Refusal } from '@biplane/contracts/refusal'
import type { FileReading, LeftOutRows, ReadingCorrection } from '@biplane/contracts/wire/file-reading'
import type { DuckDBConnection } from '@duckdb/node-api'
import type { ToolFile } from '../tools/define-tool.ts'
import { shownCell, shownName } from '../tools/shown-text.ts'
import { appendRows } from './append-rows.ts'
import { hintsOf } from './column-format.ts'
import { type ColumnPlan, planColumn } from './column-kind.ts'
import { profileOf } from './column-profile.ts'
import { type Converted, convertCell } from './convert-cell.ts'
import { DATABASE, quoted, runStatement } from './duck.ts'
import { isParquet, readParquet } from './parquet-table.ts'
import { readSource } from './read-source.ts'
import { lineOf, type RawTable, refuseBeyondBounds } from './records.ts'
import { rowNounOf } from './row-noun.ts'
import { columnNames } from './table-names.ts'
import { findStructure, type TableStructure } from './table-structure.ts'
import { findTotals, type TotalsRow, unitsOf } from './totals-rows.ts'
import { columnReadingOf, correctedPlan, type NumberWidth, readStatistics, sqlTypeOf, widen } from './typed-columns.ts'

export interface LoadRequest {
  connection: DuckDBConnection
  /** What the table is to be called in the engine. */
  physical: string
  file: ToolFile
  correction: ReadingCorrection
  /** Where files may lie while they are read. */
  folder: string
}

interface Column {
  name: string
  source: string
  plan: ColumnPlan
  /** What each different cell means. */
  meaning: ReadonlyMap<string, Converted>
  width: NumberWidth
}

/** @throws UNSUPPORTED_FILE, TOO_LARGE */
export async function loadTable(request: LoadRequest): Promise<FileReading> {
  const { file, correction } = request
  const raw = isParquet(file.content.head)
    ? await readParquet(request.connection, file, request.folder)
    : await readSource(file, correction)
  const structure = findStructure(raw, correction)
  if (structure.names.length === 0) throw new Refusal('UNSUPPORTED_FILE', `“${shownName(file.name)}” holds no table.`)
  refuseBeyondBounds(structure.names.length, structure.names.length * structure.rows.length)
  const first = columnsOf(raw, structure, structure.rows, correction)
  const totals = correction.keep_totals === true ? [] : totalsOf(raw, structure, first)
  const without = new Set(totals.map(({ at }) => at))
  const rows = structure.rows.filter((_, at) => !without.has(at))
  // Without “Total” among its numbers, a column may be one of numbers.
  const columns = totals.length === 0 ? first : columnsOf(raw, structure, rows, correction)
  await storeRows(request, raw, rows, columns)
  const leftOut = [...structure.leftOut, ...leftOutTotals(raw, structure, totals)].slice(0, 20)
  return await readingOf(request, { raw, structure, rows, columns, leftOut })
}

function columnsOf(
  raw: RawTable,
  structure: TableStructure,
  rows: readonly number[],
  correction: ReadingCorrection,
): Column[] {
  const names = columnNames(structure.names)
  const counts = names.map((_, column) => countValues(raw, rows, column))
  const profiles = counts.map(profileOf)
  const hints = hintsOf(profiles, raw.delimiter?.value ?? null)
  return names.map((name, at) => {
    const values = counts[at] ?? new Map<string, number>()
    const profile = profiles[at] ?? profileOf(values)
    const said = correction.columns?.find((column) => column.name === name)
    const plan = correctedPlan(planColumn(name, profile, hints, values.keys()), said, { profile, hints })
    const width: NumberWidth = { whole: 0, fraction: 0 }
    const meaning = new Map<string, Converted>()
    for (const cell of values.keys()) {
      const converted = convertCell(cell, plan)
      meaning.set(cell, converted)
      if (converted.is === 'value' && /^-?\d/.test(converted.text)) widen(width, converted.text)
    }
    return { name, source: structure.names[at] ?? '', plan, meaning, width }
  })
}

function countValues({ records }: RawTable, rows: readonly number[], column: number): Map<string, number> {
  const counts = new Map<string, number>()
  for (const at of rows) {
    const cell = records[at]?.[column] ?? ''
    counts.set(cell, (counts.get(cell) ?? 0) + 1)
  }
  return counts
}

const NUMERIC = new Set(['integer', 'decimal', 'money', 'percent', 'duration'])

function totalsOf(raw: RawTable, { rows }: TableStructure, columns: readonly Column[]): TotalsRow[] {
  return findTotals({
    rows: rows.map((at) => raw.records[at] ?? []),
    width: columns.length,
    numeric: columns.map(({ plan }) => NUMERIC.has(plan.kind.value) && plan.additivity.value !== 'identifier'),
    number(column, cell) {
      const converted = columns[column]?.meaning.get(cell)
      return converted?.is === 'value' ? unitsOf(converted.text) : null
    },
  })
}

function leftOutTotals(raw: RawTable, { rows }: TableStructure, totals: readonly TotalsRow[]): LeftOutRows[] {
  return (['subtotal', 'totals'] as const).flatMap((reason) => {
    const found = totals.filter((row) => row.reason === reason)
    if (found.length === 0) return []
    const inexact = found.filter(({ exact }) => !exact).length
    const evidence =
      inexact === 0
        ? `the numbers are the sums of the rows ${reason === 'totals' ? 'above' : 'of their group'}`
        : `named as totals; in ${inexact} of them the numbers are not the sums of the rows above`
    const lines = found.map(({ at }) => lineOf(raw, rows[at] ?? 0))
    return [{ reason, rows: lines.slice(0, 50), count: lines.length, evidence }]
  })
}

async function storeRows(
  { connection, physical }: LoadRequest,
  raw: RawTable,
  rows: readonly number[],
  columns: readonly Column[],
) {
  const target = `${DATABASE}.main.${quoted(physical)}`
  const texts = `${physical}_text`
  await runStatement(
    connection,
    `CREATE TEMP TABLE ${quoted(texts)} (${columns.map((_, at) => `c${at} VARCHAR`).join(', ')})`,
  )
  await appendRows(connection, texts, columns.length, rows.length, (row, column) => {
    const converted = columns[column]?.meaning.get(raw.records[rows[row] ?? -1]?.[column] ?? '')
    return converted?.is === 'value' ? converted.text : null
  })
  const typed = columns.map(({ name, plan, width }, at) => {
    const type = sqlTypeOf(plan, width)
    return `${type === 'VARCHAR' ? `c${at}` : `TRY_CAST(c${at} AS ${type})`} AS ${quoted(name)}`
  })
  await runStatement(
    connection,
    `CREATE TABLE ${target} AS SELECT ${typed.join(', ')} FROM ${quoted(texts)} ORDER BY rowid`,
  )
  await runStatement(connection, `DROP TABLE ${quoted(texts)}`)
}

interface Stored {
  raw: RawTable
  structure: TableStructure
  rows: readonly number[]
  columns: readonly Column[]
  leftOut: LeftOutRows[]
}

const MAX_VALUES = 200
const MAX_EXAMPLES = 5

async function readingOf(
  { connection, physical, file }: LoadRequest,
  { raw, structure, rows, columns, leftOut }: Stored,
): Promise<FileReading> {
  const target = `${DATABASE}.main.${quoted(physical)}`
  const names = columns.map(({ name }) => name)
  const statistics = await readStatistics(connection, target, names)
  const read = columns.map(({ name, source, plan, meaning }, at) => {
    const worded = plan.kind.value === 'text' || plan.kind.value === 'boolean'
    return columnReadingOf({
      name,
      source,
      plan,
      statistics: statistics[at] ?? { filled: 0, distinct: 0, min: null, max: null },
      unreadable: unreadableOf(raw, rows, at, meaning),
      values: worded ? frequent(countValues(raw, rows, at), meaning) : [],
      rows: rows.length,
    })
  })
  const facts = read.map(({ name, distinct, additivity }) => ({
    name,
    unique: distinct === rows.length && rows.length > 0,
    identifier: additivity.value === 'identifier',
  }))
  return {
    format: raw.format,
    encoding: raw.encoding,
    delimiter: raw.delimiter,
    part: raw.part,
    header: structure.header,
    left_out: leftOut,
    rows: rows.length,
    columns: read,
    row_noun: rowNounOf({ fileName: file.name, title: raw.title, columns: facts }),
  }
}

/** The most frequent values first. */
function frequent(counts: ReadonlyMap<string, number>, meaning: ReadonlyMap<string, Converted>): string[] {
  const byValue = new Map<string, number>()
  for (const [cell, count] of counts) {
    const converted = meaning.get(cell)
    if (converted?.is === 'value') byValue.set(converted.text, (byValue.get(converted.text) ?? 0) + count)
  }
  const sorted = [...byValue].toSorted(([, a], [, b]) => b - a).slice(0, MAX_VALUES)
  return sorted.map(([text]) => text.slice(0, MAX_VALUES))
}

function unreadableOf(
  { records }: RawTable,
  rows: readonly number[],
  column: number,
  meaning: ReadonlyMap<string, Converted>,
) {
  const examples: { row: number; text: string }[] = []
  let count = 0
  if (![...meaning.values()].some(({ is }) => is === 'unreadable')) return { count, examples }
  rows.forEach((at, row) => {
    const cell = records[at]?.[column] ?? ''
    if (meaning.get(cell)?.is !== 'unreadable') return
    count++
    if (examples.length < MAX_EXAMPLES) examples.push({ row: row + 1, text: shownCell(cell).slice(0, 80) })
  })
  return { count, examples }
}

// Reads a file into a table of typed columns and says how it was read.
import { Refusal } from '@biplane/contracts/refusal'
import type { FileReading, LeftOutRows } from '@biplane/contracts/wire/file-reading'
import { shownCell, shownName } from '../tools/shown-text.ts'
import { appendRows } from './append-rows.ts'
import type { Converted } from './convert-cell.ts'
import { DATABASE, quoted, runStatement } from './duck.ts'
import { isLargeKind, loadLargeTable } from './large-table.ts'
import type { LoadRequest } from './load-request.ts'
import { isParquet, readParquet } from './parquet-table.ts'
import { readSource } from './read-source.ts'
import { type RawTable, refuseBeyondBounds } from './records.ts'
import { rowNounOf } from './row-noun.ts'
import { type Column, columnsOf, countValues, frequent, isSummable } from './table-columns.ts'
import { findStructure, type TableStructure } from './table-structure.ts'
import { findTotals, leftOutTotals, type TotalsRow, unitsOf } from './totals-rows.ts'
import { columnReadingOf, readStatistics, sqlTypeOf } from './typed-columns.ts'

/** @throws UNSUPPORTED_FILE, TOO_LARGE */
export async function loadTable(request: LoadRequest): Promise<FileReading> {
  const { file, correction } = request
  if (file.content.size > request.largeBytes && isLargeKind(file)) return await loadLargeTable(request)
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

function totalsOf(raw: RawTable, { rows }: TableStructure, columns: readonly Column[]): TotalsRow[] {
  return findTotals({
    rows: rows.map((at) => raw.records[at] ?? []),
    width: columns.length,
    numeric: columns.map(isSummable),
    number(column, cell) {
      const converted = columns[column]?.meaning.get(cell)
      return converted?.is === 'value' ? unitsOf(converted.text) : null
    },
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
  return {
    format: raw.format,
    encoding: raw.encoding,
    delimiter: raw.delimiter,
    part: raw.part,
    header: structure.header,
    left_out: leftOut,
    rows: rows.length,
    columns: read,
    row_noun: rowNounOf({ fileName: file.name, title: raw.title, columns: read, rows: rows.length }),
  }
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

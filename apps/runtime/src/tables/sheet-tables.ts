// Finds the tables of one sheet, side by side with empty columns between them or one below the other, so that each can be
// chosen. It decides nothing about their headers and cuts nothing that is one table.
import { extentOf, filledIn } from './header-row.ts'
import { findStructure, secondTableAt, type TableStructure } from './table-structure.ts'

export interface SheetGrid {
  records: string[][]
  /** 1-based rows of the sheet. */
  lines: number[]
  /** 0-based column of the sheet in which the records begin. */
  left: number
}

export interface SheetTable extends Pick<SheetGrid, 'records' | 'lines'> {
  /** As spreadsheets write it: `A1:C9`. */
  range: string
}

const MAX_TABLES = 9

/** The first one is what is read where nothing is chosen; one entry where the sheet holds one table. */
export function sheetTables(grid: SheetGrid): SheetTable[] {
  const beside = tablesBeside(grid)
  return beside.flatMap(tablesBelow).slice(0, MAX_TABLES)
}

interface Segment {
  from: number
  /** Behind the last column. */
  to: number
}

/** The largest first; the whole sheet where its parts are not surely tables of their own. */
function tablesBeside(grid: SheetGrid): SheetGrid[] {
  const segments = segmentsOf(grid.records)
  if (segments.length < 2) return [grid]
  const parts = segments.map((segment) => columnsOf(grid, segment))
  const structures = parts.map(({ records }) => findStructure({ records, lines: null, broken: [], names: null }))
  if (!structures.every(isTable) || !areApart(parts, structures)) return [grid]
  const size = new Map(parts.map((part) => [part, part.records.reduce((sum, cells) => sum + filledIn(cells), 0)]))
  return parts.toSorted((a, b) => (size.get(b) ?? 0) - (size.get(a) ?? 0))
}

function segmentsOf(records: readonly string[][]): Segment[] {
  const width = records.reduce((most, cells) => Math.max(most, cells.length), 0)
  const filled = Array.from({ length: width }, () => false)
  for (const cells of records) {
    for (const [column, cell] of cells.entries()) if (cell.trim() !== '') filled[column] = true
  }
  const segments: Segment[] = []
  for (const [column, isFilled] of filled.entries()) {
    const last = segments.at(-1)
    if (!isFilled) continue
    if (last?.to === column) last.to = column + 1
    else segments.push({ from: column, to: column + 1 })
  }
  return segments
}

const columnsOf = ({ records, lines, left }: SheetGrid, { from, to }: Segment): SheetGrid => ({
  records: records.map((cells) => cells.slice(from, to)),
  lines,
  left: left + from,
})

const isTable = ({ header, names, rows }: TableStructure): boolean =>
  header.value.length > 0 && names.length > 1 && rows.length > 0

const TOTAL = /^\s*(?:grand total|total|sum|summe|gesamt)\b/i

/** An empty column also parts the columns of one table: tables of their own differ in length, or repeat a name. */
function areApart(parts: readonly SheetGrid[], structures: readonly TableStructure[]): boolean {
  const names = structures.flatMap((structure) => [
    ...new Set(structure.names.map((name) => name.trim().toLowerCase())),
  ])
  if (new Set(names).size < names.length) return true
  const headers = new Set(structures.map(({ header }) => header.value[0]))
  if (headers.size > 1) return true
  const lengths = structures.map(({ rows }, at) => {
    const records = parts[at]?.records ?? []
    const last = records[rows.at(-1) ?? -1] ?? []
    return (
      rows.filter((row) => filledIn(records[row] ?? []) > 0).length - (last.some((cell) => TOTAL.test(cell)) ? 1 : 0)
    )
  })
  return new Set(lengths).size > 1 && structures.every(isDense)
}

/** Notes beside some rows of a table have gaps; the rows of a table have none. */
const isDense = ({ rows, leftOut }: TableStructure): boolean =>
  (rows.at(-1) ?? 0) - (rows[0] ?? 0) + 1 === rows.length && leftOut.every(({ reason }) => reason !== 'blank')

/** The first keeps what stands below it, so that its reading says what was left out. */
function tablesBelow(grid: SheetGrid): SheetTable[] {
  const starts = [0]
  while (starts.length < MAX_TABLES) {
    const from = starts.at(-1) ?? 0
    const next = secondTableAt(grid.records.slice(from))
    if (next === null) break
    starts.push(from + next)
  }
  return starts.map((from, at) => {
    const to = starts[at + 1] ?? grid.records.length
    const kept = at === 0 ? grid.records.length : to
    return {
      records: grid.records.slice(from, kept),
      lines: grid.lines.slice(from, kept),
      range: rangeOf(grid, from, to),
    }
  })
}

function rangeOf({ records, lines, left }: SheetGrid, from: number, to: number): string {
  const filled = records.slice(from, to).flatMap((cells, at) => (filledIn(cells) > 0 ? [from + at] : []))
  const [first = from, last = from] = [filled[0], filled.at(-1)]
  const width = filled.reduce((most, at) => Math.max(most, extentOf(records[at] ?? [])), 1)
  return `${columnName(left)}${lines[first] ?? first + 1}:${columnName(left + width - 1)}${lines[last] ?? last + 1}`
}

/** 0 is A, 26 is AA. */
function columnName(column: number): string {
  const rest = Math.floor(column / 26)
  return `${rest > 0 ? columnName(rest - 1) : ''}${String.fromCharCode(65 + (column % 26))}`
}

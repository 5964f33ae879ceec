// Writes a table as CSV, as an Excel workbook and as what a spreadsheet takes from the clipboard.
import type { TableColumn, TableData } from '@biplane/contracts/wire/artifacts'
import type { CellObject, WorkSheet } from '@e965/xlsx'
import type { Cell } from './cells.ts'

/** RFC 4180, with a mark before what a spreadsheet would take for a formula. [SECURITY 21] */
export function toCsv(table: TableData): string {
  const rows = [table.columns.map(headOf), ...table.rows.map((r) => r.cells)]
  return rows.map((cells) => cells.map(csvCell).join(',')).join('\r\n')
}

/** With the unit in which the cells are written. */
function headOf({ label, type, unit }: TableColumn): string {
  const written = unit ?? (type === 'duration' ? 'seconds' : type === 'percent' ? '%' : '')
  return written === '' ? label : `${label} (${written})`
}

function csvCell(cell: Cell): string {
  const text = guarded(cell)
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}

/** Cells between tabs; a cell with a tab or a line break of its own keeps one row. [SECURITY 21] */
export function toTabbedText(table: TableData): string {
  const rows = [table.columns.map(headOf), ...table.rows.map((r) => r.cells)]
  return rows.map((cells) => cells.map((cell) => guarded(cell).replace(/[\t\r\n]+/g, ' ')).join('\t')).join('\n')
}

/** A number that the file itself holds is a number, also a negative one. */
function guarded(cell: Cell): string {
  if (cell === null) return ''
  const text = String(cell)
  return typeof cell === 'string' && /^[=+\-@\t\r\0]/.test(text) && !/^-?\d+(\.\d+)?$/.test(text) ? `'${text}` : text
}

const XLSX = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet'
/** Excel allows no more, and none of the characters `[]:*?/\\`. */
const SHEET_NAME_CHARS = 31
const WIDEST_CHARS = 60

/**
 * A workbook with one sheet: numbers are numbers with the format of their column, days are days, every other cell is text, so
 * that nothing is taken for a formula. [SECURITY 21]
 */
export async function toWorkbook(table: TableData, title: string): Promise<Blob> {
  const { utils, write } = await import('@e965/xlsx')
  const sheet: WorkSheet = {}
  table.columns.forEach((column, at) => {
    sheet[utils.encode_cell({ r: 0, c: at })] = {
      t: 's',
      v: column.type === 'duration' ? column.label : headOf(column),
    }
    table.rows.forEach(({ cells }, row) => {
      const cell = workbookCell(cells[at] ?? null, column)
      if (cell) sheet[utils.encode_cell({ r: row + 1, c: at })] = cell
    })
  })
  sheet['!ref'] = utils.encode_range({ r: 0, c: 0 }, { r: table.rows.length, c: Math.max(0, table.columns.length - 1) })
  sheet['!cols'] = table.columns.map((column, at) => ({ wch: widthOf(table, column, at) }))
  sheet['!autofilter'] = { ref: sheet['!ref'] }
  const book = utils.book_new()
  utils.book_append_sheet(book, sheet, sheetName(title))
  const bytes: ArrayBuffer = write(book, { type: 'array', bookType: 'xlsx', compression: true })
  return new Blob([bytes], { type: XLSX })
}

const FORMATS: Partial<Record<TableColumn['type'], string>> = { currency: '#,##0.00', integer: '0' }

function workbookCell(cell: Cell, column: TableColumn): CellObject | null {
  if (cell === null || cell === '') return null
  if (typeof cell === 'boolean') return { t: 'b', v: cell }
  if (typeof cell === 'number') return numberCell(cell, column)
  if (column.type === 'date' && /^\d{4}-\d{2}-\d{2}$/.test(cell)) {
    return { t: 'n', v: daysSince1900(cell), z: 'yyyy-mm-dd' }
  }
  return { t: 's', v: cell }
}

function numberCell(cell: number, { type }: TableColumn): CellObject {
  // Excel shows no time below zero: those stay seconds.
  if (type === 'duration' && cell >= 0) return { t: 'n', v: cell / DAY_SECONDS, z: '[h]:mm:ss' }
  const format = FORMATS[type]
  return format === undefined ? { t: 'n', v: cell } : { t: 'n', v: cell, z: format }
}

const DAY_SECONDS = 86_400
const DAY_MS = DAY_SECONDS * 1_000
/** As Excel counts: the first of January 1900 is day 1, and a day in that February never was. */
const daysSince1900 = (day: string): number => (Date.parse(`${day}T00:00:00Z`) - Date.UTC(1899, 11, 30)) / DAY_MS

/** What its first rows need, within reason. */
function widthOf({ rows }: TableData, { label }: TableColumn, at: number): number {
  const lengths = rows.slice(0, 200).map(({ cells }) => String(cells[at] ?? '').length)
  return Math.min(WIDEST_CHARS, Math.max(8, label.length, ...lengths) + 2)
}

function sheetName(title: string): string {
  const name = title
    .replace(/[[\]:*?/\\]+/g, ' ')
    .trim()
    .slice(0, SHEET_NAME_CHARS)
  return name === '' ? 'Table' : name
}

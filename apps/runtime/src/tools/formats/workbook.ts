// Reads workbooks (.xlsx, .xls, .xlsb, .ods): which sheets there are, which one is meant, and its cells as the text that a
// table is made of.
// Formulas are never computed: the value that the file stores is shown, and the cell is flagged. Macros are not even unpacked.
import { Refusal } from '@biplane/contracts/refusal'
import type { CellObject, WorkSheet } from '@e965/xlsx'
import { refuseBeyondLimits, type Table, tableOf } from '../table.ts'
import { readableWorkbook, refuseCells } from './workbook-bounds.ts'

/** A text may be stored once and shown a million times. */
const MOST_CHARS = 64_000_000

export interface WorkbookSheet {
  name: string
  filled: number
}

export interface Workbook {
  sheets: WorkbookSheet[]
  /** Of a sheet by its name; `null` for the one with the most filled cells. */
  table(name: string | null): WorkbookTable
  /** The filled rows of a sheet as they stand, with their 1-based row numbers. */
  rows(name: string | null): { sheet: string; records: string[][]; lines: number[]; left: number }
}

export interface WorkbookTable {
  sheet: string
  table: Table
  formulas: FormulaCells
}

/** 1-based data rows. */
export interface FormulaCells {
  count: number
  rows: number[]
  /** Formulas whose value the file does not store, so that nothing can be shown. */
  withoutValue: number[]
}

/** @throws TOO_LARGE for what would not fit into memory, UNSUPPORTED_FILE for what is damaged */
export async function readWorkbook(bytes: Uint8Array): Promise<Workbook> {
  const plain = readableWorkbook(bytes)
  const { read, SSF } = await import('@e965/xlsx')
  const book = openBook(() =>
    read(plain, { type: 'buffer', dense: true, cellNF: true, cellText: false, cellHTML: false }),
  )
  const hidden = new Set((book.Workbook?.Sheets ?? []).filter(({ Hidden }) => Hidden).map(({ name }) => name))
  const names = book.SheetNames.filter((name) => !hidden.has(name))
  const readable = names.length > 0 ? names : book.SheetNames
  const sheets = readable.map((name) => ({ name, filled: countFilled(book.Sheets[name]) }))
  refuseCells(sheets.reduce((sum, { filled }) => sum + filled, 0))
  const date1904 = book.Workbook?.WBProps?.date1904 === true
  const asDay = (serial: number) => SSF.parse_date_code(serial, { date1904 })
  const sheetOf = (wanted: string | null) => {
    const best = sheets.toSorted((a, b) => b.filled - a.filled)[0]
    const called = (wish: string | undefined) => sheets.find(({ name }) => name.toLowerCase() === wish?.toLowerCase())
    // `Sheet!A1:C9` is a table of a sheet.
    const sheet =
      called(wanted ?? undefined) ?? called(wanted?.replace(/![A-Z]{1,3}\d{1,7}:[A-Z]{1,3}\d{1,7}$/, '')) ?? best
    if (!sheet || sheet.filled === 0) throw new Refusal('UNSUPPORTED_FILE', 'The workbook has no filled cells.')
    return sheet.name
  }
  const show = (cell: CellObject) => textOf(cell, SSF.is_date, asDay)
  return {
    sheets,
    table(wanted) {
      const sheet = sheetOf(wanted)
      return { sheet, ...cellsOf(book.Sheets[sheet], show) }
    },
    rows(wanted) {
      const sheet = sheetOf(wanted)
      return { sheet, ...rowsOf(book.Sheets[sheet], show) }
    },
  }
}

function openBook<T>(open: () => T): T {
  try {
    return open()
  } catch (error) {
    if (error instanceof Error && /password/i.test(error.message)) {
      throw new Refusal('UNSUPPORTED_FILE', 'The workbook is locked with a password.', { cause: error })
    }
    throw new Refusal('UNSUPPORTED_FILE', 'The workbook is damaged and cannot be read.', { cause: error })
  }
}

const gridOf = (sheet: WorkSheet | undefined): (CellObject[] | undefined)[] => sheet?.['!data'] ?? []

const isFilled = (cell: CellObject | undefined): cell is CellObject =>
  cell !== undefined && (cell.f !== undefined || (cell.t !== 'z' && cell.v !== undefined && cell.v !== ''))

function countFilled(sheet: WorkSheet | undefined): number {
  let filled = 0
  for (const row of gridOf(sheet)) row?.forEach((cell) => void (isFilled(cell) && filled++))
  return filled
}

function cellsOf(sheet: WorkSheet | undefined, show: (cell: CellObject) => string) {
  const grid = gridOf(sheet)
  const { first, left, right } = boundsOf(grid)
  const records: string[][] = []
  const numbers: { record: number; withoutValue: boolean }[] = []
  let chars = 0
  for (const cells of grid.slice(first)) {
    const record = Array.from({ length: right - left + 1 }, () => '')
    let filled = false
    cells?.forEach((cell, column) => {
      if (!isFilled(cell) || column < left) return
      const text = show(cell)
      chars += text.length
      if (chars > MOST_CHARS) throw new Refusal('TOO_LARGE', 'The sheet holds more text than can be read.')
      record[column - left] = text
      filled = true
      if (cell.f !== undefined) numbers.push({ record: records.length, withoutValue: text === '' })
    })
    if (filled) records.push(record)
  }
  const table = tableOf(records, null)
  const rowOf = (record: number) => record + (table.header ? 0 : 1)
  const data = numbers.filter(({ record }) => rowOf(record) > 0)
  const rows = [...new Set(data.map(({ record }) => rowOf(record)))]
  const withoutValue = [...new Set(data.filter((cell) => cell.withoutValue).map(({ record }) => rowOf(record)))]
  return { table, formulas: { count: data.length, rows, withoutValue } }
}

/** All rows up to the last filled one, empty ones in between included: a gap may part two tables. */
function rowsOf(sheet: WorkSheet | undefined, show: (cell: CellObject) => string) {
  const grid = gridOf(sheet)
  const { left, right } = boundsOf(grid)
  const records: string[][] = []
  const lines: number[] = []
  let chars = 0
  for (const [row, cells] of grid.entries()) {
    const record = Array.from({ length: right - left + 1 }, () => '')
    cells?.forEach((cell, column) => {
      if (!isFilled(cell) || column < left) return
      const text = show(cell)
      chars += text.length
      if (chars > MOST_CHARS) throw new Refusal('TOO_LARGE', 'The sheet holds more text than can be read.')
      record[column - left] = text
    })
    records.push(record)
    lines.push(row + 1)
  }
  return { records, lines, left }
}

/** Where the table lies: titles above it, which fill one cell of a row, are no part of it. */
function boundsOf(grid: (CellObject[] | undefined)[]): { first: number; left: number; right: number } {
  let [left, right, first, widest] = [Number.POSITIVE_INFINITY, 0, -1, 0]
  const widths = grid.map((cells) => {
    let width = 0
    cells?.forEach((cell, column) => {
      if (!isFilled(cell)) return
      width++
      left = Math.min(left, column)
      right = Math.max(right, column)
    })
    widest = Math.max(widest, width)
    return width
  })
  for (const [row, width] of widths.entries()) {
    if (first < 0 && (width > 1 || (width === 1 && widest === 1))) first = row
  }
  refuseBeyondLimits(right - left + 1, (right - left + 1) * (grid.length - first))
  return { first: Math.max(0, first), left, right }
}

const CURRENCY = /[€£¥₹$]/

/** The value as a table file would write it: days as 2026-01-31, shares with their sign, amounts with their currency. */
function textOf(
  { t, v, z }: CellObject,
  isDate: (format: string) => boolean,
  asDay: (serial: number) => { y: number; m: number; d: number; H: number; M: number } | null,
): string {
  if (v === undefined || v === null) return ''
  if (t === 'e') return '#ERROR'
  if (typeof v === 'boolean') return v ? 'true' : 'false'
  if (v instanceof Date) return v.toISOString().slice(0, 10)
  if (typeof v === 'string') return v
  const format = typeof z === 'string' ? z : ''
  if (/\[(?:h+|m+|s+)\]/i.test(format) || (v >= 0 && v < 1 && /^\[?h{1,2}\]?:mm(?::ss)?(?: ?AM\/PM)?$/i.test(format)))
    return clockOf(v)
  if (format !== '' && isDate(format)) {
    const day = asDay(v)
    if (!day) return String(v)
    const two = (part: number) => String(part).padStart(2, '0')
    const time = day.H || day.M ? ` ${two(day.H)}:${two(day.M)}` : ''
    return `${day.y}-${two(day.m)}-${two(day.d)}${time}`
  }
  if (/%/.test(format)) return `${plainNumber(v * 100)}%`
  // `[$€-407]` is the euro as it is written in Germany; a sign of its own stands alone.
  const currency = /\[\$([^\]-]+)/.exec(format)?.[1] ?? CURRENCY.exec(format)?.[0]
  return currency ? `${currency}${plainNumber(v)}` : plainNumber(v)
}

/** `[h]:mm` counts hours beyond a day; it is a length of time and no day of 1900. */
function clockOf(days: number): string {
  const seconds = Math.round(Math.abs(days) * 86_400)
  const two = (part: number) => String(part).padStart(2, '0')
  const text = `${Math.floor(seconds / 3600)}:${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}`
  return days < 0 ? `-${text}` : text
}

/** 0.1 + 0.2 is stored as 0.30000000000000004; 15 digits are what a spreadsheet itself shows. */
function plainNumber(value: number): string {
  // Digits of an identifier are kept; a fraction is rounded.
  if (Number.isSafeInteger(value)) return String(value)
  const text = String(Number(value.toPrecision(15)))
  return text.includes('e') ? withoutExponent(value) : text
}

const withoutExponent = (value: number): string =>
  Math.abs(value) >= 1 ? value.toLocaleString('en', { useGrouping: false }) : value.toFixed(12)

// Writes tables as CSV without formulas, as JSON, as NDJSON. Pure.
import { isEmptyCell, readNumber, readTruth } from '../../../tools/cell-values.ts'
import type { Column } from '../../../tools/columns.ts'
import { toNumber } from '../../../tools/decimal.ts'

// biome-ignore lint/suspicious/noControlCharactersInRegex: spreadsheets look behind these characters
const ACTIVE = /^[\s\u0000]*[=+\-@]|^[\t\r\u0000]/
const PLAIN_NUMBER = /^[+-]?\d[\d., ]*%?$/

/** A cell that a spreadsheet would compute gets an apostrophe in front; a plain number such as −12.50 is left alone. */
export const guarded = (cell: string): string => (ACTIVE.test(cell) && !PLAIN_NUMBER.test(cell) ? `'${cell}` : cell)

const quoted = (cell: string): string => (/[",\n\r]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell)

export const csvLine = (cells: readonly string[]): string => cells.map((cell) => quoted(guarded(cell))).join(',')

export type Written = string | number | boolean | null

/** The value as JSON has it; a number only where nothing of it is lost. */
export function jsonValue(cell: string, column: Column): Written {
  if (isEmptyCell(cell)) return null
  if (column.type === 'boolean') return readTruth(cell) ?? cell
  if (column.type !== 'integer' && column.type !== 'number') return cell
  const read = readNumber(cell, column.style)
  if (!read || read.currency !== null || read.percent) return cell
  const value = toNumber(read.value)
  return String(read.value.units).length <= 15 ? value : cell
}

export const jsonRecord = (columns: readonly Column[], cells: readonly string[]): string =>
  JSON.stringify(
    Object.fromEntries(columns.map((column) => [column.name, jsonValue(cells[column.index] ?? '', column)])),
  )

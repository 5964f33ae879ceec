// Formats and compares table cells. Numbers are grouped for reading and never rounded. Pure.
import type { TableColumn, TableData } from '@biplane/contracts/wire/artifacts'
import { type Decimals, formatDuration, formatNumber, NUMBER_LOCALE } from '../design/format.ts'
import { STRINGS } from '../strings.ts'

export type Cell = TableData['rows'][number]['cells'][number]

const MONEY: Decimals = { least: 2, most: 2 }
const AS_GIVEN: Decimals = { least: 0, most: 6 }

export const isNumeric = ({ type }: Pick<TableColumn, 'type'>): boolean =>
  type === 'integer' || type === 'number' || type === 'currency' || type === 'percent' || type === 'duration'

type Headed = Pick<TableColumn, 'type'> & Partial<Pick<TableColumn, 'label' | 'unit'>>

/** Without its unit, which stands in the head of the column. */
export function cellText(
  cell: Cell | undefined,
  column: Headed,
  decimals: Decimals = AS_GIVEN,
  locale: string = NUMBER_LOCALE,
): string {
  if (cell === null || cell === undefined || cell === '') return STRINGS.workspace.table.missing
  if (typeof cell === 'boolean') return cell ? STRINGS.workspace.table.yes : STRINGS.workspace.table.no
  if (typeof cell === 'string') return column.type === 'date' && locale === 'de' ? germanDay(cell) : cell
  switch (column.type) {
    case 'currency':
      return formatNumber(cell, MONEY, locale)
    case 'percent':
      return `${formatNumber(cell, decimals, locale)} %`
    case 'duration':
      return formatDuration(cell, locale)
    case 'text':
      return String(cell)
    case 'integer':
      return isYear(cell, column) ? String(cell) : formatNumber(cell, AS_GIVEN, locale)
    default:
      return formatNumber(cell, decimals, locale)
  }
}

/** `2026-05-03` as `03.05.2026`; a time of day stays behind it. */
const germanDay = (text: string): string => {
  const found = /^(\d{4})-(\d{2})-(\d{2})(.*)$/.exec(text)
  return found ? `${found[3]}.${found[2]}.${found[1]}${found[4]}` : text
}

/** A year is not a quantity: 2026, not 2,026. */
const isYear = (cell: number, { label = '' }: Headed): boolean =>
  cell >= 1000 && cell < 3000 && /(^|[^a-z])(year|jahr)([^a-z]|$)/i.test(label)

/** Digits after the point that a computed figure is shown with; a file's own figures keep all of theirs. */
const COMPUTED_DECIMALS = 2

/** All cells of a column have the same number of decimals, so that they can be compared at a glance. */
export function decimalsOf({ columns, rows }: TableData, at: number): Decimals {
  const column = columns[at]
  if (!column || !isNumeric(column) || column.type === 'integer') return AS_GIVEN
  const computed = rows.every(({ row }) => row === null)
  const money = column.unit !== undefined && /^[A-Z]{3}$|^[$€£¥]$/.test(column.unit)
  const numbers = rows.flatMap(({ cells }) => (typeof cells[at] === 'number' ? [cells[at]] : []))
  const given = Math.max(money ? 2 : 0, ...numbers.slice(0, MAX_LOOKED_AT).map(fractionDigits))
  const small = numbers.every((value) => Math.abs(value) < 1)
  if (!computed) return { least: given, most: given }
  if (small) return { least: Math.min(given, COMPUTED_DECIMALS), most: given }
  const shown = given === 0 ? 0 : COMPUTED_DECIMALS
  return { least: shown, most: shown }
}

const MAX_LOOKED_AT = 1_000

/** Digits after the point as a person would write the number. */
function fractionDigits(value: number): number {
  const text = String(value)
  const point = text.indexOf('.')
  return point < 0 || text.includes('e') ? 0 : Math.min(text.length - point - 1, 6)
}

const collator = new Intl.Collator(NUMBER_LOCALE, { numeric: true, sensitivity: 'base' })

/** Missing values stand last in both directions. */
export function compareCells(a: Cell | undefined, b: Cell | undefined, descending: boolean): number {
  const noA = a === null || a === undefined || a === ''
  const noB = b === null || b === undefined || b === ''
  if (noA || noB) return Number(noA) - Number(noB)
  const order = typeof a === 'number' && typeof b === 'number' ? a - b : collator.compare(String(a), String(b))
  return descending ? -order : order
}

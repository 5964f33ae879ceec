// Numbers, days and periods as people read them. One formatter for sentences, tables and chips.
import type { ColumnReading } from '@biplane/contracts/wire/file-reading'
import type { PlanBucket } from '@biplane/contracts/wire/table-plan'
import type { SqlValue } from './duck.ts'
import { monthName, weekdayName } from './words/periods.ts'

export interface NumberStyle {
  /** Currency code, `%`, `kg`. */
  unit: string | null
  /** Decimals that are always shown, and the most that are. */
  decimals: { least: number; most: number }
}

export const PLAIN: NumberStyle = { unit: null, decimals: { least: 0, most: 2 } }
export const MONEY_DECIMALS = { least: 2, most: 2 }

const CODE = /^[A-Z]{3}$/

/** `EUR 1,234.50`, `12.5 %`, `4.2 h`. Exact decimals stay text, so that no digit of an amount is lost. */
export function formatNumber(value: SqlValue, { unit, decimals }: NumberStyle): string {
  const shown =
    typeof value === 'string'
      ? decimalText(value, decimals)
      : typeof value === 'number'
        ? numberText(value, decimals)
        : String(value)
  if (unit === null || unit === '') return shown
  if (CODE.test(unit) || /^[$€£¥]$/.test(unit)) return `${unit}${CODE.test(unit) ? ' ' : ''}${shown}`
  return `${shown} ${unit}`
}

function numberText(value: number, { least, most }: NumberStyle['decimals']): string {
  // A small number keeps figures that say something.
  const fraction = value !== 0 && Math.abs(value) < 0.01 ? 6 : most
  return value.toLocaleString('en', {
    minimumFractionDigits: Number.isInteger(value) && least === 0 ? 0 : least,
    maximumFractionDigits: Math.max(least, fraction),
  })
}

const DECIMAL = /^(-?)(\d+)(?:\.(\d+))?$/

/** Digits without the zeros at their end. */
function withoutZeros(digits: string): string {
  let end = digits.length
  while (end > 0 && digits[end - 1] === '0') end--
  return digits.slice(0, end)
}

function decimalText(text: string, decimals: NumberStyle['decimals']): string {
  const found = DECIMAL.exec(text)
  if (!found) return text
  const [, sign = '', whole = '0', fraction = ''] = found
  const telling = withoutZeros(fraction)
  if (whole.length <= 13 && fraction.length <= 6) {
    const most = Math.max(decimals.most, Math.min(telling.length, 4))
    return numberText(Number(text), { least: decimals.least, most })
  }
  const rest = telling.padEnd(decimals.least, '0')
  return `${sign}${BigInt(whole).toLocaleString('en')}${rest === '' ? '' : `.${rest}`}`
}

export const numberOfValue = (value: SqlValue | undefined): number | null => {
  if (typeof value === 'number') return value
  if (typeof value !== 'string' || value.trim() === '') return null
  const number = Number(value)
  return Number.isFinite(number) ? number : null
}

/** In the order of their numbers in SQL. */
const DAYS_LATE = ['Not due', '1–30 days', '31–60 days', '61–90 days', 'Over 90 days']

export function formatGroup(
  value: SqlValue | undefined,
  bucket: PlanBucket | undefined,
  column: ColumnReading | null,
  width?: number,
): string {
  if (value === null || value === undefined || value === '') return '(empty)'
  if (bucket === 'weekday') return weekdayName(Number(value))
  if (bucket === 'month_of_year') return monthName(Number(value))
  if (bucket === 'days_late') return DAYS_LATE[Number(value)] ?? String(value)
  if (bucket === 'hour_of_day') return `${String(value).padStart(2, '0')}:00`
  if (width !== undefined)
    return `${numberText(Number(value), PLAIN.decimals)}–${numberText(Number(value) + width, PLAIN.decimals)}`
  if (typeof value === 'boolean') return value ? 'yes' : 'no'
  void column
  return String(value)
}

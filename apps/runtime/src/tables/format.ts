// Numbers, days and periods as people read them. One formatter for sentences, tables and chips.
import type { PlanBucket } from '@biplane/contracts/wire/table-plan'
import type { SqlValue } from './duck.ts'
import type { AnswerLanguage } from './language/answer-language.ts'
import { english } from './language/english.ts'

export interface NumberStyle {
  /** Currency code, `%`, `kg`. */
  unit: string | null
  /** Decimals that are always shown, and the most that are. */
  decimals: { least: number; most: number }
  /** Seconds, said as days, hours and minutes. */
  duration?: true
}

export const PLAIN: NumberStyle = { unit: null, decimals: { least: 0, most: 2 } }
export const MONEY_DECIMALS = { least: 2, most: 2 }

/** `EUR 1,234.50`, `12.5 %`, `1 day 8 h`. Exact decimals stay text, so that no digit of an amount is lost. */
export function formatNumber(
  value: SqlValue,
  { unit, decimals, duration }: NumberStyle,
  language: AnswerLanguage = english,
): string {
  const seconds = duration ? numberOfValue(value) : null
  if (seconds !== null) return formatDuration(seconds, language)
  const shown =
    typeof value === 'string'
      ? decimalText(value, decimals, language)
      : typeof value === 'number'
        ? numberText(value, decimals, language)
        : String(value)
  return unit === null || unit === '' ? shown : language.withUnit(shown, unit)
}

function numberText(value: number, { least, most }: NumberStyle['decimals'], { locale }: AnswerLanguage): string {
  // A small number keeps figures that say something.
  const fraction = value !== 0 && Math.abs(value) < 0.01 ? 6 : most
  return value.toLocaleString(locale, {
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

function decimalText(text: string, decimals: NumberStyle['decimals'], language: AnswerLanguage): string {
  const found = DECIMAL.exec(text)
  if (!found) return text
  const [, sign = '', whole = '0', fraction = ''] = found
  const telling = withoutZeros(fraction)
  if (whole.length <= 13 && fraction.length <= 6) {
    const most = Math.max(decimals.most, Math.min(telling.length, 4))
    return numberText(Number(text), { least: decimals.least, most }, language)
  }
  const rest = telling.padEnd(decimals.least, '0')
  return `${sign}${BigInt(whole).toLocaleString(language.locale)}${rest === '' ? '' : `${language.decimalMark}${rest}`}`
}

const DAY = 86_400
const HOUR = 3_600

/** `1 day 8 h 45 min`; a day and more is not told to the second. */
export function formatDuration(seconds: number, { duration, locale }: AnswerLanguage = english): string {
  const sign = seconds < 0 ? '−' : ''
  const exact = Math.abs(seconds)
  if (exact < 60) return `${sign}${exact.toLocaleString(locale, { maximumFractionDigits: 1 })} ${duration.second}`
  const step = exact >= DAY ? 60 : 1
  const whole = Math.round(exact / step) * step
  const days = Math.floor(whole / DAY)
  const hours = Math.floor((whole % DAY) / HOUR)
  const minutes = Math.floor((whole % HOUR) / 60)
  const parts = [
    days > 0 ? `${days.toLocaleString(locale)} ${days === 1 ? duration.day : duration.days}` : '',
    hours > 0 ? `${hours} ${duration.hour}` : '',
    minutes > 0 ? `${minutes} ${duration.minute}` : '',
    whole % 60 > 0 ? `${whole % 60} ${duration.second}` : '',
  ]
  return sign + parts.filter((part) => part !== '').join(' ')
}

export const numberOfValue = (value: SqlValue | undefined): number | null => {
  if (typeof value === 'number') return value
  if (typeof value !== 'string' || value.trim() === '') return null
  const number = Number(value)
  return Number.isFinite(number) ? number : null
}

export function formatGroup(
  value: SqlValue | undefined,
  bucket: PlanBucket | undefined,
  width?: number,
  language: AnswerLanguage = english,
): string {
  if (value === null || value === undefined || value === '') return language.empty
  if (bucket === 'weekday') return language.weekdays[Number(value) - 1] ?? String(value)
  if (bucket === 'month_of_year') return language.months[Number(value) - 1] ?? String(value)
  if (bucket === 'days_late') return language.daysLate[Number(value)] ?? String(value)
  if (bucket === 'hour_of_day') return `${String(value).padStart(2, '0')}:00`
  if (width !== undefined)
    return `${numberText(Number(value), PLAIN.decimals, language)}–${numberText(Number(value) + width, PLAIN.decimals, language)}`
  if (typeof value === 'boolean') return value ? language.yes : language.no
  return String(value)
}

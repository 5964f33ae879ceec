// Interprets the text of one cell: empty, number, amount, boolean. Never looks at other cells.
import { readDay } from './calendar.ts'
import type { Decimal } from './decimal.ts'

/** Which sign stands before the digits after the point: `1,234.50` or `1.234,50`. */
export type NumberStyle = 'point' | 'comma'

const EMPTY = new Set(['', 'n/a', '#n/a', 'null', 'none', 'nil', 'nan', '-', '–', '—', '?'])
export const isEmptyCell = (cell: string): boolean => {
  if (cell === '') return true
  return cell.length <= 6 && EMPTY.has(cell.trim().toLowerCase())
}

const TRUTH = new Map([
  ['true', true],
  ['yes', true],
  ['y', true],
  ['false', false],
  ['no', false],
  ['n', false],
])
export const readTruth = (cell: string): boolean | null =>
  cell.length > 12 ? null : (TRUTH.get(cell.trim().toLowerCase()) ?? null)

const SYMBOLS: Record<string, string> = { '€': 'EUR', '£': 'GBP', '₹': 'INR' }
/** Codes by name and not any three letters: `INV104` is a document and not an amount. */
const CODES =
  'EUR|USD|GBP|CHF|JPY|CNY|SEK|NOK|DKK|ISK|PLN|CZK|HUF|RON|BGN|RSD|TRY|UAH|ILS|AED|SAR|INR|SGD|HKD|KRW|TWD|THB|IDR|MYR|PHP|VND|AUD|NZD|CAD|MXN|BRL|ARS|CLP|COP|PEN|ZAR|EGP|NGN|KES'
const MARK = `${CODES}|[€£¥₹$]|kr`
const MONEY_MARK = new RegExp(`^(${MARK})\\s?|\\s?(${MARK})$`)
/** Spaces and apostrophes between groups of digits, as written in France and in Switzerland. */
const GROUP_MARKS = /(?<=\d)[ \u00a0\u202f'’](?=\d{3}(?!\d))/g
const BODY: Record<NumberStyle, RegExp> = {
  point: /^(?:\d{1,3}(?:,\d{3})+|\d+)?(?:\.\d{1,12})?$/,
  comma: /^(?:\d{1,3}(?:\.\d{3})+|\d+)?(?:,\d{1,12})?$/,
}
const BARE: Record<NumberStyle, RegExp> = {
  point: /^(-?\d{1,18})(?:\.(\d{1,12}))?$/,
  comma: /^(-?\d{1,18})(?:,(\d{1,12}))?$/,
}
const LONGEST = 40

export interface ReadNumber {
  value: Decimal
  /** `EUR`, `$` … when the cell itself says it. */
  currency: string | null
  percent: boolean
}

/** `null` for what is not a number in that style. `(12.50)` and `12.50-` are −12.50, as accountants write it. */
export function readNumber(cell: string, style: NumberStyle): ReadNumber | null {
  if (cell.length > LONGEST + 20) return null
  // Nearly every number of a large file is written like this, and large files are why it is asked first.
  const bare = BARE[style].exec(cell)
  if (bare) {
    const fraction = bare[2] ?? ''
    return { value: { units: BigInt(`${bare[1]}${fraction}`), scale: fraction.length }, currency: null, percent: false }
  }
  let text = cell.trim()
  if (text.length > LONGEST || !/\d/.test(text)) return null
  let negative = false
  const negate = (rest: string) => {
    negative = !negative
    text = rest.trim()
  }
  if (text.startsWith('(') && text.endsWith(')')) negate(text.slice(1, -1))
  if (/^[-−]/.test(text)) negate(text.slice(1))
  else if (text.startsWith('+')) text = text.slice(1).trim()
  const percent = text.endsWith('%')
  if (percent) text = text.slice(0, -1).trim()
  const mark = MONEY_MARK.exec(text)
  if (mark) text = (mark.index === 0 ? text.slice(mark[0].length) : text.slice(0, mark.index)).trim()
  if (/^[-−]/.test(text)) negate(text.slice(1))
  else if (text.endsWith('-')) negate(text.slice(0, -1))
  text = text.replace(GROUP_MARKS, '')
  if (!BODY[style].test(text) || !/\d/.test(text)) return null
  const [whole = '', fraction = ''] = text
    .replaceAll(style === 'point' ? ',' : '.', '')
    .split(style === 'point' ? '.' : ',')
  const units = BigInt(whole + fraction)
  const currency = mark ? currencyCode(mark[1] ?? mark[2] ?? '') : null
  return { value: { units: negative ? -units : units, scale: fraction.length }, currency, percent }
}

const currencyCode = (mark: string): string => SYMBOLS[mark] ?? mark

/** Which style a number can only be in; `either` for `12` and for `1,234`, which both fit. */
export function styleSaid(cell: string): NumberStyle | 'either' | null {
  const point = readNumber(cell, 'point') !== null
  const comma = readNumber(cell, 'comma') !== null
  if (point && comma) return 'either'
  return point ? 'point' : comma ? 'comma' : null
}

/** `007`, `+49…`: digits that name something and are not counted with. */
export const isNumberedName = (cell: string): boolean => /^\s*0\d/.test(cell) || /^\s*\d{16,}\s*$/.test(cell)

/** RFC 5321 allows 254 characters. The part before the first point has none, so that no text is tried twice. */
const isAddress = (text: string): boolean => text.length <= 254 && /^[^\s@]+@[^\s@.]+\.[^\s@]+$/.test(text)

/** Something that stands in a data row and not in a header. A bare year stands in both. */
export const looksLikeValue = (cell: string): boolean =>
  !/^\s*(?:19|20|21)\d\d\s*$/.test(cell) &&
  (styleSaid(cell) !== null || readDay(cell, 'dmy') !== null || isAddress(cell.trim()))

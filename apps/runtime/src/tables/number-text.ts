// Numbers as people write them: signs, groups, units, currencies, exponents. Exact, by digits, never by floating point.
import type { NumberFormat } from '@biplane/contracts/wire/file-reading'
import { plainText } from './cell-text.ts'

export interface ReadNumber {
  /** `-1234.50`: plain digits with a point. */
  digits: string
  /** `EUR`, `%`, `kg` … as the cell says it. */
  unit: string | null
  unitKind: 'currency' | 'percent' | 'other' | null
  /** Written with an exponent. */
  scientific: boolean
}

export interface NumberParts {
  negative: boolean
  /** Digits with their marks: `1.234,50`. */
  body: string
  exponent: number
  /** Zeros that a suffix such as `M` stands for. */
  zeros: number
  unit: string | null
  unitKind: ReadNumber['unitKind']
}

const CURRENCY_SIGNS: Record<string, string> = {
  '€': 'EUR',
  $: 'USD',
  '£': 'GBP',
  '¥': 'JPY',
  '₹': 'INR',
  '₽': 'RUB',
  '₩': 'KRW',
  '₺': 'TRY',
  '₴': 'UAH',
  '₪': 'ILS',
  '₫': 'VND',
  '฿': 'THB',
  '₦': 'NGN',
  '₱': 'PHP',
  us$: 'USD',
  r$: 'BRL',
  a$: 'AUD',
  c$: 'CAD',
  hk$: 'HKD',
  nt$: 'TWD',
  s$: 'SGD',
  nz$: 'NZD',
  rs: 'INR',
  'rs.': 'INR',
  kr: 'kr',
  'kr.': 'kr',
  zł: 'PLN',
  zl: 'PLN',
  kč: 'CZK',
  ft: 'HUF',
  лв: 'BGN',
  руб: 'RUB',
  'руб.': 'RUB',
  円: 'JPY',
  元: 'CNY',
  원: 'KRW',
  lei: 'RON',
  fr: 'CHF',
  'fr.': 'CHF',
  sfr: 'CHF',
  'sfr.': 'CHF',
  euro: 'EUR',
  euros: 'EUR',
}
const CURRENCY_CODES = new Set(
  'EUR USD GBP CHF JPY CNY SEK NOK DKK ISK PLN CZK HUF RON BGN RSD TRY UAH ILS AED SAR QAR INR SGD HKD KRW TWD THB IDR MYR PHP VND AUD NZD CAD MXN BRL ARS CLP COP PEN ZAR EGP NGN KES MAD RUB'.split(
    ' ',
  ),
)
/** Zeros of a suffix. `m` is a metre, `M` a million. */
const SCALES: Record<string, number> = {
  k: 3,
  K: 3,
  M: 6,
  B: 9,
  T: 12,
  mn: 6,
  Mn: 6,
  mio: 6,
  Mio: 6,
  'Mio.': 6,
  mln: 6,
  bn: 9,
  Bn: 9,
  mrd: 9,
  Mrd: 9,
  'Mrd.': 9,
  Tsd: 3,
  'Tsd.': 3,
  million: 6,
  millions: 6,
  billion: 9,
  thousand: 3,
  lakh: 5,
  crore: 7,
  cr: 7,
}
const MAX_CHARS = 80
const UNIT = /^[\p{L}°µ²³/%‰]{1,12}\.?$/u
/** Endings that turn the number into something else: a side of a ledger, an ordinal, half of a day. */
const NO_UNIT = new Set(['cr', 'dr', 'am', 'pm', 'st', 'nd', 'rd', 'th', 'e', 'x', 'q', 'w', 'a', 'b', 'c', 'd.'])

/** Takes a cell apart without deciding which mark is the decimal one; `null` for what is no number. */
export function numberParts(cell: string): NumberParts | null {
  if (cell.length > MAX_CHARS) return null
  let text = plainText(cell)
  if (!/\d/.test(text)) return null
  let negative = false
  const flip = (rest: string) => {
    if (negative) return false
    negative = true
    text = rest.trim()
    return true
  }
  if (text.startsWith('(') && text.endsWith(')') && !flip(text.slice(1, -1))) return null
  let unit: Unit | null = null
  for (let round = 0; round < 3; round++) {
    if (text.startsWith('-')) {
      if (!flip(text.slice(1))) return null
    } else if (text.startsWith('+')) text = text.slice(1).trim()
    const front: FrontUnit | null = unit ? null : frontUnit(text)
    if (!front) break
    unit = front.unit
    text = front.rest
  }
  // `$(63.12)`: the sign of the currency stands before the bracket.
  if (text.startsWith('(') && text.endsWith(')') && !flip(text.slice(1, -1))) return null
  if (text.endsWith('-') && !flip(text.slice(0, -1))) return null
  const head = /^[\d.,' ]*\d|^[.,]\d+/.exec(text)
  const body = longestBody(text)
  if (!head || body === '') return null
  let rest = text.slice(body.length)
  const exponent = /^[eE]([+-]?\d{1,3})(?![\p{L}\d])/u.exec(rest)
  if (exponent) rest = rest.slice(exponent[0].length)
  const after = backUnit(rest.trim(), unit)
  if (!after) return null
  return { negative, body, exponent: exponent ? Number(exponent[1]) : 0, ...after }
}

/** The digits and the marks between them, from the beginning. */
function longestBody(text: string): string {
  let end = 0
  for (let at = 0; at < text.length; at++) {
    const char = text.charAt(at)
    if (char >= '0' && char <= '9') end = at + 1
    else if (!(char === '.' || char === ',' || char === "'" || char === ' ')) break
    else if (at > end) break
  }
  return text.slice(0, end)
}

interface Unit {
  name: string
  kind: 'currency' | 'percent' | 'other'
}

interface FrontUnit {
  unit: Unit
  rest: string
}

function frontUnit(text: string): FrontUnit | null {
  const mark = /^([A-Za-z]{0,3}\p{Sc}|[A-Za-z]{2,3}\.?)\s*/u.exec(text)
  if (!mark) return null
  const name = currencyOf(mark[1] ?? '')
  return name ? { unit: { name, kind: 'currency' }, rest: text.slice(mark[0].length) } : null
}

const currencyOf = (mark: string): string | null => {
  const lower = mark.toLowerCase()
  if (Object.hasOwn(CURRENCY_SIGNS, lower)) return CURRENCY_SIGNS[lower] ?? null
  return CURRENCY_CODES.has(mark.toUpperCase()) && (mark === mark.toUpperCase() || mark === lower)
    ? mark.toUpperCase()
    : null
}

/** `null` where the rest is no unit, and the cell no number. */
function backUnit(rest: string, before: Unit | null): Pick<NumberParts, 'zeros' | 'unit' | 'unitKind'> | null {
  let text = rest
  let zeros = 0
  const scale = /^(\p{L}{1,8}\.?)(?:\s+|(?=\p{Sc})|$)/u.exec(text)
  if (scale && Object.hasOwn(SCALES, scale[1] ?? '')) {
    zeros = SCALES[scale[1] ?? ''] ?? 0
    text = text.slice(scale[0].length).trim()
  }
  const found = (unit: Unit | null) => ({ zeros, unit: unit?.name ?? null, unitKind: unit?.kind ?? null })
  if (text === '' || text === ',-' || text === '.-' || text === ',--' || text === '.--') return found(before)
  if (before) return null
  if (text === '%' || text === '‰' || /^(?:percent|prozent|pct)$/i.test(text))
    return found({ name: text === '‰' ? '‰' : '%', kind: 'percent' })
  const currency = currencyOf(text)
  if (currency) return found({ name: currency, kind: 'currency' })
  if (!UNIT.test(text) || NO_UNIT.has(text.toLowerCase())) return null
  return found({ name: text, kind: 'other' })
}

/** What the marks of a number say of its format. `either`: one mark, and exactly three digits behind it. */
export type FormatVote =
  | 'none'
  | 'point'
  | 'comma'
  | 'point_group'
  | 'comma_group'
  | 'either_point'
  | 'either_comma'
  | 'invalid'

export function formatVote(body: string): FormatVote {
  const text = body.replace(/[ ']/g, '')
  const points = text.split('.').length - 1
  const commas = text.split(',').length - 1
  if (points === 0 && commas === 0) return 'none'
  if (points > 0 && commas > 0) {
    const decimal = text.lastIndexOf('.') > text.lastIndexOf(',') ? '.' : ','
    if ((decimal === '.' ? points : commas) > 1) return 'invalid'
    return decimal === '.' ? 'point' : 'comma'
  }
  const mark = points > 0 ? '.' : ','
  if (points + commas > 1) {
    if (ungrouped(text, '', mark) === null) return 'invalid'
    return mark === '.' ? 'point_group' : 'comma_group'
  }
  const [whole = '', fraction = ''] = text.split(mark)
  const three = fraction.length === 3 && whole.length >= 1 && whole.length <= 3 && !whole.startsWith('0')
  if (three && !/[ ']/.test(body)) return mark === '.' ? 'either_point' : 'either_comma'
  return mark === '.' ? 'point' : 'comma'
}

/** `null` where the marks do not fit the format. A number that fits only another format is not bent into this one. */
export function readNumber(cell: string, format: NumberFormat): ReadNumber | null {
  // Nearly every number of a large file is written like this, and large files are why it is asked first.
  if (format.decimal === '.' && cell.length < 20 && /^-?[1-9]\d*(?:\.\d+)?$/.test(cell)) {
    return { digits: cell, unit: null, unitKind: null, scientific: false }
  }
  const parts = numberParts(cell)
  if (!parts) return null
  const plain = plainDigits(parts.body, format)
  if (plain === null) return null
  const digits = shifted(plain, parts.exponent + parts.zeros)
  if (digits === null) return null
  const zero = /^[0.]*$/.test(digits)
  return {
    digits: parts.negative && !zero ? `-${digits}` : digits,
    unit: parts.unit,
    unitKind: parts.unitKind,
    scientific: parts.exponent !== 0,
  }
}

function plainDigits(body: string, { decimal, group }: NumberFormat): string | null {
  const at = body.lastIndexOf(decimal)
  const whole = at < 0 ? body : body.slice(0, at)
  const fraction = at < 0 ? '' : body.slice(at + 1)
  if (!/^\d*$/.test(fraction) || (whole === '' && fraction === '')) return null
  const digits = ungrouped(whole, decimal, group)
  if (digits === null) return null
  return fraction === '' ? digits || '0' : `${digits || '0'}.${fraction}`
}

/** Groups of three, or of two before the last three as in India. */
function ungrouped(whole: string, decimal: string, group: string): string | null {
  if (/^\d*$/.test(whole)) return whole
  const mark = /[^\d]/.exec(whole)?.[0] ?? ''
  // Spaces and apostrophes are never decimal marks, so they group in any format.
  const fits = mark === ' ' || mark === "'" || mark === group || (group === '' && mark !== decimal)
  if (!fits || mark === decimal) return null
  const groups = whole.split(mark)
  const first = groups[0] ?? ''
  const last = groups.at(-1) ?? ''
  if (!groups.every((part) => /^\d+$/.test(part)) || last.length !== 3 || first.length > 3 || first.length === 0)
    return null
  const middle = groups.slice(1, -1)
  const western = middle.every((part) => part.length === 3)
  const indian = mark === ',' && first.length <= 2 && middle.every((part) => part.length === 2)
  return western || indian ? groups.join('') : null
}

const MAX_DIGITS = 60

/** The decimal point moved by so many places. */
function shifted(digits: string, places: number): string | null {
  if (places === 0) return digits
  if (Math.abs(places) > MAX_DIGITS) return null
  const [whole = '', fraction = ''] = digits.split('.')
  if (places > 0) {
    const moved = fraction.padEnd(places, '0')
    const rest = moved.slice(places)
    return `${(whole + moved.slice(0, places)).replace(/^0+(?=\d)/, '')}${rest === '' ? '' : `.${rest}`}`
  }
  const padded = whole.padStart(1 - places, '0')
  return `${padded.slice(0, places)}.${padded.slice(places)}${fraction}`
}

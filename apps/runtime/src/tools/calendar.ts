// Calendar days: parse, validate, format. A day is a count since 1970-01-01, without clock and time zone.

export type DateOrder = 'ymd' | 'dmy' | 'mdy'

export type ReadDay =
  | { kind: 'day'; day: number }
  /** Written like a date, but no calendar has it: 2026-02-30. */
  | { kind: 'impossible' }

const DAY_MS = 86_400_000
const TIME = '(?:[T ]\\d{1,2}:\\d{2}(?::\\d{2}(?:\\.\\d+)?)?(?: ?[AaPp][Mm])?(?:Z| ?[+-]\\d{2}:?\\d{2})?)?'
const YEAR_FIRST = new RegExp(`^(\\d{4})([-/.])(\\d{1,2})\\2(\\d{1,2})${TIME}$`)
const YEAR_LAST = new RegExp(`^(\\d{1,2})([-/.])(\\d{1,2})\\2(\\d{4})${TIME}$`)
const DAY_NAMED_MONTH = /^(\d{1,2})[ -]([A-Za-z]{3,9})\.?,?[ -](\d{4})$/
const NAMED_MONTH_DAY = /^([A-Za-z]{3,9})\.? (\d{1,2}),? (\d{4})$/
const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec']
/** Years outside are slips of the keyboard: 0202, 20226. */
const YEARS = { first: 1900, last: 2199 }

/** `null` for what is not written like a date. `order` settles 03/04/2026; text that names its year first needs none. */
export function readDay(cell: string, order: DateOrder): ReadDay | null {
  const text = cell.trim()
  // Nearly every cell of a table is turned away here.
  if (text.length < 8 || text.length > 35) return null
  const iso = YEAR_FIRST.exec(text)
  if (iso) return dayOf(Number(iso[1]), Number(iso[3]), Number(iso[4]))
  const last = YEAR_LAST.exec(text)
  if (last) {
    const [a, b] = [Number(last[1]), Number(last[3])]
    return order === 'mdy' ? dayOf(Number(last[4]), a, b) : dayOf(Number(last[4]), b, a)
  }
  const named = DAY_NAMED_MONTH.exec(text)
  if (named) return dayOfNamed(named[3], named[2], named[1])
  const american = NAMED_MONTH_DAY.exec(text)
  return american ? dayOfNamed(american[3], american[1], american[2]) : null
}

function dayOfNamed(year = '', month = '', day = ''): ReadDay | null {
  const at = MONTHS.indexOf(month.slice(0, 3).toLowerCase())
  return at < 0 ? null : dayOf(Number(year), at + 1, Number(day))
}

function dayOf(year: number, month: number, day: number): ReadDay {
  const date = new Date(Date.UTC(year, month - 1, day))
  const exists = date.getUTCFullYear() === year && date.getUTCMonth() === month - 1 && date.getUTCDate() === day
  if (!exists || year < YEARS.first || year > YEARS.last) return { kind: 'impossible' }
  return { kind: 'day', day: date.getTime() / DAY_MS }
}

/** What one date says about the order of its column: which of day and month cannot be the other. */
export function orderSaid(cell: string): DateOrder | 'either' | null {
  const last = YEAR_LAST.exec(cell.trim())
  if (!last) return null
  if (Number(last[1]) > 12) return 'dmy'
  return Number(last[3]) > 12 ? 'mdy' : 'either'
}

export const formatDay = (day: number): string => new Date(day * DAY_MS).toISOString().slice(0, 10)

export type Grain = 'month' | 'quarter' | 'year'

/** `2026-03`, `2026-Q1` or `2026`: they sort as text. */
export function periodOf(day: number, grain: Grain): string {
  const iso = formatDay(day)
  const [year, month] = [iso.slice(0, 4), Number(iso.slice(5, 7))]
  if (grain === 'year') return year
  return grain === 'month' ? iso.slice(0, 7) : `${year}-Q${Math.ceil(month / 3)}`
}

// Days and times as people write them. A day is checked against the calendar and never meets a time zone by accident.
import { plainText } from './cell-text.ts'

/** Which of two numbers comes first, where both could be the month. */
export type DateOrder = 'dmy' | 'mdy'
export type DateShape =
  | 'iso'
  | 'ymd'
  | 'numeric'
  | 'numeric2'
  | 'year_month'
  | 'month_year'
  | 'named'
  | 'compact'
  | 'quarter'
  | 'iso_week'

export interface ReadDate {
  /** `2026-01-31`, or `2026-01-31 10:00:00` where a time is written. */
  iso: string
  time: boolean
  /** Minutes east of Greenwich, where the cell says so. */
  offset: number | null
}

export interface DateParts {
  shape: DateShape
  /** For `numeric` shapes: the first and the second number as written. */
  first: number
  second: number
  separator: string
  y: number
  m: number
  d: number
  seconds: number | null
  fraction: string
  offset: number | null
}

const MONTH_NAMES: [number, string][] = [
  [1, 'january januar janvier enero gennaio janeiro januari jan jän jänner ene gen janv styczen leden'],
  [2, 'february februar février fevrier febrero febbraio fevereiro februari feb fév fev febr feber févr'],
  [3, 'march märz maerz mars marzo março marco maart mar mär mrz mrt'],
  [4, 'april avril abril aprile apr avr abr'],
  [5, 'may mai mayo maggio maio mei maj'],
  [6, 'june juni juin junio giugno junho jun giu'],
  [7, 'july juli juillet julio luglio julho jul lug juil'],
  [8, 'august août aout agosto augustus aug ago aoû'],
  [9, 'september septembre septiembre settembre setembro sep sept set'],
  [10, 'october oktober octobre octubre ottobre outubro oct okt ott out'],
  [11, 'november novembre noviembre novembro nov'],
  [12, 'december dezember décembre decembre diciembre dicembre dezembro dec dez déc dic'],
]
const MONTHS = new Map(MONTH_NAMES.flatMap(([month, names]) => names.split(' ').map((name) => [name, month] as const)))
const WEEKDAYS = new Set(
  'monday tuesday wednesday thursday friday saturday sunday mon tue tues wed thu thur thurs fri sat sun montag dienstag mittwoch donnerstag freitag samstag sonnabend sonntag mo di mi do fr sa so lundi mardi mercredi jeudi vendredi samedi dimanche lun mar mer jeu ven sam dim lunes martes miércoles miercoles jueves viernes sábado sabado domingo mié jue vie sáb dom lunedì martedì mercoledì giovedì venerdì sabato domenica'.split(
    ' ',
  ),
)

const TIME =
  /(?:^|[T ,])(\d{1,2}):(\d{2})(?::(\d{2})(?:[.,](\d{1,9}))?)?(?: ?([AaPp])\.?[Mm]\.?)?(?: ?(Z|UTC|GMT|[+-]\d{2}(?::?\d{2})?))?$/
const MAX_CHARS = 48

/** `null` for what is not written like a date. */
export function dateParts(cell: string): DateParts | null {
  if (cell.length > MAX_CHARS) return null
  let text = plainText(cell)
  if (text.length < 4 || !/\d/.test(text)) return null
  let time: { seconds: number; fraction: string; offset: number | null } | null = null
  const clock = text.length > 9 ? TIME.exec(text) : null
  if (clock) {
    time = readTime(clock)
    if (!time) return null
    text = text.slice(0, clock.index).trim()
  }
  const day = numericDay(text) ?? namedDay(text)
  if (!day) return null
  if (time && (day.shape === 'year_month' || day.shape === 'month_year' || day.shape === 'quarter')) return null
  return { ...day, seconds: time?.seconds ?? null, fraction: time?.fraction ?? '', offset: time?.offset ?? null }
}

function readTime([, h = '', min = '', sec = '0', fraction = '', half, zone]: RegExpExecArray) {
  let hours = Number(h)
  if (half !== undefined) {
    if (hours < 1 || hours > 12) return null
    hours = (hours % 12) + (half.toLowerCase() === 'p' ? 12 : 0)
  }
  const [minutes, seconds] = [Number(min), Number(sec)]
  if (hours > 24 || minutes > 59 || seconds > 60) return null
  return {
    seconds: hours * 3600 + minutes * 60 + Math.min(seconds, 59),
    fraction,
    offset: zone === undefined ? null : offsetOf(zone),
  }
}

const offsetOf = (zone: string): number => {
  const read = /^([+-])(\d{2}):?(\d{2})?$/.exec(zone)
  if (!read) return 0
  const minutes = Number(read[2]) * 60 + Number(read[3] ?? 0)
  return read[1] === '-' ? -minutes : minutes
}

type DayParts = Omit<DateParts, 'seconds' | 'fraction' | 'offset'>
const parts = (shape: DateShape, y: number, m: number, d: number, more: Partial<DayParts> = {}): DayParts => ({
  shape,
  y,
  m,
  d,
  first: 0,
  second: 0,
  separator: '',
  ...more,
})

function numericDay(text: string): DayParts | null {
  const iso = /^(\d{4})([-/.])(\d{1,2})\2(\d{1,2})$/.exec(text)
  if (iso)
    return parts(iso[2] === '-' ? 'iso' : 'ymd', Number(iso[1]), Number(iso[3]), Number(iso[4]), {
      separator: iso[2] ?? '',
    })
  const last = /^(\d{1,2})([-/.]) ?(\d{1,2})\2 ?(\d{4}|\d{2})\.?$/.exec(text)
  if (last) {
    const [first, second, year] = [Number(last[1]), Number(last[3]), last[4] ?? '']
    const y = year.length === 4 ? Number(year) : fullYear(Number(year))
    return parts(year.length === 4 ? 'numeric' : 'numeric2', y, 0, 0, { first, second, separator: last[2] ?? '' })
  }
  const month = /^(\d{4})[-/](\d{1,2})$/.exec(text)
  if (month) return parts('year_month', Number(month[1]), Number(month[2]), 1, { separator: text.charAt(4) })
  const turned = /^(\d{1,2})[-/](\d{4})$/.exec(text)
  if (turned) return parts('month_year', Number(turned[2]), Number(turned[1]), 1, { separator: '/' })
  const compact = /^((?:19|20|21)\d{2})(\d{2})(\d{2})$/.exec(text)
  if (compact) return parts('compact', Number(compact[1]), Number(compact[2]), Number(compact[3]))
  const quarter = /^(\d{4})[- /]?Q([1-4])$/i.exec(text) ?? swapped(/^Q([1-4])[- /]?(\d{4})$/i.exec(text))
  if (quarter) return parts('quarter', Number(quarter[1]), Number(quarter[2]) * 3 - 2, 1)
  const week = /^(\d{4})-?W(\d{2})$/i.exec(text)
  return week ? isoWeek(Number(week[1]), Number(week[2])) : null
}

const swapped = (found: RegExpExecArray | null): [string, string | undefined, string | undefined] | null =>
  found ? [found[0], found[2], found[1]] : null

/** Monday of an ISO week. */
function isoWeek(year: number, week: number): DayParts | null {
  if (week < 1 || week > 53) return null
  const fourth = new Date(Date.UTC(year, 0, 4))
  const monday = new Date(fourth.getTime() + ((week - 1) * 7 - ((fourth.getUTCDay() + 6) % 7)) * 86_400_000)
  return parts('iso_week', monday.getUTCFullYear(), monday.getUTCMonth() + 1, monday.getUTCDate())
}

/** 70–99 are of the last century, as spreadsheets and POSIX have it. */
const fullYear = (two: number): number => (two >= 70 ? 1900 + two : 2000 + two)

/** `5. Januar 2026`, `Mon 05 Jan 2026`, `January 5th 2026`, `Jan-26`, `Mar 2026`. */
function namedDay(text: string): DayParts | null {
  const words = text
    .toLowerCase()
    .split(/[\s,./-]+/)
    .filter((word) => word !== '')
  if (words.length > 5) return null
  let month = 0
  const numbers: { value: number; digits: number }[] = []
  for (const word of words) {
    const known = MONTHS.get(word)
    const number = /^(\d{1,4})(?:st|nd|rd|th|er|º|ª)?$/.exec(word)
    if (
      known !== undefined &&
      month === 0 &&
      !(word === 'mar' && words.some((other) => other !== 'mar' && MONTHS.has(other)))
    )
      month = known
    else if (number) numbers.push({ value: Number(number[1]), digits: (number[1] ?? '').length })
    else if (!WEEKDAYS.has(word) && word !== 'de' && word !== 'of' && word !== 'den' && word !== 'the') return null
  }
  if (month === 0 || numbers.length === 0 || numbers.length > 2) return null
  const [one, two] = numbers
  if (!one) return null
  if (!two) {
    // `Jan-26` is a month of 2026 in every export; `Jan 5` without a year is no day.
    if (one.digits === 4) return parts('month_year', one.value, month, 1)
    return one.digits === 2 && /[-' ]\d\d$/.test(text) ? parts('month_year', fullYear(one.value), month, 1) : null
  }
  const yearFirst = one.digits === 4
  const [year, day] = yearFirst ? [one, two] : [two, one]
  if (day.digits > 2) return null
  return parts('named', year.digits === 4 ? year.value : fullYear(year.value), month, day.value)
}

const FIRST_YEAR = 1000
const LAST_YEAR = 2999

/** `null` for a day that no calendar has, or that the order cannot be. */
export function readDate(cell: string, order: DateOrder): ReadDate | null {
  if (cell.length === 10 && /^\d{4}-\d\d-\d\d$/.test(cell)) {
    const known = isDay(Number(cell.slice(0, 4)), Number(cell.slice(5, 7)), Number(cell.slice(8)))
    return known ? { iso: cell, time: false, offset: null } : null
  }
  const read = dateParts(cell)
  return read ? dateOf(read, order) : null
}

export function dateOf(read: DateParts, order: DateOrder): ReadDate | null {
  const numeric = read.shape === 'numeric' || read.shape === 'numeric2'
  const m = numeric ? (order === 'mdy' ? read.first : read.second) : read.m
  const d = numeric ? (order === 'mdy' ? read.second : read.first) : read.d
  if (!isDay(read.y, m, d)) return null
  const two = (value: number) => String(value).padStart(2, '0')
  const day = `${String(read.y).padStart(4, '0')}-${two(m)}-${two(d)}`
  if (read.seconds === null) return { iso: day, time: false, offset: null }
  if (read.seconds >= 86_400) return null
  const clock = `${two(Math.floor(read.seconds / 3600))}:${two(Math.floor(read.seconds / 60) % 60)}:${two(read.seconds % 60)}`
  return {
    iso: `${day} ${clock}${read.fraction === '' ? '' : `.${read.fraction.slice(0, 6)}`}`,
    time: true,
    offset: read.offset,
  }
}

function isDay(y: number, m: number, d: number): boolean {
  if (y < FIRST_YEAR || y > LAST_YEAR || m < 1 || m > 12 || d < 1 || d > 31) return false
  return d <= new Date(Date.UTC(y, m, 0)).getUTCDate()
}

/** The moment in UTC of a time that says its offset. */
export function inUtc({ iso, offset }: ReadDate): string {
  const [clock = '', fraction] = iso.split('.')
  const at = Date.parse(`${clock.replace(' ', 'T')}Z`) - (offset ?? 0) * 60_000
  const utc = new Date(at).toISOString().slice(0, 19).replace('T', ' ')
  return fraction === undefined ? utc : `${utc}.${fraction}`
}

/** Days since 30 December 1899, as spreadsheets count; the fraction is the time. */
export function fromSerial(serial: number): ReadDate | null {
  if (serial < 1 || serial > 400_000) return null
  const at = new Date(Math.round((serial - 25_569) * 86_400) * 1000).toISOString()
  return serial % 1 === 0
    ? { iso: at.slice(0, 10), time: false, offset: null }
    : { iso: at.slice(0, 19).replace('T', ' '), time: true, offset: null }
}

export function fromEpoch(value: number, unit: 's' | 'ms'): ReadDate | null {
  const at = new Date(unit === 's' ? value * 1000 : value)
  if (Number.isNaN(at.getTime())) return null
  return { iso: at.toISOString().slice(0, 19).replace('T', ' '), time: true, offset: null }
}

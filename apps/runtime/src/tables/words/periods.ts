// Periods in a question: days, months, quarters, years, “last month”, “between … and …”. Days are ISO, both ends included.

import type { PlanDatePart } from '@biplane/contracts/wire/table-plan'
import { english } from '../language/english.ts'
import type { Item } from './item.ts'

export type Period =
  | { is: 'range'; from: string; to: string; label: string; implied?: boolean }
  /** Comes back every week or year. */
  | { is: 'part'; part: PlanDatePart; values: number[]; label: string }

const isCalendarDay = (iso: string): boolean => {
  const date = new Date(`${iso}T00:00:00Z`)
  return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(iso)
}

export interface PeriodAt {
  at: number
  length: number
  period: Period
}

export interface Calendar {
  /** The day that “today” is. */
  asOf: string
  /** The person named that day, and rows count as they stood on it. */
  named: boolean
  /** The first and last year of the dates in the table; `null` where it has none. */
  years: { first: number; last: number } | null
  /** The newest day in the table. */
  lastDay: string | null
}

export const FIRST_DAY = '0001-01-01'
export const LAST_DAY = '9999-12-31'

const pad = (value: number, width = 2): string => String(value).padStart(width, '0')
const day = (date: Date): string =>
  `${pad(date.getUTCFullYear(), 4)}-${pad(date.getUTCMonth() + 1)}-${pad(date.getUTCDate())}`
const utc = (year: number, month: number, date: number): Date => new Date(Date.UTC(year, month - 1, date))
export const shiftDay = (iso: string, days: number): string => {
  const date = new Date(`${iso}T00:00:00Z`)
  date.setUTCDate(date.getUTCDate() + days)
  return day(date)
}

export const monthRange = (year: number, month: number, months = 1): { from: string; to: string } => ({
  from: day(utc(year, month, 1)),
  to: day(utc(year, month + months, 0)),
})

export const monthName = (month: number): string => english.months[month - 1] ?? String(month)
export const weekdayName = (weekday: number): string => english.weekdays[weekday - 1] ?? String(weekday)

const isRole = <Is extends NonNullable<Item['role']>['is']>(
  item: Item | undefined,
  is: Is,
): item is Item & { role: Extract<NonNullable<Item['role']>, { is: Is }> } => item?.role?.is === is

const skips = (item: Item | undefined): boolean => isRole(item, 'of') || isRole(item, 'filler') || item?.text === ','

/** A bare number that can be a year of this table. */
function yearAt(item: Item | undefined, { years }: Calendar): number | null {
  const year = item?.number
  if (item === undefined || year === null || year === undefined || !/^\d{4}$/.test(item.text)) return null
  if (item.used || item.columns.length > 0) return null
  const fits = years ? year >= years.first - 30 && year <= years.last + 30 : year >= 1800 && year <= 2100
  return fits ? year : null
}

/** The year that a month without one means: the newest one in the table that has come so far. */
function impliedYear({ years, asOf, lastDay }: Calendar, month: number): number {
  const year = years?.last ?? Number(asOf.slice(0, 4))
  const begins = `${pad(year, 4)}-${pad(month)}`
  return lastDay !== null && begins > lastDay.slice(0, 7) && (years?.first ?? year) < year ? year - 1 : year
}

interface Read {
  period: Period
  length: number
}

const range = (from: string, to: string, label: string): Extract<Period, { is: 'range' }> => ({
  is: 'range',
  from,
  to,
  label,
})

/** A column called “May” is meant, unless the words say when: “in May”. */
function namesColumnHere(items: readonly Item[], at: number): boolean {
  const item = items[at]
  if (!item || item.columns.length === 0 || item.named !== 'name') return false
  return !/^(?:in|im|during|since|before|after|until)$/.test(items[at - 1]?.words.join(' ') ?? '')
}

export function simplePeriod(items: readonly Item[], at: number, calendar: Calendar): Read | null {
  const item = items[at]
  if (!item || item.used || namesColumnHere(items, at)) return null
  if (item.date !== null && !isCalendarDay(item.date)) return null
  if (item.date) return { period: range(item.date, item.date, item.date), length: 1 }
  return (
    monthAt(items, at, calendar) ??
    spanAt(items, at, calendar) ??
    relativeAt(items, at, calendar) ??
    wholeYearAt(items, at, calendar) ??
    decadeAt(item) ??
    partAt(item)
  )
}

const dayNumber = (item: Item | undefined): number | null => {
  if (!item || item.used) return null
  const ordinal = /^(\d{1,2})(?:st|nd|rd|th)$/.exec(item.words[0] ?? '')?.[1]
  const value = ordinal === undefined ? item.number : Number(ordinal)
  return value !== null && Number.isInteger(value) && value >= 1 && value <= 31 ? value : null
}

function monthAt(items: readonly Item[], at: number, calendar: Calendar): Read | null {
  const item = items[at]
  const before = isRole(item, 'month') ? null : dayNumber(item)
  let next = before === null ? at : at + 1
  while (before !== null && skips(items[next])) next++
  const named = items[next]
  if (!isRole(named, 'month') || named.used) return null
  const { month } = named.role
  next++
  let date = before
  if (date === null) {
    date = yearAt(items[next], calendar) === null ? dayNumber(items[next]) : null
    if (date !== null) next++
  }
  const place = skips(items[next]) && yearAt(items[next + 1], calendar) !== null ? next + 1 : next
  const year = yearAt(items[place], calendar)
  const end = year === null ? next : place + 1
  const meant = year ?? impliedYear(calendar, month)
  if (date !== null) {
    const iso = `${pad(meant, 4)}-${pad(month)}-${pad(date)}`
    if (!isCalendarDay(iso)) return null
    return { period: range(iso, iso, iso), length: end - at }
  }
  const { from, to } = monthRange(meant, month)
  return { period: { ...range(from, to, `${monthName(month)} ${meant}`), implied: year === null }, length: end - at }
}

function spanAt(items: readonly Item[], at: number, calendar: Calendar): Read | null {
  const item = items[at]
  const months = isRole(item, 'quarter') ? 3 : isRole(item, 'half') ? 6 : 0
  if (months === 0 || !item) return null
  const which = isRole(item, 'quarter') ? item.role.quarter : isRole(item, 'half') ? item.role.half : 1
  const place = skips(items[at + 1]) ? at + 2 : at + 1
  const year = yearAt(items[place], calendar)
  const meant = year ?? impliedYear(calendar, (which - 1) * months + 1)
  const { from, to } = monthRange(meant, (which - 1) * months + 1, months)
  const label = `${months === 3 ? 'Q' : 'H'}${which} ${meant}`
  return { period: { ...range(from, to, label), implied: year === null }, length: year === null ? 1 : place + 1 - at }
}

/** Two periods without a year lie in one year, unless they follow each other over its end. */
export function sameYear(left: Period, right: Period): [Period, Period] {
  if (left.is !== 'range' || right.is !== 'range' || !left.implied || !right.implied) return [left, right]
  const years = [Number(left.from.slice(0, 4)), Number(right.from.slice(0, 4))] as const
  const months = Math.abs(12 * (years[0] - years[1]) + Number(left.from.slice(5, 7)) - Number(right.from.slice(5, 7)))
  if (years[0] === years[1] || months <= 3) return [left, right]
  const year = Math.min(...years)
  return [inYear(left, year), inYear(right, year)]
}

function inYear(period: Extract<Period, { is: 'range' }>, year: number): Period {
  const was = period.from.slice(0, 4)
  const moved = (iso: string) => `${pad(year, 4)}${iso.slice(4)}`
  return {
    ...period,
    from: moved(period.from),
    to: moved(period.to).replace(/-02-29$/, '-02-28'),
    label: period.label.replace(was, String(year)),
  }
}

type Grain = 'day' | 'week' | 'month' | 'quarter' | 'year'

function grainAt(item: Item | undefined): Grain | null {
  if (isRole(item, 'bucket')) {
    const { bucket } = item.role
    return bucket === 'day' || bucket === 'week' || bucket === 'month' || bucket === 'quarter' || bucket === 'year'
      ? bucket
      : null
  }
  if (!isRole(item, 'unit')) return null
  const grains: Partial<Record<string, Grain>> = { days: 'day', weeks: 'week', months: 'month', years: 'year' }
  return grains[item.role.unit] ?? null
}

function relativeAt(items: readonly Item[], at: number, calendar: Calendar): Read | null {
  const item = items[at]
  if (isRole(item, 'relative_day')) {
    const iso = shiftDay(calendar.asOf, item.role.days)
    return { period: range(iso, iso, iso), length: 1 }
  }
  if (isRole(item, 'year_to_date')) {
    return {
      period: range(
        `${calendar.asOf.slice(0, 4)}-01-01`,
        calendar.asOf,
        `${calendar.asOf.slice(0, 4)} to ${calendar.asOf}`,
      ),
      length: 1,
    }
  }
  const back =
    isRole(item, 'last') || isRole(item, 'previous') ? 1 : isRole(item, 'this') ? 0 : isRole(item, 'next') ? -1 : null
  if (back === null) return null
  const count = items[at + 1]?.number ?? (isRole(items[at + 1], 'number') ? numberRole(items[at + 1]) : null)
  const grain = grainAt(items[at + (count === null ? 1 : 2)])
  if (!grain) return null
  // The last day of a file is its newest one; the last month is the one before this.
  const newest = grain === 'day' && isRole(item, 'last')
  if (count === null) return { period: named(grain, newest ? 0 : back, calendar), length: 2 }
  if (back !== 1 || count < 1 || count > 1_000) return null
  return { period: lastOf(grain, count, calendar), length: 3 }
}

const numberRole = (item: Item | undefined): number | null => (isRole(item, 'number') ? item.role.value : null)

/** The period `back` before the one of today. */
function named(grain: Grain, back: number, { asOf }: Calendar): Period {
  const [year = 0, month = 1] = asOf.split('-').map(Number)
  switch (grain) {
    case 'day': {
      const iso = shiftDay(asOf, -back)
      return range(iso, iso, iso)
    }
    case 'week': {
      const weekday = (new Date(`${asOf}T00:00:00Z`).getUTCDay() + 6) % 7
      const from = shiftDay(asOf, -weekday - 7 * back)
      return range(from, shiftDay(from, 6), `${from} to ${shiftDay(from, 6)}`)
    }
    case 'month': {
      const { from, to } = monthRange(year, month - back)
      return range(from, to, `${monthName(Number(from.slice(5, 7)))} ${from.slice(0, 4)}`)
    }
    case 'quarter': {
      const quarter = Math.floor((month - 1) / 3) - back
      const { from, to } = monthRange(year, quarter * 3 + 1, 3)
      return range(from, to, `Q${Math.ceil(Number(from.slice(5, 7)) / 3)} ${from.slice(0, 4)}`)
    }
    default:
      return range(`${pad(year - back, 4)}-01-01`, `${pad(year - back, 4)}-12-31`, String(year - back))
  }
}

/** The last `count` days, weeks … that end today. */
function lastOf(grain: Grain, count: number, { asOf }: Calendar): Period {
  const date = new Date(`${asOf}T00:00:00Z`)
  if (grain === 'day' || grain === 'week') {
    const from = shiftDay(asOf, -(grain === 'day' ? count : 7 * count) + 1)
    return range(from, asOf, `${from} to ${asOf}`)
  }
  const months = grain === 'month' ? count : grain === 'quarter' ? 3 * count : 12 * count
  date.setUTCMonth(date.getUTCMonth() - months)
  const from = shiftDay(day(date), 1)
  return range(from, asOf, `${from} to ${asOf}`)
}

function wholeYearAt(items: readonly Item[], at: number, calendar: Calendar): Read | null {
  const year = yearAt(items[at], calendar)
  if (year === null) return null
  const next = items[at + 1]
  if (isRole(next, 'percent') || isRole(next, 'currency') || isRole(next, 'unit')) return null
  const previous = items[at - 1]
  if (isRole(previous, 'compare') || isRole(previous, 'currency') || isRole(previous, 'top')) return null
  return { period: range(`${pad(year, 4)}-01-01`, `${pad(year, 4)}-12-31`, String(year)), length: 1 }
}

function decadeAt(item: Item): Read | null {
  const decade = /^(\d{3}0)s$/.exec(item.words[0] ?? '')?.[1]
  if (decade === undefined) return null
  return { period: range(`${decade}-01-01`, `${decade.slice(0, 3)}9-12-31`, `the ${decade}s`), length: 1 }
}

function partAt(item: Item): Read | null {
  if (isRole(item, 'weekday'))
    return {
      period: { is: 'part', part: 'weekday', values: [item.role.day], label: weekdayName(item.role.day) },
      length: 1,
    }
  if (isRole(item, 'weekend'))
    return { period: { is: 'part', part: 'weekday', values: [6, 7], label: 'the weekend' }, length: 1 }
  return null
}

/** With the words before it: since, before, after, until, between … and …, from … to …. */
export function periodAt(items: readonly Item[], at: number, calendar: Calendar): Read | null {
  const item = items[at]
  if (!item || item.used) return null
  const between = isRole(item, 'between') || isRole(item, 'from')
  if (between) return betweenAt(items, at, calendar)
  const side =
    isRole(item, 'since') || isRole(item, 'after') || isRole(item, 'before') || isRole(item, 'until') || isEdge(item)
  if (side) {
    const start = skips(items[at + 1]) ? at + 2 : at + 1
    const inner = simplePeriod(items, start, calendar)
    if (inner?.period.is !== 'range') return null
    return { period: openRange(item, inner.period), length: start - at + inner.length }
  }
  const first = simplePeriod(items, at, calendar)
  if (!first) return null
  const link = items[at + first.length]
  // “January to March” is one period.
  if (first.period.is === 'range' && isRole(link, 'to')) {
    const second = simplePeriod(items, at + first.length + 1, calendar)
    if (second?.period.is === 'range') {
      return { period: joinRange(first.period, second.period), length: first.length + 1 + second.length }
    }
  }
  return first
}

const isEdge = (item: Item): boolean => isRole(item, 'by') && item.words.length === 1 && item.words[0] === 'bis'

function joinRange(first: Extract<Period, { is: 'range' }>, second: Extract<Period, { is: 'range' }>): Period {
  const from = first.from <= second.from ? first.from : `${Number(second.from.slice(0, 4)) - 1}${first.from.slice(4)}`
  return range(from, second.to, `${first.label} to ${second.label}`)
}

function betweenAt(items: readonly Item[], at: number, calendar: Calendar): Read | null {
  const first = simplePeriod(items, at + 1, calendar)
  if (first?.period.is !== 'range') return null
  const middle = items[at + 1 + first.length]
  if (!isRole(middle, 'and') && !isRole(middle, 'to') && !isRole(middle, 'until')) {
    return isRole(items[at], 'from') ? { period: first.period, length: 1 + first.length } : null
  }
  const second = simplePeriod(items, at + 2 + first.length, calendar)
  if (second?.period.is !== 'range') return null
  return { period: joinRange(first.period, second.period), length: 2 + first.length + second.length }
}

function openRange(item: Item, { from, to, label }: Extract<Period, { is: 'range' }>): Period {
  if (isRole(item, 'since')) return range(from, LAST_DAY, `since ${label}`)
  if (isRole(item, 'after')) return range(shiftDay(to, 1), LAST_DAY, `after ${label}`)
  if (isRole(item, 'before')) return range(FIRST_DAY, shiftDay(from, -1), `before ${label}`)
  return range(FIRST_DAY, to, `until ${label}`)
}

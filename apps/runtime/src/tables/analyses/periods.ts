// Periods of the calendar in a row: their labels as SQL writes them, and the days that they begin and end on. Pure.
import type { PlanBucket } from '@biplane/contracts/wire/table-plan'

export type Grain = Extract<PlanBucket, 'day' | 'week' | 'month' | 'quarter' | 'year'>

const GRAINS: ReadonlySet<string> = new Set<Grain>(['day', 'week', 'month', 'quarter', 'year'])
export const isGrain = (bucket: PlanBucket | undefined): bucket is Grain => bucket !== undefined && GRAINS.has(bucket)

const DAY_MS = 86_400_000
export const dayOf = (iso: string): Date => new Date(`${iso.slice(0, 10)}T00:00:00Z`)
const at = (year: number, month: number, day: number): Date => new Date(Date.UTC(year, month, day))
const isoOf = (day: Date): string => day.toISOString().slice(0, 10)

/** Weeks begin on Monday. */
export function startOf(day: Date, grain: Grain): Date {
  const [year, month, date] = [day.getUTCFullYear(), day.getUTCMonth(), day.getUTCDate()]
  switch (grain) {
    case 'day':
      return day
    case 'week':
      return at(year, month, date - ((day.getUTCDay() + 6) % 7))
    case 'month':
      return at(year, month, 1)
    case 'quarter':
      return at(year, month - (month % 3), 1)
    case 'year':
      return at(year, 0, 1)
  }
}

/** The first day of the period that follows. */
export function nextStart(start: Date, grain: Grain): Date {
  const [year, month, date] = [start.getUTCFullYear(), start.getUTCMonth(), start.getUTCDate()]
  switch (grain) {
    case 'day':
      return at(year, month, date + 1)
    case 'week':
      return at(year, month, date + 7)
    case 'month':
      return at(year, month + 1, 1)
    case 'quarter':
      return at(year, month + 3, 1)
    case 'year':
      return at(year + 1, 0, 1)
  }
}

/** `2026-03`, `2026-Q1`, `2026-W07`, `2026`. */
export function labelOf(start: Date, grain: Grain): string {
  const iso = isoOf(start)
  if (grain === 'day') return iso
  if (grain === 'month') return iso.slice(0, 7)
  if (grain === 'year') return iso.slice(0, 4)
  if (grain === 'quarter') return `${iso.slice(0, 4)}-Q${Math.floor(start.getUTCMonth() / 3) + 1}`
  // A week belongs to the year of its Thursday.
  const thursday = new Date(startOf(start, 'week').getTime() + 3 * DAY_MS)
  const first = startOf(at(thursday.getUTCFullYear(), 0, 4), 'week')
  const week = Math.round((thursday.getTime() - 3 * DAY_MS - first.getTime()) / (7 * DAY_MS)) + 1
  return `${thursday.getUTCFullYear()}-W${String(week).padStart(2, '0')}`
}

/** Sales of a month need not reach its very last day for the month to be over. */
const DAYS_OF_GRACE: Record<Grain, number> = { day: 0, week: 1, month: 4, quarter: 8, year: 16 }

/** Whether the data that ends on that day has the whole period. */
export const isOver = (last: Date, grain: Grain): boolean =>
  grain === 'day' || last.getTime() + DAYS_OF_GRACE[grain] * DAY_MS >= nextStart(startOf(last, grain), grain).getTime()

/** Labels from one day's period to another's; `null` where there are more than `most`. */
export function labelsBetween(first: Date, last: Date, grain: Grain, most: number): string[] | null {
  const labels: string[] = []
  for (let start = startOf(first, grain); start <= last; start = nextStart(start, grain)) {
    if (labels.length >= most) return null
    labels.push(labelOf(start, grain))
  }
  return labels
}

/** The labels of the periods that follow the one of a day. */
export function labelsAfter(day: Date, grain: Grain, count: number): string[] {
  const labels: string[] = []
  let start = startOf(day, grain)
  for (let step = 0; step < count; step++) {
    start = nextStart(start, grain)
    labels.push(labelOf(start, grain))
  }
  return labels
}

/** How many periods a season has: a year of months, a week of days; 1 for none. */
export const SEASONS: Record<Grain, number> = { day: 7, week: 52, month: 12, quarter: 4, year: 1 }

// Owns values over time: one for each period without gaps, and which last period is not over yet. Pure.
import { z } from 'zod'
import { formatDay, type Grain, periodOf, readDay } from '../calendar.ts'
import { add, type Decimal, toNumber, ZERO } from '../decimal.ts'
import { columnName, findColumn, lackingColumn } from '../row-filters.ts'
import { cellAt, type Sheet } from '../sheet.ts'
import { shownCell } from '../shown-text.ts'
import { type Selected, type Subject, selectSubject, subject } from './selected.ts'

/** A subject over time. `date` is `null` for the column that says when things happened. */
export const timeSubject = subject.extend({
  date: columnName.nullable(),
  grain: z.enum(['month', 'quarter', 'year']),
})
export type TimeSubject = z.infer<typeof timeSubject>

export interface Period {
  label: string
  value: Decimal
  size: number
  /** 1-based rows of the file. */
  rows: number[]
}

export interface Series {
  selected: Selected
  date: string
  grain: Grain
  /** Complete periods in order; those without rows are 0. */
  periods: Period[]
  /** The last one, when the data ends before it does. */
  unfinished: Period | null
  cautions: string[]
}

const MOST_PERIODS = 600

export function readSeries(
  sheet: Sheet,
  { date: named, grain, ...of }: TimeSubject & Subject,
): Series | { lacking: string[] } {
  const selected = selectSubject(sheet, of)
  const date = named === null ? happenedOn(sheet) : findColumn(sheet, named)
  if ('lacking' in selected) return selected
  if (date?.type !== 'date') return { lacking: [named === null ? 'a column with dates' : lackingColumn(named)] }
  const byLabel = new Map<string, Period>()
  let [first, last] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]
  for (const { row, value } of selected.rows) {
    const day = readDay(cellAt(sheet, row, date), date.order)
    if (day?.kind !== 'day') {
      selected.leftOut.leave('no_date', row)
      continue
    }
    first = Math.min(first, day.day)
    last = Math.max(last, day.day)
    const label = periodOf(day.day, grain)
    const period = byLabel.get(label) ?? { label, value: ZERO, size: 0, rows: [] }
    period.value = add(period.value, value ?? { units: 1n, scale: 0 })
    period.rows.push(row)
    byLabel.set(label, period)
  }
  if (byLabel.size === 0) return { lacking: ['rows with a date that fit the question'] }
  const labels = labelsBetween(first, last, grain)
  if (labels.length > MOST_PERIODS)
    return { lacking: [`fewer than ${MOST_PERIODS} ${grain}s; a larger grain shows more`] }
  const all = labels.map((label) => byLabel.get(label) ?? { label, value: ZERO, size: 0, rows: [] })
  for (const period of all) period.size = toNumber(period.value)
  const over = periodOf(last, grain) !== periodOf(last + DAYS_OF_GRACE[grain], grain)
  const unfinished = over || all.length < 2 ? null : (all.pop() ?? null)
  const cautions = [
    ...selected.cautions,
    ...(unfinished
      ? [`${unfinished.label} is not part of it: the data ends on ${formatDay(last)}, before it is over.`]
      : []),
  ]
  return { selected, date: shownCell(date.name), grain, periods: all, unfinished, cautions }
}

/** Sales of a month need not reach its very last day for the month to be over. */
const DAYS_OF_GRACE: Record<Grain, number> = { month: 4, quarter: 8, year: 16 }

export const happenedOn = (sheet: Sheet) =>
  sheet.roles.invoice_date ??
  sheet.columns.find(
    (column) => column.type === 'date' && column !== sheet.roles.due_date && column !== sheet.roles.as_of,
  )

function labelsBetween(first: number, last: number, grain: Grain): string[] {
  const labels: string[] = []
  // The shortest step that cannot jump over a period.
  for (let day = first; day <= last + 31 && labels.length <= MOST_PERIODS; day += 20) {
    const label = periodOf(Math.min(day, last), grain)
    if (labels.at(-1) !== label) labels.push(label)
    if (day >= last) break
  }
  return labels
}

/** The periods that follow: `2026-12` → `2027-01`. */
export function nextLabels(label: string, grain: Grain, count: number): string[] {
  const labels: string[] = []
  const year = Number(label.slice(0, 4))
  if (grain === 'year') return Array.from({ length: count }, (_, at) => String(year + at + 1))
  const steps = grain === 'month' ? 12 : 4
  const at = grain === 'month' ? Number(label.slice(5, 7)) - 1 : Number(label.slice(6)) - 1
  for (let step = 1; step <= count; step++) {
    const place = at + step
    const named = (place % steps) + 1
    const inYear = year + Math.floor(place / steps)
    labels.push(grain === 'month' ? `${inYear}-${String(named).padStart(2, '0')}` : `${inYear}-Q${named}`)
  }
  return labels
}

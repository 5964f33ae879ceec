// Owns the arithmetic of a question: one number of some rows, and groups of them. Exact, pure.
import type { AggregateQuery } from './aggregate-query.ts'
import type { SelectedRow } from './aggregate-rows.ts'
import { add, compare, type Decimal, divide, isZero, percentOf, sum } from './decimal.ts'
import { groupBy } from './group-by.ts'

export interface Outcome {
  value: Decimal
  /** Where the value stands, for the smallest and the largest. */
  row: number | null
  count: number
}

export interface Group extends Outcome {
  label: string
  /** Of the whole, in percent; only of counts and sums, and only while no group is negative. */
  share: Decimal | null
}

/** Averages keep two digits more than money has need of; nothing else is ever rounded. */
const AVERAGE_DIGITS = 2

/** `null` where there is nothing to compute with. `distinct` is counted by the caller, who knows the cells. */
export function compute(operation: AggregateQuery['operation'], rows: SelectedRow[]): Outcome | null {
  const count = rows.length
  if (operation === 'count' || operation === 'list' || operation === 'distinct')
    return { value: whole(count), row: null, count }
  const values = rows.flatMap(({ row, value }) => (value ? [{ row, value }] : []))
  if (values.length === 0) return null
  if (operation === 'sum') return { value: sum(values.map(({ value }) => value)), row: null, count }
  if (operation === 'average') {
    return { value: mean(values.map(({ value }) => value)), row: null, count }
  }
  if (operation === 'median')
    return { value: medianOf(values.map(({ value }) => value).sort(compare)), row: null, count }
  const sign = operation === 'min' ? -1 : 1
  // Among equals the first row of the file.
  const end = values.reduce((best, entry) => (compare(entry.value, best.value) === sign ? entry : best))
  return { ...end, count }
}

const whole = (count: number): Decimal => ({ units: BigInt(count), scale: 0 })

function mean(values: Decimal[]): Decimal {
  const total = sum(values)
  return divide(total, whole(values.length), Math.max(AVERAGE_DIGITS, total.scale))
}

function medianOf(sorted: Decimal[]): Decimal {
  const middle = sorted.slice(Math.floor((sorted.length - 1) / 2), Math.floor(sorted.length / 2) + 1)
  return middle.length === 1 ? (middle[0] ?? whole(0)) : mean(middle)
}

/** Periods in their order, everything else by size; with equal size by name. */
export function computeGroups(query: AggregateQuery, rows: SelectedRow[]): Group[] {
  const groups = [...groupBy(rows, ({ group }) => group)].flatMap(([label, inside]) => {
    const outcome = compute(query.operation, inside)
    return outcome ? [{ label, ...outcome, share: null }] : []
  })
  const total = groups.reduce((all, { value }) => add(all, value), whole(0))
  const shared =
    (query.operation === 'sum' || query.operation === 'count') && groups.every(({ value }) => value.units >= 0n)
  const withShares = groups.map((group) => ({
    ...group,
    share: shared && !isZero(total) ? percentOf(group.value, total) : null,
  }))
  const bySize = query.order === 'largest' ? -1 : 1
  return withShares.sort((a, b) =>
    query.by?.grain && !query.top
      ? order(a.label, b.label)
      : bySize * compare(a.value, b.value) || order(a.label, b.label),
  )
}

const order = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)

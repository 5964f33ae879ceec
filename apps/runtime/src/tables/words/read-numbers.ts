// Conditions from numbers and comparisons: “over 100”, “between 10 and 20”, “rooms 3”, “actual over budget”.
import { isDate, isNumeric } from '../plan-scope.ts'
import { bindNumber, boundOperand, MINUTES, reaches, totalOver, UNIT_OF_BUCKET, unitOfColumn } from './bind-number.ts'
import { durationPair, mainMeasure } from './choose-columns.ts'
import {
  backOverGlue,
  columnOperand,
  type Draft,
  hasRole,
  isGlue,
  live,
  numberOfItem,
  numericOf,
  skipGlue,
  use,
  whereIs,
} from './draft.ts'
import type { Item } from './item.ts'
import { addCondition } from './read-values.ts'
import type { Comparator } from './role.ts'

/** “above average”, of the number beside it. */
export function readFigures(draft: Draft): void {
  const { items } = draft
  for (const [at, item] of items.entries()) {
    if (!live(item, 'average_figure')) continue
    const after = numericOf(items[skipGlue(draft, at + 1)])
    const before = numericOf(items[backOverGlue(draft, at - 1)])
    const column = after ?? before ?? mainMeasure(draft.lexicon)?.column
    if (!column) continue
    use(item, after ? items[skipGlue(draft, at + 1)] : before ? items[backOverGlue(draft, at - 1)] : undefined)
    draft.where.push([{ operand: columnOperand(column), op: item.role.op, figure: 'average' }])
  }
}

export function readNumbers(draft: Draft): void {
  const { items } = draft
  for (const [at, item] of items.entries()) {
    if (live(item, 'compare')) readComparedNumber(draft, at, item.role.op)
    else if (live(item, 'after') || live(item, 'before')) columnsCompared(draft, at, live(item, 'after') ? 'gt' : 'lt')
    else if (live(item, 'comparative')) comparedColumns(draft, at, item.role.direction)
    else if (live(item, 'between')) readBetween(draft, at)
    else plainNumber(draft, at)
  }
}

function readBetween(draft: Draft, at: number): void {
  const { items } = draft
  const low = numberOfItem(items[at + 1])
  const middle = items[at + 2]
  const high = numberOfItem(items[at + 3])
  if (low === null || high === null || (!hasRole(middle, 'and') && !hasRole(middle, 'to'))) return
  const operand = boundOperand(draft, at, at + 4)
  if (!operand) return
  use(items[at], items[at + 1], middle, items[at + 3])
  addCondition(draft, { operand, op: 'ge', values: [Math.min(low, high)] }, at)
  addCondition(draft, { operand, op: 'le', values: [Math.max(low, high)] }, at)
}

function readComparedNumber(draft: Draft, at: number, op: Comparator): void {
  const { items } = draft
  let numberAt = skipGlue(draft, at + 1)
  if (hasRole(items[numberAt], 'currency') || hasRole(items[numberAt], 'and')) numberAt++
  const times = items[numberAt]
  if (live(times, 'times') && times.role.count > 0) {
    use(items[at], times)
    draft.pendingHaving = { op, value: times.role.count, counts: true }
    return
  }
  let value = numberOfItem(items[numberAt])
  // “20 or more”: the sign stands behind its number.
  if (value === null && numberOfItem(items[at - 1]) !== null) {
    numberAt = at - 1
    value = numberOfItem(items[numberAt])
  }
  if (value === null && oneUnit(draft, at, op)) return
  if (value === null) {
    columnsCompared(draft, at, op)
    return
  }
  const behind = numberAt > at ? numberAt + 1 : at + 1
  const scaled = scaleOf(items[behind])
  const next = scaled === 1 ? behind : behind + 1
  if (scaled !== 1) use(items[behind])
  bindNumber(draft, {
    at: Math.min(at, numberAt),
    op,
    value: value * scaled,
    next,
    parts: [items[at], items[numberAt], ...(hasRole(items[numberAt - 1], 'currency') ? [items[numberAt - 1]] : [])],
  })
}

/** “longer than an hour”, “than a week”: of the column that counts in a smaller unit, else from date to date. */
function oneUnit(draft: Draft, at: number, op: Comparator): boolean {
  const { items, lexicon } = draft
  const item = items[skipGlue(draft, at + 1)]
  const unit = live(item, 'bucket') ? UNIT_OF_BUCKET[item.role.bucket] : live(item, 'unit') ? item.role.unit : undefined
  if (unit === undefined) return false
  const before = numericOf(items[backOverGlue(draft, at - 1)])
  const timed = lexicon.columns.filter(({ column }) => isNumeric(column) && unitOfColumn(column) !== null)
  const column = before ?? (timed.length === 1 ? timed[0]?.column : undefined)
  const own = column ? unitOfColumn(column) : null
  const pair = column ? null : durationPair(lexicon, [])
  if (column && own) {
    use(items[at], item, ...(before ? [items[backOverGlue(draft, at - 1)]] : []))
    const value = MINUTES[unit] / MINUTES[own]
    // “for more than an hour in total”
    const summed = items.some((other) => hasRole(other, 'aggregate') && other.role.aggregate === 'sum')
    if (summed && hasRole(items[0], 'who')) totalOver(draft, columnOperand(column), op, value)
    else addCondition(draft, { operand: columnOperand(column), op, values: [value] }, at)
    return true
  }
  if (!pair) return false
  use(items[at], item)
  addCondition(
    draft,
    { operand: { of: 'duration', from: pair.from.name, to: pair.to.name, unit }, op, values: [1] },
    at,
  )
  return true
}

const scaleOf = (item: Item | undefined): number => {
  const scales: Record<string, number> = {
    million: 1e6,
    millions: 1e6,
    mio: 1e6,
    billion: 1e9,
    thousand: 1e3,
    hundred: 100,
  }
  return item && !item.used ? (scales[item.words[0] ?? ''] ?? 1) : 1
}

/** “actual over budget”, “delivered later than promised”: one column against another. */
function columnsCompared(draft: Draft, at: number, op: Comparator): void {
  const { items } = draft
  const left = items[backOverGlue(draft, at - 1)]
  const right = items[skipGlue(draft, at + 1)]
  const one = numericOf(left) ?? left?.columns.find((column) => isDate(column)) ?? null
  const other = numericOf(right) ?? right?.columns.find((column) => isDate(column)) ?? null
  if (!one || !other || one === other || isNumeric(one) !== isNumeric(other)) return
  use(items[at], left, right)
  addCondition(draft, { operand: columnOperand(one), op, other: other.name }, at)
}

/** “higher costs than sales”: the comparative stands before its column. */
function comparedColumns(draft: Draft, at: number, direction: 'high' | 'low'): void {
  const { items } = draft
  const leftAt = skipGlue(draft, at + 1)
  const than = skipGlue(draft, leftAt + 1)
  const right = items[skipGlue(draft, than + 1)]
  const [one, other] = [numericOf(items[leftAt]), numericOf(right)]
  if (!hasRole(items[than], 'than') || !one || !other || one === other) return
  use(items[at], items[leftAt], items[than], right)
  addCondition(draft, { operand: columnOperand(one), op: direction === 'high' ? 'gt' : 'lt', other: other.name }, at)
}

/** More different numbers than rooms or stars have. */
const MAX_COUNTED = 15

/** “rating 5”, “year is 2019”: a number behind its column. */
function plainNumber(draft: Draft, at: number): void {
  const { items } = draft
  const item = items[at]
  const value = numberOfItem(item)
  if (!item || value === null || item.values.length > 0 || hasRole(item, 'number')) return
  // “8 or higher” is read at its comparison.
  if (live(items[at + 1], 'compare') && numberOfItem(items[at + 2]) === null) return
  const counted = numericOf(items[at + 1])
  // “2 room flats”
  if (
    counted &&
    items[at + 1]?.named !== 'meaning' &&
    counted.kind.value === 'integer' &&
    counted.distinct <= MAX_COUNTED &&
    reaches(counted, value)
  ) {
    use(item, items[at + 1])
    addCondition(draft, whereIs(counted, [value]), at)
    return
  }
  const before = items[backOverGlue(draft, at - 1)]
  const column =
    before && !before.used
      ? before.columns.find((one) => isNumeric(one) || one.additivity.value === 'identifier')
      : undefined
  if (!before || !column || hasRole(items[at + 1], 'percent') || isGlue(items[at + 1]) === undefined) return
  use(item, before)
  addCondition(draft, whereIs(column, [isNumeric(column) ? value : item.text]), at)
}

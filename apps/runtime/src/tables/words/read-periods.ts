// Periods of a question and the date columns that they limit; the two sides of a comparison.
import type { ColumnReading } from '@biplane/contracts/wire/file-reading'
import type { PlanCondition } from '@biplane/contracts/wire/table-plan'
import { isDate } from '../plan-scope.ts'
import { dateColumn, yearColumn } from './choose-columns.ts'
import {
  assume,
  backOverGlue,
  columnOperand,
  type Draft,
  datedOf,
  findRole,
  hasRole,
  isGlue,
  live,
  skipGlue,
  use,
  whereIs,
} from './draft.ts'
import type { Item } from './item.ts'
import { FIRST_DAY, LAST_DAY, type Period, type PeriodAt, periodAt, sameYear } from './periods.ts'
import { isNegated, sharedColumn } from './read-values.ts'
import { stemsOf } from './tokens.ts'
import { CONCEPTS } from './vocabulary.ts'

export function readPeriods(draft: Draft): void {
  const { items, calendar, lexicon } = draft
  const dated = lexicon.columns.some(({ column }) => isDate(column)) || yearColumn(lexicon) !== null
  if (!dated) return
  // “did it grow from April to May” names two periods, “in April to May” is one.
  const compares = items.some((item) => live(item, 'grow') || live(item, 'difference'))
  for (let at = 0; at < items.length; at++) {
    if (compares && hasRole(items[at], 'from')) continue
    // A hive that is called H1 is no half of a year.
    if ((hasRole(items[at], 'half') || hasRole(items[at], 'quarter')) && (items[at]?.values.length ?? 0) > 0) continue
    const to = compares ? items.findIndex((item, place) => place > at && hasRole(item, 'to')) : -1
    const read = periodAt(to < 0 ? items : items.slice(0, to), at, calendar)
    if (!read) continue
    draft.periods.push({ at, ...read })
    use(...items.slice(at, at + read.length))
    at += read.length - 1
  }
}

const VERBS = ['hired', 'left', 'due', 'resolved', 'created'] as const

/** Which dates the question speaks of: `hired`, `resolved`, `due`. */
export function verbsOf({ items }: Draft): string[] {
  return VERBS.filter((verb) => {
    const names = CONCEPTS.get(verb)
    return items.some((item) => item.words.some((word) => stemsOf(word).some((stem) => names?.has(stem))))
  })
}

/** The date column beside a period, else the one that its verb means. */
function columnOfPeriod(draft: Draft, { at }: PeriodAt): ColumnReading | null {
  const before = backOverGlue(draft, at - 1)
  const beside = [before, before - 1].map((place) => draft.items[place])
  for (const item of beside) {
    const column = datedOf(item) ?? yearOf(draft, item)
    if (!item || !column) continue
    use(item)
    const others = item.columns.filter((other) => isDate(other) && other !== column)
    if (item.named !== 'name' && others.length > 0) assume(draft, 'when', column, others)
    return column
  }
  for (const item of draft.items) {
    const column = datedOf(item)
    if (column && item.named === 'name' && !hasRole(draft.items[draft.items.indexOf(item) - 1], 'by')) {
      use(item)
      return column
    }
  }
  return dateColumn(draft, verbsOf(draft))
}

/** “built before 2018” in a table with model years. */
const yearOf = ({ lexicon }: Draft, item: Item | undefined): ColumnReading | null => {
  const year = yearColumn(lexicon)
  return year && item && !item.used && item.columns.includes(year) ? year : null
}

export function periodCondition(period: Period, column: ColumnReading, not = false): PlanCondition | null {
  if (period.is === 'part') {
    return {
      operand: { of: 'part', column: column.name, part: period.part },
      op: not ? 'not_in' : 'in',
      values: period.values,
    }
  }
  if (isDate(column)) {
    return {
      operand: columnOperand(column),
      op: not ? 'not_during' : 'during',
      range: { from: period.from, to: period.to },
    }
  }
  return yearCondition(period, column, not)
}

/** A column of years knows whole years alone. */
function yearCondition(
  { from, to }: Extract<Period, { is: 'range' }>,
  column: ColumnReading,
  not: boolean,
): PlanCondition | null {
  const first = Number(from.slice(0, 4))
  const last = Number(to.slice(0, 4))
  const numeric = column.kind.value !== 'text'
  if (from === FIRST_DAY) return numeric ? { operand: columnOperand(column), op: 'le', values: [last] } : null
  if (to === LAST_DAY) return numeric ? { operand: columnOperand(column), op: 'ge', values: [first] } : null
  if (!from.endsWith('-01-01') || !to.endsWith('-12-31')) return null
  const years = Array.from({ length: Math.min(200, last - first + 1) }, (_, at) => first + at)
  return whereIs(column, numeric ? years : years.map(String), not)
}

/** Turns every period that no comparison took into a condition. */
export function limitToPeriods(draft: Draft): void {
  const parts: PlanCondition[] = []
  for (const found of draft.periods) {
    const column = columnOfPeriod(draft, found) ?? yearColumn(draft.lexicon)
    const not = isNegated(draft, found.at)
    const condition = column && periodCondition(found.period, column, not)
    if (!condition) {
      draft.problems.push({ is: 'no_when', period: found.period.label })
      continue
    }
    if (condition.op === 'during' && !yearSaid(draft, found) && found.period.is === 'range' && severalYears(draft)) {
      draft.assumptions.push({
        part: 'when',
        chosen: found.period.label,
        others: [],
        note: { is: 'newest_period', period: found.period.label },
      })
    }
    parts.push(condition)
  }
  draft.periods = []
  if (parts.length === 0) return
  const same = parts.every(
    ({ operand, op }) => JSON.stringify(operand) === JSON.stringify(parts[0]?.operand) && op === parts[0]?.op,
  )
  // “in January and in March” is either of them, “in 2025, on Mondays” both.
  if (same && parts.length > 1 && parts[0]?.op !== 'not_during') draft.where.push(parts)
  else for (const part of parts) draft.where.push([part])
}

const yearSaid = ({ items }: Draft, { at, length }: PeriodAt): boolean =>
  items.slice(at, at + length).some((item) => item.number !== null && /^\d{4}$/.test(item.text)) ||
  items
    .slice(at, at + length)
    .some(
      (item) =>
        item.date !== null ||
        (!hasRole(item, 'month') && !hasRole(item, 'quarter') && !hasRole(item, 'half') && item.role !== null),
    )

const severalYears = ({ calendar: { years } }: Draft): boolean => years !== null && years.first !== years.last

/** “Q2 than Q1”, “March vs February”, “women vs men”, “Mondays compared with Fridays”, “difference between A and B”. */
export function readComparison(draft: Draft): void {
  const linked = linkOf(draft)
  if (linked === null) return
  comparePeriods(draft, linked) || compareValues(draft, linked)
}

interface Link {
  at: number
  /** Only a word such as “difference” before it makes “and” compare. */
  weak: boolean
}

function linkOf(draft: Draft): Link | null {
  const { items } = draft
  for (const is of ['versus', 'than'] as const) {
    const at = findRole(draft, is)
    if (at >= 0) return { at, weak: false }
  }
  // “more than” was read as one phrase: “more in Q2 than in Q1” was not.
  const opener = items.findIndex(
    (item) => live(item, 'difference') || live(item, 'comparative') || live(item, 'between') || live(item, 'grow'),
  )
  const from = items.findIndex(
    (item, at) => at > Math.max(opener, -1) && (live(item, 'and') || live(item, 'or') || live(item, 'to')),
  )
  if (opener >= 0 && from >= 0) return { at: from, weak: true }
  const compare = items.findIndex(
    (item) => live(item, 'compare') && (item.role.op === 'gt' || item.role.op === 'lt') && /than$|als$/.test(item.text),
  )
  return compare >= 0 ? { at: compare, weak: true } : null
}

function comparePeriods(draft: Draft, link: Link): boolean {
  if (draft.periods.length !== 2) return false
  const [first, second] = draft.periods
  if (!first || !second || first.at > link.at || second.at < link.at) return false
  const column = columnOfPeriod(draft, first) ?? yearColumn(draft.lexicon)
  if (!column) return false
  const [one, other] = sameYear(first.period, second.period)
  const left = periodCondition(one, column)
  const right = periodCondition(other, column)
  if (!left || !right) return false
  draft.periods = []
  draft.comparison = { left: { label: one.label, where: [[left]] }, right: { label: other.label, where: [[right]] } }
  draft.where.push([left, right])
  useLink(draft, link)
  return true
}

function compareValues(draft: Draft, link: Link): boolean {
  const { items } = draft
  const valued = items.map((item, at) => ({ item, at })).filter(({ item }) => !item.used && item.values.length > 0)
  const before = valued.filter(({ at }) => at < link.at).at(-1)
  const after = valued.find(({ at }) => at > link.at)
  if (!before || !after) return false
  const column = sharedColumn(before.item, after.item)
  if (!column) return false
  const left = before.item.values.find((value) => value.column === column)
  const right = after.item.values.find((value) => value.column === column)
  if (!left || !right || left.value === right.value) return false
  const side = (value: string) => ({ label: value, where: [[whereIs(column, [value])]] })
  draft.comparison = { left: side(left.value), right: side(right.value) }
  draft.where.push([whereIs(column, [left.value, right.value])])
  use(before.item, after.item)
  useLink(draft, link)
  return true
}

function useLink(draft: Draft, { at }: Link): void {
  const { items } = draft
  use(items[at])
  for (const item of items)
    if (
      live(item, 'difference') ||
      live(item, 'between') ||
      live(item, 'comparative') ||
      live(item, 'grow') ||
      live(item, 'versus')
    )
      use(item)
  if (isGlue(items[skipGlue(draft, at + 1) - 1])) use(items[skipGlue(draft, at + 1) - 1])
}

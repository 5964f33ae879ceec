// Binds a compared number to what it limits: a column, a length of time, or the number of rows of a group.

import type { ColumnReading } from '@biplane/contracts/wire/file-reading'
import type { PlanBucket, PlanDurationUnit, PlanOperand } from '@biplane/contracts/wire/table-plan'
import { isNumeric } from '../plan-scope.ts'
import { conceptColumn, durationPair, mainMeasure } from './choose-columns.ts'
import {
  assume,
  backOverGlue,
  columnOperand,
  type Draft,
  groupOfItem,
  hasRole,
  isGlue,
  isKey,
  live,
  numericOf,
  skipGlue,
  use,
} from './draft.ts'
import type { Item } from './item.ts'
import { addCondition } from './read-values.ts'
import type { Comparator } from './role.ts'

export const UNIT_OF_BUCKET: Partial<Record<PlanBucket, PlanDurationUnit>> = {
  hour: 'hours',
  hour_of_day: 'hours',
  day: 'days',
  week: 'weeks',
  month: 'months',
  year: 'years',
}
/** Units in which a column may count; a plan has no seconds, a file often has. */
type ColumnUnit = PlanDurationUnit | 'seconds' | 'milliseconds'
export const MINUTES: Record<ColumnUnit, number> = {
  milliseconds: 1 / 60_000,
  seconds: 1 / 60,
  minutes: 1,
  hours: 60,
  days: 1_440,
  weeks: 10_080,
  months: 43_830,
  years: 525_960,
}

const UNIT_NAMES: readonly (readonly [ColumnUnit, RegExp])[] = [
  ['milliseconds', /\b(?:ms|msec|millis|milliseconds|millisekunden)\b/],
  ['seconds', /\b(?:sec|secs|seconds|sek|sekunden)\b|[ ([]s[)\]]?$/],
  ['minutes', /\b(?:min|mins|minutes|minuten)\b/],
  ['hours', /\b(?:h|hr|hrs|hours|std|stunden)\b/],
  ['days', /\b(?:days|nights|tage)\b/],
  ['weeks', /\b(?:weeks|wochen)\b/],
  ['months', /\b(?:months|monate)\b/],
  ['years', /\b(?:years|jahre)\b/],
]
export const unitOfColumn = ({ name, unit }: ColumnReading): ColumnUnit | null => {
  const words = `${name} ${unit ?? ''}`.toLowerCase().replaceAll('_', ' ')
  return UNIT_NAMES.find(([, pattern]) => pattern.test(words))?.[0] ?? null
}

/** “2 hours” of a column in minutes are 120 of it. */
function unitFactor({ lexicon }: Draft, operand: PlanOperand, unit: Item | undefined): number {
  if (operand.of !== 'column' || !hasRole(unit, 'unit')) return 1
  const column = lexicon.reading.columns.find(({ name }) => name === operand.column)
  const own = column ? unitOfColumn(column) : null
  return own ? MINUTES[unit.role.unit] / MINUTES[own] : 1
}

interface Bound {
  at: number
  op: Comparator
  value: number
  next: number
  parts: (Item | undefined)[]
}

export function bindNumber(draft: Draft, { at, op, value, next, parts }: Bound): void {
  const { items } = draft
  const after = items[skipGlue(draft, next)]
  if (live(after, 'times')) {
    use(...parts, after)
    draft.pendingHaving = { op, value, counts: true }
    return
  }
  // “customers with at least 20 orders” counts rows of a group.
  const counts =
    after &&
    !after.used &&
    (after.noun ||
      hasRole(after, 'row') ||
      (groupOfItem(after) !== null && after.columns[0]?.additivity.value === 'identifier'))
  if (counts && groupBefore(draft, at)) {
    use(...parts, after)
    draft.pendingHaving = { op, value, counts: true }
    return
  }
  const totalBehind = items[hasRole(items[next], 'unit') ? next + 1 : next]
  const totalled = live(totalBehind, 'aggregate') && totalBehind.role.aggregate === 'sum'
  if (totalled && hasRole(items[next], 'unit') && limitTotal(draft, { at, op, value, next, parts })) return
  if ((totalled || totalBefore(draft, at)) && groupBefore(draft, at)) {
    if (draft.subject === null && draft.by.length === 0) draft.subject = leadingGroup(draft, at)
    use(...parts, ...(hasRole(after, 'currency') ? [after] : []))
    draft.pendingHaving = { op, value, counts: false }
    return
  }
  const counted = items.findIndex((item) => hasRole(item, 'how_many'))
  const beside = numericOf(items[backOverGlue(draft, at - 1)]) ?? numericOf(after)
  if (draft.by.length > 0 && counted >= 0 && counted < at && beside === null && !hasRole(after, 'unit')) {
    // “number of orders per customer above 10”
    use(...parts)
    draft.pendingHaving = { op, value, counts: true }
    return
  }
  const figure = numericOf(items[backOverGlue(draft, at - 1)])
  if (figure && totalBefore(draft, at)) {
    // “is the average of math above 70?” asks for the average, and limits no rows.
    use(...parts)
    draft.assumptions.push({
      part: 'how',
      chosen: figure.name,
      others: [],
      note: { is: 'held_against', value },
    })
    return
  }
  const unit = items[skipGlue(draft, next)]
  const assumed = draft.assumptions.length
  const operand = boundOperand(draft, at, next)
  if (!operand) return
  use(...parts)
  if ((op === 'gt' || op === 'ge') && onlyInTotal(draft, operand, { at, value })) {
    draft.assumptions.splice(assumed)
    totalOver(draft, operand, op, value)
    return
  }
  addCondition(draft, { operand, op, values: [value * unitFactor(draft, operand, unit)] }, at)
}

/** “who talked for more than 90 minutes in total”: the sum of each of them, in the unit of the column. */
function limitTotal(draft: Draft, { at, op, value, next, parts }: Bound): boolean {
  if (!hasRole(draft.items[0], 'who') && !groupBefore(draft, at)) return false
  const unit = draft.items[next]
  const operand = boundOperand(draft, at, next)
  if (!operand) return false
  if (draft.subject === null && draft.by.length === 0) draft.subject = leadingGroup(draft, at)
  use(...parts)
  totalOver(draft, operand, op, value * unitFactor(draft, operand, unit))
  return true
}

export function totalOver(draft: Draft, operand: PlanOperand, op: Comparator, value: number): void {
  draft.measures = [{ aggregate: 'sum', operand }]
  draft.pendingHaving = { op, value, counts: false }
}

/** “employees with more than 50 days” where no single row has as many: in total is meant. */
function onlyInTotal(draft: Draft, operand: PlanOperand, { at, value }: Pick<Bound, 'at' | 'value'>): boolean {
  if (operand.of !== 'column' || draft.items.slice(0, at).some(({ noun }) => noun)) return false
  const column = draft.lexicon.reading.columns.find(({ name }) => name === operand.column)
  if (column?.additivity.value !== 'additive' || !(value > Number(column.max)) || !groupBefore(draft, at)) return false
  if (draft.subject === null && draft.by.length === 0) draft.subject = leadingGroup(draft, at)
  return draft.subject !== null || draft.by.length > 0
}

/** “donors who gave more than 1000 in total” */
function leadingGroup(draft: Draft, at: number): ColumnReading | null {
  const item = draft.items.slice(0, at).find((one) => {
    const column = groupOfItem(one)
    return column !== null && !isKey(column, draft.lexicon)
  })
  const column = groupOfItem(item)
  use(item)
  return column
}

const groupBefore = ({ items, lexicon, by }: Draft, at: number): boolean =>
  by.length > 0 ||
  items.some((item, place) => {
    const column = place < at ? groupOfItem(item) : null
    return column !== null && !isKey(column, lexicon)
  })

const totalBefore = ({ items }: Draft, at: number): boolean =>
  items.some((item, place) => place < at && hasRole(item, 'aggregate'))

const AGE = /\b(?:older|younger|aged|old)\b/
const LONG = /\b(?:longer|shorter|faster|slower|quicker)\b/
const DEAR = /\b(?:expensive|cheaper|costing)\b/

/** What a number limits: the column beside it, the one in its unit, the one that its words mean, else the main measure. */
export function boundOperand(draft: Draft, at: number, next: number): PlanOperand | null {
  const { items, lexicon } = draft
  let place = skipGlue(draft, next)
  const unit = items[place]
  if (live(unit, 'unit') || live(unit, 'currency') || live(unit, 'percent')) place = skipGlue(draft, place + 1)
  const after = items[place]
  const last = backOverGlue(draft, at - 1)
  // “delayed by more than two hours”
  const before = items[live(items[last], 'by') ? backOverGlue(draft, last - 1) : last]
  // “orders with more than 2 errors”: what stands right behind the number is what it counts.
  const counted =
    after !== undefined && after === items[place] && !isGlue(items[place - 1]) && !hasRole(items[place - 1], 'and')
  for (const item of counted ? [after, before] : [before, after]) {
    const column = numericOf(item)
    if (!item || !column || hasRole(item, 'unit')) continue
    if (item === after && hasRole(items[place - 1], 'and')) continue
    use(item, ...(live(unit, 'unit') || live(unit, 'currency') || live(unit, 'percent') ? [unit] : []))
    if (item.named !== 'name') assume(draft, 'where', column, item.columns.filter(isNumeric))
    return columnOperand(column)
  }
  const words = items[at]?.words.join(' ') ?? ''
  const meant = AGE.test(words)
    ? conceptColumn(lexicon, 'age', isNumeric)
    : DEAR.test(words)
      ? conceptColumn(lexicon, 'price', isNumeric)
      : null
  if (meant) {
    if (live(unit, 'unit')) use(unit)
    return columnOperand(meant)
  }
  if (live(unit, 'unit')) return unitOperand(draft, unit)
  if (live(unit, 'currency')) use(unit)
  if (AGE.test(words) || LONG.test(words)) return null
  const ages = live(unit, 'currency') ? null : conceptColumn(lexicon, 'age', isNumeric)
  const main = mainMeasure(lexicon)
  const value = numberNear(draft, at)
  // “players under 21” are young, and not cheap.
  if (ages && value !== null && reaches(ages, value) && PEOPLE.test(saidBefore(draft, at))) {
    assume(draft, 'where', ages, main?.others ?? [])
    return columnOperand(ages)
  }
  const column = main?.column ?? ages
  if (!main && !ages) return null
  if (column) assume(draft, 'where', column, main?.others ?? [])
  return main?.operand ?? (ages ? columnOperand(ages) : null)
}

const PEOPLE =
  /\b(?:people|persons?|members?|players?|employees?|staff|students?|pupils?|patients?|customers?|guests?|women|men|kids|mitglieder|spieler|mitarbeiter|schüler|patienten|leute|personen)\b/
const saidBefore = ({ items }: Draft, at: number): string =>
  items
    .slice(0, at)
    .map(({ text }) => text.toLowerCase())
    .join(' ')
export const reaches = ({ min, max }: ColumnReading, value: number): boolean =>
  value >= Number(min) && value <= Number(max)
const numberNear = ({ items }: Draft, at: number): number | null =>
  items.slice(at, at + 4).find((item) => item.number !== null)?.number ?? null

function unitOperand(draft: Draft, unit: Item): PlanOperand | null {
  if (!hasRole(unit, 'unit')) return null
  const { lexicon } = draft
  const named = lexicon.columns.filter(
    ({ column, full }) =>
      isNumeric(column) && full.some((word) => unit.words.includes(word) || unit.words.includes(`${word}s`)),
  )
  const [only] = named
  const asked =
    named.find(({ column }) => draft.items.some((item) => !item.used && item.columns.includes(column))) ?? only
  if (asked) {
    use(unit)
    if (named.length > 1)
      assume(
        draft,
        'where',
        asked.column,
        named.map(({ column }) => column),
      )
    return columnOperand(asked.column)
  }
  const pair = durationPair(lexicon, [])
  if (!pair) return null
  use(unit)
  return { of: 'duration', from: pair.from.name, to: pair.to.name, unit: unit.role.unit }
}

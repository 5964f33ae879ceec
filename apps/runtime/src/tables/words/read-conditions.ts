// Conditions of a question: cell values, comparisons, yes/no columns, emptiness, exceptions.
import type { ColumnReading } from '@biplane/contracts/wire/file-reading'
import type { PlanBucket, PlanCondition, PlanDurationUnit, PlanOperand } from '@biplane/contracts/wire/table-plan'
import { isDate, isNumeric, isText } from '../plan-scope.ts'
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
  namesColumn,
  numberOfItem,
  numericOf,
  skipGlue,
  use,
  whereIs,
  yesNoOf,
} from './draft.ts'
import type { Item } from './items.ts'
import type { Comparator } from './vocabulary.ts'

/** “not”, “except”, “without” before an item, over glue. */
export function isNegated(draft: Draft, at: number): boolean {
  const item = draft.items[at]
  if (item?.negated) return true
  const before = draft.items[backOverGlue(draft, at - 1)]
  if (before && (hasRole(before, 'not') || hasRole(before, 'except') || hasRole(before, 'without'))) {
    use(before)
    return true
  }
  return false
}

export function sharedColumn(left: Item, right: Item): ColumnReading | null {
  return (
    left.values.map(({ column }) => column).find((column) => right.values.some((value) => value.column === column)) ??
    null
  )
}

/** The column of a value: the one named beside it, else the one that other values of the question share. */
function valueColumn(draft: Draft, at: number): { column: ColumnReading; value: string } | null {
  const item = draft.items[at]
  const [first] = item?.values ?? []
  if (!item || !first) return null
  if (item.values.length === 1) return first
  const before = draft.items[backOverGlue(draft, at - 1)]
  const after = draft.items[at + 1]
  for (const beside of [before, after]) {
    const named = item.values.find(({ column }) => beside?.columns.includes(column))
    if (named) return named
  }
  const shared = draft.items.find((other) => other !== item && other.values.length > 0 && sharedColumn(item, other))
  const column = shared && sharedColumn(item, shared)
  const chosen =
    item.values.find((value) => value.column === column) ?? item.values.find(({ column: one }) => isText(one)) ?? first
  assume(
    draft,
    'where',
    chosen.column,
    item.values.map((value) => value.column),
  )
  return chosen
}

export function filterOfValues(draft: Draft, at: number): PlanCondition | null {
  const found = valueColumn(draft, at)
  return found && whereIs(found.column, [found.value])
}

function readSoldOut(draft: Draft): void {
  const item = draft.items.find((one) => live(one, 'sold_out'))
  const quantity = conceptColumn(draft.lexicon, 'quantity', isNumeric)
  if (!item || !quantity) return
  use(item)
  draft.where.push([{ operand: columnOperand(quantity), op: 'le', values: [0] }])
}

export function readConditions(draft: Draft): void {
  readSoldOut(draft)
  readFigures(draft)
  readNumbers(draft)
  readValues(draft)
  readYesNo(draft)
  readEmptiness(draft)
  readHappened(draft)
}

interface Valued {
  column: ColumnReading
  values: string[]
  not: boolean
  at: number
}

function readValues(draft: Draft): void {
  const { items } = draft
  const found: Valued[] = []
  for (const [at, item] of items.entries()) {
    if (item.used || item.values.length === 0) continue
    if (item.columns.length > 0 && item.named === 'name' && !valueBeforeName(draft, at)) continue
    const chosen = valueColumn(draft, at)
    if (!chosen) continue
    const not =
      isNegated(draft, at) ||
      (found.at(-1)?.not === true && hasRole(items[at - 1], 'and') && found.at(-1)?.column === chosen.column)
    use(item)
    useNameBeside(draft, at, chosen.column)
    const same = found.find((one) => one.column === chosen.column && one.not === not)
    if (same) {
      same.values.push(chosen.value)
      useLink(draft, at)
    } else found.push({ column: chosen.column, values: [chosen.value], not, at })
    if (item.named === 'spelling')
      draft.assumptions.push({
        part: 'where',
        chosen: chosen.value,
        others: [],
        note: `“${item.text}” was read as “${chosen.value}”`,
      })
  }
  for (const { column, values, not, at } of found) addCondition(draft, whereIs(column, [...new Set(values)], not), at)
}

/** A word that is a column and a value: “status status” never; “is Open” when the column is something else. */
const valueBeforeName = (draft: Draft, at: number): boolean => {
  const before = draft.items[backOverGlue(draft, at - 1)]
  return before !== undefined && draft.items[at]?.values.some(({ column }) => before.columns.includes(column)) === true
}

function useNameBeside(draft: Draft, at: number, column: ColumnReading): void {
  const before = draft.items[backOverGlue(draft, at - 1)]
  if (before && !before.used && before.columns.includes(column)) use(before)
  const after = draft.items[at + 1]
  if (after && !after.used && after.columns[0] === column && !hasRole(draft.items[at + 2], 'by')) use(after)
}

const useLink = ({ items }: Draft, at: number): void => {
  for (let back = at - 1; back >= Math.max(0, at - 2); back--)
    if (live(items[back], 'and') || live(items[back], 'or')) use(items[back])
}

/** “share”, “rate”, “%” without a number before it. */
export const asksShare = ({ items }: Draft): boolean =>
  items.some(
    (item, at) =>
      !(item.columns.length > 0 && item.named === 'name') &&
      (hasRole(item, 'share') ||
        hasRole(item, 'rate') ||
        (hasRole(item, 'percent') && items[at - 1]?.number == null)) &&
      items[at - 1]?.number == null,
  )

/** In a question about a share, what follows the verb is what is counted. */
export function addCondition(draft: Draft, condition: PlanCondition, at: number): void {
  const shares = asksShare(draft)
  const verb = draft.items.findIndex(
    (item) =>
      hasRole(item, 'be') &&
      /^(?:is|are|was|were|been|ist|sind|war|waren|wurden|wurde|got|get)$/.test(item.words[0] ?? '') &&
      item.words.length === 1,
  )
  const countedAlready = draft.counted.length > 0
  if (shares && (verb < 0 || verb < 2 ? !countedAlready : at > verb)) draft.counted.push([condition])
  else draft.where.push([condition])
}

function readYesNo(draft: Draft): void {
  const { items } = draft
  for (const [at, item] of items.entries()) {
    const column = yesNoOf(item)
    if (!column || (item.named === 'meaning' && item.noun)) continue
    if (hasRole(items[backOverGlue(draft, at - 1)], 'by') || hasRole(items[backOverGlue(draft, at - 1)], 'each'))
      continue
    const answerAt = skipGlue(draft, at + 1)
    const answer = items[answerAt]
    const said = live(answer, 'yes')
      ? true
      : live(answer, 'no') || (hasRole(answer, 'without') && answer.text.toLowerCase() === 'no' && !answer.used)
        ? false
        : null
    if (said !== null) use(answer)
    const not = isNegated(draft, at)
    use(item)
    addCondition(draft, whereIs(column, [said === null ? !not : said]), at)
  }
}

function readEmptiness(draft: Draft): void {
  const { items } = draft
  for (const [at, item] of items.entries()) {
    const empty = live(item, 'empty') || live(item, 'without') || live(item, 'not')
    if (!empty && !live(item, 'filled')) continue
    const nextAt = skipGlue(draft, at + 1)
    const before = items[backOverGlue(draft, at - 1)]
    const never = hasRole(item, 'not') ? numericOf(items[nextAt]) : null
    if (never && /(?:ed|t|en)$/.test(items[nextAt]?.words.at(-1) ?? '') && Number(never.min) === 0) {
      // “never renewed” of a number of renewals
      use(item, items[nextAt])
      addCondition(draft, whereIs(never, [0]), at)
      continue
    }
    const named = namesColumn(items[nextAt])
      ? items[nextAt]
      : hasRole(item, 'empty') || hasRole(item, 'filled')
        ? before
        : undefined
    if (!namesColumn(named)) continue
    const column = hasRole(item, 'not')
      ? named.columns.find((one) => one.empty > 0 && isDate(one))
      : (named.columns.find((one) => one.empty > 0) ?? named.columns[0])
    if (!column) continue
    use(item, named)
    // Without any gold: of a number in every row, that is nought.
    if (hasRole(item, 'without') && column.empty === 0 && isNumeric(column)) {
      addCondition(draft, whereIs(column, [0]), at)
      continue
    }
    addCondition(draft, { operand: columnOperand(column), op: hasRole(item, 'filled') ? 'not_empty' : 'empty' }, at)
  }
}

/** “how many have cancelled” of a column “Cancelled on”: those where the day is filled in. */
function readHappened(draft: Draft): void {
  const { items } = draft
  if (!items.some((item) => hasRole(item, 'how_many') || hasRole(item, 'share') || hasRole(item, 'percent'))) return
  if (draft.periods.length > 0 || items.some((item) => hasRole(item, 'duration'))) return
  for (const [at, item] of items.entries()) {
    const [column] = item.columns
    if (item.used || !column || !isDate(column) || column.empty === 0) continue
    if (!/(?:ed|ft|lt|en)$/.test(item.words.at(-1) ?? '') || hasRole(items[backOverGlue(draft, at - 1)], 'by')) continue
    if (draft.where.flat().some(({ operand }) => operand.of === 'column' && operand.column === column.name)) continue
    const not = isNegated(draft, at)
    use(item)
    addCondition(draft, { operand: columnOperand(column), op: not ? 'empty' : 'not_empty' }, at)
  }
}

/** “above average”, of the number beside it. */
function readFigures(draft: Draft): void {
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

function readNumbers(draft: Draft): void {
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

const UNIT_OF_BUCKET: Partial<Record<PlanBucket, PlanDurationUnit>> = {
  hour: 'hours',
  hour_of_day: 'hours',
  day: 'days',
  week: 'weeks',
  month: 'months',
  year: 'years',
}
const MINUTES: Record<PlanDurationUnit, number> = {
  minutes: 1,
  hours: 60,
  days: 1_440,
  weeks: 10_080,
  months: 43_830,
  years: 525_960,
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
    addCondition(draft, { operand: columnOperand(column), op, values: [MINUTES[unit] / MINUTES[own]] }, at)
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

const UNIT_NAMES: readonly (readonly [PlanDurationUnit, RegExp])[] = [
  ['minutes', /\b(?:min|mins|minutes|minuten)\b/],
  ['hours', /\b(?:h|hrs|hours|stunden)\b/],
  ['days', /\b(?:days|nights|tage)\b/],
  ['weeks', /\b(?:weeks|wochen)\b/],
]
const unitOfColumn = ({ name, unit }: ColumnReading): PlanDurationUnit | null => {
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

interface Bound {
  at: number
  op: Comparator
  value: number
  next: number
  parts: (Item | undefined)[]
}

function bindNumber(draft: Draft, { at, op, value, next, parts }: Bound): void {
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
  const totalBehind = items[next]
  const totalled = live(totalBehind, 'aggregate') && totalBehind.role.aggregate === 'sum'
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
      note: `this is the figure to hold against ${value}`,
    })
    return
  }
  const unit = items[skipGlue(draft, next)]
  const operand = boundOperand(draft, at, next)
  if (!operand) return
  use(...parts)
  addCondition(draft, { operand, op, values: [value * unitFactor(draft, operand, unit)] }, at)
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
function boundOperand(draft: Draft, at: number, next: number): PlanOperand | null {
  const { items, lexicon } = draft
  let place = skipGlue(draft, next)
  const unit = items[place]
  if (live(unit, 'unit') || live(unit, 'currency') || live(unit, 'percent')) place = skipGlue(draft, place + 1)
  const after = items[place]
  const last = backOverGlue(draft, at - 1)
  // “delayed by more than two hours”
  const before = items[live(items[last], 'by') ? backOverGlue(draft, last - 1) : last]
  for (const item of [before, after]) {
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
const reaches = ({ min, max }: ColumnReading, value: number): boolean => value >= Number(min) && value <= Number(max)
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

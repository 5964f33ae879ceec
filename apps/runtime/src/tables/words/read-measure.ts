// What is measured, and how it is put together over the rows of a group.
import type { ColumnReading } from '@biplane/contracts/wire/file-reading'
import type { PlanAggregate, PlanMeasure, PlanOperand } from '@biplane/contracts/wire/table-plan'
import { isDate, isNumeric } from '../plan-scope.ts'
import { unitOfColumn } from './bind-number.ts'
import { conceptColumn, durationPair, isMoney, mainMeasure, mainMoney, STOCK } from './choose-columns.ts'
import {
  assume,
  backOverGlue,
  columnOperand,
  type Draft,
  findRole,
  groupOfItem,
  hasRole,
  isKey,
  live,
  numericOf,
  use,
} from './draft.ts'
import type { Item } from './item.ts'
import type { Lexicon } from './lexicon.ts'
import { verbsOf } from './read-periods.ts'

type Aggregate = Exclude<PlanAggregate, 'count' | 'first' | 'last'>

export interface MeasureWords {
  aggregate: Aggregate | null
  /** Several measures: “revenue and quantity by region”. */
  operands: { operand: PlanOperand; column: ColumnReading | null; item: Item | null }[]
}

/** `rows` is true where a plain “how many” counts rows. */
export function readMeasureWords(draft: Draft): MeasureWords {
  const { items } = draft
  let aggregate: Aggregate | null = null
  const words: MeasureWords = { aggregate: null, operands: [] }
  for (const item of items) {
    if (!live(item, 'aggregate') || (item.columns.length > 0 && !followedByMeasure(draft, item))) continue
    // “total number of” counts.
    if (item.role.aggregate === 'count_distinct' || aggregate === null || aggregate === 'sum')
      aggregate = item.role.aggregate
    use(item)
  }
  // “how cold did it get”
  const low = items.some((item) => /^(?:cold|low|cool|little|small)$/.test(item.words.join(' ')))
  const got = items.some((item) => hasRole(item, 'aggregate') && /^(?:did|does) it g/.test(item.words.join(' ')))
  words.aggregate = got && low && aggregate === 'max' ? 'min' : aggregate
  readDuration(draft, words)
  readNamedTime(draft, words)
  for (const [at, item] of items.entries()) {
    const column = numericOf(item)
    if (!column || words.operands.length >= 6) continue
    if (item.named === 'meaning' && item.noun) continue
    // Of “energy cost” the column “Cost” is measured, and “energy” could mean another one.
    const [first] = words.operands
    if (
      words.operands.length === 1 &&
      first?.item?.named === 'meaning' &&
      item.named !== 'meaning' &&
      item.named !== 'spelling' &&
      items[at - 1] === first.item
    ) {
      use(item)
      words.operands = [{ operand: columnOperand(column), column, item }]
      continue
    }
    // A unit or a loose verb beside a named number says nothing of its own.
    if (words.operands.length > 0 && item.named !== 'name' && !hasRole(items[backOverGlue(draft, at - 1)], 'and')) {
      if (words.operands.some(({ column: known }) => known === column)) use(item)
      else if (hasRole(item, 'perform') || hasRole(item, 'unit')) use(item)
      continue
    }
    if (words.operands.some(({ column: known }) => known === column)) {
      use(item)
      continue
    }
    use(item)
    words.operands.push({ operand: columnOperand(column), column, item })
    const numbers = item.columns.filter((one) => isNumeric(one) && one.additivity.value !== 'identifier')
    if (item.named !== 'name' && numbers.length > 1) assume(draft, 'measure', column, numbers)
  }
  readSize(draft, words)
  stockValue(draft, words)
  return words
}

/** “Wie groß ist eine Wohnung”: its square metres. */
function readSize({ items, lexicon }: Draft, words: MeasureWords): void {
  const asked = items.find((item) => item.words.join(' ') === 'wie gross')
  const area = asked && words.operands.length === 0 ? conceptColumn(lexicon, 'area', isNumeric) : null
  if (asked && area) words.operands.push({ operand: columnOperand(area), column: area, item: asked })
}

/** “stock value” is not the quantity but its worth. */
function stockValue(draft: Draft, words: MeasureWords): void {
  const { items, lexicon } = draft
  const [first] = words.operands
  const value = items.find((item) => !item.used && /^(?:value|worth|wert)$/.test(item.words.join(' ')))
  const quantity = lexicon.columns.find(({ column, concepts }) => column === first?.column && concepts.has('quantity'))
  if (!value || !first || !quantity) return
  const price = conceptColumn(lexicon, 'cost', isNumeric) ?? conceptColumn(lexicon, 'price', isNumeric)
  if (!price || price === quantity.column) {
    draft.problems.push({ is: 'no_worth', column: quantity.column.name })
    return
  }
  use(value)
  first.operand = { of: 'product', left: quantity.column.name, right: price.name }
  first.column = null
  words.aggregate ??= 'sum'
  draft.assumptions.push({
    part: 'measure',
    chosen: price.name,
    others: [],
    note: { is: 'product', left: quantity.column.name, right: price.name },
  })
}

/** “total revenue”, “total number of silver medals” in a table with a column “Total”: the word is the operation. */
function followedByMeasure(draft: Draft, item: Item): boolean {
  const at = draft.items.indexOf(item)
  if (hasRole(draft.items[at + 1], 'and')) return false
  return draft.items.some((other, place) => {
    const column = place > at ? numericOf(other) : null
    return column !== null && !item.columns.includes(column) && other.named === 'name'
  })
}

function readDuration(draft: Draft, words: MeasureWords): void {
  const { items, lexicon } = draft
  const tenure = findRole(draft, 'tenure')
  if (tenure >= 0 && items[tenure]?.columns.length === 0) {
    const hired = conceptColumn(lexicon, 'hired', isDate) ?? conceptColumn(lexicon, 'created', isDate)
    if (hired) {
      use(items[tenure])
      const left = conceptColumn(lexicon, 'left', isDate)
      words.operands.push({
        operand: { of: 'duration', from: hired.name, to: null, unit: 'years' },
        column: null,
        item: items[tenure] ?? null,
      })
      if (left) draft.where.push([{ operand: columnOperand(left), op: 'empty' }])
      words.aggregate ??= 'average'
    }
  }
  const at = findRole(draft, 'duration')
  const item = items[at]
  if (at < 0 || !item || (item.columns.length > 0 && item.named === 'name')) return
  // A column that already says how long: “how long is the delivery time”.
  const pair = durationPair(lexicon, verbsOf(draft))
  const ready = items.find(
    (other) => other !== item && numericOf(other) !== null && (other.named === 'name' || other.named === 'part'),
  )
  if (ready) {
    use(item)
    // “how many hours did she work” adds them up, “how long does it take” does not.
    words.aggregate ??= countsUnits(item) && meansAdded(numericOf(ready)) ? 'sum' : 'average'
    return
  }
  const timed = columnInUnit(item, lexicon)
  if (timed) {
    use(item)
    words.operands.push({ operand: columnOperand(timed), column: timed, item })
    words.aggregate ??= countsUnits(item) && meansAdded(timed) ? 'sum' : 'average'
    return
  }
  if (!pair) {
    const timed = lexicon.columns.filter(({ column: one }) => isNumeric(one) && unitOfColumn(one) !== null)
    const column = (
      lexicon.columns.find(
        ({ column: one, concepts }) => isNumeric(one) && (concepts.has('hours') || concepts.has('response')),
      ) ?? (timed.length === 1 && !/delay|late|versp/i.test(timed[0]?.column.name ?? '') ? timed[0] : undefined)
    )?.column
    if (!column) return
    use(item)
    words.operands.push({ operand: columnOperand(column), column, item })
    words.aggregate ??= countsUnits(item) && meansAdded(column) ? 'sum' : 'average'
    return
  }
  use(item, ...items.filter((other) => live(other, 'until') && other.columns.length === 0))
  for (const other of items) {
    const verb =
      !other.used &&
      other.columns.some((column) => column === pair.to || column === pair.from) &&
      !hasRole(items[backOverGlue(draft, items.indexOf(other) - 1)], 'by')
    if (verb) use(other)
  }
  const unit = /hour|stunde/.test(item.text)
    ? 'hours'
    : /week|woche/.test(item.text)
      ? 'weeks'
      : /month/.test(item.text)
        ? 'months'
        : /year/.test(item.text)
          ? 'years'
          : pair.to.kind.value === 'datetime' && pair.from.kind.value === 'datetime'
            ? 'hours'
            : 'days'
  words.operands.push({ operand: { of: 'duration', from: pair.from.name, to: pair.to.name, unit }, column: null, item })
  words.aggregate ??= 'average'
}

/** “how many days” of a column “days”; “days between” and “until” go from date to date. */
function columnInUnit({ words }: Item, { columns }: Lexicon): ColumnReading | null {
  const said = words.join(' ')
  const unit = /^(?:how many|wie viele) (days|hours|minutes|weeks|tage|stunden|minuten|wochen)$/.exec(said)?.[1]
  const named = columns.filter(({ column, full }) => isNumeric(column) && unit !== undefined && full.includes(unit))
  return named.length === 1 ? (named[0]?.column ?? null) : null
}

const countsUnits = ({ words }: Item): boolean => /^(?:how many|wie viele)/.test(words.join(' '))
const meansAdded = (column: ColumnReading | null): boolean => column?.additivity.value === 'additive'

/** Adds up, and a sum is what people mean: salaries and waiting times add up too, and nobody means their sum. */
export function meansSum(column: ColumnReading | null, { columns }: Lexicon): boolean {
  if (column?.additivity.value !== 'additive') return false
  const concepts = columns.find((name) => name.column === column)?.concepts
  return !SINGLE.some((concept) => concepts?.has(concept)) || concepts?.has('revenue') === true
}

const SINGLE = ['salary', 'response', 'rating', 'age', 'temperature'] as const

/** “delivery time” of a table with a delivery date: from where it began to that date. */
function readNamedTime(draft: Draft, words: MeasureWords): void {
  const { items, lexicon } = draft
  if (words.operands.length > 0) return
  for (const [at, item] of items.entries()) {
    const to = item.used
      ? undefined
      : (item.columns.find(isDate) ?? (item.noun ? durationPair(lexicon, [])?.to : undefined))
    const word = items[at + 1]
    if (!to || !word || word.used || !/^(?:time|times|duration|zeit|dauer)$/.test(word.words.join(' '))) continue
    const pair = durationPair(lexicon, [])
    if (!pair || pair.from === to) continue
    use(item, word)
    const unit = to.kind.value === 'datetime' && pair.from.kind.value === 'datetime' ? 'hours' : 'days'
    words.operands.push({ operand: { of: 'duration', from: pair.from.name, to: to.name, unit }, column: null, item })
    words.aggregate ??= 'average'
    return
  }
}

/** How a column is put together where nobody says it. */
export const naturalAggregate = (column: ColumnReading | null, lexicon: Lexicon): Aggregate =>
  meansSum(column, lexicon) ? 'sum' : 'average'

/** “Preis (€)” of a booking adds up where somebody asks for it; the price of one piece never does. */
const isWholePrice = (column: ColumnReading): boolean =>
  isMoney(column) && !/unit|piece|each|per|einzel|st[uü]ck|list|rate/i.test(column.name)

/** A sum of what does not add up is no answer: the average is, and it is said. */
export function aggregateOf(draft: Draft, said: Aggregate | null, column: ColumnReading | null): Aggregate {
  if (said === 'sum' && column?.additivity.value === 'non_additive' && isWholePrice(column)) {
    draft.assumptions.push({
      part: 'measure',
      chosen: column.name,
      others: [],
      note: { is: 'price_added', column: column.name },
    })
    return 'sum'
  }
  if (said === 'sum' && column?.additivity.value === 'non_additive') {
    draft.assumptions.push({
      part: 'measure',
      chosen: `average of ${column.name}`,
      others: [],
      note: { is: 'averaged', column: column.name },
    })
    return 'average'
  }
  return said ?? naturalAggregate(column, draft.lexicon)
}

export function measureOf(draft: Draft, words: MeasureWords): PlanMeasure[] {
  const main = draft.openAmount ? mainMoney(draft.lexicon)?.column : undefined
  return words.operands.map(({ operand, column }) => ({
    aggregate: aggregateOf(draft, words.aggregate, operand.of === 'column' ? column : null),
    operand: main && column === main && draft.openAmount ? draft.openAmount : operand,
  }))
}

/** The main measure of the table, marked as chosen by the reader. */
export function assumedMeasure(draft: Draft, aggregate: Aggregate | null, money = false): PlanMeasure | null {
  const main = money ? (mainMoney(draft.lexicon) ?? mainMeasure(draft.lexicon)) : mainMeasure(draft.lexicon)
  if (!main) return null
  if (money && STOCK.test(main.column.name.toLowerCase().replaceAll('_', ' ')))
    draft.problems.push({ is: 'nothing_sold' })
  if (draft.openAmount) return { aggregate: aggregate ?? 'sum', operand: draft.openAmount }
  assume(draft, 'measure', main.column, main.others)
  if (main.operand.of === 'product') {
    draft.assumptions.push({
      part: 'measure',
      chosen: main.column.name,
      others: [],
      note: { is: 'product', left: main.operand.left, right: main.operand.right },
    })
    return { aggregate: aggregate ?? 'sum', operand: main.operand }
  }
  return { aggregate: aggregateOf(draft, aggregate, main.column), operand: main.operand }
}

/** “average order value”: per order where an order has several rows. */
export function perEntity(draft: Draft, measures: PlanMeasure[]): PlanMeasure[] {
  const entity = draft.items.map(groupOfItem).find((column) => column?.additivity.value === 'identifier')
  const item = draft.items.find((one) => !one.used && entity && one.columns.includes(entity))
  if (!entity || !item) return measures
  // “how long do patients wait on average” is an average over the rows; “average order value” one over the orders.
  const averaged = draft.items.findIndex((one) => hasRole(one, 'aggregate'))
  if (averaged < 0 || draft.items.indexOf(item) < averaged) {
    if (!hasRole(draft.items[draft.items.indexOf(item) - 1], 'by')) use(item)
    return measures
  }
  const [measure] = measures
  if (measure?.aggregate !== 'average' || measure.operand === undefined) return measures
  use(item)
  return isKey(entity, draft.lexicon) ? measures : [{ ...measure, per: entity.name }]
}

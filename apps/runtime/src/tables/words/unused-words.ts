// Words of content that found no place in a plan: an answer that leaves one out would be silently wrong.

import type { PlanAggregate, TablePlan } from '@biplane/contracts/wire/table-plan'
import { isDate, isNumeric, isText } from '../plan-scope.ts'
import { mainMoney } from './choose-columns.ts'
import { type Draft, hasRole, isGlue, isKey, isUnknown } from './draft.ts'
import type { Item } from './item.ts'
import { FAMILY_WORDS } from './row-families.ts'
import { stemsOf } from './tokens.ts'

export const aggregateSaid = (item: Item): PlanAggregate | null =>
  hasRole(item, 'aggregate') && item.role.aggregate !== 'count_distinct' ? item.role.aggregate : null

/** Meanings that say nothing by themselves once the plan is whole. */
const EMPTY_ROLES: ReadonlySet<string> = new Set([
  'filler',
  'of',
  'be',
  'as',
  'and',
  'or',
  'what',
  'list',
  'each',
  'by',
  'which',
  'who',
  'when',
  'how_much',
  'how_many',
  'row',
  'perform',
  'from',
  'to',
  'than',
  'versus',
  'difference',
  'about',
  'this',
  'now',
  'sorted',
  'only',
  'chart',
  'where',
  'split',
  'percent',
  'yes',
  'directly',
  'swap',
])

/** Words that only stand beside what is measured: “response time”, “order value”. */
export const VAGUE: ReadonlySet<string> = new Set([
  'time',
  'times',
  'value',
  'values',
  'amount',
  'amounts',
  'volume',
  'level',
  'zeit',
  'wert',
  'score',
  'scores',
  'mark',
  'marks',
  'games',
  'matches',
  'spiele',
  'people',
  'person',
  'persons',
  'leute',
  'figure',
  'figures',
  'numbers',
  'work',
  'levels',
])

/** Of these any money says enough. */
const WORTH: ReadonlySet<string> = new Set(['value', 'values', 'amount', 'amounts', 'volume', 'wert'])

/** A vague word is left out beside what it belongs to: a column that is named, or the money of the table. */
export function isVague({ items, lexicon }: Draft, item: Item, plan: TablePlan): boolean {
  const word = item.words.join(' ')
  if (!VAGUE.has(word)) return false
  const measured = plan.measures.flatMap(({ operand }) => (operand === undefined ? [] : [operand]))
  if (measured.some((operand) => operand.of !== 'column') || (WORTH.has(word) && measured.length > 0)) return true
  const wanted = new Set([
    ...measured.flatMap((operand) => (operand.of === 'column' ? [operand.column] : [])),
    ...(plan.shape === 'groups' ? [] : [...plan.columns, ...plan.order.map(({ by }) => String(by))]),
  ])
  const numbers = lexicon.reading.columns.filter((column) => wanted.has(column.name) && isNumeric(column))
  return numbers.some((column) => items.some((other) => other !== item && other.used && other.columns.includes(column)))
}

/** “hours” and “euros” that no measure, limit or period is in. */
function lostUnit({ lexicon }: Draft, item: Item, plan: TablePlan): boolean {
  if (!hasRole(item, 'unit') && !hasRole(item, 'currency')) return false
  const operands = [...plan.measures.map(({ operand }) => operand), ...plan.where.flat().map(({ operand }) => operand)]
  if (operands.some((operand) => operand?.of === 'duration' || operand?.of === 'product')) return false
  const named = new Set([
    ...operands.flatMap((operand) => (operand?.of === 'column' ? [operand.column] : [])),
    ...plan.columns,
    ...plan.order.map(({ by }) => String(by)),
  ])
  return !lexicon.reading.columns.some((column) => named.has(column.name) && (isNumeric(column) || isDate(column)))
}

export function unusedItems(draft: Draft, plan: TablePlan): Item[] {
  const { items, lexicon, comparison, measures } = draft
  // “what share of members cancelled”: of the rows, which the column “Member” names.
  const counts = measures.some(({ rate_of: rate }) => rate === 'count')
  const namesRows = ({ columns: [column], named }: Item) =>
    counts && named === 'name' && column !== undefined && isText(column) && isKey(column, lexicon)
  // “how many cars were sold” limits them where no column holds what was sold.
  const money = mainMoney(lexicon) !== null || lexicon.columns.some(({ concepts }) => concepts.has('quantity'))
  // “goal difference” is no word beside a single figure.
  const nothingCompared = (item: Item) =>
    comparison === null &&
    hasRole(item, 'difference') &&
    /^(?:difference|gap|differenz|unterschied)/.test(item.text.toLowerCase())
  const soldOfNothing = (item: Item) =>
    hasRole(item, 'perform') && !money && items[items.indexOf(item) - 1]?.role?.is === 'be'
  const isEmpty = (item: Item, is: string) =>
    EMPTY_ROLES.has(is) || ((is === 'unit' || is === 'currency') && !lostUnit(draft, item, plan))
  return items
    .filter(
      (item) =>
        !item.used &&
        !isGlue(item) &&
        !(item.role !== null && isEmpty(item, item.role.is) && !soldOfNothing(item) && !nothingCompared(item)) &&
        !/^\W+$/u.test(item.text),
    )
    .filter((item) => !item.noun && !namesRows(item))
}

/** “electric cars”: what stands right behind a value of a class says what the rows are. */
export function isDescribed({ items, lexicon }: Draft, item: Item, plan: TablePlan): boolean {
  const measured = plan.measures.some(({ operand }) => operand !== undefined)
  if (!measured && !items.some((other) => hasRole(other, 'how_many') || hasRole(other, 'list'))) return false
  if (item.columns.length > 0 || item.values.length > 0 || item.role !== null || item.number !== null) return false
  const before = items[items.indexOf(item) - 1]
  const value = before?.used ? before.values[0] : undefined
  if (value === undefined || value.column.distinct > 30 || isKey(value.column, lexicon)) return false
  // “Harbour complaints” are no trips, while “electric cars” can only be the rows.
  const word = item.words.join(' ')
  return stemsOf(word).some((stem) => FAMILY_WORDS.has(stem))
}

/** “payment method” of a column “method”: said, because another method could be meant. */
export function isModifier({ items, assumptions }: Draft, item: Item): boolean {
  const next = items[items.indexOf(item) + 1]
  const [column] = next?.columns ?? []
  if (!isUnknown(item) || !next?.used || !column || !isText(column) || next.named !== 'name') return false
  assumptions.push({
    part: 'by',
    chosen: column.name,
    others: [],
    note: { is: 'read_as', said: `${item.text} ${next.text}`, meant: column.name },
  })
  return true
}

/** “hires per year”: the word means the dates that the plan counts by. */
export const meansUsedColumn = ({ columns }: Item, { by }: TablePlan): boolean =>
  by.some(({ column, bucket }) => bucket !== undefined && columns[0]?.name === column)

export const understood = (draft: Draft): boolean =>
  draft.items.some(
    (item) =>
      item.used &&
      (item.columns.length > 0 ||
        item.values.length > 0 ||
        item.noun ||
        hasRole(item, 'row') ||
        (hasRole(item, 'shape') && item.role.shape !== 'quality') ||
        hasRole(item, 'how_many') ||
        hasRole(item, 'perform') ||
        hasRole(item, 'invoice')),
  )

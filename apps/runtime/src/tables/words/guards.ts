// Readings that would give a figure that was not asked for: an aggregate that got lost, an average of sums, a period that
// the file does not reach. Each becomes a problem, so that the question is asked back.

import type { PlanFilter, TablePlan } from '@biplane/contracts/wire/table-plan'
import { isNumeric } from '../plan-scope.ts'
import { isMoney, mainMoney } from './choose-columns.ts'
import { type Draft, hasRole } from './draft.ts'
import type { Item } from './item.ts'
import type { ColumnName } from './lexicon.ts'
import { countsOpenNames } from './still-open.ts'

export function guardPlan(draft: Draft, plan: TablePlan): void {
  soldForNothing(draft)
  listedAggregate(draft, plan)
  moneyAsked(draft, plan)
  listedInsteadOfCounted(draft, plan)
  if (plan.shape !== 'groups') return
  lostAggregate(draft, plan)
  averageOfSums(draft, plan)
  countsOpenNames(draft, plan)
  sumsItsOwnLimit(draft, plan)
  outsideFile(draft, plan)
  if (plan.measures.length === 0) draft.problems.push({ is: 'nothing_computed' })
}

/** “how much did we sell it for” needs money; “how much did we sell” needs a number of pieces at least. */
function soldForNothing({ items, lexicon, problems }: Draft): void {
  const verb = items.find((item) => /^(?:sell|sells|sold|verkauft|verkauften)$/.test(item.words.join(' ')))
  const asked = items.some((item) => hasRole(item, 'how_much'))
  if (!verb || !asked || verb.columns.length > 0 || mainMoney(lexicon)) return
  const price = items.findLast(({ text }) => text !== '?')?.text.toLowerCase() === 'for'
  if (price || !lexicon.columns.some(({ concepts }) => concepts.has('quantity')))
    problems.push({ is: 'no_object', said: verb.text })
}

const LOSABLE: ReadonlySet<string> = new Set(['average', 'median', 'min', 'max', 'stddev'])

/** “number of orders per customer on average” is no number of orders. */
function lostAggregate({ items, problems }: Draft, { measures, limit }: TablePlan): void {
  const said = items.find((item) => hasRole(item, 'aggregate') && LOSABLE.has(item.role.aggregate))
  const counts = measures.length > 0 && measures.every(({ aggregate }) => COUNTS.has(aggregate))
  if (said && counts && limit === null) problems.push({ is: 'aggregate_of_count', said: said.text })
}

const PAYS =
  /^(?:pay|pays|paid|spend|spends|spent|cost|costs|earn|earns|earned|bezahlen|bezahlt|zahlen|zahlt|gezahlt|kosten|kostet|gekostet|ausgegeben|verdient|verdienen)$/

/** “Did we pay more for energy” asks for money, where the table has some, and not for kilowatt-hours. */
function moneyAsked({ items, lexicon, problems }: Draft, { measures }: TablePlan): void {
  const verb = items.find((item) => PAYS.test(item.words.join(' ')))
  const name = measures[0]?.operand?.of === 'column' ? measures[0].operand.column : null
  const measured = lexicon.columns.find(({ column }) => column.name === name)
  const chosen = items.find((item) => item.columns.some((column) => column.name === name))
  if (!verb || !measured || chosen?.named !== 'meaning' || chosen === verb) return
  const isWorth = ({ column, concepts }: ColumnName) =>
    isMoney(column) ||
    ['cost', 'price', 'amount', 'revenue', 'salary', 'profit'].some((concept) => concepts.has(concept))
  if (!isWorth(measured) && lexicon.columns.some(isWorth))
    problems.push({ is: 'not_money', said: verb.text, column: measured.column.name })
}

/** “how often did she finish in the top 10” is a number, and neither the ten highest rows nor a table of three runners. */
function listedInsteadOfCounted({ items, subject, problems }: Draft, { shape, limit, by }: TablePlan): void {
  const said = items.find((item) => hasRole(item, 'how_many'))
  if (!said || limit === null) return
  const grouped = said === items[0] && by.some(({ column }) => column === subject?.name)
  if (shape === 'rows' || grouped) problems.push({ is: 'word_of', said: said.text })
}

/** “how many evenings sold fewer than 100 tickets” counts evenings; the tickets only limit them. */
function sumsItsOwnLimit({ items, subject, problems }: Draft, { measures, where }: TablePlan): void {
  const [measure] = measures
  const name = measure?.aggregate === 'sum' && measure.operand?.of === 'column' ? measure.operand.column : null
  if (name === null || subject === null || subject.name === name || !items.some((item) => hasRole(item, 'how_many')))
    return
  const limited = where.some(
    ([only]) => only?.operand.of === 'column' && only.operand.column === name && LIMITS.has(only.op),
  )
  if (limited) problems.push({ is: 'beside_number', column: name })
}
const LIMITS: ReadonlySet<string> = new Set(['gt', 'ge', 'lt', 'le'])

/** “total time” of a table without times is no list of its rows. */
function listedAggregate({ items, lexicon, problems }: Draft, { shape, order, columns }: TablePlan): void {
  const said = items.find((item) => hasRole(item, 'aggregate') && item.used && item.columns.length === 0)
  if (
    shape === 'rows' &&
    said?.role?.is === 'aggregate' &&
    ADDED.has(said.role.aggregate) &&
    order.length === 0 &&
    !lexicon.reading.columns.some((column) => isNumeric(column) && columns.includes(column.name))
  )
    problems.push({ is: 'word_of', said: said.text })
}
const ADDED: ReadonlySet<string> = new Set(['sum', 'average', 'median'])

const COUNTS: ReadonlySet<string> = new Set(['count', 'count_distinct'])

const EVERY =
  /^(?:hourly|daily|weekly|monthly|quarterly|yearly|annual|tagliche[rsn]?|wochentliche[rsn]?|monatliche[rsn]?|jahrliche[rsn]?)$/

/** “average monthly sales” is an average of the months' sums; “monthly average temperature” is one for each month. */
function averageOfSums({ items, lexicon, problems }: Draft, { measures, by, where }: TablePlan): void {
  const at = items.findIndex((item, place) => EVERY.test(item.words.join(' ')) && isAverage(items[place - 1]))
  const adds = measures.some(({ aggregate, operand }) => {
    const name = operand?.of === 'column' ? operand.column : null
    return (
      aggregate === 'average' &&
      lexicon.reading.columns.some((column) => column.name === name && column.additivity.value === 'additive')
    )
  })
  if (at >= 0 && adds && !oneRowEach(lexicon, by, where))
    problems.push({ is: 'average_of_sums', said: `${items[at - 1]?.text} ${items[at]?.text}` })
}

/** One row for each day, or for each day and the one thing that is asked of: their average is that of the rows. */
function oneRowEach({ reading }: Draft['lexicon'], by: TablePlan['by'], where: PlanFilter): boolean {
  const distinct = (name: string) => reading.columns.find((column) => column.name === name)?.distinct ?? 0
  const day = by.find(({ bucket }) => bucket === 'day')
  const pinned = where.flatMap(([only, ...others]) =>
    others.length === 0 && only?.op === 'eq' && only.operand.of === 'column' ? [distinct(only.operand.column)] : [],
  )
  return day !== undefined && distinct(day.column) * Math.max(1, ...pinned) >= reading.rows
}

const isAverage = (item: Item | undefined): boolean => hasRole(item, 'aggregate') && item.role.aggregate === 'average'

/** A side of a comparison without a single day of the file compares with nothing. */
function outsideFile({ lexicon, problems }: Draft, { comparison }: TablePlan): void {
  for (const side of comparison ? [comparison.left, comparison.right] : [])
    if (isOutside(side.where, lexicon.reading.columns)) problems.push({ is: 'no_days_in', period: side.label })
}

function isOutside(where: PlanFilter, columns: Draft['lexicon']['reading']['columns']): boolean {
  return where.flat().some(({ op, operand, range }) => {
    if (op !== 'during' || operand.of !== 'column' || !range) return false
    const column = columns.find(({ name }) => name === operand.column)
    const [min, max] = [column?.min ?? null, column?.max ?? null]
    return min !== null && max !== null && (range.to < min.slice(0, 10) || range.from > max.slice(0, 10))
  })
}

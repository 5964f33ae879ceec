// What the parts of a plan have in common: plain measures, the columns that are mentioned, the main figure of a table.

import type { ColumnReading } from '@biplane/contracts/wire/file-reading'
import type { PlanMeasure } from '@biplane/contracts/wire/table-plan'
import { isNumeric } from '../plan-scope.ts'
import { conceptColumn, mainMoney } from './choose-columns.ts'
import { columnOperand, type Draft, findRole, hasRole, namesColumn, use } from './draft.ts'
import type { Item } from './item.ts'
import type { Lexicon } from './lexicon.ts'
import { assumedMeasure } from './read-measure.ts'
import type { Ranking } from './read-ranking.ts'
import type { Asked } from './read-subject.ts'

export const isCount = ({ aggregate, rate_of: rate }: PlanMeasure): boolean =>
  aggregate === 'count' && rate === undefined

export interface Parts {
  asked: Asked
  ranking: Ranking | null
  measures: PlanMeasure[]
  aggregate: PlanMeasure['aggregate'] | null
}

export const count: PlanMeasure = { aggregate: 'count' }

export const distinctOf = (column: ColumnReading): PlanMeasure => ({
  aggregate: 'count_distinct',
  operand: columnOperand(column),
})

export const unique = (names: readonly string[]): string[] => [...new Set(names)]

/** Columns that the question names and nothing has used. */
export function mentioned(draft: Draft): string[] {
  return draft.items.flatMap((item) => {
    if (!namesColumn(item) || item.noun || (item.named === 'meaning' && item.role !== null)) return []
    const [column] = item.columns
    use(item)
    return column ? [column.name] : []
  })
}

/** “March vs February” of sales compares what was sold; of tickets, how many there were. */
export const mainOrCount = (draft: Draft): PlanMeasure =>
  draft.items.some(({ noun }) => noun) || !mainMoney(draft.lexicon)
    ? count
    : (assumedMeasure(draft, null, true) ?? count)

const MONEY_VERB =
  /^(?:earn|earns|earned|spend|spends|spent|paid|charged|money|donated|donate|donates|verdient|verdienen|gespendet|gekostet|kostet|kostete|ausgegeben|eingenommen|einnehmen)$/

/** Who earns most is not to be told by hours or goals. */
export function askForMoney({ items, lexicon, problems }: Draft): void {
  const verb = items.find((item) => hasRole(item, 'perform') && MONEY_VERB.test(item.words.join(' ')))
  const money = verb && (verb.columns.some(isNumeric) || mainMoney(lexicon) !== null || priceOf(verb, lexicon) !== null)
  if (verb && !money) problems.push({ is: 'no_money', said: verb.text })
}

/** What a piece costs stands in a column of prices. */
const priceOf = (verb: Item, lexicon: Lexicon): ColumnReading | null =>
  /^(?:cost|costs|kostet|kosten|kostete|gekostet)$/.test(verb.words.join(' '))
    ? (conceptColumn(lexicon, 'price', isNumeric) ?? conceptColumn(lexicon, 'cost', isNumeric))
    : null

export const performed = (draft: Draft): PlanMeasure | null => {
  const at = findRole(draft, 'perform')
  const item = draft.items[at]
  if (!item) return null
  askForMoney(draft)
  use(item)
  const price = mainMoney(draft.lexicon) === null ? priceOf(item, draft.lexicon) : null
  const measure = price
    ? { aggregate: 'average' as const, operand: columnOperand(price) }
    : assumedMeasure(draft, null, true)
  if (measure?.operand?.of === 'column' && /^spen[dt]s?$/.test(item.words.join(' ')))
    spentOnly(draft, measure.operand.column)
  return measure
}

/** In an account with both signs, what is spent stands below zero. */
function spentOnly(draft: Draft, name: string): void {
  const column = draft.lexicon.reading.columns.find((one) => one.name === name)
  if (!column || !(Number(column.min) < 0) || !(Number(column.max) > 0)) return
  draft.where.push([{ operand: columnOperand(column), op: 'lt', values: [0] }])
  draft.assumptions.push({ part: 'where', chosen: name, others: [], note: { is: 'spent_below_zero' } })
}

export const narrowed = (aggregate: PlanMeasure['aggregate']) =>
  aggregate === 'count' || aggregate === 'first' || aggregate === 'last' ? null : aggregate

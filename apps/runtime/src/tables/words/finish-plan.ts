// Puts what was read of a question together: one plan with its shape, its measures and its order.

import type { TablePlan } from '@biplane/contracts/wire/table-plan'
import { isNumeric } from '../plan-scope.ts'
import { unitOfColumn } from './bind-number.ts'
import { conceptColumn, durationPair } from './choose-columns.ts'
import { columnOperand, type Draft, firstGroup, hasRole, live, skipGlue, use } from './draft.ts'
import { count, isCount, mainOrCount, type Parts } from './plan-parts.ts'
import { groupingOf } from './read-groups.ts'
import { assumedMeasure, measureOf, perEntity, readMeasureWords } from './read-measure.ts'
import { verbsOf } from './read-periods.ts'
import { dimensionSaid, readRanking } from './read-ranking.ts'
import { readSubject } from './read-subject.ts'
import { settleAnalysis } from './settle-analysis.ts'
import { settlePlain, settleRows } from './settle-plain.ts'
import { settleRanking, settleTop, settleTopRows } from './settle-ranking.ts'

export function finishPlan(draft: Draft, { asOf, table }: Pick<TablePlan, 'table'> & { asOf: string }): TablePlan {
  const asked = readSubject(draft)
  const ranking = readRanking(draft)
  readShares(draft)
  const words = readMeasureWords(draft)
  const measures = perEntity(draft, measureOf(draft, words))
  settle(draft, { asked, ranking, measures, aggregate: words.aggregate })
  compareDimension(draft)
  if (asked.kind === 'who' && !ranking) circular(draft)
  if (
    ranking &&
    !draft.analysis &&
    draft.shape === 'groups' &&
    draft.by.length === 0 &&
    !draft.comparison &&
    draft.measures.every(isCount)
  )
    draft.problems.push({ is: 'nothing_ranked', said: ranking.words.join(' ') })
  return {
    version: 1,
    shape: draft.analysis ? 'analysis' : draft.shape,
    ...(draft.analysis ? { analysis: draft.analysis } : {}),
    table,
    joins: [],
    once: null,
    measures: draft.measures.slice(0, 12),
    by: draft.by,
    where: draft.where.slice(0, 20),
    having: draft.having,
    comparison: draft.comparison,
    share: draft.share,
    columns: draft.columns.slice(0, 50),
    order: draft.order,
    limit: draft.limit,
    neighbour: draft.neighbour,
    show: draft.show,
    as_of: asOf,
  }
}

/** “who scored the goals for Vale” asks for a person, and the club is all that the table names. */
function circular({ subject, where, items, problems }: Draft): void {
  const pinned = where.some(
    ([only, ...others]) =>
      others.length === 0 && only?.op === 'eq' && only.operand.of === 'column' && only.operand.column === subject?.name,
  )
  if (pinned && items.some((item) => hasRole(item, 'perform')))
    problems.push({ is: 'named_already', column: subject?.name ?? '' })
}

/** “how much heavier are parcels to Lyon than to Milan” */
function compareDimension(draft: Draft): void {
  const dimension = draft.comparison && draft.measures.every(isCount) ? dimensionSaid(draft) : null
  if (dimension === null) return
  const pair = dimension === 'duration' ? durationPair(draft.lexicon, verbsOf(draft)) : null
  if (pair) {
    draft.measures = [
      { aggregate: 'average', operand: { of: 'duration', from: pair.from.name, to: pair.to.name, unit: 'days' } },
    ]
    return
  }
  const timed = draft.lexicon.reading.columns.filter((one) => isNumeric(one) && unitOfColumn(one) !== null)
  const column =
    dimension === 'duration'
      ? timed.length === 1
        ? timed[0]
        : undefined
      : conceptColumn(draft.lexicon, dimension, isNumeric)
  if (column) draft.measures = [{ aggregate: 'average', operand: columnOperand(column) }]
  else draft.problems.push({ is: 'no_dimension', dimension })
}

function readShares(draft: Draft): void {
  for (const item of draft.items) {
    if (
      (live(item, 'share') || live(item, 'rate') || live(item, 'percent') || live(item, 'split')) &&
      (item.columns.length === 0 || item.named !== 'name')
    ) {
      draft.share = true
      use(item)
    }
  }
}

function settle(draft: Draft, parts: Parts): void {
  const { ranking, measures } = parts
  if (draft.analysisWord !== null && settleAnalysis(draft, parts)) return
  if (draft.neighbour || (draft.shape === 'rows' && ranking === null && measures.length === 0)) settleRows(draft, parts)
  else if (draft.pendingHaving) settleHaving(draft, parts)
  else if (draft.share && draft.counted.length > 0) settleRate(draft, parts)
  else if (ranking) settleRanking(draft, parts, ranking)
  else if (draft.limit && draft.subject && draft.shape === 'groups') settleTop(draft, parts)
  else if (draft.limit && draft.by.length === 0 && draft.shape === 'groups' && parts.aggregate === null)
    settleTopRows(draft, parts)
  else settlePlain(draft, parts)
}

function settleHaving(draft: Draft, { measures, ranking }: Parts): void {
  const { pendingHaving } = draft
  if (!pendingHaving) return
  const group = draft.subject ?? firstGroup(draft)
  if (group && draft.by.length === 0) draft.by.push(groupingOf(group))
  if (draft.by.length === 0) {
    draft.problems.push({ is: 'no_groups' })
    return
  }
  const [bound = measures[0]] = draft.measures
  const first = pendingHaving.counts ? count : (bound ?? assumedMeasure(draft, 'sum') ?? count)
  draft.measures = [first, ...measures.filter((measure) => measure !== first && pendingHaving.counts)]
  draft.having.push({ measure: 0, op: pendingHaving.op, value: pendingHaving.value })
  draft.where.push(...draft.counted)
  if (ranking) draft.order = [{ by: 0, direction: ranking.role.direction === 'high' ? 'descending' : 'ascending' }]
}

/** A verb, or what stands right before the noun and the rest behind it, tells the part from the whole. */
const saysWhich = ({ items }: Draft): boolean =>
  items.some(
    (item) =>
      hasRole(item, 'be') &&
      /^(?:(?:that|which|who) )?(?:is|are|was|were|been|ist|sind|war|waren|wurden|wurde|got|get)$/.test(
        item.words.join(' '),
      ),
  )

/** “what share of entries is billable” is a share of the rows, and not of a number in the question. */
const sharesRows = (draft: Draft): boolean => {
  const at = draft.items.findIndex((item) => hasRole(item, 'share'))
  return at >= 0 && hasRole(draft.items[skipGlue(draft, at + 1)], 'row')
}

/** “% returned”, “return rate by product”, “share of revenue from Lighting”. */
function settleRate(draft: Draft, { measures, ranking }: Parts): void {
  const yesNo = draft.counted.flat().some(({ values }) => typeof values?.[0] === 'boolean')
  // “share of urgent tickets reopened” could be of the urgent or of the reopened ones.
  const others = draft.where.some((group) =>
    group.every(({ op, operand }) => op !== 'during' && operand.of === 'column'),
  )
  if (others && !saysWhich(draft)) draft.problems.push({ is: 'which_share' })
  const main = measures.length === 0 && !yesNo ? mainOrCount(draft) : null
  const [measured] = main ? [main] : measures
  const additive = measured?.operand !== undefined && measured.aggregate === 'sum' && !sharesRows(draft)
  draft.share = false
  draft.measures = [
    additive
      ? { aggregate: 'sum', operand: measured.operand, where: draft.counted, rate_of: 'sum' }
      : { aggregate: 'count', where: draft.counted, rate_of: 'count' },
  ]
  draft.counted = []
  if (draft.subject && (ranking || draft.limit)) draft.by = [groupingOf(draft.subject)]
  if (ranking) {
    draft.order = [{ by: 0, direction: ranking.role.direction === 'high' ? 'descending' : 'ascending' }]
    draft.limit ??= { count: 1, unit: 'lines' }
  }
}

// Finishes the plan of a question that ranks: “the highest …”, “which … has the most”, “top 5”.

import type { ColumnReading } from '@biplane/contracts/wire/file-reading'
import type { PlanMeasure } from '@biplane/contracts/wire/table-plan'
import { isDate, isNumeric } from '../plan-scope.ts'
import { conceptColumn, durationPair, isMoney, labelColumn } from './choose-columns.ts'
import { checkCount, verbMeasure } from './count-said.ts'
import { assume, columnOperand, type Draft, hasRole, isKey } from './draft.ts'
import { countedOften } from './how-often.ts'
import { measureLike } from './lexicon.ts'
import { askForMoney, count, distinctOf, mentioned, narrowed, type Parts, unique } from './plan-parts.ts'
import { groupingOf } from './read-groups.ts'
import { aggregateOf, assumedMeasure, meansSum } from './read-measure.ts'
import { verbsOf } from './read-periods.ts'
import type { Ranking } from './read-ranking.ts'

const directionOf = ({ role }: Ranking): 'ascending' | 'descending' =>
  role.direction === 'high' ? 'descending' : 'ascending'

export function settleRanking(draft: Draft, askedParts: Parts, said: Ranking): void {
  draft.where.push(...draft.counted)
  const { parts, ranking } = countedOften(draft, askedParts, said)
  const subject = draft.subject
  const plainBy = draft.by.length > 0 && subject === null
  if (ranking.column && isDate(ranking.column)) {
    rankRows(draft, parts, ranking, ranking.column)
    return
  }
  const [measured] = parts.measures
  const column =
    ranking.column ??
    (measured?.operand?.of === 'column'
      ? (draft.lexicon.reading.columns.find(
          ({ name }) => measured.operand?.of === 'column' && name === measured.operand.column,
        ) ?? null)
      : null)
  // K4: the highest salary of each department is a maximum, not a sum.
  if (
    plainBy &&
    column &&
    !ranking.counts &&
    ranking.aggregate === null &&
    parts.aggregate === null &&
    !bucketRanked(draft, parts)
  ) {
    draft.measures = [{ aggregate: ranking.role.direction === 'high' ? 'max' : 'min', operand: columnOperand(column) }]
    return
  }
  const rowsRanked =
    !ranking.counts &&
    (parts.asked.rows ||
      (subject !== null && isKey(subject, draft.lexicon)) ||
      (subject === null && draft.by.length === 0))
  if (rowsRanked && ranking.aggregate === null && column && draft.by.length === 0) {
    rankRows(draft, parts, ranking, column)
    return
  }
  if (rowsRanked && draft.by.length === 0 && subject === null && !column && measured?.operand === undefined) {
    const main = assumedMeasure(draft, null, true)
    const name = main?.operand?.of === 'column' ? main.operand.column : null
    const found = draft.lexicon.reading.columns.find((one) => one.name === name)
    if (found) {
      rankRows(draft, parts, ranking, found)
      return
    }
  }
  if (subject) nobodyWins(draft, subject)
  if (subject) draft.by = [groupingOf(subject), ...draft.by.filter(({ column: other }) => other !== subject.name)]
  draft.measures = [rankedMeasure(draft, parts, ranking, column)]
  draft.order = [{ by: 0, direction: bestDirection(draft, ranking, column) }]
  draft.limit ??= { count: 1, unit: 'lines' }
  // “the best product in each region”: one line for each of the other groups.
  const [, other] = draft.by
  if (other && draft.limit.per === undefined) draft.limit = { ...draft.limit, per: other.column }
}

/** “which month had the highest revenue”: the month is the subject, and its revenue a sum. */
const bucketRanked = (draft: Draft, { asked }: Parts): boolean =>
  draft.by.some(({ bucket }) => bucket !== undefined) && (asked.kind === 'which' || asked.kind === 'when')

function rankedMeasure(draft: Draft, parts: Parts, ranking: Ranking, column: ColumnReading | null): PlanMeasure {
  const said = ranking.aggregate ?? parts.aggregate
  const crowd = BUSY.test(ranking.words.join(' ')) ? conceptColumn(draft.lexicon, 'persons', isNumeric) : null
  if (crowd) {
    assume(draft, 'measure', crowd, draft.lexicon.reading.columns.filter(measureLike))
    return { aggregate: 'sum', operand: columnOperand(crowd) }
  }
  if (ranking.counts) {
    const [group] = ranking.columnOthers
    if (!group) {
      onlyGroupsCount(draft)
      checkCount(draft, ranking)
    }
    return group && !isKey(group, draft.lexicon) ? distinctOf(group) : count
  }
  if (column && ranking.role.good === true && !BAD_WHEN_HIGH.test(nameWords(column))) unclearBest(draft, column)
  if (column && said !== null && said !== 'count')
    return {
      aggregate: said === 'sum' && column.additivity.value !== 'additive' ? 'average' : said,
      operand: columnOperand(column),
    }
  if (column) {
    if (meansSum(column, draft.lexicon) && !isSingleCrowd(draft, ranking, column))
      return { aggregate: 'sum', operand: columnOperand(column) }
    const average = ranking.role.good === true
    const high = ranking.role.direction === 'high'
    if (!average)
      draft.assumptions.push({
        part: 'measure',
        chosen: `${high ? 'highest' : 'lowest'} ${column.name}`,
        others: [],
        note: { is: 'single_value', column: column.name, highest: high },
      })
    return { aggregate: average ? 'average' : high ? 'max' : 'min', operand: columnOperand(column) }
  }
  const [measured] = parts.measures
  if (measured) return measured
  // “which carrier is the slowest”: by the time from one date to the other.
  const pair = ranking.role.ranked === 'duration' ? durationPair(draft.lexicon, verbsOf(draft)) : null
  if (pair)
    return { aggregate: 'average', operand: { of: 'duration', from: pair.from.name, to: pair.to.name, unit: 'days' } }
  // “the highest expense per person” is an amount; only “most” counts.
  if (SIZE.test(ranking.words.join(' '))) {
    const main = assumedMeasure(draft, null, true)
    // The biggest donor gave most in all; the biggest gift is one row.
    if (main && draft.subject !== null) return main
    if (main?.operand) return { ...main, aggregate: ranking.role.direction === 'high' ? 'max' : 'min' }
    draft.problems.push({ is: 'no_column', said: ranking.words.join(' ') })
  }
  // “which rep has the most …” with nothing said counts rows, “sold most” does not.
  const pieces = BEST_SELLING.test(ranking.words.join(' ')) ? piecesSold(draft) : null
  if (pieces) return pieces
  const performs =
    draft.items.some((item) => hasRole(item, 'perform') || hasRole(item, 'invoice')) || ranking.role.good === true
  askForMoney(draft)
  const main = performs ? assumedMeasure(draft, null, true) : null
  if (main) return main
  const done = verbMeasure(draft)
  if (done) {
    assume(draft, 'measure', done, draft.lexicon.reading.columns.filter(measureLike))
    return { aggregate: aggregateOf(draft, said === null ? null : narrowed(said), done), operand: columnOperand(done) }
  }
  onlyGroupsCount(draft)
  checkCount(draft, ranking)
  return assumedCount(draft)
}

const BEST_SELLING = /^(?:the )?(?:best|top|worst) ?selling$/

/** What sells best is sold most often; the money that it brings is the other choice. */
function piecesSold(draft: Draft): PlanMeasure | null {
  const sold = draft.lexicon.columns.find(
    ({ column, full }) =>
      isNumeric(column) && full.some((word) => /^(?:sold|verkauft|verkaufte)$/.test(word)) && !isMoney(column),
  )
  if (!sold) return null
  assume(draft, 'measure', sold.column, draft.lexicon.reading.columns.filter(measureLike))
  return { aggregate: 'sum', operand: columnOperand(sold.column) }
}

/** Rows without a sponsor belong to none, so that “(empty)” is not the sponsor that pays most. */
function nobodyWins({ where, assumptions }: Draft, column: ColumnReading): void {
  if (column.empty === 0) return
  where.push([{ operand: columnOperand(column), op: 'not_empty' }])
  assumptions.push({
    part: 'where',
    chosen: column.name,
    others: [],
    note: { is: 'without', column: column.name },
  })
}

/** The biggest crowd was one evening's. */
const isSingleCrowd = ({ lexicon }: Draft, ranking: Ranking, column: ColumnReading): boolean =>
  SIZE.test(ranking.words.join(' ')) &&
  lexicon.columns.some((name) => name.column === column && name.concepts.has('attendance'))

/** Every one of them has a single row: who “comes most often” is not to be told from the number of rows. */
function onlyGroupsCount({ subject, lexicon, problems }: Draft): void {
  if (subject !== null && isKey(subject, lexicon)) problems.push({ is: 'one_row_each', column: subject.name })
}

const nameWords = ({ name }: ColumnReading): string => name.toLowerCase().replaceAll('_', ' ')

const BAD_WHEN_HIGH =
  /\b(?:delays?|late|lateness|waits?|waiting|overdue|errors?|defects?|complaints?|faults?|failures?|downtime|absent|absences?|missed|fines?|fehlstunden|fehltage|verspatung|verspätung|wartezeit|mangel|mängel|reklamationen)\b/

/** The worst delay is the highest one. */
function bestDirection(draft: Draft, ranking: Ranking, column: ColumnReading | null): 'ascending' | 'descending' {
  const direction = directionOf(ranking)
  if (ranking.role.good !== true || !column || !BAD_WHEN_HIGH.test(nameWords(column))) return direction
  draft.assumptions.push({
    part: 'how',
    chosen: column.name,
    others: [],
    note: { is: 'lowest_is_best', column: column.name },
  })
  return direction === 'ascending' ? 'descending' : 'ascending'
}

const BUSY = /busiest|quietest/
const SIZE =
  /^(?:highest|largest|biggest|greatest|lowest|smallest|maximal|minimal|hochste[rsn]?|grosste[rsn]?|kleinste[rsn]?|niedrigste[rsn]?)$/

/** Whether a high or a low mark is the best one depends on the country. */
function unclearBest(draft: Draft, { name }: ColumnReading): void {
  if (
    /(?:^|[^a-z])(?:grade|grades|note|noten|mark|rank|position|place|time|duration|cost|costs|error|errors)(?:$|[^a-z])/i.test(
      name,
    )
  ) {
    draft.problems.push({ is: 'unclear_best', column: name })
  }
}

function assumedCount(draft: Draft): PlanMeasure {
  const rating = conceptColumn(draft.lexicon, 'rating', isNumeric)
  if (rating && draft.items.some((item) => hasRole(item, 'superlative') && item.role.good))
    return { aggregate: 'average', operand: columnOperand(rating) }
  const good = draft.items.find((item) => hasRole(item, 'superlative') && item.role.good)
  if (good) draft.problems.push({ is: 'no_column', said: good.text })
  return count
}

function rankRows(draft: Draft, { asked }: Parts, ranking: Ranking, column: ColumnReading): void {
  const label = draft.subject ?? labelColumn(draft.lexicon, asked.kind === 'who')
  draft.shape = 'rows'
  draft.measures = []
  draft.order = [{ by: column.name, direction: bestDirection(draft, ranking, column) }]
  draft.limit ??= { count: 1, unit: 'lines' }
  const [group] = draft.by
  if (group) draft.limit = { ...draft.limit, per: group.column }
  draft.by = []
  const date = asked.kind === 'when' ? draft.lexicon.columns.find(({ column: one }) => isDate(one))?.column : undefined
  const who = date ? [date.name] : label ? [label.name] : []
  const named = asked.kind === 'who' || asked.kind === 'which' || asked.kind === 'list' || draft.limit.count > 1
  // “highest salary” asks for the figure, “who earns most” for the name.
  draft.columns = unique([
    ...(named ? [...who, column.name] : [column.name, ...who]),
    ...(group ? [group.column] : []),
    ...mentioned(draft),
  ])
}

/** “top 5 customers by revenue” */
export function settleTop(draft: Draft, { asked, measures }: Parts): void {
  const { subject } = draft
  if (!subject) return
  // “top 3 customers by number of orders”
  if (measures.length === 0 && draft.items.some((item) => hasRole(item, 'how_many'))) {
    onlyGroupsCount(draft)
    draft.where.push(...draft.counted)
    draft.by = [groupingOf(subject), ...draft.by]
    draft.measures = [count]
    draft.order = [{ by: 0, direction: draft.order[0]?.direction ?? 'descending' }]
    return
  }
  if (asked.rows || isKey(subject, draft.lexicon)) {
    const [measured] = measures
    const name = measured?.operand?.of === 'column' ? measured.operand.column : null
    const main = name ?? mainName(draft)
    if (main !== null) {
      draft.shape = 'rows'
      draft.columns = unique([subject.name, main, ...mentioned(draft)])
      draft.order = [{ by: main, direction: draft.order[0]?.direction ?? 'descending' }]
      return
    }
  }
  draft.where.push(...draft.counted)
  const [other] = draft.by
  nobodyWins(draft, subject)
  draft.by = [groupingOf(subject), ...draft.by]
  draft.measures = measures.length > 0 ? measures : [assumedMeasure(draft, null, true) ?? count]
  draft.order = [{ by: 0, direction: draft.order[0]?.direction ?? 'descending' }]
  if (other && draft.limit) draft.limit = { ...draft.limit, per: other.column }
}

/** “top 5 fees”: the rows with the highest ones. */
export function settleTopRows(draft: Draft, { asked, measures }: Parts): void {
  const [measured] = measures
  const main = measured?.operand?.of === 'column' ? measured.operand.column : mainName(draft)
  if (main === null) {
    draft.problems.push({ is: 'first_ones' })
    return
  }
  const label = labelColumn(draft.lexicon, asked.kind === 'who')
  draft.where.push(...draft.counted)
  draft.shape = 'rows'
  draft.columns = unique([...(label ? [label.name] : []), main, ...mentioned(draft)])
  draft.order = [{ by: main, direction: draft.order[0]?.direction ?? 'descending' }]
}

function mainName(draft: Draft): string | null {
  const main = assumedMeasure(draft, null)
  return main?.operand?.of === 'column' ? main.operand.column : null
}

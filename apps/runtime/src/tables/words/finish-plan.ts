// Puts what was read of a question together: one plan with its shape, its measures and its order.
import type { ColumnReading } from '@biplane/contracts/wire/file-reading'
import type { PlanMeasure, TablePlan } from '@biplane/contracts/wire/table-plan'
import { isDate, isNumeric } from '../plan-scope.ts'
import { NOTHING_ASKED } from './ageing-plan.ts'
import { conceptColumn, durationPair, isMoney, labelColumn, mainMoney } from './choose-columns.ts'
import {
  assume,
  columnOperand,
  type Draft,
  findRole,
  firstGroup,
  hasRole,
  isKey,
  live,
  namesColumn,
  use,
} from './draft.ts'
import { groupingOf } from './read-groups.ts'
import { assumedMeasure, meansSum, measureOf, perEntity, readMeasureWords } from './read-measure.ts'
import { verbsOf } from './read-periods.ts'
import { type Asked, dimensionSaid, type Ranking, readRanking, readSubject } from './read-subject.ts'
import { settleAnalysis } from './settle-analysis.ts'

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
    draft.problems.push(`I do not see what is to be ranked by “${ranking.words.join(' ')}”`)
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
    problems.push(`“${subject?.name ?? ''}” is what you named, and no other column says who`)
}

/** “how much heavier are parcels to Lyon than to Milan” */
function compareDimension(draft: Draft): void {
  const dimension = draft.comparison && draft.measures.every(isCount) ? dimensionSaid(draft) : null
  if (dimension === null) return
  const column = conceptColumn(draft.lexicon, dimension, isNumeric)
  if (column) draft.measures = [{ aggregate: 'average', operand: columnOperand(column) }]
  else draft.problems.push(`no column says the ${dimension}`)
}

const isCount = ({ aggregate, rate_of: rate }: PlanMeasure): boolean => aggregate === 'count' && rate === undefined

interface Parts {
  asked: Asked
  ranking: Ranking | null
  measures: PlanMeasure[]
  aggregate: PlanMeasure['aggregate'] | null
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

const count: PlanMeasure = { aggregate: 'count' }

const distinctOf = (column: ColumnReading): PlanMeasure => ({
  aggregate: 'count_distinct',
  operand: columnOperand(column),
})

function settleHaving(draft: Draft, { measures, ranking }: Parts): void {
  const { pendingHaving } = draft
  if (!pendingHaving) return
  const group = draft.subject ?? firstGroup(draft)
  if (group && draft.by.length === 0) draft.by.push(groupingOf(group))
  if (draft.by.length === 0) {
    draft.problems.push('I do not see what is to be grouped')
    return
  }
  const first = pendingHaving.counts ? count : (measures[0] ?? assumedMeasure(draft, 'sum') ?? count)
  draft.measures = [first, ...measures.filter((measure) => measure !== first && pendingHaving.counts)]
  draft.having.push({ measure: 0, op: pendingHaving.op, value: pendingHaving.value })
  draft.where.push(...draft.counted)
  if (ranking) draft.order = [{ by: 0, direction: ranking.role.direction === 'high' ? 'descending' : 'ascending' }]
}

/** “% returned”, “return rate by product”, “share of revenue from Lighting”. */
function settleRate(draft: Draft, { measures, ranking }: Parts): void {
  const yesNo = draft.counted.flat().some(({ values }) => typeof values?.[0] === 'boolean')
  const main = measures.length === 0 && !yesNo ? mainOrCount(draft) : null
  const [measured] = main ? [main] : measures
  const additive = measured?.operand !== undefined && measured.aggregate === 'sum'
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

const directionOf = ({ role }: Ranking): 'ascending' | 'descending' =>
  role.direction === 'high' ? 'descending' : 'ascending'

function settleRanking(draft: Draft, parts: Parts, ranking: Ranking): void {
  draft.where.push(...draft.counted)
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
  if (ranking.counts) {
    const [group] = ranking.columnOthers
    if (!group) onlyGroupsCount(draft)
    return group && !isKey(group, draft.lexicon) ? distinctOf(group) : count
  }
  if (column && said !== null && said !== 'count')
    return {
      aggregate: said === 'sum' && column.additivity.value !== 'additive' ? 'average' : said,
      operand: columnOperand(column),
    }
  if (column && ranking.role.good === true && !BAD_WHEN_HIGH.test(nameWords(column))) unclearBest(draft, column)
  if (column) {
    if (meansSum(column, draft.lexicon)) return { aggregate: 'sum', operand: columnOperand(column) }
    const average = ranking.role.good === true
    const high = ranking.role.direction === 'high'
    if (!average)
      draft.assumptions.push({
        part: 'measure',
        chosen: `${high ? 'highest' : 'lowest'} ${column.name}`,
        others: [],
        note: `of “${column.name}” the ${high ? 'highest' : 'lowest'} single value counts, not the sum`,
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
    draft.problems.push(`no column says what is “${ranking.words.join(' ')}”`)
  }
  // “which rep has the most …” with nothing said counts rows, “sold most” does not.
  const performs =
    draft.items.some((item) => hasRole(item, 'perform') || hasRole(item, 'invoice')) || ranking.role.good === true
  askForMoney(draft)
  const main = performs ? assumedMeasure(draft, null, true) : null
  if (!main) onlyGroupsCount(draft)
  return main ?? assumedCount(draft)
}

/** Every one of them has a single row: who “comes most often” is not to be told from the number of rows. */
function onlyGroupsCount({ subject, lexicon, problems }: Draft): void {
  if (subject !== null && isKey(subject, lexicon))
    problems.push(`every “${subject.name}” has one row, so counting rows ranks none of them`)
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
    note: `the lowest “${column.name}” counts as the best`,
  })
  return direction === 'ascending' ? 'descending' : 'ascending'
}

const SIZE =
  /^(?:highest|largest|biggest|greatest|lowest|smallest|maximal|minimal|hochste[rsn]?|grosste[rsn]?|kleinste[rsn]?|niedrigste[rsn]?)$/

/** Whether a high or a low mark is the best one depends on the country. */
function unclearBest(draft: Draft, { name }: ColumnReading): void {
  if (
    /(?:^|[^a-z])(?:grade|grades|note|noten|mark|rank|position|place|time|duration|cost|costs|error|errors)(?:$|[^a-z])/i.test(
      name,
    )
  ) {
    draft.problems.push(
      `I do not know whether a high or a low “${name}” is the best: ask for the highest or the lowest`,
    )
  }
}

function assumedCount(draft: Draft): PlanMeasure {
  const rating = conceptColumn(draft.lexicon, 'rating', isNumeric)
  if (rating && draft.items.some((item) => hasRole(item, 'superlative') && item.role.good))
    return { aggregate: 'average', operand: columnOperand(rating) }
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

const unique = (names: readonly string[]): string[] => [...new Set(names)]

/** Columns that the question names and nothing has used. */
function mentioned(draft: Draft): string[] {
  return draft.items.flatMap((item) => {
    if (!namesColumn(item) || item.noun || (item.named === 'meaning' && item.role !== null)) return []
    const [column] = item.columns
    use(item)
    return column ? [column.name] : []
  })
}

/** “top 5 customers by revenue” */
function settleTop(draft: Draft, { asked, measures }: Parts): void {
  const { subject } = draft
  if (!subject) return
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
  draft.by = [groupingOf(subject), ...draft.by]
  draft.measures = measures.length > 0 ? measures : [assumedMeasure(draft, null, true) ?? count]
  draft.order = [{ by: 0, direction: draft.order[0]?.direction ?? 'descending' }]
  if (other && draft.limit) draft.limit = { ...draft.limit, per: other.column }
}

/** “top 5 fees”: the rows with the highest ones. */
function settleTopRows(draft: Draft, { asked, measures }: Parts): void {
  const [measured] = measures
  const main = measured?.operand?.of === 'column' ? measured.operand.column : mainName(draft)
  if (main === null) {
    draft.problems.push('I do not see what the first ones are ranked by')
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

function settleRows(draft: Draft, { asked }: Parts): void {
  draft.where.push(...draft.counted)
  draft.shape = 'rows'
  draft.measures = []
  const label =
    draft.subject ?? (asked.kind === 'who' || draft.neighbour ? labelColumn(draft.lexicon, asked.kind === 'who') : null)
  const wanted = unique([...(label ? [label.name] : []), ...mentioned(draft)])
  draft.columns = wanted
}

function settlePlain(draft: Draft, { asked, measures, aggregate }: Parts): void {
  draft.where.push(...draft.counted)
  draft.counted = []
  if (draft.share) {
    if (draft.by.length === 0) splitBy(draft)
    draft.measures = measures.length > 0 ? measures : [mainOrCount(draft)]
    return
  }
  if (asked.kind === 'how_many') {
    settleCount(draft, { asked, measures, aggregate })
    return
  }
  if (aggregate === 'count_distinct') {
    const column = draft.subject ?? firstGroup(draft)
    if (column && asked.kind !== 'list' && asked.kind !== 'which') {
      draft.measures = [distinctOf(column)]
      return
    }
    if (column) {
      listValues(draft, column)
      return
    }
  }
  if (
    measures.length > 0 &&
    !pinnedRow(draft, aggregate) &&
    !(asked.rows && asked.kind !== 'none' && draft.by.length === 0 && aggregate === null)
  ) {
    draft.measures = measures
    return
  }
  if (draft.comparison || draft.by.length > 0) {
    draft.measures =
      measures.length > 0
        ? measures
        : [aggregatedMain(draft, aggregate) ?? performed(draft) ?? (asked.rows ? count : mainOrCount(draft))]
    return
  }
  settleListing(draft, asked, measures, aggregate)
}

/** “average donation by campaign”: an average of rows is one of their main measure, and never their number. */
function aggregatedMain(draft: Draft, aggregate: PlanMeasure['aggregate'] | null): PlanMeasure | null {
  if (aggregate === null || aggregate === 'sum' || aggregate === 'count' || aggregate === 'count_distinct') return null
  const main = assumedMeasure(draft, narrowed(aggregate), true)
  if (!main) draft.problems.push(`I do not see of what the ${aggregate} is asked`)
  return main
}

/** “March vs February” of sales compares what was sold; of tickets, how many there were. */
const mainOrCount = (draft: Draft): PlanMeasure =>
  draft.items.some(({ noun }) => noun) || !mainMoney(draft.lexicon)
    ? count
    : (assumedMeasure(draft, null, true) ?? count)

const MONEY_VERB =
  /^(?:earn|earns|earned|spend|spends|spent|paid|charged|money|donated|donate|donates|verdient|verdienen|gespendet|gekostet|kostet|kostete|ausgegeben|eingenommen|einnehmen)$/

/** Who earns most is not to be told by hours or goals. */
function askForMoney({ items, lexicon, problems }: Draft): void {
  const verb = items.find((item) => hasRole(item, 'perform') && MONEY_VERB.test(item.words.join(' ')))
  const money = verb && (verb.columns.some(isNumeric) || mainMoney(lexicon) !== null)
  if (verb && !money) problems.push(`no column says what “${verb.text}” means in money`)
}

const performed = (draft: Draft): PlanMeasure | null => {
  const at = findRole(draft, 'perform')
  const item = draft.items[at]
  if (!item) return null
  askForMoney(draft)
  use(item)
  const measure = assumedMeasure(draft, null, true)
  if (measure?.operand?.of === 'column' && /^spen[dt]s?$/.test(item.words.join(' ')))
    spentOnly(draft, measure.operand.column)
  return measure
}

/** In an account with both signs, what is spent stands below zero. */
function spentOnly(draft: Draft, name: string): void {
  const column = draft.lexicon.reading.columns.find((one) => one.name === name)
  if (!column || !(Number(column.min) < 0) || !(Number(column.max) > 0)) return
  draft.where.push([{ operand: columnOperand(column), op: 'lt', values: [0] }])
  draft.assumptions.push({ part: 'where', chosen: name, others: [], note: 'what is spent are the amounts below zero' })
}

function splitBy(draft: Draft): void {
  const column = firstGroup(draft) ?? draft.subject
  if (column) draft.by = [groupingOf(column)]
  else draft.problems.push('I do not see of what the share is asked')
}

function settleCount(draft: Draft, { asked, measures, aggregate }: Omit<Parts, 'ranking'>): void {
  const { subject, lexicon } = draft
  const [measured] = measures
  // “how often do people visit on average” averages the visits.
  if (measured && (aggregate === 'average' || aggregate === 'median')) {
    draft.measures = measures
    return
  }
  if (
    measured?.operand?.of === 'column' &&
    !countsNamed(draft, asked, measured) &&
    (quantityNamed(draft, measured) || measured.aggregate === 'sum')
  ) {
    // “how many units were sold” adds the units.
    draft.measures = [{ ...measured, aggregate: 'sum' }]
    return
  }
  // A number that the question names and a count does not need was meant to limit it.
  for (const measure of measures)
    if (measure.operand?.of === 'column' && !countsNamed(draft, asked, measure))
      draft.problems.push(`I do not see what “${measure.operand.column}” says about the number`)
  const quantity = conceptColumn(lexicon, 'quantity', isNumeric)
  const sold = draft.items.some(
    (item) =>
      hasRole(item, 'perform') && /^(?:sold|sell|bought|purchased|verkauft|verkauften)$/.test(item.words.join(' ')),
  )
  if (sold && quantity && !subject && !draft.items.some(({ noun }) => noun)) {
    assume(draft, 'measure', quantity, [quantity])
    draft.measures = [{ aggregate: 'sum', operand: columnOperand(quantity) }]
    return
  }
  // “how many do we have of A2” asks for its quantity, where nothing else says what is counted.
  if (quantity && !subject && !asked.rows && pinnedRow(draft, aggregate)) {
    assume(draft, 'measure', quantity, [quantity])
    draft.measures = [{ aggregate: 'sum', operand: columnOperand(quantity) }]
    return
  }
  const group = subject ?? (aggregate === 'count_distinct' ? firstGroup(draft) : null)
  draft.measures = [group && !isKey(group, lexicon) ? distinctOf(group) : count]
}

/** “how many tickets were paid in cash” counts tickets: money is never how many. */
function countsNamed({ lexicon }: Draft, { rows }: Asked, { operand }: PlanMeasure): boolean {
  if (!rows || operand?.of !== 'column') return false
  const column = lexicon.reading.columns.find(({ name }) => name === operand.column)
  return column !== undefined && isMoney(column)
}

const quantityNamed = ({ lexicon }: Draft, { operand }: PlanMeasure): boolean =>
  operand?.of === 'column' &&
  lexicon.columns.some(({ column, concepts }) => column.name === operand.column && concepts.has('quantity'))

/** A question about one row: the net amount of A2. */
function pinnedRow({ where, lexicon }: Draft, aggregate: PlanMeasure['aggregate'] | null): boolean {
  if (aggregate !== null) return false
  return where.some((group) =>
    group.some(({ operand, op }) => {
      if (operand.of !== 'column' || op !== 'eq') return false
      const column = lexicon.reading.columns.find(({ name }) => name === operand.column)
      return column !== undefined && isKey(column, lexicon)
    }),
  )
}

function listValues(draft: Draft, column: ColumnReading): void {
  draft.shape = 'values'
  draft.columns = [column.name]
}

function settleListing(
  draft: Draft,
  asked: Asked,
  measures: PlanMeasure[],
  aggregate: PlanMeasure['aggregate'] | null,
): void {
  const { subject, lexicon } = draft
  const performing = asked.kind === 'how_much' || asked.kind === 'none' || aggregate !== null ? performed(draft) : null
  if (performing || ((asked.kind === 'how_much' || aggregate !== null) && measures.length === 0)) {
    const main =
      performing ??
      assumedMeasure(draft, aggregate === null || aggregate === 'count' ? null : narrowed(aggregate), true)
    if (main) {
      draft.measures = [main]
      return
    }
  }
  if (subject && !isKey(subject, lexicon) && !asked.rows && measures.length === 0) {
    const also = mentioned(draft)
    draft.shape = 'values'
    draft.columns = unique([subject.name, ...also])
    return
  }
  const dates =
    asked.kind === 'when' ? lexicon.columns.filter(({ column }) => isDate(column)).map(({ column }) => column.name) : []
  const numbers = measures.flatMap(({ operand }) => (operand?.of === 'column' ? [operand.column] : []))
  const also = mentioned(draft)
  const [date] = dates
  draft.shape = 'rows'
  draft.measures = []
  const label = subject ?? labelColumn(lexicon, asked.kind === 'who')
  const wanted = [...(also.some((name) => dates.includes(name)) || !date ? [] : [date]), ...also, ...numbers]
  const filtered = draft.where.flat().flatMap(({ operand }) => (operand.of === 'column' ? [operand.column] : []))
  draft.columns =
    wanted.length > 0
      ? unique([...(label ? [label.name] : []), ...wanted])
      : asked.kind === 'who' && label
        ? unique([label.name, ...filtered])
        : []
  if (draft.where.length === 0 && asked.kind === 'none' && !asked.rows) draft.problems.push(NOTHING_ASKED)
}

const narrowed = (aggregate: PlanMeasure['aggregate']) =>
  aggregate === 'count' || aggregate === 'first' || aggregate === 'last' ? null : aggregate

// Finishes the plan of a question that ranks nothing: a figure, a grouped table, a list of rows or values.

import type { ColumnReading } from '@biplane/contracts/wire/file-reading'
import type { PlanMeasure } from '@biplane/contracts/wire/table-plan'
import { isDate, isNumeric } from '../plan-scope.ts'
import { conceptColumn, isMoney, labelColumn } from './choose-columns.ts'
import { assume, columnOperand, type Draft, firstGroup, hasRole, isKey } from './draft.ts'
import { countsHowOften } from './how-often.ts'
import { count, distinctOf, mainOrCount, mentioned, narrowed, type Parts, performed, unique } from './plan-parts.ts'
import { groupingOf } from './read-groups.ts'
import { assumedMeasure } from './read-measure.ts'
import type { Asked } from './read-subject.ts'

export function settleRows(draft: Draft, { asked }: Parts): void {
  draft.where.push(...draft.counted)
  draft.shape = 'rows'
  draft.measures = []
  const label =
    draft.subject ?? (asked.kind === 'who' || draft.neighbour ? labelColumn(draft.lexicon, asked.kind === 'who') : null)
  const wanted = unique([...(label ? [label.name] : []), ...mentioned(draft)])
  draft.columns = wanted
}

export function settlePlain(draft: Draft, { asked, measures, aggregate }: Parts): void {
  draft.where.push(...draft.counted)
  draft.counted = []
  if (draft.share) {
    const rate = draft.items.find((item) => hasRole(item, 'rate'))
    if (
      rate &&
      !draft.items.some((item) => hasRole(item, 'share') || hasRole(item, 'percent') || hasRole(item, 'split'))
    )
      draft.problems.push({ is: 'part_of', said: rate.text })
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
  if (!main) draft.problems.push({ is: 'aggregate_of', aggregate })
  return main
}

function splitBy(draft: Draft): void {
  const column = firstGroup(draft) ?? draft.subject
  if (column) draft.by = [groupingOf(column)]
  else draft.problems.push({ is: 'share_of' })
}

function settleCount(draft: Draft, { asked, measures, aggregate }: Omit<Parts, 'ranking'>): void {
  const { subject, lexicon } = draft
  const [measured] = measures
  // “how often do people visit on average” averages the visits.
  if (measured && (aggregate === 'average' || aggregate === 'median')) {
    draft.measures = measures
    return
  }
  if (countsHowOften(draft, measures)) {
    draft.measures = [count]
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
      draft.problems.push({ is: 'beside_number', column: measure.operand.column })
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
  if (
    draft.where.length === 0 &&
    draft.order.length === 0 &&
    (asked.kind === 'none' || asked.kind === 'when') &&
    (asked.kind === 'when' ? !subject : !asked.rows)
  )
    draft.problems.push({ is: 'nothing_asked' })
}

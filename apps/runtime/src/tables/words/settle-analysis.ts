// Finishes the plan of a question that asks for a statistic: its measure, its dates, the columns that it compares.
import type { ColumnReading } from '@biplane/contracts/wire/file-reading'
import type { PlanAnalysis, PlanBucket, PlanCondition, PlanMeasure } from '@biplane/contracts/wire/table-plan'
import { isDate, isText } from '../plan-scope.ts'
import { conceptColumn, labelColumn } from './choose-columns.ts'
import { type Draft, firstGroup, groupOfItem, hasRole, live, use } from './draft.ts'
import { measureLike } from './lexicon.ts'
import { addBucket, groupingOf } from './read-groups.ts'
import { assumedMeasure } from './read-measure.ts'
import type { Asked } from './read-subject.ts'

interface Parts {
  asked: Asked
  measures: PlanMeasure[]
}

const COUNT: PlanMeasure = { aggregate: 'count' }
const DEFAULT_PERIODS = 3

/** `false` where the words turn out to ask for a plain figure, which is then finished like any other. */
export function settleAnalysis(draft: Draft, parts: Parts): boolean {
  const word = draft.analysisWord
  useCompanions(draft)
  switch (word) {
    case 'trend':
      settleTime(draft, parts)
      // A trend is a table of periods in their order, drawn as a line.
      if (draft.show === 'auto') draft.show = 'line'
      return true
    case 'forecast':
      settleTime(draft, parts)
      return settled(draft, { kind: 'forecast', periods: draft.ahead?.periods ?? DEFAULT_PERIODS })
    case 'change':
      return settleChange(draft, parts)
    case 'cohort':
      return settleCohort(draft)
    case 'correlation':
      return settleCorrelation(draft, parts)
    case 'describe':
    case 'overview':
      return settleDescribe(draft, parts)
    case 'outliers':
      return settled(draft, { kind: 'outliers', columns: namesOf(parts.measures) })
    case 'versions':
      return settled(draft, { kind: 'versions', earlier: null, key: null })
    case 'advice':
      return settled(draft, { kind: 'advice' })
    default:
      return false
  }
}

function settled(draft: Draft, analysis: PlanAnalysis): true {
  draft.where.push(...draft.counted)
  draft.counted = []
  draft.analysis = analysis
  draft.shape = 'groups'
  draft.order = []
  draft.limit = null
  draft.columns = []
  return true
}

const namesOf = (measures: readonly PlanMeasure[]): string[] =>
  measures.flatMap(({ operand }) => (operand?.of === 'column' ? [operand.column] : []))

/** Words that go with the statistic and say nothing more: “strongest”, “dropped”, “each other”. */
function useCompanions({ items }: Draft): void {
  for (const item of items) {
    if (item.columns.length > 0 && item.named === 'name') continue
    if (live(item, 'grow') || live(item, 'comparative') || live(item, 'next') || live(item, 'difference')) use(item)
    else if (
      /^(?:strongest|strongly|happened|going|went|analysis|report|business|numbers?|together)$/.test(
        item.words.join(' '),
      )
    )
      use(item)
  }
}

function settleMeasure(draft: Draft, { asked, measures }: Parts): void {
  draft.where.push(...draft.counted)
  draft.counted = []
  if (measures.length > 0) draft.measures = measures.slice(0, 1)
  else if (asked.kind === 'how_many' || asked.rows) draft.measures = [COUNT]
  else draft.measures = [assumedMeasure(draft, null) ?? countOrAsk(draft)]
}

function countOrAsk(draft: Draft): PlanMeasure {
  const numbers = draft.lexicon.columns.filter(({ column }) => measureLike(column)).map(({ column }) => column.name)
  if (numbers.length > 0) draft.problems.push({ is: 'which_number', columns: numbers.slice(0, 4) })
  return COUNT
}

/** One group of periods comes first; the others stay behind it. */
function settleTime(draft: Draft, parts: Parts): void {
  settleMeasure(draft, parts)
  if (!draft.by.some(({ bucket }) => bucket !== undefined) && !addBucket(draft, draft.ahead?.bucket ?? 'month', null))
    draft.problems.push({ is: 'no_dates' })
  draft.by.sort((a, b) => Number(b.bucket !== undefined) - Number(a.bucket !== undefined))
}

function settleChange(draft: Draft, parts: Parts): boolean {
  const periods = takePeriods(draft)
  const dimension = firstGroup(draft)
  settleTime(draft, parts)
  if (dimension && !draft.by.some(({ column }) => column === dimension.name)) draft.by.push(groupingOf(dimension))
  const [time] = draft.by
  if (time?.bucket !== undefined && periods) draft.by[0] = { ...time, column: periods.column, bucket: periods.bucket }
  draft.comparison = null
  return settled(draft, { kind: 'change', from: periods?.from ?? null, to: periods?.to ?? null })
}

interface NamedPeriods {
  column: string
  bucket: PlanBucket
  from: string | null
  to: string
}

/** “why did it drop in March”, “what changed between Q1 and Q2”: the periods that are compared limit no rows. */
function takePeriods(draft: Draft): NamedPeriods | null {
  const { comparison } = draft
  const ranges = comparison
    ? [comparison.left.where, comparison.right.where].map((where) => where.flat().find(({ range }) => range))
    : draft.where.filter((group) => group.length === 1).flatMap(([only]) => (only?.op === 'during' ? [only] : []))
  const found = ranges.flatMap((condition) => {
    const period = condition && periodOf(condition)
    return period ? [{ ...period, condition }] : []
  })
  const wanted = comparison ? 2 : 1
  const [one, other] = found.toSorted((a, b) => a.label.localeCompare(b.label))
  if (!one || found.length !== wanted || (other && other.bucket !== one.bucket)) return null
  draft.where = draft.where.filter((group) => !group.some(({ range }) => range !== undefined))
  const last = other ?? one
  return { column: one.column, bucket: one.bucket, from: other ? one.label : null, to: last.label }
}

/** The period of the calendar that a range is, for example `2026-03` or `2026-Q1`. */
function periodOf({ operand, range }: PlanCondition): { column: string; bucket: PlanBucket; label: string } | null {
  if (operand.of !== 'column' || !range || !range.from.endsWith('-01')) return null
  const [year, month] = [range.from.slice(0, 4), Number(range.from.slice(5, 7))]
  const next = new Date(`${range.to}T00:00:00Z`)
  next.setUTCDate(next.getUTCDate() + 1)
  const months = (next.getUTCFullYear() - Number(year)) * 12 + next.getUTCMonth() + 1 - month
  const { column } = operand
  if (next.getUTCDate() !== 1) return null
  if (months === 1) return { column, bucket: 'month', label: range.from.slice(0, 7) }
  if (months === 3 && month % 3 === 1) return { column, bucket: 'quarter', label: `${year}-Q${(month + 2) / 3}` }
  return months === 12 && month === 1 ? { column, bucket: 'year', label: year } : null
}

/** “which customers come again”, “customer cohorts by quarter”. */
function settleCohort(draft: Draft): boolean {
  const grouped = draft.by.find(({ bucket }) => bucket === undefined)?.column
  const named = draft.subject ?? draft.lexicon.reading.columns.find(({ name }) => name === grouped) ?? repeating(draft)
  const who = named ?? conceptColumn(draft.lexicon, 'customer', isText) ?? labelColumn(draft.lexicon, true)
  draft.by = draft.by.filter(({ bucket }) => bucket !== undefined)
  if (draft.by.length === 0 && !addBucket(draft, 'month', null)) draft.problems.push({ is: 'no_dates' })
  if (!who) draft.problems.push({ is: 'nobody_returns' })
  draft.measures = []
  return settled(draft, { kind: 'cohort', who: who?.name ?? '' })
}

/** A named column whose values come again; an id of each row does not. */
function repeating(draft: Draft): ColumnReading | null {
  for (const item of draft.items) {
    const column = groupOfItem(item)
    if (!column) continue
    use(item)
    if (column.distinct < draft.lexicon.reading.rows) return column
  }
  return null
}

function settleCorrelation(draft: Draft, parts: Parts): boolean {
  const columns = namesOf(parts.measures)
  const [only] = columns
  if (columns.length === 1 && only !== undefined) {
    // A number and a class: the averages of the classes show whether they differ.
    const group = draft.by.length > 0 ? null : firstGroup(draft)
    if (group) draft.by.push(groupingOf(group))
    if (draft.by.length > 0) {
      draft.where.push(...draft.counted)
      draft.counted = []
      draft.measures = [{ aggregate: 'average', operand: { of: 'column', column: only } }]
      draft.assumptions.push({
        part: 'how',
        chosen: 'average',
        others: [],
        note: { is: 'class_averages', column: only },
      })
      return true
    }
    draft.problems.push({ is: 'two_numbers' })
  }
  draft.by = []
  draft.measures = []
  return settled(draft, { kind: 'correlation', columns: columns.slice(0, 12) })
}

function settleDescribe(draft: Draft, { measures }: Parts): boolean {
  const columns = namesOf(measures)
  // “an overview of revenue by region” and “a summary of open tickets” are plain figures.
  if (draft.by.length > 0 || measures.some(({ operand }) => operand?.of !== 'column')) return false
  const group = columns.length === 0 ? firstGroup(draft) : null
  if (group) {
    draft.by.push(groupingOf(group))
    return false
  }
  const date = draft.items.find((item) => !item.used && item.columns.some(isDate))
  if (columns.length === 0 && date) return false
  use(...draft.items.filter((item) => hasRole(item, 'aggregate')))
  draft.measures = []
  return settled(draft, { kind: 'describe', columns: columns.slice(0, 12) })
}

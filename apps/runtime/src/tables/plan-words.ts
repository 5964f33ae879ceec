// What the parts of a plan are called: in answers, chips and headings.
import { assertNever } from '@biplane/contracts/vocabulary/assert-never'
import type { ColumnReading, FileReading } from '@biplane/contracts/wire/file-reading'
import type {
  PlanCondition,
  PlanFilter,
  PlanGrouping,
  PlanMeasure,
  PlanOperand,
  TablePlan,
} from '@biplane/contracts/wire/table-plan'
import { MONEY_DECIMALS, type NumberStyle, PLAIN } from './format.ts'
import { FIRST_DAY, LAST_DAY, monthName, weekdayName } from './words/periods.ts'

export interface PlanNames {
  column(name: string): ColumnReading | null
  rows: { one: string; many: string }
}

export const namesOf = (reading: FileReading): PlanNames => ({
  column: (name) => reading.columns.find((column) => column.name === name) ?? null,
  rows: reading.row_noun,
})

const AGGREGATES: Record<PlanMeasure['aggregate'], string> = {
  count: 'number of',
  count_distinct: 'number of different',
  sum: 'total',
  average: 'average',
  median: 'median',
  min: 'lowest',
  max: 'highest',
  stddev: 'standard deviation of',
  first: 'first',
  last: 'last',
}

export function operandWords(operand: PlanOperand): string {
  switch (operand.of) {
    case 'column':
      return operand.column
    case 'duration':
      return operand.to === null
        ? `${operand.unit} since ${operand.from ?? 'today'}`
        : `${operand.unit} from ${operand.from ?? 'today'} to ${operand.to}`
    case 'part':
      return `${operand.part.replaceAll('_', ' ')} of ${operand.column}`
    case 'product':
      return `${operand.left} × ${operand.right}`
    case 'difference':
      return `${operand.left} − ${operand.right}`
    default:
      return assertNever(operand, 'operand')
  }
}

export function measureWords(measure: PlanMeasure, names: PlanNames): string {
  const { aggregate, operand, rate_of: rate, where, per, label } = measure
  if (rate !== undefined) {
    const of = operand ? operandWords(operand) : names.rows.many
    return `share of ${of}${where ? ` with ${filterWords(where)}` : ''}`
  }
  const what = label ?? (operand ? operandWords(operand) : names.rows.many)
  const each = per === undefined ? '' : ` per ${per}`
  return `${AGGREGATES[aggregate]} ${what}${each}${where ? ` with ${filterWords(where)}` : ''}`
}

/** How the figures of a measure are written. */
export function measureStyle(measure: PlanMeasure, names: PlanNames): NumberStyle {
  if (measure.rate_of !== undefined) return { unit: '%', decimals: { least: 0, most: 1 } }
  const { aggregate, operand } = measure
  if (aggregate === 'count' || aggregate === 'count_distinct' || !operand) return PLAIN
  if (operand.of === 'duration') return { unit: operand.unit, decimals: { least: 0, most: 1 } }
  const column = names.column(operand.of === 'column' || operand.of === 'part' ? operand.column : operand.left)
  return columnStyle(column)
}

export function columnStyle(column: ColumnReading | null): NumberStyle {
  if (!column) return PLAIN
  const { unit } = column
  if (column.kind.value === 'percent') return { unit: '%', decimals: PLAIN.decimals }
  if (column.kind.value === 'money' || column.kind.value === 'decimal') return { unit, decimals: MONEY_DECIMALS }
  return { unit, decimals: PLAIN.decimals }
}

const BUCKETS = {
  hour: 'hour',
  day: 'day',
  week: 'week',
  month: 'month',
  quarter: 'quarter',
  year: 'year',
  weekday: 'weekday',
  month_of_year: 'month of the year',
  hour_of_day: 'hour of the day',
  days_late: 'days late',
} as const

export const groupWords = ({ column, bucket }: PlanGrouping): string =>
  bucket === undefined ? column : `${BUCKETS[bucket]} of ${column}`

const OPERATORS: Record<PlanCondition['op'], string> = {
  eq: 'is',
  ne: 'is not',
  lt: 'below',
  le: 'at most',
  gt: 'above',
  ge: 'at least',
  in: 'is',
  not_in: 'is not',
  contains: 'contains',
  not_contains: 'does not contain',
  starts: 'starts with',
  ends: 'ends with',
  empty: 'is empty',
  not_empty: 'is filled',
  during: '',
  not_during: 'not',
}

export function conditionWords({ operand, op, values = [], other, figure, range }: PlanCondition): string {
  const what = operandWords(operand)
  if (range) return `${what} ${op === 'not_during' ? 'not ' : ''}${rangeWords(range)}`
  if (other !== undefined) return `${what} ${OPERATORS[op]} ${other}`
  if (figure !== undefined) return `${what} ${OPERATORS[op]} the ${figure}`
  const shown = values.map((value) => valueWords(operand, value))
  const list = shown.length > 4 ? `${shown.slice(0, 3).join(', ')} or ${shown.length - 3} more` : shown.join(' or ')
  return [what, OPERATORS[op], list].filter((part) => part !== '').join(' ')
}

function valueWords(operand: PlanOperand, value: string | number | boolean): string {
  if (typeof value === 'boolean') return value ? 'yes' : 'no'
  if (operand.of === 'part' && typeof value === 'number') {
    if (operand.part === 'weekday') return weekdayName(value)
    if (operand.part === 'month_of_year') return monthName(value)
  }
  return typeof value === 'number'
    ? value.toLocaleString('en', { useGrouping: value >= 10_000, maximumFractionDigits: 6 })
    : value
}

function rangeWords({ from, to }: { from: string; to: string }): string {
  if (from === FIRST_DAY) return `until ${to}`
  if (to === LAST_DAY) return `since ${from}`
  return from === to ? `on ${from}` : `from ${from} to ${to}`
}

export const filterWords = (filter: PlanFilter): string =>
  filter.map((group) => group.map(conditionWords).join(' or ')).join(' and ')

const HAVING = { eq: 'exactly', ne: 'not', lt: 'below', le: 'at most', gt: 'above', ge: 'at least' } as const

export function havingWords(plan: TablePlan, names: PlanNames): string {
  return plan.having
    .flatMap(({ measure: at, op, value }) => {
      const measure = plan.measures[at]
      return measure ? [`${measureWords(measure, names)} ${HAVING[op]} ${value.toLocaleString('en')}`] : []
    })
    .join(' and ')
}

/** One line that says the whole plan. */
export function planTitle(plan: TablePlan, names: PlanNames): string {
  const what =
    plan.shape === 'rows' || plan.shape === 'values'
      ? plan.columns.length > 0
        ? plan.columns.join(', ')
        : names.rows.many
      : plan.measures.map((measure) => measureWords(measure, names)).join(' and ')
  const by = plan.by.length > 0 ? ` by ${plan.by.map(groupWords).join(' and ')}` : ''
  const where = plan.where.length > 0 ? `, ${filterWords(plan.where)}` : ''
  const text = `${what}${by}${where}`
  const title = text.charAt(0).toUpperCase() + text.slice(1)
  return title.length > 190 ? `${title.slice(0, 189)}…` : title
}

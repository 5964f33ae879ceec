// What the parts of a plan are called: in answers, chips and headings.
import { assertNever } from '@biplane/contracts/vocabulary/assert-never'
import type { ColumnReading, FileReading } from '@biplane/contracts/wire/file-reading'
import type {
  PlanAnalysis,
  PlanCondition,
  PlanFilter,
  PlanGrouping,
  PlanMeasure,
  PlanOperand,
  TablePlan,
} from '@biplane/contracts/wire/table-plan'
import { MONEY_DECIMALS, type NumberStyle, PLAIN } from './format.ts'
import type { AnswerLanguage, LanguageCode } from './language/answer-language.ts'
import { languageNamed } from './language/language-of.ts'
import { FIRST_DAY, LAST_DAY } from './words/periods.ts'

export interface PlanNames {
  column(name: string): ColumnReading | null
  rows: { one: string; many: string }
  says: AnswerLanguage
}

export function namesOf(reading: FileReading, code: LanguageCode): PlanNames {
  const says = languageNamed(code)
  return {
    column: (name) => reading.columns.find((column) => column.name === name) ?? null,
    rows: reading.row_noun.many === 'rows' ? says.rows : reading.row_noun,
    says,
  }
}

export function operandWords(operand: PlanOperand, says: AnswerLanguage): string {
  switch (operand.of) {
    case 'column':
      return operand.column
    case 'duration': {
      const unit = says.units[operand.unit]
      const from = operand.from ?? says.today
      return operand.to === null ? says.since(unit, from) : says.fromTo(unit, from, operand.to)
    }
    case 'part':
      return says.partOf(says.buckets[operand.part], operand.column)
    case 'product':
      return `${operand.left} × ${operand.right}`
    case 'difference':
      return `${operand.left} − ${operand.right}`
    default:
      return assertNever(operand, 'operand')
  }
}

export function measureWords(measure: PlanMeasure, { rows, says }: PlanNames): string {
  const { aggregate, operand, rate_of: rate, where, per, label } = measure
  const limited = (what: string) => (where ? says.with(what, filterWords(where, says)) : what)
  if (rate !== undefined) return limited(says.shareOf(operand ? operandWords(operand, says) : rows.many))
  const what = label ?? (operand ? operandWords(operand, says) : rows.many)
  const named = `${says.aggregates[aggregate]} ${what}`
  return limited(per === undefined ? named : says.per(named, per))
}

/** How the figures of a measure are written. */
export function measureStyle(measure: PlanMeasure, names: PlanNames): NumberStyle {
  if (measure.rate_of !== undefined) return { unit: '%', decimals: { least: 0, most: 1 } }
  const { aggregate, operand } = measure
  if (aggregate === 'count' || aggregate === 'count_distinct' || !operand) return PLAIN
  if (operand.of === 'duration') return { unit: names.says.units[operand.unit], decimals: { least: 0, most: 1 } }
  const column = names.column(operand.of === 'column' || operand.of === 'part' ? operand.column : operand.left)
  return columnStyle(column)
}

export function columnStyle(column: ColumnReading | null): NumberStyle {
  if (!column) return PLAIN
  const { unit } = column
  if (column.kind.value === 'percent') return { unit: '%', decimals: PLAIN.decimals }
  if (column.kind.value === 'duration') return { unit, decimals: PLAIN.decimals, duration: true }
  if (column.kind.value === 'money' || column.kind.value === 'decimal') return { unit, decimals: MONEY_DECIMALS }
  return { unit, decimals: PLAIN.decimals }
}

export const groupWords = ({ column, bucket }: PlanGrouping, says: AnswerLanguage): string =>
  bucket === undefined ? column : says.partOf(says.buckets[bucket], column)

/** `region and month of date` */
export const groupsWords = (by: readonly PlanGrouping[], says: AnswerLanguage): string =>
  by.map((group) => groupWords(group, says)).join(` ${says.and} `)

export function conditionWords(
  { operand, op, values = [], other, figure, range }: PlanCondition,
  says: AnswerLanguage,
): string {
  const what = operandWords(operand, says)
  if (range) return `${what} ${op === 'not_during' ? `${says.not} ` : ''}${rangeWords(range, says)}`
  if (other !== undefined) return `${what} ${says.operators[op]} ${other}`
  if (figure !== undefined) return `${what} ${says.operators[op]} ${says.figure(figure)}`
  const shown = values.map((value) => valueWords(operand, value, says))
  const list = shown.length > 4 ? says.more(shown.slice(0, 3).join(', '), shown.length - 3) : shown.join(` ${says.or} `)
  return [what, says.operators[op], list].filter((part) => part !== '').join(' ')
}

function valueWords(operand: PlanOperand, value: string | number | boolean, says: AnswerLanguage): string {
  if (typeof value === 'boolean') return value ? says.yes : says.no
  if (operand.of === 'part' && typeof value === 'number') {
    if (operand.part === 'weekday') return says.weekdays[value - 1] ?? String(value)
    if (operand.part === 'month_of_year') return says.months[value - 1] ?? String(value)
  }
  return typeof value === 'number'
    ? value.toLocaleString(says.locale, { useGrouping: value >= 10_000, maximumFractionDigits: 6 })
    : value
}

function rangeWords({ from, to }: { from: string; to: string }, says: AnswerLanguage): string {
  if (from === FIRST_DAY) return says.range({ is: 'until', day: says.day(to) })
  if (to === LAST_DAY) return says.range({ is: 'since', day: says.day(from) })
  return from === to
    ? says.range({ is: 'on', day: says.day(from) })
    : says.range({ is: 'between', from: says.day(from), to: says.day(to) })
}

export const filterWords = (filter: PlanFilter, says: AnswerLanguage): string =>
  filter
    .map((group) => group.map((condition) => conditionWords(condition, says)).join(` ${says.or} `))
    .join(` ${says.and} `)

export function havingWords(plan: TablePlan, names: PlanNames): string {
  const { says } = names
  return plan.having
    .flatMap(({ measure: at, op, value }) => {
      const measure = plan.measures[at]
      return measure ? [`${measureWords(measure, names)} ${says.having[op]} ${value.toLocaleString(says.locale)}`] : []
    })
    .join(` ${says.and} `)
}

/** What a statistic is called, with what it is of where no measure says so. */
export function analysisWords(analysis: PlanAnalysis): string {
  switch (analysis.kind) {
    case 'correlation':
      return `correlation of ${namesOrAll(analysis.columns)}`
    case 'describe':
      return analysis.columns.length === 0 ? 'overview of the table' : `statistics of ${analysis.columns.join(', ')}`
    case 'outliers':
      return `values far from the rest of ${namesOrAll(analysis.columns)}`
    case 'forecast':
      return `forecast of the next ${analysis.periods === 1 ? 'period' : `${analysis.periods} periods`}`
    case 'change':
      return analysis.to === null
        ? 'what changed'
        : `what changed ${analysis.from === null ? `in ${analysis.to}` : `from ${analysis.from} to ${analysis.to}`}`
    case 'cohort':
      return `${analysis.who} that come again`
    case 'versions':
      return 'differences from the earlier file'
    case 'advice':
      return 'what to do next'
    default:
      return assertNever(analysis, 'analysis')
  }
}

const namesOrAll = (names: readonly string[]): string => (names.length === 0 ? 'all numbers' : names.join(', '))

/** One line that says the whole plan. */
export function planTitle(plan: TablePlan, names: PlanNames): string {
  const { says } = names
  const measured = plan.measures.map((measure) => measureWords(measure, names)).join(` ${says.and} `)
  const what = plan.analysis
    ? [analysisWords(plan.analysis), measured].filter((part) => part !== '').join(': ')
    : plan.shape === 'rows' || plan.shape === 'values'
      ? plan.columns.length > 0
        ? plan.columns.join(', ')
        : names.rows.many
      : measured
  const named = plan.by.length > 0 ? says.by(what, groupsWords(plan.by, says)) : what
  const text = `${named}${plan.where.length > 0 ? `, ${filterWords(plan.where, says)}` : ''}`
  const title = text.charAt(0).toUpperCase() + text.slice(1)
  return title.length > 190 ? `${title.slice(0, 189)}…` : title
}

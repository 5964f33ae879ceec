// What a plan says in plain words: the message of a turn that runs a changed plan.
import type {
  PlanCondition,
  PlanGrouping,
  PlanMeasure,
  PlanOperand,
  TablePlan,
} from '@biplane/contracts/wire/table-plan'
import { TABLE_STRINGS } from '../strings/table-strings.ts'

const words = TABLE_STRINGS.plan

/** Dates that stand for “no beginning” and “no end”. */
const FIRST_DAY = '0001-01-01'
const LAST_DAY = '9999-12-31'
const MAX_CHARS = 400

export function operandText(operand: PlanOperand): string {
  switch (operand.of) {
    case 'column':
      return operand.column
    case 'duration':
      return words.duration(operand.unit, operand.from, operand.to)
    case 'part':
      return words.partOf(operand.part.replaceAll('_', ' '), operand.column)
    case 'product':
      return `${operand.left} × ${operand.right}`
    case 'difference':
      return `${operand.left} − ${operand.right}`
  }
}

export function measureText({ aggregate, operand, where, per, rate_of: rate, label }: PlanMeasure): string {
  const what = label ?? (operand ? operandText(operand) : words.rows)
  const only = where === undefined ? '' : words.with(filterText(where))
  if (rate !== undefined) return `${words.shareOf(what)}${only}`
  return `${words.aggregates[aggregate]} ${what}${per === undefined ? '' : words.per(per)}${only}`
}

export const groupText = ({ column, bucket }: PlanGrouping): string =>
  bucket === undefined ? column : words.bucketOf(words.buckets[bucket], column)

export function conditionText({ operand, op, values = [], other, figure, range }: PlanCondition): string {
  const what = operandText(operand)
  if (range) {
    const not = op === 'not_during' ? words.not : ''
    if (range.from <= FIRST_DAY) return `${what} ${not}${words.until(range.to)}`
    if (range.to >= LAST_DAY) return `${what} ${not}${words.since(range.from)}`
    return `${what} ${not}${words.between(range.from, range.to)}`
  }
  const operator = words.operators[op]
  if (other !== undefined) return `${what} ${operator} ${other}`
  if (figure !== undefined) return `${what} ${operator} ${words.figure(figure)}`
  const list = values.map((value) => (typeof value === 'boolean' ? words.yesNo(value) : String(value)))
  const shown = list.length > 4 ? words.more(list.slice(0, 3).join(', '), list.length - 3) : list.join(words.or)
  return [what, operator, shown].filter((part) => part !== '').join(' ')
}

export const filterText = (filter: TablePlan['where']): string =>
  filter.map((group) => group.map(conditionText).join(words.or)).join(words.and)

/** One line, for example `Total of Net Amount by Region, Status is open, top 5`. */
export function planText(plan: TablePlan): string {
  const listed = plan.shape === 'rows' || plan.shape === 'values'
  const kind = plan.analysis === undefined ? '' : words.analyses[plan.analysis.kind]
  const what = listed
    ? plan.columns.slice(0, 6).join(', ') || words.allColumns
    : plan.measures.map(measureText).join(words.and)
  const parts = [
    ...(kind === '' ? [] : [kind]),
    `${what}${plan.by.length > 0 ? words.by(plan.by.map(groupText).join(words.and)) : ''}`,
    ...(plan.comparison ? [words.against(plan.comparison.left.label, plan.comparison.right.label)] : []),
    ...(plan.where.length > 0 ? [filterText(plan.where)] : []),
    ...(plan.share ? [words.withShares] : []),
    ...(plan.limit ? [limitText(plan)] : []),
  ]
  const text = parts.filter((part) => part !== '').join(', ')
  const capital = text.charAt(0).toUpperCase() + text.slice(1)
  return capital.length > MAX_CHARS ? `${capital.slice(0, MAX_CHARS - 1)}…` : capital
}

export function limitText({ limit, order }: Pick<TablePlan, 'limit' | 'order'>): string {
  if (!limit) return words.everything
  const rank = order[0]?.direction === 'ascending' ? words.lowest : words.highest
  const unit = limit.unit === 'percent' ? ' %' : ''
  return `${rank} ${limit.count}${unit}${limit.per === undefined ? '' : words.ofEach(limit.per)}`
}

// Conditions of a plan as SQL. Text is compared without case and accents, as people ask; dates by whole days.
import { Refusal } from '@biplane/contracts/refusal'
import { assertNever } from '@biplane/contracts/vocabulary/assert-never'
import type {
  PlanCondition,
  PlanDatePart,
  PlanDurationUnit,
  PlanFilter,
  PlanOperand,
} from '@biplane/contracts/wire/table-plan'
import { isDate, isNumeric, isYesNo, type PlanScope } from './plan-scope.ts'
import { and, list, type Sql, type SqlValue, sql, text, value } from './sql-text.ts'

const SECONDS: Record<PlanDurationUnit, number> = {
  minutes: 60,
  hours: 3_600,
  days: 86_400,
  weeks: 604_800,
  months: 2_629_746,
  years: 31_556_952,
}

const PART: Record<PlanDatePart, string> = {
  hour_of_day: 'hour',
  weekday: 'isodow',
  day_of_month: 'day',
  month_of_year: 'month',
  quarter_of_year: 'quarter',
  year: 'year',
}

/** Exact while sums of money are added; only ratios become floating point. */
export function operandSql(operand: PlanOperand, scope: PlanScope): Sql {
  switch (operand.of) {
    case 'column':
      return scope.sql(operand.column)
    case 'duration':
      return durationSql(operand, scope)
    case 'part':
      return sql`date_part('${text(PART[operand.part])}', ${scope.sql(operand.column)})`
    case 'product':
      return sql`${scope.sql(operand.left)} * ${scope.sql(operand.right)}`
    case 'difference':
      return sql`${scope.sql(operand.left)} - coalesce(${scope.sql(operand.right)}, 0)`
    default:
      return assertNever(operand, 'operand')
  }
}

function durationSql({ from, to, unit }: Extract<PlanOperand, { of: 'duration' }>, scope: PlanScope): Sql {
  const side = (column: string | null) =>
    column === null ? sql`CAST(${value(scope.asOf)} AS TIMESTAMP)` : sql`CAST(${scope.sql(column)} AS TIMESTAMP)`
  return sql`(epoch(${side(to)}) - epoch(${side(from)})) / ${text(`${SECONDS[unit]}.0`)}`
}

/** Case, accents, spaces around and a full stop at the end make no other name. */
export const folded = (part: Sql): Sql => sql`lower(strip_accents(rtrim(trim(${part}), '.,')))`

const COMPARE = { eq: '=', ne: '<>', lt: '<', le: '<=', gt: '>', ge: '>=' } as const

export function filterSql(filter: PlanFilter, scope: PlanScope): Sql | null {
  const groups = filter.map((group) =>
    list(
      group.map((one) => conditionSql(one, scope)),
      ' OR ',
    ),
  )
  return and(groups)
}

type Shape = 'number' | 'date' | 'boolean' | 'text'

function shapeOf(operand: PlanOperand, scope: PlanScope): Shape {
  if (operand.of !== 'column') return 'number'
  const column = scope.column(operand.column)
  if (isNumeric(column)) return 'number'
  if (isDate(column)) return 'date'
  return isYesNo(column) ? 'boolean' : 'text'
}

export function conditionSql(condition: PlanCondition, scope: PlanScope): Sql {
  const { operand, op } = condition
  const left = operandSql(operand, scope)
  const shape = shapeOf(operand, scope)
  const [first] = condition.values ?? []
  switch (op) {
    case 'empty':
      return shape === 'text' ? sql`(${left} IS NULL OR trim(${left}) = '')` : sql`${left} IS NULL`
    case 'not_empty':
      return shape === 'text' ? sql`(${left} IS NOT NULL AND trim(${left}) <> '')` : sql`${left} IS NOT NULL`
    case 'during':
    case 'not_during':
      return duringSql(condition, left, op === 'during')
    case 'in':
    case 'not_in':
      return inSql(left, condition.values ?? [], shape, op === 'in')
    case 'contains':
    case 'not_contains':
    case 'starts':
    case 'ends':
      return textSql(op, left, first)
    case 'eq':
    case 'ne':
    case 'lt':
    case 'le':
    case 'gt':
    case 'ge': {
      const right = rightSide(condition, shape, scope)
      const compared = sql`${sideOf(left, shape, op)} ${text(COMPARE[op])} ${right}`
      // What is not that value includes the empty cells.
      return op === 'ne' ? sql`(${left} IS NULL OR ${compared})` : compared
    }
    default:
      return assertNever(op, 'operator')
  }
}

const sideOf = (left: Sql, shape: Shape, op: PlanCondition['op']): Sql =>
  shape === 'text' && (op === 'eq' || op === 'ne') ? folded(left) : shape === 'date' ? sql`CAST(${left} AS DATE)` : left

function rightSide({ operand, values, other, figure }: PlanCondition, shape: Shape, scope: PlanScope): Sql {
  if (other !== undefined) return shape === 'text' ? folded(scope.sql(other)) : scope.sql(other)
  if (figure !== undefined) {
    if (operand.of !== 'column') throw new Refusal('BAD_MESSAGE', 'A figure needs a column.')
    const inner = scope.sql(operand.column)
    return sql`(SELECT ${text(figure === 'average' ? 'avg' : 'median')}(${inner}) FROM ${fromSql(scope)})`
  }
  const [given] = values ?? []
  if (given === undefined) throw new Refusal('BAD_MESSAGE', 'A comparison needs a value.')
  return typed(given, shape)
}

export const fromSql = ({ table }: PlanScope): Sql => text(table.sqlName)

const isDay = (text: string): boolean => {
  const found = /^\d{4}-\d{2}-\d{2}$/.test(text) ? new Date(`${text}T00:00:00Z`) : null
  return found !== null && !Number.isNaN(found.getTime()) && found.toISOString().startsWith(text)
}

function typed(given: SqlValue, shape: Shape): Sql {
  switch (shape) {
    case 'text':
      return folded(value(String(given)))
    case 'number': {
      const number = typeof given === 'number' ? given : Number(given)
      if (!Number.isFinite(number)) throw new Refusal('BAD_MESSAGE', `“${String(given).slice(0, 80)}” is no number.`)
      return value(number)
    }
    case 'date':
      if (!isDay(String(given))) throw new Refusal('BAD_MESSAGE', `“${String(given).slice(0, 80)}” is no date.`)
      return sql`CAST(${value(String(given))} AS DATE)`
    case 'boolean':
      return value(given === true || given === 'true' || given === 1)
    default:
      return assertNever(shape, 'shape')
  }
}

function inSql(left: Sql, values: readonly SqlValue[], shape: Shape, inside: boolean): Sql {
  if (values.length === 0) return text(inside ? 'FALSE' : 'TRUE')
  const side = shape === 'text' ? folded(left) : left
  const inList = sql`${side} IN (${list(values.map((one) => typed(one, shape)))})`
  return inside ? inList : sql`(${left} IS NULL OR NOT (${inList}))`
}

function textSql(op: 'contains' | 'not_contains' | 'starts' | 'ends', left: Sql, given: SqlValue | undefined): Sql {
  if (given === undefined) throw new Refusal('BAD_MESSAGE', 'A text condition needs a value.')
  const right = folded(value(String(given)))
  // Functions, not LIKE: the percent signs of a person are characters like any other.
  const call = { contains: 'contains', not_contains: 'contains', starts: 'starts_with', ends: 'ends_with' }[op]
  const found = sql`${text(call)}(${folded(left)}, ${right})`
  return op === 'not_contains' ? sql`(${left} IS NULL OR NOT ${found})` : found
}

function duringSql({ range }: PlanCondition, left: Sql, inside: boolean): Sql {
  if (!range || !isDay(range.from) || !isDay(range.to)) {
    throw new Refusal('BAD_MESSAGE', 'A period needs its first and last day.')
  }
  const day = sql`CAST(${left} AS DATE)`
  const between = sql`${day} BETWEEN CAST(${value(range.from)} AS DATE) AND CAST(${value(range.to)} AS DATE)`
  return inside ? between : sql`(${left} IS NULL OR NOT (${between}))`
}

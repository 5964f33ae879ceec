// Measures and groups of a plan as SQL.
import { Refusal } from '@biplane/contracts/refusal'
import { assertNever } from '@biplane/contracts/vocabulary/assert-never'
import type { PlanBucket, PlanFilter, PlanGrouping, PlanMeasure } from '@biplane/contracts/wire/table-plan'
import { isText, type PlanScope } from './plan-scope.ts'
import { filterSql, folded, operandSql } from './sql-condition.ts'
import { and, type Sql, sql, text, value } from './sql-text.ts'

const BUCKET: Record<Exclude<PlanBucket, 'days_late'>, (column: Sql) => Sql> = {
  hour: (column) => sql`strftime(${column}, '%Y-%m-%d %H:00')`,
  day: (column) => sql`strftime(${column}, '%Y-%m-%d')`,
  week: (column) => sql`strftime(${column}, '%G-W%V')`,
  month: (column) => sql`strftime(${column}, '%Y-%m')`,
  quarter: (column) => sql`concat(date_part('year', ${column}), '-Q', date_part('quarter', ${column}))`,
  year: (column) => sql`date_part('year', ${column})`,
  weekday: (column) => sql`date_part('isodow', ${column})`,
  month_of_year: (column) => sql`date_part('month', ${column})`,
  hour_of_day: (column) => sql`date_part('hour', ${column})`,
}

/** A text is grouped by its folded form and shown as it is written most often. */
export interface GroupSql {
  key: Sql
  label: Sql
}

export function groupSql(grouping: PlanGrouping, scope: PlanScope): GroupSql {
  const plain = groupKey(grouping, scope)
  // A statement with a bound value in it twice is not seen to be the same expression.
  if (grouping.bucket === 'days_late') return { key: plain, label: sql`any_value(${plain})` }
  if (grouping.bucket !== undefined || !isText(scope.column(grouping.column))) return { key: plain, label: plain }
  return { key: folded(plain), label: sql`mode(${plain})` }
}

function groupKey({ column, bucket, width }: PlanGrouping, scope: PlanScope): Sql {
  const named = scope.sql(column)
  if (bucket === 'days_late') return daysLateSql(named, scope)
  if (bucket !== undefined) {
    // `concat` makes text of an empty date; an empty date has no period.
    return bucket === 'quarter'
      ? sql`CASE WHEN ${named} IS NOT NULL THEN ${BUCKET.quarter(named)} END`
      : BUCKET[bucket](named)
  }
  if (width !== undefined) return sql`floor(${named} / ${text(String(width))}) * ${text(String(width))}`
  return named
}

/** A number for each range, so that they sort in their order; no range for a row without a due date. */
function daysLateSql(due: Sql, { asOf }: PlanScope): Sql {
  const days = sql`date_diff('day', CAST(${due} AS DATE), CAST(${value(asOf)} AS DATE))`
  return sql`CASE WHEN ${due} IS NOT NULL THEN CAST(greatest(0, least(4, ceil(${days} / 30.0))) AS INTEGER) END`
}

const AGGREGATE = {
  sum: 'sum',
  average: 'avg',
  median: 'median',
  min: 'min',
  max: 'max',
  stddev: 'stddev_samp',
  first: 'first',
  last: 'last',
} as const

/** `also` narrows the measure to one side of a comparison. */
export function measureSql(measure: PlanMeasure, scope: PlanScope, also: PlanFilter = []): Sql {
  const where = filterSql(measure.where ?? [], scope)
  const side = filterSql(also, scope)
  const top = aggregateSql(measure, scope, filterOf([where, side]))
  if (measure.rate_of === undefined) return top
  const whole = measure.rate_of === 'count' ? text('count(*)') : sql`sum(${required(measure, scope)})`
  return sql`100.0 * ${top} / nullif(${whole}${filterOf([side])}, 0)`
}

function filterOf(conditions: readonly (Sql | null)[]): Sql {
  const both = and(conditions.filter((one) => one !== null))
  return both ? sql` FILTER (WHERE ${both})` : text('')
}

function required({ operand }: PlanMeasure, scope: PlanScope): Sql {
  if (!operand) throw new Refusal('BAD_MESSAGE', 'This measure needs a column.')
  return operandSql(operand, scope)
}

const distinctSql = (measure: PlanMeasure, scope: PlanScope): Sql => {
  const { operand } = measure
  const part = required(measure, scope)
  return operand?.of === 'column' && isText(scope.column(operand.column)) ? folded(part) : part
}

function aggregateSql(measure: PlanMeasure, scope: PlanScope, filter: Sql): Sql {
  const { aggregate, operand, per } = measure
  switch (aggregate) {
    case 'count':
      return sql`${operand ? sql`count(${operandSql(operand, scope)})` : text('count(*)')}${filter}`
    case 'count_distinct':
      return sql`count(DISTINCT ${distinctSql(measure, scope)})${filter}`
    case 'average':
      if (per !== undefined) {
        return sql`CAST(sum(${required(measure, scope)})${filter} AS DOUBLE) / nullif(count(DISTINCT ${scope.sql(per)})${filter}, 0)`
      }
      return sql`avg(${required(measure, scope)})${filter}`
    case 'first':
    case 'last':
      return sql`${text(AGGREGATE[aggregate])}(${required(measure, scope)} ORDER BY __row)${filter}`
    case 'sum':
    case 'median':
    case 'min':
    case 'max':
    case 'stddev':
      return sql`${text(AGGREGATE[aggregate])}(${required(measure, scope)})${filter}`
    default:
      return assertNever(aggregate, 'aggregate')
  }
}

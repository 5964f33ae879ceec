// Compiles a table plan to one SELECT statement. Pure: plan and readings in, statement out.
import { Refusal } from '@biplane/contracts/refusal'
import type { PlanRanking, TablePlan } from '@biplane/contracts/wire/table-plan'
import { type PlanScope, type PlanTable, planScope } from './plan-scope.ts'
import { filterSql, fromSql, operandSql } from './sql-condition.ts'
import { groupSql, measureSql } from './sql-measure.ts'
import { and, list, type Sql, sql, text, value } from './sql-text.ts'

/** More lines than any answer shows. */
export const MAX_RESULT_LINES = 1_000

/** What stands in a result column. */
export type ResultColumn =
  | { is: 'group'; at: number; name: string }
  | { is: 'measure'; at: number; name: string; side?: 'left' | 'right' | 'difference' | 'change' | 'share' }
  | { is: 'cell'; column: string; name: string }
  | { is: 'row'; name: string }
  /** Rows behind the line, and lines there are in all. */
  | { is: 'rows'; name: string }
  | { is: 'lines'; name: string }

export interface CompiledPlan {
  statement: Sql
  columns: ResultColumn[]
}

/** @throws BAD_MESSAGE for a plan that names a column that the table has not, or that lacks a part it needs */
export function compilePlan(plan: TablePlan, table: PlanTable): CompiledPlan {
  const scope = planScope(table, plan.as_of)
  return plan.shape === 'rows' || plan.shape === 'values' ? compileRows(plan, scope) : compileGroups(plan, scope)
}

/** `FROM … WHERE …`: the rows that a plan is about. */
export const sourceSql = (plan: TablePlan, scope: PlanScope): Sql => sql`FROM ${fromSql(scope)}${whereSql(plan, scope)}`

function whereSql(plan: TablePlan, scope: PlanScope): Sql {
  const parts = [onceSql(plan, scope), filterSql(plan.where, scope)]
  if (plan.neighbour) {
    const found = filterSql(plan.neighbour.where, scope) ?? text('TRUE')
    // One row cannot stand beside several: the first row that fits is the one that is meant going back, the last going on.
    const edge = text(plan.neighbour.offset > 0 ? 'max' : 'min')
    parts.push(
      sql`__row = (SELECT ${edge}(__row) FROM ${fromSql(scope)} WHERE ${found}) + ${value(plan.neighbour.offset)}`,
    )
  }
  const both = and(parts.filter((part) => part !== null))
  return both ? sql` WHERE ${both}` : text('')
}

function onceSql({ once }: TablePlan, scope: PlanScope): Sql | null {
  if (once === null) return null
  const key = scope.sql(once)
  return sql`${key} IS NULL OR __row IN (SELECT min(__row) FROM ${fromSql(scope)} GROUP BY ${key})`
}

function compileGroups(plan: TablePlan, scope: PlanScope): CompiledPlan {
  const columns: ResultColumn[] = plan.by.map((_, at) => ({ is: 'group', at, name: `g${at}` }))
  const groups = plan.by.map((group) => groupSql(group, scope))
  const parts: Sql[] = groups.map(({ label }, at) => sql`${label} AS ${text(`g${at}`)}`)
  for (const [at, measure] of plan.measures.entries()) {
    const { comparison } = plan
    if (comparison) {
      const left = measureSql(measure, scope, comparison.left.where)
      const right = measureSql(measure, scope, comparison.right.where)
      const sides = [
        ['left', left],
        ['right', right],
        ['difference', sql`${left} - ${right}`],
        ['change', sql`100.0 * (${left} - ${right}) / nullif(abs(${right}), 0)`],
      ] as const
      for (const [side, part] of sides) {
        columns.push({ is: 'measure', at, name: `m${at}_${side}`, side })
        parts.push(sql`${part} AS ${text(`m${at}_${side}`)}`)
      }
      continue
    }
    columns.push({ is: 'measure', at, name: `m${at}` })
    parts.push(sql`${measureSql(measure, scope)} AS ${text(`m${at}`)}`)
    if (plan.share) {
      columns.push({ is: 'measure', at, name: `m${at}_share`, side: 'share' })
      const whole = plan.by.length > 0 ? sql`sum(${measureSql(measure, scope)}) OVER ()` : measureSql(measure, scope)
      parts.push(sql`100.0 * ${measureSql(measure, scope)} / nullif(${whole}, 0) AS ${text(`m${at}_share`)}`)
    }
  }
  columns.push({ is: 'rows', name: 'n' })
  parts.push(text('count(*) AS n'))
  const grouped = groups.length > 0 ? sql` GROUP BY ${list(groups.map(({ key }) => key))}` : text('')
  const having = havingSql(plan, scope)
  const inner = sql`SELECT ${list(parts)} FROM ${fromSql(scope)}${whereSql(plan, scope)}${grouped}${having}`
  const order = orderOfGroups(plan)
  return {
    statement: limited(inner, plan, order, plan.limit?.per === undefined ? null : groupOf(plan, plan.limit.per)),
    columns: [...columns, { is: 'lines', name: 'lines' }],
  }
}

const groupOf = (plan: TablePlan, column: string): string | null => {
  const at = plan.by.findIndex((group) => group.column === column)
  return at < 0 ? null : `g${at}`
}

const HAVING = { eq: '=', ne: '<>', lt: '<', le: '<=', gt: '>', ge: '>=' } as const

function havingSql(plan: TablePlan, scope: PlanScope): Sql {
  const parts = plan.having.map(({ measure: at, op, value: bound }) => {
    const measure = plan.measures[at]
    if (!measure) throw new Refusal('BAD_MESSAGE', 'A limit on groups needs one of the measures.')
    return sql`${measureSql(measure, scope)} ${text(HAVING[op])} ${value(bound)}`
  })
  const all = and(parts)
  return all ? sql` HAVING ${all}` : text('')
}

const directed = (name: string, direction: PlanRanking['direction']): string =>
  `${name} ${direction === 'descending' ? 'DESC' : 'ASC'} NULLS LAST`

function orderOfGroups(plan: TablePlan): string[] {
  const asked = plan.order.flatMap(({ by, direction }) => {
    if (typeof by === 'string') {
      const group = groupOf(plan, by)
      return group === null ? [] : [directed(group, direction)]
    }
    return by < plan.measures.length ? [directed(plan.comparison ? `m${by}_difference` : `m${by}`, direction)] : []
  })
  if (asked.length > 0) return asked
  // Periods stand in their order, everything else largest first.
  if (plan.by.some(({ bucket, width }) => bucket !== undefined || width !== undefined)) {
    return plan.by.map((_, at) => directed(`g${at}`, 'ascending'))
  }
  if (plan.by.length === 0 || plan.measures.length === 0) return []
  return [directed(plan.comparison ? 'abs(m0_difference)' : 'm0', 'descending')]
}

/** Ties of the last line are kept: three customers with one amount are not two. */
function limited(inner: Sql, plan: TablePlan, order: string[], per: string | null): Sql {
  const ordered = order.length > 0 ? order.join(', ') : '1'
  const { limit } = plan
  const counted = sql`WITH answer AS (${inner}) SELECT *, count(*) OVER () AS lines FROM answer`
  if (!limit) return sql`${counted} ORDER BY ${text(ordered)} LIMIT ${text(String(MAX_RESULT_LINES))}`
  const part = text(per === null ? '' : `PARTITION BY ${per} `)
  const bound =
    limit.unit === 'lines'
      ? value(Math.ceil(limit.count))
      : sql`ceil(count(*) OVER (${part}) * ${value(limit.count)} / 100.0)`
  return sql`${counted} QUALIFY rank() OVER (${part}ORDER BY ${text(ordered)}) <= ${bound} ORDER BY ${text(per === null ? ordered : `${per}, ${ordered}`)} LIMIT ${text(String(MAX_RESULT_LINES))}`
}

/** A figure of each row, for example what is still open of it. */
const measureCell = (at: number): ResultColumn => ({ is: 'measure', at, name: `m${at}` })

function compileRows(plan: TablePlan, scope: PlanScope): CompiledPlan {
  const names =
    plan.columns.length > 0 ? plan.columns : scope.table.reading.columns.slice(0, 50).map(({ name }) => name)
  const cells = names.map((column, at): ResultColumn => ({ is: 'cell', column, name: `c${at}` }))
  const parts = names.map((column, at) => sql`${scope.sql(column)} AS ${text(`c${at}`)}`)
  const computed = plan.measures.flatMap(({ operand }, at) =>
    operand ? [{ column: measureCell(at), part: sql`${operandSql(operand, scope)} AS ${text(`m${at}`)}` }] : [],
  )
  if (plan.shape === 'values') {
    const inner = sql`SELECT ${list(parts)}, count(*) AS n FROM ${fromSql(scope)}${whereSql(plan, scope)} GROUP BY ALL`
    return {
      statement: limited(inner, plan, ['n DESC', ...names.map((_, at) => `c${at}`)], null),
      columns: [...cells, { is: 'rows', name: 'n' }, { is: 'lines', name: 'lines' }],
    }
  }
  const keys = plan.order.flatMap(({ by, direction }, at) => {
    const operand = typeof by === 'string' ? null : plan.measures[by]?.operand
    const key = typeof by === 'string' ? scope.sql(by) : operand ? operandSql(operand, scope) : null
    return key ? [{ part: sql`${key} AS ${text(`o${at}`)}`, order: directed(`o${at}`, direction) }] : []
  })
  const per = plan.limit?.per
  const perPart = per === undefined ? [] : [sql`${scope.sql(per)} AS p`]
  const inner = sql`SELECT ${list([text('__row AS r'), ...parts, ...computed.map(({ part }) => part), ...keys.map(({ part }) => part), ...perPart])} FROM ${fromSql(scope)}${whereSql(plan, scope)}`
  const order = keys.map(({ order: one }) => one)
  return {
    statement: rowsLimited(inner, plan, order, per === undefined ? null : 'p'),
    columns: [
      { is: 'row', name: 'r' },
      ...cells,
      ...computed.map(({ column }) => column),
      ...keys.map((_, at): ResultColumn => ({ is: 'rows', name: `o${at}` })),
      ...perPart.map((): ResultColumn => ({ is: 'rows', name: 'p' })),
      { is: 'lines', name: 'lines' },
    ],
  }
}

/** A ranked list drops rows without the ranked cell; a list in the file's order has no ties. */
function rowsLimited(inner: Sql, plan: TablePlan, order: string[], per: string | null): Sql {
  if (order.length === 0) return limited(inner, plan, ['r'], per)
  const known = sql`SELECT * FROM (${inner}) WHERE o0 IS NOT NULL`
  return limited(plan.limit ? known : inner, plan, order, per)
}

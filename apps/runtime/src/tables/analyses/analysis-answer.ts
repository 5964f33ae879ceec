// The form in which every statistic answers: sentences, tables and charts, and the statements that computed them.
// Sentences are plain text; a row is named as `row 12`.
import type { ChartData, TableData } from '@biplane/contracts/wire/artifacts'
import type { FileReading } from '@biplane/contracts/wire/file-reading'
import type { PlanAnalysis, TablePlan } from '@biplane/contracts/wire/table-plan'
import type { Cell, Step } from '../../tools/artifact-shapes.ts'
import type { SqlValue } from '../duck.ts'
import type { TableResult } from '../plan-result.ts'
import { type PlanScope, planScope } from '../plan-scope.ts'
import { compilePlan, MAX_RESULT_LINES, sourceSql } from '../plan-sql.ts'
import type { Sql } from '../sql-text.ts'
import type { OpenTable, TableSession } from '../table-session.ts'

export interface AnalysisTable {
  title: string
  summary: string
  data: TableData
  /** Drawn from the same rows. */
  chart: { title: string; summary: string; spec: ChartData['spec'] } | null
}

export interface AnalysisAnswer {
  kind: 'answer'
  /** The finding first. */
  says: string[]
  points: string[]
  /** What the figures do not say. */
  cautions: string[]
  tables: AnalysisTable[]
  steps: Step[]
  /** The statements that ran, as they can be copied. */
  sql: string[]
}

/** What the table does not have, as a sentence without its full stop. */
export interface Lacking {
  kind: 'lacking'
  why: string
}

export const lacking = (why: string): Lacking => ({ kind: 'lacking', why })

/** The rows that a statistic is computed from, and how they are asked for. */
export interface Source {
  plan: TablePlan
  table: OpenTable
  session: TableSession
  scope: PlanScope
  reading: FileReading
  /** `FROM … WHERE …` */
  from: Sql
  sql: string[]
  query(statement: Sql, rows?: number): Promise<SqlValue[][]>
  run(plan: TablePlan): Promise<TableResult>
}

export function sourceOf(plan: TablePlan, table: OpenTable, session: TableSession): Source {
  const scope = planScope(table, plan.as_of)
  const sql: string[] = []
  const query = async (statement: Sql, rows: number = MAX_RESULT_LINES): Promise<SqlValue[][]> => {
    sql.push(statement.shown)
    return (await session.query(statement.run, statement.values, { rows })).rows
  }
  return {
    plan,
    table,
    session,
    scope,
    reading: table.reading,
    from: sourceSql(plan, scope),
    sql,
    query,
    run: async (grouped) => {
      const compiled = compilePlan(grouped, table)
      const begin = performance.now()
      const rows = await query(compiled.statement)
      return { plan: grouped, compiled, rows, lines: rows.length, ms: performance.now() - begin }
    },
  }
}

/** The plan of one grouped statement over the same rows. */
export const groupedPlan = (plan: TablePlan, parts: Partial<TablePlan>): TablePlan => {
  const { analysis: _, ...rest } = plan
  return {
    ...rest,
    shape: 'groups',
    having: [],
    comparison: null,
    share: false,
    columns: [],
    order: [],
    limit: null,
    neighbour: null,
    ...parts,
  }
}

export type AnalysisOf<Kind extends PlanAnalysis['kind']> = Extract<PlanAnalysis, { kind: Kind }>

export const line = (...cells: Cell[]): TableData['rows'][number] => ({ row: null, cells })

/** `1,234.57` */
export const rounded = (value: number, digits = 2): string =>
  value.toLocaleString('en', { minimumFractionDigits: 0, maximumFractionDigits: digits })

/** `+12.3 %`; `null` where there was nothing before. */
export function signedPercent(from: number, to: number): string | null {
  if (from === 0) return null
  const change = (100 * (to - from)) / Math.abs(from)
  return `${change > 0 ? '+' : ''}${rounded(change, 1)} %`
}

/** `“a”, “b” and “c”` are not needed for one. */
export const quotedNames = (names: readonly string[]): string => names.map((name) => `“${name}”`).join(', ')

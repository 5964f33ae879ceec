// What came out of a plan that was run, and how its cells are found.
import type { TablePlan } from '@biplane/contracts/wire/table-plan'
import type { SqlValue } from './duck.ts'
import type { CompiledPlan } from './plan-sql.ts'

export interface TableResult {
  plan: TablePlan
  compiled: CompiledPlan
  /** Cells in the order of `compiled.columns`. */
  rows: SqlValue[][]
  /** Lines in all; `rows` may hold fewer. */
  lines: number
  ms: number
}

export const cellAt = ({ compiled, rows }: TableResult, line: number, name: string): SqlValue =>
  rows[line]?.[compiled.columns.findIndex((column) => column.name === name)] ?? null

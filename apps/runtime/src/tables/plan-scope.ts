// What a plan is compiled against: the columns that may be named and where they are. Unknown columns are refused here, so
// that no later step sees one.
import { Refusal } from '@biplane/contracts/refusal'
import type { ColumnReading, FileReading } from '@biplane/contracts/wire/file-reading'
import { identifier, type Sql, text } from './sql-text.ts'
import { ROW_COLUMN } from './table-names.ts'

export interface PlanTable {
  reading: FileReading
  /** A quoted identifier, named like the file. */
  sqlName: string
}

export interface PlanScope {
  /** The table of the plan, then the joined ones in the order of `joins`. */
  tables: readonly PlanTable[]
  asOf: string
  /** @throws BAD_MESSAGE for a column that no table has */
  column(name: string): ColumnReading
  sql(name: string): Sql
}

export function planScope(tables: readonly PlanTable[], asOf: string): PlanScope {
  const find = (wanted: string) => {
    for (const [at, { reading }] of tables.entries()) {
      const column = reading.columns.find(({ name }) => name === wanted)
      if (column) return { column, at }
    }
    throw new Refusal('BAD_MESSAGE', `The table has no column “${wanted.slice(0, 80)}”.`)
  }
  return {
    tables,
    asOf,
    column: (wanted) => find(wanted).column,
    sql: (wanted) => {
      if (wanted === ROW_COLUMN) return text(tables.length > 1 ? `t0.${ROW_COLUMN}` : ROW_COLUMN)
      const { column, at } = find(wanted)
      return text(tables.length > 1 ? `t${at}.${identifier(column.name)}` : identifier(column.name))
    },
  }
}

const NUMERIC: ReadonlySet<string> = new Set(['integer', 'decimal', 'money', 'percent', 'duration'])
export const isNumeric = (column: ColumnReading): boolean => NUMERIC.has(column.kind.value)
export const isDate = (column: ColumnReading): boolean =>
  column.kind.value === 'date' || column.kind.value === 'datetime'
export const isText = (column: ColumnReading): boolean => column.kind.value === 'text'
export const isYesNo = (column: ColumnReading): boolean => column.kind.value === 'boolean'

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
  table: PlanTable
  asOf: string
  /** @throws BAD_MESSAGE for a column that the table has not */
  column(name: string): ColumnReading
  sql(name: string): Sql
}

export function planScope(table: PlanTable, asOf: string): PlanScope {
  const column = (wanted: string): ColumnReading => {
    const found = table.reading.columns.find(({ name }) => name === wanted)
    if (!found) throw new Refusal('BAD_MESSAGE', `The table has no column “${wanted.slice(0, 80)}”.`)
    return found
  }
  return {
    table,
    asOf,
    column,
    sql: (wanted) => text(wanted === ROW_COLUMN ? ROW_COLUMN : identifier(column(wanted).name)),
  }
}

const NUMERIC: ReadonlySet<string> = new Set(['integer', 'decimal', 'money', 'percent', 'duration'])
export const isNumeric = (column: ColumnReading): boolean => NUMERIC.has(column.kind.value)
export const isDate = (column: ColumnReading): boolean =>
  column.kind.value === 'date' || column.kind.value === 'datetime'
export const isText = (column: ColumnReading): boolean => column.kind.value === 'text'
export const isYesNo = (column: ColumnReading): boolean => column.kind.value === 'boolean'

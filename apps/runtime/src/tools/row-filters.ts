// Owns filters by value: which rows of a table a question is about. A column that is not there is said, never ignored.
import { z } from 'zod'
import type { Column } from './columns.ts'
import { foldName } from './name-folding.ts'
import { cellAt, type Sheet } from './sheet.ts'
import { shownCell } from './shown-text.ts'

export const columnName = z.string().min(1).max(1_000)
export const whereFilter = z.strictObject({ column: columnName, equals: z.string().max(1_000) })
export type WhereFilter = z.infer<typeof whereFilter>

export interface Filter {
  column: Column
  equals: string
}

export const findColumn = (sheet: Sheet, name: string): Column | undefined =>
  sheet.columns.find((column) => column.name === name)

export const lackingColumn = (name: string): string => `a column “${shownCell(name)}”`

export function findFilters(sheet: Sheet, where: WhereFilter[]): { filters: Filter[]; lacking: string[] } {
  const filters: Filter[] = []
  const lacking: string[] = []
  for (const { column: name, equals } of where) {
    const column = findColumn(sheet, name)
    if (column) filters.push({ column, equals: foldName(equals) })
    else lacking.push(lackingColumn(name))
  }
  return { filters, lacking }
}

export const passes = (sheet: Sheet, row: number, filters: Filter[]): boolean =>
  filters.every(({ column, equals }) => foldName(cellAt(sheet, row, column)) === equals)

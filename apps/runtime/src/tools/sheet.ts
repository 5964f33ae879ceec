// Owns a table together with what was found out about it once: columns, roles, rows that repeat an earlier one.

import { isEmptyCell } from './cell-values.ts'
import { type Roles, readRoles } from './column-roles.ts'
import { type Column, readColumns } from './columns.ts'
import type { Table } from './table.ts'

export interface Sheet {
  table: Table
  columns: Column[]
  roles: Roles
  /** Row → the earlier row that it repeats cell for cell. Rows are counted from 1; empty rows repeat nothing. */
  repeats: Map<number, number>
  /** Rows without a single filled cell. */
  empty: Set<number>
}

export function readSheet(table: Table): Sheet {
  const columns = readColumns(table)
  const seen = new Map<string, number>()
  const repeats = new Map<number, number>()
  const empty = new Set<number>()
  table.rows.forEach((cells, at) => {
    if (cells.every(isEmptyCell)) {
      empty.add(at + 1)
      return
    }
    const whole = cells.join('\u001f')
    const first = seen.get(whole)
    if (first === undefined) seen.set(whole, at + 1)
    else repeats.set(at + 1, first)
  })
  return { table, columns, roles: readRoles(columns), repeats, empty }
}

/** The cell of a 1-based row. */
export const cellAt = (sheet: Sheet, row: number, column: Column): string =>
  sheet.table.rows[row - 1]?.[column.index] ?? ''

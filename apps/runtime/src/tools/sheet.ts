// A table with its profile: columns, roles, repeated rows.

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

/** Different rows with one number: only somebody who wants to keep the worker busy writes more of them. */
const MOST_ALIKE = 1_000

export function readSheet(table: Table): Sheet {
  const columns = readColumns(table)
  // Rows by a number made of their cells: the texts themselves, joined, would take as much room as the file once more.
  const seen = new Map<number, number | number[]>()
  const repeats = new Map<number, number>()
  const empty = new Set<number>()
  table.rows.forEach((cells, at) => {
    if (cells.every(isEmptyCell)) {
      empty.add(at + 1)
      return
    }
    const hash = hashOf(cells)
    const before = seen.get(hash)
    const same = (row: number) => table.rows[row - 1]?.every((cell, index) => cell === cells[index]) ?? false
    const first = typeof before === 'number' ? (same(before) ? before : undefined) : before?.find(same)
    if (first !== undefined) repeats.set(at + 1, first)
    else if (before === undefined) seen.set(hash, at + 1)
    else if (typeof before === 'number') seen.set(hash, [before, at + 1])
    else if (before.length < MOST_ALIKE) before.push(at + 1)
  })
  return { table, columns, roles: readRoles(columns), repeats, empty }
}

/** FNV-1a over the characters, 32 bits; rows with the same number are compared cell by cell. */
function hashOf(cells: readonly string[]): number {
  let hash = 0x811c9dc5
  for (const cell of cells) {
    for (let at = 0; at < cell.length; at++) hash = Math.imul(hash ^ cell.charCodeAt(at), 0x01000193)
    hash = Math.imul(hash ^ 0x1f, 0x01000193)
  }
  return hash >>> 0
}

/** The cell of a 1-based row. */
export const cellAt = (sheet: Sheet, row: number, column: Column): string =>
  sheet.table.rows[row - 1]?.[column.index] ?? ''

// Records as they stand in a file, before anything is decided about them.

import { Refusal } from '@biplane/contracts/refusal'
import type { FileReading } from '@biplane/contracts/wire/file-reading'
import type { Decision } from './decision.ts'

export interface RawTable {
  format: FileReading['format']
  encoding: Decision<string> | null
  delimiter: Decision<string> | null
  part: Decision<string> | null
  /** Cells as text; records may have different lengths. */
  records: string[][]
  /** 1-based line (or sheet row) of each record; `null` where record n stands in line n + 1. */
  lines: number[] | null
  /** Indexes of records in which a quote is not closed, or closed in the middle of a cell. */
  broken: number[]
  /** Names that the format itself states, as JSON does; `null` where a record may be the header. */
  names: string[] | null
  /** Name of the sheet or the heading above the table, for what a row is called. */
  title: string | null
  /** How a quote within a quoted cell is written; absent where it is doubled. */
  quoting?: 'backslash' | 'none' | undefined
}

/** Bounds of what is held in memory at once; a table beyond them is refused whole, never cut. */
export const TABLE_BOUNDS = {
  rows: 5_000_000,
  columns: 1_000,
  /** Held as text while a table is read. */
  cells: 6_000_000,
  cellChars: 1_000_000,
} as const

/** @throws TOO_LARGE */
export function refuseBeyondBounds(columns: number, cells: number): void {
  if (columns > TABLE_BOUNDS.columns) {
    throw new Refusal('TOO_LARGE', `The table has more than ${TABLE_BOUNDS.columns.toLocaleString('en')} columns.`)
  }
  if (cells > TABLE_BOUNDS.cells) {
    throw new Refusal('TOO_LARGE', `The table has more than ${TABLE_BOUNDS.cells.toLocaleString('en')} cells.`)
  }
}

/** @throws TOO_LARGE */
export function refuseManyRows(rows: number): void {
  if (rows > TABLE_BOUNDS.rows) {
    throw new Refusal('TOO_LARGE', `The table has more than ${TABLE_BOUNDS.rows.toLocaleString('en')} rows.`)
  }
}

export const lineOf = (table: Pick<RawTable, 'lines'>, record: number): number => table.lines?.[record] ?? record + 1

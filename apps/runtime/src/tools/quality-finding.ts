// Builds a finding: rule, severity, rows.
import type { QualityFinding } from '@biplane/contracts/wire/artifacts'
import { type Column, nameWords } from './columns.ts'
import { cellAt, type Sheet } from './sheet.ts'
import { shownCell } from './shown-text.ts'

const LINKED_ROWS = 100

export interface FindingDraft {
  rule: string
  severity: QualityFinding['severity']
  title: string
  detail: string
  column?: Column | undefined
  rows: number[]
  /** Where the finding is not about rows. */
  count?: number
}

export const finding = ({ rule, severity, title, detail, column, rows, count }: FindingDraft): QualityFinding => ({
  rule,
  severity,
  title: title.slice(0, 300),
  detail: detail.slice(0, 1_000),
  column: column ? shownCell(column.name) : null,
  rows: rows.slice(0, LINKED_ROWS),
  count: count ?? rows.length,
})

export const quoteCell = (cell: string): string => `“${shownCell(cell)}”`
export const quoteColumn = (column: Column): string => `“${shownCell(column.name)}”`

/** The first few cells of some rows, for a detail: `“tbc” in row 144`. */
export function examplesOf(sheet: Sheet, column: Column, rows: number[], most = 3): string {
  const shown = rows.slice(0, most).map((row) => `${quoteCell(cellAt(sheet, row, column))} in row ${row}`)
  return shown.join(', ') + (rows.length > most ? ` and ${(rows.length - most).toLocaleString('en')} more` : '')
}

/** Rows whose cells stand where the columns say: neither ragged nor empty. */
export function soundRows(sheet: Sheet): number[] {
  const rows: number[] = []
  for (let row = 1; row <= sheet.table.rows.length; row++) {
    if (!sheet.table.ragged.has(row) && !sheet.empty.has(row)) rows.push(row)
  }
  return rows
}

/** A column that names its row: the invoice number, an id. */
export const namesItsRow = (sheet: Sheet, column: Column): boolean =>
  column === sheet.roles.id || /(?:^|_)(?:id|no|nr|code)$/.test(nameWords(column.name))

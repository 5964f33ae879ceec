// Owns how a cell is written, compared and exported. Pure. Numbers come as the file or the computation gave them: they are
// grouped for reading, never rounded away.
import type { TableColumn, TableData } from '@biplane/contracts/wire/artifacts'
import { STRINGS } from '../strings.ts'

export type Cell = TableData['rows'][number]['cells'][number]

const money = new Intl.NumberFormat('en', { minimumFractionDigits: 2, maximumFractionDigits: 2 })
const plain = new Intl.NumberFormat('en', { maximumFractionDigits: 6 })

export const isNumeric = ({ type }: Pick<TableColumn, 'type'>): boolean =>
  type === 'integer' || type === 'number' || type === 'currency' || type === 'percent'

/** Without its unit, which stands in the head of the column. */
export function cellText(cell: Cell | undefined, column: Pick<TableColumn, 'type'>): string {
  if (cell === null || cell === undefined || cell === '') return STRINGS.workspace.table.missing
  if (typeof cell === 'boolean') return cell ? STRINGS.workspace.table.yes : STRINGS.workspace.table.no
  if (typeof cell === 'string') return cell
  switch (column.type) {
    case 'currency':
      return money.format(cell)
    case 'percent':
      return `${plain.format(cell)} %`
    default:
      return plain.format(cell)
  }
}

const collator = new Intl.Collator('en', { numeric: true, sensitivity: 'base' })

/** What is missing stands last, whichever way is sorted. */
export function compareCells(a: Cell | undefined, b: Cell | undefined, descending: boolean): number {
  const noA = a === null || a === undefined || a === ''
  const noB = b === null || b === undefined || b === ''
  if (noA || noB) return Number(noA) - Number(noB)
  const order = typeof a === 'number' && typeof b === 'number' ? a - b : collator.compare(String(a), String(b))
  return descending ? -order : order
}

/** RFC 4180, with a mark before what a spreadsheet would take for a formula. [SECURITY 21] */
export function toCsv(table: TableData): string {
  const rows = [table.columns.map((c) => c.label), ...table.rows.map((r) => r.cells)]
  return rows.map((cells) => cells.map(csvCell).join(',')).join('\r\n')
}

function csvCell(cell: Cell): string {
  if (cell === null) return ''
  const text = String(cell)
  // A number that the file itself holds is a number, also a negative one.
  const guarded =
    typeof cell === 'string' && /^[=+\-@\t\r\0]/.test(text) && !/^-?\d+(\.\d+)?$/.test(text) ? `'${text}` : text
  return /[",\r\n]/.test(guarded) ? `"${guarded.replaceAll('"', '""')}"` : guarded
}

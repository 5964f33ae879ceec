// Owns how a question that asks for rows is shown: which rows, in which order, what they amount to. Pure.
import { type AggregateView, isMoney, provenance, questionKey, titleOf } from './aggregate-artifacts.ts'
import type { Outcome } from './aggregate-compute.ts'
import type { SelectedRow } from './aggregate-rows.ts'
import { boundedTable, type Cell, type TableDraft } from './artifact-shapes.ts'
import { compare, sum, toNumber } from './decimal.ts'
import { cellAt } from './sheet.ts'
import { counted, shownCell } from './shown-text.ts'

const LISTED_COLUMNS = 12

/** The rows of a list: as the file has them, or the first by size where the question says how many. */
export function listedRows({ query, measure }: AggregateView, rows: SelectedRow[]): SelectedRow[] {
  if (!query.top) return rows
  const sign = query.order === 'largest' ? -1 : 1
  const ordered = measure
    ? rows
        .filter(({ value }) => value !== null)
        .sort((a, b) => (a.value && b.value ? sign * compare(a.value, b.value) : 0) || a.row - b.row)
    : rows
  return ordered.slice(0, query.top)
}

export function rowTable(view: AggregateView, shown: SelectedRow[], whole: Outcome | null): TableDraft {
  const { sheet, query, measure, currency } = view
  const columns = sheet.columns.slice(0, LISTED_COLUMNS)
  const measured = shown.flatMap(({ value }) => (value ? [value] : []))
  const totals: Cell[] = columns.map((column, at) => {
    if (column === measure && isMoney(sheet, column)) return toNumber(sum(measured))
    return at === 0 ? 'Total' : null
  })
  return {
    kind: 'table',
    key: questionKey('rows', view),
    title: titleOf(query),
    summary: counted(shown.length, 'row'),
    provenance: provenance(view, shown, whole),
    data: boundedTable({
      columns: columns.map((column) => ({
        key: `c${column.index}`,
        label: shownCell(column.name),
        type: column === measure && isMoney(sheet, column) ? 'currency' : 'text',
        ...(column === measure && currency ? { unit: currency } : {}),
      })),
      rows: shown.map(({ row, value }) => ({
        row,
        cells: columns.map((column): Cell => {
          if (value && column === measure && isMoney(sheet, column)) return toNumber(value)
          return shownCell(cellAt(sheet, row, column).trim())
        }),
      })),
      ...(measured.length > 0 ? { totals } : {}),
    }),
  }
}

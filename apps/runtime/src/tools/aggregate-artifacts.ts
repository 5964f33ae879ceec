// Owns how the answer to a question about a table is shown: its groups or rows as a table, a chart, and the calculation.
import { createHash } from 'node:crypto'
import type { Provenance, TableColumn } from '@biplane/contracts/wire/artifacts'
import type { Group, Outcome } from './aggregate-compute.ts'
import { type AggregateQuery, conditionsOf, queryExpression, queryInWords } from './aggregate-query.ts'
import type { SelectedRow, Selection } from './aggregate-rows.ts'
import {
  boundedTable,
  type Cell,
  type ChartDraft,
  provenanceOf,
  type Step,
  type TableDraft,
} from './artifact-shapes.ts'
import { asOfInWords } from './as-of.ts'
import { barChart, lineChart } from './charts.ts'
import type { Column } from './columns.ts'
import { type Decimal, formatDecimal, formatMoney, toNumber } from './decimal.ts'
import type { FileFacts } from './define-tool.ts'
import type { Sheet } from './sheet.ts'
import { counted, shownCell } from './shown-text.ts'

export interface AggregateView {
  tool: { name: string; version: string }
  file: FileFacts
  sheet: Sheet
  query: AggregateQuery
  selection: Selection
  measure: Column | null
  /** The unit of the measured values: a currency, or empty. */
  currency: string
}

const SHOWN_BARS = 24

/** Numbers of things have no digits after the point; money has two. */
export function valueInWords(view: AggregateView, value: Decimal): string {
  const { operation } = view.query
  if (operation === 'count' || operation === 'distinct' || operation === 'list') return formatDecimal(value)
  return moneyInWords(view, value)
}

/** A value of the measured column, with its unit. */
export function moneyInWords({ measure, sheet, currency }: AggregateView, value: Decimal): string {
  if (measure && isMoney(sheet, measure)) return currency ? `${currency} ${formatMoney(value)}` : formatMoney(value)
  return formatDecimal(value) + (measure?.type === 'percent' ? ' %' : '')
}

export const isMoney = (sheet: Sheet, column: Column): boolean =>
  column.type === 'currency' || column === sheet.roles.amount

/** The same question about the same file is the same artifact, in a new version. */
export const questionKey = (
  what: string,
  { query, file, currency }: Pick<AggregateView, 'query' | 'file' | 'currency'>,
): string =>
  `${what}:${createHash('sha256')
    .update(JSON.stringify([query, file.file_uuid, currency]))
    .digest('hex')
    .slice(0, 24)}`

export function provenance(view: AggregateView, rows: SelectedRow[], whole: Outcome | null): Provenance {
  const { sheet, query, selection, file, tool } = view
  const steps: Step[] = [
    { label: 'Plan', expression: queryExpression(query), result: queryInWords(query).slice(0, 1_000) },
    ...(selection.asOf
      ? [{ label: 'As of', expression: 'the day on which the state is judged', result: asOfInWords(selection.asOf) }]
      : []),
    ...selection.leftOut.list().map(({ text, count, rows: left }) => ({
      label: 'Left out',
      expression: text,
      result: `${counted(count, 'row')} (${left.slice(0, 10).join(', ')}${count > 10 ? ' …' : ''})`,
    })),
    {
      label: 'Rows used',
      expression: filterInWords(query),
      result: `${counted(rows.length, 'row')} of ${sheet.table.rows.length.toLocaleString('en')}`,
    },
    ...(whole
      ? [
          {
            label: 'Result',
            expression: queryExpression({ ...query, by: null }),
            result: valueInWords(view, whole.value),
          },
        ]
      : []),
  ]
  return provenanceOf(tool, file, { rows: sheet.table.rows.length, expression: queryExpression(query), steps })
}

const filterInWords = (query: AggregateQuery): string => conditionsOf(query).join(' and ') || 'every row'

export function groupTable(
  view: AggregateView,
  groups: Group[],
  rows: SelectedRow[],
  whole: Outcome | null,
): TableDraft {
  const { query, measure, sheet, currency } = view
  const shares = groups.some(({ share }) => share !== null)
  const counts = query.operation === 'count'
  const columns: TableColumn[] = [
    { key: 'group', label: shownCell(query.by?.column ?? 'group'), type: 'text' },
    ...(counts ? [] : [valueColumn(view, measure, sheet, currency)]),
    { key: 'rows', label: 'Rows', type: 'integer' },
    ...(shares ? [{ key: 'share', label: 'Share', type: 'percent' as const }] : []),
  ]
  const line = (label: string, value: Decimal | null, count: number, share: Decimal | null): Cell[] => [
    shownCell(label),
    ...(counts ? [] : [value && toNumber(value)]),
    count,
    ...(shares ? [share && toNumber(share)] : []),
  ]
  const shown = groups.slice(0, query.top ?? groups.length)
  const complete = shown.length === groups.length && whole !== null
  return {
    kind: 'table',
    key: questionKey('groups', view),
    title: titleOf(query),
    summary: `${shown.length} of ${counted(groups.length, 'group')}`,
    provenance: provenance(view, rows, whole),
    data: boundedTable({
      columns,
      rows: shown.map(({ label, value, count, share, row }) => ({ row, cells: line(label, value, count, share) })),
      ...(complete ? { totals: line('All', whole.value, rows.length, shares ? { units: 100n, scale: 0 } : null) } : {}),
    }),
  }
}

export const valueColumn = (
  view: AggregateView,
  measure: Column | null,
  sheet: Sheet,
  currency: string,
): TableColumn => ({
  key: 'value',
  label: shownCell(`${view.query.operation} of ${measure?.name ?? 'rows'}`),
  type: measure && isMoney(sheet, measure) ? 'currency' : measure?.type === 'percent' ? 'percent' : 'number',
  ...(currency ? { unit: currency } : {}),
})

/** `null` where a picture would say nothing: a single group, or none. */
export function groupChart(
  view: AggregateView,
  groups: Group[],
  table: TableDraft,
  rows: SelectedRow[],
  whole: Outcome | null,
): ChartDraft | null {
  const { query, currency } = view
  const shown = groups.slice(0, Math.min(query.top ?? SHOWN_BARS, SHOWN_BARS))
  if (shown.length < 2) return null
  const measure = `${query.operation} of ${query.column ?? 'rows'}${currency ? ` (${currency})` : ''}`
  const points = shown.map(({ label, value }) => ({ label: shownCell(label), value: toNumber(value) }))
  const axis = query.by?.grain ?? query.by?.column ?? 'group'
  const spec =
    query.by?.grain && !query.top
      ? lineChart({
          points: groups.map(({ label, value }) => ({ label, value: toNumber(value) })).slice(-240),
          axis,
          measure,
        })
      : barChart({ bars: points, axis: shownCell(axis), measure: shownCell(measure), lying: true })
  return {
    kind: 'chart',
    key: questionKey('chart', view),
    title: titleOf(query),
    summary:
      groups.length > shown.length && !query.by?.grain
        ? `the first ${shown.length} of ${groups.length} groups`
        : counted(groups.length, 'group'),
    provenance: provenance(view, rows, whole),
    data: { spec, table: { ...table.data, rows: table.data.rows.slice(0, 100) } },
  }
}

export const titleOf = (query: AggregateQuery): string => {
  const words = queryInWords(query)
  const title = words.charAt(0).toUpperCase() + words.slice(1)
  return title.length > 160 ? `${title.slice(0, 159)}…` : title
}

// Owns how overdue invoices are shown: the list, the customers, the ageing chart with its table, and their calculation.
import type { TableColumn } from '@biplane/contracts/wire/artifacts'
import type { Ageing } from './ageing.ts'
import {
  artifactKey,
  boundedTable,
  type Cell,
  type ChartDraft,
  provenanceOf,
  type Step,
  type TableDraft,
} from './artifact-shapes.ts'
import { type AsOf, asOfInWords } from './as-of.ts'
import { formatDay } from './calendar.ts'
import { barChart } from './charts.ts'
import { type Decimal, formatDecimal, formatMoney, toNumber } from './decimal.ts'
import type { FileFacts } from './define-tool.ts'
import { tidySpaces } from './name-folding.ts'
import type { OpenInvoices } from './open-invoices.ts'
import { cellAt, type Sheet } from './sheet.ts'
import { counted, shownCell } from './shown-text.ts'

export interface OverdueView {
  tool: { name: string; version: string }
  file: FileFacts
  sheet: Sheet
  asOf: AsOf
  invoices: OpenInvoices
  /** `more than 90 days late`. */
  condition: string
  /** `as_of − due_date > 90`. */
  formula: string
  /** `region “North”` when the question is about a part of the rows; else empty. */
  only: string
}

/** `EUR 1,234.50`; the bare amount where no currency is known. */
export const inCurrency = (amount: Decimal, currency: string): string =>
  currency ? `${currency} ${formatMoney(amount)}` : formatMoney(amount)

export const percentInWords = (share: Decimal | null): string => (share ? `${formatDecimal(share)} %` : 'no share')

export function stepsOf({ sheet, asOf, invoices, condition, formula }: OverdueView, ageing: Ageing): Step[] {
  const { late, open, share, currency } = ageing
  const rows = sheet.table.rows.length
  return [
    { label: 'As of', expression: 'the day for which lateness is counted', result: asOfInWords(asOf) },
    {
      label: 'Rows that are settled',
      expression: invoices.paymentKnown
        ? 'paid by that day, or cancelled, or not yet written'
        : 'the file does not say what is paid',
      result: `${invoices.closed} of ${counted(rows, 'row')}`,
    },
    ...invoices.leftOut.list().map(({ text, count, rows: left, totals }) => ({
      label: 'Left out',
      expression: text,
      result: `${counted(count, 'row')} (${left.slice(0, 10).join(', ')}${count > 10 ? ' …' : ''})${totals.map((t) => `, ${t.currency} ${t.total}`).join('')}`,
    })),
    { label: 'Open', expression: `sum of ${counted(open.count, 'amount')}`, result: inCurrency(open.total, currency) },
    { label: `Of these ${condition}`, expression: formula, result: counted(late.count, 'row') },
    { label: 'Total', expression: `sum of ${counted(late.count, 'amount')}`, result: inCurrency(late.total, currency) },
    {
      label: 'Share',
      expression: `${formatMoney(late.total)} ÷ ${formatMoney(open.total)}`,
      result: percentInWords(share),
    },
  ]
}

const provenance = (view: OverdueView, ageing: Ageing, expression: string) =>
  provenanceOf(view.tool, view.file, { rows: view.sheet.table.rows.length, expression, steps: stepsOf(view, ageing) })

/** Every late invoice with the number of its row. Keys carry the file, so that the next question of it is a new version. */
export function lateList(view: OverdueView, ageing: Ageing): TableDraft {
  const { sheet, condition } = view
  const { id, customer, due_date: due, status } = sheet.roles
  const said = [id, customer].filter((column) => column !== undefined)
  const text = (column: (typeof said)[number]): TableColumn => ({
    key: `c${column.index}`,
    label: shownCell(column.name),
    type: 'text',
  })
  const columns: TableColumn[] = [
    ...said.map(text),
    { key: 'due', label: due ? shownCell(due.name) : 'due', type: 'date' },
    { key: 'days_late', label: 'Days late', type: 'integer', unit: 'days' },
    { key: 'amount', label: 'Amount', type: 'currency', ...unitOf(ageing) },
    ...(status ? [text(status)] : []),
  ]
  const rows = ageing.list.map((invoice) => {
    const cells: Cell[] = [
      ...said.map((column) => shownCell(tidySpaces(cellAt(sheet, invoice.row, column)))),
      formatDay(invoice.due),
      invoice.daysLate,
      toNumber(invoice.amount),
      ...(status ? [shownCell(cellAt(sheet, invoice.row, status))] : []),
    ]
    return { row: invoice.row, cells }
  })
  const totals: Cell[] = columns.map((column, at) => {
    if (column.key === 'amount') return toNumber(ageing.late.total)
    return at === 0 ? 'Total' : null
  })
  return {
    kind: 'table',
    key: keyOf('late', view, ageing),
    title: titled(`Invoices ${condition}`, view),
    summary: `${counted(ageing.late.count, 'invoice')}, ${inCurrency(ageing.late.total, ageing.currency)}`,
    provenance: provenance(view, ageing, `open invoices where ${view.formula}`),
    data: boundedTable({ columns, rows, totals }),
  }
}

export function lateCustomers(view: OverdueView, ageing: Ageing): TableDraft {
  const rows = ageing.customers.map(({ name, count, total, oldest }) => {
    const cells: Cell[] = [shownCell(name), count, oldest, toNumber(total)]
    return { row: null, cells }
  })
  return {
    kind: 'table',
    key: keyOf('debtors', view, ageing),
    title: titled(`Customers ${view.condition}`, view),
    summary: counted(ageing.customers.length, 'customer'),
    provenance: provenance(view, ageing, `sum(amount) by customer where ${view.formula}`),
    data: boundedTable({
      columns: [
        { key: 'customer', label: 'Customer', type: 'text' },
        { key: 'invoices', label: 'Invoices', type: 'integer' },
        { key: 'oldest', label: 'Longest late', type: 'integer', unit: 'days' },
        { key: 'amount', label: 'Amount', type: 'currency', ...unitOf(ageing) },
      ],
      rows,
      totals: ['Total', ageing.late.count, null, toNumber(ageing.late.total)],
    }),
  }
}

export function ageingChart(view: OverdueView, ageing: Ageing): ChartDraft {
  const measure = ageing.currency ? `Open amount (${ageing.currency})` : 'Open amount'
  const rows = ageing.buckets.map(({ label, count, total, share }) => {
    const cells: Cell[] = [label, count, toNumber(total), share ? toNumber(share) : null]
    return { row: null, cells }
  })
  return {
    kind: 'chart',
    key: keyOf('ageing', view, ageing),
    title: titled(ageing.currency ? `Ageing of open invoices, ${ageing.currency}` : 'Ageing of open invoices', view),
    summary: `${inCurrency(ageing.open.total, ageing.currency)} open on ${formatDay(view.asOf.day)}`,
    provenance: provenance(view, ageing, 'sum(amount) of open invoices by days late'),
    data: {
      spec: barChart({
        bars: ageing.buckets.map(({ label, total }) => ({ label, value: toNumber(total) })),
        axis: 'Days late',
        measure,
        lying: false,
      }),
      table: boundedTable({
        columns: [
          { key: 'bucket', label: 'Days late', type: 'text' },
          { key: 'invoices', label: 'Invoices', type: 'integer' },
          { key: 'amount', label: measure, type: 'currency', ...unitOf(ageing) },
          { key: 'share', label: 'Share', type: 'percent' },
        ],
        rows,
        totals: ['Total', ageing.open.count, toNumber(ageing.open.total), ageing.open.count > 0 ? 100 : null],
      }),
    },
  }
}

const titled = (title: string, { only }: OverdueView): string => (only ? `${title}, ${only}` : title).slice(0, 200)

const unitOf = (ageing: Ageing): { unit?: string } => (ageing.currency ? { unit: ageing.currency } : {})

/** The same question of the same file is a new version of the same artifact; another filter is another artifact. */
const keyOf = (what: string, { file, only }: OverdueView, { currency }: Ageing): string =>
  artifactKey(what, currency, only, file.file_uuid)

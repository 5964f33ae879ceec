// Owns the tool that says who is late: the invoices, the customers, the total and its share, aged, on a day that it names.
import { z } from 'zod'
import { type Ageing, ageInvoices } from './ageing.ts'
import { artifactKey, chartDraft, tableDraft } from './artifact-shapes.ts'
import { asOfInWords, chooseAsOf } from './as-of.ts'
import { formatDay } from './calendar.ts'
import { formatDecimal, formatMoney } from './decimal.ts'
import { defineTool } from './define-tool.ts'
import { openSheet } from './detect.ts'
import { leftOut } from './left-out.ts'
import { readOpenInvoices } from './open-invoices.ts'
import { ageingChart, inCurrency, lateCustomers, lateList, type OverdueView } from './overdue-artifacts.ts'
import { findFilters, passes, whereFilter } from './row-filters.ts'
import { cellAt, type Sheet } from './sheet.ts'
import { shownCell } from './shown-text.ts'

const TOOL = { name: 'insights.overdue', version: '1' }
/** Currencies that are shown; a file has one or two. */
const SHOWN_CURRENCIES = 5
const NAMED_CUSTOMERS = 5

const sumView = z.object({ count: z.number().int(), total: z.string() })

const currencyView = z.object({
  currency: z.string(),
  late: sumView,
  open: sumView,
  /** The late part of what is open, in percent with one digit; `null` when nothing is open. */
  share: z.string().nullable(),
  buckets: z.array(sumView.extend({ label: z.string(), share: z.string().nullable() })),
  customers: z.number().int(),
  top_customers: z.array(sumView.extend({ name: z.string(), oldest_days: z.number().int() })),
  /** The invoice that is late for longest. */
  oldest: z.object({ row: z.number().int(), days: z.number().int(), customer: z.string().nullable() }).nullable(),
  list: tableDraft,
  by_customer: tableDraft.nullable(),
  chart: chartDraft,
})

export const overdueTool = defineTool({
  ...TOOL,
  args: z.strictObject({
    days: z.number().int().min(0).max(100_000),
    /** Whether exactly so many days are late enough: “at least 30 days”. */
    inclusive: z.boolean().default(false),
    as_of: z.iso.date().optional(),
    /** Only rows whose cell has this value, case and spaces apart. */
    where: z.array(whereFilter).max(10).default([]),
  }),
  result: z.discriminatedUnion('kind', [
    z.object({
      kind: z.literal('answer'),
      as_of: z.string(),
      as_of_words: z.string(),
      condition: z.string(),
      where: z.array(whereFilter),
      rows: z.number().int(),
      payment_known: z.boolean(),
      /** The most late invoices first; money of different currencies is never added. */
      currencies: z.array(currencyView),
      left_out: z.array(leftOut),
      left_out_table: tableDraft.nullable(),
    }),
    /** The file has no such columns, in words: `a due date`. */
    z.object({ kind: z.literal('lacking'), lacking: z.array(z.string()) }),
  ]),
  async run({ days, inclusive, as_of, where }, file) {
    const sheet = await openSheet(file)
    const filters = findFilters(sheet, where)
    const { due_date: due, amount } = sheet.roles
    const asOf = chooseAsOf(sheet, as_of)
    if (!due || !amount || !asOf || filters.lacking.length > 0) {
      return { kind: 'lacking' as const, lacking: [...filters.lacking, ...lackingOf(sheet, asOf !== null)] }
    }
    const invoices = readOpenInvoices(sheet, {
      due,
      amount,
      asOf: asOf.day,
      fits: (row) => passes(sheet, row, filters.filters),
    })
    const only = where.map(({ column, equals }) => `${shownCell(column)} “${shownCell(equals)}”`).join(' and ')
    const condition = conditionInWords(days, inclusive)
    const formula = `${formatDay(asOf.day)} − ${shownCell(due.name)} ${inclusive ? '≥' : '>'} ${days} days${only ? ` and ${only}` : ''}`
    const view: OverdueView = { tool: TOOL, file, sheet, asOf, invoices, condition, formula, only }
    const late = (by: number) => (inclusive ? by >= Math.max(days, 1) : by > days)
    return {
      kind: 'answer' as const,
      as_of: formatDay(asOf.day),
      as_of_words: asOfInWords(asOf),
      condition,
      where,
      rows: sheet.table.rows.length,
      payment_known: invoices.paymentKnown,
      currencies: ageInvoices(sheet, invoices.open, asOf.day, late)
        .slice(0, SHOWN_CURRENCIES)
        .map((ageing) => viewOf(view, ageing)),
      left_out: invoices.leftOut.list(),
      left_out_table: invoices.leftOut.table(sheet, {
        tool: TOOL,
        file,
        key: artifactKey('left-out', only, file.file_uuid),
      }),
    }
  },
})

function lackingOf(sheet: Sheet, dayKnown: boolean): string[] {
  return [
    ...(sheet.roles.due_date ? [] : ['a column with due dates']),
    ...(sheet.roles.amount ? [] : ['a column with amounts']),
    ...(dayKnown ? [] : ['a day to count from (say “as of 2026-01-31”)']),
  ]
}

function conditionInWords(days: number, inclusive: boolean): string {
  if (days === 0) return 'past their due date'
  return inclusive ? `at least ${days} days late` : `more than ${days} ${days === 1 ? 'day' : 'days'} late`
}

function viewOf(view: OverdueView, ageing: Ageing): z.infer<typeof currencyView> {
  const { sheet } = view
  const oldest = ageing.list[0]
  const customer = sheet.roles.customer
  return {
    currency: ageing.currency,
    late: { count: ageing.late.count, total: inCurrency(ageing.late.total, ageing.currency) },
    open: { count: ageing.open.count, total: inCurrency(ageing.open.total, ageing.currency) },
    share: ageing.share && formatDecimal(ageing.share),
    buckets: ageing.buckets.map(({ label, count, total, share }) => ({
      label,
      count,
      total: formatMoney(total),
      share: share && formatDecimal(share),
    })),
    customers: ageing.customers.length,
    top_customers: ageing.customers.slice(0, NAMED_CUSTOMERS).map(({ name, count, total, oldest: longest }) => ({
      name: shownCell(name),
      count,
      total: inCurrency(total, ageing.currency),
      oldest_days: longest,
    })),
    oldest: oldest
      ? {
          row: oldest.row,
          days: oldest.daysLate,
          customer: customer ? shownCell(cellAt(sheet, oldest.row, customer).trim()) : null,
        }
      : null,
    list: lateList(view, ageing),
    by_customer: customer ? lateCustomers(view, ageing) : null,
    chart: ageingChart(view, ageing),
  }
}

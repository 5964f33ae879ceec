// Owns how open invoices are aged: days late, buckets, customers, totals and shares, each currency for itself. Pure.
import { compare, type Decimal, isZero, percentOf, sum } from './decimal.ts'
import { groupBy } from './group-by.ts'
import { foldName, NameBook } from './name-folding.ts'
import type { OpenInvoice } from './open-invoices.ts'
import { cellAt, type Sheet } from './sheet.ts'

export const BUCKETS = [
  { label: 'Not due', from: Number.NEGATIVE_INFINITY, to: 0 },
  { label: '1–30 days', from: 1, to: 30 },
  { label: '31–60 days', from: 31, to: 60 },
  { label: '61–90 days', from: 61, to: 90 },
  { label: 'Over 90 days', from: 91, to: Number.POSITIVE_INFINITY },
] as const

export interface AgedInvoice extends OpenInvoice {
  /** Negative or 0 when it is not due yet. */
  daysLate: number
}

export interface Sum {
  count: number
  total: Decimal
}

export interface CustomerSum extends Sum {
  name: string
  /** The longest that this customer is late, in days. */
  oldest: number
}

export interface Ageing {
  currency: string
  late: Sum
  open: Sum
  /** The late part of what is open, in percent; `null` when nothing is open. */
  share: Decimal | null
  buckets: (Sum & { label: string; share: Decimal | null })[]
  /** Those who are late, the largest total first. */
  customers: CustomerSum[]
  /** The late invoices, the longest late first. */
  list: AgedInvoice[]
}

/** `late` says from how many days on an invoice counts as late for this question. */
export function ageInvoices(
  sheet: Sheet,
  open: OpenInvoice[],
  asOf: number,
  late: (days: number) => boolean,
): Ageing[] {
  const aged = open.map((invoice) => ({ ...invoice, daysLate: asOf - invoice.due }))
  return [...groupBy(aged, (invoice) => invoice.currency)]
    .map(([currency, invoices]) => ageOne(sheet, currency, invoices, late))
    .sort((a, b) => b.late.count - a.late.count || b.open.count - a.open.count || (a.currency < b.currency ? -1 : 1))
}

function ageOne(sheet: Sheet, currency: string, invoices: AgedInvoice[], late: (days: number) => boolean): Ageing {
  const open = sumOf(invoices)
  const list = invoices
    .filter(({ daysLate }) => late(daysLate))
    .sort((a, b) => b.daysLate - a.daysLate || compare(b.amount, a.amount) || a.row - b.row)
  const lateSum = sumOf(list)
  return {
    currency,
    open,
    late: lateSum,
    share: isZero(open.total) ? null : percentOf(lateSum.total, open.total),
    buckets: BUCKETS.map(({ label, from, to }) => {
      const inside = sumOf(invoices.filter(({ daysLate }) => daysLate >= from && daysLate <= to))
      return { label, ...inside, share: percentOf(inside.total, open.total) }
    }),
    customers: customersOf(sheet, list),
    list,
  }
}

const sumOf = (invoices: AgedInvoice[]): Sum => ({ count: invoices.length, total: sum(invoices.map((i) => i.amount)) })

function customersOf(sheet: Sheet, list: AgedInvoice[]): CustomerSum[] {
  const customer = sheet.roles.customer
  if (!customer) return []
  // Spellings are counted over the whole file, so that a name is shown as it is mostly written.
  const book = new NameBook()
  for (const cells of sheet.table.rows) book.note(cells[customer.index] ?? '')
  return [...groupBy(list, (invoice) => foldName(cellAt(sheet, invoice.row, customer)))]
    .map(([name, invoices]) => ({
      name: book.shown(name),
      ...sumOf(invoices),
      oldest: Math.max(...invoices.map((i) => i.daysLate)),
    }))
    .sort((a, b) => compare(b.total, a.total) || (a.name < b.name ? -1 : 1))
}

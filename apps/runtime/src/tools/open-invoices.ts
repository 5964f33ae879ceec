// Owns which rows of an invoice list are open on a day, and which cannot be told. Pure.
import { readDay } from './calendar.ts'
import { isEmptyCell, readNumber } from './cell-values.ts'
import type { Column } from './columns.ts'
import { type Decimal, isNegative } from './decimal.ts'
import { statusSays } from './invoice-status.ts'
import { LeftOutBook } from './left-out.ts'
import { contradictsPayment } from './quality-contradictions.ts'
import { cellAt, type Sheet } from './sheet.ts'
import { shownCell } from './shown-text.ts'

export interface OpenInvoice {
  row: number
  amount: Decimal
  /** Code or sign, upper case; empty when neither a column nor the cell says one. */
  currency: string
  due: number
}

export interface OpenInvoices {
  open: OpenInvoice[]
  leftOut: LeftOutBook
  /** Rows that are settled, cancelled, or were not written yet on that day. */
  closed: number
  /** False when the file says nowhere what is paid, so that every row had to count as open. */
  paymentKnown: boolean
}

/** An amount and its currency; `null` when the cell is no number. */
export function moneyAt(sheet: Sheet, row: number, column: Column): { amount: Decimal; currency: string } | null {
  const read = readNumber(cellAt(sheet, row, column), column.style)
  if (!read) return null
  return { amount: read.value, currency: currencyAt(sheet, row) || (read.currency ?? '') }
}

/** What the currency column says of a row; empty when it says nothing. */
export function currencyAt(sheet: Sheet, row: number): string {
  const stated = sheet.roles.currency ? cellAt(sheet, row, sheet.roles.currency).trim().toUpperCase() : ''
  return isEmptyCell(stated) ? '' : shownCell(stated).slice(0, 8)
}

export interface OpenQuestion {
  due: Column
  amount: Column
  /** A day as in `calendar.ts`. */
  asOf: number
  /** Whether the question is about this row at all. */
  fits(row: number): boolean
}

export function readOpenInvoices(sheet: Sheet, { due, amount, asOf, fits }: OpenQuestion): OpenInvoices {
  const leftOut = new LeftOutBook()
  const open: OpenInvoice[] = []
  let closed = 0
  for (let row = 1; row <= sheet.table.rows.length; row++) {
    if (sheet.empty.has(row)) continue
    if (sheet.table.ragged.has(row)) {
      leftOut.leave('ragged', row)
      continue
    }
    if (!fits(row)) continue
    const money = moneyAt(sheet, row, amount)
    const state = stateOn(sheet, row, asOf)
    if (state === 'closed') closed++
    else if (state !== 'open') leftOut.leave(state, row, money ?? undefined)
    else if (isRepeat(sheet, row)) leftOut.leave('repeated', row, money ?? undefined)
    else if (!money) leftOut.leave(isEmptyCell(cellAt(sheet, row, amount)) ? 'no_value' : 'unreadable_value', row)
    else if (isNegative(money.amount)) leftOut.leave('credit_note', row, money)
    else {
      const cell = cellAt(sheet, row, due)
      const day = readDay(cell, due.order)
      if (day?.kind === 'day') open.push({ row, ...money, due: day.day })
      else if (isEmptyCell(cell)) leftOut.leave('no_due_date', row, money)
      else leftOut.leave(day ? 'impossible_due_date' : 'unreadable_due_date', row, money)
    }
  }
  return { open, leftOut, closed, paymentKnown: Boolean(sheet.roles.paid_date ?? sheet.roles.status) }
}

/** A row that repeats another counts once only where rows have a name of their own: two equal sales are two sales. */
export const isRepeat = (sheet: Sheet, row: number): boolean => sheet.roles.id !== undefined && sheet.repeats.has(row)

/** Whether a row was open at the end of that day. */
export function stateOn(
  sheet: Sheet,
  row: number,
  asOf: number,
): 'open' | 'closed' | 'contradiction' | 'unreadable_paid_date' {
  const { paid_date: paid, status, invoice_date: invoiced } = sheet.roles
  const says = status ? statusSays(cellAt(sheet, row, status)) : null
  if (says === 'gone') return 'closed'
  const written = invoiced ? readDay(cellAt(sheet, row, invoiced), invoiced.order) : null
  if (written?.kind === 'day' && written.day > asOf) return 'closed'
  if (!paid) return says === 'paid' ? 'closed' : 'open'
  const cell = cellAt(sheet, row, paid)
  if (status && contradictsPayment(cellAt(sheet, row, status), cell)) return 'contradiction'
  if (isEmptyCell(cell)) return 'open'
  const day = readDay(cell, paid.order)
  if (day?.kind !== 'day') return 'unreadable_paid_date'
  return day.day <= asOf ? 'closed' : 'open'
}

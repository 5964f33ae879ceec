// Findings about two cells of a row that contradict each other. Pure.
import type { QualityFinding } from '@biplane/contracts/wire/artifacts'
import { readDay } from './calendar.ts'
import { isEmptyCell } from './cell-values.ts'
import type { Column } from './columns.ts'
import { statusSays } from './invoice-status.ts'
import { finding, quoteCell, quoteColumn, soundRows } from './quality-finding.ts'
import { cellAt, type Sheet } from './sheet.ts'
import { counted } from './shown-text.ts'

export function contradictions(sheet: Sheet): QualityFinding[] {
  const { invoice_date: invoiced, due_date: due, paid_date: paid, status } = sheet.roles
  return [
    ...(invoiced && paid ? outOfOrder(sheet, 'paid_before_invoice', invoiced, paid) : []),
    ...(invoiced && due ? outOfOrder(sheet, 'due_before_invoice', invoiced, due) : []),
    ...(status && paid ? statusAgainstPayment(sheet, status, paid) : []),
  ]
}

function outOfOrder(sheet: Sheet, rule: string, earlier: Column, later: Column): QualityFinding[] {
  const wrong = soundRows(sheet).filter((row) => {
    const [first, second] = [dayAt(sheet, row, earlier), dayAt(sheet, row, later)]
    return first !== null && second !== null && second < first
  })
  if (wrong.length === 0) return []
  const shown = wrong
    .slice(0, 3)
    .map((row) => `row ${row}: ${cellAt(sheet, row, later)} before ${cellAt(sheet, row, earlier)}`)
  return [
    finding({
      rule,
      severity: 'error',
      title: `${quoteColumn(later)} lies before ${quoteColumn(earlier)} in ${counted(wrong.length, 'row')}`,
      detail: `${shown.join(', ')}.`,
      column: later,
      rows: wrong,
    }),
  ]
}

function dayAt(sheet: Sheet, row: number, column: Column): number | null {
  const read = readDay(cellAt(sheet, row, column), column.order)
  return read?.kind === 'day' ? read.day : null
}

function statusAgainstPayment(sheet: Sheet, status: Column, paid: Column): QualityFinding[] {
  const wrong = soundRows(sheet).filter((row) =>
    contradictsPayment(cellAt(sheet, row, status), cellAt(sheet, row, paid)),
  )
  if (wrong.length === 0) return []
  const shown = wrong.slice(0, 3).map((row) => {
    const day = cellAt(sheet, row, paid)
    return `row ${row} says ${quoteCell(cellAt(sheet, row, status))} ${isEmptyCell(day) ? 'without a day of payment' : `although it was paid on ${day}`}`
  })
  return [
    finding({
      rule: 'status_contradiction',
      severity: 'error',
      title: `${quoteColumn(status)} contradicts ${quoteColumn(paid)} in ${counted(wrong.length, 'row')}`,
      detail: `${shown.join(', ')}. Whether it is paid cannot be told, so it is left out of what is open.`,
      column: status,
      rows: wrong,
    }),
  ]
}

/** Paid without a day of payment, or open with one. */
export function contradictsPayment(status: string, paid: string): boolean {
  const says = statusSays(status)
  return isEmptyCell(paid) ? says === 'paid' : says === 'open'
}

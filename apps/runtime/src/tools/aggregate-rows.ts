// Owns which rows a question is about: its filters applied, unusable rows left out and noted. Pure.
import type { AggregateQuery } from './aggregate-query.ts'
import { type AsOf, chooseAsOf } from './as-of.ts'
import { periodOf, readDay } from './calendar.ts'
import { isEmptyCell, readNumber } from './cell-values.ts'
import { type Column, isNumeric } from './columns.ts'
import { type Decimal, isNegative } from './decimal.ts'
import { type Limit, passesLimits } from './insights/limits.ts'
import { LeftOutBook } from './left-out.ts'
import { NameBook, rememberedFold } from './name-folding.ts'
import { currencyAt, isRepeat, moneyAt, stateOn } from './open-invoices.ts'
import { type Filter, passes } from './row-filters.ts'
import { cellAt, type Sheet } from './sheet.ts'

export interface SelectedRow {
  row: number
  /** The measured value; `null` where only rows are counted. */
  value: Decimal | null
  /** Empty unless the measure is money. */
  currency: string
  /** The group's name as it is shown; empty without grouping. */
  group: string
  /** Of the second grouping. */
  across: string
}

export interface Selection {
  rows: SelectedRow[]
  leftOut: LeftOutBook
  /** Set when the question needed a day. */
  asOf: AsOf | null
}

export interface QueryColumns {
  measure: Column | null
  by: Column | null
  across: Column | null
  filters: Filter[]
  limits: Limit[]
}

/** What a group of rows with nothing in the column is called. */
const NO_VALUE = '(empty)'

export function selectRows(sheet: Sheet, query: AggregateQuery, columns: QueryColumns): Selection {
  const leftOut = new LeftOutBook()
  const asOf = query.state ? chooseAsOf(sheet, query.as_of ?? undefined) : null
  const groupOf = grouping(sheet, query.by?.grain ?? null, columns.by)
  const acrossOf = grouping(sheet, query.across?.grain ?? null, columns.across)
  const rows: SelectedRow[] = []
  for (let row = 1; row <= sheet.table.rows.length; row++) {
    if (sheet.empty.has(row)) continue
    if (sheet.table.ragged.has(row)) {
      leftOut.leave('ragged', row)
      continue
    }
    if (!passes(sheet, row, columns.filters)) continue
    const inside = passesLimits(sheet, row, columns.limits)
    if (inside === false) continue
    const fits = query.state ? fitsState(sheet, row, query, asOf?.day ?? Number.POSITIVE_INFINITY) : true
    const money = columns.measure ? moneyAt(sheet, row, columns.measure) : null
    if (fits !== true) {
      if (fits) leftOut.leave(fits, row, money ?? undefined)
      continue
    }
    if (inside !== true) {
      leftOut.leave(inside, row, money ?? undefined)
      continue
    }
    if (isRepeat(sheet, row)) {
      leftOut.leave('repeated', row, money ?? undefined)
      continue
    }
    // As in the list of who is late: what is owed to a customer is not owed by them.
    const owed = query.late ? amountAt(sheet, row) : null
    if (owed && isNegative(owed.amount)) {
      leftOut.leave('credit_note', row, owed)
      continue
    }
    const measured = measureAt(sheet, row, query, columns.measure)
    if (typeof measured === 'string') {
      leftOut.leave(measured, row)
      continue
    }
    const [group, across] = [groupOf(row), acrossOf(row)]
    if (group === null || across === null) leftOut.leave('no_date', row, money ?? undefined)
    else rows.push({ row, ...measured, group, across })
  }
  return { rows, leftOut, asOf }
}

type Unfit = 'contradiction' | 'unreadable_paid_date' | 'no_due_date' | 'impossible_due_date' | 'unreadable_due_date'

/** False for a row that the question is not about; a reason for one of which that cannot be told. */
function fitsState(sheet: Sheet, row: number, { state: wanted, late }: AggregateQuery, asOf: number): boolean | Unfit {
  const state = stateOn(sheet, row, asOf)
  if (state !== 'open' && state !== 'closed') return state
  if (wanted === 'paid') return state === 'closed' && saysPaid(sheet, row)
  if (state === 'closed' || wanted === 'open') return state === 'open'
  const due = sheet.roles.due_date
  if (!due) return false
  const cell = cellAt(sheet, row, due)
  const day = readDay(cell, due.order)
  if (day?.kind === 'day') return isLate(asOf - day.day, late ?? { days: 0, inclusive: false })
  if (day) return 'impossible_due_date'
  return isEmptyCell(cell) ? 'no_due_date' : 'unreadable_due_date'
}

/** Nothing is late on the day on which it is due. */
export const isLate = (days: number, late: { days: number; inclusive: boolean }): boolean =>
  late.inclusive ? days >= Math.max(late.days, 1) : days > late.days

const amountAt = (sheet: Sheet, row: number) => (sheet.roles.amount ? moneyAt(sheet, row, sheet.roles.amount) : null)

/** Closed is more than paid: a cancelled invoice is closed too. */
function saysPaid(sheet: Sheet, row: number): boolean {
  const paid = sheet.roles.paid_date
  return paid ? !isEmptyCell(cellAt(sheet, row, paid)) : true
}

function measureAt(
  sheet: Sheet,
  row: number,
  query: AggregateQuery,
  measure: Column | null,
): { value: Decimal | null; currency: string } | 'no_value' | 'unreadable_value' {
  if (!measure || query.operation === 'count') return { value: null, currency: '' }
  const cell = cellAt(sheet, row, measure)
  if (query.operation === 'distinct') return isEmptyCell(cell) ? 'no_value' : { value: null, currency: '' }
  if (isEmptyCell(cell) && query.operation !== 'list') return 'no_value'
  if (measure.type === 'currency' || measure === sheet.roles.amount) {
    const money = moneyAt(sheet, row, measure)
    if (money) return { value: money.amount, currency: money.currency }
    // A list shows the row as it is; only what is computed needs a number.
    return query.operation === 'list' ? { value: null, currency: currencyAt(sheet, row) } : 'unreadable_value'
  }
  const value = isNumeric(measure.type) ? readNumber(cell, measure.style)?.value : undefined
  if (value) return { value, currency: '' }
  return query.operation === 'list' ? { value: null, currency: '' } : 'unreadable_value'
}

/** The group of a row; `null` for a row without a date where the groups are periods. */
function grouping(
  sheet: Sheet,
  grain: 'month' | 'quarter' | 'year' | null,
  by: Column | null,
): (row: number) => string | null {
  if (!by) return () => ''
  if (grain) {
    return (row) => {
      const day = readDay(cellAt(sheet, row, by), by.order)
      return day?.kind === 'day' ? periodOf(day.day, grain) : null
    }
  }
  const book = new NameBook()
  for (const cells of sheet.table.rows) book.note(cells[by.index] ?? '')
  const fold = rememberedFold()
  return (row) => {
    const cell = cellAt(sheet, row, by)
    return isEmptyCell(cell) ? NO_VALUE : book.shown(fold(cell))
  }
}

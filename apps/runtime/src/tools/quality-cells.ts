// Findings about the cells of one column: missing, wrong type, impossible, extreme, negative. Pure.
import type { QualityFinding } from '@biplane/contracts/wire/artifacts'
import { readDay } from './calendar.ts'
import { isEmptyCell, readNumber, readTruth } from './cell-values.ts'
import { measures } from './column-roles.ts'
import { type Column, isNumeric } from './columns.ts'
import { formatDecimal, isNegative } from './decimal.ts'
import { outliersOf, type RowValue } from './outliers.ts'
import { examplesOf, finding, quoteColumn, soundRows } from './quality-finding.ts'
import { cellAt, type Sheet } from './sheet.ts'
import { counted } from './shown-text.ts'

/** Empty cells are a fault only where most are filled. */
const MOSTLY_FILLED = 0.8
/** More negative values than that are not exceptions but the shape of the data. */
const RARE = 0.05

export function cellFindings(sheet: Sheet): QualityFinding[] {
  const rows = soundRows(sheet)
  const counts = new Set(measures(sheet.columns, sheet.roles))
  return sheet.columns.flatMap((column) => [
    ...missing(sheet, column, rows),
    ...otherType(sheet, column, rows),
    ...impossibleDates(sheet, column, rows),
    ...(counts.has(column) ? extremes(sheet, column, rows) : []),
    ...unsettledOrder(column),
  ])
}

function missing(sheet: Sheet, column: Column, rows: number[]): QualityFinding[] {
  // An invoice that is open has no day of payment; that is no fault.
  if (column === sheet.roles.paid_date) return []
  const without = rows.filter((row) => isEmptyCell(cellAt(sheet, row, column)))
  if (without.length === 0 || without.length > rows.length * (1 - MOSTLY_FILLED)) return []
  return [
    finding({
      rule: 'missing_values',
      severity: 'warning',
      title: `${quoteColumn(column)} is empty in ${counted(without.length, 'row')}`,
      detail: `${(rows.length - without.length).toLocaleString('en')} of ${counted(rows.length, 'row')} have a value.`,
      column,
      rows: without,
    }),
  ]
}

const TYPE_WORDS = {
  text: 'text',
  integer: 'whole numbers',
  number: 'numbers',
  currency: 'amounts',
  percent: 'percentages',
  date: 'dates',
  boolean: 'yes or no',
} as const

function reads(column: Column, cell: string): boolean {
  if (column.type === 'date') return readDay(cell, column.order) !== null
  if (column.type === 'boolean') return readTruth(cell) !== null
  return !isNumeric(column.type) || readNumber(cell, column.style) !== null
}

function otherType(sheet: Sheet, column: Column, rows: number[]): QualityFinding[] {
  if (column.type === 'text') return []
  const others = rows.filter((row) => {
    const cell = cellAt(sheet, row, column)
    return !isEmptyCell(cell) && !reads(column, cell)
  })
  if (others.length === 0) return []
  return [
    finding({
      rule: 'mixed_types',
      severity: 'error',
      title: `${quoteColumn(column)} holds ${TYPE_WORDS[column.type]}, but not in ${counted(others.length, 'row')}`,
      detail: `${examplesOf(sheet, column, others)}. Such a row is left out of every calculation with this column.`,
      column,
      rows: others,
    }),
  ]
}

function impossibleDates(sheet: Sheet, column: Column, rows: number[]): QualityFinding[] {
  if (column.type !== 'date') return []
  const wrong = rows.filter((row) => readDay(cellAt(sheet, row, column), column.order)?.kind === 'impossible')
  if (wrong.length === 0) return []
  return [
    finding({
      rule: 'impossible_dates',
      severity: 'error',
      title: `${quoteColumn(column)} has ${counted(wrong.length, 'day')} that no calendar has`,
      detail: `${examplesOf(sheet, column, wrong)}.`,
      column,
      rows: wrong,
    }),
  ]
}

function extremes(sheet: Sheet, column: Column, rows: number[]): QualityFinding[] {
  const values: RowValue[] = []
  for (const row of rows) {
    const value = readNumber(cellAt(sheet, row, column), column.style)?.value
    if (value) values.push({ row, value })
  }
  const found: QualityFinding[] = []
  const negative = values.filter(({ value }) => isNegative(value)).map(({ row }) => row)
  if (negative.length > 0 && negative.length <= values.length * RARE) {
    found.push(
      finding({
        rule: 'negative_values',
        severity: 'warning',
        title: `${quoteColumn(column)} is negative in ${counted(negative.length, 'row')}`,
        detail: `${examplesOf(sheet, column, negative)}. Perhaps a credit note; it lowers every sum.`,
        column,
        rows: negative,
      }),
    )
  }
  const outliers = outliersOf(values)
  if (!outliers) return found
  const { far, low, high } = outliers
  const shown = far.slice(0, 3).map(({ row, value }) => `${formatDecimal(value)} in row ${row}`)
  found.push(
    finding({
      rule: 'outliers',
      severity: 'warning',
      title: `${quoteColumn(column)} is far from the rest in ${counted(far.length, 'row')}`,
      detail: `${shown.join(', ')}; the middle half of the values lies between ${plain(low)} and ${plain(high)}.`,
      column,
      rows: far.map(({ row }) => row),
    }),
  )
  return found
}

const plain = (value: number): string => value.toLocaleString('en', { maximumFractionDigits: 2 })

function unsettledOrder(column: Column): QualityFinding[] {
  if (!column.orderUnsettled) return []
  return [
    finding({
      rule: 'date_order',
      severity: 'info',
      title: `${quoteColumn(column)} could be read day first or month first`,
      detail: 'No date in it has a day above 12. It is read day first.',
      column,
      rows: [],
      count: column.filled,
    }),
  ]
}

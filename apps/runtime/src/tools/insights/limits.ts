// Owns filters that bound a number or a day, or shut one name out: which rows stay. A row whose cell cannot be judged is said.
import { z } from 'zod'
import { readDay } from '../calendar.ts'
import { isEmptyCell, readNumber } from '../cell-values.ts'
import { type Column, isNumeric } from '../columns.ts'
import { compare, type Decimal, formatDecimal } from '../decimal.ts'
import type { LeftOutReason } from '../left-out.ts'
import { foldName } from '../name-folding.ts'
import { columnName, findColumn, lackingColumn } from '../row-filters.ts'
import { cellAt, type Sheet } from '../sheet.ts'
import { shownCell } from '../shown-text.ts'

export const limitFilter = z.strictObject({
  column: columnName,
  /** `above` and `below` leave the bound itself out, `from` and `to` take it in. */
  op: z.enum(['above', 'from', 'below', 'to', 'not']),
  /** A number such as `10000.50`, a day as `2026-01-31`, or a name for `not`. */
  value: z.string().max(1_000),
})
export type LimitFilter = z.infer<typeof limitFilter>

export type Limit = { column: Column; op: LimitFilter['op'] } & (
  | { kind: 'number'; bound: Decimal }
  | { kind: 'day'; bound: number }
  | { kind: 'name'; bound: string }
)

export function findLimits(sheet: Sheet, filters: readonly LimitFilter[]): { limits: Limit[]; lacking: string[] } {
  const limits: Limit[] = []
  const lacking: string[] = []
  for (const { column: name, op, value } of filters) {
    const column = findColumn(sheet, name)
    const limit = column && boundOf(column, op, value)
    if (limit) limits.push(limit)
    else lacking.push(column ? `a column “${shownCell(name)}” that ${value} can be compared with` : lackingColumn(name))
  }
  return { limits, lacking }
}

function boundOf(column: Column, op: LimitFilter['op'], value: string): Limit | null {
  if (op === 'not') return { column, op, kind: 'name', bound: foldName(value) }
  if (column.type === 'date') {
    const day = readDay(value, 'ymd')
    return day?.kind === 'day' ? { column, op, kind: 'day', bound: day.day } : null
  }
  const number = isNumeric(column.type) ? readNumber(value, 'point') : null
  return number && { column, op, kind: 'number', bound: number.value }
}

/** True where the row stays, false where it is not meant, a reason where that cannot be told. */
export function passesLimits(sheet: Sheet, row: number, limits: readonly Limit[]): boolean | LeftOutReason {
  let unsure: LeftOutReason | null = null
  for (const limit of limits) {
    const passes = passesOne(cellAt(sheet, row, limit.column), limit)
    if (passes === false) return false
    if (passes !== true) unsure ??= passes
  }
  return unsure ?? true
}

function passesOne(cell: string, limit: Limit): boolean | LeftOutReason {
  if (limit.kind === 'name') return foldName(cell) !== limit.bound
  if (limit.kind === 'day') {
    const day = readDay(cell, limit.column.order)
    return day?.kind === 'day' ? holds(limit.op, Math.sign(day.day - limit.bound)) : 'no_date'
  }
  if (isEmptyCell(cell)) return 'no_value'
  const read = readNumber(cell, limit.column.style)
  return read ? holds(limit.op, compare(read.value, limit.bound)) : 'unreadable_value'
}

/** `side` is negative below the bound, 0 on it. */
function holds(op: LimitFilter['op'], side: number): boolean {
  if (op === 'above') return side > 0
  if (op === 'from') return side >= 0
  return op === 'below' ? side < 0 : side <= 0
}

const WORDS: Record<LimitFilter['op'], string> = {
  above: 'is above',
  from: 'is at least',
  below: 'is below',
  to: 'is at most',
  not: 'is not',
}

export function limitInWords({ column, op, value }: LimitFilter): string {
  if (op === 'not') return `${column} is not “${shownCell(value)}”`
  const number = readNumber(value, 'point')
  const day = readDay(value, 'ymd') !== null
  const verb = day ? { above: 'is after', from: 'is from', below: 'is before', to: 'is up to' }[op] : WORDS[op]
  return `${column} ${verb} ${number && !day ? formatDecimal(number.value) : shownCell(value)}`
}

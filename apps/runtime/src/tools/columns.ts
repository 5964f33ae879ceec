// Profiles a column: type, number and date format, missing values. Decided by majority of its cells.
import type { ColumnType } from '@biplane/contracts/wire/artifacts'
import { type DateOrder, orderSaid, readDay } from './calendar.ts'
import { isEmptyCell, isNumberedName, type NumberStyle, readNumber, readTruth, styleSaid } from './cell-values.ts'
import type { Table } from './table.ts'

export interface Column {
  index: number
  name: string
  type: ColumnType
  style: NumberStyle
  order: DateOrder
  /** Dates such as 03/04/2026 in it, and nothing in the column that settles which of both is the month. */
  orderUnsettled: boolean
  /** Cells that hold nothing. */
  nulls: number
  /** Cells that hold something. */
  filled: number
}

/** A column's type is what at least so many of its filled cells are; the rest are reported, not bent to fit. */
const MAJORITY = 0.8
/** Enough to know a column by. Evenly spread, so that a file sorted by date or by size shows all of itself. */
const SAMPLE = 2_000

const MONEY_WORDS =
  /(?:^|_)(?:amount|total|price|cost|balance|revenue|sales|value|fee|payment|paid|due|net|gross|tax|vat|salary|budget|spend|debt|credit|debit|outstanding|open)(?:_|$)/
const NOT_MONEY_WORDS = /(?:^|_)(?:id|no|nr|number|count|qty|quantity|units|days|year|month|age|rate|code)(?:_|$)/

/** `dueDate`, `Due date` and `DUE-DATE` as `due_date`. */
export const nameWords = (name: string): string =>
  name
    .replace(/(\p{Ll})(\p{Lu})/gu, '$1_$2')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, '_')
    .replace(/^_|_$/g, '')

export const readColumns = (table: Table): Column[] =>
  table.columns.map((name, index) => readColumn(table, name, index))

function readColumn(table: Table, name: string, index: number): Column {
  const filled: string[] = []
  let nulls = 0
  for (const row of table.rows) {
    const cell = row[index] ?? ''
    if (isEmptyCell(cell)) nulls++
    else filled.push(cell)
  }
  const sample = spread(filled, SAMPLE)
  const style = majorityOf(sample.map(styleSaid), 'point', 'comma')
  const order = majorityOf(sample.map(orderSaid), 'dmy', 'mdy')
  const orderUnsettled = order.settled === false
  const type = typeOf(sample, nameWords(name), style.value, order.value)
  return {
    index,
    name,
    type,
    nulls,
    filled: filled.length,
    style: style.value,
    order: order.value,
    orderUnsettled: type === 'date' && orderUnsettled,
  }
}

function typeOf(sample: string[], words: string, style: NumberStyle, order: DateOrder): ColumnType {
  if (sample.length === 0) return 'text'
  const share = (is: (cell: string) => boolean) => sample.filter(is).length / sample.length
  if (share((cell) => readDay(cell, order) !== null) >= MAJORITY) return 'date'
  if (share((cell) => readTruth(cell) !== null) >= MAJORITY) return 'boolean'
  if (share(isNumberedName) > 1 - MAJORITY) return 'text'
  const numbers = sample.map((cell) => readNumber(cell, style)).filter((read) => read !== null)
  if (numbers.length / sample.length < MAJORITY) return 'text'
  const most = (is: (read: (typeof numbers)[number]) => boolean) => numbers.filter(is).length / numbers.length >= 0.5
  if (most((read) => read.percent)) return 'percent'
  if (most((read) => read.currency !== null)) return 'currency'
  if (MONEY_WORDS.test(words) && !NOT_MONEY_WORDS.test(words)) return 'currency'
  return numbers.every((read) => read.value.scale === 0) ? 'integer' : 'number'
}

/** What most of the cells that say something say; `settled` is false when cells were met and none of them said. */
function majorityOf<T extends string>(said: (T | 'either' | 'ymd' | null)[], first: T, second: T) {
  let [one, other, either] = [0, 0, 0]
  for (const what of said) {
    if (what === first) one++
    else if (what === second) other++
    else if (what === 'either') either++
  }
  return { value: other > one ? second : first, settled: one + other > 0 || either === 0 }
}

/** At most `count` of the values, evenly spaced, in order. */
function spread<T>(values: T[], count: number): T[] {
  if (values.length <= count) return values
  const step = values.length / count
  return Array.from({ length: count }, (_, at) => values[Math.floor(at * step)]).filter((value) => value !== undefined)
}

export const isNumeric = (type: ColumnType): boolean =>
  type === 'integer' || type === 'number' || type === 'currency' || type === 'percent'

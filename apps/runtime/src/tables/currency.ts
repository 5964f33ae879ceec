// Amounts of a table with a column of currencies: one currency is the unit, several are never added to each other.
import type { ColumnReading, FileReading } from '@biplane/contracts/wire/file-reading'
import type { TablePlan } from '@biplane/contracts/wire/table-plan'
import type { ReadQuestion } from './words/read-question.ts'

const CODE = /^[A-Z]{3}$/
const NAME =
  /^(?:currency|currencies|ccy|curr|wahrung|währung|waehrung|devise|moneda|iso[ _]?currency|currency[ _]?code)$/i

export function currencyColumn({ columns }: FileReading): ColumnReading | null {
  return (
    columns.find(
      ({ name, values }) =>
        NAME.test(name.trim()) &&
        values.length > 0 &&
        values.every((value) => CODE.test(value.trim()) || value.trim() === ''),
    ) ?? null
  )
}

const MONEY =
  /amount|price|total|revenue|sales|cost|balance|net|gross|value|paid|betrag|umsatz|preis|kosten|salary|budget|spend|profit/i

/** With one currency in the whole table, it is the unit of the amounts. */
export function withCurrency(reading: FileReading): FileReading {
  const currency = currencyColumn(reading)
  const codes = new Set(currency?.values.map((value) => value.trim()).filter((value) => value !== ''))
  const [only] = codes
  if (codes.size !== 1 || only === undefined) return reading
  return {
    ...reading,
    columns: reading.columns.map((column) =>
      isMoney(column) && column.unit === null ? { ...column, unit: only } : column,
    ),
  }
}

export const isMoney = (column: ColumnReading): boolean =>
  column.kind.value === 'money' ||
  ((column.kind.value === 'decimal' || column.kind.value === 'integer') &&
    column.additivity.value !== 'identifier' &&
    MONEY.test(column.name))

/** Sums of several currencies stand beside each other. */
export function apartByCurrency(read: ReadQuestion, reading: FileReading): ReadQuestion {
  const currency = currencyColumn(reading)
  const codes = new Set(currency?.values.map((value) => value.trim()).filter((value) => value !== ''))
  const { plan } = read
  if (!currency || codes.size < 2 || plan.shape !== 'groups' || !addsMoney(plan, reading)) return read
  const settled = [
    ...plan.by.map(({ column }) => column),
    ...plan.where.flat().flatMap(({ operand, op }) => (operand.of === 'column' && op === 'eq' ? [operand.column] : [])),
  ]
  if (settled.includes(currency.name) || plan.by.length >= 4) return read
  return {
    ...read,
    plan: {
      ...plan,
      by: [...plan.by, { column: currency.name }],
      limit: plan.limit ? { ...plan.limit, per: plan.limit.per ?? currency.name } : null,
    },
    assumptions: [
      ...read.assumptions,
      {
        part: 'by',
        chosen: currency.name,
        others: [],
        note: { is: 'currencies_apart' },
      },
    ],
  }
}

const addsMoney = (plan: TablePlan, { columns }: FileReading): boolean =>
  plan.measures.some(({ operand, aggregate }) => {
    if (!operand || aggregate === 'count' || aggregate === 'count_distinct') return false
    const names =
      operand.of === 'column'
        ? [operand.column]
        : operand.of === 'product' || operand.of === 'difference'
          ? [operand.left]
          : []
    return names.some((name) => columns.some((column) => column.name === name && isMoney(column)))
  })

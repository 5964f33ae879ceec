// Owns the rows that an analysis computes with: the filters of the question, one currency, and what was left out of them.
import { z } from 'zod'
import { findColumns } from '../aggregate.ts'
import { isMoney } from '../aggregate-artifacts.ts'
import { type AggregateQuery, conditionsOf } from '../aggregate-query.ts'
import { type SelectedRow, selectRows } from '../aggregate-rows.ts'
import type { Column } from '../columns.ts'
import { type Decimal, formatDecimal, formatMoney } from '../decimal.ts'
import { groupBy } from '../group-by.ts'
import type { LeftOutBook } from '../left-out.ts'
import { columnName, whereFilter } from '../row-filters.ts'
import type { Sheet } from '../sheet.ts'
import { counted, shownCell } from '../shown-text.ts'
import { limitFilter } from './limits.ts'

/** What is computed, and of which rows. */
export const subject = z.strictObject({
  /** The column that is added up; `null` where rows are counted. */
  column: columnName.nullable(),
  where: z.array(whereFilter).max(10),
  limits: z.array(limitFilter).max(10),
})
export type Subject = z.infer<typeof subject>

export interface Selected {
  rows: SelectedRow[]
  measure: Column | null
  /** The one that most rows are in; empty where values are no money. */
  currency: string
  leftOut: LeftOutBook
  cautions: string[]
  /** As `amount`, or `number of rows`. */
  what: string
  /** Every condition as it stands in an expression. */
  conditions: string[]
  /** A value of the measure, with its unit. */
  inWords(value: Decimal): string
}

/** The rows, or what the sheet lacks for them. */
export function selectSubject(sheet: Sheet, { column, where, limits }: Subject): Selected | { lacking: string[] } {
  const query: AggregateQuery = {
    operation: column === null ? 'count' : 'sum',
    column,
    by: null,
    top: null,
    order: 'largest',
    state: null,
    where,
    as_of: null,
    limits,
  }
  const columns = findColumns(sheet, query)
  if (columns.lacking.length > 0) return { lacking: columns.lacking }
  const selection = selectRows(sheet, query, columns)
  const slices = [...groupBy(selection.rows, ({ currency }) => currency)].sort(([, a], [, b]) => b.length - a.length)
  const [currency, rows] = slices[0] ?? ['', []]
  const others = slices.slice(1)
  const { measure } = columns
  const money = measure !== null && isMoney(sheet, measure)
  const cautions =
    others.length > 0
      ? [
          `Only ${currency || 'amounts without a currency'}: ${counted(selection.rows.length - rows.length, 'row')} in ${others.map(([name]) => name || 'no currency').join(', ')} ${others.length === 1 ? 'is' : 'are'} not part of it, because different currencies are never added.`,
        ]
      : []
  return {
    rows,
    measure,
    currency,
    leftOut: selection.leftOut,
    cautions,
    what: measure ? shownCell(measure.name) : 'number of rows',
    conditions: conditionsOf(query),
    inWords: (value) => {
      if (money) return currency ? `${currency} ${formatMoney(value)}` : formatMoney(value)
      return formatDecimal(value) + (measure?.type === 'percent' ? ' %' : '')
    },
  }
}

/** `amount, only where region = “West”` */
export const subjectInWords = ({ what, conditions }: Pick<Selected, 'what' | 'conditions'>): string =>
  `${what}${conditions.length > 0 ? `, only where ${conditions.join(' and ')}` : ''}`

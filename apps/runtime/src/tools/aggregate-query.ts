// Owns what can be asked of a table beside lateness: one measure, one grouping, a few filters. And how that is said in words.
import { z } from 'zod'
import { columnName, whereFilter } from './row-filters.ts'
import { shownCell } from './shown-text.ts'

export const OPERATIONS = ['count', 'distinct', 'sum', 'average', 'median', 'min', 'max', 'list'] as const

export const aggregateQuery = z.strictObject({
  operation: z.enum(OPERATIONS),
  /** The column that is computed with; `null` for counting and listing rows. */
  column: columnName.nullable(),
  by: z.strictObject({ column: columnName, grain: z.enum(['month', 'quarter', 'year']).nullable() }).nullable(),
  /** Only the first so many groups, or rows of a list. */
  top: z.number().int().min(1).max(1_000).nullable(),
  order: z.enum(['largest', 'smallest']),
  /** For lists of invoices: what is open, what is paid, what is past its due date. */
  state: z.enum(['open', 'paid', 'overdue']).nullable(),
  /** Rows whose cell has this value, case and spaces apart. */
  where: z.array(whereFilter).max(10),
  as_of: z.iso.date().nullable(),
})

export type AggregateQuery = z.infer<typeof aggregateQuery>

const WORDS: Record<AggregateQuery['operation'], string> = {
  count: 'number of',
  distinct: 'number of different values of',
  sum: 'total of',
  average: 'average of',
  median: 'median of',
  min: 'smallest value of',
  max: 'largest value of',
  list: 'list of',
}

/** `total of amount by region, only where region is “West”` */
export function queryInWords({ operation, column, by, top, order, state, where }: AggregateQuery): string {
  // A list is of rows; the column only says by what they are ranked.
  const what = operation === 'list' || column === null ? 'rows' : column
  const states = { open: 'only open ones', paid: 'only paid ones', overdue: 'only those past their due date' } as const
  const filters = [
    ...(state ? [states[state]] : []),
    ...where.map((filter) => `only where ${filter.column} is “${shownCell(filter.equals)}”`),
  ]
  const grouped = by ? ` by ${by.grain ? `${by.grain} of ` : ''}${by.column}` : ''
  const ranked = operation === 'list' && column ? ` by ${column}` : ''
  const limited = top ? `, the ${top === 1 ? `${order} one` : `${top} ${order}`}${ranked}` : ''
  return `${WORDS[operation]} ${what}${grouped}${limited}${filters.map((f) => `, ${f}`).join('')}`
}

/** One readable line for a provenance: `sum(amount) where paid_date is empty group by region`. */
export function queryExpression({ operation, column, by, state, where }: AggregateQuery): string {
  const conditions = [...(state ? [`state = ${state}`] : []), ...where.map((f) => `${f.column} = “${f.equals}”`)]
  const filter = conditions.length > 0 ? ` where ${conditions.join(' and ')}` : ''
  const grouped = by ? ` group by ${by.grain ? `${by.grain}(${by.column})` : by.column}` : ''
  return `${operation}(${column ?? '*'})${filter}${grouped}`
}

// Owns what can be asked of a table beside lateness: one measure, one grouping, a few filters. And how that is said in words.
import { z } from 'zod'
import { limitFilter, limitInWords } from './insights/limits.ts'
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
  /** Rows whose number or day lies on one side of a bound, or whose name is another one. */
  limits: z.array(limitFilter).max(10).optional(),
  /** Only invoices that are so many days past their due date; `state` is then `overdue`. */
  late: z.strictObject({ days: z.number().int().min(0).max(100_000), inclusive: z.boolean() }).optional(),
  /** A second grouping: its groups become columns. */
  across: z.strictObject({ column: columnName, grain: z.enum(['month', 'quarter', 'year']).nullable() }).optional(),
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
export function queryInWords(query: AggregateQuery): string {
  const { operation, column, by, top, order, state, where, limits = [], late, across } = query
  // A list is of rows; the column only says by what they are ranked.
  const what = operation === 'list' || column === null ? 'rows' : column
  const states = { open: 'only open ones', paid: 'only paid ones', overdue: 'only those past their due date' } as const
  const filters = [
    ...(late ? [`only those ${lateInWords(late)}`] : state ? [states[state]] : []),
    ...where.map((filter) => `only where ${filter.column} is “${shownCell(filter.equals)}”`),
    ...limits.map((limit) => `only where ${limitInWords(limit)}`),
  ]
  const groupsOf = ({ column: name, grain }: NonNullable<AggregateQuery['by']>) =>
    `${grain ? `${grain} of ` : ''}${name}`
  const grouped = by ? ` by ${groupsOf(by)}${across ? ` and ${groupsOf(across)}` : ''}` : ''
  const ranked = operation === 'list' && column ? ` by ${column}` : ''
  const limited = top ? `, the ${top === 1 ? `${order} one` : `${top} ${order}`}${ranked}` : ''
  return `${WORDS[operation]} ${what}${grouped}${limited}${filters.map((f) => `, ${f}`).join('')}`
}

/** One readable line for a provenance: `sum(amount) where paid_date is empty group by region`. */
export function queryExpression(query: AggregateQuery): string {
  const { operation, column, by, across } = query
  const conditions = conditionsOf(query)
  const filter = conditions.length > 0 ? ` where ${conditions.join(' and ')}` : ''
  const group = ({ column: name, grain }: NonNullable<AggregateQuery['by']>) => (grain ? `${grain}(${name})` : name)
  const grouped = by ? ` group by ${[by, ...(across ? [across] : [])].map(group).join(', ')}` : ''
  return `${operation}(${column ?? '*'})${filter}${grouped}`
}

/** Each condition on rows, as it stands in an expression. */
export const conditionsOf = ({ state, where, limits = [], late }: AggregateQuery): string[] => [
  ...(state ? [`state = ${state}`] : []),
  ...(late ? [`days late ${late.inclusive ? '≥' : '>'} ${late.days}`] : []),
  ...where.map(({ column, equals }) => `${column} = “${equals}”`),
  ...limits.map(({ column, op, value }) => `${column} ${SIGNS[op]} ${op === 'not' ? `“${value}”` : value}`),
]

const SIGNS = { above: '>', from: '≥', below: '<', to: '≤', not: '≠' } as const

const lateInWords = ({ days, inclusive }: { days: number; inclusive: boolean }): string =>
  days === 0 ? 'past their due date' : `${inclusive ? 'at least' : 'more than'} ${days} days past their due date`

// Owns the tool that counts, sums, averages and ranks a table's rows, in groups or whole, and says what it left out.
import { z } from 'zod'
import {
  type AggregateView,
  groupChart,
  groupTable,
  isMoney,
  moneyInWords,
  questionKey,
  valueInWords,
} from './aggregate-artifacts.ts'
import { compute, computeGroups, type Outcome } from './aggregate-compute.ts'
import { listedRows, rowTable } from './aggregate-list.ts'
import { type AggregateQuery, aggregateQuery, queryInWords } from './aggregate-query.ts'
import { type QueryColumns, type SelectedRow, selectRows } from './aggregate-rows.ts'
import { chartDraft, tableDraft } from './artifact-shapes.ts'
import { asOfInWords, chooseAsOf } from './as-of.ts'
import { isEmptyCell } from './cell-values.ts'
import type { Column } from './columns.ts'
import { type Decimal, formatDecimal, isNegative, sum } from './decimal.ts'
import { defineTool, type FileFacts } from './define-tool.ts'
import { openSheet } from './detect.ts'
import { groupBy } from './group-by.ts'
import { findLimits } from './insights/limits.ts'
import { pivotOf } from './insights/pivot.ts'
import { leftOut } from './left-out.ts'
import { foldName } from './name-folding.ts'
import { outliersOf } from './outliers.ts'
import { findColumn, findFilters, lackingColumn } from './row-filters.ts'
import { cellAt, type Sheet } from './sheet.ts'
import { shownCell } from './shown-text.ts'

const TOOL = { name: 'insights.aggregate', version: '2' }
const SHOWN_CURRENCIES = 5
const NAMED_GROUPS = 12
const NAMED_ROWS = 5

const slice = z.object({
  /** Empty where the values are no money, or no currency is known. */
  currency: z.string(),
  rows: z.number().int(),
  /** In words, with its unit; `null` where no row had a value. */
  value: z.string().nullable(),
  at_row: z.number().int().nullable(),
  /** The first ones, for a sentence; the table has more. */
  groups: z.array(
    z.object({ label: z.string(), value: z.string(), count: z.number().int(), share: z.string().nullable() }),
  ),
  groups_total: z.number().int(),
  /** Of a list: how many rows it shows, what they amount to, and the first ones. */
  listed: z
    .object({
      rows: z.number().int(),
      total: z.string().nullable(),
      first: z.array(z.object({ row: z.number().int(), value: z.string().nullable(), name: z.string().nullable() })),
    })
    .nullable(),
  negative_rows: z.array(z.number().int()),
  /** Values far from the rest, which weigh in sums and averages. */
  outliers: z.array(z.object({ row: z.number().int(), value: z.string() })),
  table: tableDraft.nullable(),
  chart: chartDraft.nullable(),
})

export const aggregateAnswer = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('answer'),
    words: z.string(),
    /** Whether rows were counted, so that the value is their number itself. */
    counts: z.boolean(),
    rows: z.number().int(),
    as_of_words: z.string().nullable(),
    slices: z.array(slice),
    left_out: z.array(leftOut),
    left_out_table: tableDraft.nullable(),
  }),
  z.object({ kind: z.literal('lacking'), lacking: z.array(z.string()) }),
])

export const aggregateTool = defineTool({
  ...TOOL,
  args: aggregateQuery,
  result: aggregateAnswer,
  run: async (query, file) => answerQuery(query, await openSheet(file), { tool: TOOL, file }),
})

/** The answer to a question about a sheet, which may have been put together from several files. */
export function answerQuery(
  query: AggregateQuery,
  sheet: Sheet,
  { tool, file }: { tool: { name: string; version: string }; file: FileFacts },
): z.infer<typeof aggregateAnswer> {
  const columns = findColumns(sheet, query)
  const lacking = [...columns.lacking, ...lackingForState(sheet, query)]
  if (lacking.length > 0) return { kind: 'lacking', lacking }
  const selection = selectRows(sheet, query, columns)
  const slices = [...groupBy(selection.rows, ({ currency }) => currency)]
    .sort(([, a], [, b]) => b.length - a.length)
    .slice(0, SHOWN_CURRENCIES)
    .map(([currency, rows]) => {
      const view = { tool, file, sheet, query, selection, measure: columns.measure, currency }
      return sliceOf(view, rows)
    })
  return {
    kind: 'answer',
    words: queryInWords(query),
    counts: query.operation === 'count',
    rows: sheet.table.rows.length,
    as_of_words: selection.asOf && asOfInWords(selection.asOf),
    slices,
    left_out: selection.leftOut.list(),
    left_out_table: selection.leftOut.table(sheet, {
      tool,
      file,
      key: questionKey('left-out', { query, file, currency: '' }),
      notable: slices.flatMap(notableRows),
    }),
  }
}

export function findColumns(sheet: Sheet, query: AggregateQuery): QueryColumns & { lacking: string[] } {
  const { filters, lacking } = findFilters(sheet, query.where)
  const { limits, lacking: unbounded } = findLimits(sheet, query.limits ?? [])
  lacking.push(...unbounded)
  const find = (name: string): Column | null => {
    const found = findColumn(sheet, name)
    if (!found) lacking.push(lackingColumn(name))
    return found ?? null
  }
  const needsColumn = query.operation !== 'count' && query.operation !== 'list'
  if (needsColumn && query.column === null) lacking.push('a column to compute with')
  return {
    measure: query.column === null ? null : find(query.column),
    by: query.by && find(query.by.column),
    across: query.across ? find(query.across.column) : null,
    filters,
    limits,
    lacking,
  }
}

function lackingForState(sheet: Sheet, { state, as_of }: AggregateQuery): string[] {
  if (!state) return []
  const { paid_date, status, due_date } = sheet.roles
  if (!paid_date && !status) return ['a column that says what is paid']
  if (state !== 'overdue') return []
  if (!due_date) return ['a column with due dates']
  return chooseAsOf(sheet, as_of ?? undefined) ? [] : ['a day to count from (say “as of 2026-01-31”)']
}

type Slice = z.infer<typeof slice>

function sliceOf(view: AggregateView, rows: SelectedRow[]): Slice {
  const { query, currency } = view
  const whole = query.operation === 'distinct' ? countDistinct(view, rows) : compute(query.operation, rows)
  const groups = query.by ? computeGroups(query, rows) : []
  const listed = query.operation === 'list' ? listedRows(view, rows) : null
  const pivot = query.across ? pivotOf(view, rows, groups, whole) : null
  const table =
    pivot?.table ?? (query.by ? groupTable(view, groups, rows, whole) : listed && rowTable(view, listed, whole))
  // What is extreme or negative matters where values are added up.
  const added = query.operation === 'sum' || query.operation === 'average'
  const values = added ? rows.flatMap(({ row, value }) => (value ? [{ row, value }] : [])) : []
  return {
    currency,
    rows: rows.length,
    value: whole && valueInWords(view, whole.value),
    at_row: whole?.row ?? null,
    groups: groups.slice(0, Math.min(query.top ?? NAMED_GROUPS, NAMED_GROUPS)).map((group) => ({
      label: shownCell(group.label),
      value: valueInWords(view, group.value),
      count: group.count,
      share: group.share && `${formatDecimal(group.share)} %`,
    })),
    groups_total: groups.length,
    listed: listed && listedView(view, listed),
    negative_rows: values
      .filter(({ value }) => isNegative(value))
      .map(({ row }) => row)
      .slice(0, 100),
    outliers: (outliersOf(values)?.far ?? [])
      .slice(0, 3)
      .map(({ row, value }) => ({ row, value: valueInWords(view, value) })),
    table,
    chart: pivot ? pivot.chart : query.by && table ? groupChart(view, groups, table, rows, whole) : null,
  }
}

/** Rows that an answer points to although they stand in none of its tables. */
function notableRows({ negative_rows, outliers, at_row }: Slice): { row: number; why: string }[] {
  return [
    ...outliers.map(({ row }) => ({ row, why: 'counted, but far from the rest' })),
    ...negative_rows
      .filter((row) => !outliers.some((far) => far.row === row))
      .map((row) => ({ row, why: 'counted, but negative' })),
    ...(at_row === null ? [] : [{ row: at_row, why: 'the value that was asked for' }]),
  ]
}

function listedView(view: AggregateView, rows: SelectedRow[]): Slice['listed'] {
  const { sheet, measure } = view
  const values = rows.flatMap(({ value }) => (value ? [value] : []))
  const customer = sheet.roles.customer
  const worth = (value: Decimal | null) => value && moneyInWords(view, value)
  return {
    rows: rows.length,
    total: measure && isMoney(sheet, measure) && values.length > 0 ? worth(sum(values)) : null,
    first: rows.slice(0, NAMED_ROWS).map(({ row, value }) => ({
      row,
      value: worth(value),
      name: customer ? shownCell(cellAt(sheet, row, customer).trim()) : null,
    })),
  }
}

/** Different names where the column holds names, different cells otherwise. */
function countDistinct({ sheet, measure }: AggregateView, rows: SelectedRow[]): Outcome {
  const different = new Set<string>()
  for (const { row } of rows) {
    const cell = measure ? cellAt(sheet, row, measure) : ''
    if (!isEmptyCell(cell)) different.add(measure?.type === 'text' ? foldName(cell) : cell.trim())
  }
  return { value: { units: BigInt(different.size), scale: 0 }, row: null, count: rows.length }
}

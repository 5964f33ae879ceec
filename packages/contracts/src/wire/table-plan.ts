// The typed plan between words, clicks, a model and SQL: what is measured, by what, of which rows, in which order.
// Every answer about a table shows its plan; changing a part of it runs the plan again.
import { z } from 'zod'

const columnName = z.string().min(1).max(200)
const scalar = z.union([z.string().max(500), z.number(), z.boolean()])
/** ISO dates, both included. */
const dateRange = z.strictObject({ from: z.string().max(30), to: z.string().max(30) })

export const durationUnit = z.enum(['minutes', 'hours', 'days', 'weeks', 'months', 'years'])

/** Parts of a date that come back every day, week or year. */
export const datePart = z.enum(['hour_of_day', 'weekday', 'day_of_month', 'month_of_year', 'quarter_of_year', 'year'])

/** What a condition or an aggregate looks at. */
export const operand = z.discriminatedUnion('of', [
  z.strictObject({ of: z.literal('column'), column: columnName }),
  /** From one date column to another; `null` is the plan's `as_of` day. */
  z.strictObject({
    of: z.literal('duration'),
    from: columnName.nullable(),
    to: columnName.nullable(),
    unit: durationUnit,
  }),
  /** A part of a date, for example the weekday of `created`: 1 is Monday, January, the first quarter. */
  z.strictObject({ of: z.literal('part'), column: columnName, part: datePart }),
  z.strictObject({ of: z.literal('product'), left: columnName, right: columnName }),
  z.strictObject({ of: z.literal('difference'), left: columnName, right: columnName }),
])

export const conditionOperator = z.enum([
  'eq',
  'ne',
  'lt',
  'le',
  'gt',
  'ge',
  'in',
  'not_in',
  'contains',
  'not_contains',
  'starts',
  'ends',
  'empty',
  'not_empty',
  'during',
  'not_during',
])
export const condition = z.strictObject({
  operand,
  op: conditionOperator,
  /** One for comparisons, several for `in`; none for `empty`. Another column where `other` names one. */
  values: z.array(scalar).max(200).optional(),
  other: columnName.optional(),
  /** Compared with this figure of the same operand over the whole table, for example “above average”. */
  figure: z.enum(['average', 'median']).optional(),
  range: dateRange.optional(),
})
/** Groups are joined by AND, the conditions inside one by OR. */
export const filter = z.array(z.array(condition).min(1).max(20)).max(20)

export const aggregate = z.enum([
  'count',
  'count_distinct',
  'sum',
  'average',
  'median',
  'min',
  'max',
  'stddev',
  'first',
  'last',
])
export const measure = z.strictObject({
  aggregate,
  /** Absent for `count`. */
  operand: operand.optional(),
  /** Only rows that also fit this, for example for a rate: `count where churned` as `rate_of` `count`. */
  where: filter.optional(),
  /** Divided by the number of different values of this column: an average order value, where orders have several rows. */
  per: columnName.optional(),
  /** Divided by this aggregate over the same rows without `where`: a rate. */
  rate_of: z.enum(['count', 'sum']).optional(),
  label: z.string().max(120).optional(),
})

export const bucket = z.enum([
  'hour',
  'day',
  'week',
  'month',
  'quarter',
  'year',
  'weekday',
  'month_of_year',
  'hour_of_day',
  /** Ranges of days between a due date and `as_of`: not due, 1–30, 31–60, 61–90, over 90. */
  'days_late',
])
export const grouping = z.strictObject({
  column: columnName,
  bucket: bucket.optional(),
  /** Ranges of a number column: 0–10, 10–20 … */
  width: z.number().positive().optional(),
})

export const having = z.strictObject({
  measure: z.number().int().nonnegative(),
  op: z.enum(['eq', 'ne', 'lt', 'le', 'gt', 'ge']),
  value: z.number(),
})

/** Two sides next to each other, with their difference and the change in percent. */
export const comparison = z.strictObject({
  left: z.strictObject({ label: z.string().max(80), where: filter }),
  right: z.strictObject({ label: z.string().max(80), where: filter }),
})

export const ranking = z.strictObject({
  /** Index of a measure, or a column of listed rows. */
  by: z.union([z.number().int().nonnegative(), columnName]),
  direction: z.enum(['ascending', 'descending']),
})

/** A second table of the session, matched by equal keys. */
export const join = z.strictObject({
  file_uuid: z.string().max(64),
  part: z.string().max(200).optional(),
  left: columnName,
  right: columnName,
  kind: z.enum(['inner', 'left', 'only_left']),
})

const namedColumns = z.array(columnName).max(12)

/**
 * What is computed beyond one grouped statement. The measures, groups and conditions of the plan say of what: the first
 * group of a forecast, a change or a cohort is its date by period.
 */
export const analysis = z.discriminatedUnion('kind', [
  /** How numbers move together; all numbers of the table where no columns are named. */
  z.strictObject({ kind: z.literal('correlation'), columns: namedColumns }),
  /** Count, sum, mean, spread and quartiles; the whole table where no columns are named. */
  z.strictObject({ kind: z.literal('describe'), columns: namedColumns }),
  /** Values far from the rest of their column. */
  z.strictObject({ kind: z.literal('outliers'), columns: namedColumns }),
  z.strictObject({ kind: z.literal('forecast'), periods: z.number().int().min(1).max(24) }),
  /** One period against another, explained by the groups behind the date; by every column of names without one. */
  z.strictObject({
    kind: z.literal('change'),
    /** Periods such as `2026-03`; `null` for the last complete one and the one before. */
    from: z.string().max(10).nullable(),
    to: z.string().max(10).nullable(),
  }),
  /** Who came first in a period, and how many of them came again later. */
  z.strictObject({ kind: z.literal('cohort'), who: columnName }),
  /** This table against an earlier one, row by row. */
  z.strictObject({
    kind: z.literal('versions'),
    earlier: z.strictObject({ file_uuid: z.string().max(64), part: z.string().max(200).optional() }).nullable(),
    key: columnName.nullable(),
  }),
  /** What the figures of the table call for, by rules. */
  z.strictObject({ kind: z.literal('advice') }),
])

export const tablePlan = z.strictObject({
  version: z.literal(1),
  /**
   * `groups`: one line for each group (one in all without `by`). `rows`: the rows themselves. `values`: distinct values.
   * `ageing`: what is open by days late, with the rows and names that are late where a condition says how late.
   * `analysis`: what `analysis` says.
   */
  shape: z.enum(['groups', 'rows', 'values', 'ageing', 'analysis']),
  /** Present where the shape is `analysis`. */
  analysis: analysis.optional(),
  table: z.strictObject({ file_uuid: z.string().max(64), part: z.string().max(200).optional() }),
  joins: z.array(join).max(3),
  /** Rows that repeat this key count once: set where whole rows stand twice in a file. */
  once: columnName.nullable(),
  measures: z.array(measure).max(12),
  by: z.array(grouping).max(4),
  where: filter,
  having: z.array(having).max(6),
  comparison: comparison.nullable(),
  /** Each line's part of the whole, in percent, beside the measure. */
  share: z.boolean(),
  columns: z.array(columnName).max(50),
  order: z.array(ranking).max(4),
  /** At most so many lines; `percent` of all lines where `unit` says so. Ties of the last line are kept. */
  limit: z
    .strictObject({
      count: z.number().positive(),
      unit: z.enum(['lines', 'percent']),
      /** So many lines for each value of this column: the best product of every region. */
      per: columnName.optional(),
    })
    .nullable(),
  /** Rows that stand `offset` rows after the rows that fit (before them where it is negative), in the file's order. */
  neighbour: z.strictObject({ where: filter, offset: z.number().int().min(-100).max(100) }).nullable(),
  /** How the result is drawn; `auto` leaves it to its shape. */
  show: z.enum(['auto', 'table', 'bar', 'line']),
  /** The day that “today”, “late” and “last month” are counted from. ISO. */
  as_of: z.string().max(10),
})

export type TablePlan = z.infer<typeof tablePlan>
export type PlanAnalysis = z.infer<typeof analysis>
export type PlanAnalysisKind = PlanAnalysis['kind']
export type PlanDatePart = z.infer<typeof datePart>
export type PlanBucket = z.infer<typeof bucket>
export type PlanAggregate = z.infer<typeof aggregate>
export type PlanOperator = z.infer<typeof conditionOperator>
export type PlanDurationUnit = z.infer<typeof durationUnit>
export type PlanOperand = z.infer<typeof operand>
export type PlanCondition = z.infer<typeof condition>
export type PlanFilter = z.infer<typeof filter>
export type PlanMeasure = z.infer<typeof measure>
export type PlanGrouping = z.infer<typeof grouping>
export type PlanRanking = z.infer<typeof ranking>

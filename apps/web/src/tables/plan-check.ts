// Checks a plan that comes from the wire or from storage, to its full depth: a checked plan can be edited and sent again.
import type {
  PlanAggregate,
  PlanAnalysis,
  PlanBucket,
  PlanCondition,
  PlanFilter,
  PlanGrouping,
  PlanMeasure,
  PlanOperand,
  PlanOperator,
  PlanRanking,
  TablePlan,
} from '@biplane/contracts/wire/table-plan'
import {
  type Check,
  isBoolean,
  isNumber,
  isObject,
  isText,
  listOf,
  oneOf,
  optional,
  orNull,
  shape,
} from '../workspace/artifact-data.ts'

type Limit = NonNullable<TablePlan['limit']>
type Comparison = NonNullable<TablePlan['comparison']>
type Duration = Extract<PlanOperand, { of: 'duration' }>
type Part = Extract<PlanOperand, { of: 'part' }>

const either =
  <A, B>(a: Check<A>, b: Check<B>): Check<A | B> =>
  (v): v is A | B =>
    a(v) || b(v)

const is =
  <T extends string | number>(value: T): Check<T> =>
  (v): v is T =>
    v === value

const isUnit = oneOf<Duration['unit']>('minutes', 'hours', 'days', 'weeks', 'months', 'years')
const isPart = oneOf<Part['part']>('hour_of_day', 'weekday', 'day_of_month', 'month_of_year', 'quarter_of_year', 'year')

const isOperand: Check<PlanOperand> = (v): v is PlanOperand => OPERANDS.some((check) => check(v))

const OPERANDS: Check<PlanOperand>[] = [
  shape<Extract<PlanOperand, { of: 'column' }>>({ of: is('column'), column: isText }),
  shape<Duration>({ of: is('duration'), from: orNull(isText), to: orNull(isText), unit: isUnit }),
  shape<Part>({ of: is('part'), column: isText, part: isPart }),
  shape<Extract<PlanOperand, { of: 'product' }>>({ of: is('product'), left: isText, right: isText }),
  shape<Extract<PlanOperand, { of: 'difference' }>>({ of: is('difference'), left: isText, right: isText }),
]

const isOperator = oneOf<PlanOperator>(
  ...(['eq', 'ne', 'lt', 'le', 'gt', 'ge', 'in', 'not_in', 'contains', 'not_contains', 'starts', 'ends'] as const),
  ...(['empty', 'not_empty', 'during', 'not_during'] as const),
)
const isScalar = either(isText, either(isNumber, isBoolean))

const isCondition: Check<PlanCondition> = shape<PlanCondition>({
  operand: isOperand,
  op: isOperator,
  values: optional(listOf(isScalar)),
  other: optional(isText),
  figure: optional(oneOf<'average' | 'median'>('average', 'median')),
  range: optional(shape<NonNullable<PlanCondition['range']>>({ from: isText, to: isText })),
})
const isFilter: Check<PlanFilter> = listOf(listOf(isCondition))

const isAggregate = oneOf<PlanAggregate>(
  ...(['count', 'count_distinct', 'sum', 'average', 'median', 'min', 'max', 'stddev', 'first', 'last'] as const),
)
const isMeasure: Check<PlanMeasure> = shape<PlanMeasure>({
  aggregate: isAggregate,
  operand: optional(isOperand),
  where: optional(isFilter),
  per: optional(isText),
  rate_of: optional(oneOf<'count' | 'sum'>('count', 'sum')),
  label: optional(isText),
})

const isBucket = oneOf<PlanBucket>(
  ...([
    'hour',
    'day',
    'week',
    'month',
    'quarter',
    'year',
    'weekday',
    'month_of_year',
    'hour_of_day',
    'days_late',
  ] as const),
)
const isSide = shape<Comparison['left']>({ label: isText, where: isFilter })

type Analysis<Kind extends PlanAnalysis['kind']> = Extract<PlanAnalysis, { kind: Kind }>
const isFileRef = shape<TablePlan['table']>({ file_uuid: isText, part: optional(isText) })
const isAnalysis: Check<PlanAnalysis> = (v): v is PlanAnalysis => ANALYSES.some((check) => check(v))
const ANALYSES: Check<PlanAnalysis>[] = [
  shape<Analysis<'correlation'>>({ kind: is('correlation'), columns: listOf(isText) }),
  shape<Analysis<'describe'>>({ kind: is('describe'), columns: listOf(isText) }),
  shape<Analysis<'outliers'>>({ kind: is('outliers'), columns: listOf(isText) }),
  shape<Analysis<'forecast'>>({ kind: is('forecast'), periods: isNumber }),
  shape<Analysis<'change'>>({ kind: is('change'), from: orNull(isText), to: orNull(isText) }),
  shape<Analysis<'cohort'>>({ kind: is('cohort'), who: isText }),
  shape<Analysis<'versions'>>({ kind: is('versions'), earlier: orNull(isFileRef), key: orNull(isText) }),
  shape<Analysis<'advice'>>({ kind: is('advice') }),
]

export const isTablePlan: Check<TablePlan> = shape<TablePlan>({
  version: is(1),
  shape: oneOf<TablePlan['shape']>(...(['groups', 'rows', 'values', 'ageing', 'analysis'] as const)),
  analysis: optional(isAnalysis),
  table: shape<TablePlan['table']>({ file_uuid: isText, part: optional(isText) }),
  joins: listOf(
    shape<TablePlan['joins'][number]>({
      file_uuid: isText,
      part: optional(isText),
      left: isText,
      right: isText,
      kind: oneOf<TablePlan['joins'][number]['kind']>('inner', 'left', 'only_left'),
    }),
  ),
  once: orNull(isText),
  measures: listOf(isMeasure),
  by: listOf(shape<PlanGrouping>({ column: isText, bucket: optional(isBucket), width: optional(isNumber) })),
  where: isFilter,
  having: listOf(
    shape<TablePlan['having'][number]>({
      measure: isNumber,
      op: oneOf<TablePlan['having'][number]['op']>('eq', 'ne', 'lt', 'le', 'gt', 'ge'),
      value: isNumber,
    }),
  ),
  comparison: orNull(shape<Comparison>({ left: isSide, right: isSide })),
  share: isBoolean,
  columns: listOf(isText),
  order: listOf(
    shape<PlanRanking>({
      by: either(isNumber, isText),
      direction: oneOf<PlanRanking['direction']>('ascending', 'descending'),
    }),
  ),
  limit: orNull(
    shape<Limit>({ count: isNumber, unit: oneOf<Limit['unit']>('lines', 'percent'), per: optional(isText) }),
  ),
  neighbour: orNull(shape<NonNullable<TablePlan['neighbour']>>({ where: isFilter, offset: isNumber })),
  show: oneOf<TablePlan['show']>('auto', 'table', 'bar', 'line'),
  as_of: isText,
})

/** `undefined` for everything that is not a plan this page knows. */
export const readPlan = (value: unknown): TablePlan | undefined =>
  isObject(value) && isTablePlan(value) ? value : undefined

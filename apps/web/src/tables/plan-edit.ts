// Changes one part of a plan and keeps the rest runnable: sorting and limits that name a part which is gone go with it. Pure.
import type { PlanChip } from '@biplane/contracts/wire/table-answer'
import type {
  PlanAggregate,
  PlanCondition,
  PlanGrouping,
  PlanMeasure,
  TablePlan,
} from '@biplane/contracts/wire/table-plan'

/** The part of the plan that a chip stands for. */
export type ChipTarget =
  | { kind: 'measure'; at: number }
  | { kind: 'columns' }
  | { kind: 'group'; at: number }
  | { kind: 'filter'; at: number }
  | { kind: 'having' }
  | { kind: 'comparison' }
  | { kind: 'share' }
  | { kind: 'limit' }

/** The parts of a plan in the order in which its chips come; `null` for one that is not edited. */
export function chipTargets(plan: TablePlan): (ChipTarget | null)[] {
  const listed = plan.shape === 'rows' || plan.shape === 'values'
  return [
    ...plan.measures.map((_, at): ChipTarget => ({ kind: 'measure', at })),
    ...(listed ? [{ kind: 'columns' } as const] : []),
    ...(plan.shape === 'analysis' ? [null] : []),
    ...plan.by.map((_, at): ChipTarget => ({ kind: 'group', at })),
    ...plan.where.map((_, at): ChipTarget => ({ kind: 'filter', at })),
    ...(plan.having.length > 0 ? [{ kind: 'having' } as const] : []),
    ...(plan.comparison ? [{ kind: 'comparison' } as const] : []),
    ...(plan.share ? [{ kind: 'share' } as const] : []),
    ...(plan.limit ? [{ kind: 'limit' } as const] : []),
  ]
}

/** Chips with what they stand for. `null` where chips and plan do not fit: such a chip is shown and not edited. */
export function chipsWithTargets(
  plan: TablePlan,
  chips: readonly PlanChip[],
): { chip: PlanChip; target: ChipTarget | null }[] {
  const targets = chipTargets(plan)
  const fits = targets.length === chips.length
  return chips.map((chip, at) => ({ chip, target: fits ? (targets[at] ?? null) : null }))
}

const withAt = <T>(list: readonly T[], at: number, value: T): T[] => list.map((one, i) => (i === at ? value : one))
const withoutAt = <T>(list: readonly T[], at: number): T[] => list.filter((_, i) => i !== at)

export const counts = (aggregate: PlanAggregate): boolean => aggregate === 'count'

export function setMeasure(plan: TablePlan, at: number, measure: PlanMeasure): TablePlan {
  if (plan.shape !== 'groups' && plan.shape !== 'analysis') return asGroups(plan, measure)
  return { ...plan, measures: plan.measures.length === 0 ? [measure] : withAt(plan.measures, at, measure) }
}

/** Listed rows have no measures: they become one line for each group, or one in all. */
const asGroups = (plan: TablePlan, measure: PlanMeasure): TablePlan => ({
  ...plan,
  shape: 'groups',
  measures: [measure],
  columns: [],
  order: [],
  limit: null,
})

export function setAggregate(plan: TablePlan, at: number, aggregate: PlanAggregate): TablePlan {
  const measure = plan.measures[at]
  if (!measure) return plan
  const { operand, rate_of: _rate, label: _label, ...rest } = measure
  return setMeasure(plan, at, counts(aggregate) || !operand ? { ...rest, aggregate } : { ...rest, operand, aggregate })
}

export function setMeasureColumn(plan: TablePlan, at: number, column: string): TablePlan {
  const measure = plan.measures[at]
  const aggregate = !measure || counts(measure.aggregate) ? 'sum' : measure.aggregate
  const { rate_of: _rate, label: _label, ...rest } = measure ?? {}
  return setMeasure(plan, at, { ...rest, aggregate, operand: { of: 'column', column } })
}

export function removeMeasure(plan: TablePlan, at: number): TablePlan {
  const moved = (old: number) => (old > at ? old - 1 : old)
  return {
    ...plan,
    measures: withoutAt(plan.measures, at),
    having: plan.having.filter(({ measure }) => measure !== at).map((one) => ({ ...one, measure: moved(one.measure) })),
    order: plan.order
      .filter(({ by }) => by !== at)
      .map((one) => (typeof one.by === 'number' ? { ...one, by: moved(one.by) } : one)),
  }
}

export function setGroup(plan: TablePlan, at: number, group: PlanGrouping): TablePlan {
  const before = plan.by[at]
  const by = at < plan.by.length ? withAt(plan.by, at, group) : [...plan.by, group]
  const limit = plan.limit
  const keepsPer = limit?.per === undefined || limit.per !== before?.column
  const renamed = plan.order.map((one) => (before && one.by === before.column ? { ...one, by: group.column } : one))
  return { ...plan, by, order: renamed, limit: limit && !keepsPer ? { count: limit.count, unit: limit.unit } : limit }
}

export function removeGroup(plan: TablePlan, at: number): TablePlan {
  const gone = plan.by[at]?.column
  const by = withoutAt(plan.by, at)
  const order = plan.order.filter((one) => one.by !== gone)
  const limit = plan.limit?.per === gone && plan.limit ? { count: plan.limit.count, unit: plan.limit.unit } : plan.limit
  // One line in all has nothing to rank and no part of itself.
  return by.length === 0 ? { ...plan, by, order: [], limit: null, share: false } : { ...plan, by, order, limit }
}

export const setFilter = (plan: TablePlan, at: number, conditions: PlanCondition[]): TablePlan => ({
  ...plan,
  where: at < plan.where.length ? withAt(plan.where, at, conditions) : [...plan.where, conditions],
})

export const removeFilter = (plan: TablePlan, at: number): TablePlan => ({ ...plan, where: withoutAt(plan.where, at) })

export function setLimit(
  plan: TablePlan,
  limit: { count: number; direction: 'ascending' | 'descending' } | null,
): TablePlan {
  if (!limit) return { ...plan, limit: null }
  const order = plan.order[0]
    ? withAt(plan.order, 0, { ...plan.order[0], direction: limit.direction })
    : rankings(plan, limit.direction)
  return { ...plan, order, limit: { ...plan.limit, count: limit.count, unit: plan.limit?.unit ?? 'lines' } }
}

function rankings(plan: TablePlan, direction: 'ascending' | 'descending'): TablePlan['order'] {
  if (plan.measures.length > 0) return [{ by: 0, direction }]
  const [column] = plan.columns
  return column === undefined ? [] : [{ by: column, direction }]
}

export const setShare = (plan: TablePlan, share: boolean): TablePlan => ({ ...plan, share })

export const swapSides = (plan: TablePlan): TablePlan =>
  plan.comparison ? { ...plan, comparison: { left: plan.comparison.right, right: plan.comparison.left } } : plan

export function removeTarget(plan: TablePlan, target: ChipTarget): TablePlan | null {
  switch (target.kind) {
    case 'measure':
      return plan.measures.length > 1 ? removeMeasure(plan, target.at) : null
    case 'columns':
      return null
    case 'group':
      return removeGroup(plan, target.at)
    case 'filter':
      return removeFilter(plan, target.at)
    case 'having':
      return { ...plan, having: [] }
    case 'comparison':
      return { ...plan, comparison: null }
    case 'share':
      return setShare(plan, false)
    case 'limit':
      return setLimit(plan, null)
  }
}

// A question that goes on from the one before: “and by region?”, “only those above 5 000”, “the other way round”.
import type { PlanCondition, PlanFilter, PlanMeasure, TablePlan } from '@biplane/contracts/wire/table-plan'
import type { ReadQuestion, Said } from './read-question.ts'

/** Whether the words need the question before them. */
export function goesOn({ said, unused, problems }: ReadQuestion): boolean {
  if (said.analysis || said.swap || ((said.countsOnly || said.listsOnly) && unused.length === 0)) return true
  if (said.opens) return unused.length === 0
  if (said.whole) return false
  const bare = !said.measure && !said.subject && (said.by || said.where || said.limit || said.show)
  return unused.length === 0 && bare && (problems.length > 0 || !said.subject)
}

/** The plan before, changed by what the words now say. */
export function continued(before: ReadQuestion, now: ReadQuestion): ReadQuestion {
  const { said } = now
  const plan: TablePlan = { ...before.plan }
  if (said.analysis) Object.assign(plan, analysed(before.plan, now.plan))
  else if (said.countsOnly) counts(plan)
  else if (said.listsOnly)
    Object.assign(plan, { shape: 'rows', measures: [], by: [], order: [], limit: null, columns: [], share: false })
  else if (said.measure) Object.assign(plan, measured(before.plan, now.plan))
  if (said.by && !said.analysis) {
    plan.by = now.plan.by
    if (plan.shape !== 'groups') Object.assign(plan, grouped(before.plan))
    plan.limit = null
    plan.order = []
  }
  if (said.where) narrow(plan, now)
  if (said.limit) {
    plan.limit = now.plan.limit
    // “and the lowest?” after groups ranks the groups, by what was measured.
    const named = new Set(plan.by.map(({ column }) => column))
    plan.order = now.plan.order.map((one) =>
      plan.shape === 'groups' && typeof one.by === 'string' && !named.has(one.by) ? { ...one, by: 0 } : one,
    )
  }
  if (said.aggregate !== null && !said.measure)
    plan.measures = plan.measures.map((measure) => withAggregate(measure, said.aggregate))
  if (now.plan.comparison) plan.comparison = now.plan.comparison
  if (now.plan.share) plan.share = true
  if (said.show) plan.show = now.plan.show
  if (said.swap) swap(plan)
  return {
    ...now,
    plan,
    continued: true,
    // Words that change nothing were not understood.
    problems: JSON.stringify(plan) === JSON.stringify(before.plan) ? [{ is: 'no_change' }] : [],
    assumptions: [...now.assumptions, ...before.assumptions],
    understood: true,
  }
}

/** “why?” and “forecast that” are asked of what was computed before. */
function analysed(before: TablePlan, now: TablePlan): Partial<TablePlan> {
  const { analysis } = now
  if (!analysis) return {}
  const time = before.by.filter(({ bucket }) => bucket !== undefined)
  const groups = analysis.kind === 'change' ? before.by.filter(({ bucket }) => bucket === undefined) : []
  return {
    shape: 'analysis',
    analysis,
    measures: before.measures.length > 0 ? before.measures.slice(0, 1) : [{ aggregate: 'count' }],
    by: [...(time.length > 0 ? time.slice(0, 1) : now.by.slice(0, 1)), ...groups.slice(0, 1)],
    order: [],
    limit: null,
    having: [],
    columns: [],
    share: false,
    comparison: null,
  }
}

/** “and on average?” */
const withAggregate = (measure: PlanMeasure, aggregate: Said['aggregate']): PlanMeasure =>
  measure.operand === undefined || measure.rate_of !== undefined || aggregate === null
    ? measure
    : { ...measure, aggregate }

/** “how many?” counts the groups or the rows of the answer before. */
function counts(plan: TablePlan): void {
  if (plan.shape === 'groups' && plan.having.length > 0) return
  Object.assign(plan, {
    shape: 'groups',
    measures: [{ aggregate: 'count' }],
    by: [],
    order: [],
    limit: null,
    columns: [],
    share: false,
  })
}

const measured = (before: TablePlan, now: TablePlan): Partial<TablePlan> =>
  before.shape === 'groups'
    ? { measures: now.measures.length > 0 ? now.measures : before.measures }
    : { shape: now.shape, measures: now.measures, columns: now.columns, order: now.order, limit: now.limit }

/** A list that is grouped counts its rows. */
const grouped = (before: TablePlan): Partial<TablePlan> => ({
  shape: 'groups',
  measures: before.measures.length > 0 ? before.measures : [{ aggregate: 'count' }],
  columns: [],
})

const target = ({ operand }: PlanCondition): string => JSON.stringify(operand)

function narrow(plan: TablePlan, { plan: now, assumptions, said }: ReadQuestion): void {
  const having: TablePlan['having'] = []
  const where: PlanFilter = []
  for (const group of now.where) {
    const [only] = group
    const bound = only && group.length === 1 ? boundOf(only) : null
    const guessed =
      only?.operand.of === 'column' &&
      assumptions.some(
        ({ part, chosen }) => part === 'where' && only.operand.of === 'column' && chosen === only.operand.column,
      )
    // “only those above 5 000”, after groups, limits the groups.
    if (bound && guessed && said.opens && plan.by.length > 0 && plan.shape === 'groups') having.push(bound)
    else where.push(group)
  }
  const replaced = new Set(where.flat().map(target))
  plan.where = [
    ...plan.where.filter((group) => !group.some((condition) => replaced.has(target(condition)))),
    ...where,
  ].slice(0, 20)
  plan.having = [...plan.having, ...having].slice(0, 6)
}

function boundOf({ op, values }: PlanCondition): TablePlan['having'][number] | null {
  const [value] = values ?? []
  if (typeof value !== 'number') return null
  return op === 'gt' || op === 'ge' || op === 'lt' || op === 'le' || op === 'eq' ? { measure: 0, op, value } : null
}

function swap(plan: TablePlan): void {
  if (plan.comparison) plan.comparison = { left: plan.comparison.right, right: plan.comparison.left }
  else if (plan.order.length > 0)
    plan.order = plan.order.map((one) => ({
      ...one,
      direction: one.direction === 'ascending' ? 'descending' : 'ascending',
    }))
  else plan.order = [{ by: 0, direction: 'ascending' }]
}

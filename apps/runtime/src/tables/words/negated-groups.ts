// “Which customers never returned anything”: a group is none of them where no row of it fits. Rows that do not fit would
// list every group that has one such row.
import type { PlanCondition, PlanFilter, TablePlan } from '@biplane/contracts/wire/table-plan'
import { type Draft, hasRole, isKey } from './draft.ts'
import type { Item } from './item.ts'

/** The plan as it is, or one that keeps the groups without a single row that fits. */
export function withoutAnyRow(draft: Draft, plan: TablePlan): TablePlan {
  const negation = draft.items.findIndex(isNegation)
  if (negation < 0) return plan
  const { positive, rest } = apart(plan.where)
  if (positive.length === 0 || rowsBetween(draft, negation)) {
    if (isNever(draft.items[negation]) && plan.by.length > 0) draft.problems.push({ is: 'never' })
    return plan
  }
  const [column] = plan.columns
  if (plan.shape === 'values' && column !== undefined && plan.columns.length === 1 && !draft.comparison)
    return {
      ...plan,
      shape: 'groups',
      columns: [],
      by: [{ column }],
      where: rest,
      measures: [{ aggregate: 'count', where: positive }],
      having: [{ measure: 0, op: 'eq', value: 0 }],
      order: [],
    }
  if (isNever(draft.items[negation]) && (plan.by.length > 0 || plan.shape === 'values'))
    draft.problems.push({ is: 'never' })
  if (countsGroups(draft, plan)) draft.problems.push({ is: 'never' })
  return plan
}

const isNegation = (item: Item): boolean => hasRole(item, 'not') || hasRole(item, 'without')
const isNever = (item: Item | undefined): boolean => /^(?:never|nie|niemals)$/.test(item?.words.join(' ') ?? '')

/** “zones with orders that were not shipped” asks for one such order. */
const rowsBetween = ({ items, subject }: Draft, negation: number): boolean => {
  const named = items.findIndex(({ columns }) => subject !== null && columns.includes(subject))
  return items.slice(named + 1, negation).some(({ noun }) => noun)
}

/** “how many employees were not sick” counts each of them once. */
const countsGroups = ({ lexicon }: Draft, { measures }: TablePlan): boolean =>
  measures.some(({ aggregate, operand }) => {
    if (aggregate !== 'count_distinct' || operand?.of !== 'column') return false
    const column = lexicon.reading.columns.find(({ name }) => name === operand.column)
    return column !== undefined && !isKey(column, lexicon)
  })

/** The negated conditions turned round, and the others. */
function apart(where: PlanFilter): { positive: PlanFilter; rest: PlanFilter } {
  const positive: PlanFilter = []
  const rest: PlanFilter = []
  for (const group of where) {
    const [only, ...others] = group
    const turned = only && others.length === 0 ? opposite(only) : null
    if (turned) positive.push([turned])
    else rest.push(group)
  }
  return { positive, rest }
}

function opposite(condition: PlanCondition): PlanCondition | null {
  const [value] = condition.values ?? []
  switch (condition.op) {
    case 'ne':
      return { ...condition, op: 'eq' }
    case 'not_in':
      return { ...condition, op: 'in' }
    case 'not_during':
      return { ...condition, op: 'during' }
    case 'empty':
      return { ...condition, op: 'not_empty' }
    case 'eq':
      if (value === false) return { ...condition, values: [true] }
      return value === 0 ? { ...condition, op: 'ne' } : null
    default:
      return null
  }
}

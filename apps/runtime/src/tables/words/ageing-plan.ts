// “Who is more than 90 days late?” and “show the ageing” as a plan: open amounts by days late, with those that are late.
import type { PlanOperand, TablePlan } from '@biplane/contracts/wire/table-plan'
import { isText } from '../plan-scope.ts'
import { labelColumn } from './choose-columns.ts'
import { columnOperand, type Draft, hasRole, isKey } from './draft.ts'
import { invoiceColumns, openRule } from './read-invoices.ts'

/** What finishes a plan without any condition says; ageing needs none. */

/** The plan itself where it is no list of late or open invoices. */
export function asAgeing(plan: TablePlan, draft: Draft): TablePlan {
  const { items, lexicon } = draft
  const { due, amount } = invoiceColumns(lexicon)
  const states = items.flatMap((item) => (item.used && hasRole(item, 'invoice') ? [item.role.state] : []))
  const ageing = states.includes('ageing')
  if (!due || !amount || !(ageing || (states.includes('overdue') && lists(plan, draft)))) return plan
  draft.problems = draft.problems.filter(({ is }) => is !== 'nothing_asked')
  const open: PlanOperand = openRule(lexicon, draft.calendar)?.open ?? columnOperand(amount)
  const key = lexicon.columns.find(({ column }) => column.additivity.value === 'identifier' && isKey(column, lexicon))
  const name = labelColumn(lexicon, true)
  const columns = [key?.column.name, name && isText(name) && name !== key?.column ? name.name : undefined, due.name]
  return {
    ...plan,
    shape: 'ageing',
    measures: [{ aggregate: 'sum', operand: open, label: 'open amount' }],
    columns: columns.filter((column) => column !== undefined),
    by: [],
    order: [],
    limit: null,
    share: false,
  }
}

/** A plain list of rows or names, with nothing said of its columns, order or groups. */
function lists(plan: TablePlan, { lexicon }: Draft): boolean {
  if (plan.shape !== 'rows' && plan.shape !== 'values') return false
  if (plan.order.length > 0 || plan.limit || plan.neighbour || plan.by.length > 0 || plan.comparison) return false
  if (plan.shape === 'values') return plan.columns.length === 1 && plan.columns[0] === labelColumn(lexicon, true)?.name
  const told = new Set([labelColumn(lexicon)?.name, labelColumn(lexicon, true)?.name])
  const limited = new Set(plan.where.flat().flatMap(({ operand }) => (operand.of === 'column' ? [operand.column] : [])))
  return plan.columns.every((column) => told.has(column) || limited.has(column))
}

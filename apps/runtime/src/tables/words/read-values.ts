// Conditions from cell values: the column that a value belongs to, negation, and what a share counts.

import type { ColumnReading } from '@biplane/contracts/wire/file-reading'
import type { PlanCondition } from '@biplane/contracts/wire/table-plan'
import { isText } from '../plan-scope.ts'
import { assume, backOverGlue, type Draft, hasRole, live, use, whereIs } from './draft.ts'
import type { Item } from './item.ts'

/** “not”, “except”, “without” before an item, over glue. */
export function isNegated(draft: Draft, at: number): boolean {
  const item = draft.items[at]
  if (item?.negated) return true
  const before = draft.items[backOverGlue(draft, at - 1)]
  if (before && (hasRole(before, 'not') || hasRole(before, 'except') || hasRole(before, 'without'))) {
    use(before)
    return true
  }
  return false
}

export function sharedColumn(left: Item, right: Item): ColumnReading | null {
  return (
    left.values.map(({ column }) => column).find((column) => right.values.some((value) => value.column === column)) ??
    null
  )
}

/** The column of a value: the one named beside it, else the one that other values of the question share. */
function valueColumn(draft: Draft, at: number): { column: ColumnReading; value: string } | null {
  const item = draft.items[at]
  const [first] = item?.values ?? []
  if (!item || !first) return null
  if (item.values.length === 1) return first
  const before = draft.items[backOverGlue(draft, at - 1)]
  const after = draft.items[at + 1]
  for (const beside of [before, after]) {
    const named = item.values.find(({ column }) => beside?.columns.includes(column))
    if (named) return named
  }
  const shared = draft.items.find((other) => other !== item && other.values.length > 0 && sharedColumn(item, other))
  const column = shared && sharedColumn(item, shared)
  const chosen =
    item.values.find((value) => value.column === column) ?? item.values.find(({ column: one }) => isText(one)) ?? first
  assume(
    draft,
    'where',
    chosen.column,
    item.values.map((value) => value.column),
  )
  return chosen
}

export function filterOfValues(draft: Draft, at: number): PlanCondition | null {
  const found = valueColumn(draft, at)
  return found && whereIs(found.column, [found.value])
}

interface Valued {
  column: ColumnReading
  values: string[]
  not: boolean
  at: number
}

export function readValues(draft: Draft): void {
  const { items } = draft
  const found: Valued[] = []
  for (const [at, item] of items.entries()) {
    if (item.used || item.values.length === 0) continue
    if (item.columns.length > 0 && item.named === 'name' && !valueBeforeName(draft, at)) continue
    const chosen = valueColumn(draft, at)
    if (!chosen) continue
    needed(draft, at)
    const not =
      isNegated(draft, at) ||
      (found.at(-1)?.not === true && hasRole(items[at - 1], 'and') && found.at(-1)?.column === chosen.column)
    use(item)
    useNameBeside(draft, at, chosen.column)
    const same = found.find((one) => one.column === chosen.column && one.not === not)
    if (same) {
      same.values.push(chosen.value)
      useLink(draft, at)
    } else found.push({ column: chosen.column, values: [chosen.value], not, at })
    if (item.named === 'spelling')
      draft.assumptions.push({
        part: 'where',
        chosen: chosen.value,
        others: [],
        note: { is: 'read_as', said: item.text, meant: chosen.value },
      })
  }
  for (const { column, values, not, at } of found) addCondition(draft, whereIs(column, [...new Set(values)], not), at)
}

/** What needs approval is not approved. */
function needed({ items, problems }: Draft, at: number): void {
  const before = items[at - 1]?.text.toLowerCase() ?? ''
  if (/^(?:needs?|needing|requires?|requiring|awaits?|awaiting|benötig(?:t|en)|brauch(?:t|en))$/.test(before))
    problems.push({ is: 'which_rows', said: `${before} ${items[at]?.text ?? ''}` })
}

/** A word that is a column and a value: “status status” never; “is Open” when the column is something else. */
const valueBeforeName = (draft: Draft, at: number): boolean => {
  const before = draft.items[backOverGlue(draft, at - 1)]
  return before !== undefined && draft.items[at]?.values.some(({ column }) => before.columns.includes(column)) === true
}

function useNameBeside(draft: Draft, at: number, column: ColumnReading): void {
  const before = draft.items[backOverGlue(draft, at - 1)]
  if (before && !before.used && before.columns.includes(column)) use(before)
  const after = draft.items[at + 1]
  if (after && !after.used && after.columns[0] === column && !hasRole(draft.items[at + 2], 'by')) use(after)
}

const useLink = ({ items }: Draft, at: number): void => {
  for (let back = at - 1; back >= Math.max(0, at - 2); back--)
    if (live(items[back], 'and') || live(items[back], 'or')) use(items[back])
}

/** “share”, “rate”, “%” without a number before it. */
export const asksShare = ({ items }: Draft): boolean =>
  items.some(
    (item, at) =>
      !(item.columns.length > 0 && item.named === 'name') &&
      (hasRole(item, 'share') ||
        hasRole(item, 'rate') ||
        (hasRole(item, 'percent') && items[at - 1]?.number == null)) &&
      items[at - 1]?.number == null,
  )

/** In a question about a share, what follows the verb is what is counted. */
export function addCondition(draft: Draft, condition: PlanCondition, at: number): void {
  const shares = asksShare(draft)
  const verb = draft.items.findIndex(
    (item) =>
      hasRole(item, 'be') &&
      /^(?:(?:that|which|who) )?(?:is|are|was|were|been|ist|sind|war|waren|wurden|wurde|got|get)$/.test(
        item.words.join(' '),
      ),
  )
  const countedAlready = draft.counted.length > 0
  if (shares && (verb < 0 || verb < 2 ? !countedAlready : at > verb)) draft.counted.push([condition])
  else draft.where.push([condition])
}

// “How many snags are still open”, “tools still out”: rows whose day of the end is not filled in.
import type { TablePlan } from '@biplane/contracts/wire/table-plan'
import { isDate } from '../plan-scope.ts'
import { columnOperand, type Draft, hasRole, use } from './draft.ts'
import type { Item } from './item.ts'

const OPEN =
  /^(?:open|outstanding|unresolved|unfinished|unfixed|pending|offen|offene[nrs]?|ausstehend|unerledigt|unterwegs)$/
const AWAY = /^(?:out|away|missing|weg)$/
const ENDS = ['resolved', 'returned'] as const

export function readStillOpen(draft: Draft): void {
  const { items, lexicon, problems } = draft
  const still = items.find((item) => hasRole(item, 'now'))
  const said = items.find((item, at) => isState(item, still !== undefined || isLast(draft, at)))
  if (!said || said.values.length > 0) return
  const [end, other] = lexicon.columns.filter(
    ({ column, concepts }) => isDate(column) && column.empty > 0 && ENDS.some((one) => concepts.has(one)),
  )
  // “were open in March”: neither the first nor the last day alone says so.
  const timed = draft.where.flat().some(({ op }) => op === 'during')
  if (!end || other || timed) {
    if (still || timed) problems.push({ is: 'word_of', said: said.text })
    return
  }
  use(said, still)
  draft.where.push([{ operand: columnOperand(end.column), op: 'empty' }])
}

/** Ten mixers are out, and not one “mixer”: whether lines or names are counted is open. */
export function countsOpenNames({ items, problems }: Draft, { measures, where }: TablePlan): void {
  const said = items.find((item, at) => isState(item, true) && isBeside(items, at))
  const names = measures.some(({ aggregate }) => aggregate === 'count_distinct')
  if (said && names && where.some(([only]) => only?.op === 'empty'))
    problems.push({ is: 'which_rows', said: said.text })
}

/** “are out”, “are still out”; “customers who have one out” are counted by name. */
const isBeside = (items: readonly Item[], at: number): boolean =>
  hasRole(items[hasRole(items[at - 1], 'now') ? at - 2 : at - 1], 'be')

/** “out” is a state where something still is so, or stands last: “how many are out?” */
const isState = ({ words, columns, named }: Item, still: boolean): boolean => {
  const word = words.join(' ')
  if (AWAY.test(word)) return still && (columns.length === 0 || columns.some(isDate) || named !== 'name')
  return OPEN.test(word)
}

const isLast = ({ items }: Draft, at: number): boolean =>
  items.slice(at + 1).every(({ text }) => text === '?' || text === '.') && hasRole(items[at - 1], 'be')

// Conditions of a question that no value or number says: sold out, yes/no columns, empty cells, what has happened.
import { isDate, isNumeric } from '../plan-scope.ts'
import { conceptColumn } from './choose-columns.ts'
import {
  backOverGlue,
  columnOperand,
  type Draft,
  hasRole,
  live,
  namesColumn,
  numericOf,
  skipGlue,
  use,
  whereIs,
  yesNoOf,
} from './draft.ts'
import { readFigures, readNumbers } from './read-numbers.ts'
import { addCondition, isNegated, readValues } from './read-values.ts'

function readSoldOut(draft: Draft): void {
  const item = draft.items.find((one) => live(one, 'sold_out'))
  const quantity = conceptColumn(draft.lexicon, 'quantity', isNumeric)
  if (!item || !quantity) return
  use(item)
  draft.where.push([{ operand: columnOperand(quantity), op: 'le', values: [0] }])
}

export function readConditions(draft: Draft): void {
  readSoldOut(draft)
  readFigures(draft)
  readNumbers(draft)
  readValues(draft)
  readYesNo(draft)
  readEmptiness(draft)
  readHappened(draft)
}

function readYesNo(draft: Draft): void {
  const { items } = draft
  for (const [at, item] of items.entries()) {
    const column = yesNoOf(item)
    if (!column || (item.named === 'meaning' && item.noun)) continue
    if (hasRole(items[backOverGlue(draft, at - 1)], 'by') || hasRole(items[backOverGlue(draft, at - 1)], 'each'))
      continue
    const answerAt = skipGlue(draft, at + 1)
    const answer = items[answerAt]
    const said = live(answer, 'yes')
      ? true
      : live(answer, 'no') || (hasRole(answer, 'without') && answer.text.toLowerCase() === 'no' && !answer.used)
        ? false
        : null
    if (said !== null) use(answer)
    // “was the queen not seen” names the column “queen_seen” twice.
    const twins = items.flatMap((other, place) =>
      place !== at && !other.negated && yesNoOf(other) === column && !joined(draft, at, place) ? [place] : [],
    )
    const not = [at, ...twins].map((place) => isNegated(draft, place)).some((negated) => negated)
    use(item, ...twins.map((place) => items[place]))
    addCondition(draft, whereIs(column, [said === null ? !not : said]), at)
  }
}

/** “matched or not matched”, “matched compared to unmatched” are two things. */
function joined({ items }: Draft, one: number, other: number): boolean {
  const between = items.slice(Math.min(one, other) + 1, Math.max(one, other))
  return between.some(
    (item) => hasRole(item, 'and') || hasRole(item, 'or') || hasRole(item, 'versus') || hasRole(item, 'than'),
  )
}

function readEmptiness(draft: Draft): void {
  const { items } = draft
  for (const [at, item] of items.entries()) {
    const empty = live(item, 'empty') || live(item, 'without') || live(item, 'not')
    if (!empty && !live(item, 'filled')) continue
    const nextAt = skipGlue(draft, at + 1)
    const before = items[backOverGlue(draft, at - 1)]
    const never = hasRole(item, 'not') ? numericOf(items[nextAt]) : null
    if (never && /(?:ed|t|en)$/.test(items[nextAt]?.words.at(-1) ?? '') && Number(never.min) === 0) {
      // “never renewed” of a number of renewals
      use(item, items[nextAt])
      addCondition(draft, whereIs(never, [0]), at)
      continue
    }
    const named = namesColumn(items[nextAt])
      ? items[nextAt]
      : hasRole(item, 'empty') || hasRole(item, 'filled')
        ? before
        : undefined
    if (!namesColumn(named)) continue
    const none = /^kein/.test(item.words.join(' '))
    const column =
      hasRole(item, 'not') && !none
        ? named.columns.find((one) => one.empty > 0 && isDate(one))
        : (named.columns.find((one) => one.empty > 0) ?? named.columns[0])
    if (!column) continue
    use(item, named)
    // Without any gold: of a number in every row, that is nought.
    if (hasRole(item, 'without') && column.empty === 0 && isNumeric(column) && Number(column.min) <= 0) {
      addCondition(draft, whereIs(column, [0]), at)
      continue
    }
    addCondition(draft, { operand: columnOperand(column), op: hasRole(item, 'filled') ? 'not_empty' : 'empty' }, at)
  }
}

/** “how many have cancelled” of a column “Cancelled on”: those where the day is filled in. */
function readHappened(draft: Draft): void {
  const { items } = draft
  if (!items.some((item) => hasRole(item, 'how_many') || hasRole(item, 'share') || hasRole(item, 'percent'))) return
  if (draft.periods.length > 0 || items.some((item) => hasRole(item, 'duration'))) return
  for (const [at, item] of items.entries()) {
    const [column] = item.columns
    if (item.used || !column || !isDate(column) || column.empty === 0) continue
    if (!/(?:ed|ft|lt|en)$/.test(item.words.at(-1) ?? '') || hasRole(items[backOverGlue(draft, at - 1)], 'by')) continue
    if (draft.where.flat().some(({ operand }) => operand.of === 'column' && operand.column === column.name)) continue
    const not = isNegated(draft, at)
    use(item)
    addCondition(draft, { operand: columnOperand(column), op: not ? 'empty' : 'not_empty' }, at)
  }
}

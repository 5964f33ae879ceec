// Chooses a column where the words name none: the main measure, the date that a verb means, the name of a row.
import type { ColumnReading } from '@biplane/contracts/wire/file-reading'
import type { PlanOperand } from '@biplane/contracts/wire/table-plan'
import { isDate, isText } from '../plan-scope.ts'
import { assume, columnOperand, type Draft, isKey } from './draft.ts'
import { type ColumnName, type Lexicon, measureLike } from './lexicon.ts'
import { stemsOf } from './tokens.ts'

/** What people mean by “sales” or “how much”, best first. A price of one piece is never among them. */
const MONEY: readonly RegExp[] = [
  /^(?:total )?(?:revenue|sales|turnover|umsatz|erlos|erlose|einnahmen)$/,
  /\b(?:revenue|turnover|umsatz|erlos)\b/,
  /^(?:sales|total sales|sales amount|sale amount|sales value)\b/,
  /\bnet (?:amount|total|value|sales)\b|^netto(?:betrag)?$|^net$/,
  /\b(?:line|order|grand|invoice|sale) ?(?:total|amount|value)\b|\bzeilensumme\b|\bgesamtpreis\b/,
  /^(?:amount|betrag|total|value|summe|wert|gesamt|total amount|total price|amount [a-z]{3}|betrag eur)$/,
  /\b(?:amount|betrag|total|sum|value|gross|brutto)\b/,
]
const PIECE_PRICE =
  /\b(?:unit|price|preis|einzelpreis|stuckpreis|rate|weight|discount|paid|tax|vat|mwst|fee|shipping)\b/
/** What lies in stock is not what was sold. */
export const STOCK = /\b(?:stock|inventory|on hand|reorder|bestand|mindestbestand)\b/
const QUANTITY = /\b(?:quantity|qty|units|menge|anzahl|pieces|stuck)\b/
const PRICE = /\b(?:price|preis|einzelpreis|stuckpreis|unit cost)\b/

export const isMoney = ({ kind, unit }: ColumnReading): boolean =>
  kind.value === 'money' || (unit !== null && /^(?:[A-Z]{3}|[$€£¥])$/.test(unit))
const onlyOne = <T>(items: readonly T[]): T | undefined => (items.length === 1 ? items[0] : undefined)

const nameText = ({ full }: ColumnName): string => full.join(' ')

export interface MainMeasure {
  operand: PlanOperand
  /** The column, or the price of a product. */
  column: ColumnReading
  others: ColumnReading[]
}

export function mainMoney(lexicon: Lexicon): MainMeasure | null {
  const candidates = lexicon.columns.filter(
    (name) => measureLike(name.column) && name.column.additivity.value !== 'non_additive',
  )
  const others = candidates.map(({ column }) => column)
  for (const pattern of MONEY) {
    const found = candidates.find((name) => pattern.test(nameText(name)) && !PIECE_PRICE.test(nameText(name)))
    if (found) return { operand: columnOperand(found.column), column: found.column, others }
  }
  const price = lexicon.columns.find((name) => measureLike(name.column) && PRICE.test(nameText(name)))
  const quantity = lexicon.columns.find(
    (name) => measureLike(name.column) && QUANTITY.test(nameText(name)) && !STOCK.test(nameText(name)),
  )
  if (price && quantity) {
    return {
      operand: { of: 'product', left: price.column.name, right: quantity.column.name },
      column: price.column,
      others,
    }
  }
  // The only money of a table is its money, whatever it is called: fees, fines, what was paid.
  const only = onlyOne(candidates.filter(({ column }) => isMoney(column)))
  return only ? { operand: columnOperand(only.column), column: only.column, others: [] } : null
}

/** The measure of a table that is not about money as well: the only number that adds up. */
export function mainMeasure(lexicon: Lexicon): MainMeasure | null {
  const money = mainMoney(lexicon)
  if (money) return money
  const numbers = lexicon.columns.filter(({ column }) => measureLike(column) && column.name.toLowerCase() !== 'year')
  const additive = numbers.filter(({ column }) => column.additivity.value === 'additive')
  const [first] = additive.length > 0 ? additive : numbers
  if (!first || (numbers.length > 1 && additive.length !== 1)) return null
  return { operand: columnOperand(first.column), column: first.column, others: numbers.map(({ column }) => column) }
}

/** The column of dates that a question's period speaks of. */
export function dateColumn(draft: Draft, verbs: readonly string[]): ColumnReading | null {
  const dates = draft.lexicon.columns.filter(({ column }) => isDate(column))
  if (dates.length === 0) return null
  for (const verb of verbs) {
    const named = dates.find(({ concepts }) => concepts.has(verb))
    if (named) return named.column
  }
  const [best, ...others] = byTime(dates)
  if (!best) return null
  if (others.length > 0)
    assume(
      draft,
      'when',
      best.column,
      others.map(({ column }) => column),
    )
  return best.column
}

/** When things happened comes before when they were due or ended. */
function byTime(dates: readonly ColumnName[]): ColumnName[] {
  const weight = ({ concepts, column }: ColumnName): number =>
    (concepts.has('due') ? 6 : 0) +
    (concepts.has('left') ? 4 : 0) +
    (concepts.has('resolved') ? 3 : 0) -
    (concepts.has('created') ? 2 : 0) +
    (column.empty > 0 ? 1 : 0)
  return dates.toSorted((a, b) => weight(a) - weight(b))
}

/** The dates on which the rows happened. */
export const dateColumnOf = ({ columns }: Lexicon): ColumnReading | null =>
  byTime(columns.filter(({ column }) => isDate(column)))[0]?.column ?? null

/** A whole-number column that holds years, for tables without dates. */
export const yearColumn = ({ columns }: Lexicon): ColumnReading | null =>
  columns.find(
    ({ concepts, column }) =>
      concepts.has('year') && (column.kind.value === 'integer' || column.kind.value === 'decimal' || isText(column)),
  )?.column ?? null

const PERSON = new Set(['employee', 'rep', 'doer', 'customer', 'student', 'winner', 'manager'])

/** “Borrowed by”, “Geprüft von”: who did what the words before it say. */
export function doerColumns({ columns }: Lexicon): { column: ColumnReading; verbs: string[] }[] {
  return columns.flatMap(({ column }) => {
    const words = column.name.toLowerCase().match(/\p{L}+/gu) ?? []
    const isDone = isText(column) && words.length > 1 && ['by', 'von', 'durch'].includes(words.at(-1) ?? '')
    return isDone ? [{ column, verbs: words.slice(0, -1).flatMap(stemsOf) }] : []
  })
}

/** What a row is called by: a name, else a key. `person` prefers people. */
export function labelColumn(lexicon: Lexicon, person = false): ColumnReading | null {
  const texts = lexicon.columns.filter(({ column }) => isText(column))
  const people = texts.filter(({ concepts }) => [...concepts].some((concept) => PERSON.has(concept)))
  if (person) {
    const named = people.find(({ concepts }) => concepts.has('name')) ?? people[0]
    if (named) return named.column
  }
  const named = texts.find(
    ({ concepts, column }) => concepts.has('name') && column.distinct * 2 >= lexicon.reading.rows,
  )
  if (named) return named.column
  const key = texts.find(({ column }) => isKey(column, lexicon) && column.additivity.value !== 'identifier')
  if (key) return key.column
  const id = lexicon.columns.find(({ column }) => column.additivity.value === 'identifier' && isKey(column, lexicon))
  return (id ?? texts.toSorted((a, b) => b.column.distinct - a.column.distinct)[0])?.column ?? null
}

const byConcept = (lexicon: Lexicon, concept: string, fits: (column: ColumnReading) => boolean): ColumnReading | null =>
  lexicon.columns.find(({ concepts, column }) => concepts.has(concept) && fits(column))?.column ?? null

/** From when to when something took: the dates that the words mean, else the natural pair. */
export function durationPair(
  lexicon: Lexicon,
  verbs: readonly string[],
): { from: ColumnReading; to: ColumnReading } | null {
  const dates = lexicon.columns.filter(({ column }) => isDate(column))
  if (dates.length < 2) return null
  const starts =
    dates.find(({ concepts }) => concepts.has('created') && !concepts.has('resolved') && !concepts.has('due')) ??
    dates[0]
  const ends = dates.filter((name) => name !== starts)
  const end =
    ends.find(({ concepts }) => verbs.some((verb) => concepts.has(verb))) ??
    ends.find(({ concepts }) => concepts.has('resolved') || concepts.has('returned')) ??
    onlyOne(ends) ??
    // The day on which something should have ended is not when it did.
    onlyOne(ends.filter(({ concepts }) => !concepts.has('due')))
  return starts && end ? { from: starts.column, to: end.column } : null
}

export const conceptColumn = byConcept

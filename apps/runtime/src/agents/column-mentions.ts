// Owns which columns and which values of a table a question names. Pure; it takes the words that it has understood.

import { nameWords } from '../tools/columns.ts'
import type { ColumnFacts } from '../tools/columns-tool.ts'
import type { WhereFilter } from '../tools/row-filters.ts'
import { type QuestionWords, singularOrPlural, splitWords, type WordTest } from './question-words.ts'

/** Words that mean a part which a column plays, beside the column's own name. */
const SYNONYMS: Partial<Record<NonNullable<ColumnFacts['role']>, string[]>> = {
  customer: ['customer', 'client', 'debtor', 'buyer', 'company'],
  amount: ['amount', 'value', 'money', 'revenue', 'turnover', 'worth'],
  id: ['invoice', 'bill', 'row', 'record', 'line', 'entry', 'transaction'],
  status: ['status'],
  currency: ['currency'],
}

interface Naming {
  column: ColumnFacts
  words: WordTest[]
}

/** Every way of naming a column, the longest first, so that `account manager` is not read as `account`. */
export function namingsOf(columns: readonly ColumnFacts[]): Naming[] {
  const namings = columns.flatMap((column) => {
    const name = nameWords(column.name)
      .split('_')
      .filter((word) => word !== '')
    const tolerant = name.map((word, at) => (at === name.length - 1 ? singularOrPlural(word) : word))
    const last = name.at(-1) ?? ''
    // `manager` for `account_manager`, while no other column ends the same way.
    const alone =
      name.length > 1 &&
      last.length > 3 &&
      columns.filter((c) => nameWords(c.name).split('_').includes(last)).length === 1
    return [
      ...(tolerant.length > 0 ? [{ column, words: tolerant }] : []),
      ...(column.role
        ? (SYNONYMS[column.role] ?? []).map((word) => ({ column, words: [singularOrPlural(word)] }))
        : []),
      ...(alone && column.role === null ? [{ column, words: [singularOrPlural(last)] }] : []),
    ]
  })
  return namings.sort((a, b) => b.words.length - a.words.length)
}

/** The column whose name stands at a place, with the words used; `null` for none. */
export function takeColumnAt(words: QuestionWords, at: number, namings: readonly Naming[]): ColumnFacts | null {
  for (const { column, words: name } of namings) {
    if (!words.standsAt(at, name)) continue
    words.use(at, name.length)
    return column
  }
  return null
}

/** The first named column that is wanted, wherever it stands. */
export function takeColumn(
  words: QuestionWords,
  namings: readonly Naming[],
  wanted: (column: ColumnFacts) => boolean,
): ColumnFacts | null {
  for (const { column, words: name } of namings) {
    if (wanted(column) && words.take(...name) >= 0) return column
  }
  return null
}

const SHORT = 3

/**
 * Filters for the values that the question names: `in the North region`. Two values of one column cannot both be had
 * at once, and are said instead of one being dropped.
 */
export function takeValues(
  words: QuestionWords,
  columns: readonly ColumnFacts[],
  fewestWords = 1,
): { where: WhereFilter[]; clash: string | null } {
  const where: WhereFilter[] = []
  const values = columns
    .flatMap((column) => column.values.map((value) => ({ column: column.name, value, words: splitWords(value) })))
    .filter((entry) => entry.words.length >= fewestWords)
    .sort((a, b) => b.words.length - a.words.length)
  for (const { column, value, words: spelt } of values) {
    // A short value such as `no` or `IT` is only meant when it is written as the file writes it.
    const at = words.find(spelt.map((word) => word.text))
    if (at < 0) continue
    if (value.length < SHORT && !spelt.every((word, offset) => words.words[at + offset]?.spelt === word.spelt)) continue
    if (where.some((filter) => filter.column === column)) return { where, clash: column }
    words.use(at, spelt.length)
    takeColumnNameBeside(words, at, spelt.length, column)
    where.push({ column, equals: value })
  }
  return fewestWords > 1 ? { where, clash: null } : takeShortened(words, columns, where)
}

/** `Norrvik` for `Norrvik Shipping AB`, while no other customer begins like that. */
function takeShortened(words: QuestionWords, columns: readonly ColumnFacts[], where: WhereFilter[]) {
  const customer = columns.find((column) => column.role === 'customer')
  if (!customer || where.some((filter) => filter.column === customer.name)) return { where, clash: null }
  const byFirst = new Map<string, string[]>()
  for (const value of customer.values) {
    const first = splitWords(value)[0]?.text ?? ''
    if (first.length > SHORT) byFirst.set(first, [...(byFirst.get(first) ?? []), value])
  }
  for (const [first, values] of byFirst) {
    const [value] = values
    if (values.length === 1 && value !== undefined && words.take(first) >= 0) {
      return { where: [...where, { column: customer.name, equals: value }], clash: null }
    }
  }
  return { where, clash: null }
}

/** In `the North region` the word `region` says only what `North` is. */
function takeColumnNameBeside(words: QuestionWords, at: number, length: number, column: string): void {
  const name = nameWords(column).split('_').map(singularOrPlural)
  for (const place of [at + length, at - name.length]) {
    if (place >= 0 && words.standsAt(place, name)) {
      words.use(place, name.length)
      return
    }
  }
}

// Owns the parts of a question that stand anywhere in it: a state, a rank, a grouping. Pure; each takes its words.
import type { AggregateQuery } from '../tools/aggregate-query.ts'
import type { ColumnFacts } from '../tools/columns-tool.ts'
import { type namingsOf, takeColumn, takeColumnAt } from './column-mentions.ts'
import { defaultDate } from './question-period.ts'
import type { QuestionWords, WordTest } from './question-words.ts'

const LARGEST = /^(?:top|largest|biggest|highest|most|greatest|maximum|max)$/
const SMALLEST = /^(?:bottom|smallest|lowest|least|fewest|minimum|min)$/
const NUMBER = /^\d{1,3}$/

const OPEN: WordTest[][] = [
  ['not', 'yet', 'paid'],
  ['not', 'been', 'paid'],
  ['not', 'paid'],
  ['haven', 't', 'paid'],
  ['hasn', 't', 'paid'],
  ['yet', 'to', 'be', 'paid'],
  ['yet', 'to', 'pay'],
  [/^(?:unpaid|open|outstanding|unsettled|owes?|owed|owing)$/],
]
const OVERDUE: WordTest[][] = [['past', 'due'], [/^(?:overdue|late)$/]]
const PAID: WordTest[][] = [[/^(?:paid|settled)$/]]

/** States mean something only in a list of invoices; elsewhere `open` is a value like any other. */
export function takeState(words: QuestionWords, columns: readonly ColumnFacts[]): AggregateQuery['state'] {
  const has = (role: ColumnFacts['role']) => columns.some((column) => column.role === role)
  if (!has('due_date') && !has('paid_date')) return null
  const takeAny = (phrases: WordTest[][]) => phrases.some((phrase) => words.take(...phrase) >= 0)
  if (takeAny(OPEN)) return takeAny(OVERDUE) ? 'overdue' : 'open'
  if (takeAny(OVERDUE)) return 'overdue'
  return takeAny(PAID) ? 'paid' : null
}

export interface Rank {
  order: AggregateQuery['order']
  count: number | null
  plural: boolean
}

/** `top 5 customers`, `5 largest invoices`, `highest amount`. */
export function takeRank(words: QuestionWords): Rank | null {
  for (const [test, order] of [
    [LARGEST, 'largest'],
    [SMALLEST, 'smallest'],
  ] as const) {
    const after = words.take(test, NUMBER)
    if (after >= 0) return { order, count: Math.max(1, Number(words.words[after + 1]?.text)), plural: true }
    const before = words.take(NUMBER, test)
    if (before >= 0) return { order, count: Math.max(1, Number(words.words[before]?.text)), plural: true }
    const at = words.take(test)
    if (at < 0) continue
    // “the biggest debtors”, “top customers”; “which customer has the highest amount” asks for one.
    const next = words.words[at + 1]?.text ?? ''
    return { order, count: null, plural: next.endsWith('s') && next !== 'is' && next !== 'has' }
  }
  return null
}

const BY = /^(?:by|per|across|each|every)$/
const GRAINS: [RegExp, 'month' | 'quarter' | 'year'][] = [
  [/^months?$/, 'month'],
  [/^quarters?$/, 'quarter'],
  [/^years?$/, 'year'],
]
const PERIODICAL: [WordTest[], 'month' | 'quarter' | 'year'][] = [
  [['monthly'], 'month'],
  [['quarterly'], 'quarter'],
  [[/^(?:yearly|annual|annually)$/], 'year'],
  [['over', 'time'], 'month'],
  [[/^(?:trend|trends|development)$/], 'month'],
]

export interface Grouping {
  by: AggregateQuery['by']
  /** A second grouping: “by region and month”. */
  across: AggregateQuery['by']
  /** In “top 5 customers by amount” what follows `by` is the measure. */
  measure: ColumnFacts | null
  why?: string
}

export function takeGrouping(
  words: QuestionWords,
  columns: readonly ColumnFacts[],
  namings: ReturnType<typeof namingsOf>,
): Grouping {
  const found: Grouping = { by: null, across: null, measure: null }
  let grain: 'month' | 'quarter' | 'year' | null = null
  for (let at = 0; at < words.words.length; at++) {
    if (!BY.test(words.words[at]?.text ?? '')) continue
    const next = /^(?:the|each|every)$/.test(words.words[at + 1]?.text ?? '') ? at + 2 : at + 1
    for (const [test, named] of GRAINS) {
      if (!words.standsAt(next, [test])) continue
      words.use(next, 1)
      grain = named
    }
    const column = takeColumnAt(words, next, namings)
    if (!column) continue
    words.use(at, 1)
    if (column.measure) {
      found.measure = column
      continue
    }
    if (!group(found, column)) return { ...found, why: TOO_MANY }
    takeSecond(words, next, { namings, found })
  }
  for (const [phrase, named] of PERIODICAL) {
    if (words.take(...phrase) >= 0) grain ??= named
  }
  if (!grain) return found
  const dated = [found.by, found.across].find((by) => by !== null && by.grain !== null)
  if (dated) {
    // “by month of invoice date”: the column was named as well.
    dated.grain = grain
    return found
  }
  const date = takeColumn(words, namings, (column) => column.type === 'date') ?? defaultDate(columns)
  if (!date) return { ...found, why: 'There is no column with dates in this file.' }
  if (found.by && found.across) return { ...found, why: TOO_MANY }
  // Periods read best from top to bottom, and names beside each other, unless the names came first.
  return found.by ? { ...found, across: { column: date.name, grain } } : { ...found, by: { column: date.name, grain } }
}

const TOO_MANY = 'I can group by two columns at a time.'

function group(found: Grouping, column: ColumnFacts): boolean {
  const by = { column: column.name, grain: column.type === 'date' ? ('month' as const) : null }
  if (found.by === null) found.by = by
  else if (found.across === null && found.by.column !== column.name) found.across = by
  else return found.by.column === column.name
  return true
}

/** The `status` of `by region and status`. */
function takeSecond(
  words: QuestionWords,
  from: number,
  { namings, found }: { namings: ReturnType<typeof namingsOf>; found: Grouping },
): void {
  for (let at = from; at <= from + 4; at++) {
    if (words.words[at]?.text !== 'and') continue
    const column = takeColumnAt(words, at + 1, namings)
    if (column && !column.measure) group(found, column)
    return
  }
}

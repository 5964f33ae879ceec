// Owns questions that count, sum, average or rank: what is measured, in which groups, of which rows. Pure.
import type { AggregateQuery } from '../tools/aggregate-query.ts'
import type { ColumnFacts } from '../tools/columns-tool.ts'
import type { LimitFilter } from '../tools/insights/limits.ts'
import { namingsOf, takeColumn, takeColumnAt, takeValues } from './column-mentions.ts'
import { takeLateness } from './question-late.ts'
import { takeExceptions, takeLimits } from './question-limits.ts'
import { type Rank, takeGrouping, takeRank, takeState } from './question-parts.ts'
import { takePeriod } from './question-period.ts'
import { type Question, takeAsOf, unclear } from './question-shape.ts'
import { QuestionWords, type WordTest } from './question-words.ts'

type Operation = AggregateQuery['operation']

const ROW_NOUN = /^(?:invoice|bill|receivable|row|record|line|entry|entries|transaction|order|item|document)s?$/
const DEFAULT_TOP = 5

/** Everything that the words of a question name. */
export interface Mentions {
  operation: Operation | null
  by: AggregateQuery['by']
  measure: ColumnFacts | null
  /** A column of names: customers, regions. */
  noun: ColumnFacts | null
  /** Of `how many customers`: what is counted; `null` when rows are. */
  counted: ColumnFacts | null
  /** `invoices`, `rows` … */
  rows: boolean
  share: boolean
  state: AggregateQuery['state']
  rank: Rank | null
  where: AggregateQuery['where']
  across: AggregateQuery['by']
  late: AggregateQuery['late'] | null
  limits: LimitFilter[]
  /** A column that was named only with a bound: `weight above 10`. */
  bounded: ColumnFacts | null
  asksWho: boolean
}

export function readAggregate(text: string, columns: readonly ColumnFacts[], asOf: string | null): Question {
  const words = new QuestionWords(text)
  takeAsOf(words)
  const mentions = readMentions(words, columns)
  if ('why' in mentions) return { kind: 'unclear', why: mentions.why }
  const { by, measure, noun, counted, rows, share, state, rank, operation, where, limits } = mentions
  const names = by || measure || noun || counted || rows || state || where.length > 0 || limits.length > 0
  // A verb without anything of this table is a question about something else.
  if (!names && !(operation && operation !== 'count')) return { kind: 'unknown' }
  if (words.unused().length > 0) return unclear(words)
  if (by && noun && noun.name !== by.column && noun.name !== mentions.across?.column) {
    return { kind: 'unclear', why: `Say by what to group: “by ${noun.name} and ${by.column}” shows both.` }
  }
  if (by && counted && counted.name !== by.column) {
    return { kind: 'unclear', why: 'In groups I can count rows, but not different names.' }
  }
  if (asOf && !state) {
    return {
      kind: 'unclear',
      why: 'A day makes a difference only for what is open, paid or overdue; say which of them.',
    }
  }
  return plan({ ...mentions, share, rank }, columns, asOf)
}

export function readMentions(words: QuestionWords, columns: readonly ColumnFacts[]): Mentions | { why: string } {
  const namings = namingsOf(columns)
  const isNames = (column: ColumnFacts) => !column.measure && column.type === 'text' && column.role !== 'id'
  const long = takeValues(words, columns, 2)
  const { operation, at } = takeOperation(words)
  const rowsCounted = operation === 'count' && words.standsAt(at, [ROW_NOUN])
  const counted =
    operation === 'count' && !rowsCounted
      ? takeColumnAt(
          words,
          at,
          namings.filter(({ column }) => isNames(column)),
        )
      : null
  const late = takesLate(columns) ? takeLateness(words) : null
  const state = late ? 'overdue' : takeState(words, columns)
  const exceptions = takeExceptions(words, columns)
  const period = takePeriod(words, columns, namings)
  if (period.why) return { why: period.why }
  const bounds = takeLimits(words, namings, defaultMeasure(columns))
  if (bounds.why) return { why: bounds.why }
  const share = words.take(/^(?:share|percentage|percent|proportion|distribution|breakdown|split)$/) >= 0
  const grouping = takeGrouping(words, columns, namings)
  if (grouping.why) return { why: grouping.why }
  const rank = takeRank(words)
  const short = takeValues(words, columns, 1)
  const clash = long.clash ?? short.clash
  if (clash) return { why: `You name two values of “${clash}”; ask about one at a time.` }
  const measure = grouping.measure ?? takeColumn(words, namings, (column) => column.measure)
  const asksWho = words.words.some(({ text }) => text === 'who' || text === 'whom')
  const named = takeColumn(words, namings, isNames)
  const rows = words.take(ROW_NOUN) >= 0
  const where = [...long.where, ...short.where]
  const limits = [...exceptions, ...period.limits, ...bounds.limits]
  const customer = columns.find((column) => column.role === 'customer') ?? null
  const noun =
    named ?? (asksWho && !grouping.by && !where.some((filter) => filter.column === customer?.name) ? customer : null)
  const { by, across } = grouping
  return {
    operation,
    by,
    across,
    measure,
    noun,
    counted,
    rows,
    share,
    state,
    rank,
    where,
    late,
    limits,
    bounded: bounds.named,
    asksWho,
  }
}

const takesLate = (columns: readonly ColumnFacts[]): boolean => columns.some(({ role }) => role === 'due_date')

/** From what was named to what is computed. Every rule here is a way in which people put such questions. */
function plan(mentions: Mentions, columns: readonly ColumnFacts[], asOf: string | null): Question {
  const { noun, counted, rows, share, rank, across, late, limits, bounded } = mentions
  let { by, where, operation, state } = mentions
  const measure = mentions.measure ?? (operation && operation !== 'count' ? bounded : null)
  const [only] = where
  if (share && !by && where.length === 1 && only) {
    // “What share has West?” needs the others beside it.
    by = { column: only.column, grain: null }
    where = []
  }
  const status = columns.find(({ role }) => role === 'status')
  if (share && !by && state !== null && state !== 'overdue' && status) {
    // “What percentage is unpaid?” as well.
    by = { column: status.name, grain: null }
    state = null
  }
  // Where no column with numbers is named, a share of invoices is one of their number, not of their amount.
  if (share && by && !mentions.measure && !operation && (rows || noun)) operation = 'count'
  const top = rank && (rank.count ?? (rank.plural ? DEFAULT_TOP : 1))
  // Names that are not counted are what the result is about: “which customers …”, “the largest customer”.
  if (!by && noun && !counted) by = { column: noun.name, grain: null }
  if (rank && !operation && by && rows && !measure) operation = 'count'
  if (rank && !operation && !by) operation = rows ? 'list' : rank.order === 'largest' ? 'max' : 'min'
  const measured = measure ?? defaultMeasure(columns)
  if (counted && !by) operation = 'distinct'
  operation ??= by ? (measured ? 'sum' : 'count') : measure ? 'sum' : 'list'

  const needsNumbers = operation !== 'count' && operation !== 'distinct' && operation !== 'list'
  if (needsNumbers && !measured) return { kind: 'unclear', why: whichMeasure(columns) }
  const column = operation === 'distinct' ? counted : operation === 'count' ? null : measured
  const limited = by || operation === 'list' ? top : null
  const query = {
    operation,
    column: column?.name ?? null,
    by,
    top: limited,
    order: rank?.order ?? 'largest',
    state,
    where,
    as_of: asOf,
    ...(limits.length > 0 ? { limits } : {}),
    ...(late ? { late } : {}),
    ...(across && by ? { across } : {}),
  }
  return { kind: 'aggregate', query }
}

/** The operation, and the place after the words that named it. */
function takeOperation(words: QuestionWords): { operation: Operation | null; at: number } {
  const said: [Operation, WordTest[][]][] = [
    ['count', [['how', 'many'], ['number', 'of'], [/^counts?$/]]],
    ['average', [[/^(?:average|averages|mean|avg)$/]]],
    ['median', [['median']]],
    ['sum', [['how', 'much'], [/^(?:total|totals|sum|sums)$/]]],
  ]
  for (const [operation, phrases] of said) {
    for (const phrase of phrases) {
      const place = words.take(...phrase)
      if (place < 0) continue
      // “total amount in total”: said twice is meant once.
      if (operation !== 'count') words.take(/^(?:total|sum)$/)
      const after = place + phrase.length
      const adjective = words.standsAt(after, [/^(?:different|distinct|unique)$/])
      if (adjective) words.use(after, 1)
      return { operation, at: adjective ? after + 1 : after }
    }
  }
  return { operation: null, at: -1 }
}

export function defaultMeasure(columns: readonly ColumnFacts[]): ColumnFacts | null {
  const measures = columns.filter((column) => column.measure)
  return measures.find((column) => column.role === 'amount') ?? (measures.length === 1 ? (measures[0] ?? null) : null)
}

export function whichMeasure(columns: readonly ColumnFacts[]): string {
  const names = columns.filter((column) => column.measure).map((column) => `“${column.name}”`)
  if (names.length === 0) return 'There is no column with numbers in this file that could be computed with.'
  return `Say of which column: ${names.slice(0, 6).join(', ')}.`
}

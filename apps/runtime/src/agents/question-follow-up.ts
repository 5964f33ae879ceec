// Owns questions that only make sense after another one: “who?”, “how many?”, “by region”, “above 10 000”, “show me those”.
// Pure: the earlier question is read again from its words, and the short one changes a part of its plan.
import type { AggregateQuery } from '../tools/aggregate-query.ts'
import type { ColumnFacts } from '../tools/columns-tool.ts'
import type { LimitFilter } from '../tools/insights/limits.ts'
import { readQuestion } from './question.ts'
import { defaultMeasure, type Mentions, readMentions } from './question-aggregate.ts'
import { readAnalysis } from './question-analysis.ts'
import { type Question, takeAsOf } from './question-shape.ts'
import { QuestionWords, type WordTest } from './question-words.ts'

/** Earlier messages that are read again; a plan rarely goes back further. */
const LOOKED_BACK = 20

export interface InContext {
  question: Question
  /** It changes the plan of an earlier question. */
  goesOn: boolean
}

/** `earlier` are the person's messages before, oldest first. */
export function readInContext(text: string, earlier: readonly string[], columns: readonly ColumnFacts[]): InContext {
  let plan: Question | null = null
  for (const before of earlier.slice(-LOOKED_BACK)) {
    const { question } = readTurn(before, plan, columns)
    if (isPlan(question)) plan = question
  }
  return readTurn(text, plan, columns)
}

const isPlan = ({ kind }: Question): boolean => kind === 'aggregate' || kind === 'late' || kind === 'analysis'

function readTurn(text: string, plan: Question | null, columns: readonly ColumnFacts[]): InContext {
  if (plan && leansOn(text, columns)) {
    const changed = changePlan(text, plan, columns)
    if (changed) return { question: changed, goesOn: true }
  }
  const question = readQuestion(text, columns)
  if (plan && !isPlan(question) && question.kind !== 'outliers' && question.kind !== 'overview') {
    const changed = changePlan(text, plan, columns)
    if (changed) return { question: changed, goesOn: true }
  }
  return { question, goesOn: false }
}

const LONGEST = 14
const LEAD =
  /^(?:and|but|now|then|ok(?:ay)?|so|what about|how about|only|just|by|per|over time|above|below|over|under|between|more than|less than|at least|at most|in|last|this|since|before|after|until|from|without|except|excluding|who|how many|how much|why|which ones|as of|as at|top|for|monthly|quarterly|yearly|forecast|trend|average|median|sort|largest|smallest|count)\b/
const POINTING = /\b(?:those|them|these|that|it|they|ones|same)\b/

/** Whether a text leans on what was asked before: it begins in the middle, or points back, and names nothing of its own. */
function leansOn(text: string, columns: readonly ColumnFacts[]): boolean {
  const lower = text.toLowerCase().trim()
  const words = new QuestionWords(lower)
  if (words.words.length > LONGEST) return false
  if (POINTING.test(lower) || /^(?:and|what about|how about|now|only|just)\b/.test(lower)) return true
  if (!LEAD.test(lower)) return false
  const mentions = readMentions(words, columns)
  if ('why' in mentions) return false
  // What names its own measure, rows or state is a question by itself: “by region” leans, “who owes us money” does not.
  return !(mentions.measure || mentions.rows || mentions.state || mentions.counted || mentions.noun?.role === 'status')
}

const POINTERS: WordTest[][] = [
  ['which', 'ones'],
  ['what', 'about'],
  ['how', 'about'],
  [
    /^(?:those|them|these|that|it|they|ones|same|instead|too|again|exactly|please|more|detail|details|chart|graph|table)$/,
  ],
]
const ROWS_OF_IT: WordTest[][] = [
  [/^(?:show|list|see|open|give|display|print)$/, 'me', /^(?:those|them|these|it|that|all)$/],
  [/^(?:show|list|see|open|give|display|print)$/, /^(?:those|them|these|it|that|all)$/],
  [/^(?:show|list|see)$/, 'me', 'the', /^(?:rows|invoices|details|list)$/],
  [/^(?:show|list|see)$/, 'the', /^(?:rows|invoices|details|list)$/],
  ['which', 'ones'],
  ['which', 'rows'],
  [/^list$/],
]

function changePlan(text: string, plan: Question, columns: readonly ColumnFacts[]): Question | null {
  const base = queryOf(plan, columns)
  if (!base || text.length > 300) return null
  const analysis = readAnalysis(text, columns, base)
  if (analysis) return analysis.kind === 'analysis' ? analysis : null
  const words = new QuestionWords(text)
  const asOf = takeAsOf(words)
  if (asOf.wrong) return null
  const rows = ROWS_OF_IT.some((phrase) => words.take(...phrase) >= 0)
  const mentions = readMentions(words, columns)
  if ('why' in mentions) return { kind: 'unclear', why: mentions.why }
  for (const phrase of POINTERS) while (words.take(...phrase) >= 0);
  if (words.unused().length > 0) return null
  const also = /^\s*and\b/i.test(text)
  const query = merge(base, mentions, { columns, rows, also, asOf: asOf.day })
  // “Show me those” of what is a list already shows it once more; any other word that changes nothing was not understood.
  if (!rows && JSON.stringify(query) === JSON.stringify(base)) return null
  if (plan.kind === 'late' && staysLate(mentions, rows)) {
    return { ...plan, where: query.where, as_of: query.as_of }
  }
  if (plan.kind === 'analysis') return onAnalysis(plan, query)
  return { kind: 'aggregate', query }
}

/** Another day, or another customer: still the list of who is late. */
const staysLate = ({ operation, by, limits, rank, measure, late }: Mentions, rows: boolean): boolean =>
  !operation && !by && limits.length === 0 && !rank && !measure && !late && !rows

/** A trend “only in West” is still a trend; anything else is a question of its own about the same rows. */
function onAnalysis(plan: Extract<Question, { kind: 'analysis' }>, query: AggregateQuery): Question {
  const { ask } = plan
  const filters = { where: query.where, limits: query.limits ?? [] }
  const timed = ask.tool === 'trend' || ask.tool === 'forecast' || ask.tool === 'change' || ask.tool === 'cohort'
  if (!timed || query.operation === 'list' || (query.by && !query.by.grain && ask.tool !== 'change'))
    return { kind: 'aggregate', query }
  const grain = query.by?.grain ?? ask.args.grain
  if (ask.tool === 'change') {
    const by = query.by && !query.by.grain ? query.by.column : ask.args.by
    return { kind: 'analysis', ask: { tool: 'change', args: { ...ask.args, ...filters, grain, by } } }
  }
  if (ask.tool === 'trend')
    return { kind: 'analysis', ask: { tool: 'trend', args: { ...ask.args, ...filters, grain } } }
  if (ask.tool === 'cohort')
    return { kind: 'analysis', ask: { tool: 'cohort', args: { ...ask.args, ...filters, grain } } }
  return { kind: 'analysis', ask: { tool: 'forecast', args: { ...ask.args, ...filters, grain } } }
}

/** The earlier plan as a query, so that a part of it can be changed. */
function queryOf(plan: Question, columns: readonly ColumnFacts[]): AggregateQuery | null {
  if (plan.kind === 'aggregate') return plan.query
  const none = { by: null, top: null, order: 'largest' as const, state: null, where: [], as_of: null }
  const measure = defaultMeasure(columns)?.name ?? null
  if (plan.kind === 'late') {
    const { days, inclusive, where, as_of } = plan
    return { ...none, operation: 'list', column: measure, state: 'overdue', where, as_of, late: { days, inclusive } }
  }
  if (plan.kind !== 'analysis') return null
  const { ask } = plan
  if (ask.tool === 'profile' || ask.tool === 'compare' || ask.tool === 'recommend') return null
  if (ask.tool === 'correlation') return { ...none, operation: 'list', column: null, where: ask.args.where }
  const { column, where, limits } = ask.args
  const operation = column === null ? 'count' : 'sum'
  return { ...none, operation, column, where, ...(limits.length > 0 ? { limits } : {}) }
}

interface Turn {
  columns: readonly ColumnFacts[]
  /** The rows themselves were asked for. */
  rows: boolean
  /** “and by month”: beside what is there, and not in its place. */
  also: boolean
  asOf: string | null
}

function merge(base: AggregateQuery, mentions: Mentions, { columns, rows, also, asOf }: Turn): AggregateQuery {
  const { operation, by, across, measure, rank, where, limits, state, late, asksWho, share, noun } = mentions
  const customer = columns.find(({ role }) => role === 'customer')
  const named = noun && !by && noun.name !== customer?.name ? noun : null
  const grouped =
    by ??
    (named ? { column: named.name, grain: null } : asksWho && customer ? { column: customer.name, grain: null } : null)
  const measured = measure?.name ?? base.column ?? defaultMeasure(columns)?.name ?? null
  const query: AggregateQuery = {
    ...base,
    where: [...base.where.filter(({ column }) => !where.some((other) => other.column === column)), ...where],
    state: state ?? base.state,
    as_of: asOf ?? base.as_of,
  }
  const bounds = mergeLimits(base.limits ?? [], limits)
  if (bounds.length > 0) query.limits = bounds
  if (late) query.late = late
  if (measure) query.column = measure.name
  if (operation) query.operation = operation
  if (grouped) {
    if (also && base.by && base.by.column !== grouped.column) query.across = grouped
    else query.by = grouped
    if (!also) delete query.across
    if (across) query.across = across
    query.top = null
  }
  if (rows) return listOf(query)
  const needsGroups = query.by !== null && query.operation === 'list'
  if (needsGroups || ((share || measure) && query.operation === 'list')) query.operation = measured ? 'sum' : 'count'
  if (query.operation === 'count') query.column = null
  else if (query.operation !== 'list' || query.column !== null) query.column ??= measured
  if (rank) {
    query.order = rank.order
    query.top = rank.count ?? (rank.plural ? 5 : 1)
    if (!query.by && query.operation !== 'list')
      return { ...listOf(query), top: query.top, order: rank.order, column: measured }
  }
  return query
}

const listOf = (query: AggregateQuery): AggregateQuery => {
  const { across: _, ...rest } = query
  return { ...rest, operation: 'list', by: null, top: null }
}

/** A new bound takes the place of an old one on the same side of the same column; a new time takes the place of the old time. */
function mergeLimits(old: readonly LimitFilter[], added: readonly LimitFilter[]): LimitFilter[] {
  const side = ({ op }: LimitFilter) => (op === 'above' || op === 'from' ? 'low' : op === 'not' ? 'not' : 'high')
  const isTime = ({ value, op }: LimitFilter) => op !== 'not' && /^\d{4}-\d{2}-\d{2}$/.test(value)
  const kept = old.filter(
    (limit) =>
      !added.some(
        (other) =>
          other.column === limit.column &&
          other.op !== 'not' &&
          (side(other) === side(limit) || (isTime(other) && isTime(limit))),
      ),
  )
  return [...kept, ...added].slice(-10)
}

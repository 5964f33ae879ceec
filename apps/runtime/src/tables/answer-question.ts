// Answers one question about the tables of a session: words or a plan in; figures with their plan, or an open question, out.
// It is usable without any agent.
import type { FileReading } from '@biplane/contracts/wire/file-reading'
import type { PlanAnalysis, TablePlan } from '@biplane/contracts/wire/table-plan'
import { type Ageing, ageingOf } from './ageing.ts'
import type { AnalysisAnswer } from './analyses/analysis-answer.ts'
import { runAnalysis } from './analyses/run-analysis.ts'
import type { Version } from './analyses/versions.ts'
import { takeNamedDay } from './as-of.ts'
import { apartByCurrency, currencyColumn, withCurrency } from './currency.ts'
import type { AnswerSentences, LanguageCode } from './language/answer-language.ts'
import { languageNamed, languageOf } from './language/language-of.ts'
import { cellsContaining, type FoundValue, findValues, newestDay, withoutRowNumbers, withRanges } from './look-up.ts'
import { withNaturalAdditivity } from './natural-additivity.ts'
import type { TableResult } from './plan-result.ts'
import { compilePlan, MAX_RESULT_LINES } from './plan-sql.ts'
import type { OpenTable, TableSession } from './table-session.ts'
import type { Assumption } from './words/assumption.ts'
import { continued, goesOn } from './words/follow-up.ts'
import { lexiconOf } from './words/lexicon.ts'
import { type ReadQuestion, readQuestion } from './words/read-question.ts'
import { tokensOf } from './words/tokens.ts'

export interface AskedTable {
  table: OpenTable
  ref: TablePlan['table']
  /** What the file is called. */
  name?: string | undefined
  /** Where the table is two tables in one. */
  joins?: TablePlan['joins'] | undefined
  /** An earlier version of the table, for a comparison; opened when it is needed. */
  earlier?: (() => Promise<(Version & { ref: TablePlan['table'] }) | null>) | undefined
}

export type TableOutcome =
  | {
      kind: 'answered'
      /** That of the question. */
      language: LanguageCode
      reading: FileReading
      plan: TablePlan
      result: TableResult
      whole: TableResult | null
      /** For each currency, where the plan asks who is late. */
      ageing: Ageing[] | null
      assumptions: Assumption[]
      asOfColumn: string | null
      /** Goes on from the question before. */
      continued: boolean
      /** Rows that are equal to an earlier one in every cell; they are counted. */
      repeats: number
    }
  /** A statistic that is more than one statement. */
  | {
      kind: 'analysis'
      language: LanguageCode
      reading: FileReading
      plan: TablePlan
      analysis: AnalysisAnswer
      result: null
      assumptions: Assumption[]
      asOfColumn: string | null
      continued: boolean
      repeats: number
    }
  /** Not the whole question was understood: what was, and what was not. */
  | {
      kind: 'ask'
      language: LanguageCode
      reading: FileReading
      plan: TablePlan
      why: string
      unused: string[]
      assumptions: Assumption[]
      understood: boolean
    }

export type Answered = Extract<TableOutcome, { kind: 'answered' }>
/** With figures, by whichever way. */
export type Computed = Exclude<TableOutcome, { kind: 'ask' }>

export interface Question {
  text: string
  /** A plan that is run as it is; the words are not read then. */
  plan?: TablePlan | undefined
  /** Questions before this one, oldest first. */
  earlier?: readonly string[] | undefined
}

export async function answerQuestion(
  { text, plan, earlier = [] }: Question,
  asked: AskedTable,
  session: TableSession,
): Promise<TableOutcome> {
  const reading = withNaturalAdditivity(withCurrency(withoutRowNumbers(await withRanges(asked.table, session))))
  const table = { ...asked.table, reading }
  const newest = newestDay(reading)
  const named = takeNamedDay(text)
  const asOf = named.day ?? newest?.day ?? '1970-01-01'
  const language = languageOf(text, earlier)
  const repeats = await repeatedRows(table, session)
  const read = plan
    ? given(plan)
    : once(
        repeats.key,
        apartByCurrency(
          await inContext(
            ...onlyDay(named.rest, earlier),
            { table, ref: asked.ref, asOf, dayNamed: named.day !== null },
            session,
          ),
          reading,
        ),
      )
  const aged = read.overview === true ? await ageingPlan(OVERVIEW, { table, ref: asked.ref, asOf }, session) : null
  if (aged) read.plan = { ...aged, once: repeats.key }
  if (asked.joins) read.plan = { ...read.plan, joins: asked.joins }
  const { sentences } = languageNamed(language)
  const why = named.wrong === null ? whyNot(read, sentences) : sentences.noSuchDay(named.wrong)
  if (why !== null)
    return {
      kind: 'ask',
      language,
      reading,
      plan: read.plan,
      why,
      unused: read.unused,
      assumptions: read.assumptions,
      understood: read.understood,
    }
  const told = {
    asOfColumn: named.day === null ? (newest?.column ?? null) : null,
    continued: read.continued,
    repeats: read.plan.once === null ? repeats.count : -repeats.count,
  }
  const { analysis } = read.plan
  if (analysis) {
    const computed = await analysed(
      { ...read.plan, analysis },
      { ...asked, table },
      { session, repeats: repeats.count },
    )
    const common = { language, reading, plan: computed.plan, assumptions: read.assumptions }
    return computed.answer.kind === 'answer'
      ? { kind: 'analysis', ...common, ...told, analysis: computed.answer, result: null }
      : { kind: 'ask', ...common, why: computed.answer.why, unused: [], understood: true }
  }
  const ageing =
    read.plan.shape === 'ageing' ? await ageingOf(read.plan, reading, (one) => runPlan(one, table, session)) : null
  const result = ageing?.[0]?.list ?? (await runPlan(read.plan, table, session))
  const tie = saturated(result, reading)
  if (tie !== null && !plan)
    return {
      kind: 'ask',
      language,
      reading,
      plan: read.plan,
      why: tie,
      unused: [],
      assumptions: read.assumptions,
      understood: true,
    }
  return {
    kind: 'answered',
    language,
    ageing,
    reading,
    plan: read.plan,
    result,
    whole: await wholeOf(read.plan, table, session),
    assumptions: read.assumptions,
    ...told,
  }
}

async function analysed(
  plan: TablePlan & { analysis: PlanAnalysis },
  { table, ref, name = 'the table', earlier }: AskedTable,
  { session, repeats }: { session: TableSession; repeats: number },
) {
  const { kind } = plan.analysis
  const other = kind === 'versions' && earlier ? await earlier() : null
  const open = kind === 'advice' ? await ageingPlan(LATE, { table, ref, asOf: plan.as_of }, session) : null
  const late = open && { ...open, once: plan.once }
  const filled =
    plan.analysis.kind === 'versions' && other ? { ...plan, analysis: { ...plan.analysis, earlier: other.ref } } : plan
  const answer = await runAnalysis(filled, { table, session }, { late, repeats, name, earlier: other })
  return { plan: filled, answer }
}

/** What stands out in a list of invoices is what is open and late. */
const OVERVIEW = 'show the ageing'
const LATE = 'who is more than 90 days late'

/** `null` where the table is no list of invoices. */
async function ageingPlan(text: string, reader: Reader, session: TableSession): Promise<TablePlan | null> {
  const { plan, unused, problems } = await understand(text, reader, session)
  return plan.shape === 'ageing' && unused.length === 0 && problems.length === 0 ? plan : null
}

const given = (plan: TablePlan): ReadQuestion => ({
  // With groups of its own the ageing is a table like any other.
  plan: plan.shape === 'ageing' && plan.by.length > 0 ? { ...plan, shape: 'groups', columns: [] } : plan,
  assumptions: [],
  unused: [],
  problems: [],
  understood: true,
  continued: false,
  said: {
    countsOnly: false,
    listsOnly: false,
    opens: false,
    whole: true,
    measure: true,
    aggregate: null,
    by: true,
    where: true,
    limit: true,
    show: true,
    swap: false,
    analysis: false,
    subject: true,
  },
})

/** So many questions back are gone on from. */
const MAX_EARLIER = 6

/** The question as it stands after those before it. */
async function inContext(
  text: string,
  earlier: readonly string[],
  reader: Reader,
  session: TableSession,
): Promise<ReadQuestion> {
  const now = await understand(text, reader, session)
  if (!goesOn(now) || earlier.length === 0) return now
  let before: ReadQuestion | null = null
  for (const said of earlier.slice(-MAX_EARLIER)) {
    const read = await understand(takeNamedDay(said).rest, reader, session)
    if (before && goesOn(read)) before = continued(before, read)
    else if (read.unused.length === 0 && read.problems.length === 0 && read.understood) before = read
  }
  return before ? continued(before, now) : now
}

/** “as of 2026-06-30” alone asks the question before once more, for that day. */
const onlyDay = (text: string, earlier: readonly string[]): [string, readonly string[]] => {
  const before = earlier.at(-1)
  return text.trim() === '' && before !== undefined
    ? [takeNamedDay(before).rest, earlier.slice(0, -1)]
    : [text, earlier]
}

interface Reader {
  table: OpenTable
  ref: TablePlan['table']
  asOf: string
  dayNamed?: boolean
}

/** Reads the words; what they leave open is looked for among the cells, and read again. */
export async function understand(
  text: string,
  { table, ref, asOf, dayNamed }: Reader,
  session: TableSession,
): Promise<ReadQuestion> {
  const tokens = tokensOf(text)
  const found: FoundValue[] = await findValues(tokens, text, table, session)
  const read = (values: readonly FoundValue[]) =>
    readQuestion(text, { lexicon: lexiconOf(table.reading, values), asOf, dayNamed, table: ref })
  const first = read(found)
  if (first.unused.length === 0) return first
  const parts: FoundValue[] = []
  for (const word of first.unused.slice(0, 4)) {
    const [token] = tokensOf(word)
    if (token && token.norm.length >= 3)
      parts.push(
        ...(await cellsContaining(token.norm, table, session)).map(({ column, value }) => ({
          column,
          value,
          said: token.norm,
        })),
      )
  }
  return parts.length === 0
    ? first
    : readQuestion(text, { lexicon: lexiconOf(table.reading, found, parts), asOf, dayNamed, table: ref })
}

function whyNot({ unused, problems }: ReadQuestion, { problem, unknownWords }: AnswerSentences): string | null {
  if (problems.length > 0) return problems.map(problem).join('; ')
  return unused.length === 0 ? null : unknownWords(unused)
}

export async function runPlan(plan: TablePlan, table: OpenTable, session: TableSession): Promise<TableResult> {
  const compiled = compilePlan(plan, table)
  const { rows, ms } = await session.query(compiled.statement.run, compiled.statement.values, {
    rows: MAX_RESULT_LINES,
  })
  const at = compiled.columns.findIndex(({ is }) => is === 'lines')
  const lines = Number(rows[0]?.[at] ?? 0)
  return { plan, compiled, rows, lines: Number.isFinite(lines) ? lines : rows.length, ms }
}

/** Groups that all have every value cannot be ranked by it: visits were meant. */
function saturated({ plan, compiled, rows, lines }: TableResult, reading: FileReading): string | null {
  const [measure] = plan.measures
  if (plan.limit?.count !== 1 || lines < 2 || measure?.aggregate !== 'count_distinct') return null
  const name = measure.operand?.of === 'column' ? measure.operand.column : null
  const column = reading.columns.find((one) => one.name === name)
  const at = compiled.columns.findIndex(({ is }) => is === 'measure')
  return column && Number(rows[0]?.[at]) === column.distinct
    ? `several have all ${column.distinct} different “${column.name}”; the number of ${reading.row_noun.many} would tell them apart`
    : null
}

const currencies = (plan: TablePlan, { reading }: OpenTable): boolean =>
  plan.by.some(({ column }) => column === currencyColumn(reading)?.name)

/** Very long tables are not searched for equal rows. */
const MAX_SEARCHED_CELLS = 300_000

interface Repeats {
  count: number
  /** A column that tells all other rows apart; the repeats are the same row twice then. */
  key: string | null
}

async function repeatedRows({ sqlName, reading }: OpenTable, session: TableSession): Promise<Repeats> {
  const none = { count: 0, key: null }
  if (reading.rows * reading.columns.length > MAX_SEARCHED_CELLS || reading.columns.length < 2) return none
  const { rows } = await session.query(
    `SELECT count(*), (SELECT count(*) FROM (SELECT DISTINCT * EXCLUDE (__row) FROM ${sqlName})) FROM ${sqlName}`,
    [],
    { rows: 1 },
  )
  const [all, different] = [Number(rows[0]?.[0] ?? 0), Number(rows[0]?.[1] ?? 0)]
  if (all === different) return none
  const key = reading.columns.find(
    ({ additivity, distinct, empty }) =>
      additivity.value === 'identifier' && distinct + empty >= different && distinct <= different && distinct > 1,
  )
  return { count: all - different, key: key?.name ?? null }
}

const once = (key: string | null, read: ReadQuestion): ReadQuestion =>
  key === null ? read : { ...read, plan: { ...read.plan, once: key } }

/** The same measures over all groups together, for the sentence above a table. */
async function wholeOf(plan: TablePlan, table: OpenTable, session: TableSession): Promise<TableResult | null> {
  if (
    plan.shape !== 'groups' ||
    plan.by.length === 0 ||
    plan.having.length > 0 ||
    plan.comparison ||
    currencies(plan, table)
  )
    return null
  return runPlan({ ...plan, by: [], order: [], limit: null, share: false }, table, session)
}

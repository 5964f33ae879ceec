// Owns the insights liaison: it answers questions about the session's tables with numbers that can be checked, or says
// that it cannot. It never answers by guess.
import { Refusal } from '@biplane/contracts/refusal'
import { LIMITS } from '@biplane/contracts/vocabulary/limits'
import type { Invocation, InvocationFile, Usage } from '@biplane/contracts/wire/agent-events'
import { type AgentContext, type AgentSays, defineAgent, speak } from '../engine/define-agent.ts'
import type { TableAnswerDraft } from '../tools/artifact-shapes.ts'
import type { ColumnFacts } from '../tools/columns-tool.ts'
import { shownName } from '../tools/shown-text.ts'
import { handOver, intentOf, reasonOf } from './hand-over.ts'
import { askTable, runPlan } from './insights-ask.ts'
import { answerJoined } from './insights-joined.ts'
import { answer } from './insights-work.ts'
import { nearestSkills } from './nearest-skills.ts'
import { PILLAR_WORDS } from './pillar-words.ts'
import { bullets, plain } from './plain-markdown.ts'
import { readInContext } from './question-follow-up.ts'
import { readSmallTalk } from './small-talk.ts'
import { candidates, namedSheet, type OpenTable, openTable, withoutFileNames } from './table-choice.ts'
import { ToolDesk } from './tool-desk.ts'

const { skills, needs } = PILLAR_WORDS.insights

/** More tables than that are not searched for one that can answer. */
const TRIED_TABLES = 5

export const insightsLiaison = defineAgent({
  id: 'liaison.insights',
  title: 'Insights liaison',
  recovery: 'exact',
  skills,
  run,
})

async function* run(input: Invocation['input'], context: AgentContext): AsyncGenerator<AgentSays, Usage> {
  const desk = new ToolDesk(context)
  const talk = input.plan ? null : readSmallTalk(input.text)
  if (talk) {
    const text =
      talk === 'thanks'
        ? 'You are welcome. Ask me the next question whenever you like.'
        : `I answer questions about tables. What I need is ${needs}.\n\n${bullets(skills)}`
    yield* speak(text.trimEnd(), context)
    return desk.usage()
  }
  if (input.plan) {
    yield* speak(yield* runPlan(input.plan, input.files ?? [], desk), context)
    return desk.usage()
  }
  const looked = yield* lookForAnswer(input, desk)
  if (looked.kind === 'answered') {
    yield* speak(looked.text, context)
    return desk.usage()
  }
  // What is about this table is asked back; the rest may be a question for another pillar.
  if (looked.kind === 'ask' && looked.understood && !asksForReturn(input.text)) {
    yield { type: 'agent.artifact', payload: looked.answer }
    yield* speak(looked.text, context)
    return desk.usage()
  }
  // Only now: a word such as “budget” may be a column of the table, and then it is a question for here.
  const intent = intentOf(input.text, 0)
  if (intent.kind === 'clear' && intent.best.pillar !== 'insights') {
    yield* handOver(
      { to: intent.best.pillar, reason: reasonOf(intent.best, []), confidence: intent.confidence },
      context,
    )
    return desk.usage()
  }
  if (looked.kind === 'ask') {
    yield { type: 'agent.artifact', payload: looked.answer }
    yield* speak(looked.text, context)
    return desk.usage()
  }
  yield* speak(
    looked.kind === 'no_table' ? askForTable(looked.refused) : notUnderstood(input.text, looked.why),
    context,
  )
  return desk.usage()
}

/** A figure of an investment is no question of a table, although its words may meet a column. */
const RETURN =
  /\b(?:x?irr|x?npv|net present value|rate of return|pay ?back|kapitalwert|interner? (?:zinsfuß|rendite))\b/i
const asksForReturn = (text: string): boolean => RETURN.test(text.slice(0, 2_000))

interface OpenQuestion {
  text: string
  answer: TableAnswerDraft
  understood: boolean
}

type Looked =
  | ({ kind: 'ask' } & OpenQuestion)
  | { kind: 'answered'; text: string }
  | { kind: 'not_answered'; why: string }
  | { kind: 'no_table'; refused: Refusal[] }

/** Asks one table after the other until one can answer. The first reason why one cannot is the one that is told. */
async function* lookForAnswer(input: Invocation['input'], desk: ToolDesk): AsyncGenerator<AgentSays, Looked> {
  const files = input.files ?? []
  const refused: Refusal[] = []
  const tables: OpenTable[] = []
  const asked = candidates(input.text, files)
  let why: string | null = null
  let openQuestion: OpenQuestion | null = null
  let documentQuestion: OpenQuestion | null = null
  for (const [at, file] of asked.entries()) {
    const table = yield* openTable(file, desk, input.text)
    if (table instanceof Refusal) refused.push(table)
    if (table === null || table instanceof Refusal) continue
    if (table.engineOnly !== true) tables.push(table)
    yield { type: 'agent.progress', payload: { progress: 0.5, label: `Computing from ${shownName(file.name)}` } }
    const { question, goesOn } = inContext(input, table)
    // Values far from the rest are found by a tool of their own.
    const special = table.engineOnly !== true && question.kind === 'outliers'
    const said = special ? null : yield* askTable(input, table, desk)
    if (said?.kind === 'answered')
      return { kind: 'answered', text: withNotes(said.text, { goesOn: false, note: table.note }) }
    // A document's table asks back last: most questions about documents are not about their tables.
    if (said?.kind === 'ask' && inDocument(file, table)) {
      documentQuestion ??= { ...said, text: withNotes(said.text, { goesOn: false, note: table.note }) }
      continue
    }
    if (said?.kind === 'ask' && question.kind !== 'analysis' && question.kind !== 'overview') {
      openQuestion ??= {
        text: withNotes(said.text, { goesOn: false, note: table.note }),
        answer: said.answer,
        understood: said.understood,
      }
      continue
    }
    if (table.engineOnly === true) {
      why ??= 'This statistic is not computed for tables in documents or of this size'
      continue
    }
    const outcome = yield* answer(question, table, { desk, rest: asked.slice(at + 1) })
    if (outcome.kind === 'answered')
      return {
        kind: 'answered',
        text: withNotes(outcome.text, { goesOn, note: table.note }),
      }
    why ??= outcome.why
    if (tables.length >= TRIED_TABLES) break
  }
  const joined = yield* answerJoined(tables, (columns) => inContext(input, { columns }).question, desk)
  if (joined) return { kind: 'answered', text: joined }
  if (openQuestion) return { kind: 'ask', ...openQuestion }
  if (documentQuestion?.understood && refused.length === 0)
    return { kind: 'ask', ...documentQuestion, understood: false }
  return why === null ? { kind: 'no_table', refused } : { kind: 'not_answered', why }
}

/** A table of a document or a web page; a Parquet file is a table by itself. */
const inDocument = ({ name, size }: InvocationFile, { engineOnly }: OpenTable): boolean =>
  engineOnly === true && size <= LIMITS.documentBytes && !name.toLowerCase().endsWith('.parquet')

/** The question as it stands after those before it. */
function inContext(
  { text, history, files = [] }: Invocation['input'],
  { columns, part }: { columns: readonly ColumnFacts[]; part?: string | undefined },
) {
  const words = (said: string) => {
    const bare = withoutFileNames(said, files)
    return part === undefined ? bare : (namedSheet(bare, [part])?.rest ?? bare)
  }
  const earlier = history.flatMap(({ role, content }) => (role === 'user' ? [words(content)] : []))
  return readInContext(words(text), earlier, columns)
}

const withNotes = (text: string, { goesOn, note }: { goesOn: boolean; note: string | null }): string =>
  [...(goesOn ? ['Going on from your question before.'] : []), text, ...(note === null ? [] : [plain(note)])].join(
    '\n\n',
  )

function askForTable(refused: readonly Refusal[]): string {
  if (refused.length === 0) {
    return `For that I need a table, and none is attached. What helps is ${needs}: CSV, TSV, JSON, NDJSON, Excel or OpenDocument (.ods).`
  }
  return `There is no table that I can read.\n\n${bullets(refused.map((refusal) => plain(refusal.message)))}\nAttach one as CSV, TSV, JSON, NDJSON, Excel or OpenDocument (.ods).`
}

const notUnderstood = (text: string, why: string): string =>
  `${plain(why)}\n\nWhat I can do that comes nearest:\n\n${bullets(nearestSkills(text, skills))}`

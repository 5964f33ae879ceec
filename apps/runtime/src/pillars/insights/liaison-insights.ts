// The insights liaison: it answers questions about the session's tables with numbers that can be checked, or asks back.
// It never answers by guess.
import { Refusal } from '@biplane/contracts/refusal'
import { asksForWholeFile, asksHowToUpload } from '@biplane/contracts/vocabulary/file-requests'
import type { Invocation, Usage } from '@biplane/contracts/wire/agent-events'
import { handOver, handOverSummary, intentOf, reasonOf } from '../../agents/hand-over.ts'
import { howToUpload } from '../../agents/how-to-upload.ts'
import { bullets, plain } from '../../agents/plain-markdown.ts'
import { readSmallTalk } from '../../agents/small-talk.ts'
import { type ChosenTable, candidates, chooseTable } from '../../agents/table-choice.ts'
import { ToolRunner } from '../../agents/tool-runner.ts'
import { type AgentContext, type AgentSays, defineAgent, speak } from '../../engine/define-agent.ts'
import type { TableAnswerDraft } from '../../tools/artifact-shapes.ts'
import { shownName } from '../../tools/shown-text.ts'
import { askTable, runPlan } from './ask-tables.ts'
import { introduction } from './introduction.ts'

const { skills, needs } = introduction

/** More tables than that are not searched for one that can answer. */
const MAX_TRIED_TABLES = 5
/** Of more tables than that not every pair is asked together. */
const MAX_PAIRED_TABLES = 3

export const insightsLiaison = defineAgent({
  id: 'liaison.insights',
  title: 'Insights assistant',
  recovery: 'exact',
  skills,
  run,
})

async function* run(input: Invocation['input'], context: AgentContext): AsyncGenerator<AgentSays, Usage> {
  const runner = new ToolRunner(context)
  const text = yield* work(input, context, runner)
  if (text !== null) yield* speak(text, context)
  return runner.usage()
}

/** What is to be said; `null` when a handoff said it. */
async function* work(
  input: Invocation['input'],
  context: AgentContext,
  runner: ToolRunner,
): AsyncGenerator<AgentSays, string | null> {
  if (input.plan) return yield* runPlan(input.plan, input.files ?? [], runner)
  const talk = readSmallTalk(input.text)
  if (talk === 'thanks') return 'You are welcome. Ask me the next question whenever you like.'
  if (talk) return `I answer questions about tables. What I need is ${needs}.\n\n${bullets(skills)}`.trimEnd()
  if (asksHowToUpload(input.text)) return howToUpload()
  const names = (input.files ?? []).map(({ name }) => name)
  if (asksForWholeFile(input.text, names)) return yield* handOverSummary(context)
  const looked = yield* lookForAnswer(input, runner)
  if (looked.kind === 'answered') return looked.text
  // What is about this table is asked back; the rest may be a question for another pillar. Only now: a word such as
  // “budget” may be a column of the table, and then it is a question for here.
  const intent = intentOf(input.text, 0)
  const elsewhere = intent.kind === 'clear' && intent.best.pillar !== 'insights' ? intent : null
  if (elsewhere && !(looked.kind === 'ask' && looked.understood && !namesOtherWork(input.text))) {
    const { best, confidence } = elsewhere
    yield* handOver({ to: best.pillar, reason: reasonOf(best, []), confidence }, context)
    return null
  }
  if (looked.kind === 'no_table') return askForTable(looked.refused)
  yield { type: 'agent.artifact', payload: looked.answer }
  return looked.text
}

/** A figure of an investment or a drawing of a process is no question of a table, although its words may meet a column. */
const OTHER_WORK =
  /\b(?:x?irr|x?npv|net present value|rate of return|pay ?back|kapitalwert|interner? (?:zinsfuß|rendite)|workflows?|bpmn|flow ?charts?|swim ?lanes?|process maps?)\b/i
const namesOtherWork = (text: string): boolean => OTHER_WORK.test(text.slice(0, 2_000))

type Looked =
  | { kind: 'answered'; text: string }
  | { kind: 'ask'; text: string; answer: TableAnswerDraft; understood: boolean }
  | { kind: 'no_table'; refused: Refusal[] }

/** Asks one table after the other until one can answer, then two together. The first question that stays open is asked. */
async function* lookForAnswer(input: Invocation['input'], runner: ToolRunner): AsyncGenerator<AgentSays, Looked> {
  const refused: Refusal[] = []
  const tables: ChosenTable[] = []
  let open: Extract<Looked, { kind: 'ask' }> | null = null
  let openOfDocument: Extract<Looked, { kind: 'ask' }> | null = null
  for (const file of candidates(input.text, input.files ?? [])) {
    if (tables.length >= MAX_TRIED_TABLES) break
    const table = yield* chooseTable(file, runner, input.text)
    if (table instanceof Refusal) refused.push(table)
    if (table === null || table instanceof Refusal) continue
    yield { type: 'agent.progress', payload: { progress: 0.5, label: `Computing from ${shownName(file.name)}` } }
    const said = yield* askTable(input, table, { runner })
    if (said.kind === 'answered') return { kind: 'answered', text: withNote(said.text, table) }
    const asked = { ...said, text: withNote(said.text, table) }
    // A document's table asks back last: most questions about documents are not about their tables.
    if (table.inDocument) openOfDocument ??= asked
    else tables.push(table)
    if (!table.inDocument) open ??= asked
  }
  if (!open && openOfDocument?.understood && refused.length === 0) return { ...openOfDocument, understood: false }
  if (!open) return { kind: 'no_table', refused }
  return (yield* askTogether(input, tables.slice(0, MAX_PAIRED_TABLES), runner)) ?? open
}

/** Questions that no table answers alone: two are compared, or joined by the key that they share. */
async function* askTogether(
  input: Invocation['input'],
  tables: readonly ChosenTable[],
  runner: ToolRunner,
): AsyncGenerator<AgentSays, Looked | null> {
  if (tables.length < 2) return null
  for (const table of tables) {
    const others = tables.filter((other) => other !== table)
    const said = yield* askTable(input, table, { runner, others })
    if (said.kind === 'answered') return said
  }
  return null
}

const withNote = (text: string, { note }: ChosenTable): string => (note === null ? text : `${text}\n\n${plain(note)}`)

function askForTable(refused: readonly Refusal[]): string {
  if (refused.length === 0) {
    return `For that I need a table, and none is attached. What helps is ${needs}: CSV, TSV, JSON, NDJSON, Excel or OpenDocument (.ods).`
  }
  return `There is no table that I can read.\n\n${bullets(refused.map((refusal) => plain(refusal.message)))}\nAttach one as CSV, TSV, JSON, NDJSON, Excel or OpenDocument (.ods).`
}

// Owns the insights liaison: it answers questions about the session's tables with numbers that can be checked, or says
// that it cannot. It never answers by guess.
import { Refusal } from '@biplane/contracts/refusal'
import type { Invocation, Usage } from '@biplane/contracts/wire/agent-events'
import { type AgentContext, type AgentSays, defineAgent, speak } from '../engine/define-agent.ts'
import { shownName } from '../tools/shown-text.ts'
import { handOver, intentOf, reasonOf } from './hand-over.ts'
import { answer } from './insights-work.ts'
import { nearestSkills } from './nearest-skills.ts'
import { PILLAR_WORDS } from './pillar-words.ts'
import { bullets, plain } from './plain-markdown.ts'
import { readQuestion } from './question.ts'
import { readSmallTalk } from './small-talk.ts'
import { candidates, openTable, withoutFileNames } from './table-choice.ts'
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
  const talk = readSmallTalk(input.text)
  if (talk) {
    const text =
      talk === 'thanks'
        ? 'You are welcome. Ask me the next question whenever you like.'
        : `I answer questions about tables. What I need is ${needs}.\n\n${bullets(skills)}`
    yield* speak(text.trimEnd(), context)
    return desk.usage()
  }
  const looked = yield* lookForAnswer(input, desk)
  if (looked.kind === 'answered') {
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
  yield* speak(
    looked.kind === 'no_table' ? askForTable(looked.refused) : notUnderstood(input.text, looked.why),
    context,
  )
  return desk.usage()
}

type Looked =
  | { kind: 'answered'; text: string }
  | { kind: 'not_answered'; why: string }
  | { kind: 'no_table'; refused: Refusal[] }

/** Asks one table after the other until one can answer. The first reason why one cannot is the one that is told. */
async function* lookForAnswer(input: Invocation['input'], desk: ToolDesk): AsyncGenerator<AgentSays, Looked> {
  const files = input.files ?? []
  const text = withoutFileNames(wholeQuestion(input), files)
  const refused: Refusal[] = []
  let why: string | null = null
  let tried = 0
  for (const file of candidates(input.text, files)) {
    const table = yield* openTable(file, desk)
    if (table instanceof Refusal) refused.push(table)
    if (table === null || table instanceof Refusal) continue
    yield { type: 'agent.progress', payload: { progress: 0.5, label: `Computing from ${shownName(file.name)}` } }
    const outcome = yield* answer(readQuestion(text, table.columns), table, desk)
    if (outcome.kind === 'answered') return outcome
    why ??= outcome.why
    if (++tried >= TRIED_TABLES) break
  }
  return why === null ? { kind: 'no_table', refused } : { kind: 'not_answered', why }
}

const ONLY_A_DAY = /^\s*(?:and |what about |now )?(as (?:of|at) \d{4}-\d{2}-\d{2})[\s.?!]*$/i

/** “as of 2026-09-30” alone asks the question before once more, for that day. */
function wholeQuestion({ text, history }: Invocation['input']): string {
  const day = ONLY_A_DAY.exec(text)?.[1]
  const before = day && history.findLast(({ role }) => role === 'user')?.content
  return before ? `${before.replace(/\bas (?:of|at) \d{4}-\d{2}-\d{2}/gi, ' ')} ${day}` : text
}

function askForTable(refused: readonly Refusal[]): string {
  if (refused.length === 0) {
    return `For that I need a table, and none is attached. What helps is ${needs}: CSV, TSV, JSON or NDJSON, up to 20 MiB.`
  }
  return `There is no table that I can read.\n\n${bullets(refused.map((refusal) => plain(refusal.message)))}\nAttach one as CSV, TSV, JSON or NDJSON.`
}

const notUnderstood = (text: string, why: string): string =>
  `${plain(why)}\n\nWhat I can do that comes nearest:\n\n${bullets(nearestSkills(text, skills))}\nI read questions by rules, without a language model. A model can be added with the setting \`MODEL_PROVIDER\`.`

// The operations liaison: turns procedures into workflows, checks, simulates and writes them, and builds them by
// questions. Computes nothing itself and stores nothing: its state comes with the invocation.
import { asksForSummary, asksForWholeFile, asksHowToUpload } from '@biplane/contracts/vocabulary/file-requests'
import type { Invocation, Usage } from '@biplane/contracts/wire/agent-events'
import { earlierResults, ofKind } from '../../agents/earlier-results.ts'
import { contentAnswer } from '../../agents/file-answer.ts'
import { readAttached } from '../../agents/file-reading.ts'
import { handOver, handOverSummary, intentOf, reasonOf } from '../../agents/hand-over.ts'
import { howToUpload } from '../../agents/how-to-upload.ts'
import { nearestSkills } from '../../agents/nearest-skills.ts'
import { bullets } from '../../agents/plain-markdown.ts'
import { readSmallTalk } from '../../agents/small-talk.ts'
import { ToolRunner } from '../../agents/tool-runner.ts'
import { type AgentContext, type AgentSays, defineAgent, speak } from '../../engine/define-agent.ts'
import { speaksOf } from '../../tools/assumptions.ts'
import { introduction } from './introduction.ts'
import { type OperationsRequest, readOperationsRequest, tellsProcess } from './operations-request.ts'
import { sourceOf } from './operations-source.ts'
import { openWizard, takeAnswer } from './operations-wizard.ts'
import { workOn } from './operations-work.ts'

const { skills, needs } = introduction

export const operationsLiaison = defineAgent({
  id: 'liaison.operations',
  title: 'Operations assistant',
  recovery: 'exact',
  skills,
  run,
})

type Input = Invocation['input']

async function* run(input: Input, context: AgentContext): AsyncGenerator<AgentSays, Usage> {
  const runner = new ToolRunner(context)
  const text = yield* work(input, context, runner)
  if (text !== null) yield* speak(text, context)
  return runner.usage()
}

/** What is to be said; `null` when a handover said it. */
async function* work(
  input: Input,
  context: AgentContext,
  runner: ToolRunner,
): AsyncGenerator<AgentSays, string | null> {
  const results = earlierResults(input.artifacts)
  const open = openWizard(results)
  const names = (input.files ?? []).map(({ name }) => name)
  const request = readOperationsRequest(input.text, names)
  const asked = { text: input.text, files: input.files ?? [], results }
  if (open && (!request || request.kind === 'wizard' || !isOrder(input.text))) {
    return yield* takeAnswer(
      { open, results, text: input.text, move: request?.kind === 'wizard' ? request.move : null },
      runner,
    )
  }
  const talk = readSmallTalk(input.text)
  if (talk === 'thanks') return 'You are welcome.'
  if (talk) return `I look after procedures. What I need is ${needs}.\n\n${bullets(skills)}`.trimEnd()
  if (asksHowToUpload(input.text)) return howToUpload()
  if (asksForWholeFile(input.text, names) || (names.length > 0 && asksForSummary(input.text))) {
    return yield* handOverSummary(context)
  }
  const sets = speaksOf(input.text, ofKind(results, 'simulation')[0]?.data.assumptions)
  const intent = intentOf(input.text, 0, names)
  if (
    !sets &&
    !isOfProcess(request, input.text) &&
    !tellsProcess(input.text) &&
    intent.kind === 'clear' &&
    intent.best.pillar !== 'operations'
  ) {
    yield* handOver(
      { to: intent.best.pillar, reason: reasonOf(intent.best, []), confidence: intent.confidence },
      context,
    )
    return null
  }
  if (request?.kind === 'wizard' && request.move === 'start')
    return yield* takeAnswer({ open: null, results, text: input.text, move: 'start' }, runner)
  return yield* answerRequest(request, asked, runner)
}

/** Steps, decisions, owners, today and the future state are those of a procedure, whatever else the words speak of. */
const isOfProcess = (request: OperationsRequest | null, text: string): boolean =>
  /\b(?:as[- ]is|to[- ]be)\b/i.test(text) ||
  (request?.kind === 'question' && !['who', 'time', 'what_if'].includes(request.question.kind))

/** While questions are open, only a short order is no answer to them. */
const isOrder = (text: string): boolean =>
  /^(?:please )?(?:draw|simulate|lint|check|show|set|which steps|score|write (?:it|this))\b/i.test(text.trim()) &&
  text.length < 80

async function* answerRequest(
  request: OperationsRequest | null,
  asked: Parameters<typeof sourceOf>[0],
  runner: ToolRunner,
): AsyncGenerator<AgentSays, string> {
  const source = sourceOf(asked)
  if (request?.kind === 'outline') return yield* outlineOf(asked, runner)
  const done =
    source &&
    (yield* workOn(request ?? (tellsProcess(asked.text) ? { kind: 'workflow' } : null), source, asked, runner))
  if (done) return done
  if (!source && request) return withoutProcedure(asked.files.length)
  return notUnderstood(asked.text, source !== null)
}

async function* outlineOf(
  { files }: { files: readonly NonNullable<Input['files']>[number][] },
  runner: ToolRunner,
): AsyncGenerator<AgentSays, string> {
  const documents = files.filter(
    ({ name, mime }) => /\.(?:md|markdown)$/i.test(name) || mime.startsWith('text/markdown'),
  )
  const nothing = { schema: false, quality: false, rows: false, rules: null }
  const reports = []
  for (const [index, file] of documents.entries())
    reports.push(yield* readAttached(file, nothing, { index, of: documents.length }, runner))
  return reports.length > 0 ? contentAnswer(reports, 'outline') : withoutProcedure(files.length)
}

const withoutProcedure = (files: number): string =>
  `For that I need a procedure, and ${files > 0 ? 'none of the files is one that I can read' : 'none is here yet'}. What helps is ${needs}. You can also type it, one numbered line for each step, or say “build a new procedure by questions”.`

const notUnderstood = (text: string, hasSource: boolean): string =>
  `I did not understand what is to be done${hasSource ? ' with the procedure' : ''}.\n\nWhat I can do that comes nearest:\n\n${bullets(nearestSkills(text, skills))}`

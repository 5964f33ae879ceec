// Agent for business outcomes: turns the results of the other pillars into a plan, or names what is missing.
// It computes and stores nothing itself: its inputs come with the invocation.
import { asksForSummary, asksForWholeFile, asksHowToUpload } from '@biplane/contracts/vocabulary/file-requests'
import type { Invocation, Usage } from '@biplane/contracts/wire/agent-events'
import { earlierResults, ofKind } from '../../agents/earlier-results.ts'
import { handOver, handOverSummary, intentOf, reasonOf } from '../../agents/hand-over.ts'
import { howToUpload } from '../../agents/how-to-upload.ts'
import { nearestSkills } from '../../agents/nearest-skills.ts'
import { bullets } from '../../agents/plain-markdown.ts'
import { readSmallTalk } from '../../agents/small-talk.ts'
import { ToolRunner } from '../../agents/tool-runner.ts'
import { type AgentContext, type AgentSays, defineAgent, speak } from '../../engine/define-agent.ts'
import { speaksOf } from '../../tools/assumptions.ts'
import { introduction } from './introduction.ts'
import { answerCash, readCashRequest } from './outcomes-cash.ts'
import { evidenceOf } from './outcomes-evidence.ts'
import { readOutcomesRequest } from './outcomes-request.ts'
import { planFor } from './outcomes-work.ts'
import { isEmpty } from './plan/evidence.ts'
import { asksToConfirm } from './plan/plan-words.ts'

const { skills, needs } = introduction

export const businessOutcomesLiaison = defineAgent({
  id: 'liaison.business_outcomes',
  title: 'Business outcomes assistant',
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

/** What is to be said; `null` when a handover said it. */
async function* work(
  input: Invocation['input'],
  context: AgentContext,
  runner: ToolRunner,
): AsyncGenerator<AgentSays, string | null> {
  const talk = readSmallTalk(input.text)
  if (talk === 'thanks') return 'You are welcome.'
  if (talk) return `I turn findings into a plan. What I need is ${needs}.\n\n${bullets(skills)}`.trimEnd()
  if (asksHowToUpload(input.text)) return howToUpload()
  const names = (input.files ?? []).map(({ name }) => name)
  if (asksForWholeFile(input.text, names) || (names.length > 0 && asksForSummary(input.text))) {
    return yield* handOverSummary(context)
  }
  const results = earlierResults(input.artifacts)
  const cash = readCashRequest({ input, results, plannable: !isEmpty(evidenceOf(results)) })
  const valued = cash && (yield* answerCash(cash, input, results, runner))
  if (valued) return valued
  const sets = speaksOf(input.text, ofKind(results, 'financials')[0]?.data.assumptions)
  const intent = intentOf(input.text, 0)
  if (!sets && !asksToConfirm(input.text) && intent.kind === 'clear' && intent.best.pillar !== 'business_outcomes') {
    yield* handOver(
      { to: intent.best.pillar, reason: reasonOf(intent.best, []), confidence: intent.confidence },
      context,
    )
    return null
  }
  const asked = { text: input.text, files: input.files ?? [], results }
  return (yield* planFor(readOutcomesRequest(input.text), asked, runner)) ?? notUnderstood(input.text)
}

const notUnderstood = (text: string): string =>
  `I did not understand what is to be planned.\n\nWhat I can do that comes nearest:\n\n${bullets(nearestSkills(text, skills))}`

// Owns the business outcomes liaison as far as it goes today: it says honestly what is still to come, and what helps now.
import type { Invocation, Usage } from '@biplane/contracts/wire/agent-events'
import { type AgentContext, type AgentSays, defineAgent, speak } from '../engine/define-agent.ts'
import { handOver, intentOf, reasonOf } from './hand-over.ts'
import { PILLAR_WORDS } from './pillar-words.ts'
import { bullets } from './plain-markdown.ts'
import { readSmallTalk } from './small-talk.ts'

const { skills } = PILLAR_WORDS.business_outcomes
const NO_COST: Usage = { input_tokens: 0, output_tokens: 0, tool_calls: 0, model: null }

const NOT_YET =
  `I cannot make a roadmap, a business case or a pilot plan yet; that is still to come, and numbers that nobody computed would help nobody.

What can be done now:

${bullets(skills.slice(1))}`.trimEnd()

export const businessOutcomesLiaison = defineAgent({
  id: 'liaison.business_outcomes',
  title: 'Business outcomes liaison',
  recovery: 'exact',
  skills,
  run,
})

async function* run(input: Invocation['input'], context: AgentContext): AsyncGenerator<AgentSays, Usage> {
  if (readSmallTalk(input.text) === 'thanks') {
    yield* speak('You are welcome.', context)
    return NO_COST
  }
  const intent = intentOf(input.text, 0)
  if (intent.kind === 'clear' && intent.best.pillar !== 'business_outcomes') {
    yield* handOver(
      { to: intent.best.pillar, reason: reasonOf(intent.best, []), confidence: intent.confidence },
      context,
    )
    return NO_COST
  }
  yield* speak(NOT_YET, context)
  return NO_COST
}

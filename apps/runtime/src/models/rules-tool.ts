// Tool through which a model asks the rules of its own liaison. What they show (tools, artifacts, a handoff) is shown;
// their text goes to the model, which may use its numbers.
import type { Invocation } from '@biplane/contracts/wire/agent-events'
import { z } from 'zod'
import type { OfferedTool } from '../agents/model-tool.ts'
import type { Agent, AgentContext, AgentSays } from '../engine/define-agent.ts'

export const RULES_TOOL = 'rules.ask'

const question = z.strictObject({ question: z.string().min(1).max(2_000) })

/** Its description is made of the skills that the agent is built with: no word of a person is in it. */
export const offerRules = ({ skills }: Agent): OfferedTool => ({
  name: RULES_TOOL,
  description: `Asks the built-in planner of this assistant, in English, in one of the forms that it knows:\n${skills
    .map((skill) => `- ${skill}`)
    .join('\n')}`,
  schema: z.toJSONSchema(question),
})

export interface RulesAnswer {
  said: string
  toolCalls: number
}

/** `null` when the input is no question. */
export async function* askRules(
  rules: Agent,
  { input, context, call }: { input: { given: unknown; of: Invocation['input'] }; context: AgentContext; call: string },
): AsyncGenerator<AgentSays, RulesAnswer | null> {
  const asked = question.safeParse(input.given)
  if (!asked.success) return null
  const answer: RulesAnswer = { said: '', toolCalls: 0 }
  for await (const event of rules.run({ ...input.of, text: asked.data.question }, quiet(context))) {
    if (event.type === 'agent.token') answer.said += event.payload.text
    else if (event.type === 'agent.tool') {
      if (event.payload.status === 'finished') answer.toolCalls += 1
      // Both count their calls from one.
      yield { ...event, payload: { ...event.payload, call_id: `${call}.${event.payload.call_id}` } }
    } else yield event
  }
  return answer
}

/** Nobody reads along here, and what it costs is counted by whoever asks. */
const quiet = (context: AgentContext): AgentContext => ({ ...context, pace: async () => {}, spent: () => {} })

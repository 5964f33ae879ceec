// Finds the question of an answer that is a near-tie: the agents between which the person chooses. [U1]
import { z } from 'zod'

const chooses = z.looseObject({
  action: z.looseObject({
    event: z.looseObject({
      name: z.literal('choose_agent'),
      context: z.looseObject({ agent: z.string().optional(), message: z.string() }),
    }),
  }),
})
const surface = z.looseObject({ updateComponents: z.looseObject({ components: z.array(z.unknown()) }) })

export interface AgentChoice {
  /** The message that chooses it. */
  message: string
  agent?: string
}

/** The choices that an A2UI message offers; none where it asks nothing. */
export function agentChoicesIn(message: unknown): AgentChoice[] {
  const drawn = surface.safeParse(message)
  if (!drawn.success) return []
  return drawn.data.updateComponents.components.flatMap((component) => {
    const button = chooses.safeParse(component)
    if (!button.success) return []
    const { agent, message: words } = button.data.action.event.context
    return [{ message: words, ...(agent === undefined ? {} : { agent }) }]
  })
}

// Shape of one message of a restored conversation on the raw sockets: the seven fields of the protocol and the extras
// in `data`. [D6.1]
import { z } from 'zod'
import { messageView } from './events.ts'

/** What a restored message holds beyond the seven fields of the protocol; a part that is empty is absent. */
export const restoredExtras = messageView
  .pick({
    invocation_id: true,
    attempt: true,
    pieces: true,
    files: true,
    via: true,
    routing: true,
    handoff: true,
    tools: true,
    artifacts: true,
    file_progress: true,
    ui: true,
    activity: true,
    error: true,
    usage: true,
    replaces: true,
    schedule: true,
    cause: true,
  })
  .extend({
    /** It waits for its turn: `status` has only four words. */
    queued: z.literal(true),
  })
  .partial()
/** Names the pillar whose agent the conversation belongs to. */
export const orchestratorContext = z.object({ pillar: z.string().nullable() })
export const restoredStatus = z.enum(['complete', 'cancelled', 'failed', 'streaming'])
export const restoredMessage = z.object({
  message_id: z.string(),
  role: z.enum(['user', 'assistant']),
  content: z.string(),
  status: restoredStatus,
  agent_id: z.string().nullable(),
  timestamp: z.string(),
  event_id: z.number().int(),
  orchestrator_context: orchestratorContext.optional(),
  data: restoredExtras.optional(),
})

export type RestoredMessage = z.infer<typeof restoredMessage>
export type RestoredExtras = z.infer<typeof restoredExtras>

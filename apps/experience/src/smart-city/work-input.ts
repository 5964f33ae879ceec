// What is stored with an invocation so that a later process can execute it again, identically.
import { tablePlan } from '@biplane/contracts/wire/table-plan'
import { z } from 'zod'
import { earlierMessages } from './earlier-messages.ts'

/**
 * Frozen when the message was accepted: an exact agent must see the same input at every attempt. The text is not among
 * it: the log has it. [L8]
 */
const workInput = z.object({
  project_id: z.string().nullable(),
  surface: z.string().nullable(),
  /** The files that the agent may read. */
  file_uuids: z.array(z.string()),
  /** Those that the person attached to this message. */
  attached: z.array(z.string()),
  /** How many handoffs led here; a chain has an end. */
  hops: z.number().int(),
  /** A plan that the person changed; work that was kept before there were plans has none. */
  plan: tablePlan.optional(),
  /** Of the first message of a conversation: the history that its client sent with it. */
  earlier: earlierMessages.optional(),
})

export type WorkInput = z.infer<typeof workInput>

export const writeWorkInput = (input: WorkInput): string => JSON.stringify(input)
export const readWorkInput = (text: string): WorkInput => workInput.parse(JSON.parse(text))

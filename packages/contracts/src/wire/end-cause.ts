// The wire shape of the cause of an end: who or what ended an answer, and the message or session that did it. [E6]
import { z } from 'zod'
import type { EndCauseKind } from '../vocabulary/end-causes.ts'

const KINDS = [
  'person',
  'newer_message',
  'deletion',
  'operator',
  'session_ended',
  'shutdown',
  'deadline',
  'limit',
  'agent',
  'runtime',
  'internal',
] as const satisfies EndCauseKind[]

export const endCause = z.object({
  by: z.enum(KINDS),
  /** The session that asked for the end: of the person, of the operator. */
  session_id: z.string().optional(),
  /** The newer message that took this one's turn. */
  message_id: z.string().optional(),
})

export type EndCause = z.infer<typeof endCause>

// Shapes of `/api/runtime/agent`: client frames and server frames. A frame of the log is the event itself; three other
// kinds answer commands. [D7]
import { z } from 'zod'
import { INVOCATION_STATES } from '../vocabulary/invocation-states.ts'
import { REFUSAL_CODES, type RefusalCode } from '../vocabulary/refusal-codes.ts'
import { cancelInput, sendContext, sendInput } from './commands.ts'
import { conversationEvent } from './events.ts'
import { conversationId, messageId } from './ids.ts'
import { protocolVersion, standardRestored } from './standard-message.ts'

const refusalCode = z.enum(REFUSAL_CODES as [RefusalCode, ...RefusalCode[]])

/** Context of a message: where the message came from, and what it is about. The envelope's has the same names. */
export const messageContext = sendContext.extend({
  file_uuids: sendInput.shape.file_uuids,
  when_busy: sendInput.shape.when_busy,
})

/** Either form of a cursor. What it is worth is judged where the log is; here only its type. */
export const lastEventId = z.union([z.string().max(128), z.number()]).nullish()

export const runtimeAgentMessage = z.strictObject({
  type: z.literal('agent.message'),
  protocol_version: protocolVersion.optional(),
  payload: z.strictObject({
    text: sendInput.shape.message,
    conversation_id: sendInput.shape.conversation_id,
    message_id: messageId.optional(),
    context: messageContext.optional(),
  }),
})
export const runtimeAgentCancel = z.strictObject({
  type: z.literal('agent.cancel'),
  protocol_version: protocolVersion.optional(),
  payload: cancelInput,
})
export const runtimeAgentResume = z.strictObject({
  type: z.literal('agent.resume'),
  protocol_version: protocolVersion.optional(),
  payload: z.strictObject({ conversation_id: conversationId, last_event_id: lastEventId }),
})
export const runtimeAgentPing = z.strictObject({
  type: z.literal('ping'),
  protocol_version: protocolVersion.optional(),
})

export const runtimeAgentClientFrame = z.discriminatedUnion('type', [
  runtimeAgentMessage,
  runtimeAgentCancel,
  runtimeAgentResume,
  runtimeAgentPing,
])

export const runtimeAgentServerFrame = z.discriminatedUnion('type', [
  conversationEvent,
  /** Answers the sender only. */
  z.object({
    type: z.literal('agent.accepted'),
    event_id: z.number().int(),
    cursor: z.string().optional(),
    conversation_id: z.string(),
    invocation_id: z.string(),
    timestamp: z.string(),
    payload: z.object({ message_id: z.string(), invocation_id: z.string() }),
  }),
  /** Answers `agent.resume`: a whole picture, or (`resumed`) the place from which the events follow. */
  z.object({
    type: z.literal('conversation.restored'),
    conversation_id: z.string(),
    timestamp: z.string(),
    payload: standardRestored.omit({
      type: true,
      timestamp: true,
      session_id: true,
      conversation_id: true,
      conversation_key: true,
      orchestrator_context: true,
      protocol_version: true,
    }),
  }),
  /** Answers a cancel that came too late. */
  z.object({
    type: z.literal('agent.status'),
    invocation_id: z.string(),
    timestamp: z.string(),
    payload: z.object({ status: z.literal('already_finished'), invocation_status: z.enum(INVOCATION_STATES) }),
  }),
  z.object({ type: z.literal('pong'), timestamp: z.string(), payload: z.object({}) }),
  z.object({
    type: z.literal('error'),
    timestamp: z.string(),
    payload: z.object({
      code: refusalCode,
      message: z.string(),
      retryable: z.boolean(),
      path: z.string().optional(),
      retry_after_ms: z.number().optional(),
      /** Of the send that was refused. */
      message_id: z.string().optional(),
    }),
  }),
])

export type RuntimeAgentClientFrame = z.infer<typeof runtimeAgentClientFrame>
export type RuntimeAgentServerFrame = z.infer<typeof runtimeAgentServerFrame>
export type MessageContext = z.infer<typeof messageContext>

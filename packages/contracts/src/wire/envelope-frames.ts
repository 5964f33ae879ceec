// Shapes of `/realtime`: the envelope, and what client and server may put in it.
// The envelope's own names are camelCase; `context` keeps its snake_case names. [D8]
import { z } from 'zod'
import { INVOCATION_STATES } from '../vocabulary/invocation-states.ts'
import { LIMITS } from '../vocabulary/limits.ts'
import { REFUSAL_CODES, type RefusalCode } from '../vocabulary/refusal-codes.ts'
import { usage } from './agent-events.ts'
import { sendInput } from './commands.ts'
import { endCause } from './end-cause.ts'
import { conversationEvent, restoreReason, runningView } from './events.ts'
import { conversationId, invocationId, messageId } from './ids.ts'
import { restoredExtras, restoredStatus } from './restored-message.ts'
import { lastEventId, messageContext } from './runtime-agent-frames.ts'
import { protocolVersion } from './standard-message.ts'

const refusalCode = z.enum(REFUSAL_CODES as [RefusalCode, ...RefusalCode[]])
const record = z.record(z.string(), z.unknown())

export const requestId = z.string().min(1).max(LIMITS.messageIdChars)

/** `sessionId` selects nothing: the door compares it with its own. */
const asked = {
  sessionId: z.string().max(LIMITS.messageIdChars).nullish(),
  requestId: requestId.nullish(),
  protocol_version: protocolVersion.optional(),
}

export const envelopePing = z.strictObject({ type: z.literal('ping'), ...asked, payload: record.nullish() })
export const envelopeSend = z.strictObject({
  type: z.literal('chat.send'),
  ...asked,
  payload: z
    .strictObject({
      text: sendInput.shape.message.optional(),
      message: sendInput.shape.message.optional(),
      conversationId: conversationId.optional(),
      messageId: messageId.optional(),
      context: messageContext.optional(),
      stream: z.boolean().optional(),
    })
    .refine((p) => (p.text === undefined) !== (p.message === undefined), {
      message: 'give exactly one of text and message',
      path: ['text'],
    }),
})
export const envelopeCancel = z.strictObject({
  type: z.literal('chat.cancel'),
  ...asked,
  payload: z
    .strictObject({ invocationId: invocationId.optional(), messageId: messageId.optional() })
    .refine((p) => (p.invocationId === undefined) !== (p.messageId === undefined), {
      message: 'give exactly one of invocationId and messageId',
    }),
})
export const envelopeHistory = z.strictObject({
  type: z.literal('chat.history'),
  ...asked,
  payload: z
    .strictObject({
      conversationId: conversationId.optional(),
      before: z.number().int().positive().optional(),
      limit: z.number().int().min(1).max(LIMITS.historyMessages).optional(),
    })
    .nullish(),
})
export const envelopeResume = z.strictObject({
  type: z.literal('chat.resume'),
  ...asked,
  payload: z.strictObject({ conversationId: conversationId.optional(), lastEventId }),
})

export const envelopeClientFrame = z.discriminatedUnion('type', [
  envelopePing,
  envelopeSend,
  envelopeCancel,
  envelopeHistory,
  envelopeResume,
])

/** `sessionId` is `null` only in the error that says that no session could be opened. */
const answered = { sessionId: z.string().nullable(), requestId: requestId.optional() }
const envelope = <T extends string, P extends z.ZodType>(type: T, payload: P) =>
  z.object({ type: z.literal(type), ...answered, payload })

/** On every frame that is an event of the log. */
const numbered = {
  eventId: z.number().int(),
  cursor: z.string().optional(),
  conversationId: z.string(),
  timestamp: z.string(),
}
const ofAnswer = {
  ...numbered,
  messageId: z.string(),
  invocationId: z.string(),
  agentId: z.string(),
  attempt: z.number().int(),
}
const wholeAnswer = { text: z.string(), role: z.literal('assistant'), ...ofAnswer, usage }

export const envelopeMessage = z.object({
  messageId: z.string(),
  role: z.enum(['user', 'assistant']),
  content: z.string(),
  status: restoredStatus,
  agentId: z.string().nullable(),
  timestamp: z.string(),
  eventId: z.number().int(),
  data: restoredExtras.optional(),
})
const historyFields = {
  conversationId: z.string(),
  messages: z.array(envelopeMessage),
  hasMore: z.boolean(),
  before: z.number().int().nullable(),
}

export const envelopeServerFrame = z.discriminatedUnion('type', [
  envelope(
    'session.created',
    z.object({
      /** Only when the door has minted the session. */
      sessionToken: z.string().optional(),
      expiresAt: z.string(),
      /** It existed before this socket. */
      resumed: z.boolean(),
      epoch: z.string(),
    }),
  ),
  envelope('chat.delta', z.object({ text: z.string(), index: z.number().int(), ...ofAnswer })),
  envelope(
    'chat.message',
    z.discriminatedUnion('status', [
      z.object({ ...wholeAnswer, status: z.literal('complete') }),
      z.object({ ...wholeAnswer, status: z.literal('cancelled'), cause: endCause.optional() }),
      z.object({
        ...wholeAnswer,
        status: z.literal('failed'),
        error: z.object({ code: refusalCode, message: z.string(), retryable: z.boolean() }),
        cause: endCause.optional(),
      }),
    ]),
  ),
  /** The payload is the agent's UI message, as it is. */
  envelope('a2ui.action', record),
  envelope(
    'chat.handoff',
    z.object({
      ...ofAnswer,
      toAgent: z.string(),
      pillar: z.string().nullable(),
      /** Where the answer will be, and which work gives it. */
      toConversationId: z.string(),
      toInvocationId: z.string(),
      reason: z.string(),
      confidence: z.number(),
    }),
  ),
  /** Drop what attempt `superseded` has shown. [L8] */
  envelope('chat.superseded', z.object({ ...ofAnswer, superseded: z.number().int(), reason: z.string() })),
  /** Any other event of the log, in its own names, for readers of the log. */
  envelope('chat.event', conversationEvent),
  envelope('chat.history', z.object(historyFields)),
  envelope(
    'chat.restored',
    z.object({
      ...historyFields,
      agentType: z.string(),
      pillar: z.string().nullable(),
      epoch: z.string(),
      title: z.string(),
      lastEventId: z.number().int(),
      running: runningView.nullable(),
      resumed: z.boolean(),
      reason: restoreReason.exclude(['no_cursor']).optional(),
    }),
  ),
  /** Answers a cancel that came too late. */
  envelope(
    'chat.status',
    z.object({
      status: z.literal('already_finished'),
      invocationId: z.string(),
      invocationStatus: z.enum(INVOCATION_STATES),
    }),
  ),
  envelope('pong', z.object({})),
  envelope(
    'error',
    z.object({
      code: refusalCode,
      message: z.string(),
      retryable: z.boolean(),
      path: z.string().optional(),
      retryAfterMs: z.number().optional(),
      /** Of the send that was refused. */
      messageId: z.string().optional(),
      /** The beginning of what could not be read. */
      echo: z.string().optional(),
    }),
  ),
])

export type EnvelopeClientFrame = z.infer<typeof envelopeClientFrame>
export type EnvelopeServerFrame = z.infer<typeof envelopeServerFrame>
export type EnvelopeMessage = z.infer<typeof envelopeMessage>

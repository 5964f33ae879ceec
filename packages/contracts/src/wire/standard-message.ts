// Shapes of the standard sockets: the standard message, what a client may send with it, what the server sends. [F2, F3]
// How an event becomes a frame stands in `codecs/`. [D6]
import { z } from 'zod'
import { INVOCATION_STATES } from '../vocabulary/invocation-states.ts'
import { LIMITS } from '../vocabulary/limits.ts'
import { REFUSAL_CODES, type RefusalCode } from '../vocabulary/refusal-codes.ts'
import { ARTIFACT_TYPES, STANDARD_TYPES } from '../vocabulary/standard-types.ts'
import { type fileProgress, usage } from './agent-events.ts'
import { artifactHeader, artifactStatusChange, provenance } from './artifacts.ts'
import { accepted, principal, sendContext, sendInput, surface, whenBusy } from './commands.ts'
import { endCause } from './end-cause.ts'
import { handoff, messageFile, restoreReason, routingDecision, runningView } from './events.ts'
import { conversationId, fileId, invocationId, messageId } from './ids.ts'
import { orchestratorContext, restoredMessage } from './restored-message.ts'
import { scheduleCause } from './schedules.ts'

const record = z.record(z.string(), z.unknown())
const refusalCode = z.enum(REFUSAL_CODES as [RefusalCode, ...RefusalCode[]])
const progress = z.number().min(0).max(1)

/** The document's fields beside `type`. A Python client sends those that it does not use as `null`. */
const documentFields = {
  message_id: messageId.nullish(),
  timestamp: z.string().nullish(),
  session_token: z.string().nullish(),
  session_id: z.string().nullish(),
  agent: z.string().nullish(),
  role: z.string().nullish(),
  pillar: z.string().max(64).nullish(),
  message: z.string().nullish(),
  data: z.unknown().optional(),
  file_uuid: fileId.nullish(),
  file_name: z.string().nullish(),
  file_url: z.string().nullish(),
  metadata: record.nullish(),
  additional_info: record.nullish(),
  error_code: z.string().nullish(),
  error_details: record.nullish(),
  status: z.string().nullish(),
  progress: progress.nullish(),
  is_streaming: z.boolean().nullish(),
  stream_index: z.number().int().nonnegative().nullish(),
}

/** What a client speaks; one that does not say it speaks the first version. [F12] */
export const protocolVersion = z.number().int().min(1).max(9_999)

export const standardType = z.enum(STANDARD_TYPES)

/** The standard message: 21 fields, 21 types. [F3] */
export const websocketMessage = z.object({ type: standardType, ...documentFields })

// What a client may say. Unknown fields are refused; what it says of itself (session, agent, role, time) is not believed.

/** `metadata` is a free record; two of its names mean something. */
const sendMetadata = z.looseObject({
  surface: surface.nullish(),
  project_id: sendContext.shape.project_id.nullish(),
})
/** What the product reads of a client's `data`, which may be any JSON: an object's other names are left alone. [F5] */
export const sendData = z.looseObject({
  when_busy: whenBusy.nullish(),
  /** More files than the one of `file_uuid`. */
  file_uuids: sendInput.shape.file_uuids.nullish(),
  /** The person's own choice of agent. */
  agent: sendContext.shape.agent.nullish(),
})
const sendFields = {
  ...documentFields,
  message: sendInput.shape.message,
  /** Where the message belongs, as in `guide.send`. [D2.3] */
  conversation_id: conversationId.nullish(),
  metadata: sendMetadata.nullish(),
  data: z.unknown().optional(),
  protocol_version: protocolVersion.nullish(),
}

export const standardUserMessage = z.strictObject({ type: z.literal('user_message'), ...sendFields })
/** Answered once, by `chat_response`. [F4] */
export const standardChatMessage = z.strictObject({
  type: z.literal('chat_message'),
  ...sendFields,
  agent_type: z.string().max(64).nullish(),
})
export const standardCancel = z
  .strictObject({
    type: z.literal('cancel'),
    ...documentFields,
    data: z.strictObject({ invocation_id: invocationId }).nullish(),
    protocol_version: protocolVersion.nullish(),
  })
  .refine((v) => (v.message_id ?? null) === null || (v.data ?? null) === null, {
    message: 'give either message_id or data.invocation_id',
    path: ['message_id'],
  })
  .refine((v) => (v.message_id ?? v.data ?? null) !== null, {
    message: 'give message_id or data.invocation_id',
    path: ['message_id'],
  })
export const standardPing = z.strictObject({
  type: z.literal('ping'),
  ...documentFields,
  protocol_version: protocolVersion.nullish(),
})

export const standardClientFrame = z.discriminatedUnion('type', [
  standardUserMessage,
  standardChatMessage,
  standardCancel,
  standardPing,
])

// What the server says.

const said = { timestamp: z.string(), session_id: z.string() }
/** On every frame that comes from the log: exactly one frame for each event. */
const logged = {
  ...said,
  event_id: z.number().int(),
  cursor: z.string().optional(),
  conversation_id: z.string(),
  /** Whose conversation it is; of an answer, the agent that gives it. */
  agent: z.string(),
  pillar: z.string().nullable(),
}
const ofAnswer = {
  ...logged,
  role: z.literal('assistant'),
  message_id: z.string(),
  metadata: z.object({ invocation_id: z.string(), attempt: z.number().int() }),
}

const status = <S extends string, F extends z.ZodRawShape>(name: S, fields: F) =>
  z.object({ type: z.literal('status_update'), ...ofAnswer, status: z.literal(name), ...fields })
const tool = <S extends string>(name: S) =>
  status(name, {
    message: z.string(),
    data: z.object({ call_id: z.string(), tool: z.string(), version: z.string() }),
  })

export const standardStatusUpdate = z.discriminatedUnion('status', [
  status('routed', { message: z.string(), data: routingDecision }),
  status('queued', { data: z.object({ position: z.number().int() }) }),
  status('started', { data: z.object({ recovery: z.enum(['exact', 'restart']) }) }),
  status('recovering', { message: z.string() }),
  status('cancelling', { data: z.object({ cause: endCause }).optional() }),
  /** Drop what `data.attempt` has shown; the next piece has `stream_index` 0. [L8] */
  status('superseded', { message: z.string(), data: z.object({ attempt: z.number().int() }) }),
  tool('tool_started'),
  tool('tool_finished'),
  tool('tool_failed'),
  /** An A2UI message of the agent. */
  status('ui', { data: z.object({ a2ui: record }) }),
  /** A person said something of a version of a result. */
  status('artifact_status', { data: artifactStatusChange }),
  /** Answers a cancel that came too late; not of the log. */
  z.object({
    type: z.literal('status_update'),
    ...said,
    status: z.literal('already_finished'),
    data: z.object({ invocation_id: z.string(), status: z.enum(INVOCATION_STATES) }),
  }),
  /** Answers a repeated send whose echo was delivered already; not an event of the log. [L6] */
  z.object({
    type: z.literal('status_update'),
    ...said,
    status: z.literal('already_accepted'),
    message_id: accepted.shape.message_id,
    data: accepted.omit({ message_id: true }),
  }),
])

const fileFrame = <T extends string>(name: T, of: z.infer<typeof fileProgress>['status']) =>
  z.object({
    type: z.literal(name),
    ...ofAnswer,
    message: z.string(),
    progress: z.number(),
    status: z.literal(of),
    file_uuid: z.string(),
    file_name: z.string(),
    error_code: refusalCode.optional(),
    error_details: z.object({ message: z.string() }).optional(),
  })

const wordsAndUsage = z.object({ text: z.string(), usage, cause: endCause.optional() })
const errorDetails = z.object({ retryable: z.boolean() })

export const standardErrorMessage = z.discriminatedUnion('status', [
  z.object({
    type: z.literal('error_message'),
    ...ofAnswer,
    status: z.literal('failed'),
    message: z.string(),
    error_code: refusalCode,
    error_details: errorDetails,
    data: wordsAndUsage,
  }),
  z.object({
    type: z.literal('error_message'),
    ...ofAnswer,
    status: z.literal('cancelled'),
    message: z.string(),
    error_code: z.literal('CANCELLED'),
    error_details: errorDetails,
    data: wordsAndUsage,
  }),
  /** A refusal: not of the log. `message_id` is that of the frame that was refused. */
  z.object({
    type: z.literal('error_message'),
    ...said,
    status: z.literal('refused'),
    message_id: z.string().optional(),
    message: z.string(),
    error_code: refusalCode,
    error_details: z.object({
      retryable: z.boolean(),
      path: z.string().optional(),
      retry_after_ms: z.number().optional(),
    }),
  }),
])

const chatResponseFields = {
  type: z.literal('chat_response'),
  ...ofAnswer,
  agent_type: z.enum(['guide', 'liaison']),
  message: z.string(),
}
/** Where an answer that was handed over stands; the frame around it has the numbers of the question's conversation. */
const answeredElsewhere = z.object({
  agent_id: z.string(),
  conversation_id: z.string(),
  event_id: z.number().int(),
  message_id: z.string(),
  invocation_id: z.string(),
})
const shownBeside = {
  answered_elsewhere: answeredElsewhere.optional(),
  artifacts: z.array(artifactHeader).optional(),
  ui: z.array(record).optional(),
}
/** One whole answer, for clients that send `chat_message`. */
export const standardChatResponse = z.discriminatedUnion('status', [
  z.object({ ...chatResponseFields, status: z.literal('completed'), data: z.object({ usage, ...shownBeside }) }),
  z.object({
    ...chatResponseFields,
    status: z.literal('failed'),
    error_code: refusalCode,
    error_details: errorDetails,
    data: wordsAndUsage.extend(shownBeside),
  }),
  z.object({
    ...chatResponseFields,
    status: z.literal('cancelled'),
    error_code: z.literal('CANCELLED'),
    error_details: errorDetails,
    data: wordsAndUsage.extend(shownBeside),
  }),
])

export const standardRestored = z.object({
  type: z.literal('conversation_restored'),
  ...said,
  agent_type: z.string(),
  pillar: z.string().nullable(),
  conversation_id: z.string(),
  /** For people and logs; nothing is found by it. */
  conversation_key: z.string(),
  orchestrator_context: orchestratorContext,
  protocol_version: protocolVersion,
  epoch: z.string(),
  title: z.string(),
  messages: z.array(restoredMessage),
  message_count: z.number().int(),
  has_more: z.boolean(),
  before: z.number().int().nullable(),
  last_event_id: z.number().int(),
  running: runningView.nullable(),
  /** `true`: the cursor was of use, and every event after `last_event_id` follows. */
  resumed: z.boolean(),
  /** Why a reader that came with a cursor gets a whole picture. [L14] */
  reason: restoreReason.exclude(['no_cursor']).optional(),
})

/** A session as sent to a socket, outside the log. */
const sessionChange = <T extends string>(name: T) =>
  z.object({
    type: z.literal(name),
    ...said,
    data: z.object({ expires_at: z.string(), epoch: z.string(), principal, protocol_version: protocolVersion }),
  })

/** The whole answer of an agent to which a question of this conversation was handed over; not of this log. [D6.7] */
export const standardAgentMessage = z.object({
  type: z.literal('agent_message'),
  ...said,
  role: z.literal('assistant'),
  agent: z.string(),
  pillar: z.string().nullable(),
  message_id: z.string(),
  message: z.string(),
  status: z.enum(['completed', 'failed', 'cancelled']),
  metadata: z.object({ invocation_id: z.string(), attempt: z.number().int() }),
  /** Where it stands, and which answer of this conversation handed over. */
  data: z.object({
    conversation_id: z.string(),
    event_id: z.number().int(),
    handed_over_by: z.object({ message_id: z.string(), invocation_id: z.string() }),
  }),
})

export const standardServerFrame = z.discriminatedUnion('type', [
  standardRestored,
  z.object({
    type: z.literal('user_message'),
    ...logged,
    role: z.literal('user'),
    message_id: z.string(),
    message: z.string(),
    file_uuid: z.string().optional(),
    file_name: z.string().optional(),
    metadata: z.object({ surface: z.string().nullable() }),
    data: z.object({
      files: z.array(messageFile),
      via: z.object({ agent_id: z.string(), conversation_id: z.string() }).nullable(),
      replaces: z.string().optional(),
      schedule: scheduleCause.optional(),
    }),
  }),
  standardStatusUpdate,
  z.object({
    type: z.literal('agent_streaming'),
    ...ofAnswer,
    message: z.string(),
    is_streaming: z.literal(true),
    stream_index: z.number().int(),
  }),
  z.object({ type: z.literal('progress_update'), ...ofAnswer, message: z.string(), progress: z.number() }),
  fileFrame('file_selected', 'selected'),
  fileFrame('file_processing', 'processing'),
  fileFrame('file_complete', 'complete'),
  fileFrame('file_error', 'error'),
  z.object({
    type: z.enum(ARTIFACT_TYPES),
    ...ofAnswer,
    message: z.string(),
    data: artifactHeader.extend({ provenance: provenance.nullable(), data: z.unknown() }),
  }),
  z.object({ type: z.literal('handoff'), ...ofAnswer, message: z.string(), data: handoff }),
  z.object({
    type: z.literal('agent_complete'),
    ...ofAnswer,
    message: z.string(),
    is_streaming: z.literal(false),
    status: z.literal('completed'),
    data: z.object({ usage }),
  }),
  standardErrorMessage,
  standardChatResponse,
  z.discriminatedUnion('status', [
    z.object({
      type: z.literal('system_message'),
      ...logged,
      role: z.literal('system'),
      message_id: z.null(),
      status: z.literal('conversation_renamed'),
      message: z.string(),
    }),
    z.object({
      type: z.literal('system_message'),
      ...logged,
      role: z.literal('system'),
      message_id: z.null(),
      status: z.literal('conversation_deleted'),
    }),
  ]),
  sessionChange('session_created'),
  sessionChange('session_updated'),
  z.object({
    type: z.literal('session_expired'),
    ...said,
    message: z.string(),
    error_code: z.literal('SESSION_EXPIRED'),
  }),
  standardAgentMessage,
  z.object({ type: z.literal('warning_message'), ...said, message: z.string() }),
  z.object({ type: z.literal('pong'), ...said, message_id: z.string().max(LIMITS.messageIdChars).optional() }),
])

export type WebSocketMessage = z.infer<typeof websocketMessage>
export type StandardClientFrame = z.infer<typeof standardClientFrame>
export type StandardServerFrame = z.infer<typeof standardServerFrame>
export type StandardServerType = StandardServerFrame['type']
export type StandardChatResponse = z.infer<typeof standardChatResponse>
export type StandardAgentMessage = z.infer<typeof standardAgentMessage>
export type StandardRestored = z.infer<typeof standardRestored>
/** Frames of the log: each is one event. */
export type StandardEventFrame = Extract<StandardServerFrame, { event_id: number }>

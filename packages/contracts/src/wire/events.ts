// Shapes of every event in a conversation's log. Each transport translates these. [L2]
import { z } from 'zod'
import { INVOCATION_STATES } from '../vocabulary/invocation-states.ts'
import { REFUSAL_CODES, type RefusalCode } from '../vocabulary/refusal-codes.ts'
import { fileProgress, usage } from './agent-events.ts'
import { artifactHeader, artifactStatusChange, provenance } from './artifacts.ts'
import { endCause } from './end-cause.ts'
import { scheduleCause } from './schedules.ts'

const refusalCode = z.enum(REFUSAL_CODES as [RefusalCode, ...RefusalCode[]])

export const messageFile = z.object({ file_uuid: z.string(), name: z.string(), mime: z.string(), size: z.number() })

export const routeSource = z.enum(['path', 'surface', 'user', 'sticky', 'router'])

export const routingDecision = z.object({
  agent_id: z.string(),
  /** What decided: the path of the door, the surface, the person's own choice, who holds the conversation, the words. */
  source: routeSource,
  /** In words, for the person. */
  reason: z.string(),
  confidence: z.number().min(0).max(1),
  candidates: z.array(z.object({ agent_id: z.string(), score: z.number() })),
})

/** What goes along with a question that is handed over, for everybody to see: nothing else does. */
export const handoffContext = z.object({
  summary: z.string(),
  open_question: z.string(),
  files: z.array(messageFile),
  artifacts: z.array(
    z.object({ artifact_id: z.string(), version: z.number().int(), kind: z.string(), title: z.string() }),
  ),
})

export const handoff = z.object({
  to_agent: z.string(),
  pillar: z.string().nullable(),
  /** The conversation in which the answer will be. */
  conversation_id: z.string(),
  invocation_id: z.string(),
  reason: z.string(),
  confidence: z.number(),
  /** Absent in what was written before there was one. */
  context: handoffContext.optional(),
})

const common = {
  /** 1, 2, 3 … within the conversation, without gaps. */
  event_id: z.number().int().positive(),
  /** The whole place, `<epoch>:<event_id>`: the only form that resumes a log which was ever restored. [L14] */
  cursor: z.string().optional(),
  conversation_id: z.string(),
  timestamp: z.string(),
}
/** Events of an invocation name it, the agent, the attempt, and the message (the answer) that they build. */
const ofInvocation = {
  ...common,
  invocation_id: z.string(),
  message_id: z.string(),
  agent_id: z.string(),
  attempt: z.number().int(),
}

const fact = <T extends string, P extends z.ZodType>(type: T, payload: P) =>
  z.object({ type: z.literal(type), ...ofInvocation, payload })

export const conversationEvent = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('user.message'),
    ...common,
    message_id: z.string(),
    payload: z.object({
      text: z.string(),
      files: z.array(messageFile),
      surface: z.string().nullable(),
      /** The person said it elsewhere: a handoff brought it here. */
      via: z.object({ agent_id: z.string(), conversation_id: z.string() }).nullable(),
      /** The person's earlier message that this one says again in other words; the earlier one stays. */
      replaces: z.string().optional(),
      /** The schedule that asked it in the person's name. */
      schedule: scheduleCause.optional(),
    }),
  }),
  fact('agent.routed', routingDecision),
  fact('agent.queued', z.object({ position: z.number().int() })),
  fact('agent.started', z.object({ recovery: z.enum(['exact', 'restart']) })),
  fact('agent.recovering', z.object({ reason: z.string() })),
  /** `index` counts the pieces of this attempt: 0, 1, 2 … */
  fact('agent.token', z.object({ text: z.string(), index: z.number().int() })),
  fact('agent.progress', z.object({ progress: z.number(), label: z.string(), file: fileProgress.optional() })),
  fact(
    'agent.tool',
    z.object({
      call_id: z.string(),
      tool: z.string(),
      version: z.string(),
      status: z.enum(['started', 'finished', 'failed']),
      summary: z.string(),
    }),
  ),
  fact('agent.artifact', artifactHeader.extend({ provenance: provenance.nullable(), data: z.unknown() })),
  /** A person said something of a version: also after the answer that made it has ended. */
  fact('agent.artifact_status', artifactStatusChange),
  fact('agent.ui', z.object({ message: z.record(z.string(), z.unknown()) })),
  fact('agent.handoff', handoff),
  /** Absent, here and in ends, only in what was written before there were causes. */
  fact('agent.cancelling', z.object({ cause: endCause.optional() })),
  fact('agent.superseded', z.object({ attempt: z.number().int(), reason: z.string() })),
  fact('agent.completed', z.object({ text: z.string(), usage })),
  fact(
    'agent.failed',
    z.object({
      text: z.string(),
      code: refusalCode,
      message: z.string(),
      retryable: z.boolean(),
      usage,
      cause: endCause.optional(),
    }),
  ),
  fact('agent.cancelled', z.object({ text: z.string(), usage, cause: endCause.optional() })),
  z.object({ type: z.literal('conversation.renamed'), ...common, payload: z.object({ title: z.string() }) }),
  z.object({ type: z.literal('conversation.deleted'), ...common, payload: z.object({}) }),
])

/** What a message looks like after all of its events: the unit of history, of a snapshot, and of the page. */
export const messageView = z.object({
  message_id: z.string(),
  role: z.enum(['user', 'assistant']),
  content: z.string(),
  status: z.enum(['complete', 'queued', 'streaming', 'cancelled', 'failed']),
  agent_id: z.string().nullable(),
  timestamp: z.string(),
  /** The number of the event that began it: its place in the conversation. */
  event_id: z.number().int(),
  invocation_id: z.string().nullable(),
  attempt: z.number().int(),
  /** Pieces shown so far; the next one has this index. */
  pieces: z.number().int(),
  files: z.array(messageFile),
  via: z.object({ agent_id: z.string(), conversation_id: z.string() }).nullable(),
  replaces: z.string().optional(),
  schedule: scheduleCause.optional(),
  routing: routingDecision.nullable(),
  handoff: handoff.nullable(),
  tools: z.array(
    z.object({
      call_id: z.string(),
      tool: z.string(),
      status: z.enum(['started', 'finished', 'failed']),
      summary: z.string(),
    }),
  ),
  artifacts: z.array(artifactHeader),
  file_progress: z.array(fileProgress),
  ui: z.array(z.record(z.string(), z.unknown())),
  /** What it is doing now; `null` when it does nothing or has ended. */
  activity: z.object({ label: z.string(), progress: z.number().nullable() }).nullable(),
  error: z.object({ code: refusalCode, message: z.string(), retryable: z.boolean() }).nullable(),
  usage: usage.nullable(),
  /** Why it was ended, or is being ended, before it was complete. */
  cause: endCause.optional(),
})

export const runningView = z.object({
  invocation_id: z.string(),
  message_id: z.string(),
  status: z.enum(INVOCATION_STATES),
})

/** Why a reader gets a whole picture instead of the events after its cursor. [L14] */
export const restoreReason = z.enum([
  'no_cursor',
  'cursor_ahead',
  'other_epoch',
  'epoch_missing',
  'cursor_expired',
  'cursor_unreadable',
])

export const conversationSnapshot = z.object({
  type: z.literal('snapshot'),
  epoch: z.string(),
  conversation_id: z.string(),
  agent_type: z.string(),
  pillar: z.string().nullable(),
  title: z.string(),
  messages: z.array(messageView),
  has_more: z.boolean(),
  /** Pass it as `before` to get the messages before these; `null` when there are none. */
  before: z.number().int().nullable(),
  last_event_id: z.number().int(),
  running: runningView.nullable(),
  reason: restoreReason,
})

export type ConversationEvent = z.infer<typeof conversationEvent>
export type ConversationEventType = ConversationEvent['type']
export type EventOf<T extends ConversationEventType> = Extract<ConversationEvent, { type: T }>
export type MessageView = z.infer<typeof messageView>
export type MessageFile = z.infer<typeof messageFile>
export type RoutingDecision = z.infer<typeof routingDecision>
export type RouteSource = z.infer<typeof routeSource>
export type Handoff = z.infer<typeof handoff>
export type HandoffContext = z.infer<typeof handoffContext>
export type RunningView = z.infer<typeof runningView>
export type RestoreReason = z.infer<typeof restoreReason>
export type ConversationSnapshot = z.infer<typeof conversationSnapshot>
/** What `onEvent` yields, each tracked as `<epoch>:<seq>`. */
export type StreamItem = ConversationSnapshot | ConversationEvent

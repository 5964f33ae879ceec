// Shapes that only HTTP uses: bodies, queries, responses. Shared shapes are in commands.ts and events.ts. Everything
// that a client sends is strict: an unknown field is rejected with its path. [L11]
import { z } from 'zod'
import { LIMITS } from '../vocabulary/limits.ts'
import { REFUSAL_CODES, type RefusalCode } from '../vocabulary/refusal-codes.ts'
import {
  accepted,
  apiKeyView,
  artifactListItem,
  auditEntry,
  connectionView,
  conversationCreateInput,
  conversationListItem,
  conversationView,
  fileListItem,
  historyPage,
  liaisonSendInput,
  platformInvocation,
  platformSession,
  sendInput,
  sessionView,
} from './commands.ts'
import { conversationEvent, messageView } from './events.ts'
import { conversationId, threadId } from './ids.ts'
import { threadCreateInput, threadCursor, threadListItem, threadSendInput } from './threads.ts'

/** A whole number as a query spells it. */
const inQuery = (min: number, max: number) =>
  z
    .string()
    .regex(/^\d{1,15}$/, 'must be a whole number')
    .pipe(z.coerce.number<string>().int().min(min).max(max))

/** How every call is refused. [D3.4] */
export const refusal = z.object({
  code: z.enum(REFUSAL_CODES as [RefusalCode, ...RefusalCode[]]),
  message: z.string(),
  retryable: z.boolean(),
  /** The offending field. */
  path: z.string().optional(),
  retry_after_ms: z.number().optional(),
})

/** The API keys of a principal, newest first. */
export const apiKeyList = z.array(apiKeyView)

/** A page of a list; the answer's `Link` header leads to the next one. */
const page = { cursor: z.string().max(256).optional(), limit: inQuery(1, LIMITS.listItems).optional() }
export const pageQuery = z.strictObject(page)

// Saying something.

/** How long the call may stay open for the answer, in milliseconds. */
const wait = z.number().int().min(0).max(60_000).optional()
/**
 * Fields that clients of the first releases put into every body. A token in a body is taken and not believed, as on sockets: the header
 * says who asks.
 */
const session_token = z.string().max(4_096).nullish()
const claimed = { wait, session_token, agent_type: z.string().max(64).nullish() }
export const guideMessage = sendInput.extend(claimed)
export const liaisonMessage = liaisonSendInput.extend(claimed)
/** What was accepted, and the answer that came in time. */
export const answered = accepted.extend({
  status: z.enum(['completed', 'failed', 'cancelled']),
  text: z.string(),
  message: messageView,
  /** Where the answer stands, when the agent that was asked handed the question over. [D6.5] */
  answered_elsewhere: z
    .object({
      agent_id: z.string().nullable(),
      conversation_id: z.string(),
      event_id: z.number().int().optional(),
      message_id: z.string(),
      invocation_id: z.string().nullable(),
    })
    .optional(),
})

// Conversations. [D3.8]

const agentType = z.string().max(64)
const success = z.literal(true)
export const newConversation = conversationCreateInput.extend({ agent_type: agentType.optional(), session_token })
const conversation_key = z.string()
export const createdConversation = conversationView.extend({ success, conversation_key })
export const historyQuery = z.strictObject({
  agent_type: agentType.optional(),
  pillar: z.string().max(64).optional(),
  conversation_id: conversationId.optional(),
  thread_id: threadId.optional(),
  before: inQuery(1, Number.MAX_SAFE_INTEGER).optional(),
  limit: inQuery(1, LIMITS.historyMessages).optional(),
})
export const conversationHistory = historyPage.extend({
  success,
  agent_type: z.string(),
  pillar: z.string().nullable(),
  conversation_key,
  message_count: z.number().int(),
})
export const eventsQuery = z.strictObject({
  conversation_id: conversationId.optional(),
  thread_id: threadId.optional(),
  agent_type: agentType.optional(),
  pillar: z.string().max(64).optional(),
  /** Events after this cursor, of either form. */
  after: z.string().max(128).optional(),
  /** The same, where a live reader says it in the address. The header `Last-Event-ID` goes before it. */
  last_event_id: z.string().max(128).optional(),
  limit: inQuery(1, LIMITS.replayPageEvents).optional(),
})
export const eventsPage = z.object({
  conversation_id: z.string(),
  epoch: z.string(),
  events: z.array(conversationEvent),
  /** Pass it as `after` to read on. */
  next: z.string(),
  has_more: z.boolean(),
})

// Sessions.

export const ticketView = z.object({ ticket: z.string(), expires_at: z.string() })
export const sessionItem = sessionView.extend({
  /** Is it the one that this call was made with? */
  current: z.boolean(),
})
export const sessionList = z.array(sessionItem.extend({ cursor: z.string() }))

// Traffic Cop.

export const websocketsQuery = z.strictObject({
  session_id: z.string().max(64).optional(),
  agent_type: agentType.optional(),
  pillar: z.string().max(64).optional(),
})
/** Which agent a live connection of the session is for; `unlink` takes the connection out of the session's list. */
export const websocketLink = z.strictObject({
  action: z.enum(['link', 'unlink']).default('link'),
  websocket_id: z.string().max(64),
  session_id: z.string().max(64).optional(),
  session_token,
  agent_type: agentType.optional(),
  pillar: z.string().max(64).optional(),
})
export const websocketSession = z.object({
  success,
  session_id: z.string(),
  websockets: z.array(
    z.object({
      websocket_id: z.string(),
      door: z.string(),
      realm: z.string(),
      agent_type: z.string().nullable(),
      pillar: z.string().nullable(),
    }),
  ),
})
/** Said into the conversation of this kind of agent; `websocket_id` names a connection that says which kind. */
export const trafficMessage = sendInput.extend({
  /** The words, or the frame that a client would send on its socket. */
  message: z.union([sendInput.shape.message, z.record(z.string(), z.unknown())]),
  session_token,
  session_id: z.string().max(64).optional(),
  agent_type: agentType.optional(),
  pillar: z.string().max(64).optional(),
  websocket_id: z.string().max(64).optional(),
})
export const routedMessage = accepted.extend({
  success,
  session_id: z.string(),
  agent_type: z.string(),
  pillar: z.string().nullable(),
  /** The live connections on which it will be seen. */
  websockets: z.array(z.string()),
})

// Threads. [H1]

/** The thread in whose scope an upload is; the current one when absent. */
export const uploadQuery = z.strictObject({ thread_id: threadId.optional() })
export const threadList = z.array(threadListItem)
export const threadListQuery = z.strictObject({ archived: z.enum(['true', 'false']).optional(), ...page })
export const newThread = threadCreateInput.extend({ session_token })
/** Said into a thread: routed, by the words and by who holds its turn. */
export const threadMessageBody = threadSendInput.omit({ thread_id: true }).extend(claimed)
export const threadChange = z.strictObject({
  title: z.string().trim().min(1).max(200).optional(),
  pinned: z.boolean().optional(),
  archived: z.boolean().optional(),
})
export const threadHistoryQuery = z.strictObject({
  before: inQuery(1, Number.MAX_SAFE_INTEGER).optional(),
  limit: inQuery(1, LIMITS.historyMessages).optional(),
})
export const threadEventsQuery = z.strictObject({ last_event_id: threadCursor.optional() })
export const threadExportQuery = z.strictObject({ format: z.enum(['markdown', 'json']).optional() })
export const threadSearchQuery = z.strictObject({
  query: z.string().trim().min(2).max(200),
  limit: inQuery(1, 100).optional(),
})

// The rest.

export const artifactsQuery = z.strictObject({
  conversation_id: conversationId.optional(),
  thread_id: threadId.optional(),
  pillar: z.string().max(64).optional(),
  ...page,
})
export const artifactVersion = z.strictObject({ version: z.number().int().positive() })
export const artifactList = z.array(artifactListItem)
export const conversationList = z.array(conversationListItem)
export const fileList = z.array(fileListItem)
export const connectionList = z.array(connectionView)
export const platformSessionList = z.array(platformSession)
export const platformSessionsQuery = z.strictObject({ principal: z.string().min(1).max(80).optional(), ...page })
export const invocationList = z.array(platformInvocation)
export const invocationsQuery = z.strictObject({
  status: platformInvocation.shape.status.optional(),
  ...page,
})
export const auditQuery = z.strictObject({
  before: inQuery(1, Number.MAX_SAFE_INTEGER).optional(),
  limit: inQuery(1, 200).optional(),
  action: z.string().max(64).optional(),
})
export const auditExportQuery = z.strictObject({ after: inQuery(0, Number.MAX_SAFE_INTEGER).optional() })
export const auditPage = z.array(auditEntry)
export const alive = z.object({ status: z.literal('ok') })
/** What this server offers: a client looks here before it tries. */
export const features = z.object({
  web_sockets: z.boolean(),
  /** Whether the liaisons have sockets of their own too. */
  liaison_web_sockets: z.boolean(),
  protocol_version: z.number().int(),
  guests: z.boolean(),
})
export const readiness = z.object({
  status: z.enum(['ok', 'degraded']),
  web_sockets: z.boolean(),
  database: z.object({ writable: z.boolean() }),
  runtime: z.object({ reachable: z.boolean(), agents: z.number().int() }),
  /** How late the event loop is, once in a hundred looks of the last 10 to 20 seconds. */
  loop_lag_ms: z.number().int(),
})

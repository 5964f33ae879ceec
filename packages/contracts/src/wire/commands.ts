// Inputs and outputs of client commands on every transport, spelled as tRPC and HTTP spell them. Inputs are strict: an
// unknown field is rejected with its path. [L11]
import { z } from 'zod'
import { INVOCATION_STATES } from '../vocabulary/invocation-states.ts'
import { LIMITS } from '../vocabulary/limits.ts'
import { SURFACES, type Surface } from '../vocabulary/pillars.ts'
import { usage } from './agent-events.ts'
import { artifactHeader, artifactStatus } from './artifacts.ts'
import { endCause } from './end-cause.ts'
import { messageView, routingDecision } from './events.ts'
import { readingCorrection } from './file-reading.ts'
import { artifactId, conversationId, fileId, invocationId, messageId, threadId } from './ids.ts'
import { tablePlan } from './table-plan.ts'

export const surface = z.enum(SURFACES as [Surface, ...Surface[]])
/** What to do when an invocation already runs in the conversation. [L12] */
export const whenBusy = z.enum(['enqueue', 'interrupt', 'reject'])

/** How long a text may be is asked where it is taken, so that a longer one is `TOO_LARGE`. */
const text = z.string().refine((t) => t.trim() !== '', 'is empty')

export const sendContext = z.strictObject({
  surface: surface.optional(),
  project_id: z.string().max(128).optional(),
  /** The person's own choice of agent: an id or an accepted alias. */
  agent: z.string().max(80).optional(),
  /** A changed plan of an earlier answer about a table: it is run as it is, and the words of the message are only shown. */
  plan: tablePlan.optional(),
})

export const sendInput = z.strictObject({
  message: text,
  /** Where the message belongs; the current conversation of the addressed agent when absent. [D2.3] */
  conversation_id: conversationId.optional(),
  /** The thread whose conversation is meant; the current one when absent. [H1] */
  thread_id: threadId.optional(),
  /** The client's own id. The same id with the same content is the same send. [L6] */
  message_id: messageId.optional(),
  file_uuids: z.array(fileId).max(LIMITS.filesPerMessage).optional(),
  when_busy: whenBusy.optional(),
  /** The person's own earlier message that this one takes the place of. Nothing is taken out of the log. */
  replaces: messageId.optional(),
  context: sendContext.optional(),
})

/** A pillar is checked against the one table by the handler, so that a wrong one is `INVALID_PILLAR`. */
const pillar = z.string().max(64)

export const liaisonSendInput = sendInput.extend({ pillar })

export const accepted = z.object({
  message_id: z.string(),
  invocation_id: z.string(),
  conversation_id: z.string(),
  /** The number of the person's message in the conversation. */
  event_id: z.number().int(),
  /** The same as a whole place in the log, `<epoch>:<event_id>`: where the acceptance stands in place of the event. */
  cursor: z.string().optional(),
})

/** A page of a list: what comes after the item with this cursor, and how many. Every item carries its cursor. [D2.12] */
export const page = {
  cursor: z.string().max(256).optional(),
  limit: z.number().int().min(1).max(LIMITS.listItems).optional(),
}
export const pageInput = z.strictObject(page).optional()
/** The position of an item in its list, opaque: pass the last item's to read on. A page that is not full is the last. */
export const listed = { cursor: z.string() }

const selector = { conversation_id: conversationId.optional(), thread_id: threadId.optional() }
const historyFields = {
  ...selector,
  /** Messages before this event number. */
  before: z.number().int().positive().optional(),
  limit: z.number().int().min(1).max(LIMITS.historyMessages).optional(),
}

export const historyInput = z.strictObject(historyFields)
export const liaisonHistoryInput = z.strictObject({ ...historyFields, pillar })
export const historyPage = z.object({
  conversation_id: z.string(),
  messages: z.array(messageView),
  has_more: z.boolean(),
  before: z.number().int().nullable(),
})

/** `lastEventId` is merged in by the tRPC client, so the schema declares it. */
const cursor = { lastEventId: z.string().max(128).nullish() }
export const onEventInput = z.strictObject({ ...selector, ...cursor })
export const liaisonOnEventInput = z.strictObject({ ...selector, ...cursor, pillar })

export const principal = z.object({ kind: z.enum(['guest', 'user']), roles: z.array(z.string()) })
export const sessionView = z.object({
  session_id: z.string(),
  expires_at: z.string(),
  principal,
  /** The log's epoch; a cursor of another one restores instead of resuming. [L14] */
  epoch: z.string(),
})
export const openedSession = sessionView.extend({ session_token: z.string() })

/** An API key as it is listed: never the secret. [D1.14] */
export const apiKeyView = z.object({
  key_id: z.string(),
  name: z.string(),
  /** The session whose conversations and files it reaches. */
  session_id: z.string(),
  created_at: z.string(),
  /** To the hour. */
  last_used_at: z.string(),
  expires_at: z.string(),
})
export const createdApiKey = apiKeyView.extend({ api_key: z.string() })
export const apiKeyCreateInput = z.strictObject({
  name: z.string().trim().min(1).max(LIMITS.apiKeyNameChars),
  expires_in_days: z.number().int().min(1).max(LIMITS.apiKeyDays).optional(),
})
export const apiKeyIdInput = z.strictObject({ key_id: z.string().min(1).max(64) })

export const conversationView = z.object({
  conversation_id: z.string(),
  thread_id: z.string(),
  agent_type: z.string(),
  pillar: z.string().nullable(),
  title: z.string(),
  /** Is it the one that the doors reach by agent type? */
  current: z.boolean(),
  message_count: z.number().int(),
  last_event_id: z.number().int(),
  created_at: z.string(),
  updated_at: z.string(),
})
export const conversationListItem = conversationView.extend(listed)
export const conversationCreateInput = z.strictObject({
  /** An agent type, or `liaison` with a pillar. */
  agent_type: z.string().max(64),
  pillar: z.string().max(64).optional(),
  /** The thread that it belongs to; the current one when absent. [H1] */
  thread_id: threadId.optional(),
  title: z.string().trim().min(1).max(200).optional(),
})
export const conversationIdInput = z.strictObject({ conversation_id: conversationId })
export const conversationRenameInput = z.strictObject({
  conversation_id: conversationId,
  title: z.string().trim().min(1).max(200),
})
/** Words to search for in every conversation of the session. */
export const conversationSearchInput = z.strictObject({
  query: z.string().trim().min(2).max(200),
  limit: z.number().int().min(1).max(100).optional(),
})
export const searchHit = z.object({
  conversation_id: z.string(),
  agent_type: z.string(),
  pillar: z.string().nullable(),
  title: z.string(),
  message_id: z.string(),
  /** Its place in the conversation. */
  event_id: z.number().int(),
  role: z.enum(['user', 'assistant']),
  timestamp: z.string(),
  /** The words around the first match, cut at both ends. */
  snippet: z.object({ before: z.string(), match: z.string(), after: z.string() }),
})
export const conversationExportInput = z.strictObject({
  conversation_id: conversationId,
  format: z.enum(['markdown', 'json']).default('markdown'),
})
/** What a deletion removed, by kind: the receipt. It names nothing and quotes nothing. [L16] */
const count = z.number().int()
export const erasedCounts = z.object({
  sessions: count,
  conversations: count,
  messages: count,
  /** Answers that were made from a deleted file: their content is gone, their place in the conversation stays. */
  answers: count,
  events: count,
  artifacts: count,
  invocations: count,
  workflows: count,
  files: count,
  schedules: count,
  connections: count,
})
export const deletionReceipt = z.object({ deleted: erasedCounts, at: z.string() })

export const conversationExport = z.object({ filename: z.string(), mime: z.string(), content: z.string() })

export const invocationView = z.object({
  invocation_id: z.string(),
  conversation_id: z.string(),
  agent_id: z.string(),
  /** The person's message that it answers. */
  message_id: z.string(),
  /** The answer. */
  answer_message_id: z.string(),
  status: z.enum(INVOCATION_STATES),
  attempt: z.number().int(),
  error: z.object({ code: z.string(), message: z.string() }).nullable(),
  usage: usage.nullable(),
  /** Why it was ended, or is being ended, before it was complete; `null` otherwise. */
  cause: endCause.nullable(),
  created_at: z.string(),
  started_at: z.string().nullable(),
  ended_at: z.string().nullable(),
})
export const invocationIdInput = z.strictObject({ invocation_id: invocationId })
/** Cancel by the invocation, or by the message (the person's own or the answer's). */
export const cancelInput = z
  .strictObject({ invocation_id: invocationId.optional(), message_id: messageId.optional() })
  .refine((v) => (v.invocation_id === undefined) !== (v.message_id === undefined), {
    message: 'give exactly one of invocation_id and message_id',
  })
export const cancelOutcome = z.object({
  invocation_id: z.string(),
  /** `cancelling`: the agent is being told; its end is the next terminal event. */
  outcome: z.enum(['cancelling', 'withdrawn', 'already_finished']),
  status: z.enum(INVOCATION_STATES),
})
export const invocationListItem = invocationView.extend(listed)
export const invocationListInput = z.strictObject({
  conversation_id: conversationId.optional(),
  status: z.enum(INVOCATION_STATES).optional(),
  ...page,
})

export const fileView = z.object({
  file_uuid: z.string(),
  name: z.string(),
  mime: z.string(),
  /** The type by content, independent of the name: csv, markdown, json, text, … */
  kind: z.string(),
  size: z.number().int(),
  sha256: z.string(),
  created_at: z.string(),
})
export const fileListItem = fileView.extend(listed)
export const fileIdInput = z.strictObject({ file_uuid: fileId })
/** An empty correction takes back every earlier one. */
export const fileReadingInput = z.strictObject({ file_uuid: fileId, correction: readingCorrection })

export const artifactListInput = z.strictObject({
  conversation_id: conversationId.optional(),
  thread_id: threadId.optional(),
  pillar: z.string().max(64).optional(),
  ...page,
})
export const artifactListItem = artifactHeader.extend({
  ...listed,
  status: artifactStatus,
  pillar: z.string().nullable(),
  conversation_id: z.string(),
  created_at: z.string(),
})
export const artifactGetInput = z.strictObject({
  artifact_id: artifactId,
  /** The newest when absent. */
  version: z.number().int().positive().optional(),
})
export const artifactApproveInput = z.strictObject({ artifact_id: artifactId, version: z.number().int().positive() })

export const routingPreviewInput = z.strictObject({
  message: text,
  file_uuids: z.array(fileId).max(LIMITS.filesPerMessage).optional(),
  context: sendContext.optional(),
})

export const connectionView = z.object({
  ...listed,
  connection_id: z.string(),
  session_id: z.string().nullable(),
  /** `null` before it has said who it is. */
  tenant: z.string().nullable(),
  door: z.string(),
  realm: z.string(),
  agent_type: z.string().nullable(),
  pillar: z.string().nullable(),
  age_ms: z.number(),
  idle_ms: z.number(),
  sent: z.number().int(),
  received: z.number().int(),
  unsent_bytes: z.number().int(),
  /** Of the last heartbeat; `null` before the first one was answered. */
  round_trip_ms: z.number().nullable(),
  errors: z.number().int(),
})
export const platformHealth = z.object({
  status: z.enum(['ok', 'degraded']),
  database: z.object({ writable: z.boolean(), epoch: z.string() }),
  runtime: z.object({ reachable: z.boolean(), agents: z.number().int() }),
  connections: z.number().int(),
  running: z.number().int(),
  queued: z.number().int(),
})
export const capabilityTable = z.array(
  z.object({ realm: z.string(), capabilities: z.array(z.string()), granted: z.array(z.string()) }),
)
export const auditEntry = z.object({
  id: z.number().int(),
  at: z.string(),
  tenant: z.string().nullable(),
  session_id: z.string().nullable(),
  /** An id, never a name. */
  principal: z.string().nullable(),
  action: z.string(),
  outcome: z.string(),
  detail: z.record(z.string(), z.unknown()),
  /** `security`, `activity` or `noise`; `null` for what is older than the hash chains. */
  class: z.string().nullable(),
  /** Its place in the chain of its class, and the hash of itself and of the entry before it. */
  n: z.number().int().nullable(),
  hash: z.string().nullable(),
})
export const auditInput = z.strictObject({
  before: z.number().int().positive().optional(),
  limit: z.number().int().min(1).max(200).optional(),
  /** Entries of this action only, for example `limit.hit`. */
  action: z.string().max(64).optional(),
})
export const platformInvocationsInput = z.strictObject({
  status: z.enum(INVOCATION_STATES).optional(),
  ...page,
})
/** An invocation as an operator sees it: what runs where, without any text. */
export const platformInvocation = invocationListItem.omit({ error: true, message_id: true }).extend({
  session_id: z.string(),
  tenant: z.string(),
  code: z.string().nullable(),
})
/** A session as an operator sees it. */
export const platformSession = z.object({
  ...listed,
  session_id: z.string(),
  tenant: z.string(),
  /** An id, never a name. */
  principal: z.string(),
  kind: z.enum(['guest', 'user']),
  roles: z.array(z.string()),
  created_at: z.string(),
  last_used_at: z.string(),
  expires_at: z.string(),
})
const principalId = z.string().min(1).max(80)
export const platformSessionsInput = z.strictObject({
  /** Sessions of this principal only. */
  principal: principalId.optional(),
  ...page,
})
export const platformSessionInput = z.strictObject({ session_id: z.string().min(1).max(64) })
export const platformPrincipalInput = z.strictObject({ principal: principalId })
export const sessionsEnded = z.object({ ended: z.number().int() })

/** One step of an invocation: what happened and how much, without any text. */
export const timelineEntry = z.object({
  event_id: z.number().int(),
  type: z.string(),
  at: z.string(),
  attempt: z.number().int(),
  /** A tool and its status, a code, an agent, a number of characters: never words of a person or of an answer. */
  note: z.string(),
})

export { routingDecision }

export type SendInput = z.infer<typeof sendInput>
export type WhenBusy = z.infer<typeof whenBusy>
export type Accepted = z.infer<typeof accepted>
export type HistoryPage = z.infer<typeof historyPage>
export type SessionView = z.infer<typeof sessionView>
export type OpenedSession = z.infer<typeof openedSession>
export type ApiKeyView = z.infer<typeof apiKeyView>
export type CreatedApiKey = z.infer<typeof createdApiKey>
export type ConversationView = z.infer<typeof conversationView>
export type ConversationListItem = z.infer<typeof conversationListItem>
export type InvocationListItem = z.infer<typeof invocationListItem>
export type FileListItem = z.infer<typeof fileListItem>
export type PageInput = NonNullable<z.infer<typeof pageInput>>
export type SearchHit = z.infer<typeof searchHit>
export type TimelineEntry = z.infer<typeof timelineEntry>
export type ErasedCounts = z.infer<typeof erasedCounts>
export type DeletionReceipt = z.infer<typeof deletionReceipt>
export type ConversationExport = z.infer<typeof conversationExport>
export type InvocationView = z.infer<typeof invocationView>
export type CancelOutcome = z.infer<typeof cancelOutcome>
export type FileView = z.infer<typeof fileView>
export type ArtifactListItem = z.infer<typeof artifactListItem>
export type ConnectionView = z.infer<typeof connectionView>
export type PlatformHealth = z.infer<typeof platformHealth>
export type CapabilityTable = z.infer<typeof capabilityTable>
export type AuditView = z.infer<typeof auditEntry>
export type PlatformInvocation = z.infer<typeof platformInvocation>
export type PlatformSession = z.infer<typeof platformSession>

// Shapes of threads: one task of one person, its conversations, and one reading of all of them. [H1, H2]
import { z } from 'zod'
import { LIMITS } from '../vocabulary/limits.ts'
import {
  conversationExportInput,
  conversationSearchInput,
  fileView,
  listed,
  page,
  searchHit,
  sendInput,
} from './commands.ts'
import { conversationEvent, messageView, restoreReason, runningView } from './events.ts'
import { fileId, threadId } from './ids.ts'

const title = z.string().trim().min(1).max(200)

/** A conversation of a thread, in the order in which they began. */
export const threadConversation = z.object({
  conversation_id: z.string(),
  agent_type: z.string(),
  pillar: z.string().nullable(),
  /** Is it the one that a message to this kind of agent goes to? */
  current: z.boolean(),
  last_event_id: z.number().int(),
  running: runningView.nullable(),
})

export const threadView = z.object({
  thread_id: z.string(),
  title: z.string(),
  /** Is it the one that paths without a conversation reach? */
  current: z.boolean(),
  pinned: z.boolean(),
  archived: z.boolean(),
  /** The assistant that holds the turn until it is released; `null` when the turn is free. */
  held_by: z.string().nullable(),
  message_count: z.number().int(),
  created_at: z.string(),
  updated_at: z.string(),
})
export const threadDetail = threadView.extend({
  conversations: z.array(threadConversation),
  /** In scope, newest first. */
  files: z.array(fileView),
})
export const threadListItem = threadView.extend(listed)
export const threadListInput = z.strictObject({
  /** Those that are archived, and only those. */
  archived: z.boolean().optional(),
  ...page,
})
export const threadCreateInput = z.strictObject({
  title: title.optional(),
  /** It does not become the current one. */
  aside: z.boolean().optional(),
})
export const threadIdInput = z.strictObject({ thread_id: threadId })
export const threadRenameInput = z.strictObject({ thread_id: threadId, title })
export const threadPinInput = z.strictObject({ thread_id: threadId, pinned: z.boolean() })
export const threadArchiveInput = z.strictObject({ thread_id: threadId, archived: z.boolean() })
export const threadFileInput = z.strictObject({ thread_id: threadId, file_uuid: fileId })
export const threadExportInput = conversationExportInput.omit({ conversation_id: true }).extend({ thread_id: threadId })
export const threadSearchInput = conversationSearchInput.extend({})
export const threadHit = searchHit.extend({ thread_id: z.string(), thread_title: z.string() })

/**
 * Routed: the words, the surface and who holds the turn decide who answers; a conversation of the thread that is named decides
 * it alone. The current thread where none is named.
 */
export const threadSendInput = sendInput.extend({})

/** A message with its place in the thread: the same after every reload, and greater than every earlier one's. [H2] */
export const threadMessage = messageView.extend({ conversation_id: z.string(), place: z.number().int() })
export const threadHistoryInput = z.strictObject({
  thread_id: threadId.optional(),
  /** Messages before this place. */
  before: z.number().int().positive().optional(),
  limit: z.number().int().min(1).max(LIMITS.historyMessages).optional(),
})
export const threadHistoryPage = z.object({
  thread_id: z.string(),
  messages: z.array(threadMessage),
  has_more: z.boolean(),
  before: z.number().int().nullable(),
})

/** One place in each conversation, opaque. It has room for a thread of as many conversations as there may be. */
export const threadCursor = z.string().max(8_192)
export const threadOnEventInput = z.strictObject({
  thread_id: threadId.optional(),
  lastEventId: threadCursor.nullish(),
})

/** The whole thread at one moment: sent first, and wherever a cursor is of no use. */
export const threadSnapshot = z.object({
  type: z.literal('thread.snapshot'),
  epoch: z.string(),
  thread: threadView,
  conversations: z.array(threadConversation),
  messages: z.array(threadMessage),
  has_more: z.boolean(),
  before: z.number().int().nullable(),
  reason: restoreReason,
})
export const threadEvent = z.object({
  type: z.literal('thread.event'),
  thread_id: z.string(),
  /** Of the message that this event begins; `null` for every other event. */
  place: z.number().int().nullable(),
  event: conversationEvent,
})
/** Nothing follows it. */
export const threadDeleted = z.object({ type: z.literal('thread.deleted'), thread_id: z.string() })
export const threadItem = z.discriminatedUnion('type', [threadSnapshot, threadEvent, threadDeleted])

export type ThreadView = z.infer<typeof threadView>
export type ThreadDetail = z.infer<typeof threadDetail>
export type ThreadListItem = z.infer<typeof threadListItem>
export type ThreadConversation = z.infer<typeof threadConversation>
export type ThreadMessage = z.infer<typeof threadMessage>
export type ThreadHistoryPage = z.infer<typeof threadHistoryPage>
export type ThreadSnapshot = z.infer<typeof threadSnapshot>
export type ThreadItem = z.infer<typeof threadItem>
export type ThreadHit = z.infer<typeof threadHit>

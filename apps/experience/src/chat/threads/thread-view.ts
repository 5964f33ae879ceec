// Reads a thread at one moment: the messages of all its conversations in the order of their places. [H2]
import type { Caller } from '@biplane/contracts/experience-router'
import type { MessageView, RestoreReason } from '@biplane/contracts/wire/events'
import type {
  ThreadConversation,
  ThreadHistoryPage,
  ThreadMessage,
  ThreadSnapshot,
  ThreadView,
} from '@biplane/contracts/wire/threads'
import type { PostOffice } from '../../smart-city/post-office.ts'
import type { ConversationRow, MessagePlace, ThreadRow } from '../../store/log-reader.ts'
import { historyOf, snapshotOf } from '../conversation-view.ts'

/** Bytes of one page, which a reader gets in one piece: of very long messages it has fewer. [L13] */
const MOST_BYTES = 512 * 1024

export const viewThread = (row: ThreadRow, messages: number): ThreadView => ({
  thread_id: row.id,
  title: row.title,
  current: Boolean(row.current),
  pinned: Boolean(row.pinned),
  archived: row.archivedAt !== null,
  held_by: row.heldBy,
  message_count: messages,
  created_at: row.createdAt,
  updated_at: row.updatedAt,
})

/** Messages of all conversations of a thread. */
export const countMessages = ({ reader }: PostOffice, members: readonly ConversationRow[]): number =>
  members.reduce((sum, { id }) => sum + reader.countMessages(id), 0)

export const viewMembers = (postOffice: PostOffice, rows: readonly ConversationRow[]): ThreadConversation[] =>
  rows.map((row) => {
    const { last_event_id, running } = snapshotOf(postOffice, row, 'no_cursor', 0)
    return {
      conversation_id: row.id,
      agent_type: row.agentType,
      pillar: row.pillar,
      current: row.current === 1,
      last_event_id,
      running,
    }
  })

/** Messages before a place, oldest first; the newest ones where there is none. */
export function historyOfThread(
  postOffice: PostOffice,
  threadId: string,
  before: number | undefined,
  limit: number,
): ThreadHistoryPage {
  return postOffice.reader.together(() => {
    const members = postOffice.reader.conversationsOf(threadId)
    return { thread_id: threadId, ...pageOf(postOffice, members, before ?? Number.MAX_SAFE_INTEGER, limit) }
  })
}

/** The last messages and all that a reader needs to go on from there. */
export function snapshotOfThread(
  postOffice: PostOffice,
  caller: Caller,
  threadId: string,
  { reason, limit }: { reason: RestoreReason; limit: number },
): { snapshot: ThreadSnapshot; seqs: Map<number, number> } {
  return postOffice.reader.together(() => {
    const row = postOffice.ownThread(caller, threadId)
    const members = postOffice.reader.conversationsOf(threadId)
    const page = pageOf(postOffice, members, Number.MAX_SAFE_INTEGER, limit)
    const conversations = viewMembers(postOffice, members)
    const seqs = new Map(members.map(({ inThread }, i) => [inThread, conversations[i]?.last_event_id ?? 0]))
    const thread = viewThread(row, countMessages(postOffice, members))
    return {
      snapshot: { type: 'thread.snapshot', epoch: postOffice.epoch, thread, conversations, ...page, reason },
      seqs,
    }
  })
}

type Page = Pick<ThreadHistoryPage, 'messages' | 'has_more' | 'before'>

function pageOf(postOffice: PostOffice, members: readonly ConversationRow[], before: number, limit: number): Page {
  const { reader } = postOffice
  const places = members
    .flatMap(({ id }) => reader.placesBefore(id, before, limit + 1))
    .sort((one, other) => other.place - one.place)
  const wanted = places.slice(0, limit)
  const views = viewsOf(postOffice, wanted)
  const messages: ThreadMessage[] = []
  let bytes = 0
  for (const { place, conversationId, seq } of wanted) {
    const view = views.get(`${conversationId} ${seq}`)
    bytes += view ? Buffer.byteLength(JSON.stringify(view)) : MOST_BYTES
    // The newest is always shown; where one does not fit, none before it is.
    if (!view || (messages.length > 0 && bytes > MOST_BYTES)) break
    messages.push({ ...view, conversation_id: conversationId, place })
  }
  const has_more = places.length > messages.length
  return { messages: messages.reverse(), has_more, before: has_more ? (messages[0]?.place ?? null) : null }
}

/** By conversation and number. The places of one conversation follow each other without a gap. */
function viewsOf(postOffice: PostOffice, places: readonly MessagePlace[]): Map<string, MessageView> {
  const views = new Map<string, MessageView>()
  const newest = new Map<string, { seq: number; count: number }>()
  for (const { conversationId, seq } of places) {
    const known = newest.get(conversationId)
    newest.set(conversationId, { seq: Math.max(seq, known?.seq ?? 0), count: (known?.count ?? 0) + 1 })
  }
  for (const [conversationId, { seq, count }] of newest) {
    for (const view of historyOf(postOffice, conversationId, seq + 1, count).messages) {
      views.set(`${conversationId} ${view.event_id}`, view)
    }
  }
  return views
}

// Reads all conversations of a thread live through one subscription: a whole picture where the cursor is of no use, then
// every later event of each conversation once. [H2, L3, L14]
import type { Caller, TrackedThreadItem } from '@biplane/contracts/experience-router'
import { refusalOf } from '@biplane/contracts/refusal'
import type { ConversationEvent, RestoreReason } from '@biplane/contracts/wire/events'
import type { PostOffice } from '../../smart-city/post-office.ts'
import { formatThreadCursor, parseThreadCursor } from './thread-cursor.ts'
import { snapshotOfThread } from './thread-view.ts'

export interface ReadThreadRequest {
  caller: Caller
  threadId: string
  lastEventId: string | null | undefined
  /** Messages in a snapshot. */
  windowMessages: number
  room: (() => Promise<void> | null) | undefined
  signal: AbortSignal
}

/** @throws NOT_FOUND for a thread that is not the caller's, SESSION_EXPIRED as soon as its session has ended [L10] */
export async function* readThread(
  postOffice: PostOffice,
  { caller, threadId, lastEventId, windowMessages, room, signal }: ReadThreadRequest,
): AsyncGenerator<TrackedThreadItem> {
  postOffice.ownThread(caller, threadId)
  const { epoch } = postOffice
  const shown = { thread_id: threadId, messages: 0, events: 0 }
  let place = readThreadCursor(postOffice, threadId, lastEventId)
  try {
    while (!signal.aborted) {
      let seqs: Map<number, number>
      if ('restore' in place) {
        const picture = snapshotOfThread(postOffice, caller, threadId, { reason: place.restore, limit: windowMessages })
        seqs = picture.seqs
        shown.messages += picture.snapshot.messages.length
        yield { id: formatThreadCursor({ epoch, threadId, seqs }), item: picture.snapshot }
      } else {
        seqs = new Map(place.after)
      }
      try {
        const request = { caller, threadId, after: seqs, signal, room, standing: () => postOffice.standing(caller) }
        for await (const { member, logged } of postOffice.followThread(request)) {
          const { event } = logged
          if (event.type === 'conversation.deleted') seqs.delete(member.number)
          else seqs.set(member.number, logged.seq)
          shown.events += 1
          const id = formatThreadCursor({ epoch, threadId, seqs })
          yield {
            id,
            item: { type: 'thread.event', thread_id: threadId, place: placeOf(postOffice, caller, event), event },
          }
        }
        if (!signal.aborted)
          yield { id: `${epoch}~${threadId}~`, item: { type: 'thread.deleted', thread_id: threadId } }
        return
      } catch (error) {
        if (refusalOf(error)?.refusal !== 'CURSOR_EXPIRED') throw error
        place = { restore: 'cursor_expired' }
      }
    }
  } finally {
    postOffice.audit.note({ action: 'events.shown', caller, detail: shown })
  }
}

/** Of the message that an event begins. */
function placeOf({ reader }: PostOffice, { session_id }: Caller, event: ConversationEvent): number | null {
  if (event.type !== 'user.message' && event.type !== 'agent.routed') return null
  return reader.placeOf(session_id, event.message_id)
}

/** What a reader's cursor is worth: a place in each conversation, or the reason for a whole picture. */
function readThreadCursor(
  { epoch, reader }: PostOffice,
  threadId: string,
  given: string | null | undefined,
): { after: ReadonlyMap<number, number> } | { restore: RestoreReason } {
  if (given === null || given === undefined || given === '') return { restore: 'no_cursor' }
  const cursor = parseThreadCursor(given)
  if (!cursor || cursor.threadId !== threadId) return { restore: 'cursor_unreadable' }
  if (cursor.epoch !== epoch) return { restore: 'other_epoch' }
  return reader.together(() => {
    const members = new Map(reader.conversationsOf(threadId).map((row) => [row.inThread, row]))
    for (const [number, seq] of cursor.seqs) {
      const row = members.get(number)
      // It was deleted while the reader was away: only a snapshot shows that.
      if (!row || seq < row.compactedTo) return { restore: 'cursor_expired' as const }
      if (seq > reader.lastSeq(row.id)) return { restore: 'cursor_ahead' as const }
    }
    for (const [number, row] of members) {
      if (!cursor.seqs.has(number) && row.compactedTo > 0) return { restore: 'cursor_expired' as const }
    }
    return { after: cursor.seqs }
  })
}

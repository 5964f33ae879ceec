// Reads a conversation live: validates the cursor, then yields every later event once and in order. [L3, L14]
import type { Caller, EventSelector } from '@biplane/contracts/experience-router'
import { refusalOf } from '@biplane/contracts/refusal'
import { type Items, mapped, opened } from '@biplane/contracts/vocabulary/iterables'
import { parseCursor } from '@biplane/contracts/wire/cursor'
import type { ConversationSnapshot, RestoreReason, StreamItem } from '@biplane/contracts/wire/events'
import type { LogEvent } from '../communication/log-event.ts'
import type { PostOffice } from '../smart-city/post-office.ts'
import type { ConversationRow } from '../store/log-reader.ts'
import { findConversation } from './conversation-target.ts'
import { snapshotOf } from './conversation-view.ts'

/** What a reader's cursor is worth: a place to go on from, or a reason for a whole picture. */
export function readCursor(
  given: string | null | undefined,
  log: { epoch: string; everRestored: boolean; lastSeq: number; compactedTo: number },
): { after: number } | { restore: RestoreReason } {
  if (given === null || given === undefined || given === '') return { restore: 'no_cursor' }
  const cursor = parseCursor(given)
  if (!cursor) return { restore: 'cursor_unreadable' }
  if (cursor.epoch !== null && cursor.epoch !== log.epoch) return { restore: 'other_epoch' }
  // Of which of the logs it is nobody can tell; the beginning is the same of all.
  if (cursor.epoch === null && log.everRestored && cursor.seq > 0) return { restore: 'epoch_missing' }
  if (cursor.seq > log.lastSeq) return { restore: 'cursor_ahead' }
  if (cursor.seq < log.compactedTo) return { restore: 'cursor_expired' }
  return { after: cursor.seq }
}

/** What a reader gets: a whole picture, or one committed event. */
export type Reading =
  | { kind: 'snapshot'; seq: number; snapshot: ConversationSnapshot }
  | { kind: 'event'; seq: number; logged: LogEvent }

export interface ReadLogRequest {
  /** Who reads; asked again before each batch. [L10] */
  caller: Caller
  /** Either form of a cursor; nothing for a first visit. */
  lastEventId: string | null | undefined
  /** Messages in a snapshot. */
  windowMessages: number
  /** `null` while the reader has room. */
  room: (() => Promise<void> | null) | undefined
  signal: AbortSignal
}

/**
 * Yields a snapshot where the cursor is of no use, then events until the reader goes or the conversation is deleted.
 * @throws NOT_FOUND for a conversation that is not the caller's, SESSION_EXPIRED as soon as its session has ended
 */
export async function* readLog(
  postOffice: PostOffice,
  conversation: ConversationRow,
  request: ReadLogRequest,
): AsyncGenerator<Reading> {
  const { caller, lastEventId, windowMessages, room, signal } = request
  postOffice.own(caller, conversation.id)
  const standing = () => postOffice.standing(caller)
  let place = readCursor(lastEventId, {
    epoch: postOffice.epoch,
    everRestored: postOffice.log.everRestored,
    lastSeq: postOffice.reader.lastSeq(conversation.id),
    compactedTo: conversation.compactedTo,
  })
  const shown = { conversation_id: conversation.id, messages: 0, events: 0, last_event_id: 0 }
  try {
    while (!signal.aborted) {
      let after: number
      if ('restore' in place) {
        const snapshot = snapshotOf(postOffice, conversation, place.restore, windowMessages)
        after = snapshot.last_event_id
        shown.messages += snapshot.messages.length
        yield { kind: 'snapshot', seq: after, snapshot }
      } else {
        after = place.after
      }
      try {
        for await (const logged of postOffice.follow(conversation.id, { after, signal, room, standing })) {
          shown.events += 1
          shown.last_event_id = logged.seq
          yield { kind: 'event', seq: logged.seq, logged }
          if (logged.event.type === 'conversation.deleted') return
        }
        return
      } catch (error) {
        // The log was compacted under a very slow reader: it gets a whole picture, never a hole.
        if (refusalOf(error)?.refusal !== 'CURSOR_EXPIRED') throw error
        place = { restore: 'cursor_expired' }
      }
    }
  } finally {
    postOffice.audit.note({ action: 'events.shown', caller, detail: shown })
  }
}

/**
 * The same as tracked items, for whoever names a conversation or the door that leads to it.
 * @throws NOT_FOUND, INVALID_PILLAR
 */
export function readEvents(
  postOffice: PostOffice,
  caller: Caller,
  selector: EventSelector,
  windowMessages: number,
  signal: AbortSignal,
): Items<{ id: string; item: StreamItem }> {
  const { target, lastEventId, reader } = selector
  const room = reader ? () => reader.room() : undefined
  const readings = opened(async () => {
    const conversation = await findConversation(postOffice, caller, target, selector)
    return readLog(postOffice, conversation, { caller, lastEventId, windowMessages, room, signal })
  })
  return mapped(readings, (reading) => ({
    id: postOffice.cursor(reading.seq),
    item: reading.kind === 'snapshot' ? reading.snapshot : reading.logged.event,
  }))
}

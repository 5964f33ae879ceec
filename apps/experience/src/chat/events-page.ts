// Reads a page of a conversation's log after a cursor, for clients that poll. An unusable cursor is rejected with its
// own code, never guessed. [L2, L14]
import { Refusal } from '@biplane/contracts/refusal'
import { assertNever } from '@biplane/contracts/vocabulary/assert-never'
import type { ConversationEvent, RestoreReason } from '@biplane/contracts/wire/events'
import type { PostOffice } from '../smart-city/post-office.ts'
import type { ConversationRow } from '../store/log-reader.ts'
import { readCursor } from './read-events.ts'

export interface EventsPage {
  events: ConversationEvent[]
  /** The cursor after the last of them. */
  next: string
  has_more: boolean
}

/**
 * At most `limit` events after a cursor of either form, from the beginning without one; fewer when they are large.
 * @throws CURSOR_AHEAD for one beyond the log or of another, CURSOR_EXPIRED for one that the log no longer reaches,
 * BAD_MESSAGE for what is none
 */
export function pageOfEvents(
  postOffice: PostOffice,
  conversation: ConversationRow,
  { after, limit }: { after: string | undefined; limit: number },
): EventsPage {
  return postOffice.reader.together(() => {
    const lastSeq = postOffice.reader.lastSeq(conversation.id)
    const { compactedTo } = postOffice.reader.conversationById(conversation.id) ?? conversation
    const place = readCursor(after || '0', { ...logOf(postOffice), lastSeq, compactedTo })
    if ('restore' in place) throw refuseCursor(place.restore)
    const events = postOffice.reader.eventsAfter(conversation.id, place.after, limit)
    const end = events.at(-1)?.event_id ?? place.after
    return { events, next: postOffice.cursor(end), has_more: end < lastSeq }
  })
}

const logOf = ({ log: { epoch, everRestored } }: PostOffice) => ({ epoch, everRestored })

function refuseCursor(reason: RestoreReason): Refusal {
  switch (reason) {
    case 'cursor_ahead':
      return new Refusal('CURSOR_AHEAD', 'This cursor is ahead of the log.', { path: 'after' })
    case 'other_epoch':
      return new Refusal('CURSOR_AHEAD', 'This cursor belongs to another log: it was restored since.', {
        path: 'after',
      })
    case 'epoch_missing':
      return new Refusal(
        'CURSOR_AHEAD',
        'This log was restored once: only a whole cursor, <epoch>:<number>, says where to go on.',
        { path: 'after' },
      )
    case 'cursor_expired':
      return new Refusal('CURSOR_EXPIRED', 'The log no longer reaches back that far: read the history.', {
        path: 'after',
      })
    case 'cursor_unreadable':
    case 'no_cursor':
      return new Refusal('BAD_MESSAGE', 'after: is no cursor', { path: 'after' })
    default:
      return assertNever(reason)
  }
}

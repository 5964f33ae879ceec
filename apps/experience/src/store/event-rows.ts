// Converts an event between its row and its wire shape.
import { formatCursor } from '@biplane/contracts/wire/cursor'
import type { ConversationEvent } from '@biplane/contracts/wire/events'
import type { EventRow } from './rows.ts'

/**
 * The fact that a row holds, with its whole cursor where the epoch of the log is given. Rows are written by us alone, so
 * their shape is trusted, not parsed again.
 */
export const eventFromRow = (row: EventRow, epoch?: string): ConversationEvent =>
  eventOf(row, JSON.parse(row.payload), epoch)

/** The same for whoever has just written the row, and has its payload still. */
export function eventOf(row: EventRow, payload: object, epoch?: string): ConversationEvent {
  const base = {
    event_id: row.seq,
    ...(epoch !== undefined && { cursor: formatCursor(epoch, row.seq) }),
    conversation_id: row.conversationId,
    type: row.type,
    timestamp: row.createdAt,
  }
  const whose =
    row.invocationId === null
      ? row.messageId === null
        ? {}
        : { message_id: row.messageId }
      : {
          invocation_id: row.invocationId,
          message_id: row.messageId,
          agent_id: row.agentId,
          attempt: row.attempt,
        }
  return { ...base, ...whose, payload } as ConversationEvent
}

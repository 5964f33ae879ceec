// Owns the way of an event between its row and its wire shape.
import type { ConversationEvent } from '@biplane/contracts/wire/events'
import type { EventRow } from './rows.ts'

/** The fact that a row holds. Rows are written by us alone, so their shape is trusted, not parsed again. */
export function eventFromRow(row: EventRow): ConversationEvent {
  const base = { event_id: row.seq, conversation_id: row.conversationId, type: row.type, timestamp: row.createdAt }
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
  return { ...base, ...whose, payload: JSON.parse(row.payload) } as ConversationEvent
}

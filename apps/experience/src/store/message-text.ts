// Reads what a person said from where it is kept once: the event that said it. The person's Message row has an empty
// content and no view, so every reader of messages joins that event. Answers have their own content and view.
import { userMessage } from '@biplane/contracts/vocabulary/transcript'
import type { MessageView } from '@biplane/contracts/wire/events'
import { eventOf } from './event-rows.ts'
import type { MessageRow } from './rows.ts'

/** Follows a table of messages that is named `m`. */
export const JOIN_ASKED = `LEFT JOIN Event AS asked
  ON m.role = 'user' AND asked.conversationId = m.conversationId AND asked.seq = m.seq`

/** The text of a message, wherever it is kept. */
export const MESSAGE_TEXT = `coalesce(json_extract(asked.payload, '$.text'), m.content)`

/** What a message is shown from, and the payload of the event that began it; `null` for answers. */
export interface ReadMessage
  extends Pick<MessageRow, 'conversationId' | 'seq' | 'messageId' | 'createdAt' | 'branchedAt' | 'view'> {
  asked: string | null
}

/** All that is kept of a message. */
export interface WholeMessage extends MessageRow {
  asked: string | null
}

export const WHOLE_MESSAGE = `SELECT m.*, asked.payload AS asked FROM Message AS m ${JOIN_ASKED}`

/** These columns alone: a window of a hundred messages is read in half the time that all of them take. */
export const READ_MESSAGE = `SELECT m.conversationId, m.seq, m.messageId, m.createdAt, m.branchedAt, m.view,
  asked.payload AS asked FROM Message AS m ${JOIN_ASKED}`

/** The message as it is shown; `null` for an answer that has not ended. */
export function shownMessage({
  conversationId,
  seq,
  messageId,
  createdAt,
  view,
  asked,
}: ReadMessage): MessageView | null {
  if (asked === null) return view === null ? null : JSON.parse(view)
  const row = { conversationId, seq, messageId, createdAt, invocationId: null, agentId: null, attempt: null }
  const event = eventOf({ ...row, type: 'user.message', n: null, payload: asked }, JSON.parse(asked))
  return event.type === 'user.message' ? userMessage(event) : null
}

/** Roughly its bytes as it is sent, without building it; `null` where only its events know. */
export const shownBytes = ({ view, asked }: ReadMessage): number | null => {
  const stored = asked ?? view
  return stored === null ? null : Buffer.byteLength(stored)
}

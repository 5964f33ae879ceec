// Encodes the frames of the standard sockets that are not events: restored conversation, errors, warnings, pong. [D6.1]
import { assertNever } from '../vocabulary/assert-never.ts'
import { conversationKey } from '../vocabulary/pillars.ts'
import { PROTOCOL_VERSION } from '../vocabulary/protocol-version.ts'
import type { ConversationSnapshot } from '../wire/events.ts'
import type { StandardServerFrame } from '../wire/standard-message.ts'
import type { StandardNotice } from './door-notice.ts'
import { encodeMessage } from './restored-message.ts'

export interface StandardAt {
  session_id: string
  /** Now, in ISO 8601. */
  timestamp: string
  /** Repeated on the answer to a ping. */
  request_id?: string
}

const about = (
  { agent_type, pillar }: Pick<ConversationSnapshot, 'agent_type' | 'pillar'>,
  { session_id }: StandardAt,
) => ({
  conversation_key: conversationKey(agent_type, session_id),
  orchestrator_context: { pillar },
  protocol_version: PROTOCOL_VERSION,
})

export function encodeStandardNotice(notice: StandardNotice, at: StandardAt): StandardServerFrame {
  const said = { timestamp: at.timestamp, session_id: at.session_id }
  switch (notice.kind) {
    case 'restored': {
      const { type: _snapshot, messages, reason, ...rest } = notice.snapshot
      return {
        type: 'conversation_restored',
        ...said,
        ...rest,
        ...about(rest, at),
        messages: messages.map((message) => encodeMessage(message, rest.pillar)),
        message_count: messages.length,
        resumed: false,
        ...(reason !== 'no_cursor' && { reason }),
      }
    }
    case 'resumed':
      return {
        type: 'conversation_restored',
        ...said,
        ...notice.place,
        ...about(notice.place, at),
        messages: [],
        message_count: 0,
        has_more: false,
        before: null,
        resumed: true,
      }
    case 'refused': {
      const { code, message, ...details } = notice.refusal
      return {
        type: 'error_message',
        ...said,
        status: 'refused',
        ...(notice.message_id !== undefined && { message_id: notice.message_id }),
        message,
        error_code: code,
        error_details: details,
      }
    }
    case 'already_finished': {
      const { invocation_id, status } = notice
      return { type: 'status_update', ...said, status: 'already_finished', data: { invocation_id, status } }
    }
    case 'already_accepted': {
      const { message_id, ...data } = notice.accepted
      return { type: 'status_update', ...said, status: 'already_accepted', message_id, data }
    }
    case 'session_created':
    case 'session_updated': {
      const { expires_at, epoch, principal } = notice.session
      const data = { expires_at, epoch, principal, protocol_version: PROTOCOL_VERSION }
      return { type: notice.kind, ...said, data }
    }
    case 'session_expired':
      return { type: 'session_expired', ...said, message: notice.message, error_code: 'SESSION_EXPIRED' }
    case 'handed_over_answer':
      return { type: 'agent_message', ...said, role: 'assistant', ...notice.answer }
    case 'warning':
      return { type: 'warning_message', ...said, message: notice.message }
    case 'pong':
      return { type: 'pong', ...said, ...(at.request_id !== undefined && { message_id: at.request_id }) }
    default:
      return assertNever(notice, 'notice')
  }
}

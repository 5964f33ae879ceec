// Owns what a standard door says beside the log: the restored conversation, refusals, warnings, pongs. [PROTOCOL 3.4.1]
import { assertNever } from '../vocabulary/assert-never.ts'
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

export function encodeStandardNotice(notice: StandardNotice, at: StandardAt): StandardServerFrame {
  const said = { timestamp: at.timestamp, session_id: at.session_id }
  switch (notice.kind) {
    case 'restored': {
      const { type: _snapshot, messages, reason, ...rest } = notice.snapshot
      return {
        type: 'conversation_restored',
        ...said,
        ...rest,
        messages: messages.map(encodeMessage),
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
    case 'warning':
      return { type: 'warning_message', ...said, message: notice.message }
    case 'pong':
      return { type: 'pong', ...said, ...(at.request_id !== undefined && { message_id: at.request_id }) }
    default:
      return assertNever(notice, 'notice')
  }
}

// Encodes the frames of `/realtime` that are not events: session, history, restored conversation, error, pong. [D8]
import { assertNever } from '../vocabulary/assert-never.ts'
import type { EnvelopeMessage, EnvelopeServerFrame } from '../wire/envelope-frames.ts'
import type { MessageView } from '../wire/events.ts'
import type { EnvelopeNotice, ResumedPlace } from './door-notice.ts'
import { envelopeHead } from './envelope-events.ts'
import { encodeMessage } from './restored-message.ts'

export interface EnvelopeAt {
  /** `null` only where no session could be opened. */
  session_id: string | null
  request_id?: string
}

export function encodeEnvelopeNotice(notice: EnvelopeNotice, at: EnvelopeAt): EnvelopeServerFrame {
  const head = envelopeHead(at)
  switch (notice.kind) {
    case 'session': {
      const { session_token, expires_at: expiresAt, epoch, resumed } = notice
      const token = session_token === undefined ? {} : { sessionToken: session_token }
      return { type: 'session.created', ...head, payload: { ...token, expiresAt, resumed, epoch } }
    }
    case 'history': {
      const { conversation_id: conversationId, messages, has_more: hasMore, before } = notice.page
      const payload = { conversationId, messages: messages.map(envelopeMessage), hasMore, before }
      return { type: 'chat.history', ...head, payload }
    }
    case 'restored': {
      const { messages, has_more: hasMore, before, reason } = notice.snapshot
      const payload = {
        ...placePayload(notice.snapshot),
        messages: messages.map(envelopeMessage),
        hasMore,
        before,
        resumed: false,
        ...(reason !== 'no_cursor' && { reason }),
      }
      return { type: 'chat.restored', ...head, payload }
    }
    case 'resumed': {
      const payload = { ...placePayload(notice.place), messages: [], hasMore: false, before: null, resumed: true }
      return { type: 'chat.restored', ...head, payload }
    }
    case 'already_finished': {
      const { invocation_id: invocationId, status: invocationStatus } = notice
      const payload = { status: 'already_finished' as const, invocationId, invocationStatus }
      return { type: 'chat.status', ...head, payload }
    }
    case 'refused': {
      const { refusal, message_id, echo } = notice
      const { retry_after_ms, ...rest } = refusal
      const payload = {
        ...rest,
        ...(retry_after_ms !== undefined && { retryAfterMs: retry_after_ms }),
        ...(message_id !== undefined && { messageId: message_id }),
        ...(echo !== undefined && { echo }),
      }
      return { type: 'error', ...head, payload }
    }
    case 'pong':
      return { type: 'pong', ...head, payload: {} }
    default:
      return assertNever(notice, 'notice')
  }
}

const ECHO_CHARS = 256

/** The beginning of a frame that was not JSON, cut between characters. */
export const echoOf = (text: string): string => text.slice(0, ECHO_CHARS).replace(/\p{Cs}$/u, '')

const placePayload = (place: ResumedPlace) => ({
  conversationId: place.conversation_id,
  agentType: place.agent_type,
  pillar: place.pillar,
  epoch: place.epoch,
  title: place.title,
  lastEventId: place.last_event_id,
  running: place.running,
})

function envelopeMessage(message: MessageView): EnvelopeMessage {
  const { message_id: messageId, agent_id: agentId, event_id: eventId, ...rest } = encodeMessage(message)
  return { messageId, agentId, eventId, ...rest }
}

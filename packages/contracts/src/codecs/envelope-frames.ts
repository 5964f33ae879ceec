// Decodes server frames of `/realtime` to events and notices. Needs no library and trusts the shape of the frame;
// `envelopeServerFrame` validates it where needed. [D8]
import { assertNever } from '../vocabulary/assert-never.ts'
import type { EndCause } from '../wire/end-cause.ts'
import type { EnvelopeMessage, EnvelopeServerFrame } from '../wire/envelope-frames.ts'
import type { ConversationEvent, MessageView } from '../wire/events.ts'
import type { DoorReading, EnvelopeNotice, RefusedNotice, SessionNotice } from './door-notice.ts'
import { decodeMessage } from './restored-message.ts'

export type EnvelopeReading = DoorReading<EnvelopeNotice>

/** `decode(encode(x))` is x, for every event and every notice; a UI message that follows an answer is `ui`. */
export function decodeEnvelopeFrame(frame: EnvelopeServerFrame): EnvelopeReading {
  switch (frame.type) {
    case 'session.created':
      return session(frame.payload)
    case 'chat.history': {
      const { conversationId: conversation_id, messages, hasMore: has_more, before } = frame.payload
      return { kind: 'history', page: { conversation_id, messages: messages.map(messageOf), has_more, before } }
    }
    case 'chat.restored':
      return restored(frame.payload)
    case 'chat.status': {
      const { invocationId: invocation_id, invocationStatus: status } = frame.payload
      return { kind: 'already_finished', invocation_id, status }
    }
    case 'error':
      return refused(frame.payload)
    case 'pong':
      return { kind: 'pong' }
    case 'a2ui.action':
      return { kind: 'ui', message: frame.payload }
    default:
      return { kind: 'event', event: eventOf(frame) }
  }
}

type PayloadOf<T extends EnvelopeServerFrame['type']> = Extract<EnvelopeServerFrame, { type: T }>['payload']
type EventFrame = Extract<
  EnvelopeServerFrame,
  { type: 'chat.delta' | 'chat.message' | 'chat.handoff' | 'chat.superseded' | 'chat.event' }
>

function eventOf(frame: EventFrame): ConversationEvent {
  switch (frame.type) {
    case 'chat.delta': {
      const { text, index } = frame.payload
      return { type: 'agent.token', ...ofAnswer(frame.payload), payload: { text, index } }
    }
    case 'chat.message':
      return endOf(frame.payload)
    case 'chat.handoff': {
      const { toAgent, pillar, toConversationId, toInvocationId, reason, confidence } = frame.payload
      const where = { to_agent: toAgent, pillar, conversation_id: toConversationId, invocation_id: toInvocationId }
      return { type: 'agent.handoff', ...ofAnswer(frame.payload), payload: { ...where, reason, confidence } }
    }
    case 'chat.superseded': {
      const { superseded, reason } = frame.payload
      return { type: 'agent.superseded', ...ofAnswer(frame.payload), payload: { attempt: superseded, reason } }
    }
    case 'chat.event':
      return frame.payload
    default:
      return assertNever(frame, 'frame')
  }
}

function endOf(payload: PayloadOf<'chat.message'>): ConversationEvent {
  const { text, usage } = payload
  const of = ofAnswer(payload)
  switch (payload.status) {
    case 'complete':
      return { type: 'agent.completed', ...of, payload: { text, usage } }
    case 'cancelled':
      return { type: 'agent.cancelled', ...of, payload: { text, usage, ...causeOf(payload) } }
    case 'failed':
      return { type: 'agent.failed', ...of, payload: { text, usage, ...payload.error, ...causeOf(payload) } }
    default:
      return assertNever(payload, 'status')
  }
}

const causeOf = ({ cause }: { cause?: EndCause | undefined }) => (cause ? { cause } : {})

const ofAnswer = (payload: Exclude<EventFrame, { type: 'chat.event' }>['payload']) => ({
  event_id: payload.eventId,
  ...(payload.cursor !== undefined && { cursor: payload.cursor }),
  conversation_id: payload.conversationId,
  timestamp: payload.timestamp,
  message_id: payload.messageId,
  invocation_id: payload.invocationId,
  agent_id: payload.agentId,
  attempt: payload.attempt,
})

function session({ sessionToken, expiresAt, epoch, resumed }: PayloadOf<'session.created'>): SessionNotice {
  const token = sessionToken === undefined ? {} : { session_token: sessionToken }
  return { kind: 'session', ...token, expires_at: expiresAt, epoch, resumed }
}

function restored(payload: PayloadOf<'chat.restored'>): EnvelopeReading {
  const { epoch, pillar, title, running, hasMore: has_more, before, reason = 'no_cursor' } = payload
  const { conversationId: conversation_id, agentType: agent_type, lastEventId: last_event_id } = payload
  const place = { epoch, conversation_id, agent_type, pillar, title, last_event_id, running }
  if (payload.resumed) return { kind: 'resumed', place }
  const messages = payload.messages.map(messageOf)
  return { kind: 'restored', snapshot: { type: 'snapshot', ...place, messages, has_more, before, reason } }
}

function refused(payload: PayloadOf<'error'>): RefusedNotice {
  const { code, message, retryable, path, retryAfterMs, messageId, echo } = payload
  return {
    kind: 'refused',
    refusal: {
      code,
      message,
      retryable,
      ...(path !== undefined && { path }),
      ...(retryAfterMs !== undefined && { retry_after_ms: retryAfterMs }),
    },
    ...(messageId !== undefined && { message_id: messageId }),
    ...(echo !== undefined && { echo }),
  }
}

function messageOf({ messageId, agentId, eventId, ...rest }: EnvelopeMessage): MessageView {
  return decodeMessage({ message_id: messageId, agent_id: agentId, event_id: eventId, ...rest })
}

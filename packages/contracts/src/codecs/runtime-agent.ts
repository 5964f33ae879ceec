// Converts server frames of `/api/runtime/agent`, both ways. Each event is its own frame, so `event_id` has no gaps.
// Needs no library and trusts the shape of what it decodes. [D7]
import { assertNever } from '../vocabulary/assert-never.ts'
import type { ConversationEvent } from '../wire/events.ts'
import type { RuntimeAgentServerFrame } from '../wire/runtime-agent-frames.ts'
import type { DoorReading, RefusedNotice, RuntimeAgentNotice } from './door-notice.ts'
import { decodeMessage, encodeMessage } from './restored-message.ts'

export type RuntimeAgentReading = DoorReading<RuntimeAgentNotice>

/** The same frame for every reader. */
export const encodeRuntimeAgentEvent = (event: ConversationEvent): RuntimeAgentServerFrame => event

/** `timestamp`: now, in ISO 8601. */
export function encodeRuntimeAgentNotice(notice: RuntimeAgentNotice, timestamp: string): RuntimeAgentServerFrame {
  switch (notice.kind) {
    case 'accepted': {
      const { message_id, invocation_id, conversation_id, event_id, cursor } = notice.accepted
      const payload = { message_id, invocation_id }
      const place = { event_id, ...(cursor !== undefined && { cursor }), conversation_id }
      return { type: 'agent.accepted', ...place, invocation_id, timestamp, payload }
    }
    case 'restored': {
      const { type: _snapshot, conversation_id, last_event_id, messages, reason, ...rest } = notice.snapshot
      const payload = {
        ...rest,
        last_event_id,
        messages: messages.map((message) => encodeMessage(message, notice.snapshot.pillar)),
        message_count: messages.length,
        resumed: false,
        ...(reason !== 'no_cursor' && { reason }),
      }
      return { type: 'conversation.restored', conversation_id, timestamp, payload }
    }
    case 'resumed': {
      const { conversation_id, ...rest } = notice.place
      const payload = { ...rest, messages: [], message_count: 0, has_more: false, before: null, resumed: true }
      return { type: 'conversation.restored', conversation_id, timestamp, payload }
    }
    case 'already_finished': {
      const payload = { status: 'already_finished', invocation_status: notice.status } as const
      return { type: 'agent.status', invocation_id: notice.invocation_id, timestamp, payload }
    }
    case 'refused': {
      const { refusal, message_id } = notice
      return { type: 'error', timestamp, payload: { ...refusal, ...(message_id !== undefined && { message_id }) } }
    }
    case 'pong':
      return { type: 'pong', timestamp, payload: {} }
    default:
      return assertNever(notice, 'notice')
  }
}

/** `decode(encode(x))` is x, for every event and every notice. */
export function decodeRuntimeAgentFrame(frame: RuntimeAgentServerFrame): RuntimeAgentReading {
  switch (frame.type) {
    case 'agent.accepted': {
      const { event_id, cursor, conversation_id, payload } = frame
      const accepted = { ...payload, conversation_id, event_id, ...(cursor !== undefined && { cursor }) }
      return { kind: 'accepted', accepted }
    }
    case 'conversation.restored':
      return restored(frame)
    case 'agent.status': {
      return {
        kind: 'already_finished',
        invocation_id: frame.invocation_id,
        status: frame.payload.invocation_status,
      }
    }
    case 'error':
      return refused(frame)
    case 'pong':
      return { kind: 'pong' }
    default:
      return { kind: 'event', event: frame }
  }
}

function restored(frame: Extract<RuntimeAgentServerFrame, { type: 'conversation.restored' }>): RuntimeAgentReading {
  const { conversation_id, payload } = frame
  const { epoch, last_event_id, agent_type, pillar, title, running, has_more, before, reason = 'no_cursor' } = payload
  const place = { epoch, conversation_id, agent_type, pillar, title, last_event_id, running }
  if (payload.resumed) return { kind: 'resumed', place }
  const messages = payload.messages.map(decodeMessage)
  return { kind: 'restored', snapshot: { type: 'snapshot', ...place, messages, has_more, before, reason } }
}

function refused(frame: Extract<RuntimeAgentServerFrame, { type: 'error' }>): RefusedNotice {
  const { code, message, retryable, path, retry_after_ms, message_id } = frame.payload
  return {
    kind: 'refused',
    refusal: {
      code,
      message,
      retryable,
      ...(path !== undefined && { path }),
      ...(retry_after_ms !== undefined && { retry_after_ms }),
    },
    ...(message_id !== undefined && { message_id }),
  }
}

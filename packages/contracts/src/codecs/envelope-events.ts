// Encodes events as frames of `/realtime`: tokens, whole answers, UI messages, and every event for readers of the log.
// Builds plain objects without validation; other frames are in `envelope-notices.ts`. [D8]
import { assertNever } from '../vocabulary/assert-never.ts'
import type { EnvelopeServerFrame } from '../wire/envelope-frames.ts'
import type { ConversationEvent, EventOf } from '../wire/events.ts'
import type { AnswerEnd } from './standard-events.ts'

export interface EnvelopeAbout {
  session_id: string
  /** Of the request that this answers. */
  request_id?: string
  /**
   * `answers`: whole answers and handoffs. `pieces` (`stream: true`): their pieces too. `events`: every event of the
   * log, for a reader that resumed; then no number is left out.
   */
  reads: 'answers' | 'pieces' | 'events'
}

/**
 * The frames of one event; none for what this reader does not read. `ui` are the UI messages of the whole answer, in
 * order: they follow the `chat.message`, each as an `a2ui.action`.
 */
export function encodeEnvelopeEvent(
  event: ConversationEvent,
  about: EnvelopeAbout,
  ui: readonly Record<string, unknown>[] = [],
): EnvelopeServerFrame[] {
  if (event.type === 'agent.token') return about.reads === 'answers' ? [] : [delta(event, about)]
  const head = envelopeHead(about)
  switch (event.type) {
    case 'agent.completed':
    case 'agent.failed':
    case 'agent.cancelled':
      return [
        { type: 'chat.message', ...head, payload: wholeAnswer(event) },
        ...ui.map((message) => ({ type: 'a2ui.action' as const, ...head, payload: message })),
      ]
    case 'agent.handoff':
      return [{ type: 'chat.handoff', ...head, payload: handoff(event) }]
    case 'agent.superseded': {
      if (about.reads === 'answers') return []
      const { attempt: superseded, reason } = event.payload
      return [{ type: 'chat.superseded', ...head, payload: { ...ofAnswer(event), superseded, reason } }]
    }
    default:
      return about.reads === 'events' ? [{ type: 'chat.event', ...head, payload: event }] : []
  }
}

/** Nearly every event is a piece, and it is made for each reader: one literal costs a fifth of spreading. */
const delta = (event: EventOf<'agent.token'>, { session_id, request_id }: EnvelopeAbout): EnvelopeServerFrame => {
  const payload = {
    text: event.payload.text,
    index: event.payload.index,
    eventId: event.event_id,
    cursor: event.cursor,
    conversationId: event.conversation_id,
    timestamp: event.timestamp,
    messageId: event.message_id,
    invocationId: event.invocation_id,
    agentId: event.agent_id,
    attempt: event.attempt,
  }
  return request_id === undefined
    ? { type: 'chat.delta', sessionId: session_id, payload }
    : { type: 'chat.delta', sessionId: session_id, requestId: request_id, payload }
}

export const envelopeHead = ({ session_id, request_id }: { session_id: string | null; request_id?: string }) => ({
  sessionId: session_id,
  ...(request_id !== undefined && { requestId: request_id }),
})

function wholeAnswer(event: AnswerEnd) {
  const { text, usage } = event.payload
  const answer = { text, role: 'assistant' as const, ...ofAnswer(event), usage }
  switch (event.type) {
    case 'agent.completed':
      return { ...answer, status: 'complete' as const }
    case 'agent.cancelled': {
      const { cause } = event.payload
      return { ...answer, status: 'cancelled' as const, ...(cause && { cause }) }
    }
    case 'agent.failed': {
      const { code, message, retryable, cause } = event.payload
      return { ...answer, status: 'failed' as const, error: { code, message, retryable }, ...(cause && { cause }) }
    }
    default:
      return assertNever(event, 'end of an answer')
  }
}

function handoff(event: EventOf<'agent.handoff'>) {
  const { to_agent, pillar, conversation_id, invocation_id, reason, confidence } = event.payload
  return {
    ...ofAnswer(event),
    toAgent: to_agent,
    pillar,
    toConversationId: conversation_id,
    toInvocationId: invocation_id,
    reason,
    confidence,
  }
}

type AgentEvent = AnswerEnd | EventOf<'agent.handoff' | 'agent.superseded'>

const ofAnswer = (event: AgentEvent) => ({
  eventId: event.event_id,
  ...(event.cursor !== undefined && { cursor: event.cursor }),
  conversationId: event.conversation_id,
  timestamp: event.timestamp,
  messageId: event.message_id,
  invocationId: event.invocation_id,
  agentId: event.agent_id,
  attempt: event.attempt,
})

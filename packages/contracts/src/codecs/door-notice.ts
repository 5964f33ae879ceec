// The closed union of what a raw socket sends besides events of the log, and of what a client reads from a frame.
import type { RefusalView } from '../refusal.ts'
import type { InvocationState } from '../vocabulary/invocation-states.ts'
import type { Accepted, HistoryPage, SessionView } from '../wire/commands.ts'
import type { ConversationEvent, ConversationSnapshot } from '../wire/events.ts'
import type { StandardAgentMessage } from '../wire/standard-message.ts'

/** A cursor was of use: every event after `last_event_id` follows. */
export type ResumedPlace = Pick<
  ConversationSnapshot,
  'epoch' | 'conversation_id' | 'agent_type' | 'pillar' | 'title' | 'last_event_id' | 'running'
>

export interface RestoredNotice {
  kind: 'restored'
  /** Its `type` and everything in it survive the wire. */
  snapshot: ConversationSnapshot
}
export interface ResumedNotice {
  kind: 'resumed'
  place: ResumedPlace
}
export interface RefusedNotice {
  kind: 'refused'
  refusal: RefusalView
  /** Of the send that was refused, where it was readable. */
  message_id?: string
  /** The first characters of a frame that was not JSON (envelope only). */
  echo?: string
}
/** The answer to a cancel that came too late; any other cancel is answered by the log. */
export interface AlreadyFinishedNotice {
  kind: 'already_finished'
  invocation_id: string
  status: InvocationState
}
export interface AcceptedNotice {
  kind: 'accepted'
  accepted: Accepted
}
/** The answer to a send that had been accepted before, and whose echo this socket has passed. [L6] */
export interface AlreadyAcceptedNotice {
  kind: 'already_accepted'
  accepted: Accepted
}
export interface HistoryNotice {
  kind: 'history'
  page: HistoryPage
}
export interface SessionNotice {
  kind: 'session'
  /** Only when this door minted the session. */
  session_token?: string
  expires_at: string
  epoch: string
  resumed: boolean
}
/** Of the session that a socket is in. */
export interface SessionChangedNotice {
  kind: 'session_created' | 'session_updated'
  session: Pick<SessionView, 'expires_at' | 'epoch' | 'principal'>
}
export interface SessionExpiredNotice {
  kind: 'session_expired'
  message: string
}
/** The whole answer of the agent that a question was handed over to, as it stands in that agent's conversation. */
export interface HandedOverNotice {
  kind: 'handed_over_answer'
  answer: Omit<StandardAgentMessage, 'type' | 'timestamp' | 'session_id' | 'role'>
}
export interface WarningNotice {
  kind: 'warning'
  message: string
}
export interface PongNotice {
  kind: 'pong'
}

export type StandardNotice =
  | RestoredNotice
  | ResumedNotice
  | RefusedNotice
  | AlreadyFinishedNotice
  | AlreadyAcceptedNotice
  | WarningNotice
  | SessionChangedNotice
  | SessionExpiredNotice
  | HandedOverNotice
  | PongNotice
export type RuntimeAgentNotice =
  | RestoredNotice
  | ResumedNotice
  | RefusedNotice
  | AlreadyFinishedNotice
  | AcceptedNotice
  | PongNotice
export type EnvelopeNotice =
  | RestoredNotice
  | ResumedNotice
  | RefusedNotice
  | AlreadyFinishedNotice
  | HistoryNotice
  | SessionNotice
  | PongNotice

/** What a client reads from one frame. */
export type DoorReading<N> =
  | { kind: 'event'; event: ConversationEvent }
  /** An A2UI message that follows the answer it belongs to (envelope only). */
  | { kind: 'ui'; message: Record<string, unknown> }
  | N

// Describes the state of a connection for callers of the client service. Decides nothing.
import type { Realm } from '../vocabulary/pillars.ts'
import type { RefusalCode } from '../vocabulary/refusal-codes.ts'

export type ConnectionStatus =
  /** The first line is being opened. */
  | 'connecting'
  /** The conversation was restored or resumed on it. */
  | 'open'
  /** The line was lost; another one is on its way by itself. */
  | 'reconnecting'
  /** Ended on this side. */
  | 'closed'
  /** Ended by the other side, with a reason that does not pass by itself. */
  | 'refused'

export interface ConnectionHealth {
  /** `guide`, `liaison:content` … */
  connectionId: string
  realm: Realm
  status: ConnectionStatus
  conversationId: string | null
  /** Where it goes on after a cut, `<epoch>:<seq>`. */
  lastEventId: string | null
  /** Since it was asked for. */
  ageMs: number
  /** Since anything was heard; `null` when nothing was yet. */
  lastSeenMs: number | null
  /** Of the last answered ping. */
  roundTripMs: number | null
  /** Handed to the socket and not on its way. */
  unsentBytes: number
  /** Messages without their echo, waiting ones included. */
  unacknowledged: number
  /** Frames. */
  sent: number
  received: number
  /** Lines that were lost. */
  reconnects: number
  lastError: { code: RefusalCode; message: string; closeCode: number | null } | null
}

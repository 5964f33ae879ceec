// Shapes of rows that travel between the writer thread and the rest of Experience.
import type { InvocationState } from '@biplane/contracts/vocabulary/invocation-states'
import type { ConversationEventType } from '@biplane/contracts/wire/events'

/** One committed fact of the log, as stored. `payload` is JSON. */
export interface EventRow {
  conversationId: string
  seq: number
  type: ConversationEventType
  invocationId: string | null
  messageId: string | null
  agentId: string | null
  attempt: number | null
  n: number | null
  payload: string
  createdAt: string
}

export interface InvocationRow {
  id: string
  sessionId: string
  tenant: string
  conversationId: string
  agentId: string
  messageId: string
  answerMessageId: string
  status: InvocationState
  attempt: number
  owner: string | null
  turn: number
  input: string
  code: string | null
  reason: string | null
  /** JSON: why it was ended, or is being ended, before it was complete. */
  cause: string | null
  usage: string | null
  createdAt: string
  startedAt: string | null
  endedAt: string | null
  /** The commits of the log in which it was asked, begun and ended; `null` also for what is older than these numbers. */
  askedIn: number | null
  begunIn: number | null
  endedIn: number | null
}

/** What the log asks of an invocation with each event of it. What it was asked can be long, and is not among it. */
export type InvocationHead = Pick<
  InvocationRow,
  'id' | 'sessionId' | 'conversationId' | 'agentId' | 'messageId' | 'answerMessageId' | 'status' | 'attempt'
>

export interface MessageRow {
  sessionId: string
  conversationId: string
  messageId: string
  role: 'user' | 'assistant'
  seq: number
  status: string
  agentId: string | null
  invocationId: string | null
  content: string
  bytes: number
  contentHash: string | null
  view: string | null
  /** Of an edited message: the number before which its history ends. */
  branchedAt?: number | null
  createdAt: string
}

/** Work that this process now owns: everything that is needed to begin or go on. */
export interface ClaimedInvocation {
  invocation: InvocationRow
  /** The last `n` of this attempt that is in the log; 0 for none. */
  lastN: number
  /** All token text of this attempt that is in the log. */
  text: string
  /** Its next piece has this index. */
  pieces: number
}

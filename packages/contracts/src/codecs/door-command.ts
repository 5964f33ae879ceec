// The closed union of commands of the raw sockets, shared by all dialects. A socket passes a command to the chat port
// and decides nothing itself.
import type { SendInput } from '../wire/commands.ts'
import type { ConversationId, InvocationId, MessageId } from '../wire/ids.ts'

/** What a client says of itself. Nothing is chosen by it: a door refuses what contradicts its own path or session. */
export interface Claims {
  /** `guide`, `liaison`, or an agent type. */
  agent_type?: string
  pillar?: string
  session_id?: string
  /** The frame had a `session_token`, which is not used as a credential. [D6.1] */
  shows_session?: true
}

interface Asked {
  /** Repeated on everything that answers this command. */
  request_id?: string
  claims?: Claims
}

/** Canonical: `input.context` is absent rather than empty. */
export interface SendCommand extends Asked {
  kind: 'send'
  input: SendInput
  /** The sender wants the pieces, not only the whole (envelope; the other dialects always give pieces). */
  stream?: boolean
  /** The sender speaks `chat_message`: one `chat_response` for the answer and nothing of the rest. */
  single?: true
}

export interface CancelCommand extends Asked {
  kind: 'cancel'
  by: { invocation_id: InvocationId } | { message_id: MessageId }
}

export interface ResumeCommand extends Asked {
  kind: 'resume'
  /** `null`: the door's own choice, where the dialect need not name one. */
  conversation_id: ConversationId | null
  /** Either form of a cursor, unread; `null` for a whole picture. */
  last_event_id: string | null
}

export interface HistoryCommand extends Asked {
  kind: 'history'
  conversation_id: ConversationId | null
  before?: number
  limit?: number
}

/** Answered at once, before anything that waits. */
export interface PingCommand extends Asked {
  kind: 'ping'
}

export type DoorCommand = SendCommand | CancelCommand | ResumeCommand | HistoryCommand | PingCommand

/** What each dialect can say. */
export type StandardCommand = SendCommand | CancelCommand | PingCommand
export type RuntimeAgentCommand =
  | SendCommand
  | CancelCommand
  | (ResumeCommand & { conversation_id: ConversationId })
  | PingCommand
export type EnvelopeCommand = DoorCommand

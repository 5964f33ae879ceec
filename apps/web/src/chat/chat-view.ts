// Derives what a page shows of a conversation: one object that changes only when something visible changed. Pure.
import type { MessageView, RunningView } from '@biplane/contracts/wire/events'
import type { RefusalView } from '../transport/refusal-in.ts'
import { type ChatState, WAITING } from './chat-state.ts'
import { type Outbox, outboxOf } from './outbox.ts'

/** How the feed behind a conversation is. */
export type FeedHealth =
  | { kind: 'opening' }
  | { kind: 'live' }
  /** Something was missed; it is being read again from where we stopped. */
  | { kind: 'resuming' }
  /** Another conversation answers now; it is read from its beginning. */
  | { kind: 'restarting' }
  | { kind: 'failed'; refusal: RefusalView }

export interface ChatView {
  health: FeedHealth
  conversation_id: string | null
  title: string
  messages: readonly MessageView[]
  running: RunningView | null
  /** What Stop would end: the running answer, or the first that is about to begin. */
  stoppable: string | null
  /** Invocations whose end this tab has asked for. */
  stopping: ReadonlySet<string>
  /** Said here, not in the log yet. */
  pending: Outbox
  has_older: boolean
  older: 'idle' | 'loading' | 'failed'
  /** Changes when the feed has to be opened again. */
  generation: number
}

export interface ChatFacts {
  state: ChatState
  outbox: Outbox
  health: FeedHealth
  older: ChatView['older']
  stopping: ReadonlySet<string>
  generation: number
}

export const NOTHING_KNOWN: ChatFacts = {
  state: WAITING,
  outbox: [],
  health: { kind: 'opening' },
  older: 'idle',
  stopping: new Set(),
  generation: 0,
}

const NO_MESSAGES: readonly MessageView[] = []

export function viewOf({ state, outbox, health, older, stopping, generation }: ChatFacts): ChatView {
  const snapshot = state.kind === 'held' ? state.snapshot : null
  const messages = snapshot?.messages ?? NO_MESSAGES
  const running = snapshot?.running ?? null
  return {
    health,
    conversation_id: snapshot?.conversation_id ?? null,
    title: snapshot?.title ?? '',
    messages,
    running,
    stoppable: running?.invocation_id ?? messages.find((m) => m.status === 'queued')?.invocation_id ?? null,
    stopping,
    pending: outboxOf(outbox, snapshot?.conversation_id ?? null),
    has_older: snapshot?.has_more ?? false,
    older,
    generation,
  }
}

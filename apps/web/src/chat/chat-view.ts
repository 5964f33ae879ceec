// Derives what a page shows of a thread: one object that changes only when something visible changed. Pure.
import type { ThreadHead } from '@biplane/contracts/vocabulary/thread-transcript'
import type { ThreadMessage } from '@biplane/contracts/wire/threads'
import type { RefusalView } from '../transport/refusal-in.ts'
import type { ChatState } from './chat-state.ts'
import { type Outbox, outboxOf } from './outbox.ts'

/** How the feed behind a thread is. */
export type FeedHealth =
  | { kind: 'opening' }
  | { kind: 'live' }
  /** Something was missed; it is being read again from where we stopped. */
  | { kind: 'resuming' }
  /** It is read again from its beginning. */
  | { kind: 'restarting' }
  | { kind: 'failed'; refusal: RefusalView }

export interface ChatView {
  health: FeedHealth
  /** The thread that is shown; `null` until the current one has answered. */
  thread_id: string | null
  title: string
  /** Ids of the conversations of the thread. */
  conversations: readonly string[]
  messages: readonly ThreadMessage[]
  /** Invocations that run now or are the next to begin, one for each conversation at most. */
  active: ReadonlySet<string>
  /** What Stop would end: the newest of those. */
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
  /** The thread of the address; `null` for the current one. */
  thread_id: string | null
  state: ChatState
  outbox: Outbox
  health: FeedHealth
  older: ChatView['older']
  stopping: ReadonlySet<string>
  generation: number
}

const NO_MESSAGES: readonly ThreadMessage[] = []
const NONE: ReadonlySet<string> = new Set()

export function viewOf({ thread_id, state, outbox, health, older, stopping, generation }: ChatFacts): ChatView {
  const thread = state.kind === 'held' ? state.thread : null
  const messages = thread?.messages ?? NO_MESSAGES
  const active = thread ? activeOf(thread.heads, messages) : NONE
  return {
    health,
    thread_id: thread?.thread_id ?? thread_id,
    title: thread?.title ?? '',
    conversations: thread?.heads.map(({ conversation_id }) => conversation_id) ?? [],
    messages,
    active,
    stoppable: [...active].at(-1) ?? null,
    stopping,
    pending: outboxOf(outbox, thread?.thread_id ?? thread_id),
    has_older: thread?.has_more ?? false,
    older,
    generation,
  }
}

/** By conversation what runs, else what waits first there; in the order of their places. */
function activeOf(heads: readonly ThreadHead[], messages: readonly ThreadMessage[]): ReadonlySet<string> {
  const running = new Map(heads.map(({ conversation_id, running: now }) => [conversation_id, now?.invocation_id]))
  const waiting = messages.filter(({ status }) => status === 'queued')
  for (const { conversation_id, invocation_id } of waiting) {
    if (running.get(conversation_id) === undefined && invocation_id !== null)
      running.set(conversation_id, invocation_id)
  }
  const ids = new Set([...running.values()].flatMap((id) => id ?? []))
  if (ids.size === 0) return NONE
  const placed = messages.flatMap(({ invocation_id }) =>
    invocation_id !== null && ids.has(invocation_id) ? [invocation_id] : [],
  )
  // One that runs for a message before the window comes first.
  return new Set([...[...ids].filter((id) => !placed.includes(id)), ...placed])
}

// State of one thread: a snapshot with every later event folded in. Applies only the next number of each conversation:
// repeated events change nothing, and a gap asks for a new read. Pure. [H2, L3, L14]
import {
  foldThreadEvent,
  type ThreadTranscript,
  transcriptOfThread,
} from '@biplane/contracts/vocabulary/thread-transcript'
import type { ThreadHistoryPage, ThreadItem, ThreadMessage } from '@biplane/contracts/wire/threads'

/** A thread as far as it is known here. */
export interface HeldThread extends ThreadTranscript {
  /** Where reading goes on, opaque. */
  cursor: string
  has_more: boolean
  before: number | null
}

export type ChatState =
  /** Nothing has come yet. */
  { kind: 'waiting' } | { kind: 'held'; thread: HeldThread }

/** What a reading brings; the id is the cursor after it. */
export interface TrackedItem {
  id: string
  item: ThreadItem
}

export type Receipt =
  /** A whole picture replaced everything, or the next event was applied. */
  | { outcome: 'restored' | 'applied'; state: ChatState }
  /** Seen before. */
  | { outcome: 'known'; state: ChatState }
  /** Something between was missed: subscribe again after `cursorOf(state)`. */
  | { outcome: 'gap'; state: ChatState }
  /** Of a thread that is not the one held. */
  | { outcome: 'foreign'; state: ChatState }
  /** The thread is no more. */
  | { outcome: 'deleted'; state: ChatState }

export const WAITING: ChatState = { kind: 'waiting' }

export function receive(state: ChatState, { id, item }: TrackedItem): Receipt {
  const thread_id = item.type === 'thread.snapshot' ? item.thread.thread_id : item.thread_id
  if (state.kind === 'held' && state.thread.thread_id !== thread_id) return { outcome: 'foreign', state }
  if (item.type === 'thread.deleted') return { outcome: 'deleted', state }
  if (item.type === 'thread.snapshot') {
    const known = state.kind === 'held' ? state.thread.messages : []
    const { has_more, before } = item
    const fresh = transcriptOfThread(item)
    const thread = { ...fresh, messages: reuse(known, fresh.messages), cursor: id, has_more, before }
    return { outcome: 'restored', state: { kind: 'held', thread } }
  }
  if (state.kind === 'waiting') return { outcome: 'foreign', state }
  const folded = foldThreadEvent(state.thread, item)
  return folded.kind === 'applied'
    ? { outcome: 'applied', state: { kind: 'held', thread: { ...state.thread, ...folded.transcript, cursor: id } } }
    : { outcome: folded.kind, state }
}

/** Where to go on reading; `null` when nothing is held. */
export const cursorOf = (state: ChatState): string | null => (state.kind === 'held' ? state.thread.cursor : null)

/** An earlier page before what is held. A page that does not end where the held messages begin changes nothing. */
export function prepend(state: ChatState, page: ThreadHistoryPage): ChatState {
  if (state.kind === 'waiting' || page.thread_id !== state.thread.thread_id) return state
  const first = state.thread.messages[0]
  const last = page.messages.at(-1)
  if (first && last && last.place >= first.place) return state
  const messages = [...page.messages, ...state.thread.messages]
  return { kind: 'held', thread: { ...state.thread, messages, has_more: page.has_more, before: page.before } }
}

/** Messages that did not change keep their identity, so that a fresh picture does not draw every row again. */
function reuse(known: readonly ThreadMessage[], fresh: readonly ThreadMessage[]): readonly ThreadMessage[] {
  if (known.length === 0) return fresh
  const byId = new Map(known.map((m) => [m.message_id, m]))
  return fresh.map((message) => {
    const before = byId.get(message.message_id)
    return before && JSON.stringify(before) === JSON.stringify(message) ? before : message
  })
}

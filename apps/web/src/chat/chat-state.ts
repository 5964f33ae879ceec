// State of one conversation: a snapshot with every later event folded in. Applies only the next number: repeated events
// change nothing, and a gap asks for a new read. Pure. [L3, L14]
import { foldEvent } from '@biplane/contracts/vocabulary/transcript'
import type { HistoryPage } from '@biplane/contracts/wire/commands'
import type { ConversationSnapshot, MessageView, StreamItem } from '@biplane/contracts/wire/events'

export type ChatState =
  /** Nothing has come yet. */
  { kind: 'waiting' } | { kind: 'held'; snapshot: ConversationSnapshot }

export type Receipt =
  /** A whole picture replaced everything, or the next event was applied. */
  | { outcome: 'restored' | 'applied'; state: ChatState }
  /** Seen before. */
  | { outcome: 'known'; state: ChatState }
  /** Something between was missed: subscribe again after `cursorOf(state)`. */
  | { outcome: 'gap'; state: ChatState }
  /** Of a conversation that is not the one held: subscribe again, by the id of the one held. */
  | { outcome: 'foreign'; state: ChatState }

export const WAITING: ChatState = { kind: 'waiting' }

export function receive(state: ChatState, item: StreamItem): Receipt {
  if (state.kind === 'held' && state.snapshot.conversation_id !== item.conversation_id) {
    return { outcome: 'foreign', state }
  }
  if (item.type === 'snapshot') {
    const known = state.kind === 'held' ? state.snapshot.messages : []
    return {
      outcome: 'restored',
      state: { kind: 'held', snapshot: { ...item, messages: reuse(known, item.messages) } },
    }
  }
  if (state.kind === 'waiting') {
    return { outcome: 'foreign', state }
  }
  const folded = foldEvent(state.snapshot, item)
  return folded.kind === 'applied'
    ? { outcome: 'applied', state: { kind: 'held', snapshot: folded.transcript } }
    : { outcome: folded.kind, state }
}

/** Where to go on reading; `null` when nothing is held. `<epoch>:<seq>` */
export const cursorOf = (state: ChatState): string | null =>
  state.kind === 'held' ? `${state.snapshot.epoch}:${state.snapshot.last_event_id}` : null

/** An earlier page before what is held. A page that does not end where the held messages begin changes nothing. */
export function prepend(state: ChatState, page: HistoryPage): ChatState {
  if (state.kind === 'waiting' || page.conversation_id !== state.snapshot.conversation_id) return state
  const first = state.snapshot.messages[0]
  const last = page.messages.at(-1)
  if (first && last && last.event_id >= first.event_id) return state
  return {
    kind: 'held',
    snapshot: {
      ...state.snapshot,
      messages: [...page.messages, ...state.snapshot.messages],
      has_more: page.has_more,
      before: page.before,
    },
  }
}

/** Messages that did not change keep their identity, so that a fresh picture does not draw every row again. */
function reuse(known: MessageView[], fresh: MessageView[]): MessageView[] {
  if (known.length === 0) return fresh
  const byId = new Map(known.map((m) => [m.message_id, m]))
  return fresh.map((message) => {
    const before = byId.get(message.message_id)
    return before && JSON.stringify(before) === JSON.stringify(message) ? before : message
  })
}

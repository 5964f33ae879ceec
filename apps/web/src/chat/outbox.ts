// Messages that were sent and are not in the log yet. A message leaves only when the log shows it or the person
// withdraws it. Pure: the caller decides when to send. [L6, L9]
import type { ThreadHead } from '@biplane/contracts/vocabulary/thread-transcript'
import type { Accepted } from '@biplane/contracts/wire/commands'
import type { MessageFile } from '@biplane/contracts/wire/events'
import type { ThreadMessage } from '@biplane/contracts/wire/threads'
import type { RefusalView } from '../transport/refusal-in.ts'
import type { SendOptions } from './send-words.ts'

export interface OutboxItem {
  message_id: string
  text: string
  files: MessageFile[]
  /** The thread that it was written in; `null` before one was shown. */
  thread_id: string | null
  /** Which message it takes the place of, who is to answer, and whether it waits for the running answer. */
  options: SendOptions
  delivery: /** Waits for its turn, or for another try. `tries` counts answers that were lost. */
    | { kind: 'waiting'; tries: number }
    | { kind: 'sending'; tries: number }
    /** In the log; its event is on the way here. */
    | { kind: 'accepted'; conversation_id: string; event_id: number }
    | { kind: 'refused'; refusal: RefusalView }
}

export type Outbox = readonly OutboxItem[]

export type OutboxMove =
  | { move: 'add'; item: Omit<OutboxItem, 'delivery'> }
  | { move: 'begin'; message_id: string }
  /** The answer was lost: whether the message is in the log is not known, so it is sent again as it is. */
  | { move: 'lose'; message_id: string }
  | { move: 'accept'; message_id: string; accepted: Accepted }
  | { move: 'refuse'; message_id: string; refusal: RefusalView }
  /** Another try after a refusal; with another id where the refused one is taken. One without a place goes where it is shown. */
  | { move: 'again'; message_id: string; fresh_id: string; thread_id: string | null }
  | { move: 'discard'; message_id: string }
  /** What the log shows now. */
  | { move: 'settle'; log: Log }

/** What is held of a thread's log. */
export interface Log {
  messages: readonly ThreadMessage[]
  heads: readonly ThreadHead[]
}

export function moveOutbox(outbox: Outbox, move: OutboxMove): Outbox {
  switch (move.move) {
    case 'add':
      return outbox.some((item) => item.message_id === move.item.message_id)
        ? outbox
        : [...outbox, { ...move.item, delivery: { kind: 'waiting', tries: 0 } }]
    case 'begin':
      return change(outbox, move.message_id, (item) =>
        item.delivery.kind === 'waiting'
          ? { ...item, delivery: { kind: 'sending', tries: item.delivery.tries } }
          : item,
      )
    case 'lose':
      return change(outbox, move.message_id, (item) =>
        item.delivery.kind === 'sending'
          ? { ...item, delivery: { kind: 'waiting', tries: item.delivery.tries + 1 } }
          : item,
      )
    case 'accept':
      return change(outbox, move.message_id, (item) => ({
        ...item,
        delivery: {
          kind: 'accepted',
          conversation_id: move.accepted.conversation_id,
          event_id: move.accepted.event_id,
        },
      }))
    case 'refuse':
      return change(outbox, move.message_id, (item) => ({
        ...item,
        // Its thread is gone: it is shown wherever the person is, and not lost.
        ...(isGone(move.refusal) && { thread_id: null }),
        delivery: { kind: 'refused', refusal: move.refusal },
      }))
    case 'again':
      return change(outbox, move.message_id, (item) =>
        item.delivery.kind === 'refused'
          ? {
              ...item,
              thread_id: item.thread_id ?? move.thread_id,
              message_id: item.delivery.refusal.code === 'CONFLICT' ? move.fresh_id : item.message_id,
              delivery: { kind: 'waiting', tries: 0 },
            }
          : item,
      )
    case 'discard':
      return outbox.filter((item) => item.message_id !== move.message_id)
    case 'settle':
      return settle(outbox, move.log)
  }
}

/** What is in the log is no longer pending, also when it is older than the messages held. */
function settle(outbox: Outbox, log: Log): Outbox {
  if (outbox.length === 0) return outbox
  const shown = new Set(log.messages.filter((m) => m.role === 'user').map((m) => m.message_id))
  const rest = outbox.filter(({ message_id, delivery }) => {
    if (shown.has(message_id)) return false
    if (delivery.kind !== 'accepted') return true
    const head = log.heads.find(({ conversation_id }) => conversation_id === delivery.conversation_id)
    // A conversation that begins with it is not known before its event comes.
    return head === undefined || delivery.event_id > head.last_event_id
  })
  return rest.length === outbox.length ? outbox : rest
}

const isGone = ({ code, path }: RefusalView): boolean => code === 'NOT_FOUND' && path === undefined

/** What belongs to the thread that is shown. */
export function outboxOf(outbox: Outbox, thread_id: string | null): Outbox {
  const isHere = (item: OutboxItem) => thread_id === null || item.thread_id === null || item.thread_id === thread_id
  return outbox.every(isHere) ? outbox : outbox.filter(isHere)
}

function change(outbox: Outbox, message_id: string, next: (item: OutboxItem) => OutboxItem): Outbox {
  const at = outbox.findIndex((item) => item.message_id === message_id)
  const item = outbox[at]
  if (!item) return outbox
  const changed = next(item)
  return changed === item ? outbox : outbox.toSpliced(at, 1, changed)
}

/** The one to send next: the first that waits, unless one is on its way. What a person says keeps its order. */
export function nextToSend(outbox: Outbox): OutboxItem | null {
  if (outbox.some((item) => item.delivery.kind === 'sending')) return null
  return outbox.find((item) => item.delivery.kind === 'waiting') ?? null
}

/** What was on its way when the page was left is sent again, with its own id. [L6] */
export const wake = (outbox: Outbox): Outbox =>
  outbox.map((item) =>
    item.delivery.kind === 'sending' ? { ...item, delivery: { kind: 'waiting', tries: item.delivery.tries } } : item,
  )

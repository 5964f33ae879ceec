// Divides a thread into turns: what a person said, and everything up to what they say next. Pure. A handoff says the person's
// words once more in another conversation; that is not a turn of its own.
import type { ThreadMessage } from '@biplane/contracts/wire/threads'
import type { OutboxItem } from '../chat/outbox.ts'

export interface Turn {
  /** Id of the person's message, sent or not: the same before and after it is in the log. */
  key: string
  /** The person's message comes first, where it is in this window. */
  rows: readonly ThreadMessage[]
  /** Said here and not in the log yet; such a turn has no rows. */
  pending: OutboxItem | null
}

export function turnsOf(messages: readonly ThreadMessage[], pending: readonly OutboxItem[]): Turn[] {
  const turns: { key: string; rows: ThreadMessage[]; pending: null }[] = []
  const repeated = repeatsOf(messages)
  for (const message of messages) {
    const last = turns.at(-1)
    const begins = message.role === 'user' && !repeated.has(message.message_id)
    if (begins || !last) turns.push({ key: message.message_id, rows: [message], pending: null })
    else last.rows.push(message)
  }
  return [...turns, ...pending.map((item) => ({ key: item.message_id, rows: [], pending: item }))]
}

/** Messages that say in another conversation, or once more, what a person has said: they are not shown again. */
export function repeatsOf(messages: readonly ThreadMessage[]): ReadonlySet<string> {
  const handedOver = new Map<string, string>()
  const repeats = new Set<string>()
  for (const { message_id, role, via, replaces, content } of messages) {
    if (role !== 'user') continue
    // Asked again: it takes the place of the words that were handed over.
    const again = replaces !== undefined && handedOver.get(replaces) === content
    if (via === null && !again) continue
    handedOver.set(message_id, content)
    repeats.add(message_id)
  }
  return repeats
}

export const isSameTurn = (one: Turn, other: Turn): boolean =>
  one.key === other.key &&
  one.pending === other.pending &&
  one.rows.length === other.rows.length &&
  one.rows.every((row, at) => row === other.rows[at])

// Assigns HTTP streams to conversations. The browser opens six connections per server for all tabs and a stream keeps
// one: a conversation without a slot polls instead. Opens nothing itself. [D9.5]
import type { ConversationTarget } from '../chat/conversation-target.ts'

/** What a reader may do now. */
export type Seat = 'stream' | 'poll' | 'pause'

export interface StreamSlots {
  /** Requests a slot; the latest request has priority. Returns a function that releases it. */
  take(target: ConversationTarget): () => void
  /** Prefers a conversation with a new message, because its answer is awaited. */
  prefer(target: ConversationTarget): void
  of(target: ConversationTarget): Seat
  /** Whether the page is seen has changed. */
  looked(): void
  subscribe(listener: () => void): () => void
}

/** `most`: streams at a time. `seen`: whether this page is visible; a hidden page reads nothing. */
export function openStreamSlots({ most, seen }: { most: number; seen: () => boolean }): StreamSlots {
  let wanted: readonly ConversationTarget[] = []
  const listeners = new Set<() => void>()
  const become = (next: readonly ConversationTarget[]) => {
    wanted = next
    for (const listener of [...listeners]) listener()
  }
  const without = (target: ConversationTarget) => wanted.filter((t) => t !== target)
  return {
    take(target) {
      become([target, ...without(target)])
      return () => become(without(target))
    },
    prefer(target) {
      if (wanted.includes(target)) become([target, ...without(target)])
    },
    of(target) {
      if (!seen()) return 'pause'
      const place = wanted.indexOf(target)
      return place >= 0 && place < most ? 'stream' : 'poll'
    },
    looked: () => become(wanted),
    subscribe(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
  }
}

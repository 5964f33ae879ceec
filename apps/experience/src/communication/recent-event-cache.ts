// Cache of the ends of recently written logs: each without a gap, all together bounded in size; the least recently
// written one is evicted first. [L13]
import type { LogEvent } from './log-event.ts'

interface Tail {
  readonly conversationId: string
  events: LogEvent[]
  bytes: number
  /** Neighbours in the order of last use: a map would have to be asked twice for every event. */
  older: Tail | null
  newer: Tail | null
}

const TAIL_EVENTS = 1_024
const TAIL_BYTES = 4 * 1024 * 1024
const ALL_BYTES = 96 * 1024 * 1024

export class RecentEventCache {
  readonly #tails = new Map<string, Tail>()
  #oldest: Tail | null = null
  #newest: Tail | null = null
  #bytes = 0

  /** Bytes that are held. */
  get bytes(): number {
    return this.#bytes
  }

  add(conversationId: string, event: LogEvent): void {
    const tail = this.#tailFor(conversationId, event.seq)
    this.#use(tail)
    tail.events.push(event)
    tail.bytes += event.bytes
    this.#bytes += event.bytes
    if (tail.events.length > 2 * TAIL_EVENTS || tail.bytes > 2 * TAIL_BYTES) this.#shorten(tail)
  }

  /** At most so many events after `seq`, or `null` where the tail does not reach back that far. */
  after(conversationId: string, seq: number, limit: number): LogEvent[] | null {
    const events = this.#tails.get(conversationId)?.events
    const first = events?.[0]
    if (!events || !first || first.seq > seq + 1) return null
    const from = seq + 1 - first.seq
    return events.slice(from, from + limit)
  }

  /** The last `count` events that are held, oldest first. */
  newest(conversationId: string, count: number): LogEvent[] {
    return this.#tails.get(conversationId)?.events.slice(-count) ?? []
  }

  forget(conversationId: string): void {
    const tail = this.#tails.get(conversationId)
    if (tail) this.#drop(tail)
  }

  /** Lets go of what is too much. */
  forgetOldest(): void {
    while (this.#bytes > ALL_BYTES && this.#oldest) this.#drop(this.#oldest)
  }

  #tailFor(conversationId: string, seq: number): Tail {
    const known = this.#tails.get(conversationId)
    if (known && known.events.at(-1)?.seq === seq - 1) return known
    // A tail has no holes; what does not continue it begins a new one.
    if (known) this.#drop(known)
    const tail: Tail = { conversationId, events: [], bytes: 0, older: null, newer: null }
    this.#tails.set(conversationId, tail)
    return tail
  }

  #use(tail: Tail): void {
    if (tail === this.#newest) return
    this.#unlink(tail)
    tail.older = this.#newest
    if (this.#newest) this.#newest.newer = tail
    this.#newest = tail
    this.#oldest ??= tail
  }

  #unlink(tail: Tail): void {
    if (tail.older) tail.older.newer = tail.newer
    if (tail.newer) tail.newer.older = tail.older
    if (tail === this.#oldest) this.#oldest = tail.newer
    if (tail === this.#newest) this.#newest = tail.older
    tail.older = tail.newer = null
  }

  #shorten(tail: Tail): void {
    let drop = 0
    let bytes = tail.bytes
    while (tail.events.length - drop > TAIL_EVENTS || (bytes > TAIL_BYTES && tail.events.length - drop > 1)) {
      bytes -= tail.events[drop]?.bytes ?? 0
      drop += 1
    }
    tail.events = tail.events.slice(drop)
    this.#bytes -= tail.bytes - bytes
    tail.bytes = bytes
  }

  #drop(tail: Tail): void {
    this.#unlink(tail)
    this.#tails.delete(tail.conversationId)
    this.#bytes -= tail.bytes
  }
}

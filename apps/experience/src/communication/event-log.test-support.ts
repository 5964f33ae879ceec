// An event log without a database for tests: committed events are readable at once and announced when the test says so,
// as between writer thread and socket thread.
import type { ConversationEvent } from '@biplane/contracts/wire/events'
import { EventLog, type EventSource, type StoredEvent } from './event-log.ts'
import { Notifier } from './notifier.ts'

export class HandLog implements EventSource<StoredEvent> {
  readonly notifier = new Notifier()
  readonly log = new EventLog<StoredEvent>(this, (row) => this.#decode(row), this.notifier)
  /** How often the database was read, and how often a row was decoded. */
  reads = 0
  decoded = 0
  readonly #kept = new Map<string, StoredEvent[]>()
  readonly #untold: StoredEvent[] = []
  readonly #subscriptions = new Set<(rows: StoredEvent[]) => void>()

  /** Commits `count` events: from now on they can be read. */
  commit(conversationId: string, count = 1, payload = '{}'): void {
    const kept = this.#kept.get(conversationId) ?? []
    this.#kept.set(conversationId, kept)
    for (let i = 0; i < count; i += 1) {
      const row = { conversationId, seq: (kept.at(-1)?.seq ?? 0) + 1, payload }
      kept.push(row)
      this.#untold.push(row)
    }
  }

  /** Tells what was committed and not told yet. */
  tell(): void {
    const rows = this.#untold.splice(0)
    if (rows.length > 0) this.log.committed(rows)
    for (const subscription of this.#subscriptions) subscription(rows)
  }

  /** Hears the events themselves when they are told: what `follow` does not do, and what loses events. */
  onTold(subscription: (rows: StoredEvent[]) => void): () => void {
    this.#subscriptions.add(subscription)
    return () => this.#subscriptions.delete(subscription)
  }

  lastSeq(conversationId: string): number {
    return this.#kept.get(conversationId)?.at(-1)?.seq ?? 0
  }

  /** Drops the events of these numbers from the database, as compaction does. */
  drop(conversationId: string, from: number, to: number): void {
    const kept = this.#kept.get(conversationId) ?? []
    this.#kept.set(
      conversationId,
      kept.filter(({ seq }) => seq < from || seq > to),
    )
  }

  readAfter(conversationId: string, seq: number, limit: number): StoredEvent[] {
    this.reads += 1
    return (this.#kept.get(conversationId) ?? []).filter((row) => row.seq > seq).slice(0, limit)
  }

  #decode({ conversationId, seq }: StoredEvent): ConversationEvent {
    this.decoded += 1
    return {
      type: 'conversation.renamed',
      event_id: seq,
      conversation_id: conversationId,
      timestamp: 't',
      payload: { title: `${seq}` },
    }
  }
}

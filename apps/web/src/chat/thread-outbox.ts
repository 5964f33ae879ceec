// Unsent messages of one thread, kept in the tab's storage under the name of the thread. Does not send. [L6, L9]
import { moveOutbox, type Outbox, type OutboxMove, wake } from './outbox.ts'
import { type KeyValueStore, readOutbox, writeOutbox } from './outbox-storage.ts'
import { outboxKey } from './tab-owner.ts'

export class ThreadOutbox {
  readonly #storage: KeyValueStore
  #thread_id: string | null
  #items: Outbox

  /** `thread_id` is `null` for the current thread until it has answered. */
  constructor(storage: KeyValueStore, thread_id: string | null) {
    this.#storage = storage
    this.#thread_id = thread_id
    this.#items = this.#stored(thread_id)
  }

  get thread_id(): string | null {
    return this.#thread_id
  }

  get items(): Outbox {
    return this.#items
  }

  move(change: OutboxMove): void {
    const next = moveOutbox(this.#items, change)
    if (next === this.#items) return
    this.#items = next
    this.#write()
  }

  /** The current thread has answered: its unsent messages are kept under its name from now on. */
  adopt(id: string): void {
    if (this.#thread_id !== null) return
    this.#storage.write(outboxKey(null), null)
    this.#thread_id = id
    this.#items = [...this.#stored(id), ...this.#items]
    this.#write()
  }

  #stored(thread_id: string | null): Outbox {
    return wake(readOutbox(this.#storage.read(outboxKey(thread_id))))
  }

  #write(): void {
    this.#storage.write(outboxKey(this.#thread_id), writeOutbox(this.#items))
  }
}

// Reads a tRPC subscription in a test: items, end, and waiting for either. Keeps every item and never re-subscribes.
import { REFUSAL_CODES, type RefusalCode } from '@biplane/contracts/vocabulary/refusal-codes'
import { TRPCClientError } from '@trpc/client'
import { Facts } from './facts.ts'

/** `completed` also when a client without reconnect lost its connection: the end of an answer is an event, not this. */
export type ReaderEnd =
  | { how: 'completed' }
  | { how: 'stopped' }
  | { how: 'refused'; code: RefusalCode; message: string }
  | { how: 'failed'; error: unknown }

export interface ReaderHandlers<Item> {
  onData(item: Item): void
  onError(error: unknown): void
  onComplete(): void
}

export class SubscriptionReader<Item> implements Disposable {
  readonly items: Item[] = []
  end: ReaderEnd | null = null
  readonly #facts = new Facts()
  readonly #subscription: { unsubscribe(): void }

  /** `new SubscriptionReader((handlers) => trpc.streamAgent.subscribe(input, handlers))` */
  constructor(subscribe: (handlers: ReaderHandlers<Item>) => { unsubscribe(): void }) {
    this.#subscription = subscribe({
      onData: (item) => {
        this.items.push(item)
        this.#facts.changed()
      },
      onError: (error) => {
        const refusal = refusalIn(error)
        this.#finish(refusal ? { how: 'refused', ...refusal } : { how: 'failed', error })
      },
      onComplete: () => this.#finish({ how: 'completed' }),
    })
  }

  /** Resolves when the items satisfy `holds`; rejects when the subscription ends before they do. */
  until(holds: (items: readonly Item[]) => boolean): Promise<void> {
    return this.#facts.until(() => {
      if (holds(this.items)) return true
      if (this.end) throw new Error(`ended after ${this.items.length} items: ${JSON.stringify(this.end)}`)
      return false
    })
  }

  async ended(): Promise<ReaderEnd> {
    await this.#facts.until(() => this.end !== null)
    return this.end ?? { how: 'stopped' }
  }

  /** Leaves, as a tab that is closed does. */
  stop(): void {
    this.#finish({ how: 'stopped' })
    this.#subscription.unsubscribe()
  }

  [Symbol.dispose](): void {
    this.stop()
  }

  #finish(end: ReaderEnd): void {
    this.end ??= end
    this.#facts.changed()
  }
}

/** The refusal that a tRPC client received; `null` for anything else, a lost connection for example. */
export function refusalIn(error: unknown): { code: RefusalCode; message: string } | null {
  if (!(error instanceof TRPCClientError)) return null
  const data: unknown = error.data
  const refusal = fieldOf(data, 'refusal')
  const code = REFUSAL_CODES.find((known) => known === fieldOf(refusal, 'code'))
  return code ? { code, message: error.message } : null
}

const fieldOf = (value: unknown, key: string): unknown =>
  typeof value === 'object' && value !== null ? Reflect.get(value, key) : undefined

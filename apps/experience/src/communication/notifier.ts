// Notifies followers that a conversation has new events. Carries no payload, so nothing can be lost in it.

/** Waits of one reader on one stream. Closing removes every listener. */
export interface Subscription {
  /** Number of notifications so far. Read it before the log, so that a write in between still wakes the reader. */
  version(): number
  /** Resolves once the version differs from the given one, or the signal fires. */
  waitForChange(version: number): Promise<void>
  close(): void
}

interface Stream {
  version: number
  subscriptions: Set<OpenSubscription>
}

/** A class, and not closures: of ten thousand readers each has one. [W4] */
class OpenSubscription implements Subscription {
  readonly #stream: Stream
  readonly #signal: AbortSignal
  readonly #onClose: () => void
  #wake: (() => void) | null = null

  constructor(stream: Stream, signal: AbortSignal, onClose: () => void) {
    this.#stream = stream
    this.#signal = signal
    this.#onClose = onClose
    stream.subscriptions.add(this)
    signal.addEventListener('abort', this)
  }

  version(): number {
    return this.#stream.version
  }

  waitForChange(version: number): Promise<void> {
    if (this.#stream.version !== version || this.#signal.aborted) return Promise.resolve()
    return new Promise((resolve) => {
      this.#wake = resolve
    })
  }

  wake(): void {
    this.#wake?.()
    this.#wake = null
  }

  /** The signal fired. */
  handleEvent(): void {
    this.wake()
  }

  close(): void {
    this.#stream.subscriptions.delete(this)
    this.#signal.removeEventListener('abort', this)
    this.#onClose()
    this.wake()
  }
}

export class Notifier {
  readonly #streams = new Map<string, Stream>()

  /** Wakes every subscription of this stream. */
  notify(stream: string): void {
    const entry = this.#streams.get(stream)
    if (!entry) return
    entry.version += 1
    for (const subscription of entry.subscriptions) subscription.wake()
  }

  /** Adds one abort listener for the life of the subscription, not one for each wait. */
  listen(stream: string, signal: AbortSignal): Subscription {
    let entry = this.#streams.get(stream)
    if (!entry) {
      entry = { version: 0, subscriptions: new Set() }
      this.#streams.set(stream, entry)
    }
    const subscribed = entry
    return new OpenSubscription(subscribed, signal, () => {
      if (subscribed.subscriptions.size === 0 && this.#streams.get(stream) === subscribed) this.#streams.delete(stream)
    })
  }

  /** Streams with at least one listener, for the health view and leak tests. */
  get listening(): number {
    return this.#streams.size
  }
}

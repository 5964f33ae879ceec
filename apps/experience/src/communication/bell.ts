// Notifies followers that a conversation has new events. Carries no payload, so nothing can be lost in it.

/** One reader's ear on one stream. Closing it leaves nothing behind. */
export interface Ear {
  /** How often the bell has rung, to be read before the log is. */
  count(): number
  /** Resolves as soon as the bell has rung more often than `count`, or the reader is gone. */
  since(count: number): Promise<void>
  close(): void
}

interface Stream {
  rung: number
  ears: Set<OpenEar>
}

/** A class, and not closures: of ten thousand readers each has one. [W4] */
class OpenEar implements Ear {
  readonly #stream: Stream
  readonly #signal: AbortSignal
  readonly #left: () => void
  #wake: (() => void) | null = null

  constructor(stream: Stream, signal: AbortSignal, left: () => void) {
    this.#stream = stream
    this.#signal = signal
    this.#left = left
    stream.ears.add(this)
    signal.addEventListener('abort', this)
  }

  count(): number {
    return this.#stream.rung
  }

  since(count: number): Promise<void> {
    if (this.#stream.rung !== count || this.#signal.aborted) return Promise.resolve()
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
    this.#stream.ears.delete(this)
    this.#signal.removeEventListener('abort', this)
    this.#left()
    this.wake()
  }
}

export class Bell {
  readonly #streams = new Map<string, Stream>()

  /** Wakes everyone who listens to this stream. */
  ring(stream: string): void {
    const entry = this.#streams.get(stream)
    if (!entry) return
    entry.rung += 1
    for (const ear of entry.ears) ear.wake()
  }

  /** One abort listener for the whole time that somebody listens, not one for each wait. */
  listen(stream: string, signal: AbortSignal): Ear {
    let entry = this.#streams.get(stream)
    if (!entry) {
      entry = { rung: 0, ears: new Set() }
      this.#streams.set(stream, entry)
    }
    const heard = entry
    return new OpenEar(heard, signal, () => {
      if (heard.ears.size === 0 && this.#streams.get(stream) === heard) this.#streams.delete(stream)
    })
  }

  /** Streams with at least one listener, for the health view and leak tests. */
  get listening(): number {
    return this.#streams.size
  }
}

// Owns the waking of readers: "this conversation grew". It carries no data, so nothing can be lost in it.

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
  ears: Set<() => void>
}

export class Bell {
  readonly #streams = new Map<string, Stream>()

  /** Wakes everyone who listens to this stream. */
  ring(stream: string): void {
    const entry = this.#streams.get(stream)
    if (!entry) return
    entry.rung += 1
    for (const wake of entry.ears) wake()
  }

  /** One abort listener for the whole time that somebody listens, not one for each wait. */
  listen(stream: string, signal: AbortSignal): Ear {
    let entry = this.#streams.get(stream)
    if (!entry) {
      entry = { rung: 0, ears: new Set() }
      this.#streams.set(stream, entry)
    }
    const heard = entry
    let resolve: (() => void) | null = null
    const wake = () => {
      resolve?.()
      resolve = null
    }
    heard.ears.add(wake)
    signal.addEventListener('abort', wake)
    return {
      count: () => heard.rung,
      since: (count) =>
        heard.rung !== count || signal.aborted
          ? Promise.resolve()
          : new Promise((done) => {
              resolve = done
            }),
      close: () => {
        heard.ears.delete(wake)
        signal.removeEventListener('abort', wake)
        if (heard.ears.size === 0 && this.#streams.get(stream) === heard) this.#streams.delete(stream)
        wake()
      },
    }
  }

  /** Streams with at least one listener, for the health view and leak tests. */
  get listening(): number {
    return this.#streams.size
  }
}

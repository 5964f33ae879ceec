// Ticks at which coalesced tokens are sent: all that are due within one tick leave in one turn of the event loop, so
// that one timer, one system call and one sync serve many readers. [W3]

export interface PulseOptions {
  /** Milliseconds between two beats, at this moment. */
  beatMs(): number
  /** Monotonic milliseconds. */
  now(): number
}

export class Pulse {
  readonly #options: PulseOptions
  /** By the moment at which they wake. */
  readonly #sleepers = new Map<number, Set<() => void>>()

  constructor(options: PulseOptions) {
    this.#options = options
  }

  /** Calls `wake` at the first beat that is at least so many milliseconds away; the answer takes that back. */
  after(ms: number, wake: () => void): () => void {
    const now = this.#options.now()
    const beatMs = this.#options.beatMs()
    const due = Math.ceil((now + ms) / beatMs) * beatMs
    let sleepers = this.#sleepers.get(due)
    if (!sleepers) {
      sleepers = new Set()
      this.#sleepers.set(due, sleepers)
      setTimeout(() => this.#strike(due), due - now)
    }
    const slept = sleepers
    slept.add(wake)
    return () => slept.delete(wake)
  }

  #strike(due: number): void {
    const sleepers = this.#sleepers.get(due)
    this.#sleepers.delete(due)
    for (const wake of sleepers ?? []) wake()
  }
}

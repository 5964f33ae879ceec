// Counts events in a sliding time window.

export class SlidingWindowCounter {
  readonly #most: number
  readonly #withinMs: number
  readonly #now: () => number
  #times: number[] = []

  /** `now` is monotonic milliseconds. */
  constructor(most: number, withinMs: number, now: () => number) {
    this.#most = most
    this.#withinMs = withinMs
    this.#now = now
  }

  /** Counts one event; `true` when the limit is exceeded. */
  addIsOver(): boolean {
    const now = this.#now()
    this.#times = this.#times.filter((at) => now - at < this.#withinMs)
    this.#times.push(now)
    return this.#times.length > this.#most
  }
}

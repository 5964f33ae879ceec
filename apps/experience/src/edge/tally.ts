// Counts events in a sliding time window.

export class Tally {
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

  /** Counts one more; `true` when that was one too many. */
  another(): boolean {
    const now = this.#now()
    this.#times = this.#times.filter((at) => now - at < this.#withinMs)
    this.#times.push(now)
    return this.#times.length > this.#most
  }
}

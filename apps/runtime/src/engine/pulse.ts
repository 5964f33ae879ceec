// Owns the moments at which held pieces leave: all that are due within one beat leave in one turn of the event loop, so that
// one timer wakes many readers and one call to the kernel carries what they were told. [W3]

/** Nobody sees so small a delay; at thousands of pieces a second it lets ten and more of them travel together. */
const BEAT_MS = 4

export class Pulse {
  readonly #now: () => number
  /** By the beat at which they wake. */
  readonly #sleepers = new Map<number, Set<() => void>>()

  /** `now`: monotonic milliseconds. */
  constructor(now: () => number) {
    this.#now = now
  }

  /** Calls `wake` at the first beat that is at least so many milliseconds away; the answer takes that back. */
  after(ms: number, wake: () => void): () => void {
    const now = this.#now()
    const beat = Math.ceil((now + ms) / BEAT_MS)
    let sleepers = this.#sleepers.get(beat)
    if (!sleepers) {
      sleepers = new Set()
      this.#sleepers.set(beat, sleepers)
      setTimeout(() => this.#strike(beat), beat * BEAT_MS - now)
    }
    const slept = sleepers
    slept.add(wake)
    return () => slept.delete(wake)
  }

  #strike(beat: number): void {
    const sleepers = this.#sleepers.get(beat)
    this.#sleepers.delete(beat)
    for (const wake of sleepers ?? []) wake()
  }
}

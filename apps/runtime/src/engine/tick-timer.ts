// Ticks at which coalesced tokens are sent: all that are due within one tick leave in one turn of the event loop, so
// that one timer, one system call and one sync serve many readers. [W3]

export interface TickTimerDeps {
  /** Milliseconds between two ticks, at this moment. */
  tickMs(): number
  /** Monotonic milliseconds. */
  now(): number
}

export class TickTimer {
  readonly #deps: TickTimerDeps
  /** By the moment at which they wake. */
  readonly #sleepers = new Map<number, Set<() => void>>()

  constructor(deps: TickTimerDeps) {
    this.#deps = deps
  }

  /** Calls `wake` at the first tick at least `ms` milliseconds away; the returned function cancels it. */
  after(ms: number, wake: () => void): () => void {
    const now = this.#deps.now()
    const tickMs = this.#deps.tickMs()
    const due = Math.ceil((now + ms) / tickMs) * tickMs
    let sleepers = this.#sleepers.get(due)
    if (!sleepers) {
      sleepers = new Set()
      this.#sleepers.set(due, sleepers)
      setTimeout(() => this.#tick(due), due - now)
    }
    const slept = sleepers
    slept.add(wake)
    return () => slept.delete(wake)
  }

  #tick(due: number): void {
    const sleepers = this.#sleepers.get(due)
    this.#sleepers.delete(due)
    for (const wake of sleepers ?? []) wake()
  }
}

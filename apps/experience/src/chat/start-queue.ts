// Bounds the runs that start in one turn of the event loop: acknowledgements go first, a burst of messages does not block
// the sockets, and sessions take turns. [W1]
// Queued runs are stored already; nothing is lost when this process ends. [L1, L7]
import { TurnsByKey } from '@biplane/process/turns-by-key'

export interface StartQueueDeps {
  /** Whether acknowledgements of messages are pending. */
  busy(): boolean
  /** Monotonic milliseconds. */
  now(): number
}

/** Longest time of one turn. */
const SLICE_MS = 2
/** While acknowledgements are pending, a turn starts one run plus one per 256 queued, so that the queue cannot grow forever. */
const QUEUED_PER_EXTRA_START = 256

export class StartQueue {
  readonly #deps: StartQueueDeps
  readonly #sessions = new TurnsByKey<() => void>()
  #turning = false

  constructor(deps: StartQueueDeps) {
    this.#deps = deps
  }

  get waiting(): number {
    return this.#sessions.size
  }

  /** Calls `begin` in a later turn of the loop: one of each session after the other, in the order of asking. */
  schedule(session: string, begin: () => void): void {
    this.#sessions.add(session, begin)
    this.#turn()
  }

  #turn(): void {
    if (this.#turning) return
    this.#turning = true
    setImmediate(() => {
      this.#turning = false
      this.#startDue()
      if (this.waiting > 0) this.#turn()
    })
  }

  #startDue(): void {
    const { busy, now } = this.#deps
    const until = now() + SLICE_MS
    let starts = busy() ? 1 + Math.floor(this.waiting / QUEUED_PER_EXTRA_START) : this.waiting
    for (; starts > 0 && now() < until; starts -= 1) this.#sessions.take()?.()
  }
}

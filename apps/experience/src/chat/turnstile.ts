// Owns how much work is begun in one turn of the event loop: whoever says something is answered before the answer to what
// others said is begun, a thousand messages in one moment do not hold up the sockets, and one session's hundred do not come
// before another's first. [W1]
// What is let wait is kept already; nothing is lost with this process. [L1, L7]
import { TurnsByKey } from '@biplane/process/turns-by-key'

export interface TurnstileOptions {
  /** Whether somebody waits for something quicker than work: the acknowledgement of a message. */
  busy(): boolean
  /** Monotonic milliseconds. */
  now(): number
}

/** A turn takes at most so long where nobody waits … */
const SLICE_MS = 2
/** … and lets one in where somebody does; of very many that wait, one of so many: a queue is worked off as it grows. */
const ONE_OF = 256

export class Turnstile {
  readonly #options: TurnstileOptions
  readonly #sessions = new TurnsByKey<() => void>()
  #turning = false

  constructor(options: TurnstileOptions) {
    this.#options = options
  }

  get waiting(): number {
    return this.#sessions.size
  }

  /** Calls `begin` in a later turn of the loop: one of each session after the other, in the order of asking. */
  pass(session: string, begin: () => void): void {
    this.#sessions.add(session, begin)
    this.#turn()
  }

  #turn(): void {
    if (this.#turning) return
    this.#turning = true
    setImmediate(() => {
      this.#turning = false
      this.#letIn()
      if (this.waiting > 0) this.#turn()
    })
  }

  #letIn(): void {
    const { busy, now } = this.#options
    const until = now() + SLICE_MS
    let places = busy() ? 1 + Math.floor(this.waiting / ONE_OF) : this.waiting
    for (; places > 0 && now() < until; places -= 1) this.#sessions.take()?.()
  }
}

// Owns how much work is begun in one turn of the event loop: whoever says something is answered before the answer to what
// others said is begun, a thousand messages in one moment do not hold up the sockets, and one session's hundred do not come
// before another's first. [W1]
// What is let wait is kept already; nothing is lost with this process. [L1, L7]

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
  /** By session, in the order of their turns. */
  readonly #waiting = new Map<string, (() => void)[]>()
  #count = 0
  #turning = false

  constructor(options: TurnstileOptions) {
    this.#options = options
  }

  get waiting(): number {
    return this.#count
  }

  /** Calls `begin` in a later turn of the loop: one of each session after the other, in the order of asking. */
  pass(session: string, begin: () => void): void {
    const own = this.#waiting.get(session)
    if (own) own.push(begin)
    else this.#waiting.set(session, [begin])
    this.#count += 1
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
    for (; places > 0 && now() < until; places -= 1) this.#next()?.()
  }

  #next(): (() => void) | undefined {
    const [first] = this.#waiting
    if (first === undefined) return undefined
    const [session, own] = first
    const begin = own.shift()
    this.#count -= 1
    // Whoever has more waits for everybody else's turn.
    this.#waiting.delete(session)
    if (own.length > 0) this.#waiting.set(session, own)
    return begin
  }
}

// Counts how much worker time each session used in the last minute. A session that used up its share is refused until the
// minute has passed, so that many heavy files cost their sender and nobody else.

const WINDOW_MS = 60_000
/** The oldest go first; a session that is forgotten begins anew. */
const MOST_SESSIONS = 10_000

interface Used {
  /** When the window began. */
  began: number
  ms: number
}

export class TimeBudget {
  readonly #bySession = new Map<string, Used>()
  readonly #mostMs: number
  readonly #now: () => number

  /** @param now a steady clock, in milliseconds */
  constructor(mostMs: number, now: () => number) {
    this.#mostMs = mostMs
    this.#now = now
  }

  spend(session: string, ms: number): void {
    const used = this.#current(session) ?? { began: this.#now(), ms: 0 }
    used.ms += ms
    this.#bySession.delete(session)
    this.#bySession.set(session, used)
    for (const oldest of this.#bySession.keys()) {
      if (this.#bySession.size <= MOST_SESSIONS) break
      this.#bySession.delete(oldest)
    }
  }

  usedMs(session: string): number {
    return this.#current(session)?.ms ?? 0
  }

  /** Milliseconds until the session may use the workers again; 0 while it may. */
  waitMs(session: string): number {
    const used = this.#current(session)
    return used && used.ms >= this.#mostMs ? used.began + WINDOW_MS - this.#now() : 0
  }

  #current(session: string): Used | undefined {
    const used = this.#bySession.get(session)
    if (used && this.#now() - used.began < WINDOW_MS) return used
    this.#bySession.delete(session)
    return undefined
  }
}

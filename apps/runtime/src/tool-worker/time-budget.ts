// Counts the processor time of the workers that each session used in the last minute, and remembers sessions whose short calls
// turned out long. A session that used up its share is refused until the
// minute has passed, so that many heavy files cost their sender and nobody else.

const WINDOW_MS = 60_000
/** A session whose short call turned out long is not believed again for so long. */
const DOUBT_MS = 10 * 60_000
/** The oldest go first; a session that is forgotten begins anew. */
const MOST_SESSIONS = 10_000

interface Used {
  /** When the window began. */
  began: number
  ms: number
}

export class TimeBudget {
  readonly #bySession = new Map<string, Used>()
  /** Until when a session's calls are taken for long ones. */
  readonly #doubted = new Map<string, number>()
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
    keep(this.#bySession, session, used)
  }

  /** Its calls are taken for long ones from now on. */
  doubt(session: string): void {
    keep(this.#doubted, session, this.#now() + DOUBT_MS)
  }

  isDoubted(session: string): boolean {
    return (this.#doubted.get(session) ?? Number.NEGATIVE_INFINITY) > this.#now()
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

/** As the newest of a bounded number. */
function keep<T>(bySession: Map<string, T>, session: string, value: T): void {
  bySession.delete(session)
  bySession.set(session, value)
  for (const oldest of bySession.keys()) {
    if (bySession.size <= MOST_SESSIONS) break
    bySession.delete(oldest)
  }
}

// Single-use tickets: each stands for a credential for a short time, wherever a URL carries a token. [D1.3]
import { createHash, randomBytes } from 'node:crypto'

interface Ticket {
  credential: string
  /** By the clock that is handed in. */
  expiresAt: number
}

const MOST = 10_000

/** 256 random bits, in a spelling that fits a URL. */
export const newSecret = (): string => randomBytes(32).toString('base64url')

/** What is kept of a token. [D1.5] */
export const hashOf = (token: string): string => createHash('sha256').update(token).digest('hex')

export class Tickets {
  readonly #open = new Map<string, Ticket>()
  readonly #lifeMs: number
  readonly #now: () => number

  /** `now` in milliseconds that no jump of the wall clock touches: half a minute is half a minute. */
  constructor(lifeMs: number, now: () => number) {
    this.#lifeMs = lifeMs
    this.#now = now
  }

  issue(credential: string): string {
    if (this.#open.size >= MOST) this.#makeRoom()
    const ticket = newSecret()
    this.#open.set(ticket, { credential, expiresAt: this.#now() + this.#lifeMs })
    return ticket
  }

  has(text: string): boolean {
    return this.#open.has(text)
  }

  /** Spends a ticket: what it stands for, `expired` when it came too late, `null` for what is no ticket. */
  spend(text: string): { credential: string } | 'expired' | null {
    const ticket = this.#open.get(text)
    if (!ticket) return null
    this.#open.delete(text)
    return ticket.expiresAt <= this.#now() ? 'expired' : { credential: ticket.credential }
  }

  #makeRoom(): void {
    const now = this.#now()
    for (const [ticket, { expiresAt }] of this.#open) if (expiresAt <= now) this.#open.delete(ticket)
    // Still too many: the oldest go, their owners ask again.
    for (const ticket of this.#open.keys()) {
      if (this.#open.size < MOST) return
      this.#open.delete(ticket)
    }
  }
}

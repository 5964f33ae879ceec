// Token cache of this process: principal, expiry and revocation. Reads no disk.
import type { Caller } from '@biplane/contracts/experience-router'
import { Refusal } from '@biplane/contracts/refusal'

export interface Known {
  caller: Caller
  readonly hash: string
  /** Wall-clock milliseconds. */
  expiresAt: number
  touchedAt: number
  /** However often it is used. */
  readonly endsBy: number
}

const MOST = 50_000

export class KnownTokens {
  readonly #known = new Map<string, Known>()
  /** Told apart from the above: whoever still holds a token that was forgotten here must hear that it was revoked. */
  readonly #revoked = new Set<string>()
  readonly #now: () => number

  constructor(now: () => number) {
    this.#now = now
  }

  get(hash: string): Known | null {
    const known = this.#known.get(hash)
    if (!known) return null
    // Re-inserting keeps the map in the order of last use.
    this.#known.delete(hash)
    this.#known.set(hash, known)
    return known
  }

  remember(known: Known): Known {
    const [oldest] = this.#known.keys()
    if (this.#known.size >= MOST && oldest !== undefined) this.#known.delete(oldest)
    this.#known.set(known.hash, known)
    return known
  }

  /** Whom a credential speaks for; `null` for one that is not remembered. */
  callerOf(hash: string | null): Caller | null {
    return (hash !== null && this.#known.get(hash)?.caller) || null
  }

  ofPrincipal(tenant: string, principalId: string): Known[] {
    return [...this.#known.values()].filter(
      ({ caller }) => caller.tenant === tenant && caller.principal.id === principalId,
    )
  }

  ofSessions(sessionIds: ReadonlySet<string>): Known[] {
    return [...this.#known.values()].filter(({ caller }) => sessionIds.has(caller.session_id))
  }

  revoke(hash: string): void {
    const [oldest] = this.#revoked
    if (this.#revoked.size >= MOST && oldest !== undefined) this.#revoked.delete(oldest)
    this.#revoked.add(hash)
    this.#known.delete(hash)
  }

  /** @throws SESSION_EXPIRED for a token that was revoked or is too old */
  standing(hash: string, held: Known | undefined = this.#known.get(hash)): void {
    if (this.#revoked.has(hash) || (held && held.expiresAt <= this.#now())) {
      throw new Refusal('SESSION_EXPIRED', 'This session has ended.')
    }
  }

  stands(hash: string): boolean {
    try {
      this.standing(hash)
      return true
    } catch {
      return false
    }
  }
}

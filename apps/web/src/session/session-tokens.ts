// Acquires the session's token: the stored one, or a new one when the server no longer accepts it. One acquisition at a
// time, and a new token that is refused at once ends the tries, so that no loop opens sessions. [D1]
import { backoffMs } from '@biplane/contracts/clients/backoff'
import type { Http } from '@biplane/contracts/clients/request-deadline'
import { STRINGS } from '../strings.ts'
import { RefusedError, readRefusal, refuseHere } from '../transport/refusal-in.ts'
import { readSession, type Session, type SessionStateStore, type SessionStorage } from './session-state.ts'

export interface SessionTokensDeps {
  http: Http
  storage: SessionStorage
  state: SessionStateStore
  wait: (ms: number) => Promise<void>
  random: () => number
}

export class SessionTokens {
  readonly #deps: SessionTokensDeps
  #acquiring: Promise<Session> | null = null
  /** The token that the person gave up: its end is expected. */
  #revoked: string | null = null
  /** Tokens that were opened here and have not served a single call: a second "no" to one of them is final. */
  readonly #unproven = new Set<string>()

  constructor(deps: SessionTokensDeps) {
    this.#deps = deps
  }

  /** @throws RefusedError */
  current(): Promise<Session> {
    const state = this.#deps.state.get()
    if (state.kind === 'ready') return Promise.resolve(state.session)
    if (state.kind === 'refused') return Promise.reject(new RefusedError(state.refusal))
    return this.acquire(null)
  }

  /** A session whose token is not `lost`: the stored one, or a new one. @throws RefusedError */
  acquire(lost: string | null): Promise<Session> {
    const { storage, state } = this.#deps
    this.#acquiring ??= storage
      .exclusive(() => this.#storedOrNew(lost))
      .then(
        ({ session, renewed }) => {
          state.become({ kind: 'ready', session, renewed })
          return session
        },
        (error: unknown) => {
          if (error instanceof RefusedError) state.become({ kind: 'refused', refusal: error.refusal })
          throw error
        },
      )
      .finally(() => {
        this.#acquiring = null
      })
    return this.#acquiring
  }

  /** The server accepted it. */
  prove(token: string): void {
    this.#unproven.delete(token)
  }

  /** The person left the session of this token. */
  revoke(token: string): Promise<Session> {
    this.#unproven.delete(token)
    this.#revoked = token
    return this.acquire(token)
  }

  /** The person asks to try again after a refusal. */
  retry(): void {
    const { state, storage } = this.#deps
    this.#unproven.clear()
    state.become({ kind: 'opening', attempts: 0 })
    this.acquire(storage.read()?.token ?? null).catch(() => {})
  }

  async #storedOrNew(lost: string | null): Promise<{ session: Session; renewed: boolean }> {
    const { storage } = this.#deps
    const held = storage.read()
    if (held && held.token !== lost) return { session: held, renewed: lost !== null }
    if (lost !== null && this.#unproven.has(lost)) {
      throw new RefusedError(refuseHere('UNAUTHENTICATED', STRINGS.session.freshOneRefused))
    }
    const session = await this.#open()
    this.#unproven.add(session.token)
    storage.write(session)
    return { session, renewed: lost !== null && lost !== this.#revoked }
  }

  /** Retries until there is an answer. */
  async #open(): Promise<Session> {
    const { http, state, wait, random } = this.#deps
    for (let attempt = 0; ; attempt++) {
      const response = await http('/api/auth/session', { method: 'POST' }).catch(() => null)
      if (response?.ok) {
        const session = readSession(await response.json())
        if (session) return session
      }
      if (response && response.status < 500) {
        const refusal = readRefusal(await response.json().catch(() => null))
        if (refusal && !refusal.retryable) throw new RefusedError(refusal)
      }
      if (state.get().kind !== 'ready') state.become({ kind: 'opening', attempts: attempt + 1 })
      await wait(backoffMs(attempt + 1, random()))
    }
  }
}

// The browser's session: one token shared by all tabs, its renewal (once, never in a loop), and tickets for sockets.
// Never opens a socket and renders nothing. [D1]

import { backoffMs } from '@biplane/contracts/clients/backoff'
import type { Timer } from '@biplane/contracts/clients/hardened-websocket'
import { withDeadline } from '@biplane/contracts/clients/request-deadline'
import { STRINGS } from '../strings.ts'
import { type RefusalView, RefusedError, readRefusal, refuseHere } from '../transport/refusal-in.ts'
import { openPoolFlush } from './pool-flush.ts'

export interface Session {
  token: string
  session_id: string
  expires_at: string
}

export type SessionState =
  /** No session yet. `attempts` counts the tries without an answer. */
  | { kind: 'opening'; attempts: number }
  /** `renewed`: an earlier session had ended, so its messages are not here. */
  | { kind: 'ready'; session: Session; renewed: boolean }
  /** The server rejected the request. */
  | { kind: 'refused'; refusal: RefusalView }

/** Where the session is kept between visits; shared by the tabs of one browser. */
export interface SessionStorage {
  read(): Session | null
  write(session: Session): void
  /** Another tab wrote. Returns what stops listening. */
  onForeignWrite(listener: () => void): () => void
  /** One tab at a time, so that two tabs that open together open one session. */
  exclusive<T>(run: () => Promise<T>): Promise<T>
}

export interface SessionClientParts {
  http: (path: string, init: RequestInit) => Promise<Response>
  storage: SessionStorage
  wait: (ms: number) => Promise<void>
  timer: Timer
  random: () => number
}

/** Served by every Experience, and cheap. */
const PROBE = '/api/features'

export type SessionClient = ReturnType<typeof openSessionClient>

export function openSessionClient({ http: bare, storage, wait, timer, random }: SessionClientParts) {
  const http = withDeadline({ http: bare, timer, onSilence: openPoolFlush(bare, PROBE, timer) })
  const kept = storage.read()
  // Whether the server still knows it is learnt with the first call; until then the page need not wait.
  let state: SessionState = kept ? { kind: 'ready', session: kept, renewed: false } : { kind: 'opening', attempts: 0 }
  let acquiring: Promise<Session> | null = null
  /** The token that the person gave up: its end is expected. */
  let leaving: string | null = null
  /** Tokens that were opened here and have not served a single call: a second "no" to one of them is final. */
  const unproven = new Set<string>()
  const listeners = new Set<() => void>()

  const become = (next: SessionState) => {
    state = next
    for (const listener of listeners) listener()
  }

  const stopListening = storage.onForeignWrite(() => {
    const held = storage.read()
    if (held && state.kind === 'ready' && held.token !== state.session.token) {
      become({ kind: 'ready', session: held, renewed: true })
    }
  })

  /** A session whose token is not `lost`: the stored one, or a new one. @throws RefusedError */
  function acquire(lost: string | null): Promise<Session> {
    acquiring ??= storage
      .exclusive(async () => {
        const held = storage.read()
        if (held && held.token !== lost) return { session: held, renewed: lost !== null }
        if (lost !== null && unproven.has(lost)) {
          throw new RefusedError(refuseHere('UNAUTHENTICATED', STRINGS.session.freshOneRefused))
        }
        const session = await open()
        unproven.add(session.token)
        storage.write(session)
        return { session, renewed: lost !== null && lost !== leaving }
      })
      .then(
        ({ session, renewed }) => {
          become({ kind: 'ready', session, renewed })
          return session
        },
        (error: unknown) => {
          if (error instanceof RefusedError) become({ kind: 'refused', refusal: error.refusal })
          throw error
        },
      )
      .finally(() => {
        acquiring = null
      })
    return acquiring
  }

  /** Retries until there is an answer. */
  async function open(): Promise<Session> {
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
      if (state.kind !== 'ready') become({ kind: 'opening', attempts: attempt + 1 })
      await wait(backoffMs(attempt + 1, random()))
    }
  }

  const ready = (): Promise<Session> => {
    if (state.kind === 'ready') return Promise.resolve(state.session)
    if (state.kind === 'refused') return Promise.reject(new RefusedError(state.refusal))
    return acquire(null)
  }

  /** A call with the session's token; once more with a new one when the token has ended. @throws RefusedError */
  async function request(path: string, init: RequestInit = {}): Promise<Response> {
    const { token } = await ready()
    const response = await http(path, withBearer(init, token))
    if (response.status !== 401) {
      unproven.delete(token)
      return response
    }
    void response.body?.cancel()
    const next = await acquire(token)
    const again = await http(path, withBearer(init, next.token))
    if (again.status !== 401) unproven.delete(next.token)
    return again
  }

  return {
    state: () => state,
    subscribe(listener: () => void): () => void {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    ready,
    request,
    /** A call failed because this token is not valid (any more). */
    renew: (lost: string): Promise<Session> =>
      state.kind === 'ready' && state.session.token !== lost ? Promise.resolve(state.session) : acquire(lost),
    /** A socket was refused: the session is renewed if the server no longer knows it. Resolves when that is settled. */
    async verify(): Promise<void> {
      const response = await request('/api/auth/session')
      void response.body?.cancel()
    },
    /** A single-use credential for one socket, good for 30 s. @throws RefusedError, or the network's error */
    async ticket(): Promise<string> {
      const response = await request('/api/auth/ticket', { method: 'POST' })
      const body: unknown = await response.json().catch(() => null)
      if (response.ok && isObject(body) && typeof body.ticket === 'string') return body.ticket
      const refusal = readRefusal(body)
      throw refusal ? new RefusedError(refusal) : new Error(`no ticket (HTTP ${response.status})`)
    },
    /** Leaves the session: its token is revoked, and another session is opened. @throws RefusedError, or the network's error */
    async leave(): Promise<void> {
      const { token } = await ready()
      const response = await http('/api/auth/session', withBearer({ method: 'DELETE' }, token))
      // Revoked already is as good.
      if (!response.ok && response.status !== 401) throw await refusalOr(response, 'not left')
      unproven.delete(token)
      leaving = token
      await acquire(token)
    },
    /** Exchanges a bearer token of the operator's issuer for a session. @throws RefusedError, or the network's error */
    async signIn(bearer: string): Promise<void> {
      const response = await http('/api/auth/session', withBearer({ method: 'POST' }, bearer))
      const session = response.ok ? readSession(await response.json().catch(() => null)) : null
      if (!session) throw await refusalOr(response, 'not signed in')
      storage.write(session)
      become({ kind: 'ready', session, renewed: false })
    },
    /** The person asks to try again after a refusal. */
    retry(): void {
      if (state.kind !== 'refused') return
      unproven.clear()
      become({ kind: 'opening', attempts: 0 })
      acquire(storage.read()?.token ?? null).catch(() => {})
    },
    close(): void {
      stopListening()
      listeners.clear()
    },
  }
}

const isObject = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null

/** Reads a session as the server or the storage gives it; `null` for anything else. */
export function readSession(body: unknown): Session | null {
  if (!isObject(body)) return null
  const { session_id, expires_at } = body
  const token = body.session_token ?? body.token
  if (typeof token !== 'string' || typeof session_id !== 'string' || typeof expires_at !== 'string') return null
  return { token, session_id, expires_at }
}

async function refusalOr(response: Response, words: string): Promise<Error> {
  const refusal = readRefusal(await response.json().catch(() => null))
  return refusal ? new RefusedError(refusal) : new Error(`${words} (HTTP ${response.status})`)
}

function withBearer(init: RequestInit, token: string): RequestInit {
  const headers = new Headers(init.headers)
  headers.set('authorization', `Bearer ${token}`)
  return { ...init, headers }
}

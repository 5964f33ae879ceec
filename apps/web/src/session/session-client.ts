// The browser's session: one token shared by all tabs, its renewal (once, never in a loop), and tickets for sockets.
// Never opens a socket and renders nothing. [D1]
import type { Timer } from '@biplane/contracts/clients/hardened-websocket'
import { type Http, withDeadline } from '@biplane/contracts/clients/request-deadline'
import { RefusedError, readRefusal } from '../transport/refusal-in.ts'
import { openPoolFlush } from './pool-flush.ts'
import { isObject, openSessionStateStore, readSession, type Session, type SessionStorage } from './session-state.ts'
import { SessionTokens } from './session-tokens.ts'

export interface SessionClientDeps {
  http: Http
  storage: SessionStorage
  wait: (ms: number) => Promise<void>
  timer: Timer
  random: () => number
}

/** Served by every Experience, and cheap. */
const PROBE = '/api/features'

export type SessionClient = ReturnType<typeof openSessionClient>

export function openSessionClient({ http: bare, storage, wait, timer, random }: SessionClientDeps) {
  const http = withDeadline({ http: bare, timer, onSilence: openPoolFlush(bare, PROBE, timer) })
  const state = openSessionStateStore(storage)
  const tokens = new SessionTokens({ http, storage, state, wait, random })
  const request = (path: string, init: RequestInit = {}) => requestWithToken({ http, tokens }, path, init)

  return {
    state: state.get,
    subscribe: state.subscribe,
    ready: () => tokens.current(),
    /** A call with the session's token; once more with a new one when the token has ended. @throws RefusedError */
    request,
    /** A call failed because this token is not valid (any more). */
    renew(lost: string): Promise<Session> {
      const held = state.get()
      return held.kind === 'ready' && held.session.token !== lost ? Promise.resolve(held.session) : tokens.acquire(lost)
    },
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
      const { token } = await tokens.current()
      const response = await http('/api/auth/session', withBearer({ method: 'DELETE' }, token))
      // Revoked already is as good.
      if (!response.ok && response.status !== 401) throw await refusalOr(response, 'not left')
      await tokens.revoke(token)
    },
    /** Exchanges a bearer token of the operator's issuer for a session. @throws RefusedError, or the network's error */
    async signIn(bearer: string): Promise<void> {
      const response = await http('/api/auth/session', withBearer({ method: 'POST' }, bearer))
      const session = response.ok ? readSession(await response.json().catch(() => null)) : null
      if (!session) throw await refusalOr(response, 'not signed in')
      storage.write(session)
      state.become({ kind: 'ready', session, renewed: false })
    },
    /** The person asks to try again after a refusal. */
    retry(): void {
      if (state.get().kind === 'refused') tokens.retry()
    },
    close: state.close,
  }
}

async function requestWithToken(
  { http, tokens }: { http: Http; tokens: SessionTokens },
  path: string,
  init: RequestInit,
): Promise<Response> {
  const { token } = await tokens.current()
  const response = await http(path, withBearer(init, token))
  if (response.status !== 401) {
    tokens.prove(token)
    return response
  }
  void response.body?.cancel()
  const next = await tokens.acquire(token)
  const again = await http(path, withBearer(init, next.token))
  if (again.status !== 401) tokens.prove(next.token)
  return again
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

import { machineTimer } from '@biplane/contracts/clients/hardened-websocket'
import { describe, expect, test } from 'vitest'
import { RefusedError } from '../transport/refusal-in.ts'
import { openSessionClient } from './session-client.ts'
import type { Session, SessionStorage } from './session-state.ts'

/** A browser's storage with as many tabs as are opened on it. */
function browser(kept: Session | null = null) {
  let held = kept
  let queue: Promise<unknown> = Promise.resolve()
  const tabs = new Set<() => void>()
  const openStorage = (): SessionStorage => {
    let own = () => {}
    return {
      read: () => held,
      write(session) {
        held = session
        for (const tell of tabs) if (tell !== own) tell()
      },
      onForeignWrite(listener) {
        own = listener
        tabs.add(listener)
        return () => tabs.delete(listener)
      },
      exclusive(run) {
        const result = queue.then(run, run)
        queue = result.catch(() => {})
        return result
      },
    }
  }
  return { openStorage, held: () => held }
}

/** A server that knows the tokens it has given, and nothing else. */
function server() {
  const valid = new Set<string>()
  const calls: string[] = []
  let opened = 0
  let reachable = true
  let guests = true
  let accepting = true
  const json = (status: number, body: unknown) => new Response(JSON.stringify(body), { status })
  const http = async (path: string, init: RequestInit): Promise<Response> => {
    calls.push(path)
    if (!reachable) throw new TypeError('fetch failed')
    if (path === '/api/auth/session' && init.method === 'DELETE') {
      const token = new Headers(init.headers).get('authorization')?.replace('Bearer ', '') ?? ''
      return valid.delete(token) ? new Response(null, { status: 204 }) : json(401, { code: 'SESSION_EXPIRED' })
    }
    if (path === '/api/auth/session') {
      const bearer = new Headers(init.headers).get('authorization')
      if (bearer !== null && bearer !== 'Bearer good')
        return json(401, { code: 'UNAUTHENTICATED', message: 'This token is not accepted here.', retryable: false })
      if (!guests) return json(403, { code: 'FORBIDDEN', message: 'Guests are not let in.', retryable: false })
      opened += 1
      const session_token = `token-${opened}`
      if (accepting) valid.add(session_token)
      return json(201, {
        session_token,
        session_id: `session-${opened}`,
        expires_at: 'later',
        principal: { kind: 'guest', roles: [] },
      })
    }
    const token = new Headers(init.headers).get('authorization')?.replace('Bearer ', '') ?? ''
    if (!valid.has(token))
      return json(401, { code: 'UNAUTHENTICATED', message: 'This needs a session.', retryable: false })
    return json(200, path === '/api/auth/ticket' ? { ticket: `ticket of ${token}` } : { token })
  }
  return {
    http,
    calls,
    opened: () => opened,
    end: (token: string) => valid.delete(token),
    reach: (on: boolean) => {
      reachable = on
    },
    letGuestsIn: (on: boolean) => {
      guests = on
    },
    accept: (on: boolean) => {
      accepting = on
    },
  }
}

const open = (
  http: ReturnType<typeof server>['http'],
  storage: SessionStorage,
  wait: (ms: number) => Promise<void> = () => Promise.resolve(),
) => openSessionClient({ http, storage, wait, timer: machineTimer, random: () => 0.5 })

const kept = (token: string): Session => ({ token, session_id: `session of ${token}`, expires_at: 'later' })

describe('the session of a browser', () => {
  test('[D1] two tabs that open together share one session', async () => {
    const s = server()
    const b = browser()
    const tabs = [open(s.http, b.openStorage()), open(s.http, b.openStorage())]
    const sessions = await Promise.all(tabs.map((tab) => tab.ready()))
    expect(sessions.map((x) => x.token)).toEqual(['token-1', 'token-1'])
    expect(s.opened()).toBe(1)
  })

  test('[D1.7] revokes its token on logout and opens another', async () => {
    const s = server()
    const b = browser()
    const tab = open(s.http, b.openStorage())
    await tab.ready()
    await tab.leave()
    expect(tab.state()).toMatchObject({ kind: 'ready', renewed: false, session: { token: 'token-2' } })
    expect(s.end('token-1')).toBe(false)
    expect(b.held()?.token).toBe('token-2')
  })

  test('keeps a session that cannot be revoked and shows why', async () => {
    const s = server()
    const tab = open(s.http, browser().openStorage())
    await tab.ready()
    s.reach(false)
    await expect(tab.leave()).rejects.toThrow('fetch failed')
    expect(tab.state()).toMatchObject({ kind: 'ready', session: { token: 'token-1' } })
  })

  test('[D1.8] exchanges a valid token of the issuer only', async () => {
    const s = server()
    const b = browser()
    const tab = open(s.http, b.openStorage())
    await tab.ready()
    await expect(tab.signIn('bad')).rejects.toMatchObject({ refusal: { code: 'UNAUTHENTICATED' } })
    expect(b.held()?.token).toBe('token-1')
    await tab.signIn('good')
    expect(tab.state()).toMatchObject({ kind: 'ready', renewed: false, session: { token: 'token-2' } })
    expect(b.held()?.token).toBe('token-2')
  })

  test('a kept session is used without asking anybody', () => {
    const s = server()
    const tab = open(s.http, browser(kept('old')).openStorage())
    expect(tab.state()).toMatchObject({ kind: 'ready', renewed: false })
    expect(s.calls).toEqual([])
  })

  test('renews an ended session once and repeats the call', async () => {
    const s = server()
    const tab = open(s.http, browser(kept('old')).openStorage())
    const answer = await tab.request('/api/anything')
    expect(await answer.json()).toEqual({ token: 'token-1' })
    expect(tab.state()).toMatchObject({ kind: 'ready', renewed: true, session: { token: 'token-1' } })
    expect(s.calls).toEqual(['/api/anything', '/api/auth/session', '/api/anything'])
  })

  test('calls that learn it together renew once together', async () => {
    const s = server()
    const tab = open(s.http, browser(kept('old')).openStorage())
    const answers = await Promise.all([1, 2, 3].map(() => tab.request('/api/anything')))
    expect(answers.map((a) => a.status)).toEqual([200, 200, 200])
    expect(s.opened()).toBe(1)
  })

  test('a fresh session that is refused too is final: never a loop', async () => {
    const s = server()
    s.accept(false)
    const tab = open(s.http, browser().openStorage())
    await expect(tab.request('/api/anything')).rejects.toBeInstanceOf(RefusedError)
    expect(tab.state().kind).toBe('refused')
    await expect(tab.request('/api/anything')).rejects.toBeInstanceOf(RefusedError)
    expect(s.opened()).toBe(1)

    const other = open(s.http, browser(kept('old')).openStorage())
    expect((await other.request('/api/anything')).status).toBe(401)
    await expect(other.request('/api/anything')).rejects.toBeInstanceOf(RefusedError)
    expect(s.opened()).toBe(2)
  })

  test('a session that served and ended later is renewed again', async () => {
    const s = server()
    const tab = open(s.http, browser().openStorage())
    await tab.request('/api/anything')
    s.end('token-1')
    expect((await tab.request('/api/anything')).status).toBe(200)
    expect(s.opened()).toBe(2)
  })

  test('a tab takes over the session that another tab has renewed', async () => {
    const s = server()
    const b = browser(kept('old'))
    const [one, two] = [open(s.http, b.openStorage()), open(s.http, b.openStorage())]
    await one.request('/api/anything')
    expect(two.state()).toMatchObject({ kind: 'ready', renewed: true, session: { token: 'token-1' } })
    expect((await two.renew('old')).token).toBe('token-1')
    expect(s.opened()).toBe(1)
  })

  test('a server that cannot be reached is asked again; one that says no is not', async () => {
    const s = server()
    s.reach(false)
    let waited = 0
    const tab = open(s.http, browser().openStorage(), async () => {
      waited += 1
      if (waited === 3) s.reach(true)
    })
    await tab.ready()
    expect(waited).toBe(3)

    s.letGuestsIn(false)
    const other = open(s.http, browser().openStorage())
    await expect(other.ready()).rejects.toThrow('Guests are not let in.')
    expect(other.state()).toMatchObject({ kind: 'refused', refusal: { code: 'FORBIDDEN' } })
    s.letGuestsIn(true)
    other.retry()
    expect((await other.ready()).token).toBe('token-2')
  })

  test('[D1] gets one ticket per socket, also after a renewal', async () => {
    const s = server()
    const tab = open(s.http, browser().openStorage())
    expect(await tab.ticket()).toBe('ticket of token-1')
    s.end('token-1')
    expect(await tab.ticket()).toBe('ticket of token-2')
  })
})

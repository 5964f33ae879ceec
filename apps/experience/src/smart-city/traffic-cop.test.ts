import { EventEmitter } from 'node:events'
import { LIMITS } from '@biplane/contracts/vocabulary/limits'
import type { EndCause } from '@biplane/contracts/wire/end-cause'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { AuditFact } from '../audit/audit-trail.ts'
import { Connections } from '../communication/connections.ts'
import { PlatformGateway } from '../gateway/platform-gateway.ts'
import type { PlatformServices } from '../gateway/services.ts'
import type { Role } from '../principals/roles.ts'
import { openSessionState } from '../store/session-state.ts'
import { StoreBench } from '../store/store.test-support.ts'
import { TrafficCop } from './traffic-cop.ts'

let bench: StoreBench
let connections: Connections
let notes: AuditFact[]
let ended: { sessionIds: string[]; cause: EndCause }[]
let cop: TrafficCop
const clock = { at: Date.parse('2030-01-01T00:00:00Z'), steady: 0 }

beforeAll(async () => {
  bench = await StoreBench.open()
})
afterAll(() => bench[Symbol.asyncDispose]())
beforeEach(() => {
  connections = new Connections(LIMITS, () => 0)
  notes = []
  ended = []
  cop = openCop()
})

/** What another run of the process knows is on the disk alone. */
function openCop(): TrafficCop {
  const services = { session: openSessionState(bench.store), websocket: connections } as unknown as PlatformServices
  return new TrafficCop(new PlatformGateway(services, () => {}), {
    allowGuests: true,
    sessionMs: 30 * DAY,
    userSessionMs: 30 * DAY,
    identityRefreshMs: 12 * HOUR,
    onEnded: (sessionIds, cause) => ended.push({ sessionIds, cause }),
    ticketMs: 30_000,
    connectionsPerPrincipal: 2,
    audit: { note: (fact) => notes.push(fact), refused: () => {} },
    originOf: (address) => address,
    sessionsPerPrincipal: 100,
    apiKeysPerPrincipal: 50,
    apiKeyDays: 365,
    admitGuest: async () => {},
    admitConnection: async () => {},
    onLost: (error) => {
      throw error
    },
    admitTicket: async () => {},
    now: () => clock.at,
    steady: () => clock.steady,
  })
}

const HOUR = 3_600_000
const DAY = 24 * HOUR
const ENDED = { refusal: 'SESSION_EXPIRED' }
const subject = (principalId: string, roles: Role[] = ['member']) => ({
  principalId,
  tenant: 'acme',
  roles,
  goodUntil: clock.at + HOUR,
})

/** A live connection without a network: it says with which code it was closed. */
async function connect(of: TrafficCop, token: string): Promise<{ id: string; closed: number | null }> {
  const { caller } = await of.recognise(token)
  const state = { id: `c${Math.random()}`, closed: null as number | null }
  const socket = Object.assign(new EventEmitter(), {
    close(code: number) {
      state.closed = code
      socket.emit('close')
    },
    terminate() {},
  })
  const connection = connections.register({
    id: state.id,
    door: 'test',
    realm: 'experience',
    sessionId: caller.session_id,
    credential: caller.credential,
    agentType: null,
    pillar: null,
    socket: socket as never,
    stream: socket as never,
  })
  await of.link(connection, caller.session_id)
  return state
}

describe('[D1.5] a token', () => {
  test('expires when it was not used for thirty days, and a use keeps it', async () => {
    const { session_token } = await cop.openGuest('here')
    clock.at += 29 * DAY
    const { check } = await cop.recognise(session_token)
    clock.at += 29 * DAY
    expect(check().session_id).toBe((await cop.recognise(session_token)).caller.session_id)
    clock.at += 31 * DAY
    expect(check).toThrow(expect.objectContaining(ENDED))
    await expect(cop.recognise(session_token)).rejects.toMatchObject(ENDED)
    await expect(openCop().recognise(session_token)).rejects.toMatchObject(ENDED)
  })

  test('that slid is good in the next run of the process too', async () => {
    const { session_token } = await cop.openGuest('here')
    clock.at += 29 * DAY
    await cop.recognise(session_token)
    await bench.store.writable()
    clock.at += 29 * DAY
    expect((await openCop().recognise(session_token)).caller.principal.kind).toBe('guest')
  })

  test('that was revoked stays revoked for whoever still holds what it once was', async () => {
    const { session_token } = await cop.openGuest('here')
    const live = await cop.recognise(session_token)
    await cop.end(live.caller)
    expect(live.check).toThrow(expect.objectContaining(ENDED))
    expect(() => cop.standing(live.caller)).toThrow(expect.objectContaining(ENDED))
    await expect(openCop().recognise(session_token)).rejects.toMatchObject(ENDED)
  })
})

describe('[D1.7] a live connection', () => {
  test('is closed with 4440 when its session comes to its end by the clock', async () => {
    const { session_token } = await cop.openGuest('here')
    const connection = await connect(cop, session_token)
    clock.at += 30 * DAY - 1
    cop.closeExpired()
    expect(connection.closed).toBeNull()
    clock.at += 1
    cop.closeExpired()
    expect(connection.closed).toBe(4440)
    expect(notes.map(({ action }) => action)).toContain('session.expired')
  })

  test('is closed with 4440 when somebody else revoked its token on the disk', async () => {
    const [anna, eve] = [await cop.openGuest('here'), await cop.openGuest('here')]
    const [hers, other] = [await connect(cop, anna.session_token), await connect(cop, eve.session_token)]
    const elsewhere = openCop()
    await elsewhere.endOne((await elsewhere.recognise(anna.session_token)).caller, anna.session_id)
    await new Promise((resolve) => setImmediate(resolve))
    // Told apart from the closing that `endOne` does: this registry is shared, so a fresh one is asked.
    expect([hers.closed, other.closed]).toEqual([4440, null])
    const third = await cop.openGuest('here')
    const quiet = await connect(cop, third.session_token)
    const { credential } = (await cop.recognise(third.session_token)).caller
    await bench.store.query('revokeToken', { hash: credential, now: new Date(clock.at).toISOString() })
    cop.closeExpired()
    expect(quiet.closed).toBeNull()
    await cop.recheck()
    expect([quiet.closed, other.closed]).toEqual([4440, null])
  })

  test('is refused when its principal holds as many as are allowed', async () => {
    const { session_token } = await cop.openGuest('here')
    await connect(cop, session_token)
    await connect(cop, session_token)
    await expect(connect(cop, session_token)).rejects.toMatchObject({ refusal: 'RATE_LIMITED' })
  })
})

describe('[D1.8] a signed-in person', () => {
  test('comes back to the same workspace with a new token each time, and roles are what they are now', async () => {
    const first = await cop.openUser(subject('user:anna'))
    const second = await cop.openUser(subject('user:anna', ['member', 'operator']))
    expect(second.session_id).toBe(first.session_id)
    expect(second.session_token).not.toBe(first.session_token)
    expect((await cop.recognise(first.session_token)).caller.principal.roles).toEqual(['member', 'operator'])
    const again = await openCop().openUser(subject('user:anna'))
    expect(again.session_id).toBe(first.session_id)
    expect((await cop.openUser(subject('user:eve'))).session_id).not.toBe(first.session_id)
  })

  test('gets no workspace of another tenant', async () => {
    const acme = await cop.openUser(subject('user:bob'))
    const other = await cop.openUser({ ...subject('user:bob'), tenant: 'other' })
    expect(other.session_id).not.toBe(acme.session_id)
  })

  test('signing out on one device leaves the other signed in; ending the workspace ends both', async () => {
    const [phone, desk] = [await cop.openUser(subject('user:carl')), await cop.openUser(subject('user:carl'))]
    await cop.end((await cop.recognise(phone.session_token)).caller)
    await expect(cop.recognise(phone.session_token)).rejects.toMatchObject(ENDED)
    const { caller } = await cop.recognise(desk.session_token)
    await cop.endOne(caller, desk.session_id)
    await new Promise((resolve) => setImmediate(resolve))
    await expect(cop.recognise(desk.session_token)).rejects.toMatchObject(ENDED)
    expect((await cop.openUser(subject('user:carl'))).session_id).not.toBe(desk.session_id)
  })

  test('[L10] sees and ends workspaces of its own alone', async () => {
    const { session_token, session_id } = await cop.openUser(subject('user:dora'))
    const { caller } = await cop.recognise(session_token)
    const second = await cop.openAnother(caller)
    expect((await cop.list(caller, {})).map((view) => view.session_id).sort()).toEqual(
      [session_id, second.session_id].map(String).sort(),
    )
    const eve = await cop.openUser(subject('user:eve2'))
    const { caller: stranger } = await cop.recognise(eve.session_token)
    for (const id of [session_id, 'no-such-session']) {
      await expect(cop.viewOne(stranger, id)).rejects.toThrow('There is no such session.')
      await expect(cop.endOne(stranger, id)).rejects.toThrow('There is no such session.')
    }
    expect((await cop.viewOne(caller, second.session_id)).session_id).toBe(second.session_id)
  })
})

describe('[D1.10] roles', () => {
  const rolesOf = async (token: string, of = cop) => (await of.recognise(token)).caller.principal.roles

  test('belong to the principal: a demotion reaches every session and every open socket at once', async () => {
    const login = await cop.openUser(subject('user:olga', ['member', 'operator']))
    const { caller } = await cop.recognise(login.session_token)
    const [one, two] = [await cop.openAnother(caller), await cop.openAnother(caller)]
    const held = await cop.recognise(two.session_token)
    await cop.openUser(subject('user:olga'))
    for (const { session_token } of [login, one, two]) {
      expect(await rolesOf(session_token)).toEqual(['member'])
      // The next run of the process reads them from the disk.
      expect(await rolesOf(session_token, openCop())).toEqual(['member'])
    }
    expect(held.caller.principal.roles).toEqual(['member'])
    expect(caller.principal.roles).toEqual(['member'])
  })

  test('are never copied from a caller that still has the old ones', async () => {
    const login = await cop.openUser(subject('user:oskar', ['member', 'operator']))
    const old = structuredClone((await cop.recognise(login.session_token)).caller)
    await cop.openUser(subject('user:oskar'))
    const minted = await cop.openAnother(old)
    expect(minted.principal.roles).toEqual(['member'])
    expect(await rolesOf(minted.session_token)).toEqual(['member'])
    expect(await rolesOf(minted.session_token, openCop())).toEqual(['member'])
  })

  test('of the same subject in another tenant stay as they are', async () => {
    const other = await cop.openUser({ ...subject('user:otto', ['member', 'operator']), tenant: 'globex' })
    await cop.openUser(subject('user:otto'))
    expect(await rolesOf(other.session_token)).toEqual(['member', 'operator'])
    expect(await rolesOf(other.session_token, openCop())).toEqual(['member', 'operator'])
  })
})

describe('[D1.11] the life of a user’s session', () => {
  const endsAt = async (token: string, hours: number) => {
    const before = clock.at
    // Used every hour: use alone does not keep it.
    for (let hour = 0; hour < hours; hour += 1) {
      await cop.recognise(token)
      clock.at += HOUR
    }
    const [here, elsewhere] = [cop, openCop()].map((of) => of.recognise(token))
    await expect(here).rejects.toMatchObject(ENDED)
    await expect(elsewhere).rejects.toMatchObject(ENDED)
    clock.at = before
  }

  test('ends a bounded time after the word of the identity provider, however often it is used', async () => {
    const { session_token, expires_at } = await cop.openUser(subject('user:paula'))
    expect(Date.parse(expires_at) - clock.at).toBe(13 * HOUR)
    const { caller } = await cop.recognise(session_token)
    clock.at += HOUR
    const minted = await cop.openAnother(caller)
    expect(Date.parse(minted.expires_at)).toBe(Date.parse(expires_at))
    clock.at -= HOUR
    await endsAt(session_token, 13)
  })

  test('ends after its longest life, whatever the identity provider says', async () => {
    const { expires_at } = await cop.openUser({ ...subject('user:paul'), goodUntil: clock.at + 400 * DAY })
    expect(Date.parse(expires_at) - clock.at).toBe(30 * DAY)
  })
})

describe('[D1.12] ending sessions', () => {
  test('all of mine: every token ends, also of more sessions than fit on a page, and their work', async () => {
    const login = await cop.openUser(subject('user:quentin'))
    const { caller } = await cop.recognise(login.session_token)
    const minted = await Promise.all(Array.from({ length: 205 }, () => cop.openAnother(caller)))
    const socket = await connect(cop, minted[204]?.session_token ?? '')
    const eve = await cop.openUser(subject('user:eve3'))
    expect(await cop.endAll(caller)).toBe(206)
    await new Promise((resolve) => setImmediate(resolve))
    for (const { session_token } of [login, ...minted]) {
      await expect(cop.recognise(session_token)).rejects.toMatchObject(ENDED)
    }
    expect(socket.closed).toBe(4440)
    expect((await cop.recognise(eve.session_token)).caller.principal.id).toBe('user:eve3')
    expect(ended.flatMap(({ sessionIds }) => sessionIds)).toHaveLength(206)
    expect(ended[0]?.cause).toMatchObject({ by: 'session_ended', session_id: caller.session_id })
  })

  test('an operator ends one session or all of a principal, of its own tenant alone', async () => {
    const { caller } = await cop.recognise(
      (await cop.openUser(subject('user:rosa', ['member', 'operator']))).session_token,
    )
    const hers = await cop.openUser(subject('user:sara'))
    const foreign = await cop.openUser({ ...subject('user:sara'), tenant: 'globex' })
    await expect(cop.endFor(caller, 'acme', foreign.session_id)).rejects.toThrow('There is no such session.')
    await expect(cop.endFor(caller, 'acme', 'no-such-session')).rejects.toThrow('There is no such session.')
    await cop.endFor(caller, 'acme', hers.session_id)
    await expect(cop.recognise(hers.session_token)).rejects.toMatchObject(ENDED)
    expect(ended.at(-1)).toEqual({
      sessionIds: [hers.session_id],
      cause: { by: 'operator', session_id: caller.session_id },
    })
    const again = [await cop.openUser(subject('user:sara')), await cop.openUser(subject('user:sara'))]
    expect(await cop.endAllFor(caller, 'acme', 'user:sara')).toBe(1)
    for (const { session_token } of again) {
      await expect(cop.recognise(session_token)).rejects.toMatchObject(ENDED)
    }
    expect((await cop.recognise(foreign.session_token)).caller.tenant).toBe('globex')
    await expect(cop.endAllFor(caller, 'acme', 'user:nobody')).rejects.toMatchObject({ refusal: 'NOT_FOUND' })
    // A platform operator ends them wherever they are.
    await cop.endFor(caller, null, foreign.session_id)
    await expect(cop.recognise(foreign.session_token)).rejects.toMatchObject(ENDED)
    expect(notes.at(-1)).toMatchObject({
      action: 'session.ended',
      detail: { by: 'operator', ended: foreign.session_id, of_tenant: 'globex' },
    })
  })
})

describe('[D1.3] a ticket', () => {
  test('is spent by its first use, and too old after half a minute', async () => {
    const { session_token } = await cop.openGuest('here')
    const { caller } = await cop.recognise(session_token)
    const { ticket } = await cop.issueTicket(caller)
    expect((await cop.recognise(ticket)).caller.session_id).toBe(caller.session_id)
    await expect(cop.recognise(ticket)).rejects.toMatchObject({ refusal: 'UNAUTHENTICATED' })
    const late = await cop.issueTicket(caller)
    clock.steady += 30_000
    await expect(cop.recognise(late.ticket)).rejects.toMatchObject({ refusal: 'UNAUTHENTICATED' })
  })

  test('is as good after a jump of the wall clock as before it, and no longer good for one back', async () => {
    const { session_token } = await cop.openGuest('here')
    const { caller } = await cop.recognise(session_token)
    const [first, second] = [await cop.issueTicket(caller), await cop.issueTicket(caller)]
    clock.at += DAY
    expect((await cop.recognise(first.ticket)).caller.session_id).toBe(caller.session_id)
    clock.at -= 2 * DAY
    clock.steady += 30_000
    await expect(cop.recognise(second.ticket)).rejects.toMatchObject({ refusal: 'UNAUTHENTICATED' })
    clock.at += DAY
  })
})

import { readFileSync, statSync } from 'node:fs'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { WebSocket } from 'ws'
import { Issuer } from '../principals/issuer.test-support.ts'
import { type AuditEntry, ended, Live, type Person } from './live.test-support.ts'

let issuer: Issuer
let live: Live
let operator: Person

beforeAll(async () => {
  issuer = await Issuer.open()
  live = await Live.open({ env: { ...issuer.env, RESTRICTED_AGENTS: 'liaison.operations=member+operator' } })
  operator = await live.user(await issuer.token({ sub: 'olga', roles: ['operator'] }))
})
afterAll(async () => {
  await live[Symbol.asyncDispose]()
  await issuer[Symbol.asyncDispose]()
})

const exchange = async (bearer: string) => {
  const headers = { authorization: `Bearer ${bearer}` }
  const response = await fetch(`${live.url}/api/auth/session`, { method: 'POST', headers })
  return { status: response.status, body: await response.json() }
}

test('[M4, P1] Runtime can tell whose budget is spent, and not who it is', async () => {
  const keyOf = async (person: Person) => {
    const { invocation_id } = await person.trpc.guide.send.mutate({ message: 'hello' })
    const asked = () => live.runtime.requests.find(({ invocation }) => invocation.invocation_id === invocation_id)
    await live.runtime.until(() => asked() !== undefined)
    return asked()?.invocation.budget_key
  }
  const carla = async () => live.user(await issuer.token({ sub: 'carla' }))
  const first = await keyOf(await carla())
  expect(first).toMatch(/^[\w-]{43}$/)
  expect(await keyOf(await carla())).toBe(first)
  expect(await keyOf(operator)).not.toBe(first)
  // A guest who comes again as somebody else, from the same network.
  const guests = [await keyOf(await live.guest()), await keyOf(await live.guest())]
  expect(guests[0]).toBe(guests[1])
  expect(guests[0]).not.toBe(first)
})

test('[T2, P1] gives one turn to all sessions of a principal', async () => {
  const post = async (path: string, token: string, body: object) => {
    const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' }
    const response = await fetch(live.url + path, { method: 'POST', headers, body: JSON.stringify(body) })
    return (await response.json()) as Record<string, string>
  }
  const turnOf = async (token: string) => {
    const { invocation_id } = await post('/api/chat/guide', token, { message: 'hello' })
    const asked = () => live.runtime.requests.find(({ invocation }) => invocation.invocation_id === invocation_id)
    await live.runtime.until(() => asked() !== undefined)
    return asked()?.invocation.session_id
  }
  const guest = await live.guest()
  const second = await post('/api/sessions', guest.token, {})
  const turn = await turnOf(guest.token)
  expect(turn).toMatch(/^[\w-]{43}$/)
  expect(await turnOf(second.session_token ?? '')).toBe(turn)
  expect(await turnOf((await live.guest()).token)).not.toBe(turn)
})

describe('[D1.8] a bearer token of the issuer', () => {
  test('is exchanged for a session of a signed-in person, with the roles of its claim', async () => {
    const { status, body } = await exchange(await issuer.token({ sub: 'anna', roles: ['operator'] }, { alg: 'ES256' }))
    expect([status, body]).toMatchObject([201, { principal: { kind: 'user', roles: ['member', 'operator'] } }])
  })

  test('leads the same person to the same workspace, from a second device with a token of its own', async () => {
    const anna = async () => (await exchange(await issuer.token({ sub: 'anna2' }))).body as Record<string, string>
    const [phone, desk] = [await anna(), await anna()]
    expect(desk.session_id).toBe(phone.session_id)
    expect(desk.session_token).not.toBe(phone.session_token)
  })

  test.each([
    ['of another issuer', () => issuer.token({ sub: 'x' }, { issuer: 'https://evil.example' })],
    ['that has expired', () => issuer.token({ sub: 'x' }, { expiresIn: -600 })],
    ['signed by somebody else', () => issuer.token({ sub: 'x' }, { forged: true })],
    ['that is a session’s token', async () => operator.token],
    ['that is nothing', async () => 'nonsense'],
  ])('%s opens nothing', async (_, token) => {
    expect(await exchange(await token())).toMatchObject({ status: 401, body: { code: 'UNAUTHENTICATED' } })
  })

  test('is of no use where no issuer is configured', async () => {
    await using plain = await Live.open()
    const headers = { authorization: `Bearer ${await issuer.token({ sub: 'anna' })}` }
    const response = await fetch(`${plain.url}/api/auth/session`, { method: 'POST', headers })
    expect([response.status, await response.json()]).toMatchObject([401, { code: 'UNAUTHENTICATED' }])
  })

  test('[SECURITY 5] a session id that a client brings selects nothing', async () => {
    const headers = { 'content-type': 'application/json', cookie: `session_id=${operator.sessionId}` }
    const body = JSON.stringify({ session_id: operator.sessionId })
    const response = await fetch(`${live.url}/api/auth/session?session_id=${operator.sessionId}`, {
      method: 'POST',
      headers,
      body,
    })
    expect(await response.text()).not.toContain(operator.sessionId)
  })
})

describe('[G4] who may use which agent', () => {
  test('is asked before anything is kept, at every way to it', async () => {
    const guest = await live.guest()
    const FORBIDDEN = { data: { httpStatus: 403, refusal: { code: 'FORBIDDEN' } } }
    await expect(guest.trpc.liaison.send.mutate({ pillar: 'operations', message: 'x' })).rejects.toMatchObject(
      FORBIDDEN,
    )
    await expect(
      guest.trpc.routing.preview.query({ message: 'x', context: { agent: 'liaison.operations' } }),
    ).rejects.toMatchObject(FORBIDDEN)
    expect((await guest.trpc.liaison.history.query({ pillar: 'operations' })).messages).toEqual([])
    await operator.trpc.liaison.send.mutate({ pillar: 'operations', message: 'x' })
  })

  test('a guide cannot hand somebody over to an agent that they may not use', async () => {
    live.runtime.script('guide.global', async function* () {
      yield { type: 'agent.token', payload: { text: 'I would hand this over.' } }
      yield {
        type: 'agent.handoff_proposed',
        payload: { to_agent: 'liaison.operations', reason: 'because', confidence: 1 },
      }
    })
    const guest = await live.guest()
    const reader = await guest.listen()
    const { invocation_id } = await guest.trpc.guide.send.mutate({ message: 'hello' })
    await reader.until((items) => ended(items, invocation_id))
    expect(reader.items.map(({ data }) => data.type)).not.toContain('agent.handoff')
    expect((await guest.trpc.liaison.history.query({ pillar: 'operations' })).messages).toEqual([])
  })
})

describe('[G3] what the platform says of itself', () => {
  const WAYS = ['connections', 'invocations', 'health', 'capabilities', 'audit'] as const

  test.each(WAYS)('%s is for operators alone', async (what) => {
    const input = encodeURIComponent('{}')
    const ask = (person: Person) => person.fetch(`/trpc/platform.${what}?input=${input}`)
    const member = await live.user(await issuer.token({ sub: 'mia' }))
    for (const person of [await live.guest(), member]) {
      const response = await ask(person)
      expect([response.status, await response.text()]).toEqual([403, expect.stringContaining('FORBIDDEN')])
    }
    expect((await ask(operator)).status).toBe(200)
  })

  test('shows every live connection with how it fares, and what runs, without a word of what was said', async () => {
    const anna = await live.guest()
    live.runtime.script('guide.global', async function* () {
      yield { type: 'agent.token', payload: { text: 'yes' } }
    })
    const reader = await anna.listen()
    const { invocation_id } = await anna.trpc.guide.send.mutate({ message: 'nobody else reads this' })
    await reader.until((items) => ended(items, invocation_id))
    const connections = await operator.trpc.platform.connections.query()
    expect(connections.find(({ session_id }) => session_id === anna.sessionId)).toMatchObject({
      door: 'trpc',
      realm: 'experience',
      unsent_bytes: expect.any(Number),
      errors: 0,
    })
    const hers = connections.find(({ session_id }) => session_id === anna.sessionId)
    expect([hers?.sent, hers?.received].every((count) => (count ?? 0) > 0)).toBe(true)
    const invocations = await operator.trpc.platform.invocations.query({ status: 'completed', limit: 10 })
    expect(invocations.find((one) => one.invocation_id === invocation_id)).toMatchObject({
      session_id: anna.sessionId,
      status: 'completed',
    })
    expect(JSON.stringify(invocations)).not.toContain('nobody else reads this')
    expect((await operator.trpc.platform.capabilities.query()).map(({ realm }) => realm)).toContain('smart_city')
  })

  test('[G2] the trail says who asked, what was routed where and why, what ran, and what was shown', async () => {
    live.runtime.script('liaison.insights', async function* () {
      yield { type: 'agent.token', payload: { text: 'twelve' } }
    })
    const anna = await live.guest()
    const reader = await anna.listen('insights')
    const sent = await anna.trpc.liaison.send.mutate({ pillar: 'insights', message: 'how many?' })
    await reader.until((items) => ended(items, sent.invocation_id))
    reader.stop()
    const { conversation_id, invocation_id } = sent
    const wanted = ['message.accepted', 'invocation.ended', 'events.shown']
    const entries = await operator.trailUntil((trail) =>
      wanted.every((action) => trail.some((e) => e.action === action && about(e, sent))),
    )
    const of = (action: string) => entries.find((entry) => entry.action === action && about(entry, sent))
    expect(of('message.accepted')).toMatchObject({
      outcome: 'ok',
      session_id: anna.sessionId,
      principal: `guest:${anna.sessionId}`,
      detail: { conversation_id, invocation_id, agent_id: 'liaison.insights', source: 'path', confidence: 1 },
    })
    expect(of('invocation.ended')).toMatchObject({ detail: { end: 'agent.completed', characters: 6, attempt: 1 } })
    expect(of('events.shown')).toMatchObject({ session_id: anna.sessionId, detail: { events: expect.any(Number) } })
  })

  test('[G2] and what was refused: origins, credentials, limits, approvals and rights', async () => {
    const foreign = new WebSocket(`${live.url.replace('http', 'ws')}/trpc`, {
      headers: { origin: 'https://evil.example' },
    })
    await new Promise((resolve) => foreign.on('unexpected-response', resolve))
    await fetch(`${live.url}/api/auth/session`, { headers: { authorization: 'Bearer wrong' } })
    const guest = await live.guest()
    await guest.trpc.platform.audit.query({}).catch(() => {})
    await guest.trpc.guide.send.mutate({ message: 'x'.repeat(32_001) }).catch(() => {})
    const wanted = ['origin.refused', 'auth.failed', 'access.refused', 'limit.hit']
    const ofTheGuest = ({ action, session_id }: AuditEntry) =>
      action === 'access.refused' && session_id === guest.sessionId
    const entries = await operator.trailUntil(
      (trail) => wanted.every((action) => trail.some((entry) => entry.action === action)) && trail.some(ofTheGuest),
    )
    expect(entries.find(ofTheGuest)).toMatchObject({ outcome: 'FORBIDDEN', detail: { where: 'platform.audit' } })
  })

  test('[G2] the trail is read in pages that do not overlap, newest first', async () => {
    const first = await operator.trpc.platform.audit.query({ limit: 5 })
    const second = await operator.trpc.platform.audit.query({ limit: 5, before: first.at(-1)?.id ?? 1 })
    const ids = [...first, ...second].map(({ id }) => id)
    expect(ids).toEqual([...new Set(ids)].sort((a, b) => b - a))
    const limits = await operator.trpc.platform.audit.query({ action: 'limit.hit' })
    expect(new Set(limits.map(({ action }) => action))).toEqual(new Set(['limit.hit']))
  })

  const about = ({ detail }: AuditEntry, sent: { conversation_id: string; invocation_id: string }) =>
    detail.invocation_id === sent.invocation_id || detail.conversation_id === sent.conversation_id
})

describe('[SECURITY 22, 23] what keeps a browser safe', () => {
  test('is on every answer, whatever it answers', async () => {
    const anna = await live.guest()
    const body = new FormData()
    body.set('file', new Blob(['a,b\n1,2\n']), 'a.csv')
    const { file_uuid } = (await (await anna.fetch('/api/files', { method: 'POST', body })).json()) as {
      file_uuid: string
    }
    const answers: [string, Promise<Response>][] = [
      ['200', fetch(`${live.url}/healthz`)],
      ['a session', fetch(`${live.url}/api/auth/session`, { method: 'POST' })],
      ['401', fetch(`${live.url}/api/auth/session`)],
      ['404', fetch(`${live.url}/api/nowhere`)],
      ['no page', fetch(`${live.url}/nowhere`)],
      ['a procedure', anna.fetch('/trpc/session.get')],
      ['no procedure', fetch(`${live.url}/trpc/nothing`)],
      [
        '400',
        anna.fetch('/trpc/guide.send', { method: 'POST', headers: { 'content-type': 'application/json' }, body: '{' }),
      ],
      ['a download', anna.fetch(`/api/files/${file_uuid}/content`)],
      ['a sample', fetch(`${live.url}/api/sample/receivables.csv`)],
    ]
    for (const [what, answer] of answers) {
      const { headers } = await answer
      const csp = headers.get('content-security-policy') ?? ''
      for (const rule of [
        "default-src 'self'",
        "script-src 'self'",
        "object-src 'none'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
      ]) {
        expect([what, csp.split(';').includes(rule)]).toEqual([what, true])
      }
      expect([what, /script-src[^;]*unsafe/.test(csp)]).toEqual([what, false])
      expect([what, headers.get('x-content-type-options')]).toEqual([what, 'nosniff'])
      expect([what, headers.get('x-frame-options')]).toEqual([what, 'DENY'])
      expect([what, headers.get('referrer-policy')]).toEqual([what, 'no-referrer'])
      expect([what, headers.get('x-powered-by'), headers.get('server')]).toEqual([what, null, null])
    }
  })

  test('[D3.2] a download is never a page, whatever was uploaded and however it is named', async () => {
    const anna = await live.guest()
    const body = new FormData()
    body.set('file', new Blob(['<script>alert(1)</script>\n']), 'x";\r\n evil.html.md')
    const { file_uuid } = (await (await anna.fetch('/api/files', { method: 'POST', body })).json()) as {
      file_uuid: string
    }
    const { headers } = await anna.fetch(`/api/files/${file_uuid}/content`)
    expect(headers.get('content-disposition')).toMatch(/^attachment; filename\*=UTF-8''[\w.%-]+$/)
    expect(headers.get('content-type')).not.toContain('html')
    expect(headers.get('cache-control')).toContain('no-store')
  })
})

describe('[SECURITY 36, 41] what is on the disk', () => {
  test('the key is made at the first start, and it and the database are for their owner’s eyes alone', async () => {
    await using fresh = await Live.open({ env: { INTERNAL_KEY: '' } })
    const key = path.join(fresh.directory, 'internal.key')
    expect(readFileSync(key, 'utf8').trim()).toMatch(/^[\w-]{43}$/)
    for (const file of [key, path.join(fresh.directory, 'biplane.db')]) {
      expect([file, (statSync(file).mode & 0o777).toString(8)]).toEqual([file, '600'])
    }
  })
})

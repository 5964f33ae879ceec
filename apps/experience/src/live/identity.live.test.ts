import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { z } from 'zod'
import { Issuer } from '../principals/issuer.test-support.ts'
import { ended, eventsOf, Live, type Person, typesOf } from './live.test-support.ts'
import { openDoor } from './raw-socket.test-support.ts'

let live: Live
let issuer: Issuer
let acme: Person
let globex: Person
let operator: Person
let platform: Person

const entry = z.object({
  id: z.number(),
  tenant: z.string().nullable(),
  class: z.string(),
  n: z.number(),
  hash: z.string(),
})

const login = async (sub: string, tenant: string, roles: string[] = []) =>
  live.user(await issuer.token({ sub, tenant, roles }))

beforeAll(async () => {
  issuer = await Issuer.open()
  live = await Live.open({ env: { ...issuer.env, RESTRICTED_AGENTS: 'liaison.operations=operator' } })
  acme = await login('anna', 'acme')
  // Another person: the issuer of one tenant knows nothing of the subjects of the other.
  globex = await login('anna', 'globex')
  operator = await login('olga', 'acme', ['operator'])
  platform = await login('pia', 'acme', ['platform_operator'])
})
afterAll(async () => {
  await live[Symbol.asyncDispose]()
  await issuer[Symbol.asyncDispose]()
})

const answered = async (person: Person) => {
  const reader = await person.listen()
  const sent = await person.trpc.guide.send.mutate({ message: 'hello' })
  await reader.until((items) => ended(items, sent.invocation_id))
  reader.stop()
  return sent
}

describe('[D1.8] equal subjects of two tenants', () => {
  test('share no session, no conversation, no file and no invocation', async () => {
    expect(acme.sessionId).not.toBe(globex.sessionId)
    const { conversation_id, invocation_id } = await answered(acme)
    expect((await globex.trpc.conversation.list.query()).map((one) => one.conversation_id)).not.toContain(
      conversation_id,
    )
    const refused = { data: { refusal: { code: 'NOT_FOUND' } } }
    await expect(globex.trpc.invocation.get.query({ invocation_id })).rejects.toMatchObject(refused)
    await expect(globex.trpc.guide.history.query({ conversation_id })).rejects.toMatchObject(refused)
    const sessions = await (await globex.fetch('/api/sessions')).text()
    expect(sessions).not.toContain(acme.sessionId)
  })
})

describe('[G3] an operator', () => {
  test('sees its own tenant in every list, a platform operator every tenant', async () => {
    const [ours, theirs] = [await answered(acme), await answered(globex)]
    const seen = async (person: Person) => {
      const { trpc } = person
      const whole = await Promise.all([
        trpc.platform.invocations.query({ limit: 200 }),
        trpc.platform.connections.query({ limit: 200 }),
        trpc.platform.sessions.query({ limit: 200 }),
        person.trailUntil((trail) => JSON.stringify(trail).includes(ours.invocation_id)),
      ])
      return JSON.stringify(whole)
    }
    const [own, all] = [await seen(operator), await seen(platform)]
    for (const id of [ours.invocation_id, acme.sessionId]) expect(own).toContain(id)
    for (const id of [theirs.invocation_id, globex.sessionId, '"globex"']) {
      expect(own).not.toContain(id)
      expect(all).toContain(id)
    }
    const refused = { data: { refusal: { code: 'NOT_FOUND' } } }
    const foreign = { invocation_id: theirs.invocation_id }
    await expect(operator.trpc.platform.timeline.query(foreign)).rejects.toMatchObject(refused)
    expect((await platform.trpc.platform.timeline.query(foreign)).length).toBeGreaterThan(1)
    expect((await operator.trpc.platform.timeline.query({ invocation_id: ours.invocation_id })).length).toBeGreaterThan(
      1,
    )
    const counts = await Promise.all([operator, platform].map(({ trpc }) => trpc.platform.health.query()))
    expect(counts[0]?.connections).toBeLessThan(counts[1]?.connections ?? 0)
  })

  test('of its own tenant alone may end sessions, and nobody else may', async () => {
    const before = await login('tess', 'acme')
    const end = (person: Person, id: string) => person.fetch(`/api/admin/sessions/${id}`, { method: 'DELETE' })
    expect((await end(acme, before.sessionId)).status).toBe(403)
    expect((await end(operator, globex.sessionId)).status).toBe(404)
    expect((await end(operator, 'none')).status).toBe(404)
    expect((await end(operator, before.sessionId)).status).toBe(204)
    expect((await before.fetch('/api/auth/session')).status).toBe(401)
    expect((await globex.fetch('/api/auth/session')).status).toBe(200)
  })

  test('[E6] ends every session of a principal: sockets close, and the answer says by whom it was stopped', async () => {
    live.runtime.script('guide.global', async function* (_, { signal }) {
      yield { type: 'agent.token', payload: { text: 'first ' } }
      await new Promise((resolve) => signal.addEventListener('abort', resolve))
    })
    const vera = await login('vera', 'acme')
    await using socket = openDoor(live.url, '/api/ws/guide', vera.token)
    await socket.say({ type: 'user_message', message: 'hello' })
    const { metadata } = await socket.frame('agent_streaming')
    const [row] = await operator.trpc.platform.sessions.query({ limit: 1 })
    const session = (await operator.trpc.platform.sessions.query({})).find((one) => one.session_id === vera.sessionId)
    expect(row).toBeDefined()
    const response = await operator.fetch(
      `/api/admin/sessions?principal=${encodeURIComponent(session?.principal ?? '')}`,
      {
        method: 'DELETE',
      },
    )
    expect([response.status, await response.json()]).toEqual([200, { ended: 1 }])
    expect(await socket.end()).toMatchObject({ code: 4440 })
    const trail = await operator.trailUntil((entries) =>
      entries.some((one) => one.action === 'invocation.ended' && one.session_id === vera.sessionId),
    )
    expect(trail.find((one) => one.action === 'invocation.ended' && one.session_id === vera.sessionId)).toMatchObject({
      tenant: 'acme',
      principal: session?.principal,
      detail: { cause: 'operator', caused_by: operator.sessionId },
    })
    expect(trail.find((one) => one.action === 'session.ended' && one.detail.by === 'operator')).toMatchObject({
      session_id: operator.sessionId,
      detail: { of_principal: session?.principal },
    })
    const invocations = await operator.trpc.platform.invocations.query({ limit: 200 })
    expect(invocations.find((one) => one.session_id === vera.sessionId)).toMatchObject({
      tenant: 'acme',
      status: 'cancelled',
      cause: { by: 'operator', session_id: operator.sessionId },
    })
    expect(metadata).toBeDefined()
  })
})

describe('[G2] the export of the audit trail', () => {
  test('is every entry of the tenant as JSON lines, in order, for operators alone', async () => {
    const lines = async (person: Person, query = '') => {
      const response = await person.fetch(`/api/admin/audit/export${query}`)
      expect(response.headers.get('content-type')).toContain('application/x-ndjson')
      const text = await response.text()
      return text
        .trim()
        .split('\n')
        .map((line) => entry.parse(JSON.parse(line)))
    }
    expect((await acme.fetch('/api/admin/audit/export')).status).toBe(403)
    const [own, all] = [await lines(operator), await lines(platform)]
    expect(own.length).toBeGreaterThan(5)
    expect(own.map(({ id }) => id)).toEqual(own.map(({ id }) => id).sort((a, b) => a - b))
    expect(new Set(own.map(({ tenant }) => tenant))).toEqual(new Set(['acme', null]))
    expect(all.map(({ tenant }) => tenant)).toContain('globex')
    expect(all[0]).toMatchObject({ class: expect.any(String), n: 1, hash: expect.stringMatching(/^[0-9a-f]{64}$/) })
    const [third] = await lines(platform, `?after=${all[1]?.id}`)
    expect(third?.id).toBe(all[2]?.id)
  })
})

describe('[D1.10] a demotion', () => {
  test('holds on sockets that were open before it, on every raw transport', async () => {
    const before = await login('walt', 'acme', ['operator'])
    const routes = ['/api/ws/liaison/operations', '/api/runtime/agent', '/realtime']
    const sockets = routes.map((route) => openDoor(live.url, route, before.token))
    await Promise.all(sockets.map((socket) => socket.opened()))
    await login('walt', 'acme')
    const [standard, agent, realtime] = sockets
    const context = { agent: 'liaison.operations' }
    await standard?.say({ type: 'user_message', message: 'hello' })
    await agent?.say({ type: 'agent.message', payload: { text: 'hello', context } })
    await realtime?.say({ type: 'chat.send', payload: { text: 'hello', context } })
    expect(await standard?.frame('error_message')).toMatchObject({ error_code: 'FORBIDDEN' })
    expect(await agent?.frame('error')).toMatchObject({ payload: { code: 'FORBIDDEN' } })
    expect(await realtime?.frame('error')).toMatchObject({ payload: { code: 'FORBIDDEN' } })
    expect((await before.fetch('/api/admin/health')).status).toBe(403)
    for (const socket of sockets) socket.cut()
  })
})

describe('[D1.12] all of my sessions', () => {
  test('end with one call, over HTTP and over tRPC, and what runs in them is asked to end', async () => {
    for (const how of ['http', 'trpc'] as const) {
      const xena = await login(`xena-${how}`, 'acme')
      const minted = await (await xena.fetch('/api/sessions', { method: 'POST' })).text()
      const token = JSON.parse(minted).session_token
      const reader = await xena.listen()
      await xena.trpc.guide.send.mutate({ message: 'hello' })
      await reader.until((items) => typesOf(items).includes('agent.token'))
      if (how === 'http') expect((await xena.fetch('/api/sessions', { method: 'DELETE' })).status).toBe(204)
      else expect(await xena.trpc.session.endAll.mutate()).toEqual({ ended: 2 })
      for (const one of [xena.token, token]) {
        const response = await fetch(`${live.url}/api/auth/session`, { headers: { authorization: `Bearer ${one}` } })
        expect(response.status).toBe(401)
      }
      await operator.trailUntil((entries) =>
        entries.some((one) => one.detail.cause === 'session_ended' && one.session_id === xena.sessionId),
      )
      expect(eventsOf(reader.items).length).toBeGreaterThan(0)
      reader.stop()
    }
  })
})

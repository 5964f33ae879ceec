// API keys over HTTP, tRPC and sockets, against a running server. [D1.14]
import { apiKeyView, createdApiKey } from '@biplane/contracts/wire/commands'
import { apiKeyList } from '@biplane/contracts/wire/http'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { WebSocket } from 'ws'
import { Issuer } from '../principals/issuer.test-support.ts'
import { type AuditEntry, Live, Person } from './live.test-support.ts'
import { withinLoopMs } from './loop-deadline.test-support.ts'
import { SseReader } from './sse-reader.test-support.ts'

let live: Live
let issuer: Issuer

beforeAll(async () => {
  issuer = await Issuer.open()
  live = await Live.open({ env: { ...issuer.env, LIMIT_API_KEYS_PER_PRINCIPAL: '3', LIMIT_API_KEY_DAYS: '30' } })
})
afterAll(async () => {
  await live[Symbol.asyncDispose]()
  await issuer[Symbol.asyncDispose]()
})

const jsonHeaders = { 'content-type': 'application/json' }

async function createKey(person: Person, body: object = { name: 'a program' }) {
  const response = await person.fetch('/api/auth/keys', {
    method: 'POST',
    headers: jsonHeaders,
    body: JSON.stringify(body),
  })
  expect(response.status).toBe(201)
  return createdApiKey.parse(await response.json())
}

/** The same person, through a key. */
const by = (api_key: string, person: Person) => new Person(live, api_key, person.sessionId)

const revoke = (person: Person, id: string) => person.fetch(`/api/auth/keys/${id}`, { method: 'DELETE' })

describe('[D1.14] an API key', () => {
  test('works over HTTP, tRPC and sockets', async () => {
    const anna = await live.guest()
    const { api_key } = await createKey(anna)
    expect(api_key).toMatch(/^bpk_[\w-]{43}$/)
    const program = by(api_key, anna)
    expect((await program.fetch('/api/files')).status).toBe(200)
    const { session_id } = await program.trpc.session.get.query()
    expect(session_id).toBe(anna.sessionId)
    const headers = { authorization: `Bearer ${api_key}` }
    const socket = new WebSocket(`${live.url.replace('http', 'ws')}/api/ws/guide`, { headers })
    await new Promise((resolve) => socket.once('message', resolve))
    socket.close()
  })

  test('is shown once and listed without its secret', async () => {
    const anna = await live.guest()
    const { api_key, ...view } = await createKey(anna, { name: 'nightly report' })
    const text = await (await anna.fetch('/api/auth/keys')).text()
    expect(apiKeyList.parse(JSON.parse(text))).toEqual([view])
    expect(text).not.toContain(api_key)
    expect(await anna.trpc.apiKey.list.query()).toEqual([apiKeyView.parse(view)])
  })

  test('[D1.7] ends its open streams within a second of being revoked', async () => {
    const anna = await live.guest()
    const { key_id, api_key } = await createKey(anna)
    await using reader = new SseReader(`${live.url}/api/chat/conversation/events`, { token: api_key })
    await using hers = new SseReader(`${live.url}/api/chat/conversation/events`, { token: anna.token })
    const headers = { authorization: `Bearer ${api_key}` }
    const socket = new WebSocket(`${live.url.replace('http', 'ws')}/api/ws/guide`, { headers })
    await new Promise((resolve) => socket.once('message', resolve))
    await Promise.all([reader.until((frames) => frames.length > 0), hers.until((frames) => frames.length > 0)])
    const closed = new Promise<number>((resolve) => socket.once('close', (code) => resolve(code)))
    expect((await revoke(anna, key_id)).status).toBe(204)
    // The look itself is every second; the rest is the time of this test.
    const [code] = await withinLoopMs('ending the streams of a key', 1_500, Promise.all([closed, reader.end()]))
    expect(code).toBe(4440)
    expect(hers.ended).toBe(false)
    expect((await by(api_key, anna).fetch('/api/files')).status).toBe(401)
    expect((await anna.fetch('/api/files')).status).toBe(200)
    expect((await revoke(anna, key_id)).status).toBe(404)
  })

  test('stays revoked after a restart', async () => {
    const anna = await live.guest()
    const [gone, kept] = [await createKey(anna), await createKey(anna)]
    await revoke(anna, gone.key_id)
    await live.restart()
    expect((await by(gone.api_key, anna).fetch('/api/files')).status).toBe(401)
    expect((await by(kept.api_key, anna).fetch('/api/files')).status).toBe(200)
  })

  test('reaches its own session alone', async () => {
    const anna = await live.user(await issuer.token({ sub: 'anna', roles: ['operator'] }))
    const { api_key, key_id } = await createKey(anna)
    const program = by(api_key, anna)
    const calls: [string, string][] = [
      ['GET', '/api/auth/keys'],
      ['POST', '/api/auth/keys'],
      ['DELETE', `/api/auth/keys/${key_id}`],
      ['GET', '/api/sessions'],
      ['POST', '/api/sessions'],
      ['DELETE', '/api/sessions'],
      ['GET', `/api/sessions/${anna.sessionId}`],
      ['DELETE', `/api/sessions/${anna.sessionId}`],
      ['GET', '/api/me/export'],
      ['DELETE', '/api/me'],
      ['GET', '/api/admin/sessions'],
      ['GET', '/api/admin/audit'],
    ]
    for (const [method, path] of calls) {
      const body =
        method === 'POST' ? { headers: jsonHeaders, body: path.endsWith('keys') ? '{"name":"x"}' : '{}' } : {}
      expect([method, path, (await program.fetch(path, { method, ...body })).status]).toEqual([method, path, 403])
    }
    expect((await program.fetch('/api/auth/session', { method: 'POST' })).status).toBe(401)
    expect((await anna.fetch('/api/admin/audit')).status).toBe(200)
  })

  test('is one of a limited number, of which ended ones are none', async () => {
    const anna = await live.guest()
    const keys = [await createKey(anna), await createKey(anna), await createKey(anna)]
    const another = () =>
      anna.fetch('/api/auth/keys', { method: 'POST', headers: jsonHeaders, body: '{"name":"one more"}' })
    expect((await another()).status).toBe(413)
    await revoke(anna, keys[0]?.key_id ?? '')
    // All at once: the count and the row are one transaction.
    const statuses = (await Promise.all([another(), another(), another()])).map(({ status }) => status)
    expect(statuses.sort()).toEqual([201, 413, 413])
  })

  test('lives no longer than the limit', async () => {
    const anna = await live.guest()
    const { created_at, expires_at } = await createKey(anna, { name: 'x', expires_in_days: 365 })
    expect(Date.parse(expires_at) - Date.parse(created_at)).toBe(30 * 86_400_000)
  })

  test.each([
    {},
    { name: '' },
    { name: '  ' },
    { name: 'x'.repeat(65) },
    { name: 'x', expires_in_days: 0 },
    { name: 1 },
  ])('[L11] is refused for %j', async (body) => {
    const anna = await live.guest()
    const init = { method: 'POST', headers: jsonHeaders, body: JSON.stringify(body) }
    expect((await anna.fetch('/api/auth/keys', init)).status).toBe(400)
  })

  test('[D1.12] ends when its owner signs out everywhere', async () => {
    const anna = await live.guest()
    const { api_key } = await createKey(anna)
    await anna.fetch('/api/sessions', { method: 'DELETE' })
    expect((await by(api_key, anna).fetch('/api/files')).status).toBe(401)
  })

  test('[G2] leaves its making and its end in the trail, without its name', async () => {
    const olga = await live.user(await issuer.token({ sub: 'olga', roles: ['operator'] }))
    const { key_id } = await createKey(olga, { name: 'PLANTED-KEY-NAME' })
    await revoke(olga, key_id)
    const ofIt = (entries: AuditEntry[]) => entries.filter(({ detail }) => detail.key === key_id)
    const trail = await olga.trailUntil((entries) => ofIt(entries).length >= 2)
    const ofKey = ofIt(trail)
    expect(ofKey.map(({ action }) => action).sort()).toEqual(['api_key.created', 'api_key.revoked'])
    expect(JSON.stringify(trail)).not.toContain('PLANTED-KEY-NAME')
  })
})

test('[D1.14] every 401 over HTTP names the scheme', async () => {
  for (const authorization of [undefined, 'Bearer nobody', 'Basic eDp5']) {
    const response = await fetch(`${live.url}/api/files`, authorization ? { headers: { authorization } } : {})
    expect([response.status, response.headers.get('www-authenticate')]).toEqual([401, 'Bearer'])
  }
})

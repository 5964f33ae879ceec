// What a running Experience says of itself: figures, readiness, log lines.
import { Writable } from 'node:stream'
import { openLog } from '@biplane/process/log'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { WebSocket } from 'ws'
import { Issuer } from '../principals/issuer.test-support.ts'
import { ended, Live } from './live.test-support.ts'

const METRICS_TOKEN = 'figures-are-for-me-alone'

/** The value of one figure, named as it is written; `null` when it is not there. */
function figure(text: string, name: string): number | null {
  const line = text.split('\n').find((one) => one.startsWith(`${name} `))
  return line === undefined ? null : Number(line.slice(name.length + 1))
}

describe('[D3.19] the figures', () => {
  let issuer: Issuer
  let live: Live
  const read = async (headers: Record<string, string> = {}) => fetch(`${live.url}/metrics`, { headers })
  const figures = async () => (await read()).text()

  beforeAll(async () => {
    issuer = await Issuer.open()
    live = await Live.open({ env: { ...issuer.env, METRICS_TOKEN } })
  })
  afterAll(async () => {
    await live[Symbol.asyncDispose]()
    await issuer[Symbol.asyncDispose]()
  })

  test('count what was synced: events, pieces, ends, and how soon they reached a reader', async () => {
    live.runtime.script('guide.global', async function* () {
      for (const text of ['one ', 'two ', 'three']) yield { type: 'agent.token', payload: { text } }
    })
    const anna = await live.guest()
    const before = await figures()
    const reader = await anna.listen()
    await reader.until((items) => items.length > 0)
    const { invocation_id } = await anna.trpc.guide.send.mutate({ message: 'count' })
    await reader.until((items) => ended(items, invocation_id))
    const events = reader.items.filter(({ data }) => data.type !== 'snapshot').length
    reader.stop()
    const after = await figures()
    const grown = (name: string) => (figure(after, name) ?? 0) - (figure(before, name) ?? 0)
    expect(grown('biplane_events_appended_total')).toBe(events)
    expect(grown('biplane_answer_tokens_total')).toBe(3)
    expect(grown('biplane_invocations_ended_total{end="completed"}')).toBe(1)
    expect(grown('biplane_first_token_seconds_count')).toBe(1)
    expect(grown('biplane_answer_seconds_count')).toBe(1)
    expect(grown('biplane_commit_events_sum')).toBe(events)
    expect(grown('biplane_commit_seconds_count')).toBeGreaterThan(0)
    expect(grown('biplane_follow_lag_seconds_count')).toBeGreaterThan(0)
  })

  test('show what is open now, by door and realm, and go back when it closes', async () => {
    const anna = await live.guest()
    const socket = new WebSocket(`${live.url.replace('http', 'ws')}/api/ws/liaison/content?session_token=${anna.token}`)
    await new Promise((resolve) => socket.once('message', resolve))
    const open = await figures()
    const door = open.split('\n').find((line) => /^biplane_connections\{.*realm="business_enablement"/.test(line)) ?? ''
    const name = door.slice(0, door.lastIndexOf(' '))
    expect(figure(open, name)).toBe(1)
    const closed = new Promise((resolve) => socket.once('close', resolve))
    socket.close(1000)
    await closed
    // The registry hears of it when its own end is closed.
    for (let text = await figures(); figure(text, name) !== null; ) text = await figures()
    expect(figure(await figures(), 'biplane_connections_closed_total{code="1000"}')).toBeGreaterThan(0)
  })

  test('have what waits, what is owned, what was refused, and how the process fares', async () => {
    const anna = await live.guest()
    const refused = async () => figure(await figures(), 'biplane_refusals_total{code="NOT_FOUND"}') ?? 0
    const before = await refused()
    expect((await anna.fetch('/api/files/00000000-0000-4000-8000-000000000000')).status).toBe(404)
    expect(await refused()).toBe(before + 1)
    const text = await figures()
    for (const name of [
      'biplane_invocations{state="queued"}',
      'biplane_leases',
      'biplane_unsent_bytes',
      'biplane_store_waiting',
      'nodejs_eventloop_lag_p99_seconds',
      'process_cpu_seconds_total',
      'process_resident_memory_bytes',
    ]) {
      expect(figure(text, name), name).toBeGreaterThanOrEqual(0)
    }
    expect(figure(text, 'biplane_runtime_connected')).toBe(1)
  })

  test.each<Record<string, string>>([
    { 'x-forwarded-for': '203.0.113.7' },
    { forwarded: 'for=203.0.113.7' },
    { 'x-real-ip': '203.0.113.7' },
    { via: '1.1 somebody' },
    { origin: 'https://evil.example' },
  ])('are not for whoever is passed on by a proxy on this machine: %o', async (headers) => {
    expect((await read(headers)).status).toBe(401)
  })

  test('are for operators and for whoever has the token, from anywhere, and for no guest', async () => {
    const elsewhere = { 'x-forwarded-for': '203.0.113.7' }
    const as = async (token: string) => (await read({ ...elsewhere, authorization: `Bearer ${token}` })).status
    const olga = await live.user(await issuer.token({ sub: 'olga', roles: ['operator'] }))
    const anna = await live.guest()
    expect([await as(olga.token), await as(METRICS_TOKEN)]).toEqual([200, 200])
    expect([await as(anna.token), await as(`${METRICS_TOKEN}x`)]).toEqual([403, 401])
  })
})

test('[D3.3] readiness says that the database writes, Runtime answers, and how late the loop is', async () => {
  await using live = await Live.open()
  const ready = async () => {
    const response = await fetch(`${live.url}/readyz`)
    return { status: response.status, body: (await response.json()) as { runtime: { reachable: boolean } } }
  }
  expect(await ready()).toMatchObject({
    status: 200,
    body: { status: 'ok', web_sockets: true, runtime: { reachable: true }, loop_lag_ms: 0 },
  })
  await live.runtime.close()
  let now = await ready()
  while (now.status === 200) now = await ready()
  expect(now).toMatchObject({ status: 503, body: { status: 'degraded', runtime: { reachable: false } } })
  // It lives all the same.
  expect((await fetch(`${live.url}/healthz`)).status).toBe(200)
})

test('[D3.3] is not ready while its loop runs late', async () => {
  let lateMs = 1_001
  await using live = await Live.open({ lateMs: () => lateMs })
  const ready = async () => {
    const response = await fetch(`${live.url}/readyz`)
    return [response.status, await response.json()]
  }
  expect(await ready()).toMatchObject([503, { status: 'degraded', loop_lag_ms: 1_001, database: { writable: true } }])
  lateMs = 1_000
  expect(await ready()).toMatchObject([200, { status: 'ok', loop_lag_ms: 1_000 }])
})

describe('log lines', () => {
  test('name session, conversation, invocation and agent, and hold no secret and nothing of what was said', async () => {
    const lines: string[] = []
    const to = new Writable({
      write(chunk, _encoding, done) {
        lines.push(String(chunk))
        done()
      },
    })
    await using live = await Live.open({ log: openLog('experience', 'debug', to) })
    live.runtime.script('guide.global', async function* () {
      yield { type: 'agent.token', payload: { text: 'the-answer-itself' } }
    })
    const anna = await live.guest()
    const reader = await anna.listen()
    const { invocation_id, conversation_id } = await anna.trpc.guide.send.mutate({ message: 'the-question-itself' })
    await reader.until((items) => ended(items))
    reader.stop()
    await fetch(`${live.url}/api/sessions?session_token=${anna.token}`)
    await fetch(`${live.url}/api/sessions?session_token=somebody-elses-token`)
    const socket = new WebSocket(`${live.url.replace('http', 'ws')}/api/ws/guide?session_token=${anna.token}`)
    await new Promise((resolve) => socket.once('message', resolve))
    socket.send('{"type":"user_message","message":"the-question-itself","surprise":"the-surprise-itself"}')
    await new Promise((resolve) => socket.once('message', resolve))
    socket.terminate()

    const records = () => lines.map((line): Record<string, unknown> => JSON.parse(line))
    const of = (name: string) => records().find(({ msg }) => msg === name)
    while (!of('invocation.ended') || !of('connection.closed')) await new Promise((resolve) => setImmediate(resolve))
    const ids = { session_id: anna.sessionId, conversation_id, invocation_id, agent_id: 'guide.global' }
    expect(of('message.accepted')).toMatchObject({ level: 'info', plane: 'experience', ...ids })
    expect(of('invocation.ended')).toMatchObject({ level: 'info', ...ids, end: 'agent.completed' })
    expect(of('connection.opened')).toMatchObject({ door: expect.any(String), realm: expect.any(String) })
    expect(of('refused')).toMatchObject({ code: expect.any(String) })
    const all = lines.join('')
    for (const secret of [anna.token, live.runtime.key, 'somebody-elses-token', 'itself']) {
      expect(all).not.toContain(secret)
    }
  })
})

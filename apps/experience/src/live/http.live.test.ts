import { Refusal } from '@biplane/contracts/refusal'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { WebSocket } from 'ws'
import { Issuer } from '../principals/issuer.test-support.ts'
import { DescribedHttp, type Told } from './http-described.test-support.ts'
import { Live, type Person } from './live.test-support.ts'
import { SseReader } from './sse-reader.test-support.ts'

let live: Live
let http: DescribedHttp

beforeAll(async () => {
  live = await Live.open()
  http = await DescribedHttp.open(live)
})
afterAll(() => live[Symbol.asyncDispose]())

const get = (as: Person | null, route: string) => http.call({ as, method: 'GET', route })
const post = (as: Person | null, route: string, body?: unknown) => http.call({ as, method: 'POST', route, body })

/** The guide says a word, waits at a gate of its own, and says another. */
let gates = 0
function haltingGuide(): string {
  gates += 1
  const gate = `http-${gates}`
  live.runtime.script('guide.global', async function* (_request, control) {
    yield { type: 'agent.token', payload: { text: 'first ' } }
    await control.gate(gate)
    yield { type: 'agent.token', payload: { text: 'second' } }
  })
  return gate
}

function talkingGuide(...words: string[]): void {
  live.runtime.script('guide.global', async function* () {
    for (const text of words) yield { type: 'agent.token', payload: { text } }
  })
}

const acceptedShape = {
  message_id: expect.any(String),
  invocation_id: expect.any(String),
  conversation_id: expect.any(String),
  event_id: expect.any(Number),
}

describe('[D3.6] saying something', () => {
  test('is accepted with 202 and goes on without the caller', async () => {
    talkingGuide('one ', 'two')
    const anna = await live.guest()
    const { status, body } = await post(anna, '/api/chat/guide', { message: 'hello', message_id: 'm1' })
    expect([status, body]).toEqual([202, { ...acceptedShape, message_id: 'm1', event_id: 1 }])
    const again = await post(anna, '/api/chat/guide', { message: 'hello', message_id: 'm1', wait: 60_000 })
    expect([again.status, again.body]).toMatchObject([200, { ...Object(body), status: 'completed', text: 'one two' }])
  })

  test('with `wait` is answered with the whole answer as soon as that has ended', async () => {
    talkingGuide('one ', 'two')
    const anna = await live.guest()
    const { status, body } = await post(anna, '/api/chat/guide', { message: 'hello', wait: 60_000 })
    expect([status, body]).toMatchObject([
      200,
      {
        ...acceptedShape,
        status: 'completed',
        text: 'one two',
        message: { role: 'assistant', content: 'one two', status: 'complete', agent_id: 'guide.global' },
      },
    ])
  })

  test('with `wait` gives up the waiting, and nothing else, when the time is up', async () => {
    const gate = haltingGuide()
    const anna = await live.guest()
    const { status, body } = await post(anna, '/api/chat/guide', { message: 'hello', wait: 1 })
    expect([status, body]).toEqual([202, acceptedShape])
    live.runtime.open(gate)
    const again = await post(anna, '/api/chat/guide', {
      message: 'hello',
      message_id: Object(body).message_id,
      wait: 60_000,
    })
    expect(again.body).toMatchObject({ status: 'completed', text: 'first second' })
  })

  test('[L4] a caller that goes away while it waits stops nothing', async () => {
    const gate = haltingGuide()
    const anna = await live.guest()
    const gone = new AbortController()
    const waiting = anna
      .fetch('/api/chat/guide', {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ message: 'hello', message_id: 'm1', wait: 60_000 }),
        signal: gone.signal,
      })
      .catch(() => 'gone')
    await live.runtime.reached(gate)
    gone.abort()
    expect(await waiting).toBe('gone')
    live.runtime.open(gate)
    const { body } = await post(anna, '/api/chat/guide', { message: 'hello', message_id: 'm1', wait: 60_000 })
    expect(body).toMatchObject({ status: 'completed', text: 'first second' })
  })

  test('does not wait with `wait` above the limit, and accepts the message', async () => {
    await using strict = await Live.open({ env: { LIMIT_CONNECTIONS_PER_PRINCIPAL: '1' } })
    const described = await DescribedHttp.open(strict)
    const eve = await strict.guest()
    await using stream = new SseReader(`${strict.url}/api/chat/conversation/events`, { token: eve.token })
    await stream.until((frames) => frames.length === 1)
    const body = { message: 'hello', wait: 60_000 }
    const told = await described.call({ as: eve, method: 'POST', route: '/api/chat/guide', body })
    expect([told.status, told.body]).toEqual([202, acceptedShape])
    await stream.until((frames) => frames.some(({ event }) => event === 'agent.completed'))
  })

  test('[D3.7] an answer that failed or was cancelled is told with what it had', async () => {
    const anna = await live.guest()
    live.runtime.script('guide.global', async function* () {
      yield { type: 'agent.token', payload: { text: 'half' } }
      throw new Refusal('AGENT_FAILED', 'It broke.')
    })
    const failed = await post(anna, '/api/chat/guide', { message: 'hello', wait: 60_000 })
    expect([failed.status, failed.body]).toMatchObject([
      200,
      { status: 'failed', text: 'half', message: { error: { code: 'AGENT_FAILED' } } },
    ])
    const gate = haltingGuide()
    const waiting = post(anna, '/api/chat/guide', { message: 'again', message_id: 'm2', wait: 60_000 })
    await live.runtime.reached(gate)
    const { body } = await post(anna, '/api/chat/guide', { message: 'again', message_id: 'm2' })
    const { invocation_id } = Object(body)
    const cancelled = await post(anna, `/api/chat/invocations/${invocation_id}/cancel`)
    expect([cancelled.status, cancelled.body]).toMatchObject([200, { invocation_id, outcome: 'cancelling' }])
    const told = await waiting
    expect([told.status, told.body]).toMatchObject([200, { status: 'cancelled' }])
    // What was shown before the end is a prefix of what it would have said.
    expect('first second'.startsWith(Object(told.body).text)).toBe(true)
  })

  test('a liaison is named by its pillar, and speaks in its own conversation', async () => {
    const anna = await live.guest()
    const guide = await post(anna, '/api/chat/guide', { message: 'hello' })
    const liaison = await post(anna, '/api/chat/liaison', { pillar: 'insights', message: 'hello', wait: 60_000 })
    expect(liaison.body).toMatchObject({ message: { agent_id: 'liaison.insights' } })
    expect(Object(liaison.body).conversation_id).not.toBe(Object(guide.body).conversation_id)
  })

  test('[L12] says what is to happen when the agent is busy', async () => {
    const gate = haltingGuide()
    const anna = await live.guest()
    await post(anna, '/api/chat/guide', { message: 'one' })
    await live.runtime.reached(gate)
    const rejected = await post(anna, '/api/chat/guide', { message: 'two', when_busy: 'reject' })
    expect([rejected.status, rejected.body]).toMatchObject([409, { code: 'BUSY', retryable: true }])
    const queued = await post(anna, '/api/chat/guide', { message: 'three' })
    const { invocation_id } = Object(queued.body)
    expect((await get(anna, `/api/chat/invocations/${invocation_id}`)).body).toMatchObject({ status: 'queued' })
    expect((await post(anna, `/api/chat/invocations/${invocation_id}/cancel`)).body).toMatchObject({
      outcome: 'withdrawn',
    })
    expect((await post(anna, `/api/chat/invocations/${invocation_id}/cancel`)).body).toMatchObject({
      outcome: 'already_finished',
    })
    live.runtime.open(gate)
  })

  test('[D2.10, D3.10] where a message would go is told, and nothing runs', async () => {
    const anna = await live.guest()
    const { status, body } = await post(anna, '/api/intent', { message: 'which invoices are overdue?' })
    expect([status, body]).toMatchObject([200, { agent_id: 'liaison.insights', source: 'router' }])
    expect((await get(anna, '/api/chat/conversation/history')).body).toMatchObject({ messages: [] })
  })
})

describe('[D3.8] conversations', () => {
  test('makes a new conversation the current one; the earlier stays readable', async () => {
    talkingGuide('yes')
    const anna = await live.guest()
    const first = Object((await post(anna, '/api/chat/guide', { message: 'one', wait: 60_000 })).body).conversation_id
    const made = await post(anna, '/api/chat/conversation/create', { title: 'Second' })
    expect([made.status, made.body]).toMatchObject([
      201,
      { success: true, agent_type: 'guide', title: 'Second', current: true, message_count: 0 },
    ])
    const current = await get(anna, '/api/chat/conversation/history?agent_type=guide')
    expect(current.body).toMatchObject({ conversation_id: Object(made.body).conversation_id, messages: [] })
    const earlier = await get(anna, `/api/chat/conversation/history?conversation_id=${first}`)
    expect(earlier.body).toMatchObject({ success: true, conversation_id: first, message_count: 2 })
  })

  test('history comes in pages whose cursor stays good while the conversation grows', async () => {
    talkingGuide('yes')
    const anna = await live.guest()
    for (const message of ['one', 'two', 'three']) await post(anna, '/api/chat/guide', { message, wait: 60_000 })
    const contents = (told: Told) => Object(told.body).messages.map((m: { content: string }) => m.content)
    const last = await get(anna, '/api/chat/conversation/history?limit=2')
    expect(last.body).toMatchObject({ success: true, has_more: true, message_count: 2 })
    expect(contents(last)).toEqual(['three', 'yes'])
    await post(anna, '/api/chat/guide', { message: 'four', wait: 60_000 })
    const earlier = await get(anna, `/api/chat/conversation/history?limit=2&before=${Object(last.body).before}`)
    expect(contents(earlier)).toEqual(['two', 'yes'])
    const first = await get(anna, `/api/chat/conversation/history?limit=2&before=${Object(earlier.body).before}`)
    expect([contents(first), Object(first.body).has_more]).toEqual([['one', 'yes'], false])
    const [one] = Object(first.body).messages
    expect(one).toMatchObject({ role: 'user', content: 'one', timestamp: expect.any(String) })
  })

  test('[L2] pages the log from a cursor of either form, each event once', async () => {
    talkingGuide('a ', 'b ', 'c')
    const anna = await live.guest()
    await post(anna, '/api/chat/guide', { message: 'one', wait: 60_000 })
    const numbers: number[] = []
    let after = ''
    for (let more = true; more; ) {
      const { body } = await get(anna, `/api/chat/conversation/events?limit=2&after=${after}`)
      numbers.push(...Object(body).events.map((event: { event_id: number }) => event.event_id))
      after = Object(body).next
      more = Object(body).has_more
    }
    expect(numbers).toEqual(numbers.map((_, i) => i + 1))
    expect(numbers.length).toBeGreaterThan(4)
    expect(after).toBe(`${live.epoch}:${numbers.length}`)
    const bare = await get(anna, `/api/chat/conversation/events?agent_type=guide&after=${numbers.length - 1}`)
    expect(Object(bare.body).events).toMatchObject([{ event_id: numbers.length, type: 'agent.completed' }])
    const nothing = await get(anna, `/api/chat/conversation/events?after=${numbers.length}`)
    expect(nothing.body).toMatchObject({ events: [], has_more: false, next: after })
  })

  test.each([
    ['ahead of the log', '9999', 412, 'CURSOR_AHEAD'],
    ['of another log', 'deadbeef:1', 412, 'CURSOR_AHEAD'],
    ['that is none', 'yesterday', 400, 'BAD_MESSAGE'],
  ])('[L14] a page after a cursor %s is refused by its name', async (_name, after, status, code) => {
    const anna = await live.guest()
    const told = await get(anna, `/api/chat/conversation/events?after=${after}`)
    expect([told.status, told.body]).toMatchObject([status, { code, path: 'after' }])
  })
})

describe('[D3.11] sessions', () => {
  test('a principal sees its own, opens one more with a token of its own, and ends it', async () => {
    const anna = await live.guest()
    const made = await post(anna, '/api/sessions')
    expect(made.status).toBe(201)
    const { session_id, session_token } = Object(made.body)
    const list = await get(anna, '/api/sessions')
    expect(Object(list.body)).toHaveLength(2)
    expect(list.body).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ session_id: anna.sessionId, current: true }),
        expect.objectContaining({ session_id, current: false }),
      ]),
    )
    const bearer = { authorization: `Bearer ${session_token}` }
    const who = await http.call({ as: null, method: 'GET', route: '/api/auth/session', headers: bearer })
    expect(who.body).toMatchObject({ session_id })
    expect((await get(anna, `/api/sessions/${session_id}`)).body).toMatchObject({ session_id, current: false })
    const ended = await http.call({ as: anna, method: 'DELETE', route: `/api/sessions/${session_id}` })
    expect([ended.status, ended.text]).toEqual([204, ''])
    const after = await http.call({ as: null, method: 'GET', route: '/api/auth/session', headers: bearer })
    expect([after.status, after.body]).toMatchObject([401, { code: 'SESSION_EXPIRED' }])
    expect((await get(anna, '/api/sessions')).body).toMatchObject([{ session_id: anna.sessionId }])
  })

  test('ending a session closes the sockets that it opened with 4440', async () => {
    const anna = await live.guest()
    const { session_id, session_token } = Object((await post(anna, '/api/sessions')).body)
    const socket = await socketOf(session_token)
    const closed = new Promise<number>((resolve) => socket.once('close', resolve))
    await http.call({ as: anna, method: 'DELETE', route: `/api/sessions/${session_id}` })
    expect(await closed).toBe(4440)
  })
})

describe('[D3.14] Traffic Cop', () => {
  test('lists a session’s live connections, links and unlinks them', async () => {
    const anna = await live.guest()
    const socket = await socketOf(anna.token)
    const closed = new Promise<number>((resolve) => socket.once('close', resolve))
    const seen = await get(anna, '/soa/websocket-session')
    expect(seen.body).toMatchObject({
      success: true,
      session_id: anna.sessionId,
      websockets: [{ door: 'trpc', realm: 'experience', agent_type: null, pillar: null }],
    })
    const [{ websocket_id }] = Object(seen.body).websockets
    const linked = await post(anna, '/soa/websocket-session', {
      websocket_id,
      agent_type: 'liaison',
      pillar: 'content',
    })
    expect(linked.body).toMatchObject({ websockets: [{ agent_type: 'content_liaison', pillar: 'content' }] })
    const moved = await http.call({
      as: anna,
      method: 'PUT',
      route: '/soa/websocket-session',
      body: { websocket_id, agent_type: 'insights_liaison', session_id: anna.sessionId },
    })
    expect(moved.body).toMatchObject({ websockets: [{ agent_type: 'insights_liaison', pillar: 'insights' }] })
    const others = await get(anna, '/soa/websocket-session?agent_type=content_liaison')
    expect(others.body).toMatchObject({ websockets: [] })
    const ours = await get(anna, '/soa/websocket-session?pillar=insights')
    expect(ours.body).toMatchObject({ websockets: [{ websocket_id }] })
    const said = await post(anna, '/soa/websocket-message', { websocket_id, message: 'hello' })
    expect([said.status, said.body]).toMatchObject([
      202,
      { success: true, agent_type: 'insights_liaison', pillar: 'insights', websockets: [websocket_id] },
    ])
    const unlinked = await post(anna, '/soa/websocket-session', { websocket_id, action: 'unlink' })
    expect(unlinked.body).toMatchObject({ websockets: [] })
    expect(await closed).toBe(1000)
  })

  test('what is said is in the conversation of that agent type, for every reader', async () => {
    const anna = await live.guest()
    const said = await post(anna, '/soa/websocket-message', {
      agent_type: 'liaison',
      pillar: 'operations',
      message: 'go',
    })
    const history = await get(anna, '/api/chat/conversation/history?agent_type=operations_liaison')
    expect(history.body).toMatchObject({
      conversation_id: Object(said.body).conversation_id,
      messages: [
        { role: 'user', content: 'go' },
        { role: 'assistant', agent_id: 'liaison.operations' },
      ],
    })
  })

  test('no word of a client selects a session', async () => {
    const [anna, eve] = [await live.guest(), await live.guest()]
    const refused = await get(eve, `/soa/websocket-session?session_id=${anna.sessionId}`)
    const unknown = await get(eve, '/soa/websocket-session?session_id=nobody')
    expect([refused.status, refused.text]).toEqual([403, unknown.text])
  })
})

describe('[D3.15] artifacts', () => {
  test('are listed, fetched by version, and approved', async () => {
    live.runtime.script('liaison.insights', async function* () {
      for (const rows of [1, 2]) {
        yield {
          type: 'agent.artifact',
          payload: {
            kind: 'schema',
            key: 'shape',
            title: `Shape ${rows}`,
            summary: '',
            provenance: null,
            data: { rows, columns: [] },
          },
        }
      }
    })
    const anna = await live.guest()
    await post(anna, '/api/chat/liaison', { pillar: 'insights', message: 'look', wait: 60_000 })
    const list = await get(anna, '/api/artifacts?pillar=insights')
    expect(list.body).toMatchObject([
      { version: 2, title: 'Shape 2' },
      { version: 1, status: 'draft' },
    ])
    const [{ artifact_id }] = Object(list.body)
    expect((await get(anna, `/api/artifacts/${artifact_id}`)).body).toMatchObject({ version: 2, data: { rows: 2 } })
    const first = await get(anna, `/api/artifacts/${artifact_id}/versions/1`)
    expect(first.body).toMatchObject({ version: 1, data: { rows: 1 } })
    const review = await post(anna, `/api/artifacts/${artifact_id}/review`, { version: 1 })
    expect(review.body).toMatchObject({ version: 1, status: 'review' })
    const approved = await post(anna, `/api/artifacts/${artifact_id}/approve`, { version: 1 })
    expect(approved.body).toMatchObject({ version: 1, status: 'approved', data: { rows: 1 } })
    expect((await get(anna, '/api/artifacts?pillar=content')).body).toEqual([])
  })
})

describe('[D3.16] what a server says of itself', () => {
  test('only operators look behind it', async () => {
    const anna = await live.guest()
    for (const name of ['connections', 'invocations', 'health', 'capabilities', 'audit']) {
      const told = await get(anna, `/api/admin/${name}`)
      expect([name, told.status, told.body]).toMatchObject([name, 403, { code: 'FORBIDDEN' }])
    }
  })

  test('[G3] shows operators connections, invocations, health and the audit trail', async () => {
    await using issuer = await Issuer.open()
    await using house = await Live.open({ env: issuer.env })
    const described = await DescribedHttp.open(house)
    const olga = await house.user(await issuer.token({ sub: 'olga', roles: ['operator'] }))
    const anna = await house.guest()
    await anna.trpc.session.get.query()
    const said = { as: anna, method: 'POST', route: '/api/chat/guide', body: { message: 'a secret', wait: 60_000 } }
    const { invocation_id } = Object((await described.call(said)).body)
    const look = (route: string) => described.call({ as: olga, method: 'GET', route: `/api/admin/${route}` })
    expect((await look('connections')).body).toMatchObject([{ session_id: anna.sessionId, door: 'trpc' }])
    const invocations = await look('invocations?status=completed&limit=5')
    expect(invocations.body).toMatchObject([{ invocation_id, session_id: anna.sessionId }])
    expect(invocations.text).not.toContain('a secret')
    expect((await look('health')).body).toMatchObject({ status: 'ok', connections: 1 })
    expect((await look('capabilities')).body).toEqual(
      expect.arrayContaining([expect.objectContaining({ realm: 'smart_city' })]),
    )
    // An entry waits a moment for company before it is written.
    let trail = Object((await look('audit?limit=2')).body)
    while (trail.length < 2) trail = Object((await look('audit?limit=2')).body)
    const earlier = await look(`audit?limit=1&before=${trail[0].id}`)
    expect(earlier.body).toEqual([trail[1]])
  })

  test('everybody may ask whether it lives, can work, and has sockets', async () => {
    expect((await get(null, '/healthz')).body).toEqual({ status: 'ok' })
    expect((await get(null, '/readyz')).body).toMatchObject({ status: 'ok', web_sockets: true })
    expect((await get(null, '/api/features')).body).toEqual({
      web_sockets: true,
      liaison_web_sockets: true,
      protocol_version: 2,
      guests: true,
    })
  })

  test('the page over the description is served without a script inside of it', async () => {
    const page = await fetch(`${live.url}/docs`)
    const text = await page.text()
    expect([page.status, page.headers.get('content-type')]).toEqual([200, 'text/html; charset=utf-8'])
    const scripts = [...text.matchAll(/<script src="([^"]+)"><\/script>/g)].map(([, src]) => src)
    expect(scripts).toHaveLength(text.split('<script').length - 1)
    for (const src of scripts) expect((await fetch(`${live.url}${src}`)).status).toBe(200)
  })
})

/** A tRPC socket that is known as its session's. */
async function socketOf(token: string): Promise<WebSocket> {
  const socket = new WebSocket(`${live.url.replace('http', 'ws')}/trpc`, {
    headers: { authorization: `Bearer ${token}` },
  })
  await new Promise<void>((resolve, reject) => {
    socket.once('open', () => resolve())
    socket.once('error', reject)
  })
  socket.send(JSON.stringify({ id: 1, jsonrpc: '2.0', method: 'query', params: { path: 'session.get' } }))
  await new Promise<void>((resolve) => socket.once('message', () => resolve()))
  return socket
}

import { connect } from 'node:net'
import { LIMITS } from '@biplane/contracts/vocabulary/limits'
import { openedSession } from '@biplane/contracts/wire/commands'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { WebSocket } from 'ws'
import { ended, eventsOf, Live, type Person } from './live.test-support.ts'

let live: Live
let strict: Live

beforeAll(async () => {
  live = await Live.open()
  strict = await Live.open({
    env: {
      LIMIT_TICKETS_PER_PRINCIPAL: '2',
      LIMIT_UPLOADS_PER_PRINCIPAL: '2',
      LIMIT_CANCELS_PER_PRINCIPAL: '2',
      LIMIT_CONNECTS_PER_PRINCIPAL: '2',
      LIMIT_SENDS_PER_WINDOW: '2',
      LIMIT_SUBSCRIPTIONS_PER_SOCKET: '2',
      LIMIT_REPLAY_PAGE_EVENTS: '3',
    },
  })
})
afterAll(async () => {
  await Promise.all([live[Symbol.asyncDispose](), strict[Symbol.asyncDispose]()])
})

const socketOf = (at: Live, person: Person) =>
  new WebSocket(`${at.url.replace('http', 'ws')}/trpc`, { headers: { authorization: `Bearer ${person.token}` } })

const opened = (socket: WebSocket) =>
  new Promise<void>((resolve, reject) => {
    socket.once('open', () => resolve())
    socket.once('error', reject)
  })

/** What the socket says to this frame, or the code with which it ends. */
function said(socket: WebSocket, frame: string): Promise<string> {
  return new Promise((resolve) => {
    socket.once('message', (data) => resolve(String(data)))
    socket.once('close', (code) => resolve(String(code)))
    socket.send(frame)
  })
}

const call = (id: number, path = 'session.get', input: unknown = undefined) => ({
  id,
  jsonrpc: '2.0',
  method: 'query',
  params: { path, input },
})

/** An input that is, all together, so many levels deep or has so many keys. */
const deep = (levels: number): unknown => (levels === 0 ? 1 : [deep(levels - 1)])
const wide = (keys: number) => Object.fromEntries(Array.from({ length: keys }, (_, i) => [`k${i}`, 1]))

describe('[L11, D2.11] what one frame or request may hold', () => {
  test('a frame of 256 KiB is read, one byte more closes with 1009', async () => {
    const anna = await live.guest()
    const socket = socketOf(live, anna)
    await opened(socket)
    const frame = JSON.stringify(call(1))
    expect(await said(socket, frame.padEnd(LIMITS.frameBytes))).toContain(anna.sessionId)
    expect(await said(socket, frame.padEnd(LIMITS.frameBytes + 1))).toBe('1009')
  })

  test('a request of 256 KiB is read, one byte more is TOO_LARGE', async () => {
    const anna = await live.guest()
    const post = async (bytes: number) => {
      const body = JSON.stringify({ message: 'hello' }).padEnd(bytes)
      const response = await anna.fetch('/trpc/guide.send', {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body,
      })
      return [response.status, (await response.text()).includes('TOO_LARGE')]
    }
    expect(await post(LIMITS.frameBytes)).toEqual([200, false])
    expect(await post(LIMITS.frameBytes + 1)).toEqual([413, true])
  })

  test('a text of 32 000 characters is taken, one more is TOO_LARGE, on the socket too', async () => {
    const anna = await live.guest()
    await anna.trpc.guide.send.mutate({ message: 'x'.repeat(LIMITS.textChars) })
    await expect(anna.trpc.guide.send.mutate({ message: 'x'.repeat(LIMITS.textChars + 1) })).rejects.toMatchObject({
      data: { refusal: { code: 'TOO_LARGE', path: 'message' } },
    })
  })

  // A frame of tRPC is two objects around what is asked: two levels, and six keys.
  test.each([
    ['32 levels', deep(LIMITS.jsonDepth - 2), 'BAD_MESSAGE', false],
    ['33 levels', deep(LIMITS.jsonDepth - 1), 'BAD_MESSAGE', true],
    ['256 keys', wide(LIMITS.jsonKeys - 6), 'BAD_MESSAGE', false],
    ['257 keys', wide(LIMITS.jsonKeys - 5), 'BAD_MESSAGE', true],
  ])('JSON of %s', async (_, input, code, byGuard) => {
    const anna = await live.guest()
    const socket = socketOf(live, anna)
    await opened(socket)
    const answer = await said(socket, JSON.stringify(call(1, 'guide.history', input)))
    expect(answer).toContain(code)
    expect(/JSON (is|has) at most/.test(answer)).toBe(byGuard)
    socket.close()
  })

  test('a frame of 32 calls is answered, one of 33 is refused and harms nothing', async () => {
    const anna = await live.guest()
    const socket = socketOf(live, anna)
    await opened(socket)
    const batch = (calls: number) => JSON.stringify(Array.from({ length: calls }, (_, i) => call(i + 1)))
    const answers: string[] = []
    socket.on('message', (data) => answers.push(String(data)))
    socket.send(batch(LIMITS.batchCalls))
    await until(socket, () => answers.filter((answer) => answer.includes(anna.sessionId)).length === LIMITS.batchCalls)
    answers.length = 0
    socket.send(batch(LIMITS.batchCalls + 1))
    await until(socket, () => answers.length === LIMITS.batchCalls + 1)
    expect(answers.every((answer) => answer.includes('BAD_MESSAGE'))).toBe(true)
    answers.length = 0
    socket.send(JSON.stringify(call(99)))
    await until(socket, () => answers.length > 0)
    expect(answers.join()).toContain(anna.sessionId)
    socket.close()
  })
})

/** Resolves when a fact is true; asked at every frame of the socket. */
function until(socket: WebSocket, holds: () => boolean): Promise<void> {
  return new Promise((resolve) => {
    const look = () => {
      if (!holds()) return
      socket.off('message', look)
      resolve()
    }
    socket.on('message', look)
    look()
  })
}

describe('[D2.6] what is shown at once', () => {
  test('a page of history has at most 100 messages, says that there is more, and leads there', async () => {
    const anna = await live.guest()
    live.runtime.script('guide.global', async function* () {
      yield { type: 'agent.token', payload: { text: 'yes' } }
    })
    const reader = await anna.listen()
    for (let i = 0; i < 51; i += 1) {
      const { invocation_id } = await anna.trpc.guide.send.mutate({ message: `m${i}` })
      await reader.until((items) => ended(items, invocation_id))
    }
    const page = await anna.trpc.guide.history.query({})
    expect([page.messages.length, page.has_more]).toEqual([LIMITS.historyMessages, true])
    const rest = await anna.trpc.guide.history.query({ before: page.before ?? 1 })
    expect(rest.messages.map(({ content }) => content)).toEqual(['m0', 'yes'])
    expect([rest.has_more, rest.before]).toEqual([false, null])
    await anna.trpc.guide.history.query({ limit: LIMITS.historyMessages })
    await expect(anna.trpc.guide.history.query({ limit: LIMITS.historyMessages + 1 })).rejects.toMatchObject({
      data: { refusal: { code: 'BAD_MESSAGE', path: 'limit' } },
    })
    reader.stop()
  })

  test('a replay that is many pages long comes whole, once, and in order', async () => {
    const anna = await strict.guest()
    const { invocation_id } = await anna.trpc.guide.send.mutate({ message: 'hello' })
    const first = anna.read(anna.trpc, `${strict.epoch}:0`)
    await first.until((items) => ended(items, invocation_id))
    const all = eventsOf(first.items)
    expect(all.length).toBeGreaterThan(3)
    const again = anna.read(anna.trpc, `${strict.epoch}:0`)
    await again.until((items) => items.length === all.length)
    expect(eventsOf(again.items)).toEqual(all)
  })
})

describe('[L11] how often one principal may ask', () => {
  const RATE_LIMITED = { code: 'RATE_LIMITED', retryable: true, retry_after_ms: expect.any(Number) }

  test('messages: two are taken, the third says when the next will be', async () => {
    const anna = await strict.guest()
    const send = () => anna.trpc.guide.send.mutate({ message: 'x' })
    await send()
    await send()
    await expect(send()).rejects.toMatchObject({ data: { httpStatus: 429, refusal: RATE_LIMITED } })
    await (await strict.guest()).trpc.guide.send.mutate({ message: 'nobody else is meant' })
  })

  test('tickets', async () => {
    const anna = await strict.guest()
    const ask = () => anna.fetch('/api/auth/ticket', { method: 'POST' })
    expect([(await ask()).status, (await ask()).status]).toEqual([201, 201])
    const third = await ask()
    expect([third.status, await third.json()]).toMatchObject([429, RATE_LIMITED])
    expect(Number(third.headers.get('retry-after'))).toBeGreaterThan(0)
  })

  test('uploads', async () => {
    const anna = await strict.guest()
    const upload = () => {
      const body = new FormData()
      body.set('file', new Blob(['a,b\n1,2\n']), 'a.csv')
      return anna.fetch('/api/files', { method: 'POST', body })
    }
    expect([(await upload()).status, (await upload()).status]).toEqual([201, 201])
    const third = await upload()
    expect([third.status, await third.json()]).toMatchObject([429, RATE_LIMITED])
    expect(await anna.trpc.file.list.query()).toHaveLength(2)
  })

  test('cancellations', async () => {
    const anna = await strict.guest()
    const cancel = () => anna.trpc.invocation.cancel.mutate({ invocation_id: 'none' as never })
    for (let i = 0; i < 2; i += 1)
      await expect(cancel()).rejects.toMatchObject({ data: { refusal: { code: 'NOT_FOUND' } } })
    await expect(cancel()).rejects.toMatchObject({ data: { refusal: RATE_LIMITED } })
  })

  test('connections: the third within the time is closed with 4429', async () => {
    const anna = await strict.guest()
    for (let i = 0; i < 2; i += 1) {
      const socket = socketOf(strict, anna)
      await opened(socket)
      expect(await said(socket, JSON.stringify(call(1)))).toContain(anna.sessionId)
      socket.close()
    }
    const third = socketOf(strict, anna)
    expect(await new Promise((resolve) => third.on('close', resolve))).toBe(4429)
  })

  test('subscriptions on one socket: the third is refused by its name, the others go on', async () => {
    const anna = await strict.guest()
    const [first, second] = [await anna.listen(), await anna.listen('content')]
    const refused = await new Promise((resolve) =>
      anna.trpc.liaison.onEvent.subscribe({ pillar: 'insights' }, { onError: (error) => resolve(error.data?.refusal) }),
    )
    expect(refused).toMatchObject({ code: 'RATE_LIMITED' })
    const { invocation_id } = await anna.trpc.guide.send.mutate({ message: 'hello' })
    await first.until((items) => ended(items, invocation_id))
    second.stop()
    await anna.listen('insights')
  })
})

describe('[D1.13] what one principal may cost a day', () => {
  test('messages beyond the budget are refused with the time to wait, whatever session and door they come from', async () => {
    await using strict = await Live.open({ env: { LIMIT_SENDS_PER_DAY: '2' } })
    const anna = await strict.guest()
    await anna.trpc.guide.send.mutate({ message: 'one' })
    const headers = { 'content-type': 'application/json' }
    const opened = await anna.fetch('/api/sessions', { method: 'POST' })
    const { session_token } = openedSession.parse(await opened.json())
    const throughHttp = (message: string) =>
      anna.fetch('/api/chat/guide', {
        method: 'POST',
        headers: { ...headers, authorization: `Bearer ${session_token}` },
        body: JSON.stringify({ message }),
      })
    expect((await throughHttp('two')).status).toBe(202)
    const refused = await throughHttp('three')
    expect([refused.status, await refused.json()]).toMatchObject([
      429,
      { code: 'RATE_LIMITED', message: 'That was too many messages for one day.', retry_after_ms: expect.any(Number) },
    ])
    await expect(anna.trpc.guide.send.mutate({ message: 'four' })).rejects.toMatchObject({
      data: { refusal: { code: 'RATE_LIMITED' } },
    })
    expect(strict.runtime.requests.filter(({ invocation }) => /three|four/.test(invocation.input.text))).toEqual([])
    const eve = await strict.guest()
    await eve.trpc.guide.send.mutate({ message: 'not mine' })
  })
})

describe('[L11] what one address may hold and ask', () => {
  test('sessions: as many as configured, then 429 with the time to wait', async () => {
    await using doorway = await Live.open({ env: { LIMIT_SESSIONS_PER_ADDRESS: '3' } })
    const enter = () => fetch(`${doorway.url}/api/auth/session`, { method: 'POST' })
    const json = { 'content-type': 'application/json' }
    const throughTrpc = () => fetch(`${doorway.url}/trpc/session.open`, { method: 'POST', headers: json, body: '{}' })
    expect([(await enter()).status, (await enter()).status, (await throughTrpc()).status]).toEqual([201, 201, 200])
    expect([(await enter()).status, (await throughTrpc()).status]).toEqual([429, 429])
    // What a header says of the address is not believed from somebody who is no proxy.
    const headers = { 'x-forwarded-for': '203.0.113.7' }
    expect((await fetch(`${doorway.url}/api/auth/session`, { method: 'POST', headers })).status).toBe(429)
  })

  test('uploads: one more than configured from one address is refused, whoever sends it', async () => {
    await using doorway = await Live.open({ env: { LIMIT_UPLOADS_PER_ADDRESS: '2' } })
    const upload = async () => {
      const { token } = await doorway.guest()
      const body = new FormData()
      body.set('file', new File(['id,name\n1,Ada\n'], 'a.csv'))
      return fetch(`${doorway.url}/api/files`, { method: 'POST', headers: { authorization: `Bearer ${token}` }, body })
    }
    expect([(await upload()).status, (await upload()).status]).toEqual([201, 201])
    const third = await upload()
    expect(third.status).toBe(429)
    expect(await third.json()).toMatchObject({ code: 'RATE_LIMITED', retry_after_ms: expect.any(Number) })
  })

  test('behind a configured proxy it is the people behind it who are counted', async () => {
    await using doorway = await Live.open({ env: { LIMIT_SESSIONS_PER_ADDRESS: '1', TRUSTED_PROXIES: '127.0.0.1' } })
    const enter = async (from: string) =>
      (await fetch(`${doorway.url}/api/auth/session`, { method: 'POST', headers: { 'x-forwarded-for': from } })).status
    expect([await enter('203.0.113.7'), await enter('203.0.113.8'), await enter('203.0.113.7')]).toEqual([
      201, 201, 429,
    ])
    // Whoever stands before the proxy can write whatever he wants in front; the proxy writes last.
    expect(await enter('198.51.100.1, 203.0.113.8')).toBe(429)
  })

  test('sockets: one too many in too little time is answered 429 before it opens', async () => {
    await using doorway = await Live.open({ env: { LIMIT_CONNECTS_PER_ADDRESS: '2' } })
    const open = () =>
      new Promise((resolve) => {
        const socket = new WebSocket(`${doorway.url.replace('http', 'ws')}/trpc`)
        socket.on('open', () => resolve(101))
        socket.on('unexpected-response', (_, response) =>
          resolve([response.statusCode, response.headers['retry-after']]),
        )
      })
    expect([await open(), await open(), await open()]).toEqual([101, 101, [429, expect.stringMatching(/^\d+$/)]])
  })

  test('[D4.1] answers 429 to one socket above the limit', async () => {
    await using doorway = await Live.open({ env: { LIMIT_CONNECTIONS: '2' } })
    const socket = () => new WebSocket(`${doorway.url.replace('http', 'ws')}/trpc`)
    const held = [socket(), socket()]
    await Promise.all(held.map(opened))
    const status = await new Promise((resolve) => {
      const third = socket()
      third.on('unexpected-response', (_, response) => resolve(response.statusCode))
      third.on('error', resolve)
    })
    expect(status).toBe(429)
    for (const one of held) one.close()
  })

  test('connections: one more than configured is cut off, and a place that is left can be taken', async () => {
    await using doorway = await Live.open({ env: { LIMIT_CONNECTIONS_PER_ADDRESS: '3' } })
    const { port } = new URL(doorway.url)
    const hold = () => connect(Number(port), '127.0.0.1')
    const ask = (socket: ReturnType<typeof hold>) =>
      new Promise<string>((resolve) => {
        socket.on('error', () => {})
        socket.once('data', (data) => resolve(String(data).slice(0, 15)))
        socket.once('close', () => resolve('closed'))
        socket.write('GET /healthz HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n')
      })
    const held = [hold(), hold(), hold()]
    expect(await Promise.all(held.map(ask))).toEqual(Array(3).fill('HTTP/1.1 200 OK'))
    expect(await ask(hold())).toBe('closed')
    const [left] = held
    await new Promise<void>((resolve) => {
      left?.once('close', () => resolve())
      left?.destroy()
    })
    // The server hears of it a moment later than the client.
    let answer = await ask(hold())
    while (answer === 'closed') answer = await ask(hold())
    expect(answer).toBe('HTTP/1.1 200 OK')
    for (const socket of held) socket.destroy()
  })

  test.each([
    ['headers', 'GET /healthz HTTP/1.1\r\nHost: 127.0.0.1\r\n'],
    [
      'a body',
      'POST /api/auth/session HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\nContent-Length: 9\r\n\r\n{',
    ],
  ])('%s that never end hold a connection for so long and no longer', async (_, begin) => {
    await using doorway = await Live.open({ env: { LIMIT_HEADERS_MS: '100', LIMIT_REQUEST_MS: '150' } })
    const socket = connect(Number(new URL(doorway.url).port), '127.0.0.1')
    const answer = await new Promise<string>((resolve) => {
      let text = ''
      socket.on('data', (data) => {
        text += String(data)
      })
      socket.on('error', () => {})
      socket.on('close', () => resolve(text))
      socket.write(begin)
    })
    expect(answer).toMatch(/^HTTP\/1\.1 408 /)
  })
})

import { connect } from 'node:net'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { WebSocket } from 'ws'
import { DescribedHttp } from './http-described.test-support.ts'
import { Live, type Person } from './live.test-support.ts'
import { refusalCodeIn } from './refusal-code.test-support.ts'

let live: Live
let http: DescribedHttp
let anna: Person

beforeAll(async () => {
  live = await Live.open({ env: { ALLOWED_ORIGINS: 'https://chat.example' } })
  http = await DescribedHttp.open(live)
  anna = await live.guest()
})
afterAll(() => live[Symbol.asyncDispose]())

const GUIDE = '/api/chat/guide'
const JSON_TYPE = { 'content-type': 'application/json' }
const post = (route: string, body: unknown, headers: Record<string, string> = {}) =>
  http.call({ as: anna, method: 'POST', route, body, headers })
const deep = (levels: number): unknown => (levels <= 1 ? 1 : [deep(levels - 1)])
const wide = (keys: number) => Object.fromEntries(Array.from({ length: keys }, (_, i) => [`k${i}`, 1]))

describe('[L11, D3.4] what is sent wrongly', () => {
  test.each([
    ['no JSON', 'hello', 400, 'BAD_JSON', undefined],
    ['half of JSON', '{"message":', 400, 'BAD_JSON', undefined],
    ['a body that is not UTF-8', new Uint8Array([0x22, 0xff, 0xfe, 0x22]), 400, 'BAD_JSON', undefined],
    ['a list', '[]', 400, 'BAD_MESSAGE', ''],
    ['null', 'null', 400, 'BAD_MESSAGE', 'message'],
    ['nothing', undefined, 400, 'BAD_MESSAGE', 'message'],
    ['an empty message', { message: ' ' }, 400, 'BAD_MESSAGE', 'message'],
    ['a message of another type', { message: 7 }, 400, 'BAD_MESSAGE', 'message'],
    ['a message that is too long', { message: 'x'.repeat(32_001) }, 413, 'TOO_LARGE', 'message'],
    ['a body that is too large', { message: 'x'.repeat(300_000) }, 413, 'TOO_LARGE', undefined],
    ['an unknown field', { message: 'x', role: 'operator' }, 400, 'BAD_MESSAGE', 'role'],
    ['an unknown field inside', { message: 'x', context: { mood: 'good' } }, 400, 'BAD_MESSAGE', 'context.mood'],
    ['an unknown surface', { message: 'x', context: { surface: 'moon' } }, 400, 'BAD_MESSAGE', 'context.surface'],
    [
      'an agent that the door does not lead to',
      { message: 'x', context: { agent: 'liaison.content' } },
      400,
      'BAD_MESSAGE',
      'context.agent',
    ],
    ['a wait that is too long', { message: 'x', wait: 60_001 }, 400, 'BAD_MESSAGE', 'wait'],
    ['a wait that is no whole number', { message: 'x', wait: 0.5 }, 400, 'BAD_MESSAGE', 'wait'],
    ['a choice that there is not', { message: 'x', when_busy: 'later' }, 400, 'BAD_MESSAGE', 'when_busy'],
    ['a file that there is not', { message: 'x', file_uuids: ['nothing'] }, 404, 'NOT_FOUND', 'file_uuids.0'],
    ['an id with a space', { message: 'x', message_id: 'a b' }, 400, 'BAD_MESSAGE', 'message_id'],
    ['a key that must not be one', '{"message":"x","__proto__":{"admin":true}}', 400, 'BAD_MESSAGE', '__proto__'],
    ['33 levels', { message: 'x', context: deep(33) }, 400, 'BAD_MESSAGE', undefined],
    ['257 keys', { message: 'x', context: wide(256) }, 400, 'BAD_MESSAGE', undefined],
  ])('%s is refused by its name', async (_name, body, status, code, path) => {
    const told = await post(GUIDE, body, JSON_TYPE)
    expect([told.status, told.body]).toMatchObject([status, { code, retryable: false, message: expect.any(String) }])
    expect(Object(told.body).path).toBe(path)
    expect(told.text).not.toMatch(/\bat .*:\d+|node_modules|SQLITE/)
  })

  test('a pillar that there is not is refused by its name', async () => {
    const told = await post('/api/chat/liaison', { message: 'x', pillar: 'moon' })
    expect([told.status, told.body]).toMatchObject([400, { code: 'INVALID_PILLAR', path: 'pillar' }])
  })

  test('[L6] another message under the same id is refused', async () => {
    await post(GUIDE, { message: 'one', message_id: 'twice' })
    const told = await post(GUIDE, { message: 'two', message_id: 'twice' })
    expect([told.status, told.body]).toMatchObject([409, { code: 'CONFLICT' }])
  })

  test.each([
    ['/api/chat/conversation/history?limit=0', 'limit'],
    ['/api/chat/conversation/history?limit=101', 'limit'],
    ['/api/chat/conversation/history?limit=many', 'limit'],
    ['/api/chat/conversation/history?before=-1', 'before'],
    ['/api/chat/conversation/history?agent_type=moon', 'agent_type'],
    ['/api/chat/conversation/history?offset=3', 'offset'],
    ['/api/chat/conversation/history?limit=1&limit=2', 'limit'],
    ['/api/chat/conversation/events?limit=501', 'limit'],
    ['/api/chat/conversation/events?conversation_id=a%20b', 'conversation_id'],
    ['/api/sessions?all=true', 'all'],
    ['/api/artifacts/x/versions/first', 'n'],
    ['/soa/websocket-session?agent_type=liaison', 'agent_type'],
  ])('a question that is not understood is refused with its place: %s', async (route, path) => {
    const told = await http.call({ as: anna, method: 'GET', route })
    expect([told.status, told.body]).toMatchObject([400, { code: 'BAD_MESSAGE', path }])
  })

  test('a type that is not taken is 415, of every body', async () => {
    for (const type of ['text/plain', 'application/x-www-form-urlencoded', 'application/xml', 'multipart/form-data']) {
      const told = await post(GUIDE, '{"message":"x"}', { 'content-type': type })
      expect([type, told.status, told.body]).toMatchObject([type, 415, { code: 'BAD_MESSAGE' }])
    }
    const file = await post('/api/files', '{}', JSON_TYPE)
    expect([file.status, file.body]).toMatchObject([415, { code: 'BAD_MESSAGE' }])
  })

  test('a body where none is wanted is at most an empty one', async () => {
    expect((await post('/api/sessions', {})).status).toBe(201)
    const told = await post('/api/sessions', { session_id: 'mine' })
    expect([told.status, told.body]).toMatchObject([400, { code: 'BAD_MESSAGE', path: 'session_id' }])
  })

  test('another caller notices nothing of it', async () => {
    const eve = await live.guest()
    const wrong = Array.from({ length: 50 }, () => post(GUIDE, '{"message":', JSON_TYPE))
    const right = http.call({ as: eve, method: 'POST', route: GUIDE, body: { message: 'hello', wait: 60_000 } })
    expect((await right).body).toMatchObject({ status: 'completed' })
    for (const told of await Promise.all(wrong)) expect(told.status).toBe(400)
  })
})

describe('[D3.12] what a path does not do', () => {
  test('every method that a described path does not have is 405, and says which it has', async () => {
    let tried = 0
    for (const [path, methods] of Object.entries(http.document.paths)) {
      if (path.startsWith('/trpc/')) continue
      const route = path.replace(/\{\w+\}/g, 'x')
      for (const method of ['GET', 'POST', 'PUT', 'PATCH', 'DELETE']) {
        if (methods[method.toLowerCase()]) continue
        tried += 1
        const response = await fetch(`${live.url}${route}`, { method })
        const allow = response.headers.get('allow')?.toLowerCase().split(', ') ?? []
        expect([method, path, response.status]).toEqual([method, path, 405])
        expect(refusalCodeIn(await response.json())).toMatch(/^(BAD_MESSAGE|METHOD_NOT_ALLOWED|INVALID_REQUEST)$/)
        expect(allow).toEqual(expect.arrayContaining([...Object.keys(methods), 'options']))
      }
    }
    expect(tried).toBeGreaterThan(80)
  })

  test.each(['/openapi.json', '/asyncapi.json'])('%s answers GET, and says so to anything else', async (document) => {
    const response = await fetch(`${live.url}${document}`, { method: 'POST' })
    expect([response.status, response.headers.get('allow'), await response.json()]).toMatchObject([
      405,
      'OPTIONS, GET, HEAD',
      { code: 'BAD_MESSAGE' },
    ])
    expect((await fetch(`${live.url}${document}`, { method: 'HEAD' })).status).toBe(200)
  })

  test('OPTIONS says the same and does nothing; HEAD is GET without its body', async () => {
    const options = await fetch(`${live.url}/api/sessions`, { method: 'OPTIONS' })
    expect([options.status, options.headers.get('allow'), await options.text()]).toEqual([
      204,
      'OPTIONS, GET, HEAD, POST, DELETE',
      '',
    ])
    const head = await anna.fetch('/api/chat/conversation/events', {
      method: 'HEAD',
      headers: { accept: 'text/event-stream' },
    })
    expect([head.status, head.headers.get('content-type'), await head.text()]).toEqual([
      200,
      'application/json; charset=utf-8',
      '',
    ])
  })

  test('an unknown path is 404, below every part of the house', async () => {
    for (const route of [
      '/api/chat',
      '/api/chat/guides',
      '/run',
      '/api/nowhere',
      '/soa',
      '/api/admin/secrets',
      '/internal/x',
    ]) {
      const told = await http.call({ as: anna, method: 'GET', route })
      expect([route, told.status, told.body]).toMatchObject([route, 404, { code: 'NOT_FOUND' }])
    }
  })

  test('[D3.17] a plain request at a socket’s path is told to ask for an upgrade', async () => {
    for (const route of ['/trpc', '/api/ws/guide', '/api/ws/liaison/content', '/api/runtime/agent', '/realtime']) {
      const response = await fetch(`${live.url}${route}`)
      expect([route, response.status, response.headers.get('upgrade')]).toEqual([route, 426, 'websocket'])
      expect(await response.json()).toMatchObject({ code: 'BAD_MESSAGE' })
    }
  })
})

describe('[D1.4] who asks', () => {
  // Hundreds of calls, one after the other.
  test('every described call that needs a session refuses nobody, somebody unknown, and whoever has left', {
    timeout: 180_000,
  }, async () => {
    const left = await live.guest()
    await left.fetch('/api/auth/session', { method: 'DELETE' })
    const unknown = { authorization: 'Bearer nonsense' }
    const gone = { authorization: `Bearer ${left.token}` }
    let tried = 0
    for (const [name, operation] of http.operations) {
      if (operation.security.length === 0 || operation.tags.includes('trpc')) continue
      const [method = '', path = ''] = name.split(' ')
      const route = path.replace(/\{\w+\}/g, 'x')
      const ask = async (headers: Record<string, string>) => {
        const { status, body } = await http.call({ as: null, method, route, headers })
        return [name, status, refusalCodeIn(body)]
      }
      expect(await ask({})).toEqual([name, 401, 'UNAUTHENTICATED'])
      expect(await ask(unknown)).toEqual([name, 401, 'UNAUTHENTICATED'])
      expect(await ask(gone)).toEqual([name, 401, 'SESSION_EXPIRED'])
      tried += 1
    }
    expect(tried).toBeGreaterThan(25)
  })

  test('[D1.3] a ticket stands for the token in an address, once', async () => {
    const { ticket } = Object((await post('/api/auth/ticket', undefined)).body)
    const route = `/api/chat/conversation/history?session_token=${ticket}`
    expect((await http.call({ as: null, method: 'GET', route })).status).toBe(200)
    expect((await http.call({ as: null, method: 'GET', route })).status).toBe(401)
  })
})

describe('[L11] limits', () => {
  test('too many sends are refused with the time to wait, in the header too', async () => {
    await using strict = await Live.open({ env: { LIMIT_SENDS_PER_WINDOW: '2' } })
    const described = await DescribedHttp.open(strict)
    const eve = await strict.guest()
    const say = () => described.call({ as: eve, method: 'POST', route: GUIDE, body: { message: 'x' } })
    expect([(await say()).status, (await say()).status]).toEqual([202, 202])
    const told = await say()
    expect([told.status, told.body]).toMatchObject([429, { code: 'RATE_LIMITED', retryable: true }])
    const { retry_after_ms } = Object(told.body)
    expect(told.headers.get('retry-after')).toBe(String(Math.ceil(retry_after_ms / 1000)))
  })

  test('a request that is no HTTP is answered 400 and cut off, and the next one is served', async () => {
    const { port, hostname } = new URL(live.url)
    const answer = await new Promise<string>((resolve, reject) => {
      const socket = connect(Number(port), hostname, () => socket.write('NONSENSE\r\n\r\n'))
      let text = ''
      socket.on('data', (data) => {
        text += String(data)
      })
      socket.on('close', () => resolve(text))
      socket.on('error', reject)
    })
    expect(answer).toMatch(/^HTTP\/1\.1 400 /)
    expect((await fetch(`${live.url}/healthz`)).status).toBe(200)
  })
})

describe('[D3.18] pages of other origins', () => {
  const from = (origin: string, init: RequestInit = {}) =>
    fetch(`${live.url}/api/sessions`, { ...init, headers: { origin, ...init.headers } })
  const asks = { 'access-control-request-method': 'POST', 'access-control-request-headers': 'authorization' }

  test('one that is configured may call, and no other is told that it may', async () => {
    const good = await from('https://chat.example', { method: 'OPTIONS', headers: asks })
    expect([good.status, good.headers.get('access-control-allow-origin')]).toEqual([204, 'https://chat.example'])
    expect(good.headers.get('access-control-allow-headers')).toContain('authorization')
    expect(good.headers.get('access-control-allow-credentials')).toBeNull()
    const called = await from('https://chat.example')
    expect([called.status, called.headers.get('access-control-allow-origin')]).toEqual([401, 'https://chat.example'])
    for (const origin of ['https://evil.example', 'https://chat.example.evil.example', 'null']) {
      const other = await from(origin, { method: 'OPTIONS', headers: asks })
      expect([origin, other.headers.get('access-control-allow-origin')]).toEqual([origin, null])
    }
  })

  test('a live stream says it too', async () => {
    const response = await anna.fetch('/api/chat/conversation/events', {
      headers: { accept: 'text/event-stream', origin: 'https://chat.example' },
    })
    expect(response.headers.get('access-control-allow-origin')).toBe('https://chat.example')
    await response.body?.cancel()
  })

  test('where none is configured, no answer speaks of origins', async () => {
    await using closed = await Live.open({
      env: { NODE_ENV: 'production', INTERNAL_KEY: 'abcdefghijklmnopqrstuvwxyz0123456789' },
    })
    const response = await fetch(`${closed.url}/healthz`, { headers: { origin: 'https://chat.example' } })
    expect([...response.headers.keys()].filter((name) => name.startsWith('access-control'))).toEqual([])
  })
})

describe('[D3.17] with sockets switched off', () => {
  test('every socket is refused with words that say what to use, and everything works over HTTP', async () => {
    await using quiet = await Live.open({ env: { WS_ENABLED: 'false' } })
    const described = await DescribedHttp.open(quiet)
    for (const route of ['/trpc', '/api/ws/guide', '/api/ws/liaison/content', '/api/runtime/agent', '/realtime']) {
      expect(await refusedUpgrade(`${quiet.url}${route}`)).toEqual([404, expect.stringContaining('Use HTTP')])
      const plain = await fetch(`${quiet.url}${route}`)
      expect([plain.status, await plain.json()]).toMatchObject([
        404,
        { code: 'NOT_FOUND', message: expect.stringContaining('Use HTTP') },
      ])
    }
    const eve = await quiet.guest()
    const features = await described.call({ as: null, method: 'GET', route: '/api/features' })
    expect(features.body).toMatchObject({ web_sockets: false })
    expect((await described.call({ as: null, method: 'GET', route: '/readyz' })).body).toMatchObject({
      web_sockets: false,
    })
    const told = await described.call({ as: eve, method: 'POST', route: GUIDE, body: { message: 'hi', wait: 60_000 } })
    expect([told.status, told.body]).toMatchObject([200, { status: 'completed' }])
    const history = await eve.fetch('/trpc/guide.history?input=%7B%7D')
    expect([history.status, (await history.json()) as unknown]).toMatchObject([
      200,
      { result: { data: { messages: [{ content: 'hi' }, { role: 'assistant' }] } } },
    ])
  })

  const refusedUpgrade = (url: string) =>
    new Promise<[number, string]>((resolve) => {
      const socket = new WebSocket(url.replace('http', 'ws'))
      socket.on('error', () => {})
      socket.on('unexpected-response', (_request, response) => {
        let text = ''
        response.on('data', (data) => {
          text += String(data)
        })
        response.on('end', () => resolve([response.statusCode ?? 0, text]))
      })
    })
})

describe('[L11] what a library would answer by itself is answered in our shape', () => {
  const send = (type: string, body: string) =>
    live.guest().then((anna) => anna.fetch('/api/files', { method: 'POST', headers: { 'content-type': type }, body }))

  test.each([
    ['no boundary', 'multipart/form-data', 'x'],
    ['an empty boundary', 'multipart/form-data; boundary=', 'x'],
    ['a broken part', 'multipart/form-data; boundary=b', '--b\r\nnot a header\r\n\r\nx\r\n--b--\r\n'],
    [
      'a body that breaks off',
      'multipart/form-data; boundary=b',
      '--b\r\nContent-Disposition: form-data; name="file"; filename="a.csv"\r\n\r\na,b\r\n1,2',
    ],
    ['a body that is something else', 'multipart/form-data; boundary=b', '{"a":1}'],
  ])('multipart with %s is BAD_MESSAGE', async (_, type, body) => {
    const response = await send(type, body)
    expect([response.status, await response.json()]).toEqual([400, expect.objectContaining({ code: 'BAD_MESSAGE' })])
  })

  test.each(['/api/files/%ff', '/api/files/%', '/%c0%ae%c0%ae/', '/trpc/%ff', `/api/files/${'x'.repeat(5_000)}`])(
    'the path %s is refused without being repeated',
    async (path) => {
      const response = await fetch(`${live.url}${path}`)
      const text = await response.text()
      expect([400, 404]).toContain(response.status)
      expect(JSON.parse(text).code).toMatch(/^(BAD_MESSAGE|NOT_FOUND)$/)
      expect(text).not.toContain(path)
      expect(text).not.toContain('FST_')
    },
  )
})

describe('[L11] half of a surrogate pair is refused on every transport', () => {
  const HALF = '"\\ud83d"'

  test('over tRPC and REST', async () => {
    const anna = await live.guest()
    const headers = { 'content-type': 'application/json' }
    for (const path of ['/trpc/guide.send', '/api/chat/guide']) {
      const response = await anna.fetch(path, { method: 'POST', headers, body: `{"message":${HALF}}` })
      expect([path, response.status]).toEqual([path, 400])
      expect(await response.text()).toContain('lone surrogate')
    }
    const bytes = Buffer.concat([Buffer.from('{"message":"'), Buffer.from([0xff, 0xfe]), Buffer.from('"}')])
    const response = await anna.fetch('/trpc/guide.send', { method: 'POST', headers, body: bytes })
    expect([response.status, await response.text()]).toEqual([400, expect.stringContaining('BAD_JSON')])
  })

  test.each(['/trpc', '/api/ws/guide', '/api/runtime/agent', '/realtime'])('over the socket %s', async (path) => {
    const anna = await live.guest()
    const socket = new WebSocket(`${live.url.replace('http', 'ws')}${path}?session_token=${anna.token}`)
    const heard = new Promise<string>((resolve) => {
      socket.addEventListener(
        'message',
        ({ data }) => /BAD_MESSAGE|BAD_JSON/.test(String(data)) && resolve(String(data)),
      )
    })
    await new Promise((resolve) => socket.addEventListener('open', resolve))
    socket.send(
      `{"id":1,"method":"mutation","type":"chat_message","message":${HALF},"params":{"path":"guide.send","input":{"message":${HALF}}},"payload":{"text":${HALF}}}`,
    )
    await heard
    socket.close()
  })

  test.each([
    ['/api/ws/guide', `{"type":"user_message","message":${HALF},"message_id":"m1"}`, '"message_id":"m1"'],
    [
      '/api/runtime/agent',
      `{"type":"agent.message","payload":{"text":${HALF},"message_id":"m1"}}`,
      '"message_id":"m1"',
    ],
    ['/realtime', `{"type":"chat.send","requestId":"r1","payload":{"text":${HALF}}}`, '"requestId":"r1"'],
    ['/api/ws/guide', '{"type":"user_message","message":"hi","message_id":"m1","__proto__":1}', '"message_id":"m1"'],
    ['/trpc', `{"id":7,"method":"mutation","params":{"path":"guide.send","input":{"message":${HALF}}}}`, '"id":7'],
    [
      '/trpc',
      `[{"id":7,"method":"query","params":{"path":"session.get"}},{"id":8,"method":"mutation","params":{"path":"guide.send","input":{"message":${HALF}}}}]`,
      '"id":8',
    ],
  ])('[D5.4] %s names the call that it refuses: %s', async (path, frame, named) => {
    const anna = await live.guest()
    const socket = new WebSocket(`${live.url.replace('http', 'ws')}${path}?session_token=${anna.token}`)
    const refused = new Promise<string>((resolve) => {
      socket.addEventListener('message', ({ data }) => {
        const said = String(data)
        if (said.includes('BAD_MESSAGE') && said.includes(named)) resolve(said)
      })
    })
    await new Promise((resolve) => socket.addEventListener('open', resolve))
    socket.send(frame)
    expect(await refused).toContain('BAD_MESSAGE')
    socket.close()
  })
})

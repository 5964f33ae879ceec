import { request } from 'node:http'
import { openedSession } from '@biplane/contracts/wire/commands'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { WebSocket } from 'ws'
import { ended, Live, type Person } from './live.test-support.ts'

let live: Live

beforeAll(async () => {
  live = await Live.open({ env: { ALLOWED_ORIGINS: 'https://chat.example' } })
})
afterAll(() => live[Symbol.asyncDispose]())

const socketAt = (route: string, headers: Record<string, string> = {}) =>
  new WebSocket(`${live.url.replace('http', 'ws')}${route}`, { headers })

/** How a socket ends: the HTTP status where it never opened, the close code where it did. */
const endOf = (socket: WebSocket) =>
  new Promise<{ status: number } | { code: number }>((resolve) => {
    socket.on('unexpected-response', (_request, response) => resolve({ status: response.statusCode ?? 0 }))
    socket.on('close', (code) => resolve({ code }))
    socket.on('error', () => {})
  })

const opened = (socket: WebSocket) =>
  new Promise<void>((resolve, reject) => {
    socket.once('open', () => resolve())
    socket.once('error', reject)
  })

describe('credentials', () => {
  test('[D1.1] a guest gets a session, and its token opens it everywhere', async () => {
    const response = await fetch(`${live.url}/api/auth/session`, { method: 'POST' })
    expect(response.status).toBe(201)
    const session = await response.json()
    expect(session).toMatchObject({
      session_token: expect.stringMatching(/^[A-Za-z0-9_-]{43}$/),
      session_id: expect.any(String),
      expires_at: expect.any(String),
      principal: { kind: 'guest', roles: ['member'] },
      epoch: live.epoch,
    })
  })

  test('[D1.2] no token, a wrong one, and a revoked one are refused, each by its name', async () => {
    const anna = await live.guest()
    const codeOf = async (response: Promise<Response>) => {
      const r = await response
      return [r.status, r.status === 204 ? null : ((await r.json()) as { code?: string }).code]
    }
    expect(await codeOf(fetch(`${live.url}/api/auth/session`))).toEqual([401, 'UNAUTHENTICATED'])
    const wrong = { headers: { authorization: 'Bearer nonsense' } }
    expect(await codeOf(fetch(`${live.url}/api/auth/session`, wrong))).toEqual([401, 'UNAUTHENTICATED'])
    expect((await anna.fetch('/api/auth/session')).status).toBe(200)
    expect(await codeOf(anna.fetch('/api/auth/session', { method: 'DELETE' }))).toEqual([204, null])
    expect(await codeOf(anna.fetch('/api/auth/session'))).toEqual([401, 'SESSION_EXPIRED'])
  })

  test('[D1.2] revoking a token closes the sockets that it opened with 4440', async () => {
    const anna = await live.guest()
    const socket = socketAt(`/trpc?session_token=${anna.token}`)
    const end = endOf(socket)
    await opened(socket)
    await answered(socket)
    await anna.fetch('/api/auth/session', { method: 'DELETE' })
    expect(await end).toEqual({ code: 4440 })
  })

  test('[D1.3] a ticket opens one socket, and no second one', async () => {
    const anna = await live.guest()
    const { ticket } = (await (await anna.fetch('/api/auth/ticket', { method: 'POST' })).json()) as { ticket: string }
    const first = socketAt(`/trpc?session_token=${ticket}`)
    await opened(first)
    await answered(first)
    expect(await endOf(socketAt(`/trpc?session_token=${ticket}`))).toEqual({ code: 4401 })
    first.close()
  })

  test('[D1.4] rejects a token in a URL where that is off; accepts a ticket', async () => {
    await using strict = await Live.open({ env: { ALLOW_TOKEN_IN_URL: 'false' } })
    const anna = await strict.guest()
    const at = (token: string) => new WebSocket(`${strict.url.replace('http', 'ws')}/trpc?session_token=${token}`)
    expect(await endOf(at(anna.token))).toEqual({ code: 4401 })
    const { ticket } = (await (await anna.fetch('/api/auth/ticket', { method: 'POST' })).json()) as { ticket: string }
    const socket = at(ticket)
    await opened(socket)
    socket.close()
    expect(await endOf(socket)).toEqual({ code: 1005 })
  })

  test('[D1.6] a socket that shows nothing is closed with 4401 when its time is up', async () => {
    await using hasty = await Live.open({ env: { LIMIT_FIRST_AUTHENTICATION_MS: '50' } })
    const socket = new WebSocket(`${hasty.url.replace('http', 'ws')}/trpc`)
    expect(await endOf(socket)).toEqual({ code: 4401 })
  })

  test('[D1.1] where guests are not let in, they are told so', async () => {
    await using closed = await Live.open({ env: { ALLOW_GUESTS: 'false' } })
    const response = await fetch(`${closed.url}/api/auth/session`, { method: 'POST' })
    expect([response.status, await response.json()]).toMatchObject([403, { code: 'FORBIDDEN' }])
  })

  /** The socket is known as somebody's: it answers what needs a session. */
  function answered(socket: WebSocket): Promise<void> {
    socket.send(JSON.stringify({ id: 1, jsonrpc: '2.0', method: 'query', params: { path: 'session.get' } }))
    return new Promise((resolve) => socket.once('message', () => resolve()))
  }
})

describe('before a socket opens', () => {
  test.each([
    ['an unknown path', '/nowhere', {}, 404],
    ['a path below a door', '/trpc/more', {}, 404],
    ['a foreign origin', '/trpc', { origin: 'https://evil.example' }, 403],
    ['an origin that only begins alike', '/trpc', { origin: 'https://chat.example.evil' }, 403],
    ['an opaque origin', '/trpc', { origin: 'null' }, 403],
  ])('[D4.1] %s is answered by Experience and cut off', async (_name, route, headers, status) => {
    expect(await endOf(socketAt(route, headers))).toEqual({ status })
  })

  test('[D4.2] a foreign name that was made to point here says itself, and is refused', async () => {
    const { port } = new URL(live.url)
    const headers = { host: `evil.example:${port}`, origin: `http://evil.example:${port}` }
    expect(await endOf(socketAt('/trpc', headers))).toEqual({ status: 403 })
  })

  test('[D4.2] the configured origin and the product’s own address are let in', async () => {
    const { port } = new URL(live.url)
    for (const origin of ['https://chat.example', `http://127.0.0.1:${port}`, `http://localhost:${port}`]) {
      const socket = socketAt('/trpc', { origin })
      await opened(socket)
      socket.close()
    }
  })

  test('[D4.3] where TLS is required a socket opens behind a proxy that says https, and no other way', async () => {
    await using strict = await Live.open({ env: { REQUIRE_TLS: 'true', TRUSTED_PROXIES: '127.0.0.1' } })
    const opened = await fetch(`${strict.url}/api/auth/session`, {
      method: 'POST',
      headers: { 'x-forwarded-proto': 'https' },
    })
    expect(opened.headers.get('strict-transport-security')).toContain('max-age=31536000')
    const { session_token: token } = openedSession.parse(await opened.json())
    const open = async (headers: Record<string, string>) => {
      const socket = new WebSocket(`${strict.url.replace('http', 'ws')}/trpc`, {
        headers: { authorization: `Bearer ${token}`, ...headers },
      })
      const end = endOf(socket)
      socket.once('open', () => socket.close(1000))
      return end
    }
    expect(await open({})).toEqual({ status: 400 })
    expect(await open({ 'x-forwarded-proto': 'http' })).toEqual({ status: 400 })
    expect(await open({ 'x-forwarded-proto': 'https' })).toEqual({ code: 1000 })
  })

  test('[D4.3] answers HTTP without TLS with a refusal and no session, but for probes', async () => {
    await using strict = await Live.open({ env: { REQUIRE_TLS: 'true' } })
    const refused = await fetch(`${strict.url}/api/auth/session`, { method: 'POST' })
    expect([refused.status, await refused.json()]).toMatchObject([400, { code: 'BAD_MESSAGE' }])
    // A header that no trusted proxy wrote is not believed.
    const forged = await fetch(`${strict.url}/api/auth/session`, {
      method: 'POST',
      headers: { 'x-forwarded-proto': 'https' },
    })
    expect(forged.status).toBe(400)
    expect((await fetch(`${strict.url}/healthz`)).status).toBe(200)
  })

  test('[D4.4] answers a foreign host name with FORBIDDEN on HTTP and sockets', async () => {
    const { port } = new URL(live.url)
    const status = await new Promise((resolve, reject) => {
      const call = request({
        port,
        method: 'POST',
        path: '/api/auth/session',
        headers: { host: `evil.example:${port}` },
      })
      call.on('response', (response) => resolve(response.statusCode))
      call.on('error', reject)
      call.end()
    })
    expect(status).toBe(403)
    expect(await endOf(socketAt('/trpc', { host: `evil.example:${port}` }))).toEqual({ status: 403 })
  })

  test('[D1.4] keeps answers under /trpc out of caches', async () => {
    const answer = await fetch(`${live.url}/trpc/session.get`)
    expect(answer.headers.get('cache-control')).toBe('no-store')
  })

  test('[D4.1] what is no well-formed upgrade is answered 400', async () => {
    const { port } = new URL(live.url)
    const status = await new Promise((resolve, reject) => {
      const call = request({ port, path: '/trpc', headers: { connection: 'Upgrade', upgrade: 'websocket' } })
      call.on('response', (response) => resolve(response.statusCode))
      call.on('error', reject)
      call.end()
    })
    expect(status).toBe(400)
  })
})

describe('limits of connections', () => {
  test('[L11] closes with 4429 one socket above the limit of a principal', async () => {
    await using strict = await Live.open({ env: { LIMIT_CONNECTIONS_PER_PRINCIPAL: '3' } })
    const anna = await strict.guest()
    const at = () => new WebSocket(`${strict.url.replace('http', 'ws')}/trpc?session_token=${anna.token}`)
    const held = [at(), at()]
    await Promise.all(held.map(opened))
    await anna.trpc.session.get.query()
    expect(await endOf(at())).toEqual({ code: 4429 })
    const eve = await strict.guest()
    expect(await eve.trpc.session.get.query()).toMatchObject({ session_id: eve.sessionId })
    for (const socket of held) socket.close()
  })
})

describe('bad input', () => {
  test('[D2.1, L11] rejects an unknown field with its path in every procedure', async () => {
    const anna = await live.guest()
    const calls: [string, 'query' | 'mutation', Record<string, unknown>][] = [
      ['guide.send', 'mutation', { message: 'x' }],
      ['guide.history', 'query', {}],
      ['liaison.send', 'mutation', { message: 'x', pillar: 'content' }],
      ['liaison.history', 'query', { pillar: 'content' }],
      ['conversation.create', 'mutation', { agent_type: 'guide' }],
      ['conversation.rename', 'mutation', { conversation_id: 'c', title: 't' }],
      ['conversation.delete', 'mutation', { conversation_id: 'c' }],
      ['conversation.export', 'query', { conversation_id: 'c' }],
      ['invocation.get', 'query', { invocation_id: 'i' }],
      ['invocation.cancel', 'mutation', { invocation_id: 'i' }],
      ['invocation.list', 'query', {}],
      ['file.get', 'query', { file_uuid: 'f' }],
      ['file.delete', 'mutation', { file_uuid: 'f' }],
      ['file.reading.get', 'query', { file_uuid: 'f' }],
      ['artifact.list', 'query', {}],
      ['artifact.get', 'query', { artifact_id: 'a' }],
      ['artifact.approve', 'mutation', { artifact_id: 'a', version: 1 }],
      ['routing.preview', 'query', { message: 'x' }],
      ['platform.audit', 'query', {}],
    ]
    for (const [path, kind, input] of calls) {
      const [status, refusal] = await callHttp(anna, path, kind, { ...input, role: 'operator' })
      expect([path, status, refusal]).toMatchObject([path, 400, { code: 'BAD_MESSAGE', path: 'role' }])
    }
  })

  test.each([
    ['an empty message', 'guide.send', { message: '  ' }, 'BAD_MESSAGE', 'message'],
    ['no message', 'guide.send', {}, 'BAD_MESSAGE', 'message'],
    ['a message that is no text', 'guide.send', { message: 7 }, 'BAD_MESSAGE', 'message'],
    ['a message that is too long', 'guide.send', { message: 'x'.repeat(32_001) }, 'TOO_LARGE', 'message'],
    ['an id with spaces', 'guide.send', { message: 'x', message_id: 'a b' }, 'BAD_MESSAGE', 'message_id'],
    [
      'a surface that is none',
      'guide.send',
      { message: 'x', context: { surface: 'moon' } },
      'BAD_MESSAGE',
      'context.surface',
    ],
    [
      'an agent that is none',
      'guide.send',
      { message: 'x', context: { agent: '???' } },
      'BAD_MESSAGE',
      'context.agent',
    ],
    [
      'a liaison at the guide’s door',
      'guide.send',
      { message: 'x', context: { agent: 'liaison.content' } },
      'BAD_MESSAGE',
      'context.agent',
    ],
    ['a file that is nobody’s', 'guide.send', { message: 'x', file_uuids: ['nope'] }, 'NOT_FOUND', 'file_uuids.0'],
    ['a pillar that is none', 'liaison.send', { message: 'x', pillar: 'moon' }, 'INVALID_PILLAR', 'pillar'],
    ['a policy that is none', 'guide.send', { message: 'x', when_busy: 'later' }, 'BAD_MESSAGE', 'when_busy'],
    ['both ids to cancel', 'invocation.cancel', { invocation_id: 'i', message_id: 'm' }, 'BAD_MESSAGE', ''],
    ['an agent type that is none', 'conversation.create', { agent_type: 'moon' }, 'BAD_MESSAGE', 'agent_type'],
  ])('[L11] %s is refused by its name and place', async (_name, path, input, code, field) => {
    const anna = await live.guest()
    const [, refusal] = await callHttp(anna, path, 'mutation', input)
    expect(refusal).toMatchObject({ code, ...(field === '' ? {} : { path: field }) })
    expect((await anna.trpc.guide.history.query({})).messages).toEqual([])
  })

  test('[L11] exactly as much as is allowed is taken', async () => {
    const anna = await live.guest()
    const [status] = await callHttp(anna, 'guide.send', 'mutation', { message: 'x'.repeat(32_000) })
    expect(status).toBe(200)
  })

  test.each([
    ['no JSON', '{"message":', 'BAD_JSON', 400],
    ['a key that would do harm', '{"message":"x","__proto__":{"admin":true}}', 'BAD_MESSAGE', 400],
    ['too deep', `{"message":${'['.repeat(40)}${']'.repeat(40)}}`, 'BAD_MESSAGE', 400],
    [
      'too many keys',
      JSON.stringify(Object.fromEntries(Array.from({ length: 300 }, (_, i) => [`k${i}`, 1]))),
      'BAD_MESSAGE',
      400,
    ],
    ['too large', JSON.stringify({ message: 'x'.repeat(300_000) }), 'TOO_LARGE', 413],
  ])('[D2.11] a body that is %s', async (_name, body, code, status) => {
    const anna = await live.guest()
    const response = await anna.fetch('/trpc/guide.send', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body,
    })
    const text = await response.text()
    expect([response.status, text.includes(code)]).toEqual([status, true])
    expect(text).not.toMatch(/node_modules|\.ts:\d|\bat \//)
  })

  test('[D2.11] a batch may hold 32 calls and not 33', async () => {
    const anna = await live.guest()
    const batch = (calls: number) =>
      anna.fetch(`/trpc/${Array.from({ length: calls }, () => 'session.get').join(',')}?batch=1`)
    expect((await batch(32)).status).toBe(200)
    expect((await batch(33)).status).toBe(400)
  })

  test('[D2.11] answers unreadable frames and closes with 4400 at the sixth', async () => {
    const anna = await live.guest()
    const socket = socketAt('/trpc', { authorization: `Bearer ${anna.token}` })
    const end = endOf(socket)
    await opened(socket)
    const answers: string[] = []
    socket.on('message', (data) => answers.push(String(data)))
    for (const frame of ['', 'nonsense', '[', 'null{', '{"id":']) socket.send(frame)
    socket.send(JSON.stringify({ id: 1, jsonrpc: '2.0', method: 'query', params: { path: 'session.get' } }))
    await new Promise<void>((resolve) =>
      socket.on('message', (data) => String(data).includes('session_id') && resolve()),
    )
    expect(answers.filter((answer) => answer.includes('BAD_JSON'))).toHaveLength(5)
    socket.send('once more')
    expect(await end).toEqual({ code: 4400 })
  })

  test('[L11] too many sends are refused with the time to wait', async () => {
    await using strict = await Live.open({ env: { LIMIT_SENDS_PER_WINDOW: '3' } })
    const anna = await strict.guest()
    for (let i = 0; i < 3; i += 1) await anna.trpc.guide.send.mutate({ message: `m${i}` })
    await expect(anna.trpc.guide.send.mutate({ message: 'm4' })).rejects.toMatchObject({
      data: { httpStatus: 429, refusal: { code: 'RATE_LIMITED', retryable: true, retry_after_ms: expect.any(Number) } },
    })
    const eve = await strict.guest()
    await eve.trpc.guide.send.mutate({ message: 'not mine' })
  })

  async function callHttp(
    person: Person,
    path: string,
    kind: 'query' | 'mutation',
    input: unknown,
  ): Promise<[number, unknown]> {
    const response =
      kind === 'query'
        ? await person.fetch(`/trpc/${path}?input=${encodeURIComponent(JSON.stringify(input))}`)
        : await person.fetch(`/trpc/${path}`, {
            method: 'POST',
            headers: { 'content-type': 'application/json' },
            body: JSON.stringify(input),
          })
    const body = (await response.json()) as { error?: { data: { refusal: unknown } }; code?: string }
    return [response.status, body.error?.data.refusal ?? body]
  }
})

describe('files', () => {
  const upload = (person: Person, name: string, content: string | Uint8Array<ArrayBuffer>, type = 'text/csv') => {
    const form = new FormData()
    form.set('file', new Blob([content], { type }), name)
    return person.fetch('/api/files', { method: 'POST', body: form })
  }

  test('[D3.1] an upload is what its content is, and can be read back as it was', async () => {
    const anna = await live.guest()
    const response = await upload(anna, '../../etc/späte Rechnungen.csv', 'a,b\n1,2\n')
    const file = (await response.json()) as { file_uuid: string }
    expect([response.status, file]).toMatchObject([
      201,
      { name: 'späte Rechnungen.csv', kind: 'csv', mime: 'text/csv', size: 8 },
    ])
    const content = await anna.fetch(`/api/files/${file.file_uuid}/content`)
    expect(await content.text()).toBe('a,b\n1,2\n')
    expect(content.headers.get('content-disposition')).toMatch(/^attachment; /)
    expect(content.headers.get('x-content-type-options')).toBe('nosniff')
    expect(content.headers.get('cache-control')).toContain('no-store')
  })

  const PNG = new Uint8Array([
    0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0, 0, 0, 13, 0x49, 0x48, 0x44, 0x52, 0, 0, 0, 1,
  ])
  test.each([
    ['an empty file', 'empty.csv', '', 'is empty'],
    ['a picture', 'photo.png', PNG, 'PNG'],
    ['a picture that says it is a table', 'table.csv', PNG, 'is named .csv but it is PNG'],
    ['a text that says it is a workbook', 'book.xlsx', 'a,b\n1,2\n', 'it is text'],
    ['bytes that are nothing', 'data.csv', new Uint8Array([1, 0, 2, 0, 3, 0, 4, 0]), 'not text'],
  ])('[D3.1] %s is refused in words, and nothing is kept', async (_name, name, content, says) => {
    const anna = await live.guest()
    const response = await upload(anna, name, content)
    const refusal = (await response.json()) as { message: string }
    expect([response.status, refusal]).toMatchObject([415, { code: 'UNSUPPORTED_FILE' }])
    expect(refusal.message).toContain(says)
    expect(await anna.trpc.file.list.query()).toEqual([])
  })

  test('[D3.1] 200 MiB are taken, one byte more is not', { timeout: 240_000 }, async () => {
    await using roomy = await Live.open({ env: { LIMIT_GUEST_BYTES: String(1024 ** 3) } })
    const anna = await roomy.guest()
    const most = 200 * 1024 * 1024
    expect((await upload(anna, 'large.txt', new Uint8Array(most).fill(0x78))).status).toBe(201)
    const response = await upload(anna, 'larger.txt', new Uint8Array(most + 1).fill(0x78))
    expect([response.status, await response.json()]).toMatchObject([413, { code: 'TOO_LARGE' }])
    expect(await anna.trpc.file.list.query()).toHaveLength(1)
  })

  test('[L11] a request without a file, or without a session, is refused by its name', async () => {
    const anna = await live.guest()
    const none = await anna.fetch('/api/files', { method: 'POST', body: new FormData() })
    expect([none.status, await none.json()]).toMatchObject([400, { code: 'BAD_MESSAGE' }])
    const json = await anna.fetch('/api/files', {
      method: 'POST',
      body: '{}',
      headers: { 'content-type': 'application/json' },
    })
    expect([json.status, await json.json()]).toMatchObject([415, { code: 'BAD_MESSAGE' }])
    const nobody = await fetch(`${live.url}/api/files`, { method: 'POST', body: new FormData() })
    expect(nobody.status).toBe(401)
  })

  test('[L10] somebody else’s file is like one that does not exist', async () => {
    const anna = await live.guest()
    const eve = await live.guest()
    const { file_uuid } = (await (await upload(anna, 'mine.csv', 'a\n1\n')).json()) as { file_uuid: string }
    for (const route of ['', '/content']) {
      const [foreign, missing] = await Promise.all([
        eve.fetch(`/api/files/${file_uuid}${route}`),
        eve.fetch(`/api/files/no-such-file${route}`),
      ])
      expect([foreign.status, await foreign.text()]).toEqual([missing.status, await missing.text()])
      expect(foreign.status).toBe(404)
    }
    expect((await eve.fetch(`/api/files/${file_uuid}`, { method: 'DELETE' })).status).toBe(404)
    await expect(eve.trpc.guide.send.mutate({ message: 'x', file_uuids: [file_uuid as never] })).rejects.toMatchObject({
      data: { refusal: { code: 'NOT_FOUND' } },
    })
  })

  test('[R8] gives Runtime a signed address that opens this file alone', async () => {
    const anna = await live.guest()
    const { file_uuid } = (await (await upload(anna, 'mine.csv', 'a\n1\n')).json()) as { file_uuid: string }
    const other = (await (await upload(anna, 'other.csv', 'b\n2\n')).json()) as { file_uuid: string }
    const reader = await anna.listen()
    const { invocation_id } = await anna.trpc.guide.send.mutate({ message: 'look', file_uuids: [file_uuid as never] })
    await reader.until((items) => ended(items, invocation_id))
    const told = live.runtime.requests.find((r) => r.invocation.invocation_id === invocation_id)?.invocation
    const [file] = told?.input.files ?? []
    expect(file).toMatchObject({ file_uuid, name: 'mine.csv', size: 4 })
    const address = new URL(file?.url ?? '')
    expect(await (await fetch(address)).text()).toBe('a\n1\n')
    const wrong = [
      address.href.replace(file_uuid, other.file_uuid),
      address.href.replace(/expires=\d+/, 'expires=99999999999999'),
      address.href.replace(/signature=[^&]+/, 'signature=x'),
      `${live.url}/internal/files/${file_uuid}`,
    ]
    for (const href of wrong) expect((await fetch(href)).status).toBe(404)
  })

  test('[P1] nothing that Runtime is told names the person, the session or the surface', async () => {
    const anna = await live.guest()
    const reader = await anna.listen()
    const { invocation_id } = await anna.trpc.guide.send.mutate({ message: 'who am I?', context: { surface: 'home' } })
    await reader.until((items) => ended(items, invocation_id))
    const told = JSON.stringify(live.runtime.requests.find((r) => r.invocation.invocation_id === invocation_id))
    for (const secret of [anna.token, anna.sessionId, 'guest', 'home', 'member', 'surface', 'tenant']) {
      expect([secret, told.includes(secret)]).toEqual([secret, false])
    }
  })
})

describe('HTTP', () => {
  test('[D3.3] /healthz and /readyz tell the truth', async () => {
    expect((await fetch(`${live.url}/healthz`)).status).toBe(200)
    const ready = await fetch(`${live.url}/readyz`)
    expect([ready.status, await ready.json()]).toMatchObject([200, { status: 'ok', database: { writable: true } }])
  })

  test('[D3.5] the committed sample is served, and nothing else from there', async () => {
    expect((await fetch(`${live.url}/api/sample/receivables.csv`)).status).toBe(200)
    for (const name of ['..%2f..%2fpackage.json', '__proto__', 'x.csv']) {
      expect((await fetch(`${live.url}/api/sample/${name}`)).status).toBe(404)
    }
  })

  test('every answer carries the headers that keep a browser safe', async () => {
    const { headers } = await fetch(`${live.url}/healthz`)
    expect(headers.get('content-security-policy')).toContain("script-src 'self';")
    expect(headers.get('content-security-policy')).not.toContain('unsafe-eval')
    expect(headers.get('x-content-type-options')).toBe('nosniff')
    expect(headers.get('x-frame-options')).toBe('DENY')
  })

  test('[D3.4] an unknown path is a typed refusal', async () => {
    const response = await fetch(`${live.url}/api/nowhere`)
    expect([response.status, await response.json()]).toMatchObject([404, { code: 'NOT_FOUND', retryable: false }])
  })
})

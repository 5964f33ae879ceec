// Errors of the five protocols that clients already have: each in the shape of its protocol, an unknown id and another
// person's byte for byte alike. [L11]
import http from 'node:http'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { Live, type Person } from './live.test-support.ts'

let live: Live
let anna: Person
let foreign: string

beforeAll(async () => {
  live = await Live.open()
  anna = await live.guest()
  foreign = (await (await live.guest()).trpc.guide.history.query({})).conversation_id
})
afterAll(() => live[Symbol.asyncDispose]())

const UNKNOWN = '0193d9f0-0000-7000-8000-000000000000'
const META = {
  'io.modelcontextprotocol/protocolVersion': '2026-07-28',
  'io.modelcontextprotocol/clientInfo': { name: 'a', version: '1' },
  'io.modelcontextprotocol/clientCapabilities': {},
}
const MCP = {
  accept: 'application/json, text/event-stream',
  'mcp-protocol-version': '2026-07-28',
  'mcp-method': 'tools/call',
  'mcp-name': 'ask_guide',
}
const rpc = (method: string, params: object) => JSON.stringify({ jsonrpc: '2.0', id: 1, method, params })
const post = (path: string, body: string, headers: Record<string, string> = {}) => ({
  path,
  init: { method: 'POST', body, headers: { 'content-type': 'application/json', ...headers } },
})

const OURS = { code: expect.any(String), message: expect.any(String), retryable: false }
const OPENAI = {
  error: {
    message: expect.any(String),
    type: expect.stringMatching(/_error$/),
    param: expect.any(String),
    code: expect.any(String),
  },
}
const errorOf = (data: unknown) => ({
  jsonrpc: '2.0',
  id: expect.toSatisfy((id: unknown) => id === null || id === 1),
  error: { code: expect.any(Number), message: expect.any(String), data },
})

/** `about` asks for something of a conversation; `send` is an address that takes a body. */
const PROTOCOLS = {
  openai: {
    shape: OPENAI,
    about: (id: string) => post('/v1/responses', JSON.stringify({ model: 'guide', input: 'x', conversation: id })),
    send: (body: string) => post('/v1/responses', body),
  },
  'ag-ui': {
    shape: expect.objectContaining(OURS),
    about: (id: string) => ({ path: `/api/ag-ui/guide?threadId=${id}&runId=x`, init: {} }),
    send: (body: string) => post('/api/ag-ui/guide', body),
  },
  mcp: {
    shape: errorOf({ code: expect.any(String) }),
    about: (id: string) => {
      const call = { name: 'ask_guide', arguments: { message: 'x', conversation_id: id }, _meta: META }
      return post('/mcp', rpc('tools/call', call), MCP)
    },
    send: (body: string) => post('/mcp', body, MCP),
  },
  a2a: {
    shape: errorOf([expect.objectContaining({ '@type': 'type.googleapis.com/google.rpc.ErrorInfo' })]),
    about: (id: string) => post('/a2a', rpc('GetTask', { id }), { 'a2a-version': '1.0' }),
    send: (body: string) => post('/a2a', body, { 'a2a-version': '1.0' }),
  },
  streams: {
    shape: expect.objectContaining(OURS),
    about: (id: string) => ({ path: `/streams/${id}?offset=-1`, init: {} }),
    send: null,
  },
} as const

describe.each(Object.entries(PROTOCOLS))('[L11] errors of %s', (name, { shape, about }) => {
  test('a call without a token', async () => {
    const { path, init } = about(UNKNOWN)
    const answer = await fetch(`${live.url}${path}`, init)
    expect([answer.status, answer.headers.get('www-authenticate')]).toEqual([401, expect.stringMatching(/^Bearer/)])
    expect(await answer.json()).toEqual(shape)
  })

  test('an unknown id and another person’s are alike', async () => {
    const texts = []
    for (const id of [foreign, UNKNOWN]) {
      const { path, init } = about(id)
      const answer = await anna.fetch(path, init)
      texts.push(`${answer.status} ${await answer.text()}`)
    }
    expect(texts[0]).toBe(texts[1])
    expect(texts[0]).toContain('There is no such')
    // A tool of MCP answers errors as its result.
    if (name !== 'mcp') expect(JSON.parse(texts[1]?.slice(4) ?? '')).toEqual(shape)
  })

  test('a foreign Host', async () => {
    const { path, init } = about(UNKNOWN)
    const { status, text } = await askAs('evil.example', path, 'method' in init ? String(init.method) : 'GET')
    expect([status, JSON.parse(text)]).toEqual([403, shape])
  })
})

const SENDING = Object.entries(PROTOCOLS).flatMap(([name, { shape, send }]) => (send ? [{ name, shape, send }] : []))

describe.each(SENDING)('[L11] bodies of $name', ({ shape, send }) => {
  test.each(['{"a":', '[]', '7', '{"model":7,"threadId":7,"method":7}'])('%s is refused', async (body) => {
    const { path, init } = send(body)
    expect(await (await anna.fetch(path, init)).json()).toEqual(shape)
  })

  test('above 8 MiB are refused', async () => {
    const { path, init } = send(JSON.stringify('x'.repeat(8 * 1024 * 1024)))
    const answer = await anna.fetch(path, init)
    expect([answer.status, await answer.json()]).toEqual([413, shape])
  })
})

test('[AT3] names what is not JSON as such', async () => {
  const { path, init } = PROTOCOLS.a2a.send('{"a":')
  const answer: unknown = await (await anna.fetch(path, init)).json()
  expect(answer).toMatchObject({ error: { code: -32_700, data: [{ reason: 'JSON_PARSE_ERROR' }] } })
})

/** `fetch` sets the Host itself. */
function askAs(host: string, path: string, method: string): Promise<{ status: number | undefined; text: string }> {
  return new Promise((resolve, reject) => {
    const headers = { host, authorization: `Bearer ${anna.token}` }
    const asked = http.request(`${live.url}${path}`, { method, headers }, async (answer) => {
      let text = ''
      for await (const piece of answer.setEncoding('utf8')) text += String(piece)
      resolve({ status: answer.statusCode, text })
    })
    asked.on('error', reject)
    asked.end()
  })
}

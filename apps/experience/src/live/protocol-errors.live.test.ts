// Errors of the five protocols that clients already have: each in the shape of its protocol, an unknown id and another
// person's byte for byte alike. [L11]
import http from 'node:http'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { z } from 'zod'
import { Live, type Person } from './live.test-support.ts'

let live: Live
let strict: Live
let anna: Person
let foreign: string

beforeAll(async () => {
  live = await Live.open()
  strict = await Live.open({ env: { LIMIT_SENDS_PER_WINDOW: '1' } })
  anna = await live.guest()
  foreign = (await (await live.guest()).trpc.guide.history.query({})).conversation_id
})
afterAll(async () => {
  await Promise.all([live[Symbol.asyncDispose](), strict[Symbol.asyncDispose]()])
})

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
const openaiError = (code: string) => ({ error: { code } })
const responseShape = z.object({ id: z.string(), conversation: z.object({ id: z.string() }) })
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
    about: (id: string) => ({ path: `/api/ag-ui/guide?threadId=${id}&runId=x`, init: { headers: {} } }),
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
    about: (id: string) => ({ path: `/streams/${id}?offset=-1`, init: { headers: {} } }),
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

/** An error that MCP answers as the result of a tool. */
const toolError = (code: string) => ({ result: { isError: true, _meta: { 'biplane/error': { code } } } })
const mcpUnknown = { id: 1, error: { code: -32_602, message: expect.stringContaining('ask_no') } }
const askGuide = { name: 'ask_guide', arguments: { message: 'x' }, _meta: META }
const said = (metadata?: object) => ({
  message: { messageId: 'm1', role: 'ROLE_USER', parts: [{ text: 'x' }], metadata },
})
const run = JSON.stringify({
  threadId: 't1',
  runId: 'm1',
  messages: [{ id: 'm1', role: 'user', content: 'x' }],
  tools: [],
  context: [],
  state: {},
  forwardedProps: {},
})
const a2a = (method: string, params: object, headers: Record<string, string> = {}) =>
  post('/a2a', rpc(method, params), { 'a2a-version': '1.0', ...headers })
const a2aError = (code: number, reason: string) => ({ error: { code, data: [{ reason }] } })
const completion = (model: string) =>
  post('/v1/chat/completions', JSON.stringify({ model, messages: [{ role: 'user', content: 'x' }] }))

test.each([
  [
    'responses',
    post('/v1/responses', JSON.stringify({ model: 'guide', input: 'x' })),
    429,
    openaiError('rate_limited'),
  ],
  ['completions', completion('guide'), 429, openaiError('rate_limited')],
  ['ag-ui', post('/api/ag-ui/guide', run), 429, { code: 'RATE_LIMITED', retryable: true }],
  ['mcp', post('/mcp', rpc('tools/call', askGuide), MCP), 200, toolError('RATE_LIMITED')],
  ['a2a', a2a('SendMessage', said()), 429, a2aError(-32_000, 'RATE_LIMITED')],
])('[L11] names the rate limit in %s', async (_name, { path, init }, status, shape) => {
  const ben = await strict.guest()
  const first = await ben.trpc.guide.send.mutate({ message: 'x' })
  const answer = await ben.fetch(path, init)
  expect([answer.status, await answer.json()]).toMatchObject([status, shape])
  const { messages } = await ben.trpc.guide.history.query({})
  expect(messages.filter(({ role }) => role === 'user').map(({ message_id }) => message_id)).toEqual([first.message_id])
})

test.each([
  [
    'responses',
    post('/v1/responses', JSON.stringify({ model: 'no', input: 'x' })),
    404,
    openaiError('model_not_found'),
  ],
  ['completions', completion('no'), 404, openaiError('model_not_found')],
  ['ag-ui', post('/api/ag-ui/no', run), 404, { code: 'NOT_FOUND' }],
  [
    'mcp',
    post('/mcp', rpc('tools/call', { ...askGuide, name: 'ask_no' }), { ...MCP, 'mcp-name': 'ask_no' }),
    200,
    mcpUnknown,
  ],
  ['a2a', a2a('SendMessage', said({ skillId: 'no' })), 200, a2aError(-32_602, 'INVALID_PARAMS')],
  ['the card', { path: '/a2a/no/.well-known/agent-card.json', init: {} }, 404, a2aError(-32_602, 'INVALID_PARAMS')],
])('[L11] names an unknown agent in %s', async (_name, { path, init }, status, shape) => {
  const answer = await anna.fetch(path, init)
  expect([answer.status, await answer.json()]).toMatchObject([status, shape])
})

// Those of A2A and MCP are tested beside their clients.
test('[L11] refuses cursors of another log and beyond the end', async () => {
  const ben = await live.guest()
  const sent = post('/v1/responses', JSON.stringify({ model: 'guide', input: 'x' }))
  const { id, conversation } = responseShape.parse(await (await ben.fetch(sent.path, sent.init)).json())
  const ran = await (await ben.fetch('/api/ag-ui/guide', post('', run).init)).text()
  const [tag, , hop, , part] = /^id: (.+)$/m.exec(ran)?.[1]?.split('.') ?? []
  const at = async (path: string, cursor: string | null = null) => {
    const answer = await ben.fetch(path, cursor === null ? {} : { headers: { 'last-event-id': cursor } })
    return [answer.status, await answer.json()]
  }
  const agUi = '/api/ag-ui/guide?threadId=t1&runId=m1'
  const ahead = [412, { code: 'CURSOR_AHEAD' }]
  expect(await at(agUi, [tag, 'deadbeef', hop, 1, part].join('.'))).toMatchObject(ahead)
  expect(await at(agUi, [tag, live.epoch, hop, 99_999, part].join('.'))).toMatchObject(ahead)
  const beyond = await at(`/v1/responses/${id}?stream=true&starting_after=999999`)
  expect(beyond).toMatchObject([412, openaiError('cursor_ahead')])
  const log = `/streams/${conversation.id}?offset=`
  expect(await at(`${log}deadbeef_0000000000000001`)).toMatchObject([410, { code: 'CURSOR_EXPIRED' }])
  expect(await at(`${log}${live.epoch}_0000000000099999`)).toMatchObject([400, { code: 'BAD_MESSAGE' }])
})

test.each(Object.entries(PROTOCOLS))(
  '[L11] gives %s to no page of a foreign origin',
  async (name, { about, shape }) => {
    const { path, init } = about(UNKNOWN)
    const headers = { ...init.headers, origin: 'https://evil.example' }
    const answer = await anna.fetch(path, { ...init, headers })
    expect(answer.headers.get('access-control-allow-origin')).toBeNull()
    // MCP refuses it at once; what the others answer, the browser withholds.
    if (name === 'mcp') expect([answer.status, await answer.json()]).toEqual([403, shape])
  },
)

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

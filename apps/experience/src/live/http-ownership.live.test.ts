import { afterAll, beforeAll, expect, test } from 'vitest'
import { DescribedHttp } from './http-described.test-support.ts'
import { Live, type Person } from './live.test-support.ts'

let live: Live
let http: DescribedHttp

beforeAll(async () => {
  live = await Live.open()
  http = await DescribedHttp.open(live)
})
afterAll(() => live[Symbol.asyncDispose]())

interface Owned {
  thread: string
  schedule: string
  conversation: string
  invocation: string
  file: string
  artifact: string
  websocket: string
  session: string
  key: string
}

/** Everything of which somebody can have an id. */
async function possessionsOf(anna: Person): Promise<Owned> {
  live.runtime.script('liaison.insights', async function* () {
    yield {
      type: 'agent.artifact',
      payload: { kind: 'schema', key: 'a', title: 'A', summary: '', provenance: null, data: { rows: 1, columns: [] } },
    }
  })
  const body = { pillar: 'insights', message: 'mine', wait: 60_000 }
  const said = await http.call({ as: anna, method: 'POST', route: '/api/chat/liaison', body })
  const { conversation_id, invocation_id, message } = Object(said.body)
  const form = new FormData()
  form.set('file', new Blob(['a,b\n1,2\n'], { type: 'text/csv' }), 'mine.csv')
  const file = await http.call({ as: anna, method: 'POST', route: '/api/files', body: form })
  await anna.trpc.session.get.query()
  const sockets = await http.call({ as: anna, method: 'GET', route: '/soa/websocket-session' })
  const threads = await http.call({ as: anna, method: 'GET', route: '/api/threads' })
  return {
    thread: Object(threads.body)[0].thread_id,
    conversation: conversation_id,
    invocation: invocation_id,
    file: Object(file.body).file_uuid,
    artifact: message.artifacts[0].artifact_id,
    websocket: Object(sockets.body).websockets[0].websocket_id,
    session: anna.sessionId,
    schedule: (await anna.trpc.schedule.create.mutate(SCHEDULE)).schedule_id,
    key: (await anna.trpc.apiKey.create.mutate({ name: 'mine' })).key_id,
  }
}

const SCHEDULE = {
  message: 'Who is overdue?',
  timing: { kind: 'cron' as const, cron: '0 8 * * 1' },
  time_zone: 'Europe/Berlin',
}

/** Every call that takes an id of something owned; `id` stands in its place. */
const CALLS: { name: string; of: keyof Owned; route: (id: string) => string; body?: (id: string) => unknown }[] = [
  {
    name: 'GET /api/chat/conversation/history',
    of: 'conversation',
    route: (id) => `/api/chat/conversation/history?conversation_id=${id}`,
  },
  {
    name: 'GET /api/chat/conversation/events',
    of: 'conversation',
    route: (id) => `/api/chat/conversation/events?conversation_id=${id}`,
  },
  { name: 'GET /api/chat/invocations/{id}', of: 'invocation', route: (id) => `/api/chat/invocations/${id}` },
  {
    name: 'POST /api/chat/invocations/{id}/cancel',
    of: 'invocation',
    route: (id) => `/api/chat/invocations/${id}/cancel`,
  },
  { name: 'GET /api/threads/{id}', of: 'thread', route: (id) => `/api/threads/${id}` },
  {
    name: 'PUT /api/threads/{id}',
    of: 'thread',
    route: (id) => `/api/threads/${id}`,
    body: () => ({ pinned: true }),
  },
  { name: 'DELETE /api/threads/{id}', of: 'thread', route: (id) => `/api/threads/${id}` },
  { name: 'POST /api/threads/{id}/open', of: 'thread', route: (id) => `/api/threads/${id}/open` },
  {
    name: 'POST /api/threads/{id}/messages',
    of: 'thread',
    route: (id) => `/api/threads/${id}/messages`,
    body: () => ({ message: 'x' }),
  },
  { name: 'GET /api/schedules', of: 'thread', route: (id) => `/api/schedules?thread_id=${id}` },
  {
    name: 'POST /api/schedules',
    of: 'thread',
    route: () => '/api/schedules',
    body: (id) => ({ ...SCHEDULE, thread_id: id }),
  },
  { name: 'GET /api/schedules/{id}/runs', of: 'schedule', route: (id) => `/api/schedules/${id}/runs` },
  { name: 'POST /api/schedules/{id}/pause', of: 'schedule', route: (id) => `/api/schedules/${id}/pause` },
  { name: 'POST /api/schedules/{id}/resume', of: 'schedule', route: (id) => `/api/schedules/${id}/resume` },
  { name: 'DELETE /api/schedules/{id}', of: 'schedule', route: (id) => `/api/schedules/${id}` },
  { name: 'GET /api/threads/{id}/history', of: 'thread', route: (id) => `/api/threads/${id}/history` },
  { name: 'GET /api/threads/{id}/export', of: 'thread', route: (id) => `/api/threads/${id}/export` },
  { name: 'GET /api/sessions/{id}', of: 'session', route: (id) => `/api/sessions/${id}` },
  { name: 'DELETE /api/sessions/{id}', of: 'session', route: (id) => `/api/sessions/${id}` },
  { name: 'DELETE /api/admin/sessions/{id}', of: 'session', route: (id) => `/api/admin/sessions/${id}` },
  { name: 'DELETE /api/auth/keys/{id}', of: 'key', route: (id) => `/api/auth/keys/${id}` },
  { name: 'GET /api/files/{id}', of: 'file', route: (id) => `/api/files/${id}` },
  { name: 'DELETE /api/files/{id}', of: 'file', route: (id) => `/api/files/${id}` },
  { name: 'GET /api/files/{id}/reading', of: 'file', route: (id) => `/api/files/${id}/reading` },
  {
    name: 'PUT /api/files/{id}/reading',
    of: 'file',
    route: (id) => `/api/files/${id}/reading`,
    body: () => ({ keep_totals: true }),
  },
  { name: 'GET /api/files/{id}/content', of: 'file', route: (id) => `/api/files/${id}/content` },
  {
    name: 'POST /api/chat/guide',
    of: 'file',
    route: () => '/api/chat/guide',
    body: (id) => ({ message: 'x', file_uuids: [id] }),
  },
  {
    name: 'POST /api/chat/liaison',
    of: 'file',
    route: () => '/api/chat/liaison',
    body: (id) => ({ message: 'x', pillar: 'content', file_uuids: [id] }),
  },
  {
    name: 'POST /api/intent',
    of: 'file',
    route: () => '/api/intent',
    body: (id) => ({ message: 'x', file_uuids: [id] }),
  },
  {
    name: 'GET /api/artifacts',
    of: 'conversation',
    route: (id) => `/api/artifacts?conversation_id=${id}`,
  },
  { name: 'GET /api/artifacts/{id}', of: 'artifact', route: (id) => `/api/artifacts/${id}` },
  { name: 'GET /api/artifacts/{id}/versions/{n}', of: 'artifact', route: (id) => `/api/artifacts/${id}/versions/1` },
  {
    name: 'POST /api/artifacts/{id}/review',
    of: 'artifact',
    route: (id) => `/api/artifacts/${id}/review`,
    body: () => ({ version: 1 }),
  },
  {
    name: 'POST /api/artifacts/{id}/approve',
    of: 'artifact',
    route: (id) => `/api/artifacts/${id}/approve`,
    body: () => ({ version: 1 }),
  },
  {
    name: 'GET /soa/websocket-session',
    of: 'session',
    route: (id) => `/soa/websocket-session?session_id=${id}`,
  },
  ...(['POST', 'PUT'] as const).flatMap((method) => [
    {
      name: `${method} /soa/websocket-session`,
      of: 'websocket' as const,
      route: () => '/soa/websocket-session',
      body: (id: string) => ({ websocket_id: id, agent_type: 'guide' }),
    },
    {
      name: `${method} /soa/websocket-session`,
      of: 'websocket' as const,
      route: () => '/soa/websocket-session',
      body: (id: string) => ({ websocket_id: id, action: 'unlink' }),
    },
  ]),
  {
    name: 'POST /soa/websocket-message',
    of: 'websocket',
    route: () => '/soa/websocket-message',
    body: (id) => ({ websocket_id: id, message: 'x' }),
  },
  {
    name: 'POST /soa/websocket-message',
    of: 'session',
    route: () => '/soa/websocket-message',
    body: (id) => ({ session_id: id, agent_type: 'guide', message: 'x' }),
  },
  { name: 'GET /streams/{conversation_id}', of: 'conversation', route: (id) => `/streams/${id}` },
  { name: 'GET /v1/responses/{id}', of: 'invocation', route: (id) => `/v1/responses/resp_${id}` },
  {
    name: 'GET /v1/responses/{id}',
    of: 'invocation',
    route: (id) => `/v1/responses/resp_${id}?stream=true&starting_after=8`,
  },
  { name: 'POST /v1/responses/{id}/cancel', of: 'invocation', route: (id) => `/v1/responses/resp_${id}/cancel` },
  { name: 'DELETE /v1/responses/{id}', of: 'invocation', route: (id) => `/v1/responses/resp_${id}` },
  {
    name: 'POST /v1/responses',
    of: 'conversation',
    route: () => '/v1/responses',
    body: (id) => ({ input: 'x', conversation: id }),
  },
  {
    name: 'POST /v1/chat/completions',
    of: 'file',
    route: () => '/v1/chat/completions',
    body: (id) => ({
      model: 'liaison.content',
      messages: [
        {
          role: 'user',
          content: [
            { type: 'text', text: 'x' },
            { type: 'file', file: { file_id: id } },
          ],
        },
      ],
    }),
  },
  ...(['/a2a', '/a2a/{agent}'] as const).flatMap((path) => {
    const name = `POST ${path}`
    const route = () => path.replace('{agent}', 'liaison.insights')
    const parts = [{ text: 'x' }]
    const messageOf = (fields: object) => ({
      message: { messageId: crypto.randomUUID(), role: 'ROLE_USER', parts, ...fields },
      configuration: { returnImmediately: true },
    })
    const rpc = (of: keyof Owned, method: string, params: (id: string) => object) => ({
      name,
      of,
      route,
      body: (id: string) => ({ jsonrpc: '2.0', id: 1, method, params: params(id) }),
    })
    return [
      rpc('invocation', 'GetTask', (id) => ({ id })),
      rpc('invocation', 'CancelTask', (id) => ({ id })),
      rpc('invocation', 'SubscribeToTask', (id) => ({ id })),
      rpc('invocation', 'SendMessage', (taskId) => messageOf({ taskId })),
      rpc('conversation', 'SendMessage', (contextId) => messageOf({ contextId })),
      rpc('conversation', 'ListTasks', (contextId) => ({ contextId })),
      rpc('file', 'SendMessage', (id) => messageOf({ parts: [...parts, { url: `/api/files/${id}` }] })),
    ]
  }),
  { name: 'GET /v1/conversations/{id}', of: 'conversation', route: (id) => `/v1/conversations/${id}` },
  { name: 'DELETE /v1/conversations/{id}', of: 'conversation', route: (id) => `/v1/conversations/${id}` },
  { name: 'GET /v1/conversations/{id}/items', of: 'conversation', route: (id) => `/v1/conversations/${id}/items` },
  { name: 'GET /v1/files/{id}', of: 'file', route: (id) => `/v1/files/file-${id}` },
  { name: 'GET /v1/files/{id}/content', of: 'file', route: (id) => `/v1/files/file-${id}/content` },
  { name: 'DELETE /v1/files/{id}', of: 'file', route: (id) => `/v1/files/file-${id}` },
]

/** Calls that take no id of anything owned. */
const WITHOUT = [
  'GET /api/threads',
  'POST /api/threads',
  'GET /api/threads/search',
  // Its stream does not end by itself: threads.live.test.ts asks for a foreign one.
  'GET /api/threads/{id}/events',
  // Takes two ids: threads.live.test.ts asks for foreign ones.
  'PUT /api/threads/{id}/files/{file}',
  'POST /api/auth/session',
  'GET /api/auth/session',
  'DELETE /api/auth/session',
  'POST /api/auth/ticket',
  'GET /api/auth/keys',
  'POST /api/auth/keys',
  'POST /api/chat/conversation/create',
  'GET /api/sessions',
  'POST /api/sessions',
  'POST /api/files',
  'GET /api/files',
  'GET /api/me/export',
  'DELETE /api/me',
  'DELETE /api/sessions',
  'GET /api/chat/conversations',
  'GET /api/admin/sessions',
  'DELETE /api/admin/sessions',
  'GET /api/admin/audit/export',
  'GET /api/admin/connections',
  'GET /api/admin/invocations',
  'GET /api/admin/health',
  'GET /api/admin/capabilities',
  'GET /api/admin/audit',
  'GET /healthz',
  'GET /readyz',
  'GET /metrics',
  'GET /api/features',
  'GET /api/sample/{name}',
  // A thread is the client's own name for a conversation; ag-ui.live.test.ts asks for foreign runs.
  'GET /api/ag-ui/{agent}',
  'POST /api/ag-ui/{agent}',
  'GET /.well-known/agent-card.json',
  'GET /a2a/{agent}/.well-known/agent-card.json',
  // Ids stand inside of messages and cursors; mcp-refusals.live.test.ts asks for foreign ones.
  'GET /mcp',
  'POST /mcp',
  'DELETE /mcp',
  'GET /v1/models',
  'GET /v1/models/{id}',
  'POST /v1/conversations',
  'POST /v1/files',
  'GET /v1/files',
]

test('[L10] the sweep holds every call that is described', () => {
  const described = [...http.operations].filter(([, { tags }]) => !tags.includes('trpc')).map(([name]) => name)
  expect([...new Set([...CALLS.map(({ name }) => name), ...WITHOUT])].sort()).toEqual(described.sort())
})

test('[L10] somebody else’s id is answered, byte for byte, as one that does not exist', async () => {
  const [anna, eve] = [await live.guest(), await live.guest()]
  const hers = await possessionsOf(anna)
  for (const { name, of, route, body } of CALLS) {
    const method = name.split(' ')[0] ?? ''
    const ask = async (as: Person, id: string) => {
      const given = body ? { body: body(id) } : {}
      const { status, text, headers } = await http.call({ as, method, route: route(id), ...given })
      return { status, text, type: headers.get('content-type'), length: headers.get('content-length') }
    }
    const foreign = await ask(eve, hers[of])
    // As long as the foreign one: an id is never part of an answer, but its length must not matter either.
    const unknown = await ask(eve, hers[of].replace(/[0-9a-f]/g, '0'))
    expect([name, of, foreign]).toEqual([name, of, unknown])
  }
  // And nothing of hers was touched.
  for (const route of [
    `/api/chat/conversation/history?conversation_id=${hers.conversation}`,
    `/api/chat/invocations/${hers.invocation}`,
    `/api/files/${hers.file}/content`,
    `/api/sessions/${hers.session}`,
  ]) {
    expect([route, (await http.call({ as: anna, method: 'GET', route })).status]).toEqual([route, 200])
  }
  const artifact = await http.call({ as: anna, method: 'GET', route: `/api/artifacts/${hers.artifact}` })
  expect(artifact.body).toMatchObject({ status: 'draft' })
  const sockets = await http.call({ as: anna, method: 'GET', route: '/soa/websocket-session' })
  expect(sockets.body).toMatchObject({ websockets: [{ websocket_id: hers.websocket, agent_type: null }] })
})

// Dozens of calls, one after the other.
test('[L10] the owner is answered otherwise: the sweep is no comparison of nothing', { timeout: 180_000 }, async () => {
  const anna = await live.guest()
  const hers = await possessionsOf(anna)
  let told = 0
  for (const { name, of, route, body } of CALLS) {
    const method = name.split(' ')[0] ?? ''
    if (method === 'DELETE' || JSON.stringify(body?.('') ?? '').includes('unlink')) continue
    const given = body ? { body: body(hers[of]) } : {}
    const { status } = await http.call({ as: anna, method, route: route(hers[of]), ...given })
    expect([name, of, status < 300]).toEqual([name, of, true])
    told += 1
  }
  expect(told).toBeGreaterThan(15)
})

// The unmodified AG-UI clients, 1.0 and 0.0.58, against a running server. [D12]
import { HttpAgent } from '@ag-ui/client'
import { HttpAgent as LegacyAgent } from '@ag-ui/client-legacy'
import { durableFetch } from '@biplane/contracts/clients/durable-fetch'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { Live, type Person } from './live.test-support.ts'

let live: Live

beforeAll(async () => {
  live = await Live.open({ env: { LIMIT_READER_GRACE_MS: '50' } })
})
afterAll(() => live[Symbol.asyncDispose]())

const TEXT = 'Grüße, 👩‍👩‍👧! The answer has a few words, in pieces.'
const pieces = TEXT.match(/[\s\S]{1,3}/gu) ?? []

function scriptGuide(): void {
  live.runtime.script('guide.global', async function* () {
    yield {
      type: 'agent.tool',
      payload: { call_id: 't1', tool: 'read_file', version: '1', status: 'started', summary: '' },
    }
    yield {
      type: 'agent.tool',
      payload: { call_id: 't1', tool: 'read_file', version: '1', status: 'finished', summary: '2 rows' },
    }
    for (const text of pieces) yield { type: 'agent.token', payload: { text } }
  })
}

const HANDOFF = {
  type: 'agent.handoff_proposed' as const,
  payload: { to_agent: 'liaison.content', reason: 'It is about a file.', confidence: 0.9 },
}

const CLIENTS = { '1.0': HttpAgent, '0.0.58': LegacyAgent } as const
type Version = keyof typeof CLIENTS

let ids = 0
const freshId = (name: string) => `${name}-${process.pid}-${++ids}`

function agentOf(
  person: Person,
  version: Version,
  options: { agent?: string; threadId?: string; fetch?: typeof fetch } = {},
) {
  const { agent = 'guide', threadId = freshId('thread'), fetch: through } = options
  const headers = { authorization: `Bearer ${person.token}` }
  const config = { url: `${live.url}/api/ag-ui/${agent}`, headers, threadId, ...(through && { fetch: through }) }
  const made = new CLIENTS[version](config as never) as unknown as HttpAgent
  made.messages = [{ id: freshId('m'), role: 'user', content: 'What can you do?' }]
  return made
}

const spoken = (agent: HttpAgent) =>
  agent.messages
    .filter(({ role, content }) => role === 'assistant' && content !== undefined)
    .map(({ content }) => content)

/** Cuts each response after so many bytes, until it was cut so often. */
function cutting(bytes: number, most: number): { fetch: typeof fetch; cuts: () => number } {
  let cuts = 0
  return {
    cuts: () => cuts,
    async fetch(input, init) {
      const response = await fetch(input, init)
      if (!response.body || cuts >= most) return response
      let left = bytes
      const cut = new TransformStream<Uint8Array, Uint8Array>({
        transform(piece, controller) {
          controller.enqueue(piece.subarray(0, left))
          left -= piece.length
          if (left <= 0) {
            cuts += 1
            controller.error(new TypeError('terminated'))
          }
        },
      })
      return new Response(response.body.pipeThrough(cut), response)
    },
  }
}

test('[D12.4] asks no more after its body was cancelled', async () => {
  let asked = 0
  const waits = new Promise<AbortSignal>((resolve) => {
    const ask: typeof fetch = async (_input, init) => {
      asked += 1
      if (asked === 2) {
        const signal = init?.signal as AbortSignal
        resolve(signal)
        await new Promise((_resolve, reject) => signal.addEventListener('abort', () => reject(signal.reason)))
      }
      return new Response('id: 1\ndata: {}\n\n', { headers: { 'content-type': 'text/event-stream' } })
    }
    void durableFetch({ fetch: ask })('http://localhost').then(async ({ body }) => {
      const reader = body?.getReader()
      await reader?.read()
      const next = reader?.read()
      await waits
      await reader?.cancel()
      await next
    })
  })
  const signal = await waits
  if (!signal.aborted) await new Promise((resolve) => signal.addEventListener('abort', resolve))
  expect(asked).toBe(2)
})

describe.each(['1.0', '0.0.58'] as const)('[D12.1] the unmodified client %s', (version) => {
  test('runs an agent and shows its answer and its tool', async () => {
    scriptGuide()
    const agent = agentOf(await live.guest(), version)
    await agent.runAgent({})
    expect(spoken(agent)).toEqual([TEXT])
    expect(agent.messages.filter(({ role }) => role === 'tool').map(({ content }) => content)).toEqual(['2 rows'])
  })

  test('[D12.4] survives cuts with durableFetch, nothing lost or doubled', async () => {
    scriptGuide()
    let cuts = 0
    for (const bytes of [200, 333, 701]) {
      const line = cutting(bytes, 6)
      const agent = agentOf(await live.guest(), version, { fetch: durableFetch({ fetch: line.fetch, retries: 40 }) })
      await agent.runAgent({})
      expect(spoken(agent)).toEqual([TEXT])
      cuts += line.cuts()
    }
    // A short answer that comes in few events is smaller than the last of these sizes.
    expect(cuts).toBeGreaterThan(3)
  })

  test('[D12.4] ends with an error once it cannot be resumed', async () => {
    scriptGuide()
    let asked = 0
    const line = cutting(333, 1)
    const once: typeof fetch = (input, init) => {
      asked += 1
      return asked === 1 ? line.fetch(input, init) : Promise.reject(new TypeError('fetch failed'))
    }
    const agent = agentOf(await live.guest(), version, { fetch: durableFetch({ fetch: once, retries: 2 }) })
    const codes: (string | undefined)[] = []
    agent.subscribe({ onRunErrorEvent: ({ event }) => void codes.push(event.code) })
    // An unhandled rejection would fail this file.
    await agent.runAgent({}).catch(() => {})
    expect(codes).toEqual(['CONNECTION_LOST'])
    expect(asked).toBe(3)
  })

  test('[D12.3] replaces what a superseded attempt said', async () => {
    live.runtime.script(
      'guide.global',
      async function* (_request, { attempt, gate }) {
        yield { type: 'agent.token', payload: { text: attempt === 1 ? 'Wro' : 'Right' } }
        if (attempt === 1) await gate(`lost ${version}`)
      },
      { recovery: 'restart' },
    )
    const agent = agentOf(await live.guest(), version)
    const shown = new Promise<void>((resolve) => {
      agent.subscribe({ onTextMessageContentEvent: () => resolve() })
    })
    const run = agent.runAgent({})
    await shown
    live.runtime.forget()
    live.runtime.open(`lost ${version}`)
    await run
    expect(spoken(agent)).toEqual(['Right'])
    expect(agent.messages[0]).toMatchObject({ role: 'user', content: 'What can you do?' })
  })

  test('[D12.3] keeps the text of a cancelled and of a failed run', async () => {
    const person = await live.guest()
    live.runtime.script('guide.global', async function* () {
      yield { type: 'agent.token', payload: { text: 'so far' } }
      throw new Error('planted')
    })
    const failed = agentOf(person, version)
    await failed.runAgent({}).catch(() => {})
    expect(spoken(failed)).toEqual(['so far'])
  })

  test('[D12.3] shows a handoff as one run with two answers', async () => {
    live.runtime.script('guide.global', async function* () {
      yield { type: 'agent.token', payload: { text: 'I pass you on.' } }
      yield HANDOFF
    })
    live.runtime.script('liaison.content', async function* () {
      yield { type: 'agent.token', payload: { text: 'Here I am.' } }
    })
    const line = cutting(450, 8)
    const agent = agentOf(await live.guest(), version, { fetch: durableFetch({ fetch: line.fetch, retries: 40 }) })
    await agent.runAgent({})
    expect(spoken(agent)).toEqual(['I pass you on.', 'Here I am.'])
  })

  test('[D12.3] ends a cancelled run, and keeps its text', async () => {
    const anna = await live.guest()
    live.runtime.script('guide.global', async function* (_request, { gate }) {
      yield { type: 'agent.token', payload: { text: 'so far' } }
      await gate('never')
    })
    const agent = agentOf(anna, version)
    const shown = new Promise<void>((resolve) => {
      agent.subscribe({ onTextMessageContentEvent: () => resolve() })
    })
    const run = agent.runAgent({ runId: freshId('run') }).catch(() => {})
    await shown
    const [invocation] = await anna.trpc.invocation.list.query({})
    await anna.trpc.invocation.cancel.mutate({ invocation_id: invocation?.invocation_id ?? '' })
    await run
    expect(spoken(agent)).toEqual(['so far'])
  })

  test('[D12.2] goes on in the same conversation in its next run', async () => {
    scriptGuide()
    const person = await live.guest()
    const agent = agentOf(person, version)
    await agent.runAgent({})
    agent.messages = [...agent.messages, { id: freshId('m'), role: 'user', content: 'And then?' }]
    await agent.runAgent({})
    expect(spoken(agent)).toEqual([TEXT, TEXT])
    const asked = (await person.trpc.conversation.list.query()).filter(({ message_count }) => message_count === 4)
    expect(asked).toHaveLength(1)
    expect(asked[0]?.current).toBe(false)
  })
})

const post = (person: Person | null, body: unknown, agent = 'guide', headers: Record<string, string> = {}) =>
  fetch(`${live.url}/api/ag-ui/${agent}`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      ...(person && { authorization: `Bearer ${person.token}` }),
      ...headers,
    },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  })
const inputOf = (threadId: string, runId: string, content: unknown = 'hello') => ({
  threadId,
  runId,
  messages: [{ id: 'm1', role: 'user', content }],
})
const eventIds = (text: string) => [...text.matchAll(/^id: (.+)$/gm)].map(([, id]) => id ?? '')

describe('[D12.2] a run', () => {
  test('is one send, however often it is posted', async () => {
    scriptGuide()
    const anna = await live.guest()
    const input = inputOf(freshId('t'), freshId('r'))
    const first = await (await post(anna, input)).text()
    expect(await (await post(anna, input)).text()).toBe(first)
    expect((await post(anna, inputOf(input.threadId, input.runId, 'other'))).status).toBe(409)
  })

  test('cut at any event and resumed is the same run, by POST and by GET', async () => {
    scriptGuide()
    const anna = await live.guest()
    const input = inputOf(freshId('t'), freshId('r'))
    const whole = await (await post(anna, input)).text()
    const query = `threadId=${input.threadId}&runId=${input.runId}`
    const read = (headers: Record<string, string>) => anna.fetch(`/api/ag-ui/guide?${query}`, { headers })
    for (const id of eventIds(whole)) {
      const rest = whole.slice(whole.indexOf('\n\n', whole.indexOf(`id: ${id}\n`)) + 2)
      const strip = (text: string) => text.replace(/^: .*\n\n/, '')
      expect(strip(await (await read({ 'last-event-id': id })).text())).toBe(rest)
      expect(strip(await (await post(anna, input, 'guide', { 'last-event-id': id })).text())).toBe(rest)
    }
    expect(await (await read({})).text()).toBe(whole)
  })

  test('with a file in it keeps the file once, however often it is posted', async () => {
    scriptGuide()
    const anna = await live.guest()
    const data = Buffer.from('a,b\n1,2\n').toString('base64')
    const parts = [
      { type: 'text', text: 'Read this' },
      { type: 'binary', mimeType: 'text/csv', filename: 'mine.csv', data },
    ]
    const input = inputOf(freshId('t'), freshId('r'), parts)
    const first = await (await post(anna, input)).text()
    expect(await (await post(anna, input)).text()).toBe(first)
    expect((await anna.trpc.file.list.query()).map(({ name }) => name)).toEqual(['mine.csv'])
  })

  test('whose client wants it ends when nobody reads it any more', async () => {
    live.runtime.script('guide.global', async function* (_request, { gate }) {
      yield { type: 'agent.token', payload: { text: 'so far' } }
      await gate('nobody comes')
    })
    const anna = await live.guest()
    const gone = new AbortController()
    const input = { ...inputOf(freshId('t'), freshId('r')), forwardedProps: { onDisconnect: 'cancel' } }
    const response = await fetch(`${live.url}/api/ag-ui/guide`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${anna.token}` },
      body: JSON.stringify(input),
      signal: gone.signal,
    })
    expect(response.status).toBe(200)
    const status = async () => (await anna.trpc.invocation.list.query({})).map((one) => one.status)
    expect(await status()).toEqual([expect.stringMatching(/queued|running/)])
    gone.abort()
    await expect.poll(status).toEqual(['cancelled'])
  })

  test('of another person is unknown, and its thread is new', async () => {
    scriptGuide()
    const [anna, eve] = [await live.guest(), await live.guest()]
    const input = inputOf(freshId('t'), freshId('r'))
    const response = await post(anna, input)
    await response.text()
    const id = response.headers.get('x-conversation-id') ?? ''
    const ask = async (threadId: string, runId: string) => {
      const got = await eve.fetch(`/api/ag-ui/guide?threadId=${threadId}&runId=${runId}`)
      return [got.status, await got.text()]
    }
    expect(await ask(input.threadId, input.runId)).toEqual(await ask('nobody', 'nothing'))
    expect(await ask(id, input.runId)).toEqual(await ask('nobody', 'nothing'))
    const own = await post(eve, inputOf(id, freshId('r')))
    await own.text()
    expect(own.headers.get('x-conversation-id')).not.toBe(id)
  })
})

describe('[L11] bad input', () => {
  test.each<[string, unknown, number]>([
    ['no JSON', '{', 400],
    ['no messages', { threadId: 't', runId: 'r' }, 400],
    ['an empty list', { threadId: 't', runId: 'r', messages: [] }, 400],
    [
      'a last message of the assistant',
      { threadId: 't', runId: 'r', messages: [{ id: 'a', role: 'assistant', content: 'x' }] },
      400,
    ],
    ['a blank text', inputOf('t', 'r1', ' '), 400],
    ['an unknown part', inputOf('t', 'r2', [{ type: 'hologram' }]), 400],
    [
      'a foreign address',
      inputOf('t', 'r3', [
        { type: 'text', text: 'x' },
        { type: 'image', source: { type: 'url', value: 'http://127.0.0.1/x' } },
      ]),
      400,
    ],
    [
      'bad base64',
      inputOf('t', 'r4', [
        { type: 'text', text: 'x' },
        { type: 'binary', mimeType: 'text/csv', data: '%%%' },
      ]),
      400,
    ],
    [
      'an unknown file',
      inputOf('t', 'r5', [
        { type: 'text', text: 'x' },
        { type: 'document', source: { type: 'file', value: 'none' } },
      ]),
      404,
    ],
    ['an answer to no question', { ...inputOf('t', 'r6'), resume: [{ interruptId: 'i', status: 'resolved' }] }, 400],
    ['a run id with blanks', inputOf('t', 'r 7'), 400],
    ['a text that is too long', inputOf('t', 'r8', 'x'.repeat(32_001)), 413],
  ])('%s is refused', async (_name, body, status) => {
    const response = await post(await live.guest(), body)
    expect([response.status, Object.keys(JSON.parse(await response.text()))]).toEqual([
      status,
      expect.arrayContaining(['code', 'message']),
    ])
  })

  test('an unknown agent, no token and a cursor of another run are refused', async () => {
    const anna = await live.guest()
    expect((await post(anna, inputOf('t', 'r'), 'liaison.nobody')).status).toBe(404)
    const nobody = await post(null, inputOf('t', 'r'))
    expect([nobody.status, nobody.headers.get('www-authenticate')]).toEqual([401, 'Bearer'])
    scriptGuide()
    const one = inputOf(freshId('t'), freshId('r'))
    const [cursor = ''] = eventIds(await (await post(anna, one)).text())
    const other = inputOf(freshId('t'), freshId('r'))
    expect((await post(anna, other, 'guide', { 'last-event-id': cursor })).status).toBe(400)
    expect((await post(anna, one, 'guide', { 'last-event-id': 'nonsense' })).status).toBe(400)
  })
})

// The unmodified client of @a2a-js/sdk against a running server. [AT1]
import { randomUUID } from 'node:crypto'
import { Role, type StreamResponse, type Task, TaskState } from '@a2a-js/sdk'
import {
  type Client,
  ClientFactory,
  ClientFactoryOptions,
  createAuthenticatingFetchWithRetry,
  DefaultAgentCardResolver,
  JsonRpcTransportFactory,
} from '@a2a-js/sdk/client'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { z } from 'zod'
import { Live, type Person } from './live.test-support.ts'

let live: Live

beforeAll(async () => {
  live = await Live.open()
})
afterAll(() => live[Symbol.asyncDispose]())

const CARD = '/.well-known/agent-card.json'
const cardShape = z.looseObject({
  supportedInterfaces: z.array(z.object({ url: z.string(), protocolBinding: z.string(), protocolVersion: z.string() })),
  skills: z.array(z.object({ id: z.string() })),
})
const errorShape = z.object({
  jsonrpc: z.literal('2.0'),
  id: z.unknown(),
  error: z.object({ code: z.number(), data: z.array(z.looseObject({ metadata: z.looseObject({}).optional() })) }),
})
const errorIn = async (response: Response) => errorShape.parse(await response.json())

function clientOf({ token }: Pick<Person, 'token'>, agent?: string, through: typeof fetch = fetch): Promise<Client> {
  const fetchImpl = createAuthenticatingFetchWithRetry(through, {
    headers: async () => ({ authorization: `Bearer ${token}` }),
    shouldRetryWithHeaders: async () => undefined,
  })
  const options = ClientFactoryOptions.createFrom(ClientFactoryOptions.default, {
    transports: [new JsonRpcTransportFactory({ fetchImpl })],
    cardResolver: new DefaultAgentCardResolver({ fetchImpl }),
  })
  return new ClientFactory(options).createFromUrl(live.url, agent === undefined ? CARD : `/a2a/${agent}${CARD}`)
}

interface Said {
  messageId?: string
  taskId?: string
  contextId?: string
  metadata?: Record<string, unknown>
  returnImmediately?: boolean
}

const ask = (text: string, said: Said = {}): Parameters<Client['sendMessage']>[0] => ({
  tenant: '',
  message: {
    messageId: said.messageId ?? randomUUID(),
    contextId: said.contextId ?? '',
    taskId: said.taskId ?? '',
    role: Role.ROLE_USER,
    parts: [{ content: { $case: 'text', value: text }, metadata: undefined, filename: '', mediaType: '' }],
    metadata: said.metadata,
    extensions: [],
    referenceTaskIds: [],
  },
  configuration: said.returnImmediately
    ? {
        returnImmediately: true,
        acceptedOutputModes: [],
        taskPushNotificationConfig: undefined,
      }
    : undefined,
  metadata: undefined,
})

const byId = (id: string) => ({ tenant: '', id, historyLength: undefined, metadata: undefined })

/** What a client makes of the stream: a task replaces all, updates change it. */
class Shown {
  task: Task | null = null
  readonly states: TaskState[] = []
  /** The text of the answers, after each event. */
  readonly texts: string[] = []
  readonly cursors: string[] = []

  take({ payload }: StreamResponse): void {
    if (payload?.$case === 'task') this.task = payload.value
    if (payload?.$case === 'statusUpdate' && this.task) this.task.status = payload.value.status
    if (payload?.$case === 'artifactUpdate' && payload.value.artifact && this.task) {
      const { artifact, append } = payload.value
      const at = this.task.artifacts.findIndex(({ artifactId }) => artifactId === artifact.artifactId)
      const known = this.task.artifacts[at]
      if (!known) this.task.artifacts.push(artifact)
      else if (append) known.parts.push(...artifact.parts)
      else this.task.artifacts[at] = artifact
    }
    if (payload?.$case === 'statusUpdate' || payload?.$case === 'artifactUpdate') {
      this.cursors.push(String(payload.value.metadata?.cursor))
    }
    if (this.task?.status) this.states.push(this.task.status.state)
    this.texts.push(this.text)
  }

  get text(): string {
    return textOf(this.task)
  }

  get state(): TaskState | undefined {
    return this.task?.status?.state
  }
}

const textOf = (task: Task | null): string =>
  (task?.artifacts ?? [])
    .map(({ parts }) => parts.map(({ content }) => (content?.$case === 'text' ? content.value : '')).join(''))
    .filter((text) => text !== '')
    .join('\n\n')

async function read(stream: AsyncIterable<StreamResponse>, shown = new Shown()): Promise<Shown> {
  for await (const event of stream) shown.take(event)
  return shown
}

async function errorOf(promise: Promise<unknown>): Promise<{ name: string; message: string }> {
  const error = await promise.then(
    () => null,
    (reason: unknown) => reason,
  )
  if (error instanceof Error) return error
  throw new Error('nothing was refused')
}

const TEXT = 'Grüße, 👩‍👩‍👧! The answer has a few words, in pieces.'
const pieces = TEXT.match(/[\s\S]{1,3}/gu) ?? []

function scriptGuide(): void {
  live.runtime.script('guide.global', async function* () {
    for (const text of pieces) yield { type: 'agent.token', payload: { text } }
  })
}

const surfaceId = 'ask:1'
const button = (agent: string, message: string) => ({
  id: message,
  component: 'Button',
  child: 'l',
  action: { event: { name: 'choose_agent', context: { agent, message } } },
})
const QUESTION = {
  version: 'v0.9',
  updateComponents: {
    surfaceId,
    components: [button('liaison.insights', 'Insights'), button('liaison.content', 'Content')],
  },
}

describe('[AT1] the unmodified client', () => {
  test('finds the agents by their card, without a token', async () => {
    const card = cardShape.parse(await (await fetch(`${live.url}${CARD}`)).json())
    expect(card.supportedInterfaces).toEqual([
      { url: `${live.url}/a2a`, protocolBinding: 'JSONRPC', protocolVersion: '1.0' },
    ])
    expect(card.skills.map(({ id }) => id)).toContain('liaison.insights')
    const one = cardShape.parse(await (await fetch(`${live.url}/a2a/liaison.content${CARD}`)).json())
    expect(one.supportedInterfaces[0]?.url).toBe(`${live.url}/a2a/liaison.content`)
  })

  test('streams an answer, and reads the same task again', async () => {
    scriptGuide()
    const client = await clientOf(await live.guest())
    const shown = await read(client.sendMessageStream(ask('What can you do?')))
    expect([shown.text, shown.state]).toEqual([TEXT, TaskState.TASK_STATE_COMPLETED])
    expect(shown.states[0]).toBe(TaskState.TASK_STATE_SUBMITTED)
    const again = await client.getTask(byId(shown.task?.id ?? ''))
    expect(textOf(again)).toBe(TEXT)
    expect(again.history.map(({ parts }) => parts[0]?.content?.value)).toEqual(['What can you do?'])
  })

  test('waits for the answer, or is answered at once', async () => {
    scriptGuide()
    const client = await clientOf(await live.guest())
    const task = (await client.sendMessage(ask('And now?'))) as Task
    expect([textOf(task), task.status?.state]).toEqual([TEXT, TaskState.TASK_STATE_COMPLETED])
    const soon = (await client.sendMessage(ask('Later', { returnImmediately: true }))) as Task
    expect(soon.id).not.toBe('')
  })

  test('goes on in the same context, with another agent by skill', async () => {
    const asked: number[] = []
    live.runtime.script('liaison.insights', async function* ({ invocation }) {
      asked.push(invocation.input.history.length)
      yield { type: 'agent.token', payload: { text: 'So it is.' } }
    })
    const client = await clientOf(await live.guest())
    const metadata = { skillId: 'liaison.insights' }
    const first = (await client.sendMessage(ask('Who is overdue?', { metadata }))) as Task
    const second = (await client.sendMessage(ask('And why?', { contextId: first.contextId }))) as Task
    expect([asked, second.contextId]).toEqual([[0, 2], first.contextId])
    expect((await errorOf(client.sendMessage(ask('x', { contextId: randomUUID() })))).message).toContain('contextId')
  })

  test('shows a handoff as one task with two answers', async () => {
    live.runtime.script('guide.global', async function* () {
      yield { type: 'agent.token', payload: { text: 'I pass you on.' } }
      yield {
        type: 'agent.handoff_proposed' as const,
        payload: { to_agent: 'liaison.content', reason: 'It is about a file.', confidence: 0.9 },
      }
    })
    live.runtime.script('liaison.content', async function* () {
      yield { type: 'agent.token', payload: { text: 'Here I am.' } }
    })
    const client = await clientOf(await live.guest())
    const shown = await read(client.sendMessageStream(ask('Read this file')))
    expect([shown.text, shown.state]).toEqual(['I pass you on.\n\nHere I am.', TaskState.TASK_STATE_COMPLETED])
  })

  test('replaces what a superseded attempt said', async () => {
    live.runtime.script(
      'liaison.content',
      async function* (_request, { attempt, gate }) {
        yield { type: 'agent.token', payload: { text: attempt === 1 ? 'Wro' : 'Right' } }
        if (attempt === 1) await gate('a2a lost')
      },
      { recovery: 'restart' },
    )
    const client = await clientOf(await live.guest())
    const shown = new Shown()
    for await (const event of client.sendMessageStream(ask('Which?', { metadata: { skillId: 'liaison.content' } }))) {
      shown.take(event)
      if (shown.text === 'Wro') {
        live.runtime.forget()
        live.runtime.open('a2a lost')
      }
    }
    expect([shown.text, shown.texts.includes('Wro')]).toEqual(['Right', true])
  })

  test('cancels a task, and keeps its text', async () => {
    live.runtime.script('liaison.operations', async function* (_request, { gate }) {
      yield { type: 'agent.token', payload: { text: 'Half ' } }
      await gate('for ever')
    })
    const client = await clientOf(await live.guest(), 'liaison.operations')
    const shown = new Shown()
    let canceled: Promise<Task> | null = null
    for await (const event of client.sendMessageStream(ask('Go on'))) {
      shown.take(event)
      if (shown.text === 'Half ') canceled ??= client.cancelTask(byId(shown.task?.id ?? ''))
    }
    expect([shown.text, shown.state]).toEqual(['Half ', TaskState.TASK_STATE_CANCELED])
    expect((await canceled)?.status?.state).toBe(TaskState.TASK_STATE_CANCELED)
    expect((await errorOf(client.cancelTask(byId(shown.task?.id ?? '')))).name).toBe('TaskNotCancelableError')
  })

  test('shows the reason of a failure', async () => {
    live.runtime.script('liaison.operations', async function* () {
      yield { type: 'agent.token', payload: { text: 'so far' } }
      throw new Error('planted')
    })
    const client = await clientOf(await live.guest(), 'liaison.operations')
    const shown = await read(client.sendMessageStream(ask('Fail')))
    expect([shown.text, shown.state]).toEqual(['so far', TaskState.TASK_STATE_FAILED])
    expect(shown.task?.status?.message?.parts[0]?.content?.value).toBeTruthy()
  })
})

describe('[AT2] a task', () => {
  test('shows a prefix to each new reader, then all', async () => {
    const client = await clientOf(await live.guest())
    live.runtime.script('guide.global', async function* (_request, { gate }) {
      for (const [at, text] of pieces.entries()) {
        if (at % 4 === 2) await gate(`piece ${at}`)
        yield { type: 'agent.token', payload: { text } }
      }
    })
    const first = client.sendMessageStream(ask('Slowly'))[Symbol.asyncIterator]()
    const opened = await first.next()
    const id = opened.value?.payload?.$case === 'task' ? opened.value.payload.value.id : ''
    const readers: Promise<Shown>[] = []
    for (const at of pieces.keys()) {
      if (at % 4 !== 2) continue
      const stream = client.resubscribeTask(byId(id))
      const shown = new Shown()
      shown.take((await stream.next()).value as StreamResponse)
      readers.push(read(stream, shown))
      live.runtime.open(`piece ${at}`)
    }
    for (const shown of await Promise.all(readers)) {
      expect(shown.text).toBe(TEXT)
      for (const text of shown.texts) expect(TEXT.startsWith(text)).toBe(true)
    }
    await first.return?.(undefined)
  })

  test('resumes exactly after the cursor of any event', async () => {
    scriptGuide()
    const client = await clientOf(await live.guest())
    const shown = await read(client.sendMessageStream(ask('What can you do?')))
    const id = shown.task?.id ?? ''
    for (const [at, cursor] of shown.cursors.entries()) {
      const rest = await read(client.resubscribeTask(byId(id), { serviceParameters: { 'last-event-id': cursor } }))
      expect(rest.cursors).toEqual(shown.cursors.slice(at + 1))
      expect([rest.text, rest.state]).toEqual([TEXT, TaskState.TASK_STATE_COMPLETED])
    }
    expect((await errorOf(read(client.resubscribeTask(byId(id))))).name).toBe('UnsupportedOperationError')
  })

  test('runs once however often it is sent', async () => {
    let ran = 0
    live.runtime.script('guide.global', async function* () {
      ran += 1
      yield { type: 'agent.token', payload: { text: 'once' } }
    })
    const client = await clientOf(await live.guest())
    const messageId = randomUUID()
    const all = await Promise.all([1, 2, 3].map(() => client.sendMessage(ask('Twice', { messageId }))))
    expect(new Set(all.map((one) => (one as Task).id)).size).toBe(1)
    expect(ran).toBe(1)
    expect((await errorOf(client.sendMessage(ask('Other', { messageId })))).name).toBe('RequestMalformedError')
  })

  test('[U1] waits for an answer in words and goes on', async () => {
    const asked: string[] = []
    live.runtime.script('guide.global', async function* ({ invocation }) {
      asked.push(invocation.input.text)
      yield { type: 'agent.token', payload: { text: asked.length === 1 ? 'Which of them?' : 'Insights it is.' } }
      if (asked.length === 1) yield { type: 'agent.ui', payload: { message: QUESTION } }
    })
    const client = await clientOf(await live.guest())
    const shown = await read(client.sendMessageStream(ask('What is the total of the amount column?')))
    const id = shown.task?.id ?? ''
    expect(shown.state).toBe(TaskState.TASK_STATE_INPUT_REQUIRED)
    expect(shown.task?.status?.message?.parts.map(({ content }) => content?.value)).toEqual([
      'Which of them?',
      expect.objectContaining({ schema: { type: 'string', enum: ['Insights', 'Content'] } }),
    ])
    const contextId = shown.task?.contextId ?? ''
    const next = await read(client.sendMessageStream(ask('Insights', { taskId: id, contextId })))
    expect([next.task?.id, next.state]).toEqual([id, TaskState.TASK_STATE_COMPLETED])
    expect(next.text).toBe('Which of them?\n\nInsights it is.')
    expect(textOf(await client.getTask(byId(id)))).toBe(next.text)
    const late = await errorOf(read(client.sendMessageStream(ask('Content', { taskId: id, contextId }))))
    expect(late.name).toBe('UnsupportedOperationError')
  })

  test('lists with the others of its context', async () => {
    scriptGuide()
    const client = await clientOf(await live.guest())
    const { contextId } = (await client.sendMessage(ask('One'))) as Task
    await client.sendMessage(ask('Two', { contextId }))
    await client.sendMessage(ask('Elsewhere'))
    const page = { tenant: '', status: 0, pageToken: '', historyLength: 1, statusTimestampAfter: undefined }
    const listed = await client.listTasks({ ...page, contextId, pageSize: 50, includeArtifacts: true })
    expect(listed.tasks.map(({ history }) => history[0]?.parts[0]?.content?.value)).toEqual(['Two', 'One'])
    const two = await client.listTasks({ ...page, contextId: '', pageSize: 2, includeArtifacts: false })
    const rest = await client.listTasks({ ...page, contextId: '', pageSize: 2, pageToken: two.nextPageToken })
    expect([two.tasks.length, rest.tasks.length, rest.nextPageToken]).toEqual([2, 1, ''])
  })
})

describe('[AT3] the server', () => {
  const rpc = (as: Person | null, body: string, init: { path?: string; headers?: Record<string, string> } = {}) =>
    fetch(`${live.url}${init.path ?? '/a2a'}`, {
      method: 'POST',
      body,
      headers: {
        'content-type': 'application/json',
        ...(as && { authorization: `Bearer ${as.token}` }),
        ...init.headers,
      },
    })
  const call = (method: string, params: unknown = {}, id: unknown = 7) =>
    JSON.stringify({ jsonrpc: '2.0', id, method, params })
  const message = (fields: object) => ({
    message: { messageId: randomUUID(), role: 'ROLE_USER', parts: [{ text: 'x' }], ...fields },
  })

  test('answers 401 in the shape of JSON-RPC without a token', async () => {
    for (const headers of [{}, { authorization: 'Bearer nonsense' }]) {
      const response = await rpc(null, call('GetTask', { id: 'x' }), { headers })
      expect([response.status, response.headers.get('www-authenticate')]).toEqual([401, 'Bearer'])
      expect(await response.json()).toMatchObject({ jsonrpc: '2.0', id: 7, error: { code: expect.any(Number) } })
    }
  })

  test('answers another person’s ids as unknown ones', async () => {
    scriptGuide()
    const [anna, eve] = [await live.guest(), await live.guest()]
    const { id, contextId } = (await (await clientOf(anna)).sendMessage(ask('Mine'))) as Task
    const unknown = id.replace(/[0-9a-f]/g, '0')
    for (const make of [
      (one: string) => call('GetTask', { id: one }),
      (one: string) => call('CancelTask', { id: one }),
      (one: string) => call('SubscribeToTask', { id: one }),
      (one: string) => call('SendMessage', message({ taskId: one })),
      (one: string) => call('SendStreamingMessage', message({ contextId: one === id ? contextId : one })),
      (one: string) => call('ListTasks', { contextId: one === id ? contextId : one }),
      (one: string) => call('SendMessage', message({ parts: [{ text: 'x' }, { url: `/api/files/${one}` }] })),
    ]) {
      const [foreign, none] = [await rpc(eve, make(id)), await rpc(eve, make(unknown))]
      expect([foreign.status, await foreign.text()]).toEqual([none.status, await none.text()])
    }
  })

  const CASES: [name: string, body: () => string, code: number, init?: { headers?: Record<string, string> }][] = [
    ['broken JSON', () => '{"jsonrpc":', -32_700],
    ['no call', () => '{"hello":1}', -32_600],
    ['a list of calls', () => `[${call('GetTask')}]`, -32_600],
    ['an unknown method', () => call('Fly'), -32_601],
    ['a method of 0.3', () => call('message/send'), -32_009],
    ['another version', () => call('GetTask'), -32_009, { headers: { 'a2a-version': '0.3' } }],
    ['no message', () => call('SendMessage', {}), -32_602],
    ['no words', () => call('SendMessage', message({ parts: [{ text: ' ' }] })), -32_602],
    ['a message of an agent', () => call('SendMessage', message({ role: 'ROLE_AGENT' })), -32_602],
    ['an unknown skill', () => call('SendMessage', message({ metadata: { skillId: 'cook' } })), -32_602],
    ['a foreign address', () => call('SendMessage', message({ parts: [{ url: 'https://x.example/a' }] })), -32_602],
    ['a data part', () => call('SendMessage', message({ parts: [{ data: { a: 1 } }] })), -32_005],
    ['an unknown task', () => call('GetTask', { id: 'x' }), -32_001],
    ['half a character', () => call('SendMessage', message({ parts: [{ text: '\ud83d' }] })), -32_600],
    ['push notifications', () => call('CreateTaskPushNotificationConfig', { taskId: 'x' }), -32_003],
    ['an extended card', () => call('GetExtendedAgentCard'), -32_007],
  ]

  test.each(CASES)('names the code for %s', async (_name, body, code, init = {}) => {
    const response = await rpc(await live.guest(), body(), init)
    expect(await response.json()).toMatchObject({
      jsonrpc: '2.0',
      error: { code, data: [{ '@type': 'type.googleapis.com/google.rpc.ErrorInfo', reason: expect.any(String) }] },
    })
  })

  test('refuses a cursor of no use', async () => {
    scriptGuide()
    const anna = await live.guest()
    const client = await clientOf(anna)
    const shown = await read(client.sendMessageStream(ask('Mine')))
    const other = await read(client.sendMessageStream(ask('Other')))
    const id = shown.task?.id ?? ''
    const [cursor = '', foreign = ''] = [shown.cursors.at(-1), other.cursors.at(-1)]
    for (const wrong of ['x', foreign, cursor.replace(live.epoch, 'zzz'), cursor.replace(/\d+\.\d+$/, '9999.0')]) {
      const stream = client.resubscribeTask(byId(id), { serviceParameters: { 'last-event-id': wrong } })
      expect([wrong, (await errorOf(read(stream))).name]).toEqual([wrong, 'RequestMalformedError'])
    }
  })

  test('answers by HTTP what is too large, or nowhere', async () => {
    const anna = await live.guest()
    const large = await rpc(anna, call('SendMessage', message({ parts: [{ text: 'x'.repeat(9_000_000) }] })))
    expect(large.status).toBe(413)
    const long = await rpc(anna, call('SendMessage', message({ parts: [{ text: 'x'.repeat(40_000) }] })))
    expect([long.status, (await errorIn(long)).error.data[0]?.metadata?.code]).toEqual([413, 'TOO_LARGE'])
    const nowhere = await rpc(anna, call('GetTask', { id: 'x' }), { path: '/a2a/cook' })
    expect([nowhere.status, (await errorIn(nowhere)).id]).toEqual([404, 7])
    const other = await fetch(`${live.url}/a2a`, { method: 'PUT' })
    expect([other.status, (await errorIn(other)).jsonrpc]).toEqual([405, '2.0'])
  })
})

import { once } from 'node:events'
import { expect, onTestFinished, test } from 'vitest'
import { WebSocketServer } from 'ws'
import { type CutProxy, type CutProxyOptions, openCutProxy } from './cut-proxy.ts'
import { ManualClock } from './manual-clock.ts'
import { openScriptedRuntime, type ScriptedRuntime } from './scripted-runtime.ts'
import { faultsOf } from './stream-laws.ts'
import { refusalIn, SubscriptionReader } from './subscription-reader.ts'
import {
  bearer,
  fullJitter,
  openExperienceClient,
  openRuntimeClient,
  type RuntimeClient,
  runtimeHttpClient,
  type SocketClientOptions,
} from './trpc-client.ts'

/** A scripted Runtime behind a proxy; its guide says five words and then waits for the gate `go`. */
async function setUp(plan?: CutProxyOptions['plan']) {
  const runtime = await openScriptedRuntime()
  onTestFinished(() => runtime.close())
  runtime.script('guide.global', async function* hesitant(_request, control) {
    for (const word of ['one ', 'two ', 'three ', 'four ', 'five '])
      yield { type: 'agent.token', payload: { text: word } }
    await control.gate('go')
    yield { type: 'agent.token', payload: { text: 'six' } }
  })
  const target = { host: '127.0.0.1', port: Number(new URL(runtime.url).port) }
  const proxy = await openCutProxy({ target, ...(plan ? { plan } : {}) })
  onTestFinished(() => proxy.close())
  return { runtime, proxy }
}

function open(runtime: ScriptedRuntime, proxy: CutProxy, options: Partial<SocketClientOptions> = {}) {
  const url = `http://127.0.0.1:${proxy.port}`
  const client = openRuntimeClient({ url, headers: bearer(runtime.key), ...options })
  onTestFinished(() => client.close())
  return client
}

const input = (invocation_id = 'first') => ({
  attempt: 1,
  invocation: {
    agent_id: 'guide.global',
    invocation_id,
    input: { text: 'hello' },
    return_channel: `invocation:${invocation_id}`,
    deadline: new Date(Date.now() + 600_000).toISOString(),
  },
})

const read = ({ trpc }: { trpc: RuntimeClient }) =>
  new SubscriptionReader<{ id: string; data: Parameters<typeof faultsOf>[0][number] }>((handlers) =>
    trpc.streamAgent.subscribe(input(), handlers),
  )

test('calls are typed and answered, over HTTP and over the socket', async () => {
  const { runtime, proxy } = await setUp()
  const http = runtimeHttpClient({ url: runtime.url, headers: bearer(runtime.key) })
  expect(await http.health.query()).toEqual(await open(runtime, proxy).trpc.health.query())
})

test('rejects a call without the key', async () => {
  const { runtime, proxy } = await setUp()
  const error = await runtimeHttpClient({ url: runtime.url })
    .health.query()
    .catch((refused: unknown) => refused)
  expect(refusalIn(error)).toEqual({ code: 'UNAUTHENTICATED', message: 'This door wants the internal key.' })
  const client = open(runtime, proxy, { headers: bearer('wrong'), reconnect: false })
  expect(await read(client).ended()).toEqual({ how: 'completed' })
  expect(client.dials).toBe(1)
})

test('sends the credentials first on a socket', async () => {
  const server = new WebSocketServer({ port: 0, host: '127.0.0.1' })
  onTestFinished(() => server.close())
  await once(server, 'listening')
  const address = server.address()
  const port = typeof address === 'object' ? address?.port : undefined
  const client = openExperienceClient({ url: `http://127.0.0.1:${port}`, connectionParams: { sessionToken: 'secret' } })
  onTestFinished(() => client.close())
  const [socket, request] = await once(server, 'connection')
  const [message] = await once(socket, 'message')
  expect(request.url).toBe('/trpc?connectionParams=1')
  expect(JSON.parse(String(message))).toEqual({ method: 'connectionParams', data: { sessionToken: 'secret' } })
})

test('[L3] resumes after its last event', async () => {
  const { runtime, proxy } = await setUp()
  const client = open(runtime, proxy)
  const reader = read(client)
  await reader.until((items) => items.length === 6)
  expect(proxy.cutAll('rst')).toBe(1)
  await client.until(() => client.dials === 2)
  runtime.open('go')
  expect(await reader.ended()).toEqual({ how: 'completed' })
  expect(faultsOf(reader.items.map((item) => item.data))).toEqual([])
  expect(runtime.attachments).toEqual([{ invocationId: 'first', attempt: 1, after: 6 }])
  expect(runtime.executions).toHaveLength(1)
})

test('ends its subscription without reconnect', async () => {
  const { runtime, proxy } = await setUp()
  const client = open(runtime, proxy, { reconnect: false })
  const reader = read(client)
  await reader.until((items) => items.length === 6)
  proxy.cutAll('fin')
  expect(await reader.ended()).toEqual({ how: 'completed' })
  expect(faultsOf(reader.items.map((item) => item.data))).toEqual(['0 ends'])
  expect({ dials: client.dials, connections: proxy.connections }).toEqual({ dials: 1, connections: 1 })
})

test('[L7] a hung handshake is given up at its deadline and dialled again', async () => {
  const { runtime, proxy } = await setUp((index) => (index === 0 ? { hang: true } : undefined))
  const clock = new ManualClock()
  const client = open(runtime, proxy, { openMs: 10_000, timer: clock.timer })
  const answer = client.trpc.health.query()
  await proxy.until(() => proxy.connections === 1)
  expect({ dials: client.dials, deadlines: clock.armed(10_000) }).toEqual({ dials: 1, deadlines: 1 })
  expect(clock.pass(10_000)).toBe(1)
  expect(await answer).toMatchObject({ status: 'ok' })
  expect({ dials: client.dials, deadlines: clock.armed(10_000) }).toEqual({ dials: 2, deadlines: 0 })
})

test('[L7] replaces a dead link at its deadline', async () => {
  const dead = { hole: { way: 'toClient', after: 1_000 } } as const
  const { runtime, proxy } = await setUp((index) => (index === 0 ? dead : undefined))
  const clock = new ManualClock()
  const keepAlive = { intervalMs: 20, pongTimeoutMs: 2_000 }
  const client = open(runtime, proxy, { closeMs: 1_000, timer: clock.timer, keepAlive })
  const reader = read(client)
  runtime.open('go')
  await clock.untilArmed(1_000) // the ping went unanswered, the socket was asked to close, and that stays unanswered
  expect({ dials: client.dials, held: proxy.held, end: reader.end }).toEqual({ dials: 1, held: 1, end: null })
  clock.pass(1_000)
  expect(await reader.ended()).toEqual({ how: 'completed' })
  expect(faultsOf(reader.items.map((item) => item.data))).toEqual([])
  expect(client.dials).toBe(2)
})

test('ends pending calls on close', async () => {
  const { runtime, proxy } = await setUp()
  const client = open(runtime, proxy)
  await client.trpc.health.query()
  proxy.blackHole(true)
  const call = client.trpc.health.query().catch((error: unknown) => error)
  await proxy.until(() => proxy.held === 1)
  await client.close()
  expect(await call).toBeInstanceOf(Error)
  expect(refusalIn(await call)).toBeNull()
})

test('retries wait anything up to a doubling bound with a ceiling: full jitter', () => {
  const at = (random: number) => [0, 1, 2, 3, 10].map(fullJitter({ baseMs: 100, capMs: 500, random: () => random }))
  expect(at(1)).toEqual([100, 200, 400, 500, 500])
  expect(at(0.5)).toEqual([50, 100, 200, 250, 250])
  expect(at(0)).toEqual([0, 0, 0, 0, 0])
})

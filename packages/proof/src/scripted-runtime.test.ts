import { setImmediate } from 'node:timers/promises'
import { Refusal } from '@biplane/contracts/refusal'
import type { AgentEvent } from '@biplane/contracts/wire/agent-events'
import { expect, onTestFinished, test } from 'vitest'
import { hashOfPrefix, textOf } from './attempt-events.ts'
import type { StreamInput } from './conformance/bench.ts'
import { openCutProxy } from './cut-proxy.ts'
import type { Misdeeds } from './misdeeds.ts'
import { defaultAnswer, type Script } from './script.ts'
import { openScriptedRuntime, type ScriptedRuntimeOptions } from './scripted-runtime.ts'
import { seeded } from './seeded.ts'
import { faultsOf } from './stream-laws.ts'
import { SubscriptionReader } from './subscription-reader.ts'
import { bearer, openRuntimeClient, runtimeHttpClient } from './trpc-client.ts'

async function setUp(options?: ScriptedRuntimeOptions) {
  const runtime = await openScriptedRuntime(options)
  onTestFinished(() => runtime.close())
  const { url } = runtime
  const headers = bearer(runtime.key)
  return { runtime, url, headers, calls: runtimeHttpClient({ url, headers }), read: readerOf(url, headers) }
}

const readerOf = (url: string, headers: Record<string, string>) => (input: StreamInput) => {
  const client = openRuntimeClient({ url, headers, retry: { baseMs: 1, capMs: 5 } })
  onTestFinished(() => client.close())
  return new SubscriptionReader<{ id: string; data: AgentEvent }>((handlers) =>
    client.trpc.streamAgent.subscribe(input, handlers),
  )
}

const ask = (more: Partial<StreamInput> = {}, deadlineMs = 600_000) => ({
  attempt: 1,
  invocation: {
    agent_id: 'guide.global',
    invocation_id: 'first',
    input: { text: 'who is late' },
    return_channel: 'invocation:first',
    deadline: new Date(Date.now() + deadlineMs).toISOString(),
  },
  ...more,
})

type Reader = ReturnType<Awaited<ReturnType<typeof setUp>>['read']>
const eventsOf = (reader: Reader) => reader.items.map((item) => item.data)
const typesOf = (reader: Reader) => eventsOf(reader).map((event) => event.type)

/** Says a word, waits at the gate `middle`, says another. */
const halting: Script = async function* halt(_request, control) {
  yield { type: 'agent.token', payload: { text: 'before ' } }
  await control.gate('middle')
  yield { type: 'agent.token', payload: { text: 'after' } }
}

test('echoes the message without a script', async () => {
  const { read } = await setUp({ tokens: 4 })
  const reader = read(ask())
  await reader.ended()
  expect(textOf(eventsOf(reader))).toBe('who1 is2 late3 who4 ')
  expect(defaultAnswer('who is late', 4).join('')).toBe('who1 is2 late3 who4 ')
  expect(defaultAnswer('  ', 1)).toEqual(['nothing1 '])
})

test('waits at a gate until the test opens it', async () => {
  const { runtime, read } = await setUp()
  runtime.script('guide.global', halting)
  const reader = read(ask())
  await runtime.reached('middle')
  await reader.until((items) => items.length === 2)
  expect(runtime.run('first')?.running).toBe(true)
  runtime.open('middle')
  await reader.ended()
  expect(textOf(eventsOf(reader))).toBe('before after')
  // An open gate stays open.
  await read(ask({ attempt: 2 })).ended()
  await runtime.reached('middle', 2)
})

test('what is asked, started, re-attached and cancelled is recorded', async () => {
  const { runtime, calls, read } = await setUp()
  runtime.script('guide.global', halting)
  const first = read(ask())
  await first.until((items) => items.length === 2)
  read(ask({ after: 1 }))
  await runtime.until(() => runtime.attachments.length === 1)
  expect(runtime.run('first')?.followers).toBe(2)
  await calls.cancelAgent.mutate({ invocationId: 'first' })
  await calls.invokeAgent.mutate(ask().invocation)
  expect(runtime.requests.map(({ after, attempt }) => ({ after, attempt }))).toEqual([
    { after: 0, attempt: 1 },
    { after: 1, attempt: 1 },
  ])
  expect(runtime.executions).toEqual([{ invocationId: 'first', agentId: 'guide.global', attempt: 1 }])
  expect(runtime.attachments).toEqual([{ invocationId: 'first', attempt: 1, after: 1 }])
  expect(runtime.cancels).toEqual(['first'])
  expect(runtime.invocations.map((invocation) => invocation.input.text)).toEqual(['who is late'])
})

test('[L4] cancels a waiting script with one end', async () => {
  const { runtime, calls, read } = await setUp()
  let cleaned = false
  runtime.script('guide.global', async function* tidy(request, control) {
    try {
      yield* halting(request, control)
    } finally {
      cleaned = control.signal.aborted
    }
  })
  const reader = read(ask())
  await runtime.reached('middle')
  await calls.cancelAgent.mutate({ invocationId: 'first' })
  await reader.ended()
  expect(typesOf(reader)).toEqual(['agent.started', 'agent.token', 'agent.cancelled'])
  expect(cleaned).toBe(true)
  expect(runtime.run('first')?.events).toEqual(eventsOf(reader))
})

test('ends with the error that a script throws', async () => {
  const { runtime, read } = await setUp()
  const usage = { input_tokens: 1, output_tokens: 2, tool_calls: 0, model: 'none' }
  runtime.script('guide.content', async function* says() {
    yield { type: 'agent.completed', payload: { text: '', usage } }
    yield { type: 'agent.token', payload: { text: 'too late' } }
  })
  runtime.script('guide.insights', async function* refuses() {
    yield { type: 'agent.token', payload: { text: 'Let me see. ' } }
    throw new Refusal('UNSUPPORTED_FILE', 'This file is empty.')
  })
  runtime.script('guide.operations', async function* breaks() {
    yield { type: 'agent.token', payload: { text: 'Let me see. ' } }
    throw new TypeError('a bug in a test')
  })
  const endOf = async (agent_id: string) => {
    const { invocation, attempt } = ask()
    const reader = read({ attempt, invocation: { ...invocation, agent_id, invocation_id: agent_id } })
    await reader.ended()
    expect(faultsOf(eventsOf(reader))).toEqual([])
    return eventsOf(reader).at(-1)
  }
  expect(await endOf('guide.content')).toMatchObject({ type: 'agent.completed', payload: { usage } })
  expect(await endOf('guide.insights')).toMatchObject({
    type: 'agent.failed',
    payload: { code: 'UNSUPPORTED_FILE', message: 'This file is empty.' },
  })
  expect(await endOf('guide.operations')).toMatchObject({
    type: 'agent.failed',
    payload: { code: 'INTERNAL', message: 'The script broke.' },
  })
})

test('[L7] work that is not done by its deadline ends as failed, and its signal fires', async () => {
  const { runtime, read } = await setUp()
  runtime.script('guide.global', halting)
  const reader = read(ask({}, 150))
  await reader.ended()
  expect(eventsOf(reader).at(-1)).toMatchObject({ type: 'agent.failed', payload: { code: 'AGENT_FAILED' } })
  expect(runtime.run('first')?.signal.aborted).toBe(true)
})

test('[L8] rejects a different text after forget()', async () => {
  const { runtime, read } = await setUp()
  const first = read(ask())
  await first.ended()
  const prefixHash = hashOfPrefix(eventsOf(first), 3)
  runtime.forget()
  expect(runtime.health()).toMatchObject({ running: 0, kept: 0 })
  runtime.script('guide.global', halting)
  runtime.open('middle')
  expect(await read(ask({ after: 3, prefixHash })).ended()).toMatchObject({ how: 'refused', code: 'CONFLICT' })
  expect(runtime.run('first')).toBeUndefined()
})

test('a removed agent is not available, and one that a script names is there', async () => {
  const { runtime, calls, read } = await setUp()
  runtime.remove('guide.global')
  expect(await read(ask()).ended()).toMatchObject({ how: 'refused', code: 'AGENT_UNAVAILABLE' })
  runtime.script('liaison.weather', halting, { recovery: 'restart' })
  expect(await calls.listAgents.query()).toContainEqual(
    expect.objectContaining({ agent_id: 'liaison.weather', recovery: 'restart' }),
  )
})

test('[seeded] delivers every event once over thirty cuts', async () => {
  const random = seeded()
  const { runtime, headers } = await setUp()
  runtime.script('guide.global', async function* long() {
    for (let word = 0; word < 1_500; word += 1) {
      await setImmediate()
      yield { type: 'agent.token', payload: { text: `word${word} ` } }
    }
  })
  const target = { host: '127.0.0.1', port: Number(new URL(runtime.url).port) }
  // At most 2 000 bytes a connection, and the answer has more than 100 000: no plan can miss.
  const cut = () =>
    ({ way: 'toClient', after: random.int(0, 2_000), how: random.pick(['fin', 'rst'] as const) }) as const
  await using proxy = await openCutProxy({ target, plan: (index) => (index < 30 ? { cut: cut() } : undefined) })
  const reader = readerOf(`http://127.0.0.1:${proxy.port}`, headers)(ask())
  expect(await reader.ended()).toEqual({ how: 'completed' })
  expect(proxy.cuts).toBe(30)
  expect(faultsOf(eventsOf(reader))).toEqual([])
  expect(eventsOf(reader)).toEqual(runtime.run('first')?.events)
  expect(runtime.executions).toHaveLength(1)
})

const SPOILT: [misdeeds: Misdeeds, fault: string][] = [
  [{ gap: 3 }, 'event 4 follows 2'],
  [{ repeat: 3 }, 'event 3 follows 3'],
  [{ hugeToken: 2_000_000 }, 'the whole text is not the text of its tokens'],
]

test.each(SPOILT)('[control] told to misbehave (%o) it does, and the laws notice', async (misdeeds, fault) => {
  const { runtime, read } = await setUp()
  runtime.misbehave(misdeeds)
  const reader = read(ask())
  await reader.ended()
  expect(faultsOf(eventsOf(reader))).toContain(fault)
  runtime.misbehave({})
  const honest = read(ask())
  await honest.ended()
  expect(faultsOf(eventsOf(honest))).toEqual([])
})

test('[control] a huge token is as long as was asked for', async () => {
  const { runtime, read } = await setUp()
  runtime.misbehave({ hugeToken: 1_000_001 })
  const reader = read(ask())
  await reader.ended()
  expect(eventsOf(reader)[1]).toMatchObject({ type: 'agent.token', payload: { text: 'x'.repeat(1_000_001) } })
})

test('[control] endless: never ends its tokens', async () => {
  const { runtime, read } = await setUp()
  runtime.misbehave({ endless: true })
  const reader = read(ask())
  await reader.until((items) => items.length >= 200)
  expect(faultsOf(eventsOf(reader))).toEqual(['0 ends'])
  reader.stop()
  await runtime.until(() => runtime.run('first')?.followers === 0)
})

test('[control] neverEnds: omits the end', async () => {
  const { runtime, read } = await setUp()
  runtime.misbehave({ neverEnds: true })
  const reader = read(ask())
  await reader.until((items) => items.length === 6)
  expect(runtime.run('first')?.end?.type).toBe('agent.completed')
  expect(reader.end).toBeNull()
  reader.stop()
  await runtime.until(() => runtime.run('first')?.followers === 0)
})

test('[control] wrongAttempt: a newer attempt is answered with the old execution', async () => {
  const { runtime, read } = await setUp()
  runtime.script('guide.global', halting)
  runtime.misbehave({ wrongAttempt: true })
  const old = read(ask())
  await runtime.reached('middle')
  const next = read(ask({ attempt: 2 }))
  await next.until((items) => items.length === 2)
  expect(runtime.executions.map(({ attempt }) => attempt)).toEqual([1])
  expect(old.end).toBeNull()
})

test('[control] deafToCancel: ignores a cancel', async () => {
  const { runtime, calls, read } = await setUp()
  runtime.script('guide.global', async function* deaf(_request, control) {
    yield { type: 'agent.token', payload: { text: 'listening to nobody ' } }
    await new Promise((resolve) => control.signal.addEventListener('abort', resolve))
    yield { type: 'agent.token', payload: { text: 'and done' } }
  })
  runtime.misbehave({ deafToCancel: true })
  const reader = read(ask())
  await reader.until((items) => items.length === 2)
  expect(await calls.cancelAgent.mutate({ invocationId: 'first' })).toEqual({ outcome: 'cancelling' })
  await reader.ended()
  expect(eventsOf(reader).at(-1)).toMatchObject({
    type: 'agent.completed',
    payload: { text: 'listening to nobody and done' },
  })
})

import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { ended, eventsOf, Live, shownText, typesOf } from './live.test-support.ts'

let live: Live

beforeAll(async () => {
  live = await Live.open()
})
afterAll(() => live[Symbol.asyncDispose]())

const unique = (() => {
  let count = 0
  return (name: string) => `${name}-${++count}`
})()

/** An agent that says a word, waits at a gate of its own, and says another. */
function halting(agent = 'guide.global'): string {
  const gate = unique('gate')
  live.runtime.script(agent, async function* (_request, control) {
    yield { type: 'agent.token', payload: { text: 'first ' } }
    await control.gate(gate)
    yield { type: 'agent.token', payload: { text: 'second' } }
  })
  return gate
}

function talking(words: number, agent = 'guide.global'): void {
  live.runtime.script(agent, async function* () {
    for (let i = 0; i < words; i += 1) yield { type: 'agent.token', payload: { text: `w${i} ` } }
  })
}

describe('an answer', () => {
  test('[L2] arrives as events 1, 2, 3 … after a snapshot of what was there before', async () => {
    talking(50)
    const anna = await live.guest()
    const reader = await anna.listen()
    const sent = await anna.trpc.guide.send.mutate({ message: 'hello' })
    await reader.until((items) => ended(items))
    expect(reader.items[0]?.data).toMatchObject({
      type: 'snapshot',
      reason: 'no_cursor',
      messages: [],
      last_event_id: 0,
    })
    expect(eventsOf(reader.items).map((e) => e.event_id)).toEqual(eventsOf(reader.items).map((_, i) => i + 1))
    expect(reader.items.at(-1)?.id).toBe(`${live.epoch}:${eventsOf(reader.items).length}`)
    const whole = Array.from({ length: 50 }, (_, i) => `w${i} `).join('')
    expect(shownText(reader.items, sent.invocation_id)).toBe(whole)
    expect(reader.items.at(-1)?.data).toMatchObject({ type: 'agent.completed', payload: { text: whole } })
    reader.stop()
  })

  test('[L1] is in the log before anybody hears of it: a fresh reader has every event that another one was told', async () => {
    const gate = halting()
    const anna = await live.guest()
    const reader = await anna.listen()
    await anna.trpc.guide.send.mutate({ message: 'hello' })
    await reader.until((items) => typesOf(items).includes('agent.token'))
    const other = anna.read(anna.tab().trpc, `${live.epoch}:0`)
    await other.until((items) => eventsOf(items).length >= eventsOf(reader.items).length)
    expect(eventsOf(other.items).slice(0, eventsOf(reader.items).length)).toEqual(eventsOf(reader.items))
    live.runtime.open(gate)
    await Promise.all([reader.until((items) => ended(items)), other.until((items) => ended(items))])
    expect(eventsOf(other.items)).toEqual(eventsOf(reader.items))
  })

  test('[L3] goes on exactly where a reader stopped, from any cursor', async () => {
    talking(30)
    const anna = await live.guest()
    const reader = await anna.listen()
    await anna.trpc.guide.send.mutate({ message: 'hello' })
    await reader.until((items) => ended(items))
    const all = eventsOf(reader.items)
    for (const from of [0, 1, 3, all.length - 1]) {
      const again = anna.read(anna.tab().trpc, `${live.epoch}:${from}`)
      await again.until((items) => eventsOf(items).length === all.length - from)
      expect(again.items.map(({ data }) => data)).toEqual(all.slice(from))
      again.stop()
    }
  })

  test('[L3] nothing to resume is an immediate answer: the reader at the end hears the next event and nothing before', async () => {
    talking(3)
    const anna = await live.guest()
    const reader = await anna.listen()
    await anna.trpc.guide.send.mutate({ message: 'one' })
    await reader.until((items) => ended(items))
    const last = eventsOf(reader.items).length
    const resumed = anna.read(anna.tab().trpc, String(last))
    const { event_id } = await anna.trpc.guide.send.mutate({ message: 'two' })
    await resumed.until((items) => items.length > 0)
    expect(event_id).toBe(last + 1)
    expect(resumed.items[0]?.data).toMatchObject({ type: 'user.message', event_id: last + 1, payload: { text: 'two' } })
  })

  test.each([
    ['ahead of the log', (epoch: string) => `${epoch}:9999`, 'cursor_ahead'],
    ['of another epoch', () => 'deadbeef:1', 'other_epoch'],
    ['that is no number', () => 'yesterday', 'cursor_unreadable'],
  ])('[L14] a cursor %s is answered with a snapshot that says why', async (_name, cursor, reason) => {
    const anna = await live.guest()
    const reader = anna.read(anna.trpc, cursor(live.epoch))
    await reader.until((items) => items.length === 1)
    expect(reader.items[0]?.data).toMatchObject({ type: 'snapshot', reason })
    reader.stop()
  })

  test('[L4] goes on when the tab that asked is gone, and the next tab has all of it', async () => {
    const gate = halting()
    const anna = await live.guest()
    const tab = anna.tab()
    const reader = anna.read(tab.trpc)
    const { invocation_id } = await tab.trpc.guide.send.mutate({ message: 'hello' })
    await reader.until((items) => typesOf(items).includes('agent.token'))
    await tab.close()
    live.runtime.open(gate)
    const later = await anna.listen()
    await later.until(
      (items) => ended(items) || items.some(({ data }) => data.type === 'snapshot' && data.running === null),
    )
    const { messages } = await anna.trpc.guide.history.query({})
    expect(messages.at(-1)).toMatchObject({ content: 'first second', status: 'complete', invocation_id })
  })
})

describe('cancelling', () => {
  test('[L4, L9] from another tab ends the answer, keeps its partial text, and fires the abort signal', async () => {
    halting()
    const anna = await live.guest()
    const reader = await anna.listen()
    const { invocation_id } = await anna.trpc.guide.send.mutate({ message: 'hello' })
    await reader.until((items) => typesOf(items).includes('agent.token'))
    const outcome = await anna.tab().trpc.invocation.cancel.mutate({ invocation_id })
    expect(outcome).toMatchObject({ outcome: 'cancelling' })
    await reader.until((items) => ended(items))
    expect(eventsOf(reader.items).at(-1)).toMatchObject({ type: 'agent.cancelled', payload: { text: 'first ' } })
    await live.runtime.until(() => live.runtime.cancels.includes(invocation_id))
    expect(await anna.trpc.invocation.get.query({ invocation_id })).toMatchObject({ status: 'cancelled' })
  })

  test('[L5] a resumed answer can be cancelled, by the message as well', async () => {
    halting()
    const anna = await live.guest()
    const tab = anna.tab()
    const reader = anna.read(tab.trpc)
    const { message_id } = await tab.trpc.guide.send.mutate({ message: 'hello' })
    await reader.until((items) => typesOf(items).includes('agent.token'))
    const cursor = reader.items.at(-1)?.id ?? ''
    await tab.close()
    const resumed = anna.read(anna.trpc, cursor)
    await anna.trpc.invocation.cancel.mutate({ message_id })
    await resumed.until((items) => ended(items))
    expect(eventsOf(resumed.items).at(-1)?.type).toBe('agent.cancelled')
  })

  test('[L7] what has ended stays as it ended, and the next send works', async () => {
    talking(2)
    const anna = await live.guest()
    const reader = await anna.listen()
    const first = await anna.trpc.guide.send.mutate({ message: 'one' })
    await reader.until((items) => ended(items, first.invocation_id))
    expect(await anna.trpc.invocation.cancel.mutate({ invocation_id: first.invocation_id })).toMatchObject({
      outcome: 'already_finished',
      status: 'completed',
    })
    const second = await anna.trpc.guide.send.mutate({ message: 'two' })
    await reader.until((items) => ended(items, second.invocation_id))
    expect(eventsOf(reader.items).at(-1)?.type).toBe('agent.completed')
  })

  test('[L4] an agent that does not hear its abort signal cannot keep an invocation alive', async () => {
    live.runtime.script('guide.global', async function* () {
      yield { type: 'agent.token', payload: { text: 'deaf' } }
      await new Promise(() => {})
    })
    live.runtime.misbehave({ neverEnds: true })
    const anna = await live.guest()
    const reader = await anna.listen()
    const { invocation_id } = await anna.trpc.guide.send.mutate({ message: 'hello' })
    await reader.until((items) => typesOf(items).includes('agent.token'))
    await anna.trpc.invocation.cancel.mutate({ invocation_id })
    await reader.until((items) => ended(items))
    live.runtime.misbehave({})
    expect(eventsOf(reader.items).at(-1)).toMatchObject({ type: 'agent.cancelled', payload: { text: 'deaf' } })
  })
})

describe('sending', () => {
  test('[L6] the same id with the same content is one message and one answer, however often and wherever it is sent', async () => {
    talking(2)
    const anna = await live.guest()
    const input = { message: 'only once', message_id: unique('m') as never }
    const tabs = [anna.trpc, anna.tab().trpc, anna.tab().trpc]
    const results = await Promise.all([...tabs, ...tabs].map((trpc) => trpc.guide.send.mutate(input)))
    expect(new Set(results.map((r) => JSON.stringify(r))).size).toBe(1)
    const reader = anna.read(anna.trpc, `${live.epoch}:0`)
    await reader.until((items) => ended(items))
    expect(typesOf(reader.items).filter((type) => type === 'user.message')).toHaveLength(1)
  })

  test('[L6] the same id with other content is a conflict', async () => {
    talking(1)
    const anna = await live.guest()
    const message_id = unique('m') as never
    await anna.trpc.guide.send.mutate({ message: 'this', message_id })
    await expect(anna.trpc.guide.send.mutate({ message: 'that', message_id })).rejects.toMatchObject({
      data: { refusal: { code: 'CONFLICT', path: 'message_id' }, httpStatus: 409 },
    })
  })

  test('[L12] while an answer runs, messages wait in order and can be withdrawn', async () => {
    const gate = halting()
    const anna = await live.guest()
    const reader = await anna.listen()
    const first = await anna.trpc.guide.send.mutate({ message: 'one' })
    const second = await anna.trpc.guide.send.mutate({ message: 'two' })
    const third = await anna.trpc.guide.send.mutate({ message: 'three' })
    expect(await anna.trpc.invocation.cancel.mutate({ invocation_id: second.invocation_id })).toMatchObject({
      outcome: 'withdrawn',
    })
    live.runtime.open(gate)
    await reader.until((items) => ended(items, third.invocation_id))
    const started = eventsOf(reader.items).flatMap((e) => (e.type === 'agent.started' ? [e.invocation_id] : []))
    expect(started).toEqual([first.invocation_id, third.invocation_id])
  })

  test('[L12] `reject` refuses while an answer runs, and nothing of the message is kept', async () => {
    const gate = halting()
    const anna = await live.guest()
    const reader = await anna.listen()
    await anna.trpc.guide.send.mutate({ message: 'one' })
    await reader.until((items) => typesOf(items).includes('agent.token'))
    await expect(anna.trpc.guide.send.mutate({ message: 'two', when_busy: 'reject' })).rejects.toMatchObject({
      data: { refusal: { code: 'BUSY', retryable: true } },
    })
    live.runtime.open(gate)
    await reader.until((items) => ended(items))
    expect(typesOf(reader.items).filter((type) => type === 'user.message')).toHaveLength(1)
  })

  test('[L12] `interrupt` ends the running answer, keeps its partial, and goes before what waits', async () => {
    const gate = halting()
    const anna = await live.guest()
    const reader = await anna.listen()
    const first = await anna.trpc.guide.send.mutate({ message: 'one' })
    await reader.until((items) => typesOf(items).includes('agent.token'))
    const second = await anna.trpc.guide.send.mutate({ message: 'two' })
    const urgent = await anna.trpc.guide.send.mutate({ message: 'now', when_busy: 'interrupt' })
    await reader.until((items) => ended(items, first.invocation_id))
    live.runtime.open(gate)
    await reader.until((items) => ended(items, urgent.invocation_id) && ended(items, second.invocation_id))
    const started = eventsOf(reader.items).flatMap((e) => (e.type === 'agent.started' ? [e.invocation_id] : []))
    expect(started).toEqual([first.invocation_id, urgent.invocation_id, second.invocation_id])
    const { messages } = await anna.trpc.guide.history.query({})
    expect(messages.find((m) => m.invocation_id === first.invocation_id)).toMatchObject({
      status: 'cancelled',
      content: 'first ',
    })
  })

  test('[L9] a message survives that its answer fails, and the failure says why', async () => {
    live.runtime.script('guide.global', async function* () {
      yield { type: 'agent.token', payload: { text: 'half ' } }
      throw new Error('a bug with a secret in /etc/passwd')
    })
    const anna = await live.guest()
    const reader = await anna.listen()
    await anna.trpc.guide.send.mutate({ message: 'hello' })
    await reader.until((items) => ended(items))
    const { messages } = await anna.trpc.guide.history.query({})
    expect(messages.map(({ role, content, status }) => ({ role, content, status }))).toEqual([
      { role: 'user', content: 'hello', status: 'complete' },
      { role: 'assistant', content: 'half ', status: 'failed' },
    ])
    expect(JSON.stringify(messages)).not.toContain('/etc/passwd')
  })
})

describe('a handoff', () => {
  test('is said in the guide’s conversation and answered in the liaison’s, with its reason', async () => {
    live.runtime.script('guide.global', async function* () {
      yield { type: 'agent.token', payload: { text: 'I hand this over.' } }
      yield {
        type: 'agent.handoff_proposed',
        payload: { to_agent: 'liaison.insights', reason: 'you said “late”', confidence: 0.9 },
      }
    })
    talking(3, 'liaison.insights')
    const anna = await live.guest()
    const guide = await anna.listen()
    const insights = await anna.listen('insights')
    await anna.trpc.guide.send.mutate({ message: 'who is late?' })
    await Promise.all([guide.until((items) => ended(items)), insights.until((items) => ended(items))])
    const handoff = eventsOf(guide.items).find((e) => e.type === 'agent.handoff')
    expect(handoff?.payload).toMatchObject({
      to_agent: 'liaison.insights',
      pillar: 'insights',
      reason: 'you said “late”',
      conversation_id: eventsOf(insights.items)[0]?.conversation_id,
    })
    expect(eventsOf(insights.items)[0]).toMatchObject({
      type: 'user.message',
      payload: { text: 'who is late?', via: { agent_id: 'guide.global' } },
    })
    expect(eventsOf(insights.items).at(-1)).toMatchObject({ type: 'agent.completed', payload: { text: 'w0 w1 w2 ' } })
  })

  test('to nobody, to itself, or in a circle is declined, and the answer says so', async () => {
    for (const agent of ['guide.global', 'liaison.operations']) {
      live.runtime.script(agent, async function* () {
        yield {
          type: 'agent.handoff_proposed',
          payload: {
            to_agent: agent === 'guide.global' ? 'liaison.operations' : 'guide.global',
            reason: 'ping',
            confidence: 1,
          },
        }
        yield { type: 'agent.handoff_proposed', payload: { to_agent: 'nobody', reason: 'x', confidence: 1 } }
        yield { type: 'agent.handoff_proposed', payload: { to_agent: agent, reason: 'x', confidence: 1 } }
        yield { type: 'agent.token', payload: { text: 'done' } }
      })
    }
    const anna = await live.guest()
    const guide = await anna.listen()
    const operations = await anna.listen('operations')
    await anna.trpc.guide.send.mutate({ message: 'hello' })
    // guide → operations → guide → operations: three hops, and then no more.
    const ends = (e: { type: string }) => e.type === 'agent.completed' || e.type === 'agent.failed'
    await operations.until((items) => eventsOf(items).filter(ends).length === 2)
    await guide.until((items) => eventsOf(items).filter(ends).length === 2)
    expect(eventsOf(guide.items).filter((e) => e.type === 'agent.failed').length).toBeGreaterThan(0)
    const hops = [...eventsOf(guide.items), ...eventsOf(operations.items)].filter((e) => e.type === 'agent.handoff')
    expect(hops).toHaveLength(3)
  })
})

describe('what belongs to somebody else', () => {
  test('[L10] is answered exactly like what does not exist, for every call that takes an id', async () => {
    talking(2)
    const anna = await live.guest()
    const eve = await live.guest()
    const sent = await anna.trpc.guide.send.mutate({ message: 'mine' })
    const [conversation_id, invocation_id] = [sent.conversation_id as never, sent.invocation_id as never]
    const missing = 'no-such-id' as never
    const calls: [string, (ids: { conversation: never; invocation: never }) => Promise<unknown>][] = [
      ['history', ({ conversation }) => eve.trpc.guide.history.query({ conversation_id: conversation })],
      [
        'rename',
        ({ conversation }) => eve.trpc.conversation.rename.mutate({ conversation_id: conversation, title: 'x' }),
      ],
      ['delete', ({ conversation }) => eve.trpc.conversation.delete.mutate({ conversation_id: conversation })],
      ['export', ({ conversation }) => eve.trpc.conversation.export.query({ conversation_id: conversation })],
      ['get', ({ invocation }) => eve.trpc.invocation.get.query({ invocation_id: invocation })],
      ['cancel', ({ invocation }) => eve.trpc.invocation.cancel.mutate({ invocation_id: invocation })],
      ['list', ({ conversation }) => eve.trpc.invocation.list.query({ conversation_id: conversation })],
    ]
    const answer = (call: Promise<unknown>) =>
      call.then(
        () => 'answered',
        (error) => JSON.stringify([error.message, error.data]),
      )
    for (const [name, call] of calls) {
      const foreign = await answer(call({ conversation: conversation_id, invocation: invocation_id }))
      expect([name, foreign]).toEqual([name, await answer(call({ conversation: missing, invocation: missing }))])
      expect(foreign).toContain('NOT_FOUND')
    }
  })
})

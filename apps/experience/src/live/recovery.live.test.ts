import path from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { lockByStranger } from '../store/store.test-support.ts'
import { ended, eventsOf, Live, shownText, typesOf } from './live.test-support.ts'

let live: Live

beforeEach(async () => {
  live = await Live.open()
})
afterEach(() => live[Symbol.asyncDispose]())

/** Says ten words and waits before the sixth. */
function halting(recovery: 'exact' | 'restart' = 'exact', words = (i: number, _attempt: number) => `w${i} `): void {
  live.runtime.script(
    'guide.global',
    async function* (_request, control) {
      for (let i = 0; i < 10; i += 1) {
        if (i === 5) await control.gate('middle')
        yield { type: 'agent.token', payload: { text: words(i, control.attempt) } }
      }
    },
    { recovery },
  )
}

const WHOLE = Array.from({ length: 10 }, (_, i) => `w${i} `).join('')
const HALF = 'w0 w1 w2 w3 w4 '

/** Says half of it, and then nothing any more. */
const silentAfterHalf = (where: Live) =>
  where.runtime.script('guide.global', async function* () {
    yield { type: 'agent.token', payload: { text: HALF } }
    await new Promise(() => {})
  })

async function halfway(where = live) {
  const anna = await where.guest()
  const reader = await anna.listen()
  const sent = await anna.trpc.guide.send.mutate({ message: 'hello' })
  await reader.until((items) => shownText(items, sent.invocation_id) === HALF)
  return { anna, reader, ...sent }
}

describe('when Runtime loses what it was doing', () => {
  test('[L8] an exact agent is executed again and continued: every piece once, in one attempt', async () => {
    halting()
    const { reader, invocation_id } = await halfway()
    live.runtime.forget()
    live.runtime.open('middle')
    await reader.until((items) => ended(items))
    expect(eventsOf(reader.items).at(-1)).toMatchObject({
      type: 'agent.completed',
      attempt: 1,
      payload: { text: WHOLE },
    })
    expect(shownText(reader.items, invocation_id)).toBe(WHOLE)
    expect(typesOf(reader.items)).not.toContain('agent.superseded')
    expect(live.runtime.executions.filter((e) => e.invocationId === invocation_id)).toHaveLength(2)
  })

  test('[L8] an exact agent that says something else is superseded: readers drop the partial text, never a splice', async () => {
    let executions = 0
    live.runtime.script('guide.global', async function* (_request, control) {
      executions += 1
      const mark = executions
      for (let i = 0; i < 10; i += 1) {
        if (i === 5) await control.gate('middle')
        yield { type: 'agent.token', payload: { text: `${mark}w${i} ` } }
      }
    })
    const anna = await live.guest()
    const reader = await anna.listen()
    const { invocation_id } = await anna.trpc.guide.send.mutate({ message: 'hello' })
    await reader.until((items) => shownText(items, invocation_id).includes('1w4'))
    live.runtime.forget()
    live.runtime.open('middle')
    await reader.until((items) => ended(items))
    const end = eventsOf(reader.items).at(-1)
    expect(end).toMatchObject({ type: 'agent.completed', attempt: 2 })
    const text = shownText(reader.items, invocation_id)
    expect(end?.payload).toMatchObject({ text })
    expect(text).toBe(Array.from({ length: 10 }, (_, i) => `${executions}w${i} `).join(''))
    expect(typesOf(reader.items).filter((type) => type === 'agent.superseded')).toHaveLength(1)
  })

  test('[L8] a restart agent begins again under a new attempt, and the pieces of the new one count from 0', async () => {
    halting('restart', (i, attempt) => `${attempt}:${i} `)
    const anna = await live.guest()
    const reader = await anna.listen()
    const { invocation_id } = await anna.trpc.guide.send.mutate({ message: 'hello' })
    await reader.until((items) => shownText(items, invocation_id).endsWith('1:4 '))
    live.runtime.forget()
    live.runtime.open('middle')
    await reader.until((items) => ended(items))
    expect(shownText(reader.items, invocation_id)).toBe(Array.from({ length: 10 }, (_, i) => `2:${i} `).join(''))
    const indexes = eventsOf(reader.items).flatMap((e) =>
      e.type === 'agent.token' && e.attempt === 2 ? [e.payload.index] : [],
    )
    expect(indexes).toEqual(indexes.map((_, i) => i))
  })

  test('[L3] a link that is only cut is healed without anybody noticing', async () => {
    halting()
    const { reader, invocation_id } = await halfway()
    live.runtime.dropSockets()
    live.runtime.open('middle')
    await reader.until((items) => ended(items))
    expect(shownText(reader.items, invocation_id)).toBe(WHOLE)
    expect(live.runtime.executions.filter((e) => e.invocationId === invocation_id)).toHaveLength(1)
  })
})

describe('when Experience is started again', () => {
  test('[L7, L8] it takes up what ran and what waited, and every reader goes on from its cursor', async () => {
    halting()
    const { anna, reader, invocation_id } = await halfway()
    const second = await anna.trpc.guide.send.mutate({ message: 'and then' })
    await reader.until((items) => typesOf(items).includes('agent.queued'))
    const cursor = reader.items.at(-1)?.id ?? ''
    const before = eventsOf(reader.items)
    await live.restart()
    live.runtime.open('middle')
    const resumed = anna.read(live.client(anna.token).trpc, cursor)
    await resumed.until((items) => ended(items, second.invocation_id))
    const all = [...before, ...eventsOf(resumed.items)]
    expect(all.map((e) => e.event_id)).toEqual(all.map((_, i) => i + 1))
    const text = shownText([...reader.items, ...resumed.items], invocation_id)
    expect(text).toBe(WHOLE)
    expect(typesOf(resumed.items)).toContain('agent.recovering')
    expect(live.runtime.executions.filter((e) => e.invocationId === invocation_id)).toHaveLength(1)
  })

  test('[L7] an answer that was being cancelled is ended, and not begun again', async () => {
    halting()
    const { anna, reader, invocation_id } = await halfway()
    live.runtime.misbehave({ neverEnds: true })
    await anna.trpc.invocation.cancel.mutate({ invocation_id })
    await reader.until((items) => typesOf(items).includes('agent.cancelling'))
    await live.restart()
    const { trpc } = live.client(anna.token)
    const resumed = anna.read(trpc, `${live.epoch}:0`)
    await resumed.until((items) => ended(items))
    expect(await trpc.invocation.get.query({ invocation_id })).toMatchObject({ status: 'cancelled' })
    expect(live.runtime.executions.filter((e) => e.invocationId === invocation_id)).toHaveLength(1)
  })

  test('sessions and history outlive it', async () => {
    const anna = await live.guest()
    const reader = await anna.listen()
    await anna.trpc.guide.send.mutate({ message: 'remember me' })
    await reader.until((items) => ended(items))
    await live.restart()
    const { trpc } = live.client(anna.token)
    expect((await trpc.guide.history.query({})).messages[0]).toMatchObject({ content: 'remember me' })
    expect(await trpc.session.get.query()).toMatchObject({ session_id: anna.sessionId, epoch: live.epoch })
  })
})

describe('a Runtime that misbehaves', () => {
  const THIRTY = Array.from({ length: 30 }, (_, i) => `w${i} `).join('')

  async function answerUnder(misdeeds: Parameters<typeof live.runtime.misbehave>[0], runtime = live) {
    runtime.runtime.script('guide.global', async function* () {
      // Something between the words keeps them from being merged, so that each has a number to do harm to.
      for (let i = 0; i < 30; i += 1) {
        yield { type: 'agent.token', payload: { text: `w${i} ` } }
        yield { type: 'agent.progress', payload: { progress: i / 30, label: 'at work' } }
      }
    })
    runtime.runtime.misbehave(misdeeds)
    const anna = await runtime.guest()
    const reader = await anna.listen()
    const { invocation_id } = await anna.trpc.guide.send.mutate({ message: 'hello' })
    await reader.until((items) => ended(items))
    return { anna, reader, text: shownText(reader.items, invocation_id), end: eventsOf(reader.items).at(-1) }
  }

  test('[L8] an event that is said twice is shown once', async () => {
    const { text, end } = await answerUnder({ repeat: 6 })
    expect([text, end?.type]).toEqual([THIRTY, 'agent.completed'])
  })

  test('[L8] an event that never comes ends the answer with a reason, and no text has a hole', async () => {
    const { text, end } = await answerUnder({ gap: 8 })
    expect(end).toMatchObject({ type: 'agent.failed', payload: { code: 'AGENT_FAILED', text } })
    expect(THIRTY.startsWith(text)).toBe(true)
  })

  test('[L11] tokens without end are ended with TOO_LARGE, and the agent is told to stop', async () => {
    await using bounded = await Live.open({ env: { LIMIT_ANSWER_BYTES: '5000' } })
    const { end } = await answerUnder({ endless: true }, bounded)
    expect(end).toMatchObject({ type: 'agent.failed', payload: { code: 'TOO_LARGE' } })
    await bounded.runtime.until(() => bounded.runtime.cancels.length > 0)
  })

  test.each([
    ['text whose characters take three bytes', { type: 'agent.token', payload: { text: '漢'.repeat(250_000) } }],
    ['text that is escaped', { type: 'agent.token', payload: { text: '\u0001'.repeat(150_000) } }],
    ['a label', { type: 'agent.progress', payload: { progress: 0, label: 'x'.repeat(300_000) } }],
    ['a message for the page', { type: 'agent.ui', payload: { message: { text: 'x'.repeat(300_000) } } }],
  ] as const)('[L11, L13] %s, larger than a reader may be told at once, ends the answer', async (_, said) => {
    live.runtime.script('guide.global', async function* () {
      yield said
    })
    const anna = await live.guest()
    const reader = await anna.listen()
    await anna.trpc.guide.send.mutate({ message: 'hello' })
    await reader.until((items) => ended(items))
    expect(eventsOf(reader.items).at(-1)).toMatchObject({ type: 'agent.failed', payload: { code: 'TOO_LARGE' } })
    expect(Math.max(...reader.items.map((item) => JSON.stringify(item).length))).toBeLessThan(10_000)
  })

  test('[L7] an answer that never ends is ended by the clock that it was given', async () => {
    await using bounded = await Live.open({ env: { LIMIT_INVOCATION_MS: '2000', LIMIT_CANCEL_GRACE_MS: '500' } })
    const { end } = await answerUnder({ neverEnds: true }, bounded)
    expect(end).toMatchObject({ type: 'agent.failed', payload: { code: 'AGENT_FAILED', text: THIRTY } })
  })

  test('[L4] a Runtime that is deaf to cancelling cannot keep an invocation alive', async () => {
    silentAfterHalf(live)
    live.runtime.misbehave({ deafToCancel: true })
    const { anna, reader, invocation_id } = await halfway()
    await anna.trpc.invocation.cancel.mutate({ invocation_id })
    await reader.until((items) => ended(items))
    expect(eventsOf(reader.items).at(-1)).toMatchObject({ type: 'agent.cancelled', payload: { text: HALF } })
  })

  test('[L4] an answer that has stopped is not told to stop again when its grace is over', async () => {
    await using brief = await Live.open({ env: { LIMIT_CANCEL_GRACE_MS: '2000' } })
    silentAfterHalf(brief)
    const stopped = async () => {
      const { anna, reader, invocation_id } = await halfway(brief)
      await anna.trpc.invocation.cancel.mutate({ invocation_id })
      await reader.until((items) => ended(items))
      return invocation_id
    }
    const told = (id: string) => brief.runtime.cancels.filter((cancelled) => cancelled === id).length
    const first = await stopped()
    // This one is ended by its grace, which is over later than that of the first would be.
    brief.runtime.misbehave({ deafToCancel: true })
    const second = await stopped()
    await brief.runtime.until(() => told(second) === 2)
    expect(told(first)).toBe(1)
  })

  test('[L11] a piece of two million characters ends that answer, and the next one is as it should be', async () => {
    live.runtime.script('guide.global', async function* ({ invocation }) {
      yield {
        type: 'agent.token',
        payload: { text: invocation.input.text === 'huge' ? 'x'.repeat(2_000_000) : 'small' },
      }
    })
    const anna = await live.guest()
    const reader = await anna.listen()
    const huge = await anna.trpc.guide.send.mutate({ message: 'huge' })
    await reader.until((items) => ended(items, huge.invocation_id))
    expect(eventsOf(reader.items).at(-1)).toMatchObject({ type: 'agent.failed', payload: { code: 'TOO_LARGE' } })
    const next = await anna.trpc.guide.send.mutate({ message: 'small' })
    await reader.until((items) => ended(items, next.invocation_id))
    expect(eventsOf(reader.items).at(-1)).toMatchObject({ type: 'agent.completed', payload: { text: 'small' } })
  })
})

describe('when Runtime is not there', () => {
  test('[L9, V3] a send is kept, and the answer ends with RUNTIME_UNAVAILABLE after the configured time', async () => {
    await using alone = await Live.open({
      env: { RUNTIME_URL: 'http://127.0.0.1:9', LIMIT_RUNTIME_UNAVAILABLE_MS: '300' },
    })
    const anna = await alone.guest()
    const reader = await anna.listen()
    await anna.trpc.guide.send.mutate({ message: 'hello' })
    await reader.until((items) => ended(items))
    expect(eventsOf(reader.items).at(-1)).toMatchObject({
      type: 'agent.failed',
      payload: { code: 'RUNTIME_UNAVAILABLE', retryable: true },
    })
    expect((await fetch(`${alone.url}/readyz`)).status).toBe(503)
  })
})

describe('[V3] when Runtime is away, all that waits has one patience', () => {
  test('four queued messages learn at once what they wait for, and end together', async () => {
    await using alone = await Live.open({
      env: { RUNTIME_URL: 'http://127.0.0.1:9', LIMIT_RUNTIME_UNAVAILABLE_MS: '1500' },
    })
    const anna = await alone.guest()
    const reader = await anna.listen()
    const sends: { invocation_id: string }[] = []
    for (const message of ['one', 'two', 'three', 'four']) sends.push(await anna.trpc.guide.send.mutate({ message }))
    await reader.until((items) => sends.every(({ invocation_id }) => ended(items, invocation_id)))
    const ends = eventsOf(reader.items).filter(({ type }) => type === 'agent.failed')
    const [first, last] = [ends.at(0), ends.at(-1)].map((end) => Date.parse(end?.timestamp ?? ''))
    expect(ends).toHaveLength(4)
    // One after the other they would take 1.5 s each.
    expect((last ?? 0) - (first ?? 0)).toBeLessThan(1_400)
    const told = eventsOf(reader.items).filter(({ type }) => type === 'agent.progress')
    for (const { invocation_id } of sends) {
      const payload = { label: 'Waiting for the assistant service' }
      expect(told).toContainEqual(expect.objectContaining({ invocation_id, payload: expect.objectContaining(payload) }))
    }
  })

  test('queued messages are answered once it is back, in their order, and none twice', async () => {
    live.runtime.script('guide.global', async function* ({ invocation }) {
      yield { type: 'agent.token', payload: { text: `re: ${invocation.input.text}` } }
    })
    const anna = await live.guest()
    const reader = await anna.listen()
    const port = Number(new URL(live.runtime.url).port)
    await live.runtime.close()
    const texts = ['one', 'two', 'three', 'four']
    for (const message of texts) await anna.trpc.guide.send.mutate({ message })
    const toldToWait = () =>
      new Set(eventsOf(reader.items).flatMap((event) => (event.type === 'agent.progress' ? [event.invocation_id] : [])))
    await reader.until(() => toldToWait().size === 4)
    await live.runtime.listen(port)
    const ends = () => eventsOf(reader.items).filter((event) => event.type === 'agent.completed')
    await reader.until(() => ends().length === 4)
    expect(ends().map(({ payload }) => payload)).toMatchObject(texts.map((text) => ({ text: `re: ${text}` })))
    const { messages } = await anna.trpc.guide.history.query({})
    const answers = messages.filter(({ role }) => role === 'assistant')
    expect(answers.map(({ content, status }) => [content, status])).toEqual(
      texts.map((text) => [`re: ${text}`, 'complete']),
    )
    expect(live.runtime.executions).toHaveLength(4)
  })

  test('what is sent after the patience is over ends at once, with a cause that says to try again', async () => {
    await using alone = await Live.open({
      env: { RUNTIME_URL: 'http://127.0.0.1:9', LIMIT_RUNTIME_UNAVAILABLE_MS: '1500' },
    })
    const anna = await alone.guest()
    const reader = await anna.listen()
    const endOf = async (message: string) => {
      const { invocation_id } = await anna.trpc.guide.send.mutate({ message })
      await reader.until((items) => ended(items, invocation_id))
      const own = eventsOf(reader.items).filter((event) => Object(event).invocation_id === invocation_id)
      const times = [own.at(0), own.at(-1)].map((event) => Date.parse(event?.timestamp ?? ''))
      return { end: own.at(-1), tookMs: (times[1] ?? 0) - (times[0] ?? 0) }
    }
    await endOf('first')
    const { end, tookMs } = await endOf('second')
    expect(end).toMatchObject({
      type: 'agent.failed',
      payload: { code: 'RUNTIME_UNAVAILABLE', retryable: true, cause: { by: 'runtime' } },
    })
    // It does not wait for the patience once more.
    expect(tookMs).toBeLessThan(1_500)
  })
})

describe('when the database takes no writes', () => {
  test('[V4] whoever opens a socket then reads all the same, and is told what comes when it does again', async () => {
    const anna = await live.guest()
    const first = await anna.listen()
    const { invocation_id } = await anna.trpc.guide.send.mutate({ message: 'hello' })
    await first.until((items) => ended(items, invocation_id))
    const letGo = await lockByStranger(path.join(live.directory, 'biplane.db'))
    const later = anna.read(anna.tab().trpc)
    await later.until((items) => items.length === 1)
    expect(later.items[0]?.data).toMatchObject({
      type: 'snapshot',
      messages: [{ role: 'user' }, { role: 'assistant' }],
    })
    await letGo()
    const next = await anna.trpc.guide.send.mutate({ message: 'again' })
    await later.until((items) => ended(items, next.invocation_id))
  })
})

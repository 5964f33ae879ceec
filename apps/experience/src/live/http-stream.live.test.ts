import { openCutProxy } from '@biplane/proof/cut-proxy'
import { seeded } from '@biplane/proof/seeded'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { Live, type Person } from './live.test-support.ts'
import { type SseFrame, type SseOptions, SseReader } from './sse-reader.test-support.ts'

let live: Live

beforeAll(async () => {
  live = await Live.open()
})
afterAll(() => live[Symbol.asyncDispose]())

const EVENTS = '/api/chat/conversation/events'

const read = (person: Person, options: Omit<SseOptions, 'token'> & { url?: string; query?: string } = {}) => {
  const { url = live.url, query = '', ...rest } = options
  return new SseReader(`${url}${EVENTS}${query}`, { token: person.token, ...rest })
}

async function say(person: Person, message: string): Promise<{ invocation_id: string; conversation_id: string }> {
  const response = await person.fetch('/api/chat/guide', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ message }),
  })
  return (await response.json()) as { invocation_id: string; conversation_id: string }
}

function talking(words: number): void {
  live.runtime.script('guide.global', async function* () {
    for (let i = 0; i < words; i += 1) yield { type: 'agent.token', payload: { text: `w${i} ` } }
  })
}

const completed = (frames: readonly SseFrame[]) => frames.some(({ event }) => event === 'agent.completed')
const numbers = (frames: readonly SseFrame[]) =>
  frames.filter(({ event }) => event !== 'snapshot').map(({ id }) => Number(id.split(':')[1]))
const upTo = (last: number) => Array.from({ length: last }, (_, i) => i + 1)

describe('[D3.9] the live stream', () => {
  test('begins with a snapshot, then says every event with its cursor, its type and one line of JSON', async () => {
    talking(3)
    const anna = await live.guest()
    await using reader = read(anna)
    await reader.until((frames) => frames.length === 1)
    await say(anna, 'hello')
    await reader.until(completed)
    const [snapshot, ...events] = reader.frames
    expect(snapshot).toMatchObject({ id: `${live.epoch}:0`, event: 'snapshot', data: { reason: 'no_cursor' } })
    expect(numbers(events)).toEqual(upTo(events.length))
    for (const { id, event, data } of events) {
      expect(data).toMatchObject({ type: event, event_id: Number(id.split(':')[1]) })
    }
    expect(reader.headers).toMatchObject({
      'content-type': 'text/event-stream; charset=utf-8',
      'cache-control': 'no-store',
      'x-accel-buffering': 'no',
      'x-content-type-options': 'nosniff',
    })
  })

  test.each(['header', 'last_event_id', 'after'])('[L3] goes on exactly after a cursor in `%s`', async (where) => {
    talking(3)
    const anna = await live.guest()
    await using whole = read(anna, { lastEventId: `${live.epoch}:0` })
    await say(anna, 'hello')
    await whole.until(completed)
    for (const cursor of [`${live.epoch}:2`, '2']) {
      const options = where === 'header' ? { lastEventId: cursor } : { query: `?${where}=${cursor}` }
      await using reader = read(anna, options)
      await reader.until(completed)
      expect(reader.frames).toEqual(whole.frames.slice(2))
    }
  })

  test('[L3] nothing to resume: the next thing that is heard is the next thing that happens', async () => {
    talking(1)
    const anna = await live.guest()
    await using first = read(anna)
    await say(anna, 'one')
    await first.until(completed)
    const last = first.frames.at(-1)?.id ?? ''
    await using reader = read(anna, { lastEventId: last })
    await say(anna, 'two')
    await reader.until((frames) => frames.length > 0)
    expect(reader.frames[0]).toMatchObject({ event: 'user.message', data: { payload: { text: 'two' } } })
  })

  test.each([
    ['ahead of the log', '9999', 'cursor_ahead'],
    ['of another log', 'deadbeef:1', 'other_epoch'],
    ['that is none', 'yesterday', 'cursor_unreadable'],
  ])('[L14] a cursor %s is answered with a snapshot that says why', async (_name, lastEventId, reason) => {
    const anna = await live.guest()
    await using reader = read(anna, { lastEventId })
    await reader.until((frames) => frames.length === 1)
    expect(reader.frames[0]).toMatchObject({ event: 'snapshot', data: { reason } })
  })

  test('ends with the conversation, after saying so', async () => {
    const anna = await live.guest()
    talking(1)
    const { conversation_id } = await say(anna, 'hello')
    await using reader = read(anna, { query: `?conversation_id=${conversation_id}` })
    await reader.until((frames) => frames.length > 0)
    await anna.trpc.conversation.delete.mutate({ conversation_id: conversation_id as never })
    await reader.end()
    expect(reader.frames.at(-1)).toMatchObject({ event: 'conversation.deleted' })
  })

  test('ends with the session within a second, and says why', async () => {
    const anna = await live.guest()
    await using reader = read(anna)
    await reader.until((frames) => frames.length === 1)
    await anna.fetch('/api/auth/session', { method: 'DELETE' })
    await reader.end()
    expect(reader.frames.at(-1)).toEqual({
      id: '',
      event: 'refusal',
      data: { code: 'SESSION_EXPIRED', message: expect.any(String), retryable: false },
    })
  })

  test('ends in order when the server goes away, and goes on where it stopped when it is back', async () => {
    await using other = await Live.open()
    const anna = await other.guest()
    const before = new SseReader(`${other.url}${EVENTS}`, { token: anna.token })
    await before.until((frames) => frames.length === 1)
    await other.restart()
    await before.end()
    const after = new SseReader(`${other.url}${EVENTS}`, { token: anna.token, lastEventId: before.frames[0]?.id ?? '' })
    await anna.fetch('/api/chat/guide', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: '{"message":"still there?"}',
    })
    await after.until(completed)
    expect(numbers(after.frames)).toEqual(upTo(after.frames.length))
    after.stop()
  })

  test('shows a sign of life while there is nothing to say', async () => {
    await using quick = await Live.open({ env: { LIMIT_STREAM_KEEP_ALIVE_MS: '20' } })
    const anna = await quick.guest()
    await using reader = new SseReader(`${quick.url}${EVENTS}`, { token: anna.token })
    await reader.comment()
    expect(reader.comments[0]).toBe('alive')
  })

  test('a principal holds so many, and one too many is refused before anything is said', async () => {
    await using strict = await Live.open({ env: { LIMIT_CONNECTIONS_PER_PRINCIPAL: '2' } })
    const anna = await strict.guest()
    const open = () => new SseReader(`${strict.url}${EVENTS}`, { token: anna.token })
    await using first = open()
    await using second = open()
    await Promise.all([first.until((f) => f.length === 1), second.until((f) => f.length === 1)])
    const third = await anna.fetch(EVENTS, { headers: { accept: 'text/event-stream' } })
    expect([third.status, third.headers.get('retry-after'), await third.json()]).toMatchObject([
      429,
      '1',
      { code: 'RATE_LIMITED', retryable: true, retry_after_ms: 1_000 },
    ])
    const eve = await strict.guest()
    await using others = new SseReader(`${strict.url}${EVENTS}`, { token: eve.token })
    await others.until((frames) => frames.length === 1)
  })

  test('[L13] a reader that takes nothing is ended, and misses nothing when it comes back', async () => {
    await using strict = await Live.open({
      env: { LIMIT_SLOW_READER_MS: '1000', LIMIT_UNSENT_HIGH_BYTES: '65536', LIMIT_CONNECTIONS_PER_PRINCIPAL: '3' },
    })
    const piece = 'x'.repeat(16_000)
    // Of 40 pieces each: together more than the system's own buffers hold.
    const MESSAGES = 11
    strict.runtime.script('guide.global', async function* () {
      for (let i = 0; i < 40; i += 1) yield { type: 'agent.token', payload: { text: piece } }
    })
    const anna = await strict.guest()
    const slow = new SseReader(`${strict.url}${EVENTS}`, { token: anna.token })
    await using quick = new SseReader(`${strict.url}${EVENTS}`, { token: anna.token })
    await Promise.all([slow.until((f) => f.length === 1), quick.until((f) => f.length === 1)])
    slow.pause()
    const said = async () => {
      await anna.fetch('/api/chat/guide', {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: '{"message":"much","wait":60000}',
      })
    }
    let most = 0
    for (let i = 0; i < MESSAGES; i += 1) {
      await said()
      const figures = await (await fetch(`${strict.url}/metrics`)).text()
      most = Math.max(most, Number(/^biplane_unsent_bytes_max (\d+)$/m.exec(figures)?.[1]))
    }
    // What a stream holds is seen among the figures, and is bounded as a socket's is.
    expect(most).toBeGreaterThan(65_536)
    expect(most).toBeLessThan(1024 * 1024)
    const enough = (frames: readonly SseFrame[]) =>
      frames.filter(({ event }) => event === 'agent.completed').length === MESSAGES
    await quick.until(enough)
    // Three may be open, and a waiting call is one: as soon as two more fit in, the slow one is gone.
    await using filler = new SseReader(`${strict.url}${EVENTS}`, { token: anna.token })
    await filler.until((f) => f.length === 1)
    for (let status = 429; status === 429; ) {
      const more = await anna.fetch(EVENTS, { headers: { accept: 'text/event-stream' } })
      status = more.status
      await more.body?.cancel()
    }
    slow.resume()
    await slow.end()
    expect(enough(slow.frames)).toBe(false)
    await using back = new SseReader(`${strict.url}${EVENTS}`, {
      token: anna.token,
      lastEventId: slow.frames.at(-1)?.id ?? '',
    })
    await back.until((frames) => frames.at(-1)?.id === quick.frames.at(-1)?.id)
    expect(numbers([...slow.frames, ...back.frames])).toEqual(numbers(quick.frames))
  })
})

describe('[L3] cut at random bytes', () => {
  const CUTS = 220

  /** Reads one long conversation through a line that is cut again and again; says what the reader saw. */
  async function throughCuts(resume: 'with its id' | 'forgetful'): Promise<{ seen: number[]; last: number }> {
    const chance = seeded()
    const anna = await live.guest()
    const address = new URL(live.url)
    await using proxy = await openCutProxy({
      target: { host: address.hostname, port: Number(address.port) },
      plan: (index) =>
        index < CUTS
          ? { cut: { way: 'toClient', after: chance.int(0, 4_000), how: chance.pick(['fin', 'rst'] as const) } }
          : undefined,
    })
    await using reader = read(anna, {
      url: `http://127.0.0.1:${proxy.port}`,
      lastEventId: `${live.epoch}:0`,
      resume,
    })
    // The log grows while it is read, and until the last cut has happened.
    let last = 0
    do {
      talking(40)
      await using direct = read(anna, { lastEventId: String(last) })
      await say(anna, 'more')
      await direct.until(completed)
      last = numbers(direct.frames).at(-1) ?? last
    } while (proxy.cuts < CUTS)
    expect([proxy.cuts, proxy.planned]).toEqual([CUTS, CUTS])
    if (resume === 'with its id') await reader.until((frames) => (numbers(frames).at(-1) ?? 0) >= last)
    return { seen: numbers(reader.frames), last }
  }

  test(`${CUTS} times: 0 lost, 0 doubled, 0 out of order`, async () => {
    const { seen, last } = await throughCuts('with its id')
    expect(seen).toEqual(upTo(last))
  })

  test('a reader that forgets where it stopped does not see that', async () => {
    const { seen, last } = await throughCuts('forgetful')
    expect(seen).not.toEqual(upTo(last))
  })
})

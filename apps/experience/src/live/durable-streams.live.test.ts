// The Durable Streams client, unmodified, over a running Experience; and what it must be refused.
import { stream } from '@durable-streams/client'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { Live, type Person } from './live.test-support.ts'

let live: Live
let anna: Person
let conversation: string

beforeAll(async () => {
  live = await Live.open({ env: { STREAMS_LONG_POLL_MS: '50' } })
  anna = await live.guest()
  conversation = (await anna.trpc.guide.history.query({})).conversation_id
  await say('Hello')
})
afterAll(() => live[Symbol.asyncDispose]())

async function say(message: string): Promise<void> {
  const body = JSON.stringify({ message, wait: 60_000, conversation_id: conversation })
  const answer = await anna.fetch('/api/chat/guide', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body,
  })
  expect(answer.status).toBe(200)
}
const read = (query = '', init: RequestInit = {}) => anna.fetch(`/streams/${conversation}${query}`, init)
const itemsOf = async (query: string): Promise<unknown[]> => Object(await (await read(query)).json())
const options = () => ({
  url: `${live.url}/streams/${conversation}`,
  headers: { authorization: `Bearer ${anna.token}` },
})

describe('[DS1] the Durable Streams client', () => {
  test('reads the whole log', async () => {
    const items = await (await stream<{ event_id: number }>({ ...options(), offset: '-1', live: false })).json()
    expect(items.map(({ event_id }) => event_id)).toEqual(items.map((_, at) => at + 1))
    expect(items.length).toBeGreaterThanOrEqual(5)
  })

  test.each(['sse', 'long-poll'] as const)('follows it live by %s', async (mode) => {
    const before = await (await stream<{ event_id: number }>({ ...options(), offset: '-1', live: false })).json()
    const gone = new AbortController()
    const reading = await stream<{ event_id: number; type: string }>({
      ...options(),
      offset: '-1',
      live: mode,
      signal: gone.signal,
    })
    const seen: number[] = []
    const whole = new Promise<void>((resolve) => {
      reading.subscribeJson(({ items }) => {
        for (const { event_id, type } of items) {
          seen.push(event_id)
          if (type === 'agent.completed' && event_id > before.length) resolve()
        }
      })
    })
    await say(`And by ${mode}`)
    await whole
    gone.abort()
    expect(seen).toEqual(seen.map((_, at) => at + 1))
    expect(seen.length).toBeGreaterThan(before.length)
  })

  test('resumes after every offset', async () => {
    const whole = await itemsOf('?offset=-1')
    let offset = '-1'
    const offsets: string[] = []
    for (const [at] of whole.entries()) {
      const rest = await itemsOf(`?offset=${offset}`)
      expect(rest).toEqual(whole.slice(at))
      offset = `${live.epoch}_${String(at + 1).padStart(16, '0')}`
      offsets.push(offset)
    }
    expect(offsets).toEqual([...offsets].sort())
    const tail = await read(`?offset=${offset}`)
    expect([await tail.json(), tail.headers.get('stream-up-to-date')]).toEqual([[], 'true'])
    expect(tail.headers.get('stream-next-offset')).toBe(offset)
  })

  test('an unchanged page is 304, a poll without news 204', async () => {
    const page = await read('?offset=-1')
    const etag = page.headers.get('etag') ?? ''
    expect((await read('?offset=-1', { headers: { 'if-none-match': etag } })).status).toBe(304)
    const poll = await read('?offset=now&live=long-poll&cursor=99999999999')
    expect([poll.status, poll.headers.get('stream-cursor')]).toEqual([204, '100000000000'])
    const head = await read('', { method: 'HEAD' })
    expect([head.status, head.headers.get('stream-next-offset')]).toEqual([200, page.headers.get('stream-next-offset')])
  })
})

describe('[DS1] what other readers of the protocol rely on', () => {
  test('ignores unknown parameters', async () => {
    const plain = await read('?offset=-1')
    const answer = await read('?offset=-1&foo=bar')
    expect([answer.status, await answer.text()]).toEqual([200, await plain.text()])
  })

  test('names its types without a charset', async () => {
    const gone = new AbortController()
    const sse = await read('?offset=-1&live=sse', { signal: gone.signal })
    gone.abort()
    const answers = [
      await read('?offset=-1'),
      await read('?offset=-1&live=long-poll'),
      await read('', { method: 'HEAD' }),
    ]
    const types = answers.map(({ headers }) => headers.get('content-type'))
    expect(types).toEqual(['application/json', 'application/json', 'application/json'])
    expect([sse.headers.get('content-type'), sse.headers.get('cache-control')]).toEqual([
      'text/event-stream',
      'no-cache, no-store',
    ])
  })
})

describe('[DS2] an offset that is of no use', () => {
  test.each([
    ['?live=sse', 400],
    ['?live=long-poll', 400],
    ['?offset=', 400],
    ['?offset=0', 400],
    ['?offset=-2', 400],
    ['?offset=-1&offset=-1', 400],
    ['?offset=a,b', 400],
    ['?offset=-1&live=other', 400],
    ['?offset=other_0000000000000001', 410],
  ])('%s is refused', async (query, status) => {
    const answer = await read(query)
    expect([answer.status, answer.headers.get('x-content-type-options')]).toEqual([status, 'nosniff'])
  })

  test('beyond the tail is refused', async () => {
    expect((await read(`?offset=${live.epoch}_0000000000099999`)).status).toBe(400)
  })

  test('another method is 405', async () => {
    for (const method of ['PUT', 'POST', 'DELETE']) {
      const answer = await read('', { method })
      expect([answer.status, answer.headers.get('allow')]).toEqual([405, 'OPTIONS, GET, HEAD'])
    }
  })

  test('what is another person’s is as unknown', async () => {
    const ben = await live.guest()
    const about = async (id: string) => (await ben.fetch(`/streams/${id}?offset=-1`)).text()
    expect(await about(conversation)).toBe(await about('0193d9f0-0000-7000-8000-000000000000'))
  })
})

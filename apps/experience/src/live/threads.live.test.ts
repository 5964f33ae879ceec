import type { ThreadItem, ThreadMessage } from '@biplane/contracts/wire/threads'
import { SubscriptionReader } from '@biplane/proof/subscription-reader'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { WebSocket } from 'ws'
import { Live, type Person } from './live.test-support.ts'

let live: Live

beforeAll(async () => {
  live = await Live.open()
  live.runtime.script('guide.global', async function* ({ invocation: { input } }) {
    if (input.text.includes('overdue'))
      yield {
        type: 'agent.handoff_proposed',
        payload: { to_agent: 'liaison.insights', reason: 'it is about invoices', confidence: 0.9 },
      }
    else yield { type: 'agent.token', payload: { text: `guide: ${input.text}` } }
  })
  live.runtime.script('liaison.insights', async function* ({ invocation: { input } }) {
    yield {
      type: 'agent.token',
      payload: { text: `insights with ${(input.files ?? []).map(({ name }) => name).join('+')}` },
    }
  })
})
afterAll(() => live[Symbol.asyncDispose]())

interface Item {
  id: string
  data: ThreadItem
}

const readThread = (person: Person, thread_id?: string, lastEventId?: string) =>
  new SubscriptionReader<Item>(({ onData, ...end }) =>
    person.trpc.thread.onEvent.subscribe(
      { ...(thread_id !== undefined && { thread_id }), ...(lastEventId !== undefined && { lastEventId }) },
      { onData: (item) => onData(item as Item), ...end },
    ),
  )

const eventsOf = (items: readonly Item[]) => items.flatMap(({ data }) => (data.type === 'thread.event' ? [data] : []))

const isAnswered = (items: readonly Item[], agent: string): boolean =>
  eventsOf(items).some(({ event }) => event.type === 'agent.completed' && event.agent_id === agent)

async function listen(person: Person, thread?: string) {
  const reader = readThread(person, thread)
  await reader.until((items) => items.length > 0)
  return reader
}

async function messagesOf(person: Person, thread_id?: string): Promise<ThreadMessage[]> {
  return (await person.trpc.thread.history.query({ ...(thread_id !== undefined && { thread_id }) })).messages
}

const NOT_FOUND = { data: { refusal: { code: 'NOT_FOUND' } } }

async function upload(person: Person, name: string, thread?: string): Promise<string> {
  const body = new FormData()
  body.set('file', new Blob(['a,b\n1,2\n']), name)
  const query = thread === undefined ? '' : `?thread_id=${thread}`
  const response = await person.fetch(`/api/files${query}`, { method: 'POST', body })
  return Object(await response.json()).file_uuid
}

describe('[H2] one reading of a thread', () => {
  test('shows the guide, the handoff and the liaison', async () => {
    const anna = await live.guest()
    const reader = await listen(anna)
    await anna.trpc.thread.send.mutate({ message: 'hello' })
    await reader.until((items) => isAnswered(items, 'guide.global'))
    await anna.trpc.guide.send.mutate({ message: 'Who is overdue?' })
    await reader.until((items) => isAnswered(items, 'liaison.insights'))
    reader.stop()
    const events = eventsOf(reader.items)
    expect(new Set(events.map(({ event }) => event.conversation_id)).size).toBe(2)
    const places = events.flatMap(({ place }) => place ?? [])
    expect(places).toHaveLength(6)
    const shown = await messagesOf(anna)
    expect(shown.map(({ place }) => place)).toEqual([...places].sort((a, b) => a - b))
    expect(shown.map(({ agent_id, role }) => agent_id ?? role)).toEqual([
      'user',
      'guide.global',
      'user',
      'guide.global',
      'user',
      'liaison.insights',
    ])
  })

  test('goes on from every cursor without a gap', async () => {
    const anna = await live.guest()
    const reader = await listen(anna)
    await anna.trpc.guide.send.mutate({ message: 'Who is overdue?' })
    await reader.until((items) => isAnswered(items, 'liaison.insights'))
    reader.stop()
    const nameOf = ({ event }: ReturnType<typeof eventsOf>[number]) => `${event.conversation_id} ${event.event_id}`
    const all = eventsOf(reader.items).map(nameOf)
    for (const [at, { id }] of reader.items.slice(0, -1).entries()) {
      const resumed = readThread(anna, undefined, id)
      const missing = reader.items.slice(at + 1).length
      await resumed.until((items) => items.length >= missing)
      resumed.stop()
      const later = eventsOf(resumed.items).map(nameOf)
      expect([...later].sort()).toEqual(all.slice(all.length - missing).sort())
    }
  })

  test.each([
    ['nonsense', 'cursor_unreadable'],
    ['other~THREAD~1.1', 'other_epoch'],
    ['EPOCH~THREAD~1.99', 'cursor_ahead'],
    ['EPOCH~THREAD~7.1', 'cursor_expired'],
  ])('answers the cursor %s with %s', async (cursor, reason) => {
    const anna = await live.guest()
    await anna.trpc.thread.send.mutate({ message: 'hello' })
    const [thread] = await anna.trpc.thread.list.query({})
    const { epoch } = await anna.trpc.session.get.query()
    const given = cursor.replace('EPOCH', epoch).replace('THREAD', thread?.thread_id ?? '')
    const reader = readThread(anna, undefined, given)
    await reader.until((items) => items.length > 0)
    reader.stop()
    expect(reader.items[0]?.data).toMatchObject({ type: 'thread.snapshot', reason })
  })

  test('ends with thread.deleted', async () => {
    const anna = await live.guest()
    const { thread_id } = await anna.trpc.thread.create.mutate({})
    const reader = await listen(anna, thread_id)
    await anna.trpc.thread.send.mutate({ thread_id, message: 'hello' })
    await reader.until((items) => isAnswered(items, 'guide.global'))
    await anna.trpc.thread.delete.mutate({ thread_id })
    await reader.until((items) => items.at(-1)?.data.type === 'thread.deleted')
    await expect(anna.trpc.thread.get.query({ thread_id })).rejects.toMatchObject(NOT_FOUND)
    await expect(messagesOf(anna, thread_id)).rejects.toMatchObject(NOT_FOUND)
  })

  test('pages by place, the same places every time', async () => {
    const anna = await live.guest()
    for (const message of ['one', 'two', 'three']) {
      const { invocation_id } = await anna.trpc.thread.send.mutate({ message })
      await expect.poll(async () => (await anna.trpc.invocation.get.query({ invocation_id })).status).toBe('completed')
    }
    const all = (await messagesOf(anna)).map(({ place }) => place)
    const last = await anna.trpc.thread.history.query({ limit: 2 })
    const before = await anna.trpc.thread.history.query({ limit: 4, before: last.before ?? 0 })
    expect([...before.messages, ...last.messages].map(({ place }) => place)).toEqual(all)
    expect(before.has_more).toBe(false)
  })
})

describe('[H1] threads keep apart', () => {
  test('what is said, held and read in each', async () => {
    const anna = await live.guest()
    const first = await anna.trpc.thread.create.mutate({ title: 'first' })
    const inFirst = { thread_id: first.thread_id }
    await upload(anna, 'first.csv')
    const reader = await listen(anna, first.thread_id)
    await anna.trpc.guide.send.mutate({ message: 'Who is overdue?' })
    await reader.until((items) => isAnswered(items, 'liaison.insights'))
    reader.stop()
    expect(await anna.trpc.thread.get.query(inFirst)).toMatchObject({ held_by: 'liaison.insights' })

    const second = await anna.trpc.thread.create.mutate({})
    expect(second).toMatchObject({ held_by: null, current: true })
    const other = await listen(anna, second.thread_id)
    await anna.trpc.liaison.send.mutate({ pillar: 'insights', message: 'And here?' })
    await other.until((items) => isAnswered(items, 'liaison.insights'))
    other.stop()
    expect((await messagesOf(anna, second.thread_id)).at(-1)?.content).toBe('insights with ')
    expect((await messagesOf(anna, first.thread_id)).at(-1)?.content).toBe('insights with first.csv')

    const { conversation_id } = await anna.trpc.thread.send.mutate({ ...inFirst, message: 'go on' })
    const { conversations } = await anna.trpc.thread.get.query(inFirst)
    expect(conversations.map((one) => one.conversation_id)).toContain(conversation_id)
    await expect(
      anna.trpc.guide.send.mutate({ message: 'x', conversation_id, thread_id: second.thread_id }),
    ).rejects.toMatchObject(NOT_FOUND)
  })

  test('a file of one is added to another', async () => {
    const anna = await live.guest()
    const first = await anna.trpc.thread.create.mutate({})
    const file_uuid = await upload(anna, 'shared.csv')
    const second = await anna.trpc.thread.create.mutate({})
    const added = await anna.trpc.thread.addFile.mutate({ thread_id: second.thread_id, file_uuid })
    expect(added.files.map(({ name }) => name)).toEqual(['shared.csv'])
    const receipt = await anna.trpc.thread.delete.mutate({ thread_id: first.thread_id })
    expect(receipt.deleted.files).toBe(0)
    expect((await anna.trpc.thread.delete.mutate({ thread_id: second.thread_id })).deleted.files).toBe(1)
    expect(await anna.trpc.file.list.query()).toEqual([])
  })

  test('a socket shows the thread of its address', async () => {
    const anna = await live.guest()
    const first = await anna.trpc.thread.create.mutate({})
    const { conversation_id } = await anna.trpc.guide.send.mutate({ message: 'hello' })
    await anna.trpc.thread.create.mutate({})
    const frame = await firstFrame(anna, `/api/ws/guide?thread_id=${first.thread_id}`)
    expect(frame).toMatchObject({ type: 'conversation_restored', conversation_id })
    expect((await firstFrame(anna, '/api/ws/guide')).conversation_id).not.toBe(conversation_id)
    expect(await firstFrame(anna, '/api/ws/guide?thread_id=none')).toMatchObject({ error_code: 'NOT_FOUND' })
  })

  test('[L10] a foreign stream and file are not found', async () => {
    const [anna, eve] = [await live.guest(), await live.guest()]
    const { thread_id } = await anna.trpc.thread.create.mutate({})
    const file = await upload(anna, 'mine.csv')
    const hers = await eve.trpc.thread.create.mutate({})
    expect((await eve.fetch(`/api/threads/${thread_id}/events`)).status).toBe(404)
    const put = { method: 'PUT' }
    expect((await eve.fetch(`/api/threads/${hers.thread_id}/files/${file}`, put)).status).toBe(404)
    expect((await anna.fetch(`/api/threads/${hers.thread_id}/files/${file}`, put)).status).toBe(404)
    expect((await anna.fetch(`/api/threads/${thread_id}/files/${file}`, put)).status).toBe(200)
  })
})

describe('[H3] the list of threads', () => {
  test('has pinned ones first and archived ones apart', async () => {
    const anna = await live.guest()
    const make = async (title: string) => (await anna.trpc.thread.create.mutate({ title })).thread_id
    const [old, kept, gone] = [await make('old'), await make('kept'), await make('gone')]
    await anna.trpc.thread.pin.mutate({ thread_id: old, pinned: true })
    await anna.trpc.thread.archive.mutate({ thread_id: gone, archived: true })
    const titles = async (archived: boolean) =>
      (await anna.trpc.thread.list.query({ archived })).map(({ title }) => title)
    expect(await titles(false)).toEqual(['old', 'kept'])
    expect(await titles(true)).toEqual(['gone'])
    const [first] = await anna.trpc.thread.list.query({ limit: 1 })
    const rest = await anna.trpc.thread.list.query({ cursor: first?.cursor })
    expect(rest.map(({ thread_id }) => thread_id)).toEqual([kept])
    expect(await anna.trpc.thread.rename.mutate({ thread_id: kept, title: 'new' })).toMatchObject({ title: 'new' })
  })

  test('is found, exported and streamed over HTTP', async () => {
    const anna = await live.guest()
    const made = Object(await (await anna.fetch('/api/threads', { method: 'POST' })).json())
    const json = { 'content-type': 'application/json' }
    const body = JSON.stringify({ message: 'the marmalade ledger', wait: 30_000 })
    const said = await anna.fetch(`/api/threads/${made.thread_id}/messages`, { method: 'POST', headers: json, body })
    expect(Object(await said.json())).toMatchObject({ status: 'completed', text: 'guide: the marmalade ledger' })
    const found = await anna.fetch('/api/threads/search?query=marmalade')
    expect(await found.json()).toMatchObject([{ thread_id: made.thread_id }, { thread_id: made.thread_id }])
    const exported = await anna.fetch(`/api/threads/${made.thread_id}/export`)
    expect(Object(await exported.json()).content).toContain('guide: the marmalade ledger')
    const stream = await anna.fetch(`/api/threads/${made.thread_id}/events`)
    const reader = stream.body?.getReader()
    let text = ''
    while (!text.includes('thread.snapshot')) text += new TextDecoder().decode((await reader?.read())?.value)
    await reader?.cancel()
    expect(text).toContain(`~${made.thread_id}~1.`)
  })
})

/** What a raw socket says first. */
function firstFrame(person: Person, path: string): Promise<{ type: string; conversation_id?: string }> {
  const headers = { authorization: `Bearer ${person.token}` }
  const socket = new WebSocket(`${live.url.replace('http', 'ws')}${path}`, { headers })
  return new Promise((resolve, reject) => {
    socket.once('error', reject)
    socket.once('message', (data) => {
      socket.terminate()
      resolve(JSON.parse(String(data)))
    })
  })
}

import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { Issuer } from '../principals/issuer.test-support.ts'
import { Live } from './live.test-support.ts'

let issuer: Issuer
let live: Live

beforeAll(async () => {
  issuer = await Issuer.open()
  live = await Live.open({ env: issuer.env })
  live.runtime.script('guide.global', async function* () {
    yield { type: 'agent.token', payload: { text: 'The Marmalade ledger is 100% sound.' } }
  })
})
afterAll(async () => {
  await live[Symbol.asyncDispose]()
  await issuer[Symbol.asyncDispose]()
})

type Person = Awaited<ReturnType<Live['guest']>>

/** Says something to the guide and waits until it is answered. */
async function ask(person: Person, message: string, more: { replaces?: string } = {}) {
  const sent = await person.trpc.guide.send.mutate({ message, ...more })
  await expect
    .poll(async () => (await person.trpc.invocation.get.query({ invocation_id: sent.invocation_id })).status)
    .toBe('completed')
  return sent
}

describe('[D2.8] an earlier conversation', () => {
  test('reopens an earlier conversation, and the next message goes there', async () => {
    const anna = await live.guest()
    const first = await ask(anna, 'one')
    const second = await anna.trpc.conversation.create.mutate({ agent_type: 'guide' })
    const opened = await anna.trpc.conversation.open.mutate({ conversation_id: first.conversation_id })
    expect(opened).toMatchObject({ conversation_id: first.conversation_id, current: true })
    expect((await ask(anna, 'two')).conversation_id).toBe(first.conversation_id)
    const list = await anna.trpc.conversation.list.query()
    expect(list.filter(({ current }) => current).map((c) => c.conversation_id)).toEqual([first.conversation_id])
    expect(list.map((c) => c.conversation_id)).toContain(second.conversation_id)
  })

  test('[L10] of somebody else cannot be opened, and that it exists is not told', async () => {
    const [anna, eve] = [await live.guest(), await live.guest()]
    const { conversation_id } = await ask(anna, 'mine')
    const refusal = { data: { refusal: { code: 'NOT_FOUND' } } }
    await expect(eve.trpc.conversation.open.mutate({ conversation_id })).rejects.toMatchObject(refusal)
    await expect(eve.trpc.conversation.open.mutate({ conversation_id: 'none' })).rejects.toMatchObject(refusal)
  })
})

describe('[D2.8] the search in what was said', () => {
  test('finds questions and answers in every conversation, newest first', async () => {
    const anna = await live.guest()
    await ask(anna, 'Where is the marmalade?')
    await anna.trpc.conversation.create.mutate({ agent_type: 'guide' })
    const { conversation_id } = await ask(anna, 'Something else')
    const hits = await anna.trpc.conversation.search.query({ query: 'MARMALADE' })
    expect(hits.map(({ role }) => role)).toEqual(['assistant', 'assistant', 'user'])
    expect(hits[0]).toMatchObject({
      conversation_id,
      title: 'Something else',
      snippet: { before: 'The ', match: 'Marmalade', after: ' ledger is 100% sound.' },
    })
  })

  test('takes the signs of a pattern for what they are', async () => {
    const anna = await live.guest()
    await ask(anna, 'nothing like that')
    const find = async (query: string) => (await anna.trpc.conversation.search.query({ query })).length
    expect(await find('100% s')).toBe(1)
    expect(await find('%%')).toBe(0)
    expect(await find('l_dger')).toBe(0)
    expect(await find("' OR 1=1 --")).toBe(0)
  })

  test('[L10] finds nothing of anybody else, and nothing that was deleted', async () => {
    const [anna, eve] = [await live.guest(), await live.guest()]
    const { conversation_id } = await ask(anna, 'my secret word')
    expect(await eve.trpc.conversation.search.query({ query: 'secret' })).toEqual([])
    expect(await anna.trpc.conversation.search.query({ query: 'secret' })).toHaveLength(1)
    await anna.trpc.conversation.delete.mutate({ conversation_id })
    expect(await anna.trpc.conversation.search.query({ query: 'secret' })).toEqual([])
  })
})

describe('[E5] a message that takes the place of an earlier one', () => {
  test('says which, and the earlier one stays in the log with its answer', async () => {
    const anna = await live.guest()
    const first = await ask(anna, 'teh question')
    await ask(anna, 'the question', { replaces: first.message_id })
    const { messages } = await anna.trpc.guide.history.query({})
    expect(messages.map(({ content, replaces }) => [content, replaces])).toMatchObject([
      ['teh question', undefined],
      [expect.any(String), undefined],
      ['the question', first.message_id],
      [expect.any(String), undefined],
    ])
  })

  test('must name a message of that person in that conversation', async () => {
    const [anna, eve] = [await live.guest(), await live.guest()]
    const { message_id } = await ask(anna, 'mine')
    const refusal = { data: { refusal: { code: 'BAD_MESSAGE', path: 'replaces' } } }
    for (const [person, replaces] of [
      [eve, message_id],
      [anna, 'none'],
    ] as const) {
      await expect(person.trpc.guide.send.mutate({ message: 'x', replaces })).rejects.toMatchObject(refusal)
    }
  })
})

describe('[G3] the timeline of an invocation', () => {
  test('shows an operator every event in order, and no word of what was said', async () => {
    const anna = await live.guest()
    const { invocation_id } = await ask(anna, 'a private matter')
    const operator = await live.user(await issuer.token({ sub: 'olga', roles: ['operator'] }))
    const timeline = await operator.trpc.platform.timeline.query({ invocation_id })
    expect(timeline.map(({ type }) => type)).toEqual([
      'agent.routed',
      'agent.started',
      'agent.token',
      'agent.completed',
    ])
    expect(timeline.at(-1)).toMatchObject({ attempt: 1, note: '35 characters' })
    expect(JSON.stringify(timeline)).not.toMatch(/Marmalade|private/i)
    await expect(anna.trpc.platform.timeline.query({ invocation_id })).rejects.toMatchObject({
      data: { refusal: { code: 'FORBIDDEN' } },
    })
  })
})

// A send that names its conversation, on every transport: it goes there, whatever is current, and nowhere else.
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { Live, type Person } from './live.test-support.ts'
import { at, type Frame, openDoor } from './raw-socket.test-support.ts'

let live: Live

beforeAll(async () => {
  live = await Live.open()
})
afterAll(() => live[Symbol.asyncDispose]())

interface Sent {
  message: string
  message_id: string
  conversation_id: string
}
/** What a send came to: the conversation that it is in, or the code with which it was refused. */
type Outcome = { in: string } | { refused: unknown }

async function post(person: Person, path: string, body: object): Promise<Outcome> {
  const response = await person.fetch(path, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  })
  const answer: unknown = await response.json()
  return response.ok ? { in: String(at(answer, 'conversation_id')) } : { refused: at(answer, 'code') }
}

async function viaSocket(
  person: Person,
  path: string,
  { frame, message_id, accepted }: { frame: object; message_id: string; accepted: string },
): Promise<Outcome> {
  await using socket = openDoor(live.url, path, person.token)
  await socket.say(frame)
  // A fresh socket is shown the conversation first, which holds what was sent before.
  const isAnswer = (one: Frame) => !one.type.includes('restored') && JSON.stringify(one).includes(message_id)
  const found = (await socket.until((frames) => frames.some(isAnswer))).find(isAnswer)
  const code = at(found, 'error_code') ?? at(found, 'payload', 'code')
  if (code !== undefined) return { refused: code }
  expect([accepted, 'status_update']).toContain(found?.type)
  return { in: String(at(found, 'conversation_id') ?? at(found, 'data', 'conversation_id')) }
}

const WAYS: Record<string, (person: Person, sent: Sent) => Promise<Outcome>> = {
  'guide.send': (person, { conversation_id, ...sent }) =>
    person.trpc.guide.send.mutate({ ...sent, conversation_id }).then(
      (accepted) => ({ in: accepted.conversation_id }),
      (error: unknown) => ({ refused: at(error, 'data', 'refusal', 'code') }),
    ),
  'POST /api/chat/guide': (person, sent) => post(person, '/api/chat/guide', sent),
  'POST /soa/websocket-message': (person, sent) => post(person, '/soa/websocket-message', sent),
  'POST /soa/websocket-message with an agent type': (person, sent) =>
    post(person, '/soa/websocket-message', { ...sent, agent_type: 'guide' }),
  '/api/ws/guide': (person, sent) =>
    viaSocket(person, '/api/ws/guide', {
      frame: { type: 'user_message', ...sent },
      message_id: sent.message_id,
      accepted: 'user_message',
    }),
  '/api/runtime/agent': (person, { message: text, ...sent }) =>
    viaSocket(person, '/api/runtime/agent', {
      frame: { type: 'agent.message', payload: { text, ...sent } },
      message_id: sent.message_id,
      accepted: 'agent.accepted',
    }),
}

let count = 0
const fresh = (conversation_id: string): Sent => {
  count += 1
  // Words that a routing transport would take to a liaison.
  return { message: `Which invoices are overdue? (${count})`, message_id: `named-${count}`, conversation_id }
}

async function texts(person: Person, conversation_id: string): Promise<string[]> {
  const { messages } = await person.trpc.guide.history.query({ conversation_id })
  return messages.filter(({ role }) => role === 'user').map(({ content }) => content)
}

describe('[D2.3] a send that names its conversation', () => {
  test.each(Object.keys(WAYS))('goes there although another one is current: %s', async (way) => {
    const anna = await live.guest()
    const first = await anna.trpc.conversation.create.mutate({ agent_type: 'guide' })
    const second = await anna.trpc.conversation.create.mutate({ agent_type: 'guide' })
    const sent = fresh(first.conversation_id)
    expect(await WAYS[way]?.(anna, sent)).toEqual({ in: first.conversation_id })
    expect(await texts(anna, first.conversation_id)).toEqual([sent.message])
    expect(await texts(anna, second.conversation_id)).toEqual([])
  })

  test.each(Object.keys(WAYS))('[L10] is NOT_FOUND for a foreign, unknown or deleted one: %s', async (way) => {
    const [anna, eve] = [await live.guest(), await live.guest()]
    const own = await anna.trpc.conversation.create.mutate({ agent_type: 'guide' })
    const gone = await eve.trpc.conversation.create.mutate({ agent_type: 'guide' })
    await eve.trpc.conversation.delete.mutate({ conversation_id: gone.conversation_id })
    for (const id of [own.conversation_id, 'no-such-conversation', gone.conversation_id]) {
      expect(await WAYS[way]?.(eve, fresh(id))).toEqual({ refused: 'NOT_FOUND' })
    }
    expect(await texts(anna, own.conversation_id)).toEqual([])
  })

  test('is NOT_FOUND where the transport leads to another agent', async () => {
    const anna = await live.guest()
    const { conversation_id } = await anna.trpc.conversation.create.mutate({ agent_type: 'content_liaison' })
    expect(await WAYS['guide.send']?.(anna, fresh(conversation_id))).toEqual({ refused: 'NOT_FOUND' })
  })

  test('[L6] is repeated into the same conversation only', async () => {
    const anna = await live.guest()
    const first = await anna.trpc.conversation.create.mutate({ agent_type: 'guide' })
    const second = await anna.trpc.conversation.create.mutate({ agent_type: 'guide' })
    const sent = fresh(first.conversation_id)
    for (const way of Object.values(WAYS)) expect(await way(anna, sent)).toEqual({ in: first.conversation_id })
    expect(await WAYS['guide.send']?.(anna, { ...sent, conversation_id: second.conversation_id })).toEqual({
      refused: 'CONFLICT',
    })
    expect(await texts(anna, first.conversation_id)).toEqual([sent.message])
  })

  test('[L6] that names none is repeated after another conversation became the current one', async () => {
    const anna = await live.guest()
    const sent = { message: 'Hello', message_id: 'repeated' }
    const before = await anna.trpc.guide.send.mutate(sent)
    await anna.trpc.conversation.create.mutate({ agent_type: 'guide' })
    expect(await anna.trpc.guide.send.mutate(sent)).toEqual(before)
  })
})

describe('[D8.1] /realtime', () => {
  test('takes conversationId, and refuses another principal’s', async () => {
    const [anna, eve] = [await live.guest(), await live.guest()]
    const first = await anna.trpc.conversation.create.mutate({ agent_type: 'guide' })
    await anna.trpc.conversation.create.mutate({ agent_type: 'guide' })
    const payload = { text: 'Which invoices are overdue?', conversationId: first.conversation_id }
    await using hers = openDoor(live.url, '/realtime', anna.token)
    await hers.say({ type: 'chat.send', requestId: 'r', payload: { ...payload, stream: true } })
    await hers.frame('chat.message')
    expect(await texts(anna, first.conversation_id)).toEqual([payload.text])
    await using other = openDoor(live.url, '/realtime', eve.token)
    await other.say({ type: 'chat.send', requestId: 'r', payload })
    expect(at(await other.frame('error'), 'payload', 'code')).toBe('NOT_FOUND')
  })
})

describe('[D6.4] a standard socket', () => {
  test('resumes the conversation that its address names, not the current one', async () => {
    const anna = await live.guest()
    const first = await anna.trpc.conversation.create.mutate({ agent_type: 'guide' })
    const cursor = (await anna.trpc.guide.send.mutate(fresh(first.conversation_id))).event_id
    await anna.trpc.conversation.create.mutate({ agent_type: 'guide' })
    const query = `?conversation_id=${first.conversation_id}&last_event_id=${cursor}`
    await using socket = openDoor(live.url, `/api/ws/guide${query}`, anna.token)
    expect(await socket.frame('conversation_restored')).toMatchObject({
      conversation_id: first.conversation_id,
      resumed: true,
    })
  })

  test('is told NOT_FOUND for one that is gone, then shown the current one whole', async () => {
    const anna = await live.guest()
    await using socket = openDoor(live.url, '/api/ws/guide?conversation_id=gone&last_event_id=3', anna.token)
    expect(await socket.frame('error_message')).toMatchObject({ error_code: 'NOT_FOUND' })
    expect(await socket.frame('conversation_restored')).toMatchObject({ resumed: false, agent_type: 'guide' })
  })
})

import { Refusal } from '@biplane/contracts/refusal'
import { envelopeServerFrame } from '@biplane/contracts/wire/envelope-frames'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { Live, type Person } from './live.test-support.ts'
import { at, type Frame, openDoor, type RawSocket } from './raw-socket.test-support.ts'

let live: Live

beforeAll(async () => {
  live = await Live.open()
})
afterAll(() => live[Symbol.asyncDispose]())

const unique = (() => {
  let count = 0
  return (name: string) => `${name}-${++count}`
})()

const enter = (person: Person): RawSocket => openDoor(live.url, '/realtime', person.token)
const ask = (text: string, more: object = {}, requestId = unique('r')) => ({
  type: 'chat.send',
  requestId,
  payload: { text, ...more },
})

/** What the catalogue of the page has; any A2UI message will do. */
const ui = (surfaceId: string) => ({ version: 'v0.9', deleteSurface: { surfaceId } })

function talking(words: number, agent = 'guide.global', surfaces: string[] = []): void {
  live.runtime.script(agent, async function* () {
    for (let i = 0; i < words; i += 1) yield { type: 'agent.token', payload: { text: `w${i} ` } }
    for (const id of surfaces) yield { type: 'agent.ui', payload: { message: ui(id) } }
  })
}

const payloads = (frames: readonly Frame[], type: string) =>
  frames.filter((frame) => frame.type === type).map(({ payload }) => payload)

describe('[D8] on connect', () => {
  test('[D8.1] opens a session without a token; its token works everywhere', async () => {
    await using socket = openDoor(live.url, '/realtime')
    const created = await socket.frame('session.created')
    expect(created).toMatchObject({
      sessionId: expect.any(String),
      payload: {
        sessionToken: expect.stringMatching(/^[A-Za-z0-9_-]{43}$/),
        expiresAt: expect.any(String),
        resumed: false,
        epoch: live.epoch,
      },
    })
    const response = await fetch(`${live.url}/api/auth/session`, {
      headers: { authorization: `Bearer ${at(created, 'payload', 'sessionToken')}` },
    })
    expect(await response.json()).toMatchObject({ session_id: created.sessionId, principal: { kind: 'guest' } })
  })

  test('[D8.1] who comes with a token is told whose it is, and no token', async () => {
    const anna = await live.guest()
    await using socket = enter(anna)
    const created = await socket.frame('session.created')
    expect(created).toMatchObject({ sessionId: anna.sessionId, payload: { resumed: true } })
    expect(created.payload).not.toHaveProperty('sessionToken')
  })

  test('[D8.1] a token that is none opens no other session, and where guests are not let in nobody does', async () => {
    await using wrong = openDoor(live.url, '/realtime', 'nonsense')
    expect(await wrong.end()).toMatchObject({ code: 4401 })
    expect(wrong.frames).toMatchObject([{ type: 'error', sessionId: null, payload: { code: 'UNAUTHENTICATED' } }])
    await using closed = await Live.open({ env: { ALLOW_GUESTS: 'false' } })
    await using nobody = openDoor(closed.url, '/realtime')
    expect(await nobody.end()).toMatchObject({ code: 4403 })
    expect(nobody.frames).toMatchObject([{ type: 'error', payload: { code: 'FORBIDDEN' } }])
  })

  test('ping is answered with pong, under its requestId', async () => {
    const anna = await live.guest()
    await using socket = enter(anna)
    await socket.say({ type: 'ping', requestId: 'r1' })
    expect(await socket.frame('pong')).toEqual({
      type: 'pong',
      sessionId: anna.sessionId,
      requestId: 'r1',
      payload: {},
    })
  })
})

describe('[D8] chat.send', () => {
  test('with stream: pieces, then the whole answer, then the UI messages, all under the requestId', async () => {
    talking(5, 'guide.global', ['one', 'two'])
    const anna = await live.guest()
    await using socket = enter(anna)
    const question = ask('hello', { stream: true, messageId: 'm1' })
    await socket.say(question)
    await socket.until((frames) => frames.filter(({ type }) => type === 'a2ui.action').length === 2)
    const [, ...frames] = socket.frames
    const types = frames.map(({ type }) => type)
    const deltas = types.filter((type) => type === 'chat.delta')
    expect(deltas.length).toBeGreaterThan(0)
    expect(types).toEqual([...deltas, 'chat.message', 'a2ui.action', 'a2ui.action'])
    for (const frame of frames) {
      expect(frame).toMatchObject({ sessionId: anna.sessionId, requestId: question.requestId })
      envelopeServerFrame.parse(frame)
    }
    expect(
      payloads(frames, 'chat.delta')
        .map((delta) => at(delta, 'text'))
        .join(''),
    ).toBe('w0 w1 w2 w3 w4 ')
    expect(payloads(frames, 'chat.delta').map((delta) => at(delta, 'index'))).toEqual(deltas.map((_, i) => i))
    expect(payloads(frames, 'chat.message')).toMatchObject([
      {
        text: 'w0 w1 w2 w3 w4 ',
        role: 'assistant',
        messageId: expect.any(String),
        agentId: 'guide.global',
        status: 'complete',
        eventId: expect.any(Number),
      },
    ])
    expect(payloads(frames, 'a2ui.action')).toEqual([ui('one'), ui('two')])
  })

  test('without stream: the whole answer alone', async () => {
    talking(5)
    const anna = await live.guest()
    await using socket = enter(anna)
    await socket.say(ask('hello'))
    await socket.say({ type: 'chat.send', payload: { message: 'once more' } })
    await socket.until((frames) => frames.filter(({ type }) => type === 'chat.message').length === 2)
    expect(socket.types()).toEqual(['session.created', 'chat.message', 'chat.message'])
    expect(socket.frames[2]).not.toHaveProperty('requestId')
  })

  test('[D8.2] keeps requestId and reading mode of two questions apart', async () => {
    talking(3, 'liaison.content')
    talking(4, 'liaison.insights')
    const anna = await live.guest()
    await using socket = enter(anna)
    await socket.say(ask('one', { stream: true, context: { agent: 'liaison.content' } }, 'streamed'))
    await socket.say(ask('two', { context: { agent: 'liaison.insights' } }, 'whole'))
    await socket.until((frames) => frames.filter(({ type }) => type === 'chat.message').length === 2)
    for (const { type, requestId, payload } of socket.frames.slice(1)) {
      const agentId = at(payload, 'agentId')
      expect([type === 'chat.delta' ? 'streamed' : requestId, agentId]).toEqual(
        agentId === 'liaison.content' ? ['streamed', 'liaison.content'] : ['whole', 'liaison.insights'],
      )
    }
  })

  test('[D8.2] an answer that was handed over is still the answer to its request', async () => {
    live.runtime.script('guide.global', async function* () {
      yield { type: 'agent.token', payload: { text: 'I ask. ' } }
      yield {
        type: 'agent.handoff_proposed',
        payload: { to_agent: 'liaison.content', reason: 'it is about files', confidence: 0.9 },
      }
    })
    talking(2, 'liaison.content')
    const anna = await live.guest()
    await using socket = enter(anna)
    await socket.say(ask('hello', { stream: true }, 'r9'))
    await socket.until((frames) => frames.filter(({ type }) => type === 'chat.message').length === 2)
    expect(socket.types()).toContain('chat.handoff')
    for (const frame of socket.frames.slice(1)) expect(frame.requestId).toBe('r9')
    expect(
      payloads(socket.frames, 'chat.message')
        .map((message) => at(message, 'text'))
        .sort(),
    ).toEqual(['I ask. ', 'w0 w1 '])
    talking(1)
  })

  test('[L9] an answer that fails is a chat.message that says so', async () => {
    live.runtime.script('guide.global', async function* () {
      yield { type: 'agent.token', payload: { text: 'half ' } }
      throw new Refusal('AGENT_FAILED', 'It broke.')
    })
    const anna = await live.guest()
    await using socket = enter(anna)
    await socket.say(ask('hello'))
    expect((await socket.frame('chat.message')).payload).toMatchObject({
      status: 'failed',
      text: 'half ',
      error: { code: 'AGENT_FAILED', message: 'It broke.' },
    })
    talking(1)
  })

  test('[L6, L7] that is sent again under its messageId gets the same answer, under the request that asks', async () => {
    talking(2, 'guide.global', ['one'])
    const anna = await live.guest()
    await using socket = enter(anna)
    await socket.say(ask('hello', { messageId: 'm1' }, 'r1'))
    await socket.frame('a2ui.action')
    await socket.say(ask('hello', { messageId: 'm1' }, 'r2'))
    await socket.until((frames) => frames.filter(({ type }) => type === 'a2ui.action').length === 2)
    expect(payloads(socket.frames, 'chat.message')).toHaveLength(2)
    expect(socket.frames.slice(3)).toEqual(socket.frames.slice(1, 3).map((frame) => ({ ...frame, requestId: 'r2' })))

    await using other = enter(anna)
    const lastEventId = at(socket.frames[1], 'payload', 'eventId')
    await other.say({ type: 'chat.resume', payload: { lastEventId } })
    await other.say(ask('hello', { messageId: 'm1' }, 'r3'))
    expect(await other.frame('chat.message')).toEqual({ ...socket.frames[1], requestId: 'r3' })
  })

  test('that is refused names the request and the message', async () => {
    const anna = await live.guest()
    await using socket = enter(anna)
    await socket.say(ask('  ', { messageId: 'm1' }, 'r1'))
    await socket.say(ask('x'.repeat(32_001), { messageId: 'm2' }, 'r2'))
    await socket.until((frames) => frames.length === 3)
    expect(socket.frames.slice(1)).toMatchObject([
      { type: 'error', requestId: 'r1', payload: { code: 'BAD_MESSAGE', path: 'payload.text', messageId: 'm1' } },
      { type: 'error', requestId: 'r2', payload: { code: 'TOO_LARGE', messageId: 'm2' } },
    ])
  })

  test.each([['ping'], ['chat.history'], ['chat.send']])(
    '[D8.3] a %s with a sessionId that is not this socket’s own is FORBIDDEN, and nothing happens',
    async (type) => {
      const [anna, eve] = [await live.guest(), await live.guest()]
      await using socket = enter(eve)
      const payload = type === 'chat.send' ? { text: 'hello' } : {}
      await socket.say({ type, sessionId: anna.sessionId, requestId: 'r1', payload })
      expect(await socket.frame('error')).toMatchObject({
        sessionId: eve.sessionId,
        requestId: 'r1',
        payload: { code: 'FORBIDDEN', path: 'sessionId' },
      })
      expect((await anna.trpc.guide.history.query({})).messages).toEqual([])
      await socket.say({ type: 'ping', sessionId: eve.sessionId })
      await socket.frame('pong')
    },
  )
})

describe('[D5.4] what is no JSON', () => {
  test('is shown to its sender, the first 256 characters of it, and the socket stays open', async () => {
    const anna = await live.guest()
    await using socket = enter(anna)
    const text = `hello ${'é'.repeat(400)}`
    await socket.sendRaw(text)
    expect((await socket.frame('error')).payload).toMatchObject({ code: 'BAD_JSON', echo: text.slice(0, 256) })
    await socket.say({ type: 'ping' })
    await socket.frame('pong')
  })
})

describe('[D8] chat.cancel, chat.history, chat.resume', () => {
  test('[L4] ends the answer by chat.cancel, and reports one that has ended', async () => {
    const gate = unique('gate')
    live.runtime.script('guide.global', async function* (_request, control) {
      yield { type: 'agent.token', payload: { text: 'first ' } }
      await control.gate(gate)
    })
    const anna = await live.guest()
    await using socket = enter(anna)
    await socket.say(ask('hello', { stream: true }))
    const invocationId = at(await socket.frame('chat.delta'), 'payload', 'invocationId')
    await socket.say({ type: 'chat.cancel', payload: { invocationId } })
    expect((await socket.frame('chat.message')).payload).toMatchObject({ status: 'cancelled', text: 'first ' })
    await socket.say({ type: 'chat.cancel', requestId: 'late', payload: { invocationId } })
    expect(await socket.frame('chat.status')).toMatchObject({
      requestId: 'late',
      payload: { status: 'already_finished', invocationId, invocationStatus: 'cancelled' },
    })
    talking(1)
  })

  test('[D8.5] chat.history gives pages backwards: of the guide, of what was sent to last, or of what is named', async () => {
    talking(1)
    talking(1, 'liaison.content')
    const anna = await live.guest()
    await using socket = enter(anna)
    await socket.say(ask('one'))
    await socket.say(ask('two'))
    await socket.until((frames) => frames.filter(({ type }) => type === 'chat.message').length === 2)
    await socket.say({ type: 'chat.history', requestId: 'h1', payload: { limit: 3 } })
    const page = await socket.frame('chat.history')
    expect(page).toMatchObject({
      requestId: 'h1',
      payload: { hasMore: true, messages: [{ content: 'w0 ' }, { role: 'user', content: 'two' }, { content: 'w0 ' }] },
    })
    const guide = at(page, 'payload', 'conversationId')
    await socket.say({ type: 'chat.history', requestId: 'h2', payload: { before: at(page, 'payload', 'before') } })
    const rest = await socket.frame('chat.history', ({ requestId }) => requestId === 'h2')
    expect(rest.payload).toMatchObject({ hasMore: false, before: null, messages: [{ content: 'one' }] })
    await socket.say(ask('three', { context: { agent: 'liaison.content' } }))
    await socket.until((frames) => frames.filter(({ type }) => type === 'chat.message').length === 3)
    await socket.say({ type: 'chat.history', requestId: 'h3' })
    const last = await socket.frame('chat.history', ({ requestId }) => requestId === 'h3')
    expect(last.payload).toMatchObject({ messages: [{ content: 'three' }, { content: 'w0 ' }] })
    await socket.say({ type: 'chat.history', requestId: 'h4', payload: { conversationId: guide, limit: 1 } })
    const named = await socket.frame('chat.history', ({ requestId }) => requestId === 'h4')
    expect(named.payload).toMatchObject({ conversationId: guide })
  })

  test('[L3, D8.4] chat.resume leaves no number out, from any cursor', async () => {
    talking(8, 'guide.global', ['one'])
    const anna = await live.guest()
    const reader = anna.read(anna.trpc, `${live.epoch}:0`)
    await anna.trpc.guide.send.mutate({ message: 'hello' })
    await reader.until((items) => items.some(({ data }) => data.type === 'agent.completed'))
    const last = reader.items.length
    for (const lastEventId of [0, 3, `${live.epoch}:${last - 1}`]) {
      await using socket = enter(anna)
      await socket.say({ type: 'chat.resume', requestId: 'back', payload: { lastEventId } })
      await socket.frame('a2ui.action')
      const from = Number(String(lastEventId).split(':').at(-1))
      const [, restored, ...frames] = socket.frames
      expect(restored).toMatchObject({
        type: 'chat.restored',
        requestId: 'back',
        payload: { resumed: true, lastEventId: from, messages: [] },
      })
      const numbers = frames.flatMap(({ payload }) => at(payload, 'eventId') ?? at(payload, 'event_id') ?? [])
      expect(numbers).toEqual(Array.from({ length: last - from }, (_, i) => from + i + 1))
      expect(payloads(frames, 'a2ui.action')).toEqual([ui('one')])
    }
  })

  test.each([
    ['ahead', () => 9999, 'CURSOR_AHEAD', 'cursor_ahead'],
    ['of another epoch', () => 'deadbeef:1', 'CURSOR_AHEAD', 'other_epoch'],
    ['that is no number', () => 'yesterday', 'BAD_MESSAGE', 'cursor_unreadable'],
  ])(
    '[L14, D5.7] chat.resume with a cursor %s: its code, and then all is restored',
    async (_name, cursor, code, reason) => {
      const anna = await live.guest()
      await using socket = enter(anna)
      await socket.say({ type: 'chat.resume', requestId: 'r1', payload: { lastEventId: cursor() } })
      await socket.until((frames) => frames.length === 3)
      expect(socket.frames.slice(1)).toMatchObject([
        { type: 'error', requestId: 'r1', payload: { code, path: 'last_event_id' } },
        { type: 'chat.restored', requestId: 'r1', payload: { resumed: false, reason, messages: [] } },
      ])
    },
  )

  test('[L10] chat.resume and chat.history of somebody else’s conversation are answered like those of nobody’s', async () => {
    const [anna, eve] = [await live.guest(), await live.guest()]
    const { conversation_id } = await anna.trpc.guide.send.mutate({ message: 'secret' })
    await using socket = enter(eve)
    for (const conversationId of [conversation_id, 'nobodys']) {
      await socket.say({ type: 'chat.resume', payload: { conversationId, lastEventId: 0 } })
      await socket.say({ type: 'chat.history', payload: { conversationId } })
    }
    const [, ...answers] = await socket.until((frames) => frames.length === 5)
    expect(answers.slice(0, 2)).toEqual(answers.slice(2))
    expect(answers[0]).toMatchObject({ type: 'error', payload: { code: 'NOT_FOUND' } })
  })
})

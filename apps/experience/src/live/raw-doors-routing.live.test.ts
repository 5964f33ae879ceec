import { runtimeAgentServerFrame } from '@biplane/contracts/wire/runtime-agent-frames'
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

const enter = (person: Person): RawSocket => openDoor(live.url, '/api/runtime/agent', person.token)
const ask = (text: string, context: object = {}, message_id = unique('m')) => ({
  type: 'agent.message',
  payload: { text, message_id, context },
})

function talking(words: number, agent: string): void {
  live.runtime.script(agent, async function* () {
    for (let i = 0; i < words; i += 1) yield { type: 'agent.token', payload: { text: `w${i} ` } }
  })
}

/** A guide that hands over; the liaison says two words, and waits between them. */
function handingOver(): string {
  const gate = unique('gate')
  live.runtime.script('guide.global', async function* () {
    yield { type: 'agent.token', payload: { text: 'I ask. ' } }
    yield {
      type: 'agent.handoff_proposed',
      payload: { to_agent: 'liaison.content', reason: 'it is about files', confidence: 0.9 },
    }
  })
  live.runtime.script('liaison.content', async function* (_request, control) {
    yield { type: 'agent.token', payload: { text: 'first ' } }
    await control.gate(gate)
    yield { type: 'agent.token', payload: { text: 'second' } }
  })
  return gate
}

const ofConversation = (frames: readonly Frame[], id: unknown) =>
  frames.filter(
    (frame) => frame.conversation_id === id && !['agent.accepted', 'conversation.restored'].includes(frame.type),
  )

const ended = (frames: readonly Frame[], text: string) =>
  frames.some((frame) => frame.type === 'agent.completed' && at(frame, 'payload', 'text') === text)

describe('[D7] a question', () => {
  test('[D7.1, F11] is accepted first, then everything of its conversation follows, each frame with its numbers', async () => {
    talking(5, 'guide.global')
    const anna = await live.guest()
    await using socket = enter(anna)
    await socket.say(ask('hello', {}, 'mine'))
    await socket.frame('agent.completed')
    const [accepted, ...events] = socket.frames
    expect(accepted).toMatchObject({
      type: 'agent.accepted',
      event_id: 1,
      conversation_id: expect.any(String),
      invocation_id: expect.any(String),
      timestamp: expect.any(String),
      payload: { message_id: 'mine', invocation_id: accepted?.invocation_id },
    })
    // Its own message is told to the sender once, as the acceptance.
    expect(events.map(({ event_id }) => event_id)).toEqual(events.map((_, i) => i + 2))
    expect(new Set(events.map(({ type }) => type))).toEqual(
      new Set(['agent.routed', 'agent.started', 'agent.token', 'agent.completed']),
    )
    for (const event of events) expect(event.conversation_id).toBe(accepted?.conversation_id)
    for (const frame of socket.frames) runtimeAgentServerFrame.parse(frame)
    const pieces = events.filter(({ type }) => type === 'agent.token')
    expect(pieces.map((piece) => at(piece, 'payload', 'text')).join('')).toBe('w0 w1 w2 w3 w4 ')
    expect(pieces.map((piece) => at(piece, 'payload', 'index'))).toEqual(pieces.map((_, i) => i))
  })

  test.each([
    ['content_pillar', 'guide.content'],
    ['insights_pillar', 'guide.insights'],
    ['operations_pillar', 'guide.operations'],
    ['business_outcomes_pillar', 'guide.business_outcomes'],
  ])('[U1] from the surface %s goes to %s, and its source is the surface', async (surface, agent_id) => {
    talking(1, agent_id)
    const anna = await live.guest()
    await using socket = enter(anna)
    await socket.say(ask('hello', { surface, project_id: '123' }))
    expect(await socket.frame('agent.routed')).toMatchObject({
      agent_id,
      payload: {
        agent_id,
        source: 'surface',
        reason: expect.any(String),
        confidence: 1,
        candidates: expect.any(Array),
      },
    })
    await socket.frame('agent.completed')
    // One conversation of the guides, whichever of them speaks.
    expect((await anna.trpc.guide.history.query({})).messages).toHaveLength(2)
  })

  test('[U1] uses the agent that the context names, under any alias', async () => {
    talking(1, 'liaison.content')
    const anna = await live.guest()
    await using socket = enter(anna)
    await socket.say(ask('hello', { surface: 'insights_pillar', agent: 'liaison.data' }))
    expect(await socket.frame('agent.routed')).toMatchObject({
      payload: { agent_id: 'liaison.content', source: 'user' },
    })
    await socket.frame('agent.completed')
    expect((await anna.trpc.liaison.history.query({ pillar: 'content' })).messages).toHaveLength(2)
  })

  test('[L2] what is in the guide’s conversation is what the guide’s own door shows', async () => {
    talking(3, 'guide.content')
    const anna = await live.guest()
    await using guide = openDoor(live.url, '/api/ws/guide', anna.token)
    await guide.frame('conversation_restored')
    await using socket = enter(anna)
    await socket.say(ask('hello', { surface: 'content_pillar' }))
    await Promise.all([socket.frame('agent.completed'), guide.frame('agent_complete')])
    // To the sender the acceptance has the number of its message.
    expect(guide.frames.slice(1).map(({ event_id }) => event_id)).toEqual(socket.frames.map(({ event_id }) => event_id))
  })

  test('[L6, D7.2] that is sent again under its id is accepted as the first was; a new socket is told its answer again', async () => {
    talking(2, 'guide.global')
    const anna = await live.guest()
    await using socket = enter(anna)
    const question = ask('hello')
    await socket.say(question)
    await socket.frame('agent.completed')
    await using other = enter(anna)
    await other.say(question)
    await other.frame('agent.completed')
    expect(other.frames.map((frame) => ({ ...frame, timestamp: '' }))).toEqual(
      socket.frames.map((frame) => ({ ...frame, timestamp: '' })),
    )
  })

  test('that is refused is refused under its id', async () => {
    const anna = await live.guest()
    await using socket = enter(anna)
    await socket.say(ask('x'.repeat(32_001), {}, 'too-long'))
    await socket.say(ask('hello', { file_uuids: ['nobodys'] }, 'no-file'))
    await socket.until((frames) => frames.length === 2)
    expect(socket.frames).toMatchObject([
      { type: 'error', payload: { code: 'TOO_LARGE', message_id: 'too-long', path: 'message', retryable: false } },
      { type: 'error', payload: { code: 'NOT_FOUND', message_id: 'no-file', path: 'file_uuids.0' } },
    ])
  })
})

describe('[D7] a handoff', () => {
  test('[D7.3] is followed to where the answer is, and the next question goes there until the guide is asked for', async () => {
    const gate = handingOver()
    const anna = await live.guest()
    await using socket = enter(anna)
    await socket.say(ask('hello'))
    const handoff = await socket.frame('agent.handoff')
    const there = at(handoff, 'payload', 'conversation_id')
    live.runtime.open(gate)
    await socket.until((frames) => ended(frames, 'first second'))
    const events = ofConversation(socket.frames, there)
    expect(events.map(({ event_id }) => event_id)).toEqual(events.map((_, i) => i + 1))
    expect(events[0]).toMatchObject({ type: 'user.message', payload: { via: { agent_id: 'guide.global' } } })

    talking(1, 'liaison.content')
    await socket.say(ask('and then?'))
    await socket.until((frames) => ended(frames, 'w0 '))
    expect(socket.frames.findLast(({ type }) => type === 'agent.routed')).toMatchObject({
      conversation_id: there,
      payload: { agent_id: 'liaison.content', source: 'sticky' },
    })

    talking(2, 'guide.global')
    await socket.say(ask('back to the guide'))
    await socket.until((frames) => ended(frames, 'w0 w1 '))
    expect(socket.frames.findLast(({ type }) => type === 'agent.routed')).toMatchObject({
      conversation_id: handoff.conversation_id,
      payload: { agent_id: 'guide.global', source: 'user' },
    })
  })

  test('[U5] ends when the person chooses a guide', async () => {
    const gate = handingOver()
    live.runtime.open(gate)
    const anna = await live.guest()
    await using socket = enter(anna)
    await socket.say(ask('hello'))
    await socket.until((frames) => ended(frames, 'first second'))
    for (const [number, context] of [{ agent: 'guide.global' }, {}].entries()) {
      talking(1 + number, 'guide.global')
      await socket.say(ask('hello', context))
      await socket.until((frames) => ended(frames, number === 0 ? 'w0 ' : 'w0 w1 '))
      const routed = socket.frames.findLast(({ type }) => type === 'agent.routed')
      expect(routed).toMatchObject({ payload: { agent_id: 'guide.global', source: number === 0 ? 'user' : 'router' } })
    }
  })

  test('[L3, D7.3] that happened while nobody listened is followed when its conversation is resumed', async () => {
    const gate = handingOver()
    live.runtime.open(gate)
    const anna = await live.guest()
    const liaison = await anna.listen('content')
    const guide = await anna.trpc.guide.send.mutate({ message: 'hello' })
    await liaison.until((items) => items.some(({ data }) => data.type === 'agent.completed'))
    await using socket = enter(anna)
    await socket.say({ type: 'agent.resume', payload: { conversation_id: guide.conversation_id, last_event_id: 1 } })
    await socket.until((frames) => ended(frames, 'first second'))
    const there = at(await socket.frame('agent.handoff'), 'payload', 'conversation_id')
    const events = ofConversation(socket.frames, there)
    expect(events.map(({ event_id }) => event_id)).toEqual(events.map((_, i) => i + 1))
  })

  test('[L3, D7.3] to a conversation that was resumed before is not told twice', async () => {
    const gate = handingOver()
    live.runtime.open(gate)
    const anna = await live.guest()
    const liaison = await anna.listen('content')
    const guide = await anna.trpc.guide.send.mutate({ message: 'hello' })
    await liaison.until((items) => items.some(({ data }) => data.type === 'agent.completed'))
    const there = (await anna.trpc.conversation.list.query()).find(({ agent_type }) => agent_type === 'content_liaison')
    const last = there?.last_event_id ?? 0
    await using socket = enter(anna)
    await socket.say({
      type: 'agent.resume',
      payload: { conversation_id: there?.conversation_id, last_event_id: last - 1 },
    })
    await socket.say({ type: 'agent.resume', payload: { conversation_id: guide.conversation_id, last_event_id: 0 } })
    await socket.until((frames) => ended(frames, 'I ask. '))
    await socket.say({ type: 'ping' })
    await socket.frame('pong')
    expect(ofConversation(socket.frames, there?.conversation_id).map(({ event_id }) => event_id)).toEqual([last])
  })
})

describe('[D7.4] agent.resume', () => {
  test('[L3] says from where, then gives every later event once, from any cursor and in either form', async () => {
    talking(10, 'guide.global')
    const anna = await live.guest()
    await using socket = enter(anna)
    await socket.say(ask('hello'))
    const { conversation_id, event_id: last } = await socket.frame('agent.completed')
    await using whole = enter(anna)
    await whole.say({ type: 'agent.resume', payload: { conversation_id, last_event_id: 0 } })
    await whole.until((frames) => frames.some(({ event_id }) => event_id === last))
    const all = whole.frames.slice(1)
    expect(all.map(({ event_id }) => event_id)).toEqual(all.map((_, i) => i + 1))
    expect(all[0]?.type).toBe('user.message')
    expect(socket.frames.slice(1)).toEqual(all.slice(1))
    for (const last_event_id of [0, 2, `${live.epoch}:3`, all.length, String(all.length - 1)]) {
      await using again = enter(anna)
      await again.say({ type: 'agent.resume', payload: { conversation_id, last_event_id } })
      const from = Number(String(last_event_id).split(':').at(-1))
      await again.until((frames) => frames.length === 1 + all.length - from)
      expect(again.frames[0]).toMatchObject({
        type: 'conversation.restored',
        conversation_id,
        payload: { resumed: true, messages: [], epoch: live.epoch, last_event_id: from },
      })
      expect(again.frames.slice(1)).toEqual(all.slice(from))
    }
  })

  test.each([
    ['ahead', () => 9999, 'CURSOR_AHEAD', 'cursor_ahead'],
    ['of another epoch', () => 'deadbeef:1', 'CURSOR_AHEAD', 'other_epoch'],
    ['that is no number', () => 'yesterday', 'BAD_MESSAGE', 'cursor_unreadable'],
    ['that is half a number', () => 1.5, 'BAD_MESSAGE', 'cursor_unreadable'],
  ])('[L14, D5.7] with a cursor %s: its code, and then all is restored', async (_name, cursor, code, reason) => {
    talking(1, 'guide.global')
    const anna = await live.guest()
    await using socket = enter(anna)
    await socket.say(ask('hello'))
    const { conversation_id } = await socket.frame('agent.completed')
    await using again = enter(anna)
    await again.say({ type: 'agent.resume', payload: { conversation_id, last_event_id: cursor() } })
    await again.until((frames) => frames.length === 2)
    expect(again.frames).toMatchObject([
      { type: 'error', payload: { code, path: 'last_event_id' } },
      { type: 'conversation.restored', payload: { resumed: false, reason, message_count: 2 } },
    ])
  })

  test('[D5.6] of what is read already begins again from the cursor, and no event comes from two readers', async () => {
    const gate = unique('gate')
    live.runtime.script('guide.global', async function* (_request, control) {
      yield { type: 'agent.token', payload: { text: 'first ' } }
      await control.gate(gate)
      yield { type: 'agent.token', payload: { text: 'second' } }
    })
    const anna = await live.guest()
    await using socket = enter(anna)
    await socket.say(ask('hello'))
    const { conversation_id, event_id } = await socket.frame('agent.token')
    await socket.say({ type: 'agent.resume', payload: { conversation_id, last_event_id: event_id } })
    await socket.frame('conversation.restored')
    live.runtime.open(gate)
    await socket.frame('agent.completed')
    const numbers = ofConversation(socket.frames, conversation_id).map((frame) => frame.event_id)
    expect(numbers).toEqual(numbers.map((_, i) => i + 2))
  })

  test('[L10] of somebody else’s conversation is answered like that of nobody’s', async () => {
    talking(1, 'guide.global')
    const [anna, eve] = [await live.guest(), await live.guest()]
    const { conversation_id } = await anna.trpc.guide.send.mutate({ message: 'secret' })
    await using socket = enter(eve)
    for (const id of [conversation_id, 'nobodys']) {
      await socket.say({ type: 'agent.resume', payload: { conversation_id: id, last_event_id: 0 } })
    }
    const [foreign, missing] = await socket.until((frames) => frames.length === 2)
    expect({ ...foreign, timestamp: '' }).toEqual({ ...missing, timestamp: '' })
    expect(foreign).toMatchObject({ type: 'error', payload: { code: 'NOT_FOUND' } })
  })

  test('[D7.5] limits the conversations that a socket follows', async () => {
    await using strict = await Live.open({ env: { LIMIT_SUBSCRIPTIONS_PER_SOCKET: '2' } })
    const anna = await strict.guest()
    const ids: string[] = []
    for (let i = 0; i < 3; i += 1) {
      ids.push((await anna.trpc.conversation.create.mutate({ agent_type: 'guide' })).conversation_id)
    }
    await using socket = openDoor(strict.url, '/api/runtime/agent', anna.token)
    for (const conversation_id of [...ids, ids[0]]) {
      await socket.say({ type: 'agent.resume', payload: { conversation_id, last_event_id: 0 } })
    }
    await socket.until((frames) => frames.length === 4)
    expect(socket.types()).toEqual(['conversation.restored', 'conversation.restored', 'error', 'conversation.restored'])
    expect(socket.frames[2]).toMatchObject({ payload: { code: 'RATE_LIMITED' } })
  })
})

describe('[D7.4] agent.cancel', () => {
  test('[L4] ends the answer for everybody; of what has ended it says so', async () => {
    const gate = unique('gate')
    live.runtime.script('guide.global', async function* (_request, control) {
      yield { type: 'agent.token', payload: { text: 'first ' } }
      await control.gate(gate)
    })
    const anna = await live.guest()
    await using socket = enter(anna)
    await socket.say(ask('hello'))
    const { invocation_id } = await socket.frame('agent.token')
    await using other = enter(anna)
    await other.say({ type: 'agent.cancel', payload: { invocation_id } })
    expect(await socket.frame('agent.cancelled')).toMatchObject({ payload: { text: 'first ' } })
    await other.say({ type: 'agent.cancel', payload: { invocation_id } })
    expect(await other.frame('agent.status')).toMatchObject({
      invocation_id,
      payload: { status: 'already_finished', invocation_status: 'cancelled' },
    })
    expect(other.types()).toEqual(['agent.status'])
  })
})

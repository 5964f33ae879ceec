import { Refusal } from '@biplane/contracts/refusal'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { Live, type Person } from './live.test-support.ts'
import { at, type Frame, openDoor, type RawSocket } from './raw-socket.test-support.ts'

let live: Live

beforeAll(async () => {
  live = await Live.open()
})
afterAll(() => live[Symbol.asyncDispose]())

const GUIDE = '/api/ws/guide'
const LIAISON = '/api/ws/liaison/content'

const unique = (() => {
  let count = 0
  return (name: string) => `${name}-${++count}`
})()

const enter = (person: Person, path: string, query = ''): RawSocket =>
  openDoor(live.url, `${path}${query}`, person.token)

function talking(words: number, agent = 'guide.global'): void {
  live.runtime.script(agent, async function* () {
    for (let i = 0; i < words; i += 1) yield { type: 'agent.token', payload: { text: `w${i} ` } }
  })
}

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

const textOf = (frames: readonly Frame[]) =>
  frames
    .filter(({ type }) => type === 'agent_streaming')
    .map(({ message }) => message)
    .join('')
const numbersOf = (frames: readonly Frame[]) =>
  frames.flatMap(({ event_id }) => (event_id === undefined ? [] : [event_id]))

describe('[D6] the first frame', () => {
  test('[D6.1] is the conversation as it is: empty for a person who is new', async () => {
    const anna = await live.guest()
    await using socket = enter(anna, GUIDE)
    const [first] = await socket.until((frames) => frames.length > 0)
    expect(first).toMatchObject({
      type: 'conversation_restored',
      session_id: anna.sessionId,
      timestamp: expect.any(String),
      agent_type: 'guide',
      pillar: null,
      conversation_id: expect.any(String),
      epoch: live.epoch,
      messages: [],
      message_count: 0,
      has_more: false,
      before: null,
      last_event_id: 0,
      running: null,
      resumed: false,
    })
    expect(first).not.toHaveProperty('reason')
  })

  test('[D6.1] has the messages that were said, with the four states of the protocol, and what is running', async () => {
    talking(2)
    const anna = await live.guest()
    const reader = await anna.listen()
    const { message_id } = await anna.trpc.guide.send.mutate({ message: 'one' })
    await reader.until((items) => items.some(({ data }) => data.type === 'agent.completed'))
    const gate = halting()
    const { invocation_id } = await anna.trpc.guide.send.mutate({ message: 'two' })
    await reader.until((items) =>
      items.some(({ data }) => data.type === 'agent.token' && data.invocation_id === invocation_id),
    )
    await using socket = enter(anna, GUIDE)
    const first = await socket.frame('conversation_restored')
    expect(first).toMatchObject({
      message_count: 4,
      running: { invocation_id, status: 'running' },
      messages: [
        { message_id, role: 'user', content: 'one', status: 'complete', agent_id: null, event_id: 1 },
        { role: 'assistant', content: 'w0 w1 ', status: 'complete', agent_id: 'guide.global' },
        { role: 'user', content: 'two' },
        { role: 'assistant', content: 'first ', status: 'streaming' },
      ],
    })
    live.runtime.open(gate)
    const end = await socket.frame('agent_complete')
    expect(end.message).toBe('first second')
    expect(numbersOf(socket.frames)[0]).toBe(Number(first.last_event_id) + 1)
  })

  test.each(['/guide-agent', '/api/ws/guide-chat'])('[D6.1] of the old path %s comes after a warning', async (path) => {
    const anna = await live.guest()
    await using socket = enter(anna, path)
    await socket.until((frames) => frames.length === 2)
    expect(socket.types()).toEqual(['warning_message', 'conversation_restored'])
    expect(socket.frames[0]?.message).toContain('/api/ws/guide')
  })

  test('[L3] with last_event_id says that it resumes, without messages, and then comes every event after it', async () => {
    talking(10)
    const anna = await live.guest()
    await using socket = enter(anna, GUIDE)
    await socket.say({ type: 'user_message', message: 'hello' })
    await socket.frame('agent_complete')
    const all = socket.frames.slice(1)
    for (const [from, form] of [
      [0, '0'],
      [3, '3'],
      [all.length - 1, `${live.epoch}:${all.length - 1}`],
    ] as const) {
      await using again = enter(anna, GUIDE, `?last_event_id=${form}`)
      await again.frame('agent_complete')
      const [first, ...rest] = again.frames
      expect(first).toMatchObject({ resumed: true, messages: [], last_event_id: from, running: null })
      expect(rest).toEqual(all.slice(from))
    }
  })

  test('[L3] with nothing to resume comes at once', async () => {
    talking(1)
    const anna = await live.guest()
    await using socket = enter(anna, GUIDE)
    await socket.say({ type: 'user_message', message: 'hello' })
    const { event_id } = await socket.frame('agent_complete')
    await using again = enter(anna, GUIDE, `?last_event_id=${event_id}`)
    expect(await again.frame('conversation_restored')).toMatchObject({ resumed: true, last_event_id: event_id })
    await again.say({ type: 'ping' })
    await again.frame('pong')
    expect(again.types()).toEqual(['conversation_restored', 'pong'])
  })

  test.each([
    ['ahead of the log', () => '9999', 'CURSOR_AHEAD', 'cursor_ahead'],
    ['of another epoch', () => 'deadbeef:1', 'CURSOR_AHEAD', 'other_epoch'],
    ['that is no number', () => 'yesterday', 'BAD_MESSAGE', 'cursor_unreadable'],
  ])(
    '[L14, D5.7] a cursor %s is refused by its code, and then all is restored',
    async (_name, cursor, code, reason) => {
      const anna = await live.guest()
      await using socket = enter(anna, GUIDE, `?last_event_id=${cursor()}`)
      await socket.until((frames) => frames.length === 2)
      expect(socket.frames).toMatchObject([
        { type: 'error_message', error_code: code, status: 'refused', error_details: { path: 'last_event_id' } },
        { type: 'conversation_restored', resumed: false, reason, messages: [] },
      ])
    },
  )

  test('[L14, D5.7] a cursor that is older than what is kept', async () => {
    await using small = await Live.open({ env: { LIMIT_KEPT_EVENTS: '1' } })
    small.runtime.script('guide.global', async function* () {
      for (let i = 0; i < 30; i += 1) yield { type: 'agent.token', payload: { text: `w${i} ` } }
    })
    const anna = await small.guest()
    await using socket = openDoor(small.url, GUIDE, anna.token)
    let compacted: Frame | undefined
    // The log is compacted after an answer, some time.
    for (let i = 0; compacted === undefined && i < 20; i += 1) {
      const message_id = unique('m')
      await socket.say({ type: 'user_message', message: 'hello', message_id })
      const before = socket.frames.filter(({ type }) => type === 'agent_complete').length
      await socket.until((frames) => frames.filter(({ type }) => type === 'agent_complete').length > before)
      await using old = openDoor(small.url, `${GUIDE}?last_event_id=1`, anna.token)
      await old.until((frames) => frames.some(({ type }) => type === 'conversation_restored'))
      compacted = old.frames.find(({ error_code }) => error_code === 'CURSOR_EXPIRED')
      if (compacted) expect(old.frames[1]).toMatchObject({ type: 'conversation_restored', reason: 'cursor_expired' })
    }
    expect(compacted).toMatchObject({ type: 'error_message', error_code: 'CURSOR_EXPIRED' })
  })
})

describe('[D6] a question and its answer', () => {
  test('shows every reader the same frames in order, with the client’s own id', async () => {
    talking(5)
    const anna = await live.guest()
    await using one = enter(anna, GUIDE)
    await using two = enter(anna, GUIDE)
    await Promise.all([one.frame('conversation_restored'), two.frame('conversation_restored')])
    const message_id = unique('mine')
    await one.say({ type: 'user_message', message: 'hello', message_id, session_token: 'never shown' })
    await Promise.all([one.frame('agent_complete'), two.frame('agent_complete')])
    const logged = one.frames.filter(({ event_id }) => event_id !== undefined)
    expect(two.frames.slice(1)).toEqual(logged)
    expect(await two.frame('user_message')).toMatchObject({
      event_id: 1,
      message_id,
      message: 'hello',
      role: 'user',
      session_id: anna.sessionId,
      conversation_id: expect.any(String),
      agent: 'guide.global',
      pillar: null,
      timestamp: expect.any(String),
    })
    expect(numbersOf(one.frames)).toEqual(logged.map((_, i) => i + 1))
    expect(JSON.stringify(one.frames)).not.toContain('session_token')
  })

  test('the pieces are numbered from 0 and join to the whole text', async () => {
    talking(20)
    const anna = await live.guest()
    await using socket = enter(anna, GUIDE)
    await socket.say({ type: 'user_message', message: 'hello' })
    const whole = await socket.frame('agent_complete')
    expect(whole).toMatchObject({ status: 'completed', data: { usage: expect.any(Object) } })
    expect(textOf(socket.frames)).toBe(whole.message)
    const pieces = socket.frames.filter(({ type }) => type === 'agent_streaming')
    expect(pieces.map(({ stream_index }) => stream_index)).toEqual(pieces.map((_, i) => i))
    expect(pieces.every(({ is_streaming }) => is_streaming === true)).toBe(true)
    expect(socket.frames.filter(({ type }) => type === 'status_update').map(({ status }) => status)).toEqual([
      'routed',
      'started',
    ])
  })

  test('[L6, D6.6] keeps a repeated send once and reports its outcome', async () => {
    talking(2)
    const anna = await live.guest()
    const send = { type: 'user_message', message: 'one', message_id: unique('twice') }
    await using socket = enter(anna, GUIDE)
    await socket.say(send)
    const echo = await socket.frame('user_message')
    await socket.frame('agent_complete')
    await socket.say(send)
    const again = await socket.frame('status_update', ({ status }) => status === 'already_accepted')
    expect(again).toMatchObject({
      message_id: send.message_id,
      data: { event_id: echo.event_id, conversation_id: echo.conversation_id, invocation_id: expect.any(String) },
    })
    expect(again).not.toHaveProperty('event_id')
    // Where the echo is still to come, it is the answer.
    await using other = enter(anna, GUIDE, '?last_event_id=0')
    await other.say(send)
    await other.frame('agent_complete')
    await other.say({ type: 'ping' })
    await other.frame('pong')
    const numbers = other.frames.flatMap(({ event_id }) => (typeof event_id === 'number' ? [event_id] : []))
    expect(numbers).toEqual(numbers.map((_, i) => i + 1))
  })

  test('[L8] an attempt that is given up says so, and the next piece has stream_index 0 again', async () => {
    const gate = unique('gate')
    live.runtime.script(
      'guide.global',
      async function* (_request, control) {
        yield { type: 'agent.token', payload: { text: `attempt ${control.attempt} ` } }
        if (control.attempt === 1) await control.gate(gate)
      },
      { recovery: 'restart' },
    )
    const anna = await live.guest()
    await using socket = enter(anna, GUIDE)
    await socket.say({ type: 'user_message', message: 'hello' })
    await socket.frame('agent_streaming')
    live.runtime.forget()
    const whole = await socket.frame('agent_complete')
    expect(whole.message).toBe('attempt 2 ')
    expect(await socket.frame('status_update', ({ status }) => status === 'superseded')).toMatchObject({
      data: { attempt: 1 },
    })
    const pieces = socket.frames.filter(({ type }) => type === 'agent_streaming')
    expect(pieces.map(({ stream_index }) => stream_index)).toEqual([0, 0])
    talking(1)
  })

  test('[L6, F9] the same id with the same content is one message, with other content it is refused under that id', async () => {
    talking(1)
    const anna = await live.guest()
    await using socket = enter(anna, GUIDE)
    const message_id = unique('twice')
    await socket.say({ type: 'user_message', message: 'once', message_id })
    await socket.frame('agent_complete')
    await socket.say({ type: 'user_message', message: 'once', message_id })
    await socket.say({ type: 'user_message', message: 'other', message_id })
    expect(await socket.frame('error_message')).toMatchObject({ error_code: 'CONFLICT', message_id, status: 'refused' })
    expect(socket.types().filter((type) => type === 'user_message')).toHaveLength(1)
  })

  test('[L12] when_busy is heard: reject is refused under the id of the send', async () => {
    const gate = halting()
    const anna = await live.guest()
    await using socket = enter(anna, GUIDE)
    await socket.say({ type: 'user_message', message: 'one' })
    await socket.frame('agent_streaming')
    const message_id = unique('m')
    await socket.say({ type: 'user_message', message: 'two', message_id, data: { when_busy: 'reject' } })
    expect(await socket.frame('error_message')).toMatchObject({
      error_code: 'BUSY',
      message_id,
      error_details: { retryable: true },
    })
    live.runtime.open(gate)
    await socket.frame('agent_complete')
  })

  test('[L9] an answer that fails is an error_message of the log, with the text that there was', async () => {
    live.runtime.script('guide.global', async function* () {
      yield { type: 'agent.token', payload: { text: 'half ' } }
      throw new Refusal('AGENT_FAILED', 'It broke.', { cause: new Error('a secret of the inside') })
    })
    const anna = await live.guest()
    await using socket = enter(anna, GUIDE)
    await socket.say({ type: 'user_message', message: 'hello' })
    const failed = await socket.frame('error_message')
    expect(failed).toMatchObject({
      error_code: 'AGENT_FAILED',
      status: 'failed',
      event_id: expect.any(Number),
      data: { text: 'half ' },
    })
    expect(JSON.stringify(failed)).not.toContain('secret')
    talking(1)
  })

  test('what goes to the liaison’s door is in the liaison’s conversation, and not in the guide’s', async () => {
    talking(1, 'liaison.content')
    const anna = await live.guest()
    await using liaison = enter(anna, LIAISON)
    await using guide = enter(anna, GUIDE)
    await guide.frame('conversation_restored')
    await liaison.say({ type: 'user_message', message: 'hello', pillar: 'content', agent: 'content_liaison' })
    const end = await liaison.frame('agent_complete')
    expect(end).toMatchObject({ agent: 'liaison.content', pillar: 'content' })
    await guide.say({ type: 'ping', message_id: 'p1' })
    expect(await guide.frame('pong')).toMatchObject({ message_id: 'p1' })
    expect(guide.types()).toEqual(['conversation_restored', 'pong'])
  })

  test('a handoff names where the answer will be', async () => {
    live.runtime.script('guide.global', async function* () {
      yield { type: 'agent.token', payload: { text: 'The liaison knows. ' } }
      yield {
        type: 'agent.handoff_proposed',
        payload: { to_agent: 'liaison.content', reason: 'it is about files', confidence: 0.9 },
      }
    })
    talking(1, 'liaison.content')
    const anna = await live.guest()
    await using liaison = enter(anna, LIAISON)
    const { conversation_id } = await liaison.frame('conversation_restored')
    await using guide = enter(anna, GUIDE)
    await guide.say({ type: 'user_message', message: 'hello' })
    const handoff = await guide.frame('handoff')
    expect(handoff.data).toMatchObject({
      to_agent: 'liaison.content',
      pillar: 'content',
      conversation_id,
      reason: 'it is about files',
      confidence: 0.9,
      invocation_id: expect.any(String),
    })
    expect(await liaison.frame('agent_complete')).toMatchObject({
      metadata: { invocation_id: at(handoff, 'data', 'invocation_id') },
    })
    talking(1)
  })
})

describe('[D6] cancelling', () => {
  test('[L4] by the message, from another socket, ends the answer for all, and keeps its partial text', async () => {
    const gate = halting()
    const anna = await live.guest()
    await using one = enter(anna, GUIDE)
    await using two = enter(anna, GUIDE)
    const message_id = unique('m')
    await one.say({ type: 'user_message', message: 'hello', message_id })
    await two.frame('agent_streaming')
    await two.say({ type: 'cancel', message_id })
    const ended = await one.frame('error_message')
    expect(ended).toMatchObject({ error_code: 'CANCELLED', status: 'cancelled', data: { text: 'first ' } })
    expect(await two.frame('error_message')).toEqual(ended)
    live.runtime.open(gate)
  })

  test('[L7] of what has ended is answered with already_finished', async () => {
    talking(1)
    const anna = await live.guest()
    await using socket = enter(anna, GUIDE)
    await socket.say({ type: 'user_message', message: 'hello' })
    const invocation_id = at(await socket.frame('agent_complete'), 'metadata', 'invocation_id')
    await socket.say({ type: 'cancel', data: { invocation_id } })
    expect(await socket.frame('status_update', ({ status }) => status === 'already_finished')).toMatchObject({
      data: { invocation_id, status: 'completed' },
    })
  })

  test('[L10] of somebody else’s is answered like that of nobody’s', async () => {
    const gate = halting()
    const anna = await live.guest()
    const eve = await live.guest()
    await using socket = enter(anna, GUIDE)
    await socket.say({ type: 'user_message', message: 'hello' })
    const invocation_id = at(await socket.frame('agent_streaming'), 'metadata', 'invocation_id')
    await using other = enter(eve, GUIDE)
    await other.say({ type: 'cancel', data: { invocation_id } })
    await other.say({ type: 'cancel', data: { invocation_id: 'nobodys' } })
    const [, foreign, missing] = await other.until((frames) => frames.length === 3)
    expect({ ...foreign, timestamp: '' }).toEqual({ ...missing, timestamp: '' })
    expect(foreign).toMatchObject({ type: 'error_message', error_code: 'NOT_FOUND' })
    live.runtime.open(gate)
    expect((await socket.frame('agent_complete')).message).toBe('first second')
  })
})

describe('[D6] a client that speaks chat_message', () => {
  test('[D6.5] gets exactly one chat_response for each answer and nothing of the rest', async () => {
    talking(5)
    const anna = await live.guest()
    await using socket = enter(anna, GUIDE)
    await socket.say({ type: 'chat_message', agent_type: 'guide', message: 'one', session_token: anna.token })
    await socket.frame('chat_response')
    await socket.say({ type: 'chat_message', message: 'two' })
    await socket.until((frames) => frames.filter(({ type }) => type === 'chat_response').length === 2)
    expect(socket.types()).toEqual(['conversation_restored', 'chat_response', 'chat_response'])
    expect(socket.frames[1]).toMatchObject({
      agent_type: 'guide',
      pillar: null,
      message: 'w0 w1 w2 w3 w4 ',
      session_id: anna.sessionId,
      status: 'completed',
    })
  })

  test('[L6, L7] that sends again under its message_id gets the same chat_response again', async () => {
    talking(2)
    const anna = await live.guest()
    const send = { type: 'chat_message', message: 'one', message_id: unique('again') }
    await using socket = enter(anna, GUIDE)
    await socket.say(send)
    const response = await socket.frame('chat_response')
    await socket.say(send)
    await socket.until((frames) => frames.length === 3)
    expect(socket.frames[2]).toEqual(response)
    await using other = enter(anna, GUIDE)
    await other.say(send)
    expect(await other.frame('chat_response')).toEqual(response)
  })

  test('[D6.5] also for an answer that failed, and at the liaison’s door', async () => {
    live.runtime.script('liaison.content', async function* () {
      yield { type: 'agent.token', payload: { text: 'half ' } }
      throw new Refusal('AGENT_FAILED', 'It broke.')
    })
    const anna = await live.guest()
    await using socket = enter(anna, LIAISON)
    await socket.say({ type: 'chat_message', agent_type: 'liaison', pillar: 'content', message: 'one' })
    const response = await socket.frame('chat_response')
    expect(response).toMatchObject({
      agent_type: 'liaison',
      pillar: 'content',
      status: 'failed',
      error_code: 'AGENT_FAILED',
    })
    expect(socket.types()).toEqual(['conversation_restored', 'chat_response'])
    talking(1, 'liaison.content')
  })

  test('[D6.5] what was sent first decides: a later chat_message on a streaming socket is streamed', async () => {
    talking(2)
    const anna = await live.guest()
    await using socket = enter(anna, GUIDE)
    await socket.say({ type: 'user_message', message: 'one' })
    await socket.say({ type: 'chat_message', message: 'two' })
    await socket.until((frames) => frames.filter(({ type }) => type === 'agent_complete').length === 2)
    expect(socket.types()).not.toContain('chat_response')
  })
})

describe('what the path pins', () => {
  test('[D6.2] a pillar that is none is said so, and the socket closed with 4004', async () => {
    const anna = await live.guest()
    await using socket = enter(anna, '/api/ws/liaison/moon')
    expect(await socket.end()).toMatchObject({ code: 4004 })
    expect(socket.frames).toMatchObject([{ type: 'error_message', error_code: 'INVALID_PILLAR' }])
  })

  test('[D6.2] a pillar whose agents Runtime does not have: 4005, and 4006 where only its liaison is missing', async () => {
    await using other = await Live.open()
    const anna = await other.guest()
    const reader = await anna.listen()
    // Runtime is reached once it has answered.
    const { invocation_id } = await anna.trpc.guide.send.mutate({ message: 'hello' })
    await reader.until((items) =>
      items.some(({ data }) => data.type === 'agent.completed' && data.invocation_id === invocation_id),
    )
    other.runtime.remove('liaison.insights')
    await using without = openDoor(other.url, '/api/ws/liaison/insights', anna.token)
    expect(await without.end()).toMatchObject({ code: 4006 })
    expect(without.frames).toMatchObject([{ type: 'error_message', error_code: 'AGENT_UNAVAILABLE' }])
    other.runtime.remove('guide.insights')
    await using none = openDoor(other.url, '/api/ws/liaison/insights', anna.token)
    expect(await none.end()).toMatchObject({ code: 4005 })
    expect(none.frames).toMatchObject([{ type: 'error_message', error_code: 'ORCHESTRATOR_UNAVAILABLE' }])
  })

  test('[D6.2] where Runtime cannot be asked, nobody says that an agent is missing', async () => {
    await using other = await Live.open()
    const anna = await other.guest()
    await other.runtime.close()
    await using socket = openDoor(other.url, '/api/ws/liaison/insights', anna.token)
    expect(await socket.frame('conversation_restored')).toMatchObject({ pillar: 'insights' })
    await other.runtime.listen(0)
  })

  test.each([
    ['another pillar', LIAISON, { type: 'user_message', message: 'x', pillar: 'insights' }, 'pillar'],
    ['another agent type', LIAISON, { type: 'chat_message', message: 'x', agent_type: 'guide' }, 'agent_type'],
    ['a liaison at the guide’s', GUIDE, { type: 'chat_message', message: 'x', agent_type: 'liaison' }, 'agent_type'],
    [
      'another agent',
      LIAISON,
      { type: 'user_message', message: 'x', data: { agent: 'liaison.insights' } },
      'context.agent',
    ],
  ])('[D6.3] a frame that claims %s is refused with its place', async (_name, path, frame, field) => {
    const anna = await live.guest()
    await using socket = enter(anna, path)
    await socket.say({ ...frame, message_id: 'm1' })
    expect(await socket.frame('error_message')).toMatchObject({
      error_code: 'BAD_MESSAGE',
      message_id: 'm1',
      error_details: { path: field },
    })
  })

  test('[D6.3] what a client says of itself is not believed: session, agent, role and time are the product’s', async () => {
    talking(1)
    const [anna, eve] = [await live.guest(), await live.guest()]
    await using socket = enter(anna, GUIDE)
    await socket.say({
      type: 'user_message',
      message: 'hello',
      session_id: eve.sessionId,
      session_token: eve.token,
      role: 'assistant',
      agent: 'liaison.content',
      timestamp: '1970-01-01T00:00:00Z',
    })
    const echo = await socket.frame('user_message')
    expect(echo).toMatchObject({ session_id: anna.sessionId, role: 'user', agent: 'guide.global' })
    expect(echo.timestamp).not.toContain('1970')
    expect((await eve.trpc.guide.history.query({})).messages).toEqual([])
  })

  test('[D6.4] a send that lands in a newer conversation moves the socket there', async () => {
    talking(1)
    const anna = await live.guest()
    await using socket = enter(anna, GUIDE)
    const first = await socket.frame('conversation_restored')
    const { conversation_id } = await anna.trpc.conversation.create.mutate({ agent_type: 'guide' })
    await socket.say({ type: 'user_message', message: 'hello' })
    await socket.until((frames) => frames.filter(({ type }) => type === 'conversation_restored').length === 2)
    const moved = socket.frames.findLast(({ type }) => type === 'conversation_restored')
    expect(moved).toMatchObject({ conversation_id, resumed: false })
    expect(moved?.conversation_id).not.toBe(first.conversation_id)
    await socket.until(
      (frames) =>
        frames.some(({ type }) => type === 'agent_complete') || at(moved, 'messages', 1, 'status') === 'complete',
    )
  })

  test('[D6.4] a deleted conversation is followed by the one that is current then', async () => {
    const anna = await live.guest()
    await using socket = enter(anna, GUIDE)
    const { conversation_id } = await socket.frame('conversation_restored')
    await anna.trpc.conversation.delete.mutate({ conversation_id: conversation_id as never })
    await socket.until((frames) => frames.length === 3)
    expect(socket.frames.slice(1)).toMatchObject([
      { type: 'system_message', status: 'conversation_deleted', conversation_id },
      { type: 'conversation_restored', messages: [] },
    ])
    expect(socket.frames[2]?.conversation_id).not.toBe(conversation_id)
  })
})

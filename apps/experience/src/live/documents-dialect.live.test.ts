// The reference documents' own frames and bodies, as they are written there, at the real transports.
import { request } from 'node:http'
import { standardServerFrame } from '@biplane/contracts/wire/standard-message'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { z } from 'zod'
import { Live, type Person } from './live.test-support.ts'
import { at, openDoor } from './raw-socket.test-support.ts'

let live: Live

beforeAll(async () => {
  live = await Live.open({
    env: { RESTRICTED_AGENTS: 'liaison.business_outcomes=operator', PROJECT_AGENTS: 'apollo=liaison.content' },
  })
  for (const [agent, text] of [
    ['guide.global', 'I am the guide.'],
    ['guide.content', 'I am the content guide.'],
    ['liaison.content', 'It has 240 rows.'],
    ['liaison.insights', 'Three are late.'],
  ] as const) {
    live.runtime.script(agent, async function* () {
      yield { type: 'agent.token', payload: { text } }
    })
  }
})
afterAll(() => live[Symbol.asyncDispose]())

const guide = (person: Person, path = '/api/ws/guide') => openDoor(live.url, path, person.token)
const post = (person: Person, path: string, body: object) =>
  person.fetch(path, { method: 'POST', body: JSON.stringify(body), headers: { 'content-type': 'application/json' } })
const json = async (response: Response): Promise<unknown> => response.json()

/** The guide hands over once; afterwards it answers as before. */
function handingOver(to: string): void {
  live.runtime.script('guide.global', async function* () {
    yield { type: 'agent.token', payload: { text: 'I am handing this over.' } }
    yield { type: 'agent.handoff_proposed', payload: { to_agent: to, reason: 'it is theirs', confidence: 0.9 } }
  })
}

describe('[F5] what a standard client may send', () => {
  test('a message without a type is answered by one chat_response', async () => {
    await using socket = guide(await live.guest())
    await socket.say({ message: 'hi' })
    expect(await socket.frame('chat_response')).toMatchObject({ status: 'completed', message: 'I am the guide.' })
  })

  test('[D5.4] data may be any JSON, and one that is refused is not counted as unreadable', async () => {
    await using socket = guide(await live.guest())
    for (const data of [{ anything: 1 }, [1, 2], 'text', 5])
      await socket.say({ type: 'user_message', message: 'm', data })
    await socket.until((frames) => frames.filter(({ type }) => type === 'agent_complete').length === 4)
    for (let i = 0; i < 8; i += 1) await socket.say({ type: 'user_message', message: 'm', data: { agent: i } })
    await socket.until((frames) => frames.filter(({ error_code }) => error_code === 'BAD_MESSAGE').length === 8)
    expect(await socket.frame('error_message')).toMatchObject({ error_details: { path: 'data.agent' } })
    await socket.say({ type: 'ping' })
    await socket.frame('pong')
    expect(socket.ended).toBeNull()
  })

  test('[D6.3] a pillar on the guide’s path is BAD_MESSAGE, known or not', async () => {
    await using socket = guide(await live.guest())
    for (const pillar of ['content', 'nope']) await socket.say({ type: 'user_message', message: 'm', pillar })
    await socket.until((frames) => frames.filter(({ type }) => type === 'error_message').length === 2)
    for (const frame of socket.frames.filter(({ type }) => type === 'error_message')) {
      expect(frame).toMatchObject({ error_code: 'BAD_MESSAGE', error_details: { path: 'pillar' } })
    }
  })
})

describe('[D6.7] sessions and conversations on a standard socket', () => {
  test('[F10] sends the session after the conversation with its readable key', async () => {
    const anna = await live.guest()
    await using socket = openDoor(live.url, '/api/ws/liaison/content?protocol_version=2', anna.token)
    const created = await socket.frame('session_created')
    expect(socket.types().slice(0, 2)).toEqual(['conversation_restored', 'session_created'])
    expect(created).toMatchObject({
      session_id: anna.sessionId,
      data: { principal: { kind: 'guest' }, protocol_version: 2 },
    })
    await socket.say({ type: 'user_message', message: 'hello' })
    await socket.frame('agent_complete')
    await using again = openDoor(live.url, '/api/ws/liaison/content', anna.token)
    const restored = await again.frame('conversation_restored')
    expect(restored).toMatchObject({
      conversation_key: `conv_content_${anna.sessionId}`,
      orchestrator_context: { pillar: 'content' },
      messages: [{ orchestrator_context: { pillar: 'content' } }, { orchestrator_context: { pillar: 'content' } }],
    })
    for (const frame of [...socket.frames, ...again.frames]) standardServerFrame.parse(frame)
  })

  test('sends session_created to user_message clients only', async () => {
    const anna = await live.guest()
    await using first = guide(anna)
    await first.say({ type: 'user_message', message: 'hello', session_token: anna.token })
    await first.frame('agent_complete')
    expect(first.types().slice(0, 3)).toEqual(['conversation_restored', 'session_created', 'user_message'])
    await using other = guide(anna)
    await other.say({ type: 'chat_message', message: 'hello' })
    await other.frame('chat_response')
    expect(other.types()).toEqual(['conversation_restored', 'chat_response'])
  })

  test('[D1.7] the end of the session is session_expired, then its refusal, then 4440', async () => {
    const anna = await live.guest()
    await using socket = guide(anna, '/api/ws/guide?protocol_version=2')
    await socket.frame('session_created')
    await anna.fetch('/api/auth/session', { method: 'DELETE' })
    expect(await socket.end()).toMatchObject({ code: 4440 })
    expect(socket.frames.slice(-2)).toMatchObject([
      { type: 'session_expired', error_code: 'SESSION_EXPIRED', session_id: anna.sessionId },
      { type: 'error_message', error_code: 'SESSION_EXPIRED' },
    ])
    await using late = guide(anna)
    expect(await late.end()).toMatchObject({ code: 4440 })
    expect(late.types()).toEqual(['session_expired', 'error_message'])
  })
})

describe('[D6.5] a question that is handed over', () => {
  test('is answered by the liaison under the same message id, once, also when it is asked again', async () => {
    handingOver('liaison.insights')
    const anna = await live.guest()
    await using socket = guide(anna)
    const question = { type: 'chat_message', message: 'Which invoices are overdue?', message_id: 'q1' }
    await socket.say(question)
    const answer = await socket.frame('chat_response')
    expect(answer).toMatchObject({
      status: 'completed',
      message: 'Three are late.',
      agent: 'liaison.insights',
      agent_type: 'liaison',
      pillar: 'insights',
      data: { answered_elsewhere: { agent_id: 'liaison.insights' } },
    })
    standardServerFrame.parse(answer)
    const history = await json(await anna.fetch('/api/chat/conversation/history?agent_type=guide'))
    expect(answer.message_id).toBe(at(history, 'messages', 1, 'message_id'))
    expect(answer.conversation_id).toBe(at(history, 'conversation_id'))
    await socket.say(question)
    await socket.until((frames) => frames.filter(({ type }) => type === 'chat_response').length === 2)
    expect(socket.frames.filter(({ type }) => type === 'chat_response')[1]).toMatchObject({
      message: 'Three are late.',
      message_id: answer.message_id,
    })
  })

  test('[D6.7] is sent whole as agent_message after user_message', async () => {
    handingOver('liaison.insights')
    await using socket = guide(await live.guest())
    await socket.say({ type: 'user_message', message: 'Which invoices are overdue?' })
    const told = await socket.frame('agent_message')
    const handoff = await socket.frame('handoff')
    expect(told).toMatchObject({
      agent: 'liaison.insights',
      message: 'Three are late.',
      data: {
        conversation_id: at(handoff, 'data', 'conversation_id'),
        handed_over_by: { message_id: handoff.message_id },
      },
    })
    expect('event_id' in told).toBe(false)
    standardServerFrame.parse(told)
  })

  test('[D3.6] REST with wait gives the liaison’s answer', async () => {
    handingOver('liaison.insights')
    const anna = await live.guest()
    const body = {
      message: 'Which invoices are overdue?',
      wait: 10_000,
      session_token: anna.token,
      agent_type: 'guide',
    }
    const response = await post(anna, '/api/chat/guide', body)
    expect(response.status).toBe(200)
    const answer = await json(response)
    expect(answer).toMatchObject({
      status: 'completed',
      text: 'Three are late.',
      answered_elsewhere: { agent_id: 'liaison.insights' },
    })
    const where = `/api/chat/conversation/events?conversation_id=${at(answer, 'answered_elsewhere', 'conversation_id')}`
    const { events } = z.object({ events: z.array(z.looseObject({})) }).parse(await json(await anna.fetch(where)))
    expect(events.find(({ event_id }) => event_id === at(answer, 'answered_elsewhere', 'event_id'))).toMatchObject({
      type: 'agent.completed',
      message_id: at(answer, 'answered_elsewhere', 'message_id'),
    })
  })

  test('[G4] and declined is told', async () => {
    handingOver('liaison.business_outcomes')
    await using socket = guide(await live.guest())
    await socket.say({ type: 'chat_message', message: 'Make a roadmap' })
    const answer = await socket.frame('chat_response')
    expect(answer).toMatchObject({ status: 'failed', error_code: 'FORBIDDEN' })
    expect(answer.message).toContain('You do not have access to the business outcomes assistant')
  })
})

describe('[U7] role and project are inputs of routing', () => {
  test.each([
    ['Make a roadmap with milestones and ROI', {}, 'the business outcomes assistant is not available to you'],
    [
      'Which invoices are overdue?',
      { project_id: 'apollo' },
      'the insights assistant is not available to you in this project',
    ],
  ])('%j %j is answered by the guide', async (message, context, reason) => {
    const anna = await live.guest()
    const decision = await json(await post(anna, '/api/intent', { message, context }))
    expect(decision).toMatchObject({ agent_id: 'guide.global', reason })
    await using socket = openDoor(live.url, '/api/runtime/agent', anna.token)
    await socket.say({ type: 'agent.message', payload: { text: message, context } })
    expect(await socket.frame('agent.routed')).toMatchObject({ payload: { agent_id: 'guide.global' } })
  })

  test('what a person chooses is refused', async () => {
    const body = { pillar: 'business_outcomes', message: 'plan' }
    expect((await post(await live.guest(), '/api/chat/liaison', body)).status).toBe(403)
    const inProject = { pillar: 'insights', message: 'late?', context: { project_id: 'apollo' } }
    expect((await post(await live.guest(), '/api/chat/liaison', inProject)).status).toBe(403)
  })
})

test('[L6] one message through two transports, one choosing the agent and one by its path, is one message', async () => {
  const anna = await live.guest()
  await using socket = openDoor(live.url, '/api/runtime/agent', anna.token)
  await socket.say({
    type: 'agent.message',
    payload: { text: 'read', message_id: 'one', context: { agent: 'data_liaison' } },
  })
  const accepted = await socket.frame('agent.accepted')
  const again = await post(anna, '/api/chat/liaison', { pillar: 'content', message: 'read', message_id: 'one' })
  expect(again.status).toBe(202)
  expect(await json(again)).toMatchObject({ invocation_id: at(accepted, 'invocation_id') })
  const other = { pillar: 'content', message: 'read it', message_id: 'one' }
  expect((await post(anna, '/api/chat/liaison', other)).status).toBe(409)
})

describe('[D3.14] bodies with older names', () => {
  test('a guide’s connection is linked without an agent type, and a token in a body is taken and not believed', async () => {
    const anna = await live.guest()
    await using socket = guide(anna)
    await socket.frame('conversation_restored')
    const list = await json(await anna.fetch('/soa/websocket-session?agent_type=guide'))
    const websocket_id = at(list, 'websockets', 0, 'websocket_id')
    for (const more of [{ session_id: anna.sessionId }, { session_token: 'any' }, { session_token: null }]) {
      const response = await post(anna, '/soa/websocket-session', { action: 'link', websocket_id, ...more })
      expect(response.status).toBe(200)
      expect(await json(response)).toMatchObject({ websockets: [{ websocket_id, agent_type: 'guide' }] })
    }
    const routed = await post(anna, '/soa/websocket-message', {
      websocket_id,
      message: { type: 'chat_message', message: 'hello', session_token: 't' },
    })
    expect(routed.status).toBe(202)
    expect(await json(routed)).toMatchObject({ agent_type: 'guide', websockets: [websocket_id] })
    const unlink = { action: 'unlink', websocket_id }
    expect((await post(anna, '/soa/websocket-session', unlink)).status).toBe(200)
    await socket.end()
  })

  test('liaison with a pillar means the same in every call', async () => {
    const anna = await live.guest()
    const spelling = { agent_type: 'liaison', pillar: 'insights' }
    const query = 'agent_type=liaison&pillar=insights'
    const made = await json(await post(anna, '/api/chat/conversation/create', { ...spelling, session_token: 't' }))
    expect(made).toMatchObject({ agent_type: 'insights_liaison', conversation_key: `conv_insights_${anna.sessionId}` })
    for (const path of [`history?${query}`, `events?${query}`, 'history?pillar=insights']) {
      const read = await json(await anna.fetch(`/api/chat/conversation/${path}`))
      expect(at(read, 'conversation_id')).toBe(at(made, 'conversation_id'))
    }
    const said = await post(anna, '/api/chat/liaison', { ...spelling, message: 'late?' })
    expect(said.status).toBe(202)
    expect(at(await json(said), 'conversation_id')).toBe(at(made, 'conversation_id'))
    const create = await anna.trpc.conversation.create.mutate(spelling)
    expect(create.agent_type).toBe('insights_liaison')
    for (const bad of ['agent_type=liaison', 'agent_type=guide&pillar=insights', 'agent_type=nope']) {
      expect((await anna.fetch(`/api/chat/conversation/history?${bad}`)).status).toBe(400)
    }
    const contradicts = { pillar: 'insights', agent_type: 'content_liaison', message: 'm' }
    expect((await post(anna, '/api/chat/liaison', contradicts)).status).toBe(400)
  })
})

describe('[D3.12] paths', () => {
  test('a slash at the end changes nothing, on sockets and over HTTP', async () => {
    const anna = await live.guest()
    for (const path of ['/api/ws/guide/', '/api/ws/liaison/content/']) {
      await using socket = guide(anna, path)
      await socket.frame('conversation_restored')
    }
    await using none = guide(anna, '/api/ws/liaison/')
    expect(await none.end()).toMatchObject({ code: 4004 })
    expect((await anna.fetch('/api/files/')).status).toBe(200)
    expect((await anna.fetch('/api/chat/conversation/history/?agent_type=guide')).status).toBe(200)
  })

  test.each(['/api/ws/guide', '/api/ws/liaison/content', '/api/runtime/agent', '/realtime', '/guide-agent'])(
    '%s answers POST, PUT and DELETE with 405 and OPTIONS with 204',
    async (path) => {
      for (const method of ['POST', 'PUT', 'DELETE', 'PATCH']) {
        const response = await fetch(`${live.url}${path}`, { method })
        expect(response.status).toBe(405)
        expect(response.headers.get('allow')).toContain('GET')
      }
      expect((await fetch(`${live.url}${path}`, { method: 'OPTIONS' })).status).toBe(204)
      expect((await fetch(`${live.url}${path}`)).status).toBe(426)
    },
  )

  test('[D4.1] an incomplete handshake is told in JSON what it lacks', async () => {
    const { status, body } = await handshake({ Connection: 'Upgrade', Upgrade: 'websocket' })
    expect(status).toBe(400)
    expect(JSON.parse(body)).toMatchObject({
      code: 'BAD_MESSAGE',
      message: expect.stringContaining('Sec-WebSocket-Key'),
    })
    expect(body).toContain('Sec-WebSocket-Version')
  })
})

test('[D3.17] with WS_LIAISON_ENABLED=false only the guide has a socket', async () => {
  await using guideOnly = await Live.open({ env: { WS_LIAISON_ENABLED: 'false' } })
  const anna = await guideOnly.guest()
  await using socket = openDoor(guideOnly.url, '/api/ws/guide', anna.token)
  await socket.frame('conversation_restored')
  await using liaison = openDoor(guideOnly.url, '/api/ws/liaison/content', anna.token)
  expect(await liaison.end()).toEqual({ status: 404 })
  const plain = await anna.fetch('/api/ws/liaison/content')
  expect(plain.status).toBe(404)
  expect(at(await json(plain), 'message')).toContain('/api/chat/liaison')
  expect(await json(await anna.fetch('/api/features'))).toMatchObject({ web_sockets: true, liaison_web_sockets: false })
})

function handshake(headers: Record<string, string>): Promise<{ status: number; body: string }> {
  return new Promise((resolve, reject) => {
    const asked = request(`${live.url}/api/runtime/agent?session_token=test`, { headers }, (response) => {
      const parts: Buffer[] = []
      response.on('data', (part: Buffer) => parts.push(part))
      response.on('end', () => resolve({ status: response.statusCode ?? 0, body: String(Buffer.concat(parts)) }))
    })
    asked.on('error', reject)
    asked.end()
  })
}

import { readConversation } from '@biplane/contracts/clients/conversation-reader'
import { DEADLINES } from '@biplane/contracts/clients/deadlines'
import {
  type ConnectionName,
  WebSocketService,
  type WebSocketServiceOptions,
} from '@biplane/contracts/clients/websocket-service'
import type { StreamItem } from '@biplane/contracts/wire/events'
import { describe, expect, test } from 'vitest'
import { WebSocket } from 'ws'
import { openCutProxy } from '../cut-proxy.ts'
import { Facts } from '../facts.ts'
import { ManualClock } from '../manual-clock.ts'
import { type Manners, refusal, ScriptedDoor, type Visitor } from './scripted-door.ts'

const HEARTBEAT_MS = DEADLINES.pingMs
const DEADLINE_MS = DEADLINES.openMs
const ECHO_DEADLINE_MS = 30_000

/** A door, a service that talks to it, and what the service says of its connections. */
async function bench(manners: Manners = {}, over: Partial<WebSocketServiceOptions> = {}) {
  const door = await ScriptedDoor.open(manners)
  const clock = new ManualClock()
  const facts = new Facts()
  const statuses: [ConnectionName, string][] = []
  let ids = 0
  let time = 0
  const service = new WebSocketService({
    url: door.url,
    WebSocket,
    getToken: () => 'ticket',
    random: () => 0.5,
    now: () => time,
    timer: clock.timer,
    newId: () => `id-${++ids}`,
    onStatus: (name, status) => {
      statuses.push([name, status])
      facts.changed()
    },
    ...over,
  })
  return {
    door,
    clock,
    service,
    statuses,
    elapse: (ms: number) => {
      time += ms
    },
    until: (name: ConnectionName, status: string) => facts.until(() => service.getConnectionStatus(name) === status),
    async [Symbol.asyncDispose]() {
      for (const name of service.getAllConnectionsHealth().keys()) service.disconnect(name)
      await door.close()
    },
  }
}

const closeWith = (code: number) => (visitor: Visitor) => {
  visitor.close(code)
  return true
}

const drop = (visitor: Visitor) => {
  visitor.drop()
  return true
}

describe('connections', () => {
  test('each is named, knows its realm, and is one however often it is asked for', async () => {
    await using b = await bench()
    const names = await Promise.all([
      b.service.connectToGuide(),
      b.service.connectToGuide(),
      b.service.connectToLiaison('content'),
      b.service.connectToLiaison('business_outcomes', 'a token of its own'),
    ])
    expect(names).toEqual(['guide', 'guide', 'liaison:content', 'liaison:business_outcomes'])
    expect(b.door.visitors.map(({ path, token }) => [path, token])).toEqual([
      ['/api/ws/guide', 'ticket'],
      ['/api/ws/liaison/content', 'ticket'],
      ['/api/ws/liaison/business_outcomes', 'a token of its own'],
    ])
    const realms = [...b.service.getAllConnectionsHealth()].map(([name, { realm, status }]) => [name, realm, status])
    expect(realms).toEqual([
      ['guide', 'journey_solution', 'open'],
      ['liaison:content', 'business_enablement', 'open'],
      ['liaison:business_outcomes', 'business_enablement', 'open'],
    ])
    expect(b.service.isConnected('guide')).toBe(true)
    expect(b.service.isConnected('liaison:insights')).toBe(false)
  })

  test('one that two have asked for is closed when both have let it go', async () => {
    await using b = await bench()
    await Promise.all([b.service.connectToGuide(), b.service.connectToGuide()])
    b.service.disconnect('guide')
    expect(b.service.isConnected('guide')).toBe(true)
    b.service.disconnect('guide')
    expect(b.service.getConnectionStatus('guide')).toBe('closed')
    await b.door.until(() => b.door.present === 0)
  })

  test('calls handlers of a type in order until unsubscribed', async () => {
    await using b = await bench()
    const seen: string[] = []
    b.service.subscribe('guide', 'conversation_restored', ({ epoch }) => seen.push(epoch))
    const leave = b.service.subscribe('guide', 'agent_streaming', ({ message }) => seen.push(message))
    await b.service.connectToGuide()
    b.door.stream('a', 0)
    b.door.stream('b', 1)
    await b.service.sendMessage('guide', { type: 'user_message', message: 'x' })
    leave()
    b.door.stream('c', 2)
    await b.service.sendMessage('guide', { type: 'user_message', message: 'y' })
    expect(seen).toEqual(['epoch-1', 'a', 'b'])
  })

  test('health says what is known: place, counts, age, round trip', async () => {
    await using b = await bench()
    await b.service.connectToGuide()
    await b.service.sendMessage('guide', { type: 'user_message', message: 'hello' })
    b.elapse(40)
    const pings = () => b.door.visitors[0]?.heard.filter(({ type }) => type === 'ping').length ?? 0
    expect(pings()).toBe(1)
    const pinged = b.door.until(() => pings() === 2)
    b.clock.pass(HEARTBEAT_MS)
    b.elapse(2)
    await pinged
    await b.service.sendMessage('guide', { type: 'user_message', message: 'after the pong' })
    expect(b.service.getConnectionHealth('guide')).toEqual({
      connectionId: 'guide',
      realm: 'journey_solution',
      status: 'open',
      conversationId: 'conversation-1',
      lastEventId: 'epoch-1:2',
      ageMs: 42,
      lastSeenMs: 0,
      roundTripMs: 2,
      unsentBytes: 0,
      unacknowledged: 0,
      sent: 2,
      received: 5,
      reconnects: 0,
      lastError: null,
    })
    expect(() => b.service.getConnectionHealth('liaison:content')).toThrow(RangeError)
  })
})

describe('sends', () => {
  test('[L6] [D9.2] one send is in flight; the next goes when the log shows the first', async () => {
    await using b = await bench({ answer: ({ type }) => type === 'user_message' })
    await b.service.connectToGuide()
    const first = b.service.sendMessage('guide', { type: 'user_message', message: 'one' })
    const second = b.service.sendMessage('guide', { type: 'user_message', message: 'two' })
    const heard = () => b.door.visitors[0]?.heard.map(({ message }) => message)
    await b.door.until(() => heard()?.length === 1)
    expect(b.service.getConnectionHealth('guide').unacknowledged).toBe(2)
    b.door.hear('id-1', 'one')
    expect(await first).toMatchObject({ message_id: 'id-1', event_id: 1 })
    await b.door.until(() => heard()?.length === 2)
    b.door.hear('id-2', 'two')
    expect(await second).toMatchObject({ message_id: 'id-2', event_id: 2 })
  })

  test('[L6] logs a message once when the echo is lost', async () => {
    await using b = await bench({
      answer: (frame, visitor) => {
        if (frame.type !== 'user_message' || visitor.index > 0) return false
        visitor.drop()
        b.door.hear(frame.message_id ?? '', frame.message)
        return true
      },
    })
    await b.service.connectToGuide()
    const sent = b.service.sendMessage('guide', { type: 'user_message', message: 'hello' })
    await b.until('guide', 'reconnecting')
    b.clock.pass(500)
    expect(await sent).toMatchObject({ message_id: 'id-1', event_id: 1 })
    const said = () =>
      b.door.visitors.map(({ heard }) => heard.flatMap(({ type, message_id }) => (type === 'ping' ? [] : [message_id])))
    await b.door.until(() => said()[1]?.length === 1)
    expect(said()).toEqual([['id-1'], ['id-1']])
    expect(b.door.log).toHaveLength(1)
  })

  test('[L6] finds an arrived message in a snapshot', async () => {
    await using b = await bench({
      answer: (frame, visitor) => {
        if (frame.type !== 'user_message') return false
        b.door.hear(frame.message_id ?? '', frame.message)
        b.door.epoch = 'epoch-2'
        visitor.drop()
        return true
      },
      swallow: () => true,
    })
    await b.service.connectToGuide()
    const sent = b.service.sendMessage('guide', { type: 'user_message', message: 'hello' })
    await b.until('guide', 'reconnecting')
    b.clock.pass(500)
    expect(await sent).toMatchObject({ message_id: 'id-1', event_id: 1 })
  })

  test('[L6] acknowledges a logged message at once', async () => {
    await using b = await bench({
      answer: (frame, visitor) => {
        if (frame.type !== 'user_message' || frame.message !== 'other words') return false
        visitor.say(refusal('CONFLICT', 'Other content.', { message_id: frame.message_id ?? '' }))
        return true
      },
    })
    b.door.hear('m-1', 'hello')
    await b.service.connectToGuide()
    const again = { type: 'user_message', message: 'hello', message_id: 'm-1' } as const
    expect(await b.service.sendMessage('guide', again)).toMatchObject({ event_id: 1 })
    await expect(b.service.sendMessage('guide', { ...again, message: 'other words' })).rejects.toMatchObject({
      code: 'CONFLICT',
    })
  })

  test('[L7] [D9.2] gives up an unacknowledged message', async () => {
    await using b = await bench({ answer: ({ message }) => message === 'swallowed' })
    await b.service.connectToGuide()
    const swallowed = b.service.sendMessage('guide', { type: 'user_message', message: 'swallowed' })
    const next = b.service.sendMessage('guide', { type: 'user_message', message: 'next' })
    await b.door.until(() => b.door.visitors[0]?.heard.length === 1)
    b.clock.pass(ECHO_DEADLINE_MS)
    await expect(swallowed).rejects.toMatchObject({ code: 'INTERNAL' })
    expect(await next).toMatchObject({ event_id: 1 })
  })

  test('a refusal rejects exactly the send that it names, and the next one goes', async () => {
    await using b = await bench({
      answer: (frame, visitor) => {
        if (frame.type !== 'user_message' || frame.message !== 'no') return false
        visitor.say(refusal('RATE_LIMITED', 'Slowly.', { message_id: frame.message_id ?? '', retry_after_ms: 70 }))
        return true
      },
    })
    await b.service.connectToGuide()
    const refused = b.service.sendMessage('guide', { type: 'user_message', message: 'no' })
    const next = b.service.sendMessage('guide', { type: 'user_message', message: 'yes' })
    await expect(refused).rejects.toMatchObject({ code: 'RATE_LIMITED', retryable: true, retryAfterMs: 70 })
    expect(await next).toMatchObject({ event_id: 1 })
  })

  test('queues sends and cancels until connected', async () => {
    await using b = await bench()
    const connected = b.service.connectToGuide()
    const sent = b.service.sendMessage('guide', { type: 'user_message', message: 'early' })
    await b.service.sendMessage('guide', { type: 'cancel', data: { invocation_id: 'i-1' } })
    await connected
    expect(await sent).toMatchObject({ event_id: 1 })
    await b.door.until(() => b.door.visitors[0]?.heard.length === 3)
    expect(b.door.visitors[0]?.heard.map(({ type }) => type).filter((type) => type !== 'ping')).toEqual([
      'user_message',
      'cancel',
    ])
  })

  test('letting go of a connection rejects what is not acknowledged', async () => {
    await using b = await bench({ answer: () => true })
    await b.service.connectToGuide()
    const sent = b.service.sendMessage('guide', { type: 'user_message', message: 'hello' })
    b.service.disconnect('guide')
    await expect(sent).rejects.toMatchObject({ code: 'CANCELLED' })
  })
})

describe('the log', () => {
  test('[L3] [D9.3] reconnects at a gap without loss', async () => {
    await using b = await bench({ swallow: ({ event_id }, { index }) => index === 0 && event_id === 2 })
    const pieces: string[] = []
    b.service.subscribe('guide', 'agent_streaming', ({ message }) => pieces.push(message))
    await b.service.connectToGuide()
    for (const [n, text] of ['a', 'b', 'c'].entries()) b.door.stream(text, n)
    await b.until('guide', 'reconnecting')
    expect(pieces).toEqual(['a'])
    b.clock.pass(500)
    await b.service.sendMessage('guide', { type: 'user_message', message: 'x' })
    expect(pieces).toEqual(['a', 'b', 'c'])
    expect(b.door.visitors.map(({ lastEventId }) => lastEventId)).toEqual([null, 'epoch-1:1'])
  })

  test('[L14] [D9.3] asks for a snapshot at a lasting gap', async () => {
    await using b = await bench({ swallow: ({ event_id }) => event_id === 2 })
    const restored: number[] = []
    b.service.subscribe('guide', 'conversation_restored', (frame) => restored.push(frame.last_event_id))
    await b.service.connectToGuide()
    for (const [n, text] of ['a', 'b', 'c'].entries()) b.door.stream(text, n)
    await b.until('guide', 'reconnecting')
    b.clock.pass(500)
    await b.clock.untilArmed(500)
    b.clock.pass(500)
    await b.until('guide', 'open')
    expect(b.door.visitors.map(({ lastEventId }) => lastEventId)).toEqual([null, 'epoch-1:1', null])
    expect(restored).toEqual([0, 1, 3])
  })

  test('[L14] another epoch replaces everything and goes on from there', async () => {
    await using b = await bench()
    const restored: boolean[] = []
    const errors: string[] = []
    b.service.subscribe('guide', 'conversation_restored', ({ resumed }) => restored.push(resumed))
    b.service.subscribe('guide', 'error_message', ({ error_code }) => errors.push(error_code))
    await b.service.connectToGuide()
    b.door.epoch = 'epoch-2'
    b.door.closeAll(1001)
    await b.until('guide', 'reconnecting')
    b.clock.pass(500)
    await b.until('guide', 'open')
    b.door.closeAll(1001)
    await b.until('guide', 'reconnecting')
    b.clock.pass(500)
    await b.until('guide', 'open')
    expect(restored).toEqual([false, false, true])
    expect(errors).toEqual(['CURSOR_AHEAD'])
  })

  test('[L3] reads a snapshot once, then every event', async () => {
    await using b = await bench()
    const items: StreamItem[] = []
    b.door.hear('m-0', 'before')
    readConversation(b.service, 'guide', (item) => items.push(item))
    await b.service.connectToGuide()
    b.door.closeAll(1001)
    await b.until('guide', 'reconnecting')
    b.clock.pass(500)
    await b.until('guide', 'open')
    await b.service.sendMessage('guide', { type: 'user_message', message: 'after' })
    expect(items).toMatchObject([
      { type: 'snapshot', last_event_id: 1, messages: [{ content: 'before', role: 'user' }] },
      { type: 'user.message', event_id: 2, payload: { text: 'after' } },
    ])
  })

  test('a reader goes on where an earlier one stopped', async () => {
    await using b = await bench()
    for (const [n, text] of ['a', 'b', 'c'].entries()) b.door.stream(text, n)
    const pieces: string[] = []
    b.service.subscribe('guide', 'agent_streaming', ({ message }) => pieces.push(message))
    await b.service.connectToGuide(undefined, 'epoch-1:1')
    await b.service.sendMessage('guide', { type: 'user_message', message: 'x' })
    expect(pieces).toEqual(['b', 'c'])
  })
})

describe('after the end of a line', () => {
  test('[D9.1] backs off with a cap and jitter', async () => {
    await using b = await bench({ greet: (visitor) => visitor.index < 6 && drop(visitor) })
    const connected = b.service.connectToGuide()
    for (const ms of [500, 1000, 2000, 4000, 4000, 4000]) {
      await b.clock.untilArmed(ms)
      expect(b.clock.pass(ms)).toBe(1)
    }
    await connected
    b.door.closeAll(1001)
    await b.clock.untilArmed(500)
  })

  test('[D5.1] 1001, 4408 and 4409 go on from the cursor', async () => {
    await using b = await bench()
    await b.service.connectToGuide()
    b.door.stream('a', 0)
    await b.service.sendMessage('guide', { type: 'user_message', message: 'x' })
    for (const code of [1001, 4408, 4409]) {
      b.door.closeAll(code)
      await b.until('guide', 'reconnecting')
      expect(b.service.getConnectionHealth('guide').lastError).toMatchObject({ closeCode: code })
      b.clock.pass(500)
      await b.until('guide', 'open')
    }
    expect(b.door.visitors.map(({ lastEventId }) => lastEventId)).toEqual([null, ...Array(3).fill('epoch-1:2')])
    expect(b.service.getConnectionHealth('guide').reconnects).toBe(3)
  })

  test.each([
    [4400, 'BAD_MESSAGE'],
    [4401, 'UNAUTHENTICATED'],
    [4403, 'FORBIDDEN'],
    [4004, 'INVALID_PILLAR'],
    [4413, 'TOO_LARGE'],
    [1009, 'TOO_LARGE'],
  ])('[D5.1] does not reconnect after %i: %s', async (code, refusalCode) => {
    await using b = await bench({ greet: closeWith(code) })
    await expect(b.service.connectToGuide()).rejects.toMatchObject({ code: refusalCode, closeCode: code })
    expect(b.service.getConnectionStatus('guide')).toBe('refused')
    await expect(b.service.sendMessage('guide', { type: 'user_message', message: 'x' })).rejects.toMatchObject({
      code: refusalCode,
    })
    expect(b.clock.pass(500)).toBe(0)
    expect(b.door.visitors).toHaveLength(1)
  })

  test('a refused connection can be asked for again', async () => {
    await using b = await bench({ greet: (visitor) => visitor.index === 0 && closeWith(4403)(visitor) })
    await expect(b.service.connectToGuide()).rejects.toMatchObject({ code: 'FORBIDDEN' })
    await b.service.connectToGuide()
    expect(b.service.isConnected('guide')).toBe(true)
  })

  test.each([4005, 4006, 4503])('[D5.1] %i comes again later, with longer waits', async (code) => {
    await using b = await bench({ greet: (visitor) => visitor.index === 0 && closeWith(code)(visitor) })
    const connected = b.service.connectToLiaison('content')
    await b.clock.untilArmed(5_000)
    b.clock.pass(5_000)
    await connected
    expect(b.service.isConnected('liaison:content')).toBe(true)
  })

  test('[D5.1] waits retry_after_ms with jitter after 4429', async () => {
    await using b = await bench({
      greet: (visitor) => {
        if (visitor.index > 0) return false
        visitor.say(refusal('RATE_LIMITED', 'Too many connections.', { retry_after_ms: 7_000 }))
        visitor.close(4429)
        return true
      },
    })
    const connected = b.service.connectToGuide()
    await b.clock.untilArmed(7_500)
    expect(b.service.getConnectionHealth('guide').lastError).toEqual({
      code: 'RATE_LIMITED',
      message: 'Too many connections.',
      closeCode: 4429,
    })
    b.clock.pass(7_500)
    await connected
  })

  test('[D5.1] opens another session once after 4440', async () => {
    let asked = 0
    let token = 'first'
    await using b = await bench(
      {},
      {
        getToken: () => token,
        onSessionExpired: () => {
          asked += 1
          token = 'second'
          return true
        },
      },
    )
    await Promise.all([b.service.connectToGuide(), b.service.connectToLiaison('content')])
    await b.service.sendMessage('guide', { type: 'user_message', message: 'x' })
    b.door.closeAll(4440)
    await b.door.until(() => b.door.visitors.length === 4)
    await Promise.all([b.until('guide', 'open'), b.until('liaison:content', 'open')])
    expect(asked).toBe(1)
    expect(b.door.visitors.slice(2).map((v) => [v.token, v.lastEventId])).toEqual(Array(2).fill(['second', null]))
  })

  test('[D5.1] 4440 again, before any line of the new session, is final and no loop', async () => {
    let asked = 0
    await using b = await bench({ greet: closeWith(4440) }, { onSessionExpired: () => ++asked > 0 })
    await expect(b.service.connectToGuide()).rejects.toMatchObject({ code: 'SESSION_EXPIRED' })
    expect(asked).toBe(1)
    expect(b.door.visitors).toHaveLength(2)
  })

  test('[L10] does not resend in another session', async () => {
    await using b = await bench({ answer: () => true }, { onSessionExpired: () => true })
    await b.service.connectToGuide()
    const sent = b.service.sendMessage('guide', { type: 'user_message', message: 'private' })
    b.door.closeAll(4440)
    await expect(sent).rejects.toMatchObject({ code: 'SESSION_EXPIRED' })
    await b.until('guide', 'open')
    expect(b.door.visitors[1]?.heard).toEqual([])
  })
})

describe('a dead link', () => {
  test('[L7] retries an unanswered handshake after 10 s', async () => {
    await using b = await bench()
    await using proxy = await openCutProxy({
      target: { host: '127.0.0.1', port: b.door.port },
      plan: (index) => (index === 0 ? { hang: true } : undefined),
    })
    const clock = new ManualClock()
    const service = new WebSocketService({
      url: `http://127.0.0.1:${proxy.port}`,
      WebSocket,
      getToken: () => 'ticket',
      random: () => 0.5,
      timer: clock.timer,
    })
    const connected = service.connectToGuide()
    await proxy.until(() => proxy.connections === 1)
    await clock.untilArmed(DEADLINE_MS)
    clock.pass(DEADLINE_MS)
    await clock.untilArmed(500)
    clock.pass(500)
    await connected
    expect(service.getConnectionHealth('guide')).toMatchObject({ status: 'open', reconnects: 1 })
    service.disconnect('guide')
  })

  test('[L7] gives up a socket without a first frame', async () => {
    await using b = await bench({
      greet: (visitor) => {
        if (visitor.index > 0) return false
        visitor.say({ type: 'warning_message', timestamp: '', session_id: '', message: 'Just a moment.' })
        return true
      },
    })
    const warned = new Promise((resolve) => b.service.subscribe('guide', 'warning_message', resolve))
    const connected = b.service.connectToGuide()
    await warned
    b.clock.pass(DEADLINE_MS)
    expect(b.service.getConnectionStatus('guide')).toBe('reconnecting')
    b.clock.pass(500)
    await connected
  })

  test('[D9.6] reconnects after an unanswered ping', async () => {
    await using b = await bench({ answer: ({ type }, { index }) => type === 'ping' && index === 0 })
    await b.service.connectToGuide()
    b.door.stream('a', 0)
    await b.service.sendMessage('guide', { type: 'user_message', message: 'x' })
    b.clock.pass(HEARTBEAT_MS)
    await b.door.until(() => b.door.visitors[0]?.heard.at(-1)?.type === 'ping')
    b.clock.pass(DEADLINE_MS)
    expect(b.service.getConnectionStatus('guide')).toBe('reconnecting')
    b.clock.pass(500)
    await b.until('guide', 'open')
    expect(b.door.visitors[1]?.lastEventId).toBe('epoch-1:2')
  })
})

import { once } from 'node:events'
import { connect } from 'node:net'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { WebSocket } from 'ws'
import { Live, type Person } from './live.test-support.ts'
import { at, type Frame, openDoor, type RawSocket } from './raw-socket.test-support.ts'

let live: Live

beforeAll(async () => {
  live = await Live.open({ env: { LIMIT_CONNECTIONS_PER_PRINCIPAL: '100' } })
})
afterAll(() => live[Symbol.asyncDispose]())

/** How each dialect says no, and what it says first. */
const DOORS = [
  {
    path: '/api/ws/guide',
    greetings: 1,
    no: 'error_message',
    codeOf: (frame: Frame) => frame.error_code,
    fieldOf: (frame: Frame) => at(frame, 'error_details', 'path'),
    send: (text: unknown) => ({ type: 'user_message', message: text }),
    foreign: (id: string) => ({ type: 'cancel', data: { invocation_id: id } }),
  },
  {
    path: '/api/ws/liaison/content',
    greetings: 1,
    no: 'error_message',
    codeOf: (frame: Frame) => frame.error_code,
    fieldOf: (frame: Frame) => at(frame, 'error_details', 'path'),
    send: (text: unknown) => ({ type: 'user_message', message: text }),
    foreign: (id: string) => ({ type: 'cancel', data: { invocation_id: id } }),
  },
  {
    path: '/api/runtime/agent',
    greetings: 0,
    no: 'error',
    codeOf: (frame: Frame) => at(frame, 'payload', 'code'),
    fieldOf: (frame: Frame) => at(frame, 'payload', 'path'),
    send: (text: unknown) => ({ type: 'agent.message', payload: { text } }),
    foreign: (id: string) => ({ type: 'agent.cancel', payload: { invocation_id: id } }),
  },
  {
    path: '/realtime',
    greetings: 1,
    no: 'error',
    codeOf: (frame: Frame) => at(frame, 'payload', 'code'),
    fieldOf: (frame: Frame) => at(frame, 'payload', 'path'),
    send: (text: unknown) => ({ type: 'chat.send', payload: { text } }),
    foreign: (id: string) => ({ type: 'chat.cancel', payload: { invocationId: id } }),
  },
] as const

const deep = (levels: number) => `${'['.repeat(levels)}${']'.repeat(levels)}`
const wide = JSON.stringify(Object.fromEntries(Array.from({ length: 300 }, (_, i) => [`k${i}`, 1])))

/** A text frame as a client puts it on the wire, whatever its bytes. */
function onTheWire(payload: Buffer): Buffer {
  const mask = Buffer.from([1, 2, 3, 4])
  return Buffer.concat([
    Buffer.from([0x81, 0x80 | payload.length]),
    mask,
    Buffer.from(payload.map((byte, i) => byte ^ (mask[i % 4] ?? 0))),
  ])
}

describe.each(DOORS)('[L11] at $path', (door) => {
  const { path, greetings, no, codeOf, fieldOf } = door
  const enter = (person: Person, token = person.token): RawSocket => openDoor(live.url, path, token)

  test.each([
    ['no JSON', 'hello', 'BAD_JSON', undefined],
    ['an empty frame', '', 'BAD_JSON', undefined],
    ['JSON that stops', '{"type":', 'BAD_JSON', undefined],
    ['null', 'null', 'BAD_MESSAGE', ''],
    ['a number', '7', 'BAD_MESSAGE', ''],
    ['an array', '[{"type":"ping"}]', 'BAD_MESSAGE', ''],
    ['no type', '{}', 'BAD_MESSAGE', 'type'],
    ['an unknown type', '{"type":"drop_tables"}', 'BAD_MESSAGE', 'type'],
    ['a type of every object', '{"type":"toString"}', 'BAD_MESSAGE', 'type'],
    ['a type that is no text', '{"type":{"$gt":""}}', 'BAD_MESSAGE', 'type'],
    ['a type that only the server says', '{"type":"pong"}', 'BAD_MESSAGE', 'type'],
    ['an unknown field', '{"type":"ping","admin":true}', 'BAD_MESSAGE', 'admin'],
    ['too deep', deep(33), 'BAD_MESSAGE', undefined],
    ['far too deep', deep(100_000), 'BAD_MESSAGE', undefined],
    ['too wide', wide, 'BAD_MESSAGE', undefined],
    ['__proto__', '{"type":"ping","__proto__":{"admin":true}}', 'BAD_MESSAGE', '__proto__'],
    ['constructor', '{"type":"ping","constructor":{"prototype":{}}}', 'BAD_MESSAGE', 'constructor'],
  ])('[D5.4] %s is refused by its name and place, and the socket goes on', async (_name, text, code, field) => {
    const anna = await live.guest()
    await using socket = enter(anna)
    await socket.sendRaw(text)
    const refusal = await socket.frame(no)
    expect(codeOf(refusal)).toBe(code)
    if (field !== undefined && field !== '') expect(fieldOf(refusal)).toBe(field)
    expect(JSON.stringify(refusal)).not.toMatch(/node_modules|\.ts:\d|\bat \//)
    await socket.say({ type: 'ping' })
    await socket.frame('pong')
  })

  test('[D5.4] bytes in place of text are refused, and the socket goes on', async () => {
    const anna = await live.guest()
    await using socket = enter(anna)
    await socket.sendRaw(Buffer.from('{"type":"ping"}'), { binary: true })
    expect(codeOf(await socket.frame(no))).toBe('BAD_MESSAGE')
    await socket.say({ type: 'ping' })
    await socket.frame('pong')
  })

  test.each([[7], [null], [''], ['   '], [{ $ne: '' }], [['x']]])(
    '[D5.4] %j is no text that can be sent',
    async (text) => {
      const anna = await live.guest()
      await using socket = enter(anna)
      await socket.say(door.send(text))
      const refusal = await socket.frame(no)
      expect([codeOf(refusal), String(fieldOf(refusal)).split('.').at(-1)]).toEqual([
        'BAD_MESSAGE',
        no === 'error' ? 'text' : 'message',
      ])
      expect((await anna.trpc.guide.history.query({})).messages).toEqual([])
    },
  )

  test('[D5.4] five unreadable frames are answered, the sixth within a minute is answered and closes with 4400', async () => {
    const anna = await live.guest()
    await using socket = enter(anna)
    for (let i = 0; i < 5; i += 1) await socket.sendRaw('nonsense')
    await socket.say({ type: 'ping' })
    await socket.frame('pong')
    await socket.sendRaw(Buffer.from([1]), { binary: true })
    await socket.sendRaw('and more')
    expect(await socket.end()).toMatchObject({ code: 4400 })
    expect(socket.types().filter((type) => type === no)).toHaveLength(6)
  })

  test('[D5.4] what was understood and refused does not count as unreadable', async () => {
    const anna = await live.guest()
    await using socket = enter(anna)
    for (let i = 0; i < 8; i += 1) await socket.say(door.foreign('nobodys'))
    await socket.until((frames) => frames.filter(({ type }) => type === no).length === 8)
    await socket.say({ type: 'ping' })
    await socket.frame('pong')
  })

  test('[D5.5] closes with 1009 for a frame above the limit, not at the limit', async () => {
    const anna = await live.guest()
    await using socket = enter(anna)
    await socket.sendRaw('x'.repeat(256 * 1024))
    expect(codeOf(await socket.frame(no))).toBe('BAD_JSON')
    await socket.sendRaw('x'.repeat(256 * 1024 + 1))
    expect(await socket.end()).toMatchObject({ code: 1009 })
  })

  test('[D5.5] bytes that are no text close with 1007', async () => {
    const anna = await live.guest()
    const { hostname, port } = new URL(live.url)
    const stream = connect(Number(port), hostname)
    const answer = await new Promise<Buffer>((resolve, reject) => {
      const chunks: Buffer[] = []
      stream.on('data', (chunk) => chunks.push(chunk))
      stream.on('close', () => resolve(Buffer.concat(chunks)))
      stream.on('error', reject)
      stream.write(
        `GET ${path} HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n` +
          `Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nAuthorization: Bearer ${anna.token}\r\n\r\n`,
      )
      stream.write(onTheWire(Buffer.from([0xc3, 0x28])))
    })
    const close = answer.subarray(-4)
    expect([close[0], close.readUInt16BE(2)]).toEqual([0x88, 1007])
  })

  test('[D5.1] a token that is none is refused in the dialect, then 4401, and nothing that was sent is done', async () => {
    const anna = await live.guest()
    await using socket = enter(anna, 'nonsense')
    const sent = socket.say(door.send('hello')).catch(() => {})
    expect(await socket.end()).toMatchObject({ code: 4401 })
    await sent
    expect(socket.frames.map((frame) => [frame.type, codeOf(frame)])).toEqual([[no, 'UNAUTHENTICATED']])
  })

  test('[D5.9] opens without compression when it is offered', async () => {
    const { token } = await live.guest()
    const headers = { authorization: `Bearer ${token}` }
    const socket = new WebSocket(live.url.replace('http', 'ws') + path, { headers, perMessageDeflate: true })
    await once(socket, 'open')
    expect(socket.extensions).toBe('')
    socket.terminate()
  })

  test('[D5.1] a token in the address opens it, a ticket once', async () => {
    const anna = await live.guest()
    const greeted = async (socket: RawSocket) => {
      await socket.say({ type: 'ping' })
      await socket.frame('pong')
    }
    await using inUrl = openDoor(live.url, `${path}?session_token=${anna.token}`)
    await greeted(inUrl)
    const { ticket } = (await (await anna.fetch('/api/auth/ticket', { method: 'POST' })).json()) as { ticket: string }
    await using first = openDoor(live.url, `${path}?session_token=${ticket}`)
    await greeted(first)
    await using second = openDoor(live.url, `${path}?session_token=${ticket}`)
    expect(await second.end()).toMatchObject({ code: 4401 })
  })

  test('[D5.6, D1.2, D1.7] reports an ended session, closes with 4440, ends its token', async () => {
    const anna = await live.guest()
    await using socket = enter(anna)
    await socket.say({ type: 'ping' })
    await socket.frame('pong')
    await anna.fetch('/api/auth/session', { method: 'DELETE' })
    expect(await socket.end()).toMatchObject({ code: 4440 })
    expect(codeOf(socket.frames.at(-1) ?? { type: '' })).toBe('SESSION_EXPIRED')
    await using late = enter(anna)
    expect(await late.end()).toMatchObject({ code: 4440 })
    expect(codeOf(late.frames[0] ?? { type: '' })).toBe('SESSION_EXPIRED')
  })

  test('[D5.2] what comes before the first frame waits and is answered in its order', async () => {
    const anna = await live.guest()
    await using socket = enter(anna)
    await Promise.all([
      socket.say({ type: 'ping' }),
      socket.sendRaw('nonsense'),
      socket.say(door.foreign('nobodys')),
      socket.say({ type: 'ping' }),
    ])
    await socket.until((frames) => frames.length === greetings + 4)
    // The last ping may go past the command that waits, and past nothing else.
    expect(socket.types().slice(greetings, greetings + 2)).toEqual(['pong', no])
    expect(socket.types().slice(greetings).sort()).toEqual([no, no, 'pong', 'pong'].sort())
  })

  test('[L10] an id of somebody else is answered like one that does not exist', async () => {
    const [anna, eve] = [await live.guest(), await live.guest()]
    const { invocation_id } = await anna.trpc.guide.send.mutate({ message: 'secret' })
    await using socket = enter(eve)
    await socket.say(door.foreign(invocation_id))
    await socket.say(door.foreign('nobodys'))
    await socket.until((frames) => frames.length === greetings + 2)
    const [foreign, missing] = socket.frames.slice(greetings).map((frame) => ({ ...frame, timestamp: '' }))
    expect(foreign).toEqual(missing)
    expect(codeOf(foreign ?? { type: '' })).toBe('NOT_FOUND')
  })

  test('[D5.3] commands are carried out one after the other, however many come at once', async () => {
    live.runtime.script('guide.global', async function* () {
      yield { type: 'agent.token', payload: { text: 'x' } }
    })
    live.runtime.script('liaison.content', async function* () {
      yield { type: 'agent.token', payload: { text: 'x' } }
    })
    const anna = await live.guest()
    await using socket = enter(anna)
    const texts = Array.from({ length: 15 }, (_, i) => `hello ${i}`)
    await Promise.all(texts.map((text) => socket.say(door.send(text))))
    await socket.say({ type: 'ping' })
    await socket.frame('pong')
    const said = async () => {
      const pages = await Promise.all([
        anna.trpc.guide.history.query({}),
        anna.trpc.liaison.history.query({ pillar: 'content' }),
      ])
      return pages.flatMap(({ messages }) =>
        messages.filter(({ role }) => role === 'user').map(({ content }) => content),
      )
    }
    let heard = await said()
    while (heard.length < texts.length) heard = await said()
    expect(heard).toEqual(texts)
  })

  test('[L11] one connection more than a principal may have is refused in the dialect, then 4429', async () => {
    await using strict = await Live.open({ env: { LIMIT_CONNECTIONS_PER_PRINCIPAL: '2' } })
    const anna = await strict.guest()
    await using one = openDoor(strict.url, path, anna.token)
    await using two = openDoor(strict.url, path, anna.token)
    for (const socket of [one, two]) {
      await socket.say({ type: 'ping' })
      await socket.frame('pong')
    }
    await using three = openDoor(strict.url, path, anna.token)
    expect(await three.end()).toMatchObject({ code: 4429 })
    expect(three.frames.map(codeOf)).toEqual(['RATE_LIMITED'])
  })
})

describe('[L11] meanwhile', () => {
  test('another connection notices nothing: its answer comes whole, in order, once', async () => {
    const gate = 'meanwhile'
    live.runtime.script('guide.global', async function* (_request, control) {
      for (let i = 0; i < 20; i += 1) yield { type: 'agent.token', payload: { text: `w${i} ` } }
      await control.gate(gate)
      yield { type: 'agent.token', payload: { text: 'end' } }
    })
    const [anna, eve] = [await live.guest(), await live.guest()]
    await using quiet = openDoor(live.url, '/api/ws/guide', anna.token)
    await quiet.say({ type: 'user_message', message: 'hello' })
    await quiet.frame('agent_streaming')
    for (const { path } of DOORS) {
      for (const bad of ['nonsense', deep(5_000), wide, '{"__proto__":1}', 'x'.repeat(300_000)]) {
        await using socket = openDoor(live.url, path, eve.token)
        await socket.sendRaw(bad)
        if (bad.length > 256 * 1024) await socket.end()
        else await socket.until((frames) => frames.some((frame) => frame.type.startsWith('error')))
      }
    }
    live.runtime.open(gate)
    const whole = await quiet.frame('agent_complete')
    expect(whole.message).toBe(`${Array.from({ length: 20 }, (_, i) => `w${i} `).join('')}end`)
    const numbers = quiet.frames.slice(1).map(({ event_id }) => event_id)
    expect(numbers).toEqual(numbers.map((_, i) => i + 1))
  })

  test('[L6, L2] two readers and two writers with one id: one message, and both see the same', async () => {
    live.runtime.script('guide.global', async function* () {
      yield { type: 'agent.token', payload: { text: 'once' } }
    })
    const anna = await live.guest()
    await using one = openDoor(live.url, '/api/ws/guide', anna.token)
    await using two = openDoor(live.url, '/api/ws/guide', anna.token)
    await Promise.all([one.frame('conversation_restored'), two.frame('conversation_restored')])
    const send = { type: 'user_message', message: 'hello', message_id: 'the-same' }
    await Promise.all([one.say(send), two.say(send)])
    await Promise.all([one.frame('agent_complete'), two.frame('agent_complete')])
    for (const socket of [one, two]) {
      await socket.say({ type: 'ping' })
      await socket.frame('pong')
      expect(socket.types().filter((type) => type === 'user_message')).toHaveLength(1)
    }
    expect(one.frames.filter(({ event_id }) => event_id)).toEqual(two.frames.filter(({ event_id }) => event_id))
  })
})

describe('[D5.8] with WS_ENABLED=false', () => {
  test.each(DOORS.map(({ path }) => path))('there is no socket at %s', async (path) => {
    await using closed = await Live.open({ env: { WS_ENABLED: 'false' } })
    const anna = await closed.guest()
    await using socket = openDoor(closed.url, path, anna.token)
    expect(await socket.end()).toMatchObject({ status: expect.any(Number) })
    expect([404, 426]).toContain(at(socket.ended, 'status'))
  })
})

// Malformed frames, and a client that sends them one by one: each ends in a typed error or a close code, after which
// the client reconnects.
import { WebSocket } from 'ws'
import type { Seeded } from '../seeded.ts'

const STACK = /node_modules|\.[cm]?[jt]s:\d+|\\n\s+at |\bat (?:async )?\S+ \(/

const deep = (levels: number) => `${'['.repeat(levels)}${']'.repeat(levels)}`
const wide = (keys: number) => JSON.stringify(Object.fromEntries(Array.from({ length: keys }, (_, i) => [`k${i}`, i])))
const text = (value: unknown) => ({ data: JSON.stringify(value) })

type Malformed = { data: string | Buffer; binary?: boolean; raw?: boolean }

/** Every kind ends in a typed answer or a close code. `raw` goes past the WebSocket library, straight onto the stream. */
const KINDS: Record<string, (random: Seeded) => Malformed> = {
  'no JSON': () => ({ data: 'hello' }),
  'an empty frame': () => ({ data: '' }),
  'JSON that stops': () => ({ data: '{"type":"user_message","message":"hel' }),
  'two values': () => ({ data: '{}{}' }),
  null: () => ({ data: 'null' }),
  'a number': () => ({ data: '42' }),
  'an array': () => ({ data: '[]' }),
  'an array of commands': () => text([{ type: 'ping' }, { type: 'ping' }]),
  'no type': () => text({ message: 'x' }),
  'an unknown type': () => text({ type: 'drop_tables' }),
  'a type that is not text': () => text({ type: { $gt: '' } }),
  'a type of the prototype': () => text({ type: 'constructor' }),
  'a type that only the server says': () => text({ type: 'agent_complete', message: 'x' }),
  'an unknown field': () => text({ type: 'user_message', message: 'x', admin: true }),
  'a text that is not a string': () => text({ type: 'user_message', message: 7 }),
  'an empty text': () => text({ type: 'chat.send', payload: { text: '  ' } }),
  'no payload': () => text({ type: 'agent.message' }),
  'a payload that is not an object': () => text({ type: 'agent.message', payload: 'x' }),
  'an id with spaces': () => text({ type: 'cancel', message_id: 'a b' }),
  'an id that is nobody’s': () => text({ type: 'agent.cancel', payload: { invocation_id: 'i-am-not-there' } }),
  'a conversation that is nobody’s': () =>
    text({ type: 'agent.resume', payload: { conversation_id: 'c-is-not-there', last_event_id: 1 } }),
  'a foreign session': () => text({ type: 'ping', sessionId: 'not-mine', payload: {} }),
  __proto__: () => ({ data: '{"type":"ping","__proto__":{"admin":true}}' }),
  'constructor.prototype': () => ({ data: '{"type":"ping","constructor":{"prototype":{"admin":true}}}' }),
  'too deep': () => ({ data: deep(5_000) }),
  'too wide': () => ({ data: wide(400) }),
  'a huge number': () => ({ data: `{"type":"ping","id":${'9'.repeat(400)}}` }),
  'half a character': () => ({ data: '{"type":"user_message","message":"\\ud800","x":"\\udfff"}' }),
  'a null byte': () => ({ data: '{"type":"ping\\u0000"}' }),
  'bytes in place of text': () => ({ data: Buffer.from('{"type":"ping"}'), binary: true }),
  'random bytes': (random) => ({
    data: Buffer.from(Array.from({ length: 64 }, () => random.int(0, 255))),
    binary: true,
  }),
  'bad UTF-8': () => ({ data: masked(0x81, Buffer.from([0xc3, 0x28, 0xa0, 0xff])), raw: true }),
  'a reserved opcode': () => ({ data: masked(0x83, Buffer.from('x')), raw: true }),
  'a frame without a mask': () => ({ data: Buffer.from([0x81, 0x01, 0x78]), raw: true }),
  'a ping that is too long': () => ({ data: masked(0x89, Buffer.alloc(126)), raw: true }),
  'a frame that is too large': () => ({ data: 'x'.repeat(256 * 1024 + 1) }),
}
const NAMES = Object.keys(KINDS)

/** A frame as it is on the wire; up to 65 535 bytes. */
function masked(head: number, payload: Buffer): Buffer {
  const mask = [1, 2, 3, 4]
  const length = payload.length < 126 ? [0x80 | payload.length] : [0xfe, payload.length >> 8, payload.length & 0xff]
  return Buffer.concat([
    Buffer.from([head, ...length, ...mask]),
    Buffer.from(payload.map((byte, i) => byte ^ (mask[i % 4] ?? 0))),
  ])
}

export const MALFORMED_KINDS = NAMES.length

export interface Torment {
  /** `http://host:port`. */
  url: string
  /** The path of a socket door. */
  door: string
  token: string
  frames: number
  random: Seeded
}

export interface Heard {
  sent: number
  answers: number
  /** Answers that say where in the code something went wrong. */
  traces: number
  reconnects: number
}

/** Sends so many, and counts what came back. @throws when the door does not open any more */
export async function sendMalformed({ url, door, token, frames, random }: Torment): Promise<Heard> {
  const heard: Heard = { sent: 0, answers: 0, traces: 0, reconnects: 0 }
  let socket: WebSocket | null = null
  for (let i = 0; i < frames; i += 1) {
    if (socket === null || socket.readyState !== socket.OPEN) socket = await dial(`${url}${door}`, token, heard)
    await put(socket, KINDS[NAMES[i % NAMES.length] ?? '']?.(random) ?? { data: '' })
    heard.sent += 1
  }
  socket?.terminate()
  return heard
}

function dial(address: string, token: string, heard: Heard): Promise<WebSocket> {
  heard.reconnects += 1
  const headers = { authorization: `Bearer ${token}` }
  const socket = new WebSocket(address.replace('http', 'ws'), { headers, perMessageDeflate: false })
  socket.on('error', () => {})
  socket.on('message', (data) => {
    heard.answers += 1
    if (STACK.test(String(data))) heard.traces += 1
  })
  return new Promise((resolve, reject) => {
    socket.once('open', () => resolve(socket))
    socket.once('close', () => reject(new Error(`${address} did not open`)))
  })
}

/** Sends one and waits until it was answered, or the socket is gone. */
function put(socket: WebSocket, { data, binary = false, raw = false }: Malformed): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      socket.off('pong', done)
      socket.off('close', done)
      resolve()
    }
    socket.once('close', done)
    socket.once('pong', done)
    const stream = Reflect.get(socket, '_socket')
    if (raw && typeof stream?.write === 'function') stream.write(data)
    else socket.send(data, { binary })
    // Answered in order: what came before this was read.
    if (socket.readyState === socket.OPEN) socket.ping()
  })
}

// `npx tsx packages/proof/src/product/malformed-frames.ts [--frames 5000]`: frames that nobody should send, over every
// socket door, against the real process as it is shipped. Prints one JSON line and one readable line; exits 1 where the
// process died, a stack trace was seen, or memory did not come back.
import { readFileSync } from 'node:fs'
import { monitorEventLoopDelay } from 'node:perf_hooks'
import { parseArgs } from 'node:util'
import { WebSocket } from 'ws'
import { Product } from './product.test-support.ts'

const { values } = parseArgs({ options: { frames: { type: 'string', default: '100000' } } })
const FRAMES = Number(values.frames)
const DOORS = ['/trpc', '/api/ws/guide', '/api/ws/liaison/content', '/guide-agent', '/api/runtime/agent', '/realtime']
const AT_ONCE = 12
const MOST_MB = 20
const STACK = /node_modules|\.[cm]?[jt]s:\d+|\\n\s+at |\bat (?:async )?\S+ \(/

const deep = (levels: number) => `${'['.repeat(levels)}${']'.repeat(levels)}`
const wide = (keys: number) => JSON.stringify(Object.fromEntries(Array.from({ length: keys }, (_, i) => [`k${i}`, i])))
const text = (value: unknown) => ({ data: JSON.stringify(value) })

type Malformed = { data: string | Buffer; binary?: boolean; raw?: boolean }

/** Every kind ends in a typed answer or a close code. `raw` goes past the WebSocket library, straight onto the stream. */
const KINDS: Record<string, () => Malformed> = {
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
  'a type that is no text': () => text({ type: { $gt: '' } }),
  'a type of the prototype': () => text({ type: 'constructor' }),
  'a type that only the server says': () => text({ type: 'agent_complete', message: 'x' }),
  'an unknown field': () => text({ type: 'user_message', message: 'x', admin: true }),
  'a text that is no text': () => text({ type: 'user_message', message: 7 }),
  'an empty text': () => text({ type: 'chat.send', payload: { text: '  ' } }),
  'no payload': () => text({ type: 'agent.message' }),
  'a payload that is no object': () => text({ type: 'agent.message', payload: 'x' }),
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
  'random bytes': () => ({ data: Buffer.from(Array.from({ length: 64 }, () => Math.random() * 256)), binary: true }),
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

await using product = await Product.open({
  env: {
    NODE_ENV: 'production',
    LOG_LEVEL: 'info',
    // So that frames are read, and not refused for their number.
    LIMIT_BAD_FRAMES_PER_MINUTE: '1000000000',
    LIMIT_CONNECTIONS_PER_PRINCIPAL: '1000',
    LIMIT_CONNECTS_PER_PRINCIPAL: '100000000',
    LIMIT_CONNECTS_PER_ADDRESS: '100000000',
    LIMIT_CANCELS_PER_PRINCIPAL: '100000000',
  },
})
const experience = product.process('experience')
const figures = { sent: 0, answers: 0, traces: 0, reconnects: 0, closes: {} as Record<string, number> }

const residentMb = () => {
  const kb = /VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${experience.pid}/status`, 'utf8'))?.[1]
  return Number(kb ?? 0) / 1024
}

/** Sends so many, one after the other, reconnecting where the door had enough. */
async function torment(door: string, token: string, frames: number): Promise<void> {
  let socket: WebSocket | null = null
  for (let i = 0; i < frames; i += 1) {
    if (socket === null || socket.readyState !== socket.OPEN) socket = await dial(door, token)
    const malformed = KINDS[NAMES[i % NAMES.length] ?? '']?.() ?? { data: '' }
    await put(socket, malformed)
    figures.sent += 1
  }
  socket?.terminate()
}

function dial(door: string, token: string): Promise<WebSocket> {
  figures.reconnects += 1
  const headers = { authorization: `Bearer ${token}` }
  const socket = new WebSocket(`${product.url.replace('http', 'ws')}${door}`, { headers, perMessageDeflate: false })
  socket.on('error', () => {})
  socket.on('message', (data) => {
    figures.answers += 1
    if (STACK.test(String(data))) figures.traces += 1
  })
  socket.on('close', (code) => {
    figures.closes[code] = (figures.closes[code] ?? 0) + 1
  })
  return new Promise((resolve, reject) => {
    socket.once('open', () => resolve(socket))
    socket.once('close', () => reject(new Error(`${door} did not open\n${experience.stderr.slice(-2_000)}`)))
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

async function storm(frames: number): Promise<void> {
  const sessions = await Promise.all(DOORS.map(() => product.guest()))
  const each = Math.ceil(frames / (DOORS.length * Math.ceil(AT_ONCE / DOORS.length)))
  await Promise.all(
    DOORS.flatMap((door, d) =>
      Array.from({ length: Math.ceil(AT_ONCE / DOORS.length) }, () => torment(door, sessions[d]?.token ?? '', each)),
    ),
  )
  await Promise.all(sessions.map((session) => session[Symbol.asyncDispose]()))
}

// Once before it counts: what is loaded and compiled at first use is no leak.
await storm(Math.ceil(FRAMES / 4))
const before = residentMb()
const lag = monitorEventLoopDelay({ resolution: 5 })
lag.enable()
let worst = 0
let probing = true
const probe = (async () => {
  while (probing) {
    const asked = performance.now()
    await fetch(`${product.url}/healthz`)
    worst = Math.max(worst, performance.now() - asked)
  }
})()
Object.assign(figures, { sent: 0, answers: 0, traces: 0, reconnects: 0, closes: {} })
await storm(FRAMES)
probing = false
await probe
lag.disable()

let after = residentMb()
for (let i = 0; i < 60 && after - before > MOST_MB; i += 1) {
  await new Promise((resolve) => setTimeout(resolve, 500))
  after = residentMb()
}
const crashes = experience.exit === null ? 0 : 1
const figure = {
  figure: 'malformed frames',
  kinds: NAMES.length,
  doors: DOORS.length,
  ...figures,
  crashes,
  memory_before_mb: Math.round(before),
  memory_after_mb: Math.round(after),
  health_worst_ms: Math.round(worst),
  own_lag_worst_ms: Math.round(lag.max / 1e6),
  node: process.version,
}
console.log(JSON.stringify(figure))
console.log(
  `${figures.sent} malformed frames of ${NAMES.length} kinds over ${DOORS.length} doors: ${crashes} crashes, ` +
    `${figures.traces} stack traces in ${figures.answers} answers, memory ${figure.memory_before_mb} → ` +
    `${figure.memory_after_mb} MB, an answer to somebody else after ${figure.health_worst_ms} ms at worst`,
)
if (crashes > 0 || figures.traces > 0 || after - before > MOST_MB) process.exitCode = 1

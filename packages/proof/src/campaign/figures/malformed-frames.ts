// Fault scenario: malformed frames on every socket transport.
import { createServer } from 'node:http'
import { WebSocketServer } from 'ws'
import { COMPILED_ONCE, Scales, total, WEIGHABLE } from '../../live-memory.ts'
import { type Heard, MALFORMED_KINDS, sendMalformed } from '../../product/malformed-frames.ts'
import { Product } from '../../product/product.test-support.ts'
import type { Seeded } from '../../seeded.ts'
import { type Figure, type FigureContext, type Measured, mustBeZero } from '../figure.ts'

const DOORS = ['/trpc', '/api/ws/guide', '/api/ws/liaison/content', '/guide-agent', '/api/runtime/agent', '/realtime']
const AT_EACH = 2
/** In these, everything is compiled and bounded caches are filled: some 3 MB, all of it after 2 000 frames. */
const WARM_UP = 6_000
/** Of nothing that is kept, 60 000 frames moved the live memory by 70 kB at most: 4 bytes for each of these. */
const USUAL = 20_000
/** Half of a function, the least that can be kept of a frame: from 0 and from that it is nine times as far as the noise. */
const MOST_BYTES_EACH = 32

export const malformedFrames: Figure = {
  name: 'malformed-frames',
  promise: '[L11] frames of every malformed kind, on every socket door: no crash, no stack trace, no memory kept',
  run: (context) => measure(context, context.size(USUAL, 1_000_000), false),
  control: {
    bad: 'a door that answers a mistake with where it was made, and a function that is kept for each frame',
    async run(context) {
      const kept = await measure(context, USUAL, true)
      const { counts, faults } = await talkative(context.random)
      const all = [...kept.faults, ...faults]
      return { counts: { ...kept.counts, traces: counts.traces ?? 0 }, faults: all.length === 2 ? all : [] }
    },
  },
}

async function measure({ random, say }: FigureContext, frames: number, leaky: boolean): Promise<Measured> {
  await using product = await Product.open({
    nodeArgs: [WEIGHABLE, ...COMPILED_ONCE],
    env: {
      NODE_ENV: 'production',
      // So that frames are read, and not refused for their number.
      LIMIT_BAD_FRAMES_PER_MINUTE: '1000000000',
      LIMIT_CONNECTIONS_PER_PRINCIPAL: '1000',
      LIMIT_CONNECTS_PER_PRINCIPAL: '100000000',
      LIMIT_CONNECTS_PER_ADDRESS: '100000000',
      LIMIT_CANCELS_PER_PRINCIPAL: '100000000',
      // Some transports take plain text for a question. Its answers fill the log, of which up to 2 048 events are held
      // for each conversation and dropped by the thousand: 3 MB that come and go. The second question is refused.
      LIMIT_SENDS_PER_DAY: '1',
    },
  })
  const experience = product.process('experience')
  await using scales = await Scales.open(experience)
  const tokens = await Promise.all(DOORS.map(() => product.guestToken()))
  await onEveryDoor(product, { tokens, random, frames: WARM_UP })
  const before = total(await scales.weigh())
  const heard = await onEveryDoor(product, { tokens, random, frames })
  if (leaky) await scales.leak(frames)
  const bytes = (total(await scales.weigh()) - before) / frames
  const crashes = experience.exit === null ? 0 : 1
  const unwell = (await fetch(`${product.url}/healthz`)).ok ? 0 : 1
  say(`${MALFORMED_KINDS} kinds over ${DOORS.length} doors`)
  return mustBeZero(
    { ...heard, crashes, unwell, bytes_a_frame: Math.round(bytes), kept: bytes > MOST_BYTES_EACH ? 1 : 0 },
    'crashes',
    'unwell',
    'traces',
    'kept',
  )
}

interface Torments {
  /** One for each door. */
  tokens: readonly string[]
  random: Seeded
  frames: number
}

async function onEveryDoor({ url }: Product, { tokens, random, frames }: Torments): Promise<Heard> {
  const each = Math.ceil(frames / (DOORS.length * AT_EACH))
  const all = await Promise.all(
    DOORS.flatMap((door, at) =>
      Array.from({ length: AT_EACH }, () =>
        sendMalformed({ url, door, token: tokens[at] ?? '', frames: each, random }),
      ),
    ),
  )
  return all.reduce((sum, one) => ({
    sent: sum.sent + one.sent,
    answers: sum.answers + one.answers,
    traces: sum.traces + one.traces,
    reconnects: sum.reconnects + one.reconnects,
  }))
}

async function talkative(random: Seeded): Promise<Measured> {
  const server = createServer()
  const sockets = new WebSocketServer({ server })
  sockets.on('connection', (socket) => {
    socket.on('error', () => {})
    socket.on('message', (data) => {
      try {
        JSON.parse(String(data))
      } catch (error) {
        socket.send(JSON.stringify({ error: error instanceof Error ? error.stack : 'unknown' }))
      }
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  const port = address !== null && typeof address === 'object' ? address.port : 0
  const heard = await sendMalformed({ url: `http://127.0.0.1:${port}`, door: '/', token: '', frames: 100, random })
  sockets.close()
  server.close()
  return mustBeZero({ ...heard }, 'traces')
}

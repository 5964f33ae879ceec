// Owns the figure of frames that nobody should send, over every socket door.
import { createServer } from 'node:http'
import { WebSocketServer } from 'ws'
import { type Heard, MALFORMED_KINDS, sendMalformed } from '../../product/malformed-frames.ts'
import { Product } from '../../product/product.test-support.ts'
import { type Figure, type FigureContext, type Measured, mustBeZero } from '../figure.ts'
import { residentMb } from '../resident-memory.ts'

const DOORS = ['/trpc', '/api/ws/guide', '/api/ws/liaison/content', '/guide-agent', '/api/runtime/agent', '/realtime']
const AT_EACH = 2
const MOST_GROWN_MB = 60

export const malformedFrames: Figure = {
  name: 'malformed-frames',
  promise: '[L11] frames of every malformed kind, on every socket door: no crash, no stack trace, no memory kept',
  alone: true,
  run: (context) => measure(context, context.size(6_000, 1_000_000)),
  control: { bad: 'a door that answers a mistake with where it was made', run: talkative },
}

async function measure({ say }: FigureContext, frames: number): Promise<Measured> {
  await using product = await Product.open({
    env: {
      NODE_ENV: 'production',
      // So that frames are read, and not refused for their number.
      LIMIT_BAD_FRAMES_PER_MINUTE: '1000000000',
      LIMIT_CONNECTIONS_PER_PRINCIPAL: '1000',
      LIMIT_CONNECTS_PER_PRINCIPAL: '100000000',
      LIMIT_CONNECTS_PER_ADDRESS: '100000000',
      LIMIT_CANCELS_PER_PRINCIPAL: '100000000',
    },
  })
  const experience = product.process('experience')
  // Once before it counts: what is loaded and compiled at first use is no leak.
  await onEveryDoor(product, Math.ceil(frames / 2))
  const before = residentMb(experience.pid)
  const heard = await onEveryDoor(product, frames)
  const grown = Math.round(residentMb(experience.pid) - before)
  const crashes = experience.exit === null ? 0 : 1
  const unwell = (await fetch(`${product.url}/healthz`)).ok ? 0 : 1
  say(`${MALFORMED_KINDS} kinds over ${DOORS.length} doors`)
  return mustBeZero(
    { ...heard, crashes, unwell, grown_mb: grown, leak: grown > MOST_GROWN_MB ? 1 : 0 },
    'crashes',
    'unwell',
    'traces',
    'leak',
  )
}

async function onEveryDoor(product: Product, frames: number): Promise<Heard> {
  const each = Math.ceil(frames / (DOORS.length * AT_EACH))
  const people = await Promise.all(DOORS.map(() => product.guest()))
  const all = await Promise.all(
    DOORS.flatMap((door, at) =>
      Array.from({ length: AT_EACH }, () =>
        sendMalformed({ url: product.url, door, token: people[at]?.token ?? '', frames: each }),
      ),
    ),
  )
  await Promise.all(people.map((person) => person[Symbol.asyncDispose]()))
  return all.reduce((sum, one) => ({
    sent: sum.sent + one.sent,
    answers: sum.answers + one.answers,
    traces: sum.traces + one.traces,
    reconnects: sum.reconnects + one.reconnects,
  }))
}

async function talkative(): Promise<Measured> {
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
  const heard = await sendMalformed({ url: `http://127.0.0.1:${port}`, door: '/', token: '', frames: 100 })
  sockets.close()
  server.close()
  return mustBeZero({ ...heard }, 'traces')
}

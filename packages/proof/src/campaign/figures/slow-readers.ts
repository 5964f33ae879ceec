// Owns the figure of readers that do not read, beside a fast producer and readers that do.
import { setTimeout as delay } from 'node:timers/promises'
import { WebSocket } from 'ws'
import { type Person, Product } from '../../product/product.test-support.ts'
import { openScriptedRuntime } from '../../scripted-runtime.ts'
import { conversationOf, DoorReader } from '../door-readers.ts'
import { type Figure, type FigureContext, type Measured, mustBeZero } from '../figure.ts'
import { residentMb } from '../resident-memory.ts'
import { sumOfLosses } from '../sums.ts'

/** [L13] at most so much is held for one connection, and as much again for what is on its way elsewhere. */
const MOST_MB_EACH = 2
const SLOW_MS = 3_000
/**
 * What a collector has not yet taken away: between 130 and 370 MB was seen, whether 10 or 77 MB were produced. Held in
 * whole, the usual flood would be 38 MB for each of fifty, 1 900 in all: that is what this tells apart, and no less.
 */
const GARBAGE_MB = 300

export const slowReaders: Figure = {
  name: 'slow-readers',
  promise: '[L13] readers that do not read: bounded memory, closed 4409, whole on return; the others notice nothing',
  alone: true,
  run: (context) => measure(context, context.size(50, 50), context.size(48, 200), SLOW_MS),
  control: {
    bad: 'a limit of hours before a stuck reader is closed',
    run: (context) => measure(context, 5, 8, 3_600_000),
  },
}

async function measure(
  { say }: FigureContext,
  stuckReaders: number,
  answers: number,
  slowMs: number,
): Promise<Measured> {
  await using runtime = await openScriptedRuntime({ key: 'a-key-that-is-long-enough-for-production-0123456789' })
  const piece = 'x'.repeat(16_000)
  runtime.script('guide.global', async function* flood() {
    for (let i = 0; i < 50; i += 1) yield { type: 'agent.token', payload: { text: piece } }
  })
  await using product = await Product.open({
    runtime: { url: runtime.url, key: runtime.key },
    env: {
      LIMIT_CONNECTIONS_PER_PRINCIPAL: '1000',
      LIMIT_SENDS_PER_WINDOW: '1000000',
      LIMIT_SLOW_READER_MS: String(slowMs),
    },
  })
  const { token, conversationId } = await conversationOf(product)
  const address = { url: product.url, token, conversationId, after: 0 }
  await using honest = new DoorReader('standard', address)
  await honest.until((reader) => reader.dials > 0)
  /** Lets so many answers be given, and says the most memory that Experience had meanwhile. */
  const flood = async (person: Person): Promise<number> => {
    using reader = person.read()
    await reader.until((items) => items.length > 0)
    let most = 0
    for (let i = 0; i < answers; i += 1) {
      const { invocation_id } = await person.send('go on', `m-${i}`)
      await reader.until((items) =>
        items.some(({ data }) => data.type === 'agent.completed' && data.invocation_id === invocation_id),
      )
      most = Math.max(most, residentMb(product.process('experience').pid))
      reader.items.length = 0
    }
    return most
  }
  // The same without them first, in another conversation: what the flood itself takes is not theirs.
  await using ben = await product.guest()
  const before = await flood(ben)
  await using anna = product.returning(token)
  const stuck = await Promise.all(Array.from({ length: stuckReaders }, () => openStuck(product.url, token)))
  const most = await flood(anna)
  const megabytes = (answers * 50 * piece.length) / 1e6
  const last = await lastNumber(anna)
  await honest.until(({ last: number }) => number >= last)
  // The limit is what is tried: after it, and the second that a goodbye may take, they must be gone.
  await delay(SLOW_MS + 2_000)
  for (const { socket } of stuck) socket.resume()
  await Promise.race([Promise.all(stuck.map(({ closed }) => closed)), delay(3_000)])
  const gone = stuck.filter(({ socket }) => socket.readyState === WebSocket.CLOSED).length
  const grown = Math.round(most - before)
  for (const { socket } of stuck) socket.terminate()
  say(`${Math.round(megabytes)} MB were produced; Experience grew by at most ${grown} MB`)
  const returned = new DoorReader('standard', { ...address, after: Math.max(0, last - 50) })
  await returned.until(({ last: number }) => number >= last)
  await returned[Symbol.asyncDispose]()
  const counts = {
    stuck: stuckReaders,
    not_closed: stuckReaders - gone,
    produced_mb: Math.round(megabytes),
    grown_mb: grown,
    unbounded: grown > GARBAGE_MB + stuckReaders * MOST_MB_EACH ? 1 : 0,
    ...sumOfLosses([honest.seen.map(({ number }) => number)]),
  }
  return mustBeZero(counts, 'not_closed', 'unbounded', 'lost', 'doubled', 'reordered')
}

interface Stuck {
  socket: WebSocket
  closed: Promise<void>
}

/** Opens, and does not read again until it is resumed. */
function openStuck(url: string, token: string): Promise<Stuck> {
  return new Promise((resolve, reject) => {
    const socket = new WebSocket(`${url.replace('http', 'ws')}/api/ws/guide?session_token=${token}`)
    const closed = new Promise<void>((done) => socket.once('close', () => done()))
    socket.once('error', reject)
    socket.once('message', () => {
      socket.pause()
      socket.on('error', () => {})
      resolve({ socket, closed })
    })
  })
}

async function lastNumber(anna: ReturnType<Product['returning']>): Promise<number> {
  const reader = anna.read()
  await reader.until((items) => items.length > 0)
  const [item] = reader.items
  reader.stop()
  return item?.data.type === 'snapshot' ? item.data.last_event_id : 0
}

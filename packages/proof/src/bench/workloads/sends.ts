// W1: one durable send, acknowledged after its commit is synced, over each door.
import path from 'node:path'
import { z } from 'zod'
import { BenchProcess } from '../bench-process.ts'
import { ProductPlace } from '../product-place.ts'
import { interleaved, type Numbers, named, serversCost } from '../rounds.ts'
import { messageOf } from '../token-script.ts'
import { atLeast, atMost, type BenchContext, type Row, type Workload } from '../workload.ts'
import { addressOf, guestsOf, nobodies, type Person } from './guests.ts'

const sent = z.object({
  perSecond: z.number(),
  p50: z.number(),
  p99: z.number(),
  refused: z.number(),
  cpuMicros: z.number(),
})
const synced = z.object({ perSecond: z.number(), p50: z.number() })

/** Answered by nothing, so that what is measured is the send; the answer's own commits still come in its wake. */
const MESSAGE = messageOf({ tokens: 0, bytes: 16, paceMs: 0, kind: 'token' })
const IN_FLIGHT = 50
/** So many people for each send in flight: a next message never waits in the queue behind an answer. */
const PEOPLE = 4

export const sends: Workload = {
  id: 'W1',
  title: 'Send: one durable send, acknowledged after its commit is synced',
  how:
    'Single commits are rows written one by one with FULL into a database of the same kind on the same disk: what no durable send can be faster than alone. ' +
    'A send is answered when its message, its routing and the work that it asks for are synced. Every one is a whole turn: that work is begun and ended in Runtime too, after the answer; `turns/s` is how soon all of it was done, and processor time is that of whole turns. A bare round trip over `ws` keeps nothing.',
  async run(context) {
    await using load = new BenchProcess('load')
    await using socket = new BenchProcess('bare-socket')
    await using database = new BenchProcess('database.bench')
    await using place = await ProductPlace.open()
    const people = await guestsOf(load, place.url, IN_FLIGHT * PEOPLE)
    const file = path.join(place.directory, 'alone', 'biplane.db')
    const commits = async (): Promise<Numbers> => {
      const { perSecond, p50 } = synced.parse(await database.ask('commit', { file, count: context.size(2_000, 500) }))
      return { '/s': perSecond, 'p50 ms': p50 }
    }
    const product = (dialect: 'trpc' | 'raw' | 'http', inFlight: number) => () =>
      once(
        context,
        { load, pids: place.servers.pids, settled: () => place.settled() },
        { dialect, url: place.url, people, inFlight },
      )
    const url = await addressOf(socket)
    const bare = (inFlight: number) => () =>
      once(
        context,
        { load, pids: { Experience: socket.pid }, settled: async () => {} },
        { dialect: 'bare-socket', url, people: nobodies(inFlight), inFlight },
      )
    const found = await interleaved(
      context.rounds,
      {
        'single synced commits': commits,
        'bare ws, 1 in flight': bare(1),
        'tRPC, 1 in flight': product('trpc', 1),
        'raw, 1 in flight': product('raw', 1),
        'HTTP, 1 in flight': product('http', 1),
        'bare ws, 50 in flight': bare(IN_FLIGHT),
        'tRPC, 50 in flight': product('trpc', IN_FLIGHT),
        'raw, 50 in flight': product('raw', IN_FLIGHT),
        'HTTP, 50 in flight': product('http', IN_FLIGHT),
      },
      context.say,
    )
    const commit = found['single synced commits']
    const rows: Row[] = Object.entries(found).map(([name, numbers]) => ({
      name,
      ratio: /^(tRPC|raw|HTTP)/.test(name) ? (numbers['/s'] ?? 0) / (commit['/s'] ?? 1) : null,
      numbers,
    }))
    const fast = found['tRPC, 50 in flight']['/s'] ?? 0
    const alone = found['tRPC, 1 in flight']['p50 ms'] ?? 0
    const targets = [
      atLeast('tRPC, 50 in flight: ≥ 0.6 × the rate of single commits', 0.6, fast / (commit['/s'] ?? 1)),
      atMost('tRPC, 1 in flight: p50 ≤ 3 × one synced commit', 3, alone / (commit['p50 ms'] ?? 1), ' ×'),
    ]
    return { rows, targets }
  },
}

interface Contest {
  dialect: 'bare-socket' | 'trpc' | 'raw' | 'http'
  url: string
  people: Person[]
  inFlight: number
}

interface Parts {
  load: BenchProcess
  pids: Record<string, number>
  /** When everything that was begun has ended. */
  settled(): Promise<void>
}

async function once(
  context: BenchContext,
  { load, pids, settled }: Parts,
  { dialect, url, people, inFlight }: Contest,
): Promise<Numbers> {
  const count = context.size(inFlight === 1 ? 600 : 3_000, inFlight === 1 ? 100 : 400)
  const senders = dialect === 'bare-socket' ? people : people.slice(0, inFlight * PEOPLE)
  const { result, cost, memory } = await serversCost(pids, async () => {
    const began = performance.now()
    const said = sent.parse(
      await load.ask('send', { dialect, url, people: senders, inFlight, count, message: MESSAGE }),
    )
    await settled()
    return { ...said, turnsPerSecond: count / ((performance.now() - began) / 1000) }
  })
  await load.ask('leave')
  const { perSecond, turnsPerSecond, p50, p99, refused, cpuMicros } = result
  return {
    '/s': perSecond,
    'p50 ms': p50,
    'p99 ms': p99,
    'turns/s': turnsPerSecond,
    refused,
    ...named('µs', { Experience: 0, Runtime: 0, ...cost }, count),
    'client µs': cpuMicros / count,
    ...named('MB', { Experience: 0, Runtime: 0, ...memory }),
  }
}

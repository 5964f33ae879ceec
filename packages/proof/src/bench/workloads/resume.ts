// W5: a reader who comes back after two thousand events.
import { z } from 'zod'
import { BenchProcess } from '../bench-process.ts'
import { ProductPlace } from '../product-place.ts'
import { interleaved, type Numbers, serversCost } from '../rounds.ts'
import { messageOf, type TokenScript } from '../token-script.ts'
import { atMost, type Workload } from '../workload.ts'
import { guestsOf, send } from './guests.ts'

const EVENTS = 2_000
const resumed = z.object({ p50: z.number(), worst: z.number(), cpuMicros: z.number() })

export const resume: Workload = {
  id: 'W5',
  title: `Resume: a reader returns after ${EVENTS} events of 160 bytes`,
  how: 'From opening the socket to the last event, of what is in memory, and after a restart of Experience of what is read from the database page by page.',
  async run(context) {
    await using load = new BenchProcess('load')
    await using place = await ProductPlace.open()
    const [person] = await guestsOf(load, place.url, 1)
    if (!person) throw new Error('nobody came')
    const script: TokenScript = { tokens: EVENTS, bytes: 160, paceMs: 0, kind: 'event' }
    await load.ask('open', { dialect: 'raw', url: place.url, people: [person], script })
    const heard = load.ask('heard')
    await send(place.url, person, messageOf(script))
    await heard
    await load.ask('leave')
    const back = (dialect: 'trpc' | 'raw', times: number) => async (): Promise<Numbers> => {
      const { pids } = place.servers
      const asked = { dialect, url: place.url, person, script, after: '0', times }
      const { result, cost } = await serversCost(pids, async () => resumed.parse(await load.ask('resume', asked)))
      return {
        'p50 ms': result.p50,
        'worst ms': result.worst,
        'Experience µs/event': (cost.Experience ?? 0) / EVENTS / times,
        'client µs/event': result.cpuMicros / EVENTS / times,
      }
    }
    const contestants = { tRPC: back('trpc', 10), raw: back('raw', 10) }
    const inMemory = await interleaved(context.rounds, contestants, context.say)
    await place.meanwhile(async () => {})
    // The first reading after the start is for the compiler.
    await contestants.tRPC()
    await contestants.raw()
    const stored = await interleaved(context.rounds, contestants, context.say)
    const found = {
      'tRPC, from memory': inMemory.tRPC,
      'raw, from memory': inMemory.raw,
      'tRPC, from the database': stored.tRPC,
      'raw, from the database': stored.raw,
    }
    return {
      rows: Object.entries(found).map(([name, numbers]) => ({ name, ratio: null, numbers })),
      targets: Object.entries(found).map(([name, numbers]) =>
        atMost(`${name}: ${EVENTS} events ≤ 100 ms`, 100, numbers['p50 ms'] ?? Number.NaN, ' ms'),
      ),
    }
  },
}

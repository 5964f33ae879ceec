// W5: a reader who comes back after two thousand events.
import { z } from 'zod'
import { BenchProcess } from '../bench-process.ts'
import { ProductPlace } from '../product-place.ts'
import { interleaved, type Numbers, named, serversCost, warmUp } from '../rounds.ts'
import { messageOf, type TokenScript } from '../token-script.ts'
import { atMost, type Report, type Workload } from '../workload.ts'
import { addressOf, guestsOf, NOBODY, type Person, send } from './guests.ts'

const EVENTS = 2_000
const TIMES = 10
/** Of the product they are facts that are never merged: each of them is a frame, as each token of a baseline is. */
const SCRIPT: TokenScript = { tokens: EVENTS, bytes: 160, paceMs: 0, kind: 'event' }
const BARE_SCRIPT: TokenScript = { ...SCRIPT, kind: 'token' }
const resumed = z.object({ p50: z.number(), worst: z.number(), cpuMicros: z.number() })

const BASELINE: Record<string, string> = {
  'tRPC, from memory': 'bare tRPC',
  'raw, from memory': 'bare ws',
  'tRPC, from the database': 'bare tRPC',
  'raw, from the database': 'bare ws',
}

export const resume: Workload = {
  id: 'W5',
  title: `Resume: a reader returns after ${EVENTS} events of 160 bytes`,
  how:
    'From opening the socket to the last event, by an installation that has the events in memory and by one that was started since and reads them from the database, a page at a time. ' +
    'The baselines tell as many events from a list in memory: a bare subscription, and a bare `ws` with frames that are encoded beforehand. The ratio is that of the median times: smaller is better.',
  async run(context) {
    await using load = new BenchProcess('load')
    await using socket = new BenchProcess('bare-socket')
    await using trpc = new BenchProcess('bare-trpc')
    await using remembering = await ProductPlace.open()
    await using restarted = await ProductPlace.open()
    await socket.ask('keep', BARE_SCRIPT)
    await trpc.ask('shout', BARE_SCRIPT)
    const [here, there] = [await talk(load, remembering), await talk(load, restarted)]
    await restarted.meanwhile(async () => {})
    const bare = (dialect: 'bare-socket' | 'bare-trpc', server: BenchProcess) => async () =>
      comeBack(
        { load, pids: { server: server.pid } },
        { dialect, url: await addressOf(server), person: NOBODY, script: BARE_SCRIPT },
      )
    const product = (dialect: 'trpc' | 'raw', place: ProductPlace, person: Person) => () =>
      comeBack({ load, pids: place.servers.pids }, { dialect, url: place.url, person, script: SCRIPT })
    const contestants = {
      'bare ws': bare('bare-socket', socket),
      'bare tRPC': bare('bare-trpc', trpc),
      'tRPC, from memory': product('trpc', remembering, here),
      'raw, from memory': product('raw', remembering, here),
      'tRPC, from the database': product('trpc', restarted, there),
      'raw, from the database': product('raw', restarted, there),
    }
    await warmUp(contestants)
    return reportOf(await interleaved(context.rounds, contestants, context.say))
  },
}

/** A person and the events that it has missed. */
async function talk(load: BenchProcess, place: ProductPlace): Promise<Person> {
  const [person] = await guestsOf(load, place.url, 1)
  if (!person) throw new Error('nobody came')
  await load.ask('open', { dialect: 'raw', url: place.url, people: [person], script: SCRIPT })
  const heard = load.ask('heard')
  await send(place.url, person, messageOf(SCRIPT))
  await heard
  await load.ask('leave')
  return person
}

async function comeBack(
  { load, pids }: { load: BenchProcess; pids: Record<string, number> },
  reader: { dialect: string; url: string; person: Person; script: TokenScript },
): Promise<Numbers> {
  const asked = { ...reader, after: '0', times: TIMES }
  const { result, cost, memory } = await serversCost(pids, async () => resumed.parse(await load.ask('resume', asked)))
  return {
    'p50 ms': result.p50,
    'worst ms': result.worst,
    ...named('µs/event', cost, EVENTS * TIMES),
    'client µs/event': result.cpuMicros / EVENTS / TIMES,
    ...named('MB', memory),
  }
}

function reportOf(found: Record<string, Numbers>): Report {
  const ms = (name: string) => found[name]?.['p50 ms'] ?? Number.NaN
  return {
    rows: Object.entries(found).map(([name, numbers]) => {
      const baseline = BASELINE[name]
      return { name, ratio: baseline === undefined ? null : ms(name) / ms(baseline), numbers }
    }),
    targets: Object.keys(BASELINE).map((name) => atMost(`${name}: ${EVENTS} events ≤ 100 ms`, 100, ms(name), ' ms')),
  }
}

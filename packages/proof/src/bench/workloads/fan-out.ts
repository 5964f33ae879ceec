// W2: one conversation, an agent as fast as it can, many readers.
import { z } from 'zod'
import { BenchProcess } from '../bench-process.ts'
import { ProductPlace } from '../product-place.ts'
import { interleaved, type Numbers, named, serversCost, warmUp } from '../rounds.ts'
import { messageOf, type TokenScript } from '../token-script.ts'
import { atLeast, type BenchContext, type Row, type Target, type Workload } from '../workload.ts'
import { addressOf, guestsOf, nobodies, type Person, send } from './guests.ts'

const heard = z.object({ ms: z.number(), frames: z.number(), tokens: z.number(), cpuMicros: z.number() })

const BYTES = 160
/** To a hundred also the longest answer that there is (704 KiB): who is behind reads the rest from the store. */
const CASES = [
  { readers: 1, length: 4_400 },
  { readers: 10, length: 4_400 },
  { readers: 100, length: 2_000 },
  { readers: 100, length: 4_400 },
]
const CONTESTANTS = [
  'bare ws',
  'bare tRPC',
  'raw, each event',
  'tRPC, each event',
  'raw, tokens',
  'tRPC, tokens',
] as const
type Contestant = (typeof CONTESTANTS)[number]

const BASELINE: Record<Contestant, Contestant | null> = {
  'bare ws': null,
  'bare tRPC': null,
  'raw, each event': 'bare ws',
  'tRPC, each event': 'bare tRPC',
  'raw, tokens': 'bare ws',
  'tRPC, tokens': 'bare tRPC',
}

export const fanOut: Workload = {
  id: 'W2',
  title: 'Fan-out: one conversation, an agent as fast as it can, 160-byte tokens',
  how:
    '`each event` are facts that are never merged (progress with a label of 160 bytes), so an event that is said is a frame that is shown; ' +
    '`tokens` are merged as they are shipped. A delivery is one event at one reader; the time is from when the first token is said to when the last reader has the last one. Each round is a new conversation, and with 1 and 10 readers there are three times as many. Every event of the product is committed with FULL before it is shown; the baselines keep nothing.',
  async run(context) {
    await using load = new BenchProcess('load')
    await using socket = new BenchProcess('bare-socket')
    await using trpc = new BenchProcess('bare-trpc')
    await using place = await ProductPlace.open()
    const rows: Row[] = []
    const targets: Target[] = []
    for (const { readers, length } of CASES) {
      const tokens = context.size(length, length / 5)
      const said = `${readers} ${readers === 1 ? 'reader' : 'readers'}, ${tokens} tokens`
      context.say(said)
      const found = await measure(context, { load, socket, trpc, place }, { readers, tokens })
      rows.push(...CONTESTANTS.map((name) => rowOf(found, name, said)))
      if (readers === 100) targets.push(...targetsOf(found, said))
    }
    return { rows, targets }
  },
}

function rowOf(found: Record<Contestant, Numbers>, name: Contestant, said: string): Row {
  const baseline = BASELINE[name]
  const own = found[name][name.endsWith('tokens') ? 'tokens/s' : 'deliveries/s'] ?? 0
  const ratio = baseline === null ? null : own / (found[baseline]['tokens/s'] ?? 0)
  return { name: `${name}, ${said}`, ratio, numbers: found[name] }
}

function targetsOf(found: Record<Contestant, Numbers>, said: string): Target[] {
  const target = (words: string, bound: number, name: Contestant, base: Contestant) => {
    const unit = name.endsWith('tokens') ? 'token' : 'delivery'
    const rate = (one: Contestant) => found[one][unit === 'token' ? 'tokens/s' : 'deliveries/s'] ?? Number.NaN
    const cost = (one: Contestant) => costOf(found[one], unit)
    const judged = atLeast(`${words}: ${said}`, bound, rate(name) / rate(base))
    // On a machine that does other work meanwhile this is the steadier of the two.
    return { ...judged, measured: `${judged.measured} (by processor time ${(cost(base) / cost(name)).toFixed(2)})` }
  }
  return [
    target('raw door ≥ 0.85 × bare `ws` encoded once, event for event', 0.85, 'raw, each event', 'bare ws'),
    target('tRPC door ≥ 1.0 × bare subscription in events/s', 1, 'tRPC, each event', 'bare tRPC'),
    target('tRPC door ≥ 4 × bare subscription in tokens/s', 4, 'tRPC, tokens', 'bare tRPC'),
  ]
}

/** Processor time of all servers. */
const costOf = (numbers: Numbers, unit: 'token' | 'delivery'): number =>
  Object.entries(numbers)
    .filter(([name]) => name.endsWith(`µs/${unit}`) && !name.startsWith('client'))
    .reduce((sum, [, micros]) => sum + micros, 0)

interface Parts {
  load: BenchProcess
  socket: BenchProcess
  trpc: BenchProcess
  place: ProductPlace
}

async function measure(
  context: BenchContext,
  { load, socket, trpc, place }: Parts,
  { readers, tokens }: { readers: number; tokens: number },
): Promise<Record<Contestant, Numbers>> {
  const script: TokenScript = { tokens, bytes: BYTES, paceMs: 0, kind: 'token' }
  const bare = (dialect: 'bare-socket' | 'bare-trpc', server: BenchProcess) => async () => {
    if (dialect === 'bare-trpc') await server.ask('fresh')
    const url = await addressOf(server)
    await load.ask('open', { dialect, url, people: nobodies(readers), script })
    return numbersOf({ load, pids: { server: server.pid } }, () => server.ask('shout', script))
  }
  const product = (dialect: 'raw' | 'trpc', kind: TokenScript['kind']) => () =>
    productOnce({ load, place }, dialect, { readers, script: { ...script, kind } })
  const contestants = {
    'bare ws': bare('bare-socket', socket),
    'bare tRPC': bare('bare-trpc', trpc),
    'raw, each event': product('raw', 'event'),
    'tRPC, each event': product('trpc', 'event'),
    'raw, tokens': product('raw', 'token'),
    'tRPC, tokens': product('trpc', 'token'),
  }
  await warmUp(contestants)
  // With few readers it is soon over: a short measurement wants more rounds than a long one does.
  return interleaved(context.rounds * (readers === 100 ? 1 : 3), contestants, context.say)
}

/** One answer in a new conversation, to so many readers. */
export async function productOnce(
  { load, place }: Pick<Parts, 'load' | 'place'>,
  dialect: 'raw' | 'trpc',
  { readers, script }: { readers: number; script: TokenScript },
): Promise<Numbers> {
  const [person] = await guestsOf(load, place.url, 1)
  if (!person) throw new Error('nobody came')
  await load.ask('open', { dialect, url: place.url, people: Array<Person>(readers).fill(person), script })
  const { pids } = place.servers
  return numbersOf({ load, pids }, () => send(place.url, person, messageOf(script)))
}

async function numbersOf(
  { load, pids }: { load: BenchProcess; pids: Record<string, number> },
  begin: () => Promise<unknown>,
): Promise<Numbers> {
  const { result, cost, memory } = await serversCost(pids, async () => {
    const hearing = load.ask('heard')
    await begin()
    return heard.parse(await hearing)
  })
  await load.ask('leave')
  const { ms, frames, tokens, cpuMicros } = result
  return {
    'deliveries/s': frames / (ms / 1000),
    'tokens/s': tokens / (ms / 1000),
    'tokens in a frame': tokens / frames,
    ...named('µs/delivery', cost, frames),
    ...named('µs/token', cost, tokens),
    'client µs/delivery': cpuMicros / frames,
    ...named('MB', memory),
  }
}

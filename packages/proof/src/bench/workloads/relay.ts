// W3: many conversations at once, from an agent in Runtime through Experience and its log to one reader each.
import { z } from 'zod'
import { BenchProcess } from '../bench-process.ts'
import { HTTP_DIALECTS, type HttpDialect } from '../processes/load-http.ts'
import { ProductPlace } from '../product-place.ts'
import { interleaved, type Numbers, named, serversCost } from '../rounds.ts'
import type { TokenScript } from '../token-script.ts'
import { atLeast, atMost, type BenchContext, type Row, type Target, type Workload } from '../workload.ts'
import { addressOf, guestsOf, nobodies, type Person } from './guests.ts'

const spread = z.object({ p50: z.number(), p99: z.number() })
const relayed = z.object({
  ms: z.number(),
  tokens: z.number(),
  frames: z.number(),
  lost: z.number(),
  disordered: z.number(),
  first: spread,
  latency: spread,
  cpuMicros: z.number(),
})

const BYTES = 20
const PACE_MS = 20

export const relay: Workload = {
  id: 'W3',
  title: 'Relay: S conversations at once, 500 tokens each, one reader each, over the tRPC door',
  how:
    'The baseline is a single hop: the same agent behind a bare tRPC subscription on the reader’s own socket. The product goes from Runtime over Experience and commits every token with FULL before it is shown. ' +
    'Paced is 50 tokens/s in each conversation, begun one after the other within a second.',
  async run(context) {
    await using load = new BenchProcess('load')
    await using direct = new BenchProcess('bare-trpc')
    await using place = await ProductPlace.open()
    const people = await guestsOf(load, place.url, 200)
    const rows: Row[] = []
    const targets: Target[] = []
    for (const paced of [false, true]) {
      for (const streams of [1, 50, 200]) {
        const found = await measure(context, { load, direct, place }, people.slice(0, streams), paced)
        rows.push(...rowsOf(found, `${paced ? 'paced' : 'unpaced'}, S=${streams}`))
        targets.push(...targetsOf(found, streams, paced))
      }
    }
    return { rows, targets }
  },
}

type Found = Record<'direct' | 'product', Numbers>

export interface RelayParts {
  load: BenchProcess
  direct: BenchProcess
  place: ProductPlace
}

async function measure(context: BenchContext, parts: RelayParts, people: Person[], paced: boolean): Promise<Found> {
  const { load, direct, place } = parts
  const script: TokenScript = {
    tokens: context.size(500, 200),
    bytes: BYTES,
    paceMs: paced ? PACE_MS : 0,
    kind: 'token',
  }
  context.say(`${paced ? 'paced' : 'unpaced'}, ${people.length} conversations`)
  const url = await addressOf(direct)
  return interleaved(
    context.rounds,
    {
      direct: () =>
        relayOnce({ load, pids: { server: direct.pid } }, 'bare-trpc', url, nobodies(people.length), script),
      product: () => relayOnce({ load, pids: place.servers.pids }, 'trpc', place.url, people, script),
    },
    context.say,
  )
}

const isHttp = (dialect: string): boolean => HTTP_DIALECTS.some((one) => one === dialect)

/** One round: all conversations from their first token to their last. */
export async function relayOnce(
  { load, pids }: { load: BenchProcess; pids: Record<string, number> },
  dialect: 'bare-trpc' | 'trpc' | HttpDialect,
  url: string,
  people: Person[],
  script: TokenScript,
): Promise<Numbers> {
  const spreadMs = script.paceMs === 0 ? 0 : 1_000
  const { result, cost, memory } = await serversCost(pids, async () =>
    relayed.parse(
      await load.ask(isHttp(dialect) ? 'relayedHttp' : 'relayed', { dialect, url, people, script, spreadMs }),
    ),
  )
  await load.ask('leave')
  const { ms, tokens, frames, lost, disordered, first, latency, cpuMicros } = result
  const all = Object.values(cost).reduce((sum, micros) => sum + micros, 0)
  return {
    'tokens/s': tokens / (ms / 1000),
    'first token p50 ms': first.p50,
    'first token p99 ms': first.p99,
    'token p50 ms': latency.p50,
    'token p99 ms': latency.p99,
    'tokens in a frame': tokens / frames,
    'servers µs/token': all / tokens,
    ...named('µs/token', cost, tokens),
    'client µs/token': cpuMicros / tokens,
    ...named('MB', memory),
    lost,
    disordered,
  }
}

const of = (numbers: Numbers, name: string): number => numbers[name] ?? Number.NaN

function rowsOf({ direct, product }: Found, name: string): Row[] {
  return [
    { name: `direct hop, ${name}`, ratio: null, numbers: direct },
    { name: `product, ${name}`, ratio: of(product, 'tokens/s') / of(direct, 'tokens/s'), numbers: product },
  ]
}

function targetsOf({ direct, product }: Found, streams: number, paced: boolean): Target[] {
  const whole = atMost(
    `${paced ? 'paced' : 'unpaced'}, S=${streams}: nothing lost or in a wrong order`,
    0,
    of(product, 'lost') + of(product, 'disordered'),
  )
  const speed = of(product, 'tokens/s') / of(direct, 'tokens/s')
  if (!paced) {
    const fast = atLeast('unpaced, S=200: ≥ 2.0 × the direct hop in tokens/s', 2, speed)
    const cost = of(direct, 'servers µs/token') / of(product, 'servers µs/token')
    const said = { ...fast, measured: `${fast.measured} (by processor time ${cost.toFixed(2)})` }
    return streams === 200 ? [said, whole] : [whole]
  }
  const added = (name: string) => of(product, name) - of(direct, name)
  if (streams === 50) {
    return [
      atMost('paced, S=50: first token added ≤ 6 ms p50', 6, added('first token p50 ms'), ' ms'),
      atMost('paced, S=50: first token added ≤ 25 ms p99', 25, added('first token p99 ms'), ' ms'),
      atMost('paced, S=50: token latency p99 ≤ 80 ms', 80, of(product, 'token p99 ms'), ' ms'),
      atMost(
        'paced, S=50: both servers ≤ 100 µs of processor time a token',
        100,
        of(product, 'servers µs/token'),
        ' µs',
      ),
      whole,
    ]
  }
  if (streams === 1) {
    return [
      atMost(
        'paced, S=1: both servers ≤ 500 µs of processor time a token',
        500,
        of(product, 'servers µs/token'),
        ' µs',
      ),
      whole,
    ]
  }
  if (streams !== 200) return [whole]
  return [
    atLeast('paced, S=200: keeps the pace (≥ 0.98)', 0.98, speed),
    atMost('paced, S=200: token latency p99 ≤ 80 ms', 80, of(product, 'token p99 ms'), ' ms'),
    atMost('paced, S=200: both servers ≤ 50 µs of processor time a token', 50, of(product, 'servers µs/token'), ' µs'),
    whole,
  ]
}

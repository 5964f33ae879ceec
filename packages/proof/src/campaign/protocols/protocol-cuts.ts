// Cuts between unmodified clients of the five protocols and Experience, at random bytes of every connection.
import { randomUUID } from 'node:crypto'
import { openCutProxy } from '../../cut-proxy.ts'
import { Product } from '../../product/product.test-support.ts'
import type { Seeded } from '../../seeded.ts'
import { QUESTION, undisturbedAnswer } from '../talk.ts'
import { askOnce, noProtocolCounts, notOnce, PROTOCOLS, type ProtocolCounts } from './protocol-counts.ts'

/** People of each protocol who ask at the same time. */
const PEOPLE = 8
/** Of one guest, whose conversations are then counted. */
const QUESTIONS_OF_A_GUEST = 10
/** Of a random cut, in bytes: the client's requests, and some events of its answer. */
const FURTHEST = { toServer: 1_200, toClient: 6_000 }

export const CUT_ENV = {
  NODE_ENV: 'production',
  AGENT_PIECES_PER_SECOND: '800',
  STREAMS_LONG_POLL_MS: '1000',
  LIMIT_CONNECTIONS_PER_PRINCIPAL: '1000',
  LIMIT_CONNECTS_PER_PRINCIPAL: '100000000',
  LIMIT_CONNECTS_PER_ADDRESS: '100000000',
}

export interface ProtocolCuts {
  random: Seeded
  /** Of all protocols together. */
  cuts: number
  forgets: boolean
  say(text: string): void
}

/**
 * A client that forgets is caught in the middle of an answer. Where the machine is slower than the agent, an answer is read
 * at once, as one event that a cut never divides.
 */
const SLOW_AGENT = { AGENT_PIECES_PER_SECOND: '100' }

/** Counts by protocol, and the cuts that happened. */
export async function cutProtocols(size: ProtocolCuts): Promise<Map<string, ProtocolCounts & { cuts: number }>> {
  const env = size.forgets ? { ...CUT_ENV, ...SLOW_AGENT } : CUT_ENV
  const [truth, product] = await Promise.all([undisturbedAnswer(), Product.open({ env })])
  await using _ = product
  const found = new Map<string, ProtocolCounts & { cuts: number }>()
  const names = Object.keys(PROTOCOLS)
  for (const name of names) {
    const begun = performance.now()
    const counts = { ...noProtocolCounts(), cuts: 0 }
    counts.cuts = await cutOne(product, name, { ...size, cuts: Math.ceil(size.cuts / names.length) }, truth, counts)
    found.set(name, counts)
    const seconds = ((performance.now() - begun) / 1000).toFixed(1)
    size.say(`${name}: ${counts.cuts} cuts, ${counts.answers} answers, ${counts.resumed} resumed, in ${seconds} s`)
  }
  return found
}

async function cutOne(
  product: Product,
  name: string,
  { random, cuts, forgets }: ProtocolCuts,
  truth: string,
  counts: ProtocolCounts,
): Promise<number> {
  const ask = PROTOCOLS[name]
  if (!ask) throw new Error(`${name} is unknown`)
  await using proxy = await openCutProxy({
    target: { host: '127.0.0.1', port: product.port },
    plan: () => (proxy.cuts >= cuts ? undefined : { cut: placeOf(random) }),
  })
  const url = `http://127.0.0.1:${proxy.port}`
  let turn = 0
  const person = async () => {
    do {
      await using anna = await product.guest()
      let sent = 0
      do {
        sent += 1
        turn += 1
        await askOnce({
          ask,
          counts,
          url,
          token: anna.token,
          text: QUESTION,
          truth,
          id: randomUUID(),
          turn,
          forgets,
        })
      } while (sent < QUESTIONS_OF_A_GUEST && proxy.cuts < cuts)
      counts.not_once += await notOnce(product, anna.token, sent)
    } while (proxy.cuts < cuts)
  }
  await Promise.all(Array.from({ length: PEOPLE }, person))
  return proxy.cuts
}

const placeOf = (random: Seeded) => {
  const way = random.chance(0.15) ? 'toServer' : 'toClient'
  return { way, after: random.int(0, FURTHEST[way]), how: random.pick(['fin', 'rst'] as const) } as const
}

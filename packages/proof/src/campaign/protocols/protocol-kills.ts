// kill -9 of either process while clients of the five protocols read an answer.
import { randomUUID } from 'node:crypto'
import { Facts } from '../../facts.ts'
import { type Plane, Product, SHORT_LIVED } from '../../product/product.test-support.ts'
import type { Seeded } from '../../seeded.ts'
import { QUESTION, undisturbedAnswer } from '../talk.ts'
import { askOnce, noProtocolCounts, notOnce, PROTOCOLS, type ProtocolCounts } from './protocol-counts.ts'
import { CUT_ENV } from './protocol-cuts.ts'

/** Of each protocol: both versions of a client take their turn. */
const CLIENTS = 2
/** Slow enough that death comes in the middle. */
const PIECES_PER_SECOND = '150'

/** `kills` of each process, each while every client has been shown some text. */
export async function killProtocols(random: Seeded, kills: number): Promise<ProtocolCounts & { kills: number }> {
  const env = { ...CUT_ENV, AGENT_PIECES_PER_SECOND: PIECES_PER_SECOND }
  const [truth, product] = await Promise.all([undisturbedAnswer(), Product.open({ env, nodeArgs: SHORT_LIVED })])
  await using _ = product
  const counts = { ...noProtocolCounts(), kills: 0 }
  const planes = Array.from({ length: kills }, () => ['experience', 'runtime'] as const).flat()
  for (const plane of planes) {
    await killOnce(product, { plane, truth, counts, share: random.next() / 2 })
    counts.kills += 1
  }
  return counts
}

interface Death {
  plane: Plane
  truth: string
  counts: ProtocolCounts
  /** How much of the answer each client has been shown before. */
  share: number
}

async function killOnce(product: Product, { plane, truth, counts, share }: Death): Promise<void> {
  const facts = new Facts()
  await using anna = await product.guest()
  const asks = Object.values(PROTOCOLS).flatMap((ask) => Array.from({ length: CLIENTS }, (_, turn) => ({ ask, turn })))
  let reading = 0
  const answers = asks.map(({ ask, turn }) => {
    let begun = false
    const onShown = (text: string) => {
      if (begun || text.length <= truth.length * share) return
      begun = true
      reading += 1
      facts.changed()
    }
    const { token } = anna
    const id = randomUUID()
    return askOnce({ ask, counts, url: product.url, token, text: QUESTION, truth, id, turn, forgets: false, onShown })
  })
  const all = Promise.all(answers)
  await Promise.race([all, facts.until(() => reading === asks.length)])
  await product.kill(plane)
  await product.start(plane)
  await all
  counts.not_once += await notOnce(product, anna.token, asks.length)
}

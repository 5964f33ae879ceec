// Fault scenario: cuts between Experience and Runtime while answers stream.
import type { CutProxy } from '../../cut-proxy.ts'
import { Product } from '../../product/product.test-support.ts'
import { type Seeded, seeded } from '../../seeded.ts'
import { ConversationReader } from '../conversation-reader.ts'
import { type Figure, type FigureContext, type Measured, mustBeZero } from '../figure.ts'
import { QUESTION, undisturbedAnswer } from '../talk.ts'
import { countTalk, noCounts, PROMISED, type TalkCounts } from '../talk-counts.ts'

/** Experience has one link to its Runtime, and waits a little before it opens it again: several products cut more. */
const LINKS = 8
/** Then somebody else begins anew: whoever attaches again says all that was said before, and that is not what is tried. */
const ANSWERS_OF_ONE_TALK = 3
/** Most connections end in their handshake or just after it; of the others each brings an answer some way. */
const SHORT_BYTES = 400
const LONG_BYTES = 4_000

export const linkCuts: Figure = {
  name: 'link-cuts',
  promise: '[L1, L7, L8] cuts between Experience and Runtime: every answer whole, once, in order, and ended',
  run: (context) => measure(context, context.size(2_000, 100_000)),
  control: { bad: 'a link of which every connection is cut at its first byte', run: neverMended },
}

async function measure({ random }: FigureContext, most: number): Promise<Measured> {
  const truth = await undisturbedAnswer()
  const counts = { cuts: 0, links: LINKS, ...noCounts() }
  const streams = Array.from({ length: LINKS }, () => seeded(random.int(0, 2 ** 32 - 1)))
  await Promise.all(
    streams.map(async (own) => {
      // It is asked before the product is ready.
      let link: CutProxy | null = null
      const enough = () => (link?.cuts ?? 0) >= most / LINKS
      await using product = await Product.open({
        env: { NODE_ENV: 'production', AGENT_PIECES_PER_SECOND: '400' },
        linkPlan: () => (enough() ? undefined : { cut: cutOf(own) }),
      })
      link = product.link
      while (!enough()) await talkUnderCuts(product, { enough, truth, counts })
      counts.cuts += link?.cuts ?? 0
    }),
  )
  return mustBeZero(counts, ...PROMISED)
}

const cutOf = (random: Seeded) => ({
  way: 'toClient' as const,
  after: random.int(1, random.chance(0.85) ? SHORT_BYTES : LONG_BYTES),
  how: random.pick(['fin', 'rst'] as const),
})

interface UnderCuts {
  enough(): boolean
  truth: string
  counts: TalkCounts
}

async function talkUnderCuts(product: Product, { enough, truth, counts }: UnderCuts): Promise<void> {
  await using anna = await product.guest()
  using reader = new ConversationReader(anna)
  await reader.opened()
  let sent = 0
  while (sent < ANSWERS_OF_ONE_TALK && !enough()) {
    sent += 1
    const { invocation_id } = await anna.send(QUESTION, `m-${sent}`)
    await reader.ended(invocation_id)
  }
  await countTalk(counts, { anna, reader, sent, truth })
}

async function neverMended(): Promise<Measured> {
  await using product = await Product.open({
    env: { LIMIT_RUNTIME_UNAVAILABLE_MS: '500' },
    linkPlan: () => ({ cut: { way: 'toClient', after: 1, how: 'rst' } }),
  })
  await using anna = await product.guest()
  using reader = new ConversationReader(anna)
  await reader.opened()
  const { invocation_id } = await anna.send(QUESTION, 'm')
  const { text } = await reader.ended(invocation_id)
  return mustBeZero({ answers: 1, wrong: text === '' ? 1 : 0 }, 'wrong')
}

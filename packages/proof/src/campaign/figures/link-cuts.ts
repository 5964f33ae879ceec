// Owns the figure of cuts between Experience and Runtime while answers come over that link.
import type { CutProxy } from '../../cut-proxy.ts'
import { endOf, eventsOf, Product, shownText } from '../../product/product.test-support.ts'
import { type Figure, type FigureContext, type Measured, mustBeZero } from '../figure.ts'
import { sumOfLosses } from '../sums.ts'
import { QUESTION } from '../talk.ts'

const PEOPLE = 4

export const linkCuts: Figure = {
  name: 'link-cuts',
  promise: '[L1, L7, L8] cuts between Experience and Runtime: every answer whole, once, in order, and ended',
  run: (context) => measure(context, context.size(500, 50_000)),
  control: { bad: 'a link of which every connection is cut at its first byte', run: neverMended },
}

async function measure({ random }: FigureContext, most: number): Promise<Measured> {
  const truth = await undisturbedAnswer()
  // It is asked before the product is ready.
  let link: CutProxy | null = null
  const cuts = () => link?.cuts ?? 0
  await using product = await Product.open({
    env: { NODE_ENV: 'production', AGENT_PIECES_PER_SECOND: '2000' },
    linkPlan: () =>
      cuts() >= most
        ? undefined
        : { cut: { way: 'toClient', after: random.int(1, 12_000), how: random.pick(['fin', 'rst'] as const) } },
  })
  const counts = { cuts: 0, answers: 0, events: 0, lost: 0, doubled: 0, reordered: 0, wrong: 0, unfinished: 0 }
  link = product.link
  const talks = Array.from({ length: PEOPLE }, async (_, person) => {
    await using anna = await product.guest()
    const reader = anna.read()
    await reader.until((items) => items.length > 0)
    for (let i = 0; cuts() < most || i === 0; i += 1) {
      const { invocation_id } = await anna.send(QUESTION, `q-${person}-${i}`)
      await reader.until((items) => endOf(items, invocation_id) !== undefined)
      counts.answers += 1
      if (shownText(reader.items, invocation_id) !== truth) counts.wrong += 1
    }
    const numbers = eventsOf(reader.items).map(({ event_id }) => event_id)
    counts.events += numbers.length
    const losses = sumOfLosses([numbers])
    counts.lost += losses.lost
    counts.doubled += losses.doubled
    counts.reordered += losses.reordered
    counts.unfinished += (await anna.trpc.invocation.list.query({})).filter(({ ended_at }) => ended_at === null).length
    reader.stop()
  })
  await Promise.all(talks)
  counts.cuts = cuts()
  return mustBeZero(counts, 'lost', 'doubled', 'reordered', 'wrong', 'unfinished')
}

async function neverMended(): Promise<Measured> {
  await using product = await Product.open({
    env: { LIMIT_RUNTIME_UNAVAILABLE_MS: '500' },
    linkPlan: () => ({ cut: { way: 'toClient', after: 1, how: 'rst' } }),
  })
  return mustBeZero({ answers: 1, wrong: (await answerOf(product)) === '' ? 1 : 0 }, 'wrong')
}

async function undisturbedAnswer(): Promise<string> {
  await using product = await Product.open({ env: { AGENT_PIECES_PER_SECOND: '0' } })
  return await answerOf(product) // before the product goes
}

async function answerOf(product: Product): Promise<string> {
  await using anna = await product.guest()
  const reader = anna.read()
  const { invocation_id } = await anna.send(QUESTION, 'm')
  await reader.until((items) => endOf(items, invocation_id) !== undefined)
  reader.stop()
  return shownText(reader.items, invocation_id)
}

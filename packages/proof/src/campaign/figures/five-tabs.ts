// Fault scenario: one person with five tabs, each cut at random; in the end all show the same bytes.
import { setTimeout as delay } from 'node:timers/promises'
import { openCutProxy } from '../../cut-proxy.ts'
import { Product } from '../../product/product.test-support.ts'
import { conversationOf, DoorReader } from '../door-readers.ts'
import { type Figure, type FigureContext, type Measured, mustBeZero } from '../figure.ts'
import { sumOfLosses } from '../sums.ts'
import { talkUntil } from '../talk.ts'

const TABS = 5

export const fiveTabs: Figure = {
  name: 'five-tabs',
  promise: '[L2, L3] five tabs, each cut at random: the same transcript in each, byte for byte',
  run: (context) => measure(context, context.size(500, 20_000), false),
  control: { bad: 'one tab that does not say where it stopped', run: (context) => measure(context, 200, true) },
}

async function measure({ random }: FigureContext, most: number, oneForgets: boolean): Promise<Measured> {
  await using product = await Product.open({
    env: {
      NODE_ENV: 'production',
      AGENT_PIECES_PER_SECOND: '0',
      LIMIT_CONNECTIONS_PER_PRINCIPAL: '1000',
      LIMIT_CONNECTS_PER_PRINCIPAL: '100000000',
    },
  })
  const { token, conversationId } = await conversationOf(product)
  await using proxy = await openCutProxy({
    target: { host: '127.0.0.1', port: product.port },
    plan: () => (proxy.cuts >= most ? undefined : { cut: cutOf(random.int(1, 6_000), random.pick(['fin', 'rst'])) }),
  })
  const address = { url: `http://127.0.0.1:${proxy.port}`, token, conversationId, after: 0 }
  const tabs = Array.from(
    { length: TABS },
    (_, at) => new DoorReader('trpc', address, { forgets: oneForgets && at === 0 }),
  )
  await using anna = product.returning(token)
  // The one that forgets may never come to the end; it has had its time when the others have.
  const whole = oneForgets ? tabs.slice(1) : tabs
  const heard = (last: number) => Promise.all(whole.map((tab) => tab.until((reader) => reader.last >= last)))
  const { last } = await talkUntil(anna, () => proxy.cuts >= most, heard)
  await heard(last)
  if (oneForgets) await delay(500)
  const transcripts = tabs.map((tab) => tab.seen.map(({ says }) => says).join('\n'))
  const different = transcripts.filter((transcript) => transcript !== transcripts.at(-1)).length
  const losses = sumOfLosses(tabs.map((tab) => tab.seen.map(({ number }) => number)))
  await Promise.all(tabs.map((tab) => tab[Symbol.asyncDispose]()))
  return mustBeZero(
    { cuts: proxy.cuts, tabs: TABS, bytes: transcripts.at(-1)?.length ?? 0, different, ...losses },
    'different',
    'lost',
    'doubled',
    'reordered',
  )
}

const cutOf = (after: number, how: 'fin' | 'rst') => ({ way: 'toClient' as const, after, how })

// Owns the figure of many readers who all come back at once after a crash.
import { Product } from '../../product/product.test-support.ts'
import { conversationOf, DoorReader } from '../door-readers.ts'
import { type Figure, type FigureContext, type Measured, mustBeZero } from '../figure.ts'
import { sumOfLosses } from '../sums.ts'
import { talkUntil } from '../talk.ts'

const WITHIN_MS = 30_000

export const storm: Figure = {
  name: 'storm',
  promise: '[L3] many subscribed sockets, a kill -9, and everybody back: all of them whole within 30 s',
  alone: true,
  run: (context) => measure(context, context.size(1_000, 10_000), false),
  control: { bad: 'readers that say no number when they come back', run: (context) => measure(context, 50, true) },
}

async function measure({ say }: FigureContext, readers: number, forgets: boolean): Promise<Measured> {
  await using product = await Product.open({
    env: {
      AGENT_PIECES_PER_SECOND: '0',
      LIMIT_CONNECTIONS_PER_PRINCIPAL: '100000',
      LIMIT_CONNECTIONS_PER_ADDRESS: '100000',
      LIMIT_CONNECTS_PER_PRINCIPAL: '1000000000',
      LIMIT_CONNECTS_PER_ADDRESS: '1000000000',
    },
  })
  const { token, conversationId } = await conversationOf(product)
  const address = { url: product.url, token, conversationId, after: 0 }
  await using anna = product.returning(token)
  const before = await talkUntil(anna, () => true)
  const all = Array.from({ length: readers }, () => new DoorReader('standard', address, { forgets }))
  await Promise.all(all.map((reader) => reader.until(({ last }) => last >= before.last)))
  await product.kill('experience')
  await product.start('experience')
  const begun = performance.now()
  await using back = product.returning(token)
  const { last } = await talkUntil(back, () => true)
  await Promise.all(all.map((reader) => reader.until((one) => one.last >= last || (forgets && one.restored > 0))))
  const ms = Math.round(performance.now() - begun)
  say(`${readers} readers were whole ${ms} ms after the start`)
  const losses = sumOfLosses(
    all.map(({ seen }) => [...seen.map(({ number }) => number), last]).map((list) => [...new Set(list)]),
  )
  await Promise.all(all.map((reader) => reader[Symbol.asyncDispose]()))
  // Whoever says where it stopped is told what came then, and never the whole again.
  const restored = all.reduce((sum, reader) => sum + reader.restored, 0)
  const late = ms > WITHIN_MS ? 1 : 0
  return mustBeZero({ readers, ms, late, restored, ...losses }, 'late', 'restored', 'lost', 'doubled', 'reordered')
}

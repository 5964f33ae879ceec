// Fault scenario: links fall silent without FIN or RST, as when a cable is pulled.
import { setTimeout as delay } from 'node:timers/promises'
import { openCutProxy } from '../../cut-proxy.ts'
import { endOf, eventsOf, PAGE, Person, Product } from '../../product/product.test-support.ts'
import { ConversationReader } from '../conversation-reader.ts'
import { type Figure, type FigureContext, type Measured, mustBeZero } from '../figure.ts'
import { sumOfLosses } from '../sums.ts'
import { QUESTION } from '../talk.ts'

const HEALED_WITHIN_S = 15
/** Shorter than anybody takes for the end of a connection. */
const DARK_MS = 3_000
/** In the middle of an answer, on either link: handshake and the first events are behind it. */
const DARK_AFTER_BYTES = 3_000

type Where = 'client' | 'runtime'

export const darkLinks: Figure = {
  name: 'dark-links',
  promise: `[L3, L7] a network that goes dark, a connection that stays so, on either link: whole within ${HEALED_WITHIN_S} s`,
  run: (context) => measure(context, context.size(1, 25)),
  control: { bad: 'a reader that stays on the silent connection', run: staysOn },
}

async function measure({ say }: FigureContext, times: number): Promise<Measured> {
  const counts = { holes: 0, late: 0, lost: 0, doubled: 0, reordered: 0, slowest_back_ms: 0, slowest_gone_ms: 0 }
  const both = async (where: Where) => {
    for (let i = 0; i < times; i += 1) {
      const back = await comesBack(where)
      const gone = await staysDark(where)
      counts.holes += 2
      counts.slowest_back_ms = Math.max(counts.slowest_back_ms, back.ms)
      counts.slowest_gone_ms = Math.max(counts.slowest_gone_ms, gone.ms)
      counts.late += [back, gone].filter(({ ms }) => ms > HEALED_WITHIN_S * 1000).length
      const losses = sumOfLosses([back.numbers, gone.numbers])
      for (const kind of ['lost', 'doubled', 'reordered'] as const) counts[kind] += losses[kind]
      say(`the link of the ${where}: whole ${back.ms} ms after it was back, ${gone.ms} ms after a connection was dark`)
    }
  }
  // Mostly they wait.
  await Promise.all([both('client'), both('runtime')])
  return mustBeZero(counts, 'late', 'lost', 'doubled', 'reordered')
}

interface Whole {
  ms: number
  numbers: number[]
}

/** For some seconds nothing passes on any connection; what was held passes then, as TCP would have it. */
async function comesBack(where: Where): Promise<Whole> {
  await using product = await openProduct({ linkPlan: () => undefined })
  await using front = await openCutProxy({ target: { host: '127.0.0.1', port: product.port } })
  const dark = where === 'client' ? front : product.link
  if (!dark) throw new Error('the link has no proxy')
  return await wholeAfter(product, front.port, async (said) => {
    await said(3)
    dark.blackHole(true)
    // Until something was swallowed: then the link is dark in the middle of the answer.
    await dark.until(() => dark.held > 0)
    await delay(DARK_MS) // what is tried
    dark.heal()
  })
}

/** One connection is dark for good; another one would pass. It must be found out, and given up. */
async function staysDark(where: Where): Promise<Whole> {
  const hole = { hole: { way: 'toClient', after: DARK_AFTER_BYTES } } as const
  let held = () => 0
  const plan = () => (held() > 0 ? undefined : hole)
  await using product = await openProduct({ linkPlan: where === 'runtime' ? plan : () => undefined })
  await using front = await openCutProxy({
    target: { host: '127.0.0.1', port: product.port },
    ...(where === 'client' && { plan }),
  })
  const dark = where === 'client' ? front : product.link
  if (!dark) throw new Error('the link has no proxy')
  held = () => dark.held
  return await wholeAfter(product, front.port, () => dark.until(() => dark.held > 0))
}

const openProduct = (options: Parameters<typeof Product.open>[0]): Promise<Product> =>
  Product.open({ ...options, env: { NODE_ENV: 'production', AGENT_PIECES_PER_SECOND: '100' } })

/** How long it takes from the end of `harm`, done in the middle of an answer, until a reader as patient as the page has it. */
async function wholeAfter(
  product: Product,
  port: number,
  harm: (said: (pieces: number) => Promise<void>) => Promise<void>,
): Promise<Whole> {
  const token = await product.guestToken()
  await using anna = new Person(`http://127.0.0.1:${port}`, token, PAGE)
  await using ben = product.returning(token)
  using reader = new ConversationReader(anna)
  await reader.opened()
  const { invocation_id } = await ben.send(QUESTION, 'm')
  await harm((pieces) => reader.said(invocation_id, pieces))
  const begun = performance.now()
  await reader.ended(invocation_id)
  return { ms: Math.round(performance.now() - begun), numbers: [...reader.numbers] }
}

/** The hole stays; a reader without signs of life waits for ever, and another one through it never comes. */
async function staysOn(): Promise<Measured> {
  await using product = await Product.open({ env: { AGENT_PIECES_PER_SECOND: '200' } })
  await using front = await openCutProxy({ target: { host: '127.0.0.1', port: product.port } })
  const token = await product.guestToken()
  await using anna = new Person(`http://127.0.0.1:${front.port}`, token)
  await using ben = product.returning(token)
  const [through, beside] = [anna.read(), ben.read()]
  await Promise.all([through, beside].map((reader) => reader.until((items) => items.length > 0)))
  front.blackHole(true)
  const { invocation_id } = await ben.send(QUESTION, 'm')
  await beside.until((items) => endOf(items, invocation_id) !== undefined)
  const lost = eventsOf(beside.items).length - eventsOf(through.items).length
  for (const reader of [through, beside]) reader.stop()
  front.heal()
  return mustBeZero({ lost }, 'lost')
}

// Owns the figure of links that fall silent without an end: neither FIN nor RST, as when a cable is pulled.
import { openCutProxy } from '../../cut-proxy.ts'
import { endOf, eventsOf, Person, Product } from '../../product/product.test-support.ts'
import { type Figure, type FigureContext, type Measured, mustBeZero } from '../figure.ts'
import { sumOfLosses } from '../sums.ts'
import { QUESTION } from '../talk.ts'

const HEALED_WITHIN_S = 15

export const darkLinks: Figure = {
  name: 'dark-links',
  promise: `[L3, L7] a link that falls silent in the middle of an answer: whole within ${HEALED_WITHIN_S} s after it is back`,
  run: (context) => measure(context, context.size(2, 50)),
  control: { bad: 'a reader that stays on the silent connection', run: staysOn },
}

async function measure({ say }: FigureContext, times: number): Promise<Measured> {
  const counts = { holes: 0, late: 0, lost: 0, doubled: 0, reordered: 0, slowest_ms: 0 }
  for (const where of ['client', 'runtime'] as const) {
    for (let i = 0; i < times; i += 1) {
      const { ms, numbers } = await oneHole(where)
      counts.holes += 1
      counts.slowest_ms = Math.max(counts.slowest_ms, Math.round(ms))
      if (ms > HEALED_WITHIN_S * 1000) counts.late += 1
      const losses = sumOfLosses([numbers])
      counts.lost += losses.lost
      counts.doubled += losses.doubled
      counts.reordered += losses.reordered
      say(`the link of the ${where}: whole ${Math.round(ms)} ms after it was back`)
    }
  }
  return mustBeZero(counts, 'late', 'lost', 'doubled', 'reordered')
}

async function oneHole(where: 'client' | 'runtime'): Promise<{ ms: number; numbers: number[] }> {
  await using product = await Product.open({
    env: { NODE_ENV: 'production', AGENT_PIECES_PER_SECOND: '100' },
    linkPlan: () => undefined,
  })
  await using front = await openCutProxy({ target: { host: '127.0.0.1', port: product.port } })
  const { token } = await product.guest()
  await using anna = new Person(`http://127.0.0.1:${front.port}`, token)
  await using ben = product.returning(token)
  const reader = anna.read()
  await reader.until((items) => items.length > 0)
  const { invocation_id } = await ben.send(QUESTION, 'm')
  const pieces = () => eventsOf(reader.items).filter(({ type }) => type === 'agent.token').length
  await reader.until(() => pieces() >= 3)
  const dark = where === 'client' ? front : product.link
  if (!dark) throw new Error('the link has no proxy')
  dark.blackHole(true)
  // Until something was swallowed: then the link is dark in the middle of the answer.
  await dark.until(() => dark.held > 0)
  const begun = performance.now()
  dark.heal()
  // What was held passes, as TCP would have it; connections that were given up come back.
  await reader.until((items) => endOf(items, invocation_id) !== undefined)
  const numbers = eventsOf(reader.items).map(({ event_id }) => event_id)
  reader.stop()
  return { ms: performance.now() - begun, numbers }
}

/** The hole stays; a reader without signs of life waits for ever, and another one through it never comes. */
async function staysOn(): Promise<Measured> {
  await using product = await Product.open({ env: { AGENT_PIECES_PER_SECOND: '200' } })
  await using front = await openCutProxy({ target: { host: '127.0.0.1', port: product.port } })
  const { token } = await product.guest()
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

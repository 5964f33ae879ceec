// Owns the figure of a process that is stopped for a while and goes on, as when a laptop sleeps.
import { setTimeout as delay } from 'node:timers/promises'
import { endOf, eventsOf, type Plane, Product } from '../../product/product.test-support.ts'
import { type Figure, type FigureContext, type Measured, mustBeZero } from '../figure.ts'
import { sumOfLosses } from '../sums.ts'
import { QUESTION } from '../talk.ts'

export const stopped: Figure = {
  name: 'stopped',
  promise: '[L3, L7] SIGSTOP in the middle of an answer, and SIGCONT later: it goes on, whole',
  run: (context) => measure(context, context.size(5_000, 20_000)),
  control: { bad: 'a process that is never woken', run: neverWoken },
}

async function measure({ say }: FigureContext, ms: number): Promise<Measured> {
  const counts = { stops: 0, lost: 0, doubled: 0, reordered: 0, unfinished: 0 }
  await using product = await Product.open({
    env: { NODE_ENV: 'production', AGENT_PIECES_PER_SECOND: '100' },
  })
  await using anna = await product.guest()
  const reader = anna.read()
  await reader.until((items) => items.length > 0)
  for (const plane of ['runtime', 'experience'] satisfies Plane[]) {
    const { invocation_id } = await anna.send(QUESTION, plane)
    await reader.until((items) => piecesOf(items, invocation_id) >= 3)
    product.process(plane).kill('SIGSTOP')
    await delay(ms) // the length of the sleep is what is tried
    product.process(plane).kill('SIGCONT')
    await reader.until((items) => endOf(items, invocation_id) !== undefined)
    counts.stops += 1
    if (endOf(reader.items, invocation_id)?.type !== 'agent.completed') counts.unfinished += 1
    say(`${plane} slept for ${ms} ms`)
  }
  Object.assign(counts, sumOfLosses([eventsOf(reader.items).map(({ event_id }) => event_id)]))
  reader.stop()
  return mustBeZero(counts, 'lost', 'doubled', 'reordered', 'unfinished')
}

async function neverWoken(): Promise<Measured> {
  await using product = await Product.open({ env: { AGENT_PIECES_PER_SECOND: '100' } })
  await using anna = await product.guest()
  const reader = anna.read()
  const { invocation_id } = await anna.send(QUESTION, 'm')
  await reader.until((items) => piecesOf(items, invocation_id) >= 3)
  product.process('runtime').kill('SIGSTOP')
  await delay(3_000)
  const unfinished = endOf(reader.items, invocation_id) ? 0 : 1
  product.process('runtime').kill('SIGCONT')
  reader.stop()
  return mustBeZero({ unfinished }, 'unfinished')
}

const piecesOf = (items: Parameters<typeof eventsOf>[0], invocationId: string): number =>
  eventsOf(items).filter((event) => event.type === 'agent.token' && event.invocation_id === invocationId).length

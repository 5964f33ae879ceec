// Owns the figure of cancels at any moment of an answer, and in a race with its end.

import type { Item } from '../../product/product.test-support.ts'
import { endOf, eventsOf, type Person, Product } from '../../product/product.test-support.ts'
import type { SubscriptionReader } from '../../subscription-reader.ts'
import { type Figure, type FigureContext, type Measured, mustBeZero } from '../figure.ts'
import { sumOfLosses } from '../sums.ts'
import { QUESTION } from '../talk.ts'

const PEOPLE = 8
const LATE_MS = 1_000

export const cancels: Figure = {
  name: 'cancels',
  promise:
    '[L4, L7, L9] cancels at any moment and in a race with the end: one end each, within a second, the partial kept',
  run: (context) => measure(context, context.size(1_000, 20_000), true),
  control: { bad: 'a client that leaves instead of cancelling', run: (context) => measure(context, 16, false) },
}

async function measure({ random }: FigureContext, times: number, asks: boolean): Promise<Measured> {
  const counts = {
    cancels: 0,
    cancelled: 0,
    completed: 0,
    not_ended: 0,
    late: 0,
    ends: 0,
    after_the_end: 0,
    partial_lost: 0,
  }
  const losses = { lost: 0, doubled: 0, reordered: 0 }
  let slowest = 0
  await using product = await Product.open({
    env: {
      NODE_ENV: 'production',
      AGENT_PIECES_PER_SECOND: '400',

      LIMIT_SENDS_PER_WINDOW: '1000000',
      LIMIT_CANCELS_PER_PRINCIPAL: '1000000',
    },
  })
  const each = Math.ceil(times / PEOPLE)
  const talk = async () => {
    await using anna = await product.guest()
    const reader = anna.read()
    await reader.until((items) => items.length > 0)
    for (let i = 0; i < each; i += 1) {
      const { invocation_id } = await anna.send(QUESTION, `m-${i}`)
      const from = reader.items.length
      // Up to beyond its end: then the cancel comes too late, and must change nothing.
      const moment = random.int(0, 90)
      await reader.until((items) => items.length >= from + moment || endOf(items, invocation_id) !== undefined)
      const begun = performance.now()
      if (asks) await anna.trpc.invocation.cancel.mutate({ invocation_id: invocation_id as never })
      counts.cancels += 1
      if (!asks && !endOf(reader.items, invocation_id)) {
        counts.not_ended += 1
        await anna.trpc.invocation.cancel.mutate({ invocation_id: invocation_id as never })
      }
      await reader.until((items) => endOf(items, invocation_id) !== undefined)
      const ms = performance.now() - begun
      slowest = Math.max(slowest, ms)
      // The agent has a second to stop; then the answer is ended without it.
      if (ms > LATE_MS + 500) counts.late += 1
      tally(reader, invocation_id, counts)
    }
    const sum = sumOfLosses([eventsOf(reader.items).map(({ event_id }) => event_id)])
    losses.lost += sum.lost
    losses.doubled += sum.doubled
    losses.reordered += sum.reordered
    await partials(anna, reader, counts)
    reader.stop()
  }
  await Promise.all(Array.from({ length: PEOPLE }, talk))
  return mustBeZero(
    { ...counts, ...losses, slowest_ms: Math.round(slowest) },
    'not_ended',
    'late',
    'after_the_end',
    'partial_lost',
    'lost',
    'doubled',
    'reordered',
  )
}

type Counts = Record<'cancelled' | 'completed' | 'ends' | 'after_the_end' | 'partial_lost', number>

function tally(reader: SubscriptionReader<Item>, invocationId: string, counts: Counts): void {
  const events = eventsOf(reader.items.slice(-200)).filter(
    (event) => 'invocation_id' in event && event.invocation_id === invocationId,
  )
  const ends = events.filter(({ type }) => ['agent.completed', 'agent.cancelled', 'agent.failed'].includes(type))
  const [first] = ends
  const at = first ? events.indexOf(first) : -1
  counts.ends += ends.length
  counts.after_the_end += events.length - at - 1
  if (ends[0]?.type === 'agent.cancelled') counts.cancelled += 1
  if (ends[0]?.type === 'agent.completed') counts.completed += 1
}

/** What was shown of a cancelled answer is what history keeps of it. */
async function partials(anna: Person, reader: SubscriptionReader<Item>, counts: Counts): Promise<void> {
  const shown = new Map<string, string>()
  for (const event of eventsOf(reader.items)) {
    if (event.type === 'agent.token')
      shown.set(event.message_id, (shown.get(event.message_id) ?? '') + event.payload.text)
  }
  const { messages } = await anna.trpc.guide.history.query({ limit: 100 })
  for (const { role, message_id, content } of messages) {
    if (role === 'assistant' && content !== (shown.get(message_id) ?? '')) counts.partial_lost += 1
  }
}

// Fault scenario: cancels at any moment of an answer, racing its end.
import { invocationId } from '@biplane/contracts/wire/ids'
import { type Person, Product } from '../../product/product.test-support.ts'
import { ConversationReader } from '../conversation-reader.ts'
import { type Figure, type FigureContext, type Measured, mustBeZero } from '../figure.ts'
import { watchSlowness } from '../pace.ts'
import { sumOfLosses } from '../sums.ts'
import { QUESTION } from '../talk.ts'

/** They mostly wait for pieces that come at the pace of a reader. */
const PEOPLE = 16
const PIECES_PER_SECOND = 400
/** An answer that takes seconds on any machine, so that who leaves at its first event leaves before its end. */
const SLOW_PIECES_PER_SECOND = 20
/** Up to beyond the end of an answer: then the cancel comes too late, and must change nothing. */
const LATEST_EVENT = 12
/** The agent has a second to stop; then the answer is ended without it. */
const LATE_MS = 1_500

export const cancels: Figure = {
  name: 'cancels',
  promise:
    '[L4, L7, L9] cancels at any moment and in a race with the end: one end each, within a second on a machine at rest, the partial kept',
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
  const took: number[] = []
  await using product = await Product.open({
    env: {
      NODE_ENV: 'production',
      AGENT_PIECES_PER_SECOND: `${asks ? PIECES_PER_SECOND : SLOW_PIECES_PER_SECOND}`,
      LIMIT_SENDS_PER_WINDOW: '1000000',
      LIMIT_CANCELS_PER_PRINCIPAL: '1000000',
    },
  })
  const slowest = await watchSlowness()
  const each = Math.ceil(times / PEOPLE)
  const talk = async () => {
    await using anna = await product.guest()
    using reader = new ConversationReader(anna)
    await reader.opened()
    for (let i = 0; i < each; i += 1) {
      const { invocation_id } = await anna.send(QUESTION, `m-${i}`)
      const cancel = () => anna.trpc.invocation.cancel.mutate({ invocation_id: invocationId.parse(invocation_id) })
      const answer = reader.answer(invocation_id)
      const from = reader.numbers.length
      const moment = asks ? random.int(0, LATEST_EVENT) : 1
      await reader.until(({ numbers }) => numbers.length >= from + moment || answer.end !== null)
      const begun = performance.now()
      if (asks) await cancel()
      counts.cancels += 1
      if (!asks && !answer.end) {
        counts.not_ended += 1
        await cancel()
      }
      const { end } = await reader.ended(invocation_id)
      took.push(performance.now() - begun)
      if (end?.type === 'agent.cancelled') counts.cancelled += 1
      if (end?.type === 'agent.completed') counts.completed += 1
    }
    for (const { ends, afterEnd } of reader.answers.values()) {
      counts.ends += ends
      counts.after_the_end += afterEnd
    }
    const sum = sumOfLosses([reader.numbers])
    losses.lost += sum.lost
    losses.doubled += sum.doubled
    losses.reordered += sum.reordered
    counts.partial_lost += await partialsLost(anna, reader)
  }
  await Promise.all(Array.from({ length: PEOPLE }, talk))
  const slower = await slowest()
  counts.late = took.filter((ms) => ms > LATE_MS * slower).length
  // A run in which every answer was faster than its cancel would show nothing.
  const without_a_cancel = counts.cancelled === 0 ? 1 : 0
  return mustBeZero(
    {
      ...counts,
      ...losses,
      without_a_cancel,
      slowness: Math.round(slower * 100) / 100,
      slowest_ms: Math.round(Math.max(...took)),
    },
    'without_a_cancel',
    'not_ended',
    'late',
    'after_the_end',
    'partial_lost',
    'lost',
    'doubled',
    'reordered',
  )
}

/** What was shown of a cancelled answer is what history keeps of it. */
async function partialsLost(anna: Person, { answers }: ConversationReader): Promise<number> {
  const { messages } = await anna.trpc.guide.history.query({ limit: 100 })
  return messages.filter(
    ({ role, invocation_id, content }) => role === 'assistant' && content !== answers.get(invocation_id ?? '')?.text,
  ).length
}

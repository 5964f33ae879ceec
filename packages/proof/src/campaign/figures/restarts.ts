// Fault scenario: orderly restarts, as for an upgrade, while answers stream.
import { endOf, eventsOf, type Plane, Product } from '../../product/product.test-support.ts'
import { ConversationReader } from '../conversation-reader.ts'
import { type Figure, type FigureContext, type Measured, mustBeZero } from '../figure.ts'
import { QUESTION, undisturbedAnswer } from '../talk.ts'
import { countTalk, noCounts, PROMISED } from '../talk-counts.ts'

export const restarts: Figure = {
  name: 'restarts',
  promise: '[L1, L3, L7] SIGTERM and a new start, again and again, under streams: nothing lost, everything ended',
  run: (context) => measure(context, context.size(10, 100), 50),
  control: { bad: 'a reader that is not told what came after the restart', run: givesUp },
}

async function measure({ random }: FigureContext, times: number, people: number): Promise<Measured> {
  const counts = { restarts: 0, streams: 0, under_streams: 0, late: 0, ...noCounts() }
  const truth = await undisturbedAnswer()
  await using product = await Product.open({ env: { NODE_ENV: 'production', AGENT_PIECES_PER_SECOND: '100' } })
  const all = await Promise.all(
    Array.from({ length: people }, async () => {
      const anna = await product.guest()
      const reader = new ConversationReader(anna)
      await reader.opened()
      return { anna, reader }
    }),
  )
  for (let i = 0; i < times; i += 1) {
    const accepted = await Promise.all(all.map(({ anna }) => anna.send(QUESTION, `m-${i}`)))
    const answers = all.map(({ reader }, at) => reader.answer(accepted[at]?.invocation_id ?? ''))
    await all[0]?.reader.said(accepted[0]?.invocation_id ?? '', random.int(1, 20))
    counts.under_streams += answers.filter(({ end }) => end === null).length
    const plane: Plane = i % 2 === 0 ? 'experience' : 'runtime'
    const begun = performance.now()
    product.process(plane).kill('SIGTERM')
    await product.process(plane).exited
    if (performance.now() - begun > 10_000) counts.late += 1
    await product.start(plane)
    counts.restarts += 1
    for (const [at, { reader }] of all.entries()) await reader.ended(accepted[at]?.invocation_id ?? '')
    counts.streams += answers.length
  }
  for (const { anna, reader } of all) {
    await countTalk(counts, { anna, reader, sent: times, truth })
    reader[Symbol.dispose]()
    await anna[Symbol.asyncDispose]()
  }
  return mustBeZero(counts, 'late', ...PROMISED)
}

async function givesUp(): Promise<Measured> {
  await using product = await Product.open({ env: { AGENT_PIECES_PER_SECOND: '200' } })
  await using anna = await product.guest()
  const reader = anna.read()
  const { invocation_id } = await anna.send(QUESTION, 'm')
  await reader.until((items) => eventsOf(items).length > 3)
  reader.stop()
  const left = eventsOf(reader.items).length
  const other = anna.read()
  await other.until((items) => items.length > 0)
  product.process('experience').kill('SIGTERM')
  await product.process('experience').exited
  await product.start('experience')
  await other.until((items) => {
    const [item] = items
    const whole = item?.data.type === 'snapshot' && item.data.running === null
    return whole || endOf(items, invocation_id) !== undefined
  })
  const last = other.items.reduce(
    (most, { data }) => Math.max(most, data.type === 'snapshot' ? data.last_event_id : data.event_id),
    0,
  )
  other.stop()
  return mustBeZero({ lost: last - left }, 'lost')
}

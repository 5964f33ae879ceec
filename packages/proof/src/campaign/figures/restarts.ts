// Owns the figure of restarts in order, as for an upgrade, under people who are being answered.
import { endOf, eventsOf, type Plane, Product, shownText } from '../../product/product.test-support.ts'
import { type Figure, type FigureContext, type Measured, mustBeZero } from '../figure.ts'
import { sumOfLosses } from '../sums.ts'
import { QUESTION } from '../talk.ts'

export const restarts: Figure = {
  name: 'restarts',
  promise: '[L1, L3, L7] SIGTERM and a new start, again and again, under streams: nothing lost, everything ended',
  run: (context) => measure(context, context.size(4, 20), context.size(25, 50)),
  control: { bad: 'a reader that is not told what came after the restart', run: givesUp },
}

async function measure({ random }: FigureContext, times: number, people: number): Promise<Measured> {
  const counts = { restarts: 0, streams: 0, late: 0, lost: 0, doubled: 0, reordered: 0, wrong: 0 }
  await using product = await Product.open({
    env: { NODE_ENV: 'production', AGENT_PIECES_PER_SECOND: '60' },
  })
  const all = await Promise.all(
    Array.from({ length: people }, async () => {
      const person = await product.guest()
      const reader = person.read()
      await reader.until((items) => items.length > 0)
      return { person, reader }
    }),
  )
  let truth: string | null = null
  for (let i = 0; i < times; i += 1) {
    const sends = all.map(({ person }) => person.send(QUESTION, `m-${i}`))
    const accepted = await Promise.all(sends)
    const [first] = all
    const from = first?.reader.items.length ?? 0
    await first?.reader.until((items) => items.length > from + random.int(1, 20))
    const plane: Plane = i % 2 === 0 ? 'experience' : 'runtime'
    const begun = performance.now()
    product.process(plane).kill('SIGTERM')
    await product.process(plane).exited
    if (performance.now() - begun > 10_000) counts.late += 1
    await product.start(plane)
    counts.restarts += 1
    for (const [at, { reader }] of all.entries()) {
      const id = accepted[at]?.invocation_id ?? ''
      await reader.until((items) => endOf(items, id) !== undefined)
      const shown = shownText(reader.items, id)
      truth ??= shown
      counts.streams += 1
      if (shown !== truth || endOf(reader.items, id)?.type !== 'agent.completed') counts.wrong += 1
    }
  }
  Object.assign(counts, sumOfLosses(all.map(({ reader }) => eventsOf(reader.items).map(({ event_id }) => event_id))))
  for (const { person, reader } of all) {
    reader.stop()
    await person[Symbol.asyncDispose]()
  }
  return mustBeZero(counts, 'late', 'lost', 'doubled', 'reordered', 'wrong')
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

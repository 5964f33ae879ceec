import { afterAll, describe, expect, test } from 'vitest'
import { FAIL_POINTS } from './fail-point-list.ts'
import { endOf, eventsOf, lossesOf, type Plane, Product, shownText } from './product.test-support.ts'

/** A question with a long answer that is always the same. */
const QUESTION = 'What can you do?'

interface Death {
  plane: Plane
  at: string
}

/** Each named place once; the figure `fail-points` of the campaign does each twenty times. That of the taking up is below. */
const DEATHS: (Death & { says: string })[] = FAIL_POINTS.filter(({ name }) => name !== 'recovery.adopted').map(
  ({ plane, name, passages, says }) => ({ plane, at: `${name}:${Math.ceil(passages / 2)}`, says }),
)

/** The whole answer, as the product gives it when nothing dies. */
async function undisturbed(): Promise<string> {
  await using product = await Product.open()
  await using anna = await product.guest()
  const reader = anna.read()
  const { invocation_id } = await anna.send(QUESTION, 'm')
  await reader.until((items) => endOf(items, invocation_id) !== undefined)
  return shownText(reader.items, invocation_id)
}

const whole = undisturbed()

const figure = { kills: 0, answers: 0, events: 0, lost: 0, doubled: 0, reordered: 0, stuck: 0 }
afterAll(() => console.info(`kill -9: ${JSON.stringify(figure)}`))

/** Two questions are asked while processes die and come back; then everything must be there, once, and ended. */
async function survive(deaths: Death[], again: Death[] = []): Promise<void> {
  await using product = await Product.open()
  await using anna = await product.guest()
  const reader = anna.read()
  await reader.until((items) => items.length === 1)
  const planes = [...new Set(deaths.map(({ plane }) => plane))]
  for (const { plane, at } of deaths) {
    await product.kill(plane)
    await product.startToDie(plane, at)
  }
  const dying = planes.map((plane) => product.process(plane).exited)
  const sends = [anna.send(QUESTION, 'm1'), anna.send(QUESTION, 'm2')]
  expect((await Promise.all(dying)).map(({ signal }) => signal)).toEqual(planes.map(() => 'SIGKILL'))
  for (const { plane, at } of again) await product.startToDie(plane, at)
  await Promise.all(planes.map((plane) => product.start(plane)))

  const [first, second] = await Promise.all(sends)
  if (!first || !second) throw new Error('two sends have two answers')
  await reader.until((items) => [first, second].every(({ invocation_id }) => endOf(items, invocation_id)))
  // The reader was never told a snapshot but the first: it went on by its cursor.
  expect(reader.items.slice(1).some(({ data }) => data.type === 'snapshot')).toBe(false)
  const losses = lossesOf(eventsOf(reader.items).map((event) => event.event_id))
  const open = await anna.trpc.invocation.list.query({})
  figure.kills += deaths.length + again.length
  figure.answers += open.length
  figure.events += eventsOf(reader.items).length
  figure.lost += losses.lost
  figure.doubled += losses.doubled
  figure.reordered += losses.reordered
  figure.stuck += open.filter(({ ended_at }) => ended_at === null).length
  expect(losses).toEqual({ lost: 0, doubled: 0, reordered: 0 })
  expect(eventsOf(reader.items).filter((event) => event.type === 'user.message')).toHaveLength(2)
  for (const { invocation_id } of [first, second]) {
    expect(endOf(reader.items, invocation_id)).toMatchObject({
      type: 'agent.completed',
      payload: { text: await whole },
    })
    expect(shownText(reader.items, invocation_id)).toBe(await whole)
  }
  expect(open.map(({ status }) => status)).toEqual(['completed', 'completed'])
}

describe('[L1, L3, L6, L7, L8] nothing is lost, doubled or stuck by a kill -9', () => {
  test.each(DEATHS)('recovers from a death of $plane, $says ($at)', ({ plane, at }) => survive([{ plane, at }]), 90_000)

  test(
    'recovers from a death of both during an answer',
    () =>
      survive([
        // Pieces travel together: Experience counts what arrives, Runtime what its agent says.
        { plane: 'runtime', at: 'run.token:60' },
        { plane: 'experience', at: 'answer.token:2' },
      ]),
    90_000,
  )

  test(
    'recovers from two deaths of Experience',
    () => survive([{ plane: 'experience', at: 'answer.token:4' }], [{ plane: 'experience', at: 'recovery.adopted' }]),
    90_000,
  )

  test('catches a wrong reader: the negative control', () => {
    expect(lossesOf([1, 2, 4, 4, 3, 6])).toEqual({ lost: 1, doubled: 1, reordered: 1 })
    expect(lossesOf([2, 3])).toEqual({ lost: 1, doubled: 0, reordered: 0 })
  })
})

// Owns the figure of kill -9 at any moment: of either process, of both, and again while they come back.
import { endOf, eventsOf, type Plane, Product, shownText } from '../../product/product.test-support.ts'
import { type Figure, type FigureContext, type Measured, mustBeZero } from '../figure.ts'
import { sumOfLosses } from '../sums.ts'
import { QUESTION } from '../talk.ts'

export const kills: Figure = {
  name: 'kills',
  promise: '[L1, L3, L6, L7, L8] kill -9 at any moment: no answer lost, doubled, spliced or stuck',
  run: (context) => measure(context, context.size(12, 2_000)),
  control: { bad: 'a database that is put back to what it was before', run: forgetful },
}

const DEATHS: Plane[][] = [['experience'], ['experience'], ['runtime'], ['experience', 'runtime']]

async function measure({ random, say }: FigureContext, times: number): Promise<Measured> {
  const counts = { kills: 0, again: 0, answers: 0, events: 0, lost: 0, doubled: 0, reordered: 0, wrong: 0, stuck: 0 }
  await using product = await Product.open({
    env: {
      NODE_ENV: 'production',
      AGENT_PIECES_PER_SECOND: '200',

      LIMIT_CONNECTS_PER_PRINCIPAL: '100000000',
    },
  })
  await using anna = await product.guest()
  const reader = anna.read()
  await reader.until((items) => items.length > 0)
  let truth: string | null = null
  for (let i = 0; i <= times; i += 1) {
    const planes = random.pick(DEATHS)
    const sends = [anna.send(QUESTION, `a-${i}`), anna.send(QUESTION, `b-${i}`)]
    if (i > 0) {
      const from = reader.items.length
      const seen = random.int(0, 60)
      // Nothing is sure to be seen after a send: with 0 the process may die before it has kept it.
      if (seen > 0) await reader.until((items) => items.length >= from + seen)
      await Promise.all(planes.map((plane) => product.kill(plane)))
      counts.kills += planes.length
      await Promise.all(planes.map((plane) => product.start(plane)))
      if (random.chance(0.25)) {
        await Promise.all(planes.map((plane) => product.kill(plane)))
        counts.again += planes.length
        await Promise.all(planes.map((plane) => product.start(plane)))
      }
    }
    const accepted = await Promise.all(sends)
    await reader.until((items) => accepted.every(({ invocation_id }) => endOf(items, invocation_id)))
    for (const { invocation_id } of accepted) {
      const shown = shownText(reader.items, invocation_id)
      truth ??= shown
      counts.answers += 1
      if (shown !== truth || endOf(reader.items, invocation_id)?.type !== 'agent.completed') counts.wrong += 1
    }
  }
  const numbers = eventsOf(reader.items).map(({ event_id }) => event_id)
  Object.assign(counts, { events: numbers.length, ...sumOfLosses([numbers]) })
  counts.stuck = (await anna.trpc.invocation.list.query({})).filter(({ ended_at }) => ended_at === null).length
  reader.stop()
  say(`whole answers of ${truth?.length ?? 0} characters`)
  return mustBeZero(counts, 'lost', 'doubled', 'reordered', 'wrong', 'stuck')
}

/** What a store that acknowledges before it syncs would do: the end of the log is gone when it comes back. */
async function forgetful(): Promise<Measured> {
  await using product = await Product.open({ env: { AGENT_PIECES_PER_SECOND: '0' } })
  await using anna = await product.guest()
  const reader = anna.read()
  const first = await anna.send(QUESTION, 'a')
  await reader.until((items) => endOf(items, first.invocation_id) !== undefined)
  await product.kill('experience')
  product.loseWal()
  await product.start('experience')
  reader.stop()
  return mustBeZero({ lost: (await isKnown(product, anna.token, first.invocation_id)) ? 0 : 1 }, 'lost')
}

/** Over HTTP: where not even the session is known any more, a socket is closed before it is answered. */
async function isKnown(product: Product, token: string, invocationId: string): Promise<boolean> {
  const headers = { authorization: `Bearer ${token}` }
  const { status } = await fetch(`${product.url}/api/chat/invocations/${invocationId}`, { headers })
  if (status !== 200 && status !== 401 && status !== 404) throw new Error(`was answered ${status}`)
  return status === 200
}

// Fault scenario: handshakes without an answer on an open connection.
import { openCutProxy } from '../../cut-proxy.ts'
import { endOf, eventsOf, PAGE, Person, Product } from '../../product/product.test-support.ts'
import { type Figure, type FigureContext, type Measured, mustBeZero } from '../figure.ts'
import { sumOfLosses } from '../sums.ts'
import { QUESTION } from '../talk.ts'
import { within } from '../within.ts'

/** For each of them: it was given up, and the next one was made. */
const HEALED_WITHIN_MS = 10_000
/** More than these are a network that is not there; nobody waits for it. */
const MOST_HUNG = 10

export const hungHandshakes: Figure = {
  name: 'hung-handshakes',
  promise: '[L3, L7] handshakes that hang, of a client and of the link to Runtime: whole within 10 s for each',
  run: (context) => measure(context, context.size(1, 3), ['client', 'runtime']),
  control: { bad: 'a network on which every handshake hangs', run: (context) => measure(context, 1_000, ['client']) },
}

async function measure({ say }: FigureContext, hangs: number, places: ('client' | 'runtime')[]): Promise<Measured> {
  const plan = (index: number) => (index < hangs ? { hang: true } : undefined)
  const counts = { hung: 0, late: 0, lost: 0, doubled: 0, reordered: 0, slowest_ms: 0 }
  for (const where of places) {
    await using product = await Product.open({
      env: { AGENT_PIECES_PER_SECOND: '0' },
      ...(where === 'runtime' && { linkPlan: plan }),
    })
    await using front = await openCutProxy({
      target: { host: '127.0.0.1', port: product.port },
      ...(where === 'client' && { plan }),
    })
    const token = await product.guestToken()
    await using anna = new Person(`http://127.0.0.1:${front.port}`, token, PAGE)
    const begun = performance.now()
    const reader = anna.read()
    const answered = (async () => {
      const { invocation_id } = await anna.send(QUESTION, 'm')
      await reader.until((items) => endOf(items, invocation_id)?.type === 'agent.completed')
    })()
    const waited = hangs > MOST_HUNG ? 1 : hangs
    if (!(await within(answered, waited * HEALED_WITHIN_MS))) counts.late += 1
    answered.catch(() => {}) // of a conversation that is left
    const ms = Math.round(performance.now() - begun)
    counts.hung += Math.min(hangs, (where === 'client' ? front : product.link)?.connections ?? 0)
    counts.slowest_ms = Math.max(counts.slowest_ms, ms)
    // What was kept before it could read is in its first picture.
    const [first] = reader.items
    const before = first?.data.type === 'snapshot' ? first.data.last_event_id : 0
    const losses = sumOfLosses([eventsOf(reader.items).map(({ event_id }) => event_id)], before + 1)
    for (const kind of ['lost', 'doubled', 'reordered'] as const) counts[kind] += losses[kind]
    reader.stop()
    say(`handshakes of the ${where}: answered after ${ms} ms`)
  }
  return mustBeZero(counts, 'late', 'lost', 'doubled', 'reordered')
}

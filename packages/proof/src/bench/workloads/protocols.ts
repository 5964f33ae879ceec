// W13: what a token costs the servers through the protocols of others, beside our own tRPC transport.
import { BenchProcess } from '../bench-process.ts'
import { ProductPlace } from '../product-place.ts'
import { interleaved, type Numbers } from '../rounds.ts'
import type { TokenScript } from '../token-script.ts'
import { atMost, type BenchContext, type Row, type Target, type Workload } from '../workload.ts'
import { guestsOf, type Person } from './guests.ts'
import { relayOnce } from './relay.ts'

const BYTES = 20
const PACE_MS = 20
const STREAMS = [1, 50]
const COST = 'servers µs/token'

export const protocols: Workload = {
  id: 'W13',
  title: 'Protocols: S conversations at once, 500 tokens each, asked and read through each protocol',
  how: 'As W3, in the same rounds for all: each asks and reads in a conversation that exists, over `/v1/responses`, AG-UI and the tRPC transport. The ratio is the processor time of both servers for a token over that of the tRPC transport.',
  async run(context) {
    await using load = new BenchProcess('load')
    await using place = await ProductPlace.open()
    const people = await guestsOf(load, place.url, Math.max(...STREAMS))
    const rows: Row[] = []
    const targets: Target[] = []
    for (const paced of [true, false]) {
      for (const streams of STREAMS) {
        const name = `${paced ? 'paced' : 'unpaced'}, S=${streams}`
        context.say(name)
        const found = await measure(context, { load, place }, people.slice(0, streams), paced)
        const ours = found.trpc[COST] ?? Number.NaN
        for (const [dialect, numbers] of Object.entries(found)) {
          const ratio = dialect === 'trpc' ? null : (numbers[COST] ?? Number.NaN) / ours
          rows.push({ name: `${dialect}, ${name}`, ratio, numbers })
          if (ratio !== null)
            targets.push(atMost(`${dialect}, ${name}: ≤ 1.5 × the tRPC transport a token`, 1.5, ratio))
        }
        const wrong = Object.values(found).reduce((sum, { lost = 0, disordered = 0 }) => sum + lost + disordered, 0)
        targets.push(atMost(`${name}: nothing lost or in a wrong order`, 0, wrong))
      }
    }
    return { rows, targets }
  },
}

async function measure(
  context: BenchContext,
  { load, place }: { load: BenchProcess; place: ProductPlace },
  people: Person[],
  paced: boolean,
): Promise<Record<'trpc' | 'openai' | 'ag-ui', Numbers>> {
  const script: TokenScript = {
    tokens: context.size(500, 200),
    bytes: BYTES,
    paceMs: paced ? PACE_MS : 0,
    kind: 'token',
  }
  const parts = { load, pids: place.servers.pids }
  const through = (dialect: 'trpc' | 'openai' | 'ag-ui') => async () => {
    const numbers = await relayOnce(parts, dialect, place.url, people, script)
    await place.settled()
    return numbers
  }
  return interleaved(
    context.rounds,
    { trpc: through('trpc'), openai: through('openai'), 'ag-ui': through('ag-ui') },
    context.say,
  )
}

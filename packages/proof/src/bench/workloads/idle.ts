// W4: subscribed connections that do nothing, and what each of them weighs.
import { BenchProcess, residentBytes } from '../bench-process.ts'
import { ProductPlace } from '../product-place.ts'
import { interleaved, type Numbers } from '../rounds.ts'
import { atMost, type Workload } from '../workload.ts'
import { addressOf, guestsOf, nobodies } from './guests.ts'

/** Opened first, so that what a process allocates once is not counted for each. */
const BEFORE = 300
/** Half seconds that a process is given to come to rest. */
const MOST_LOOKS = 20

export const idle: Workload = {
  id: 'W4',
  title: 'Idle: subscribed connections, each of its own guest with its own conversation',
  how: `Resident memory of the server over the connections that came after the first ${BEFORE}, when it has come to rest; fresh processes in each round.`,
  async run(context) {
    const count = context.size(1_000, 300)
    const found = await interleaved(
      Math.min(context.rounds, 2),
      {
        'bare tRPC': async () => {
          await using load = new BenchProcess('load')
          await using server = new BenchProcess('bare-trpc')
          const url = await addressOf(server)
          return await weigh({ load, pid: server.pid }, 'bare-trpc', url, count)
        },
        product: async () => {
          await using load = new BenchProcess('load')
          await using place = await ProductPlace.open()
          return await weigh({ load, pid: place.servers.pids.Experience ?? 0 }, 'trpc', place.url, count)
        },
      },
      context.say,
    )
    const ratio = (found.product['kB each'] ?? 0) / (found['bare tRPC']['kB each'] ?? 1)
    return {
      rows: [
        { name: 'bare tRPC subscription', ratio: null, numbers: found['bare tRPC'] },
        { name: 'product, tRPC door', ratio, numbers: found.product },
      ],
      targets: [atMost('≤ 1.5 × a bare tRPC subscription for each connection', 1.5, ratio)],
    }
  },
}

async function weigh(
  { load, pid }: { load: BenchProcess; pid: number },
  dialect: 'trpc' | 'bare-trpc',
  url: string,
  count: number,
): Promise<Numbers> {
  const all = BEFORE + count
  const people = dialect === 'trpc' ? await guestsOf(load, url, all) : nobodies(all)
  await load.ask('idle', { dialect, url, people: people.slice(0, BEFORE) })
  const before = await atRest(pid)
  const began = performance.now()
  await load.ask('idle', { dialect, url, people: people.slice(BEFORE) })
  const ms = performance.now() - began
  const after = await atRest(pid)
  return {
    connections: count,
    'kB each': (after - before) / count / 1000,
    'opened in ms': ms,
    'MB in all': after / 1e6,
  }
}

/** Memory when it does not change any more: what was made on the way has been collected or never will be. */
async function atRest(pid: number): Promise<number> {
  let last = residentBytes(pid)
  for (let still = 0, looks = 0; still < 4 && looks < MOST_LOOKS; looks += 1) {
    await new Promise((resolve) => setTimeout(resolve, 500))
    const now = residentBytes(pid)
    still = Math.abs(now - last) < 200_000 ? still + 1 : 0
    last = now
  }
  return last
}

// W4: subscribed connections that do nothing, and what each of them weighs.
import { readFileSync } from 'node:fs'
import { slopeOf } from '../../slope.ts'
import { BenchProcess, residentBytes } from '../bench-process.ts'
import { ProductPlace } from '../product-place.ts'
import { interleaved, type Numbers } from '../rounds.ts'
import { atMost, type Workload } from '../workload.ts'
import { addressOf, guestsOf, nobodies, type Person } from './guests.ts'

const MOST = 10_000
/** Of the most, where it is weighed. */
const POINTS = [0.1, 0.25, 0.5, 0.75, 1]
/** Files that a server has open beside its connections; generously. */
const OTHER_FILES = 500
/** Half seconds: after so many without a change a process is at rest, and so many are waited for that. */
const STILL = 4
const MOST_LOOKS = 20

export const idle: Workload = {
  id: 'W4',
  title: 'Idle: 1 000 to 10 000 subscribed connections, each of its own guest with its own conversation',
  how:
    'Resident memory of the server at five numbers of connections, each time when it has come to rest, and the slope of a straight line through them. Fresh processes in each of two rounds; that of the product is started after its guests were made. ' +
    'The ratio is that to a bare tRPC subscription, for each of the product’s; a bare `ws` keeps nothing for a connection but its socket.',
  async run(context) {
    const wanted = context.size(MOST, 2_000)
    const most = Math.min(wanted, openFiles() - OTHER_FILES)
    const notes = most < wanted ? [`${most} connections at most: a process may open ${openFiles()} files here.`] : []
    const bare = (dialect: 'bare-socket' | 'bare-trpc') => () => weighBare(dialect, most)
    const product = (dialect: 'trpc' | 'raw' | 'streams') => () => weighProduct(dialect, most)
    const found = await interleaved(
      Math.min(context.rounds, 2),
      {
        'bare ws': bare('bare-socket'),
        'bare tRPC subscription': bare('bare-trpc'),
        'product, tRPC door': product('trpc'),
        'product, raw door': product('raw'),
        'product, Durable Streams': product('streams'),
      },
      context.say,
    )
    const each = ({ 'kB each': kB = Number.NaN }: Numbers) => kB
    const ratio = (numbers: Numbers) => each(numbers) / each(found['bare tRPC subscription'])
    return {
      rows: Object.entries(found).map(([name, numbers]) => ({
        name,
        ratio: name.startsWith('product') ? ratio(numbers) : null,
        numbers,
      })),
      targets: [
        atMost('tRPC door: ≤ 1.5 × a bare tRPC subscription each', 1.5, ratio(found['product, tRPC door'])),
        atMost('raw door: ≤ 1.5 × a bare tRPC subscription each', 1.5, ratio(found['product, raw door'])),
        atMost(
          'Durable Streams over server-sent events: ≤ 1.5 × a bare tRPC subscription each',
          1.5,
          ratio(found['product, Durable Streams']),
        ),
      ],
      notes,
    }
  },
}

async function weighBare(dialect: 'bare-socket' | 'bare-trpc', most: number): Promise<Numbers> {
  await using load = new BenchProcess('load')
  await using server = new BenchProcess(dialect)
  return await weigh({ load, pid: server.pid, dialect }, await addressOf(server), nobodies(most))
}

async function weighProduct(dialect: 'trpc' | 'raw' | 'streams', most: number): Promise<Numbers> {
  await using load = new BenchProcess('load')
  await using place = await ProductPlace.open()
  const people = await guestsOf(load, place.url, most)
  // What making them left behind in memory would be filled by the connections, which then seem to weigh nothing.
  await place.meanwhile(async () => {})
  return await weigh({ load, pid: place.servers.pids.Experience ?? 0, dialect }, place.url, people)
}

async function weigh(
  { load, pid, dialect }: { load: BenchProcess; pid: number; dialect: string },
  url: string,
  people: readonly Person[],
): Promise<Numbers> {
  const points: [connections: number, bytes: number][] = []
  let openedMs = 0
  for (const share of POINTS) {
    const began = performance.now()
    const until = Math.round(people.length * share)
    await load.ask(dialect === 'streams' ? 'idleHttp' : 'idle', {
      dialect,
      url,
      people: people.slice(points.at(-1)?.[0] ?? 0, until),
    })
    openedMs += performance.now() - began
    points.push([until, await atRest(pid)])
  }
  return {
    'kB each': slopeOf(points) / 1000,
    ...Object.fromEntries(points.map(([connections, bytes]) => [`MB at ${connections}`, bytes / 1e6])),
    'opened/s': people.length / (openedMs / 1000),
  }
}

/** Memory when it does not change any more: what was made on the way has been collected or never will be. */
async function atRest(pid: number): Promise<number> {
  let last = residentBytes(pid)
  for (let still = 0, looks = 0; still < STILL && looks < MOST_LOOKS; looks += 1) {
    await new Promise((resolve) => setTimeout(resolve, 500))
    const now = residentBytes(pid)
    still = Math.abs(now - last) < 200_000 ? still + 1 : 0
    last = now
  }
  return last
}

/** How many files a process may open; node has raised the soft limit to the hard one. */
function openFiles(): number {
  const [, most = 'unlimited'] = /^Max open files\s+(\S+)/m.exec(readFileSync('/proc/self/limits', 'utf8')) ?? []
  return most === 'unlimited' ? Number.POSITIVE_INFINITY : Number(most)
}

// W6: the first window of a conversation, in a small database and in one with a hundred thousand messages of others.
import { z } from 'zod'
import { BenchProcess } from '../bench-process.ts'
import { ProductPlace } from '../product-place.ts'
import { interleaved, type Numbers, named, serversCost, warmUp } from '../rounds.ts'
import { messageOf, type TokenScript } from '../token-script.ts'
import { atMost, type Workload } from '../workload.ts'
import { guestsOf, type Person, send } from './guests.ts'

const windows = z.object({ p50: z.number(), p99: z.number(), cpuMicros: z.number() })
const TURNS = 60

export const history: Workload = {
  id: 'W6',
  title: 'History: the first window of a conversation',
  how: `A conversation of ${TURNS} turns is read over HTTP, first in a database with nothing else in it, then in one with 100 000 messages in 500 other conversations. The two take turns, in three times as many rounds.`,
  async run(context) {
    await using load = new BenchProcess('load')
    await using small = await ProductPlace.open()
    await using large = await ProductPlace.open()
    const [inSmall, inLarge] = [await talk(load, small), await talk(load, large)]
    await using database = new BenchProcess('database.bench')
    const messages = context.size(100_000, 20_000)
    await large.meanwhile(() => database.ask('fill', { file: large.databaseFile, messages, events: 0 }))
    // Both have been started as often.
    await small.meanwhile(async () => {})
    const times = context.size(200, 50)
    const read =
      (place: ProductPlace, { token }: Person) =>
      async (): Promise<Numbers> => {
        const { result, cost, memory } = await serversCost(place.servers.pids, async () =>
          windows.parse(await load.ask('history', { url: place.url, token, times })),
        )
        return {
          'p50 ms': result.p50,
          'p99 ms': result.p99,
          'Experience µs': (cost.Experience ?? 0) / times,
          ...named('MB', memory),
        }
      }
    const contestants = { small: read(small, inSmall), large: read(large, inLarge) }
    await warmUp(contestants)
    // A difference of a tenth wants more rounds than a factor does.
    const found = await interleaved(context.rounds * 3, contestants, context.say)
    const ratio = (found.large['p50 ms'] ?? 0) / (found.small['p50 ms'] ?? 1)
    return {
      rows: [
        { name: 'nothing else in the database', ratio: null, numbers: found.small },
        { name: `${messages} messages of others`, ratio, numbers: found.large },
      ],
      targets: [atMost('flat within 10 %', 1.1, ratio)],
    }
  },
}

async function talk(load: BenchProcess, place: ProductPlace): Promise<Person> {
  const [person] = await guestsOf(load, place.url, 1)
  if (!person) throw new Error('nobody came')
  const script: TokenScript = { tokens: 5, bytes: 40, paceMs: 0, kind: 'token' }
  for (let turn = 0; turn < TURNS; turn += 1) {
    await load.ask('open', { dialect: 'raw', url: place.url, people: [person], script })
    const heard = load.ask('heard')
    await send(place.url, person, messageOf(script))
    await heard
  }
  await load.ask('leave')
  return person
}

// W9: the relay with more and more events behind it.
import { BenchProcess } from '../bench-process.ts'
import { ProductPlace } from '../product-place.ts'
import { interleaved, type Numbers, warmUp } from '../rounds.ts'
import type { TokenScript } from '../token-script.ts'
import { atMost, type Report, type Workload } from '../workload.ts'
import { guestsOf } from './guests.ts'
import { relayOnce } from './relay.ts'

export const growth: Workload = {
  id: 'W9',
  title: 'Growth: the relay with 10², 10⁴ and 10⁶ events in the log',
  how: 'W3 with 50 conversations at 50 tokens/s, in three installations that are measured in turn; the ratio is that of processor time a token to the smallest log.',
  async run(context) {
    await using load = new BenchProcess('load')
    await using database = new BenchProcess('database.bench')
    const sizes = [100, 10_000, context.size(1_000_000, 100_000)]
    const places: ProductPlace[] = []
    try {
      const measured: Record<string, () => Promise<Numbers>> = {}
      const script: TokenScript = { tokens: context.size(250, 100), bytes: 20, paceMs: 20, kind: 'token' }
      for (const events of sizes) {
        const place = await ProductPlace.open()
        places.push(place)
        const people = await guestsOf(load, place.url, 50)
        context.say(`filling with ${events} events`)
        await place.meanwhile(() => database.ask('fill', { file: place.databaseFile, messages: 0, events }))
        measured[`${events} events`] = () =>
          relayOnce({ load, pids: place.servers.pids }, 'trpc', place.url, people, script)
      }
      await warmUp(measured)
      return reportOf(sizes, await interleaved(context.rounds, measured, context.say))
    } finally {
      await Promise.all(places.map((place) => place[Symbol.asyncDispose]()))
    }
  },
}

function reportOf(sizes: readonly number[], found: Record<string, Numbers>): Report {
  const cost = (events: number) => found[`${events} events`]?.['servers µs/token'] ?? Number.NaN
  const [first = 0, ...larger] = sizes
  return {
    rows: sizes.map((events) => ({
      name: `${events} events`,
      ratio: events === first ? null : cost(events) / cost(first),
      numbers: found[`${events} events`] ?? {},
    })),
    targets: larger.map((events) =>
      atMost(`${events} events behind it: cost of a token flat within 10 %`, 1.1, cost(events) / cost(first)),
    ),
  }
}

// `pnpm bench --profile sends,fanout`: one load at a time on the product alone, under node's own profiler, and the functions
// in which its threads spent their time. A profiled process is slower; the shares hold, the absolute figures do not.
import { mkdirSync } from 'node:fs'
import path from 'node:path'
import { parseArgs } from 'node:util'
import { z } from 'zod'
import { BenchProcess } from './bench-process.ts'
import { hottest, profiles } from './cpu-profile.ts'
import { ProductPlace } from './product-place.ts'
import { type Numbers, serversCost } from './rounds.ts'
import { messageOf } from './token-script.ts'
import { productOnce } from './workloads/fan-out.ts'
import { guestsOf } from './workloads/guests.ts'
import { relayOnce } from './workloads/relay.ts'

const MOST = 45

type Load = (load: BenchProcess, place: ProductPlace) => Promise<unknown>

/** Sends by many people, so many of them at a time. */
const sends =
  (inFlight: number, count: number): Load =>
  async (load, place) => {
    const people = await guestsOf(load, place.url, 4 * inFlight)
    const message = messageOf({ tokens: 0, bytes: 16, paceMs: 0, kind: 'token' })
    const input = { dialect: 'trpc', url: place.url, people, inFlight, count, message }
    const { result, cost } = await serversCost(place.servers.pids, () => load.ask('send', input))
    return { ...z.object({ perSecond: z.number(), p50: z.number() }).parse(result), cost }
  }

const LOADS: Record<string, Load> = {
  sends: sends(50, 8_000),
  'sends-alone': sends(1, 2_000),
  async relay(load, place) {
    const people = await guestsOf(load, place.url, 200)
    const script = { tokens: 500, bytes: 20, paceMs: 20, kind: 'token' } as const
    const parts = { load, pids: place.servers.pids }
    // The first rounds are for the compiler.
    for (let warm = 0; warm < 2; warm += 1) await relayOnce(parts, 'trpc', place.url, people, script)
    return relayOnce(parts, 'trpc', place.url, people, script)
  },
  fanout: (load, place) => fanOut({ load, place }, 'raw', { readers: 1, times: 30 }),
  'fanout-trpc': (load, place) => fanOut({ load, place }, 'trpc', { readers: 1, times: 30 }),
  'fanout-many': (load, place) => fanOut({ load, place }, 'raw', { readers: 100, times: 5 }),
}

/** W2 with events that are never merged; says the last of the rounds, the others are for the compiler. */
async function fanOut(
  parts: { load: BenchProcess; place: ProductPlace },
  dialect: 'raw' | 'trpc',
  { readers, times }: { readers: number; times: number },
): Promise<Numbers> {
  const script = { tokens: 5_000, bytes: 160, paceMs: 0, kind: 'event' } as const
  for (let i = 1; i < times; i += 1) await productOnce(parts, dialect, { readers, script })
  return productOnce(parts, dialect, { readers, script })
}

const into = profiles()
if (!into) throw new Error('BENCH_PROFILES says where profiles go')
const { positionals } = parseArgs({ options: { profile: { type: 'boolean' } }, allowPositionals: true })
const chosen = positionals[0]?.split(',') ?? Object.keys(LOADS)
for (const name of chosen) {
  const run = LOADS[name]
  if (!run) throw new Error(`no load is called ${name}; there are ${Object.keys(LOADS).join(', ')}`)
  const directory = path.join(into, name)
  mkdirSync(directory)
  process.env.BENCH_PROFILES = directory
  {
    await using load = new BenchProcess('load')
    await using place = await ProductPlace.open()
    console.log(`${name}: ${JSON.stringify(await run(load, place))}`)
  }
  for (const [thread, { busyMs, functions }] of hottest(directory, MOST)) {
    console.log(`\n${name}, ${thread}: busy ${Math.round(busyMs)} ms`)
    for (const { name: at, ms } of functions) console.log(`  ${((100 * ms) / busyMs).toFixed(1)} %  ${at}`)
  }
}

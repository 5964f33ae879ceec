// Fault scenario: many readers reconnect at once after a crash.
import { readFileSync } from 'node:fs'
import { Scales, total, WEIGHABLE } from '../../live-memory.ts'
import { Product } from '../../product/product.test-support.ts'
import { DOORS } from '../door-connections.ts'
import { conversationOf, DoorReader } from '../door-readers.ts'
import { type Figure, type FigureContext, type Measured, mustBeZero, type Skipped } from '../figure.ts'
import { watchSlowness } from '../pace.ts'
import { sumOfLosses } from '../sums.ts'
import { talkUntil } from '../talk.ts'

/** The promise, on the machine of BENCHMARKS.md. */
const PROMISED = { readers: 10_000, ms: 30_000 }
/** Of the usual run. */
const USUAL = { readers: 3_000, ms: 20_000 }
/** What a process has open beside its readers. */
const OTHER_FILES = 200

export const storm: Figure = {
  name: 'storm',
  promise:
    '[L3] many subscribed readers at every door, a kill -9, and everybody back: whole within 30 s for ten thousand',
  alone: true,
  run: (context) => measure(context, context.size(USUAL.readers, PROMISED.readers), false),
  control: { bad: 'readers that say no number when they come back', run: (context) => measure(context, 50, true) },
}

async function measure({ say }: FigureContext, readers: number, forgets: boolean): Promise<Measured | Skipped> {
  const files = mostOpenFiles()
  if (files < readers + OTHER_FILES) {
    return { skipped: `a process may have ${files} files open here, and ${readers} readers are more (ulimit -n)` }
  }
  await using product = await Product.open({
    nodeArgs: [WEIGHABLE],
    env: {
      NODE_ENV: 'production',
      AGENT_PIECES_PER_SECOND: '0',
      LIMIT_CONNECTIONS_PER_PRINCIPAL: '100000',
      LIMIT_CONNECTIONS_PER_ADDRESS: '100000',
      LIMIT_CONNECTS_PER_PRINCIPAL: '1000000000',
      LIMIT_CONNECTS_PER_ADDRESS: '1000000000',
    },
  })
  const { token, conversationId } = await conversationOf(product)
  const address = { url: product.url, token, conversationId, after: 0 }
  await using anna = product.returning(token)
  const before = await talkUntil(anna, () => true)
  const all = Array.from(
    { length: readers },
    (_, at) => new DoorReader(DOORS[at % DOORS.length] ?? 'trpc', address, { forgets }),
  )
  await Promise.all(all.map((reader) => reader.until(({ last }) => last >= before.last)))
  const slowest = await watchSlowness()
  await product.kill('experience')
  await product.start('experience')
  const begun = performance.now()
  await using back = product.returning(token)
  const { last } = await talkUntil(back, () => true)
  await Promise.all(all.map((reader) => reader.until((one) => one.last >= last || (forgets && one.restored > 0))))
  const ms = Math.round(performance.now() - begun)
  const slow = await slowest()
  const allowed = Math.round(slow * (readers > USUAL.readers ? PROMISED : USUAL).ms)
  await using scales = await Scales.open(product.process('experience'))
  const live = total(await scales.weigh())
  say(`${readers} readers were whole ${ms} ms after the start; ${Math.round(live / 1e6)} MB are alive`)
  await Promise.all(all.map((reader) => reader[Symbol.asyncDispose]()))
  const counts = {
    readers,
    ms,
    slowness: Math.round(slow * 100) / 100,
    allowed_ms: allowed,
    late: ms > allowed ? 1 : 0,
    live_kb_each: Math.round(live / 1_000 / readers),
    // A reader that names its cursor is sent what follows it, never a snapshot.
    restored: all.reduce((sum, reader) => sum + reader.restored, 0),
    ...lossesOf(all, last),
  }
  return mustBeZero(counts, 'late', 'restored', 'lost', 'doubled', 'reordered')
}

/** Who ended before the end has lost everything up to it. */
const lossesOf = (readers: readonly DoorReader[], last: number) =>
  sumOfLosses(
    readers.map((reader) => [...reader.seen.map(({ number }) => number), ...(reader.last < last ? [last] : [])]),
  )

/** So many files a process may have open here, connections among them. */
function mostOpenFiles(): number {
  const [, soft] = /^Max open files\s+(\d+)/m.exec(readFileSync('/proc/self/limits', 'utf8')) ?? []
  return soft === undefined ? Number.POSITIVE_INFINITY : Number(soft)
}

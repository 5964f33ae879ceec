// Fault scenario: readers that do not read, beside a fast producer and a reader that does.
import { setTimeout as delay } from 'node:timers/promises'
import { LIMITS } from '@biplane/contracts/vocabulary/limits'
import { type CutProxy, openCutProxy } from '../../cut-proxy.ts'
import { Scales, total, WEIGHABLE } from '../../live-memory.ts'
import { DOORS } from '../door-connections.ts'
import { DoorReader } from '../door-readers.ts'
import { type Figure, type FigureContext, type Measured, mustBeZero } from '../figure.ts'
import { answer, type Flood, LABEL_BYTES, labels, openFlood } from '../flood.ts'
import { figureOf } from '../product-figures.ts'
import { sumOfLosses } from '../sums.ts'

/** [L13] at most so much is ever held for one connection. */
const MOST_BYTES_EACH = 1024 * 1024
/** What a flood runs through is compiled by then, and what every door keeps of recent events is full. */
const WARM_UP_LABELS = 400

const SLOW_MS = 3_000
/** Its end, which says it whole, comes behind all that may be unsent before it. */
const LARGEST_ANSWER_BYTES = LIMITS.answerBytes - 1_000
/** Together more than the system's own buffers hold; what was missed is read again by each. */
const LARGEST_ANSWERS = 20
const RETURNING = 2 * DOORS.length

export const slowReaders: Figure = {
  name: 'slow-readers',
  promise:
    '[L13] readers that do not read: 1 MiB held for each at most, closed 4409, whole on return; others notice nothing',
  alone: true,
  async run(context) {
    const held = await holdsLittle(context, { stuck: 50, megabytes: context.size(100, 1_000) })
    const closed = await closesAll(context)
    return { counts: { ...held.counts, ...closed.counts }, faults: [...held.faults, ...closed.faults] }
  },
  control: {
    bad: 'no limit on what may be unsent',
    run: (context) => holdsLittle(context, { stuck: 5, megabytes: 40, highBytes: 1_000_000_000 }),
  },
}

interface Size {
  stuck: number
  /** Of what the agent says. */
  megabytes: number
  highBytes?: number
}

/** What they hold while they are stuck, and nobody closes them: by the figures of Experience, and on the scales. */
async function holdsLittle({ say }: FigureContext, { stuck, megabytes, highBytes }: Size): Promise<Measured> {
  const limits = highBytes === undefined ? {} : { LIMIT_UNSENT_HIGH_BYTES: String(highBytes) }
  await using flood = await openFlood({
    nodeArgs: [WEIGHABLE],
    env: { LIMIT_SLOW_READER_MS: '3600000', ...limits },
  })
  await warmUp(flood)
  await using proxy = await openCutProxy({ target: { host: '127.0.0.1', port: flood.product.port } })
  const readers = await stuckReaders(flood, proxy, stuck)
  await using scales = await Scales.open(flood.product.process('experience'))
  const before = total(await scales.weigh())
  let largest = 0
  const seconds = await flood.pour([labels((megabytes * 1e6) / LABEL_BYTES)], async () => {
    largest = Math.max(largest, await figureOf(flood.product.url, 'biplane_unsent_bytes_max'))
  })
  const unsent = await figureOf(flood.product.url, 'biplane_unsent_bytes')
  const liveEach = Math.round((total(await scales.weigh()) - before) / stuck)
  say(`${megabytes} MB in ${seconds.toFixed(1)} s; ${unsent} bytes unsent, the most of one ${largest}`)
  await Promise.all(readers.map((reader) => reader[Symbol.asyncDispose]()))
  const counts = {
    stuck,
    produced_mb: megabytes,
    mb_per_second: Math.round((10 * megabytes) / seconds) / 10,
    largest_unsent_bytes: largest,
    live_bytes_each: liveEach,
    // Else the flood was too small to be held by anybody.
    not_stuck: unsent < stuck * LIMITS.unsentHighBytes ? 1 : 0,
    unsent_over_1_mib: largest > MOST_BYTES_EACH ? 1 : 0,
    live_over_1_mib: liveEach > MOST_BYTES_EACH ? 1 : 0,
    ...sumOfLosses([flood.honest.seen.map(({ number }) => number)]),
  }
  return mustBeZero(counts, 'not_stuck', 'unsent_over_1_mib', 'live_over_1_mib', 'lost', 'doubled', 'reordered')
}

/** What becomes of them after the time that they are given, under the longest answers that there are. */
async function closesAll({ say }: FigureContext): Promise<Measured> {
  await using flood = await openFlood({ env: { LIMIT_SLOW_READER_MS: String(SLOW_MS) } })
  await flood.pour([labels(1)])
  await using proxy = await openCutProxy({ target: { host: '127.0.0.1', port: flood.product.port } })
  const from = flood.honest.last + 1
  const readers = await stuckReaders(flood, proxy, RETURNING)
  const { url } = flood.product
  let largest = 0
  await flood.pour(Array(LARGEST_ANSWERS).fill(answer(LARGEST_ANSWER_BYTES)), async () => {
    largest = Math.max(largest, await figureOf(url, 'biplane_unsent_bytes_max'))
  })
  // The limit is what is tried: after it, the second between two looks and the one of a goodbye, they must be gone.
  await delay(SLOW_MS + 3_000)
  const closed = await figureOf(url, 'biplane_connections_closed_total{code="4409"}')
  const held = await figureOf(url, 'biplane_unsent_bytes')
  proxy.heal()
  await Promise.all(readers.map((reader) => reader.until(({ last }) => last >= flood.honest.last)))
  say(`${RETURNING} came back and read ${readers[0]?.seen.length} events each`)
  const losses = sumOfLosses(
    readers.map(({ seen }) => seen.map(({ number }) => number)),
    from,
  )
  await Promise.all(readers.map((reader) => reader[Symbol.asyncDispose]()))
  const counts = {
    returning: RETURNING,
    closed_4409: closed,
    // A stream over HTTP has no close code: it is gone when nothing is held any more.
    not_closed: (RETURNING * (DOORS.length - 1)) / DOORS.length - closed + (held > 0 ? 1 : 0),
    largest_answer_unsent_bytes: largest,
    largest_over_1_mib: largest > MOST_BYTES_EACH ? 1 : 0,
    never_left: readers.filter(({ dials }) => dials < 2).length,
    restored: readers.reduce((sum, { restored }) => sum + restored, 0),
    returned_lost: losses.lost,
    returned_doubled: losses.doubled,
    returned_reordered: losses.reordered,
  }
  const zeros = ['not_closed', 'largest_over_1_mib', 'never_left', 'restored']
  return mustBeZero(counts, ...zeros, 'returned_lost', 'returned_doubled', 'returned_reordered')
}

async function warmUp(flood: Flood): Promise<void> {
  const readers = DOORS.map((door) => new DoorReader(door, flood.address))
  await flood.pour([labels(WARM_UP_LABELS)])
  await Promise.all(readers.map((reader) => reader.until(({ last }) => last >= flood.honest.last)))
  await Promise.all(readers.map((reader) => reader[Symbol.asyncDispose]()))
}

/** Readers at every door in turn that have all there is, and from now on take nothing. */
async function stuckReaders(flood: Flood, proxy: CutProxy, count: number): Promise<DoorReader[]> {
  const address = { ...flood.address, url: `http://127.0.0.1:${proxy.port}`, after: flood.honest.last }
  const readers = Array.from({ length: count }, (_, at) => new DoorReader(DOORS[at % DOORS.length] ?? 'trpc', address))
  await flood.pour([labels(1)])
  await Promise.all(readers.map((reader) => reader.until(({ last }) => last >= flood.honest.last)))
  proxy.blackHole(true)
  return readers
}

// Cuts the opening of a transport byte by byte: a reader of a fixed log is cut at one offset after the other, resumes
// each time, and has the whole log in the end.
import type { Direction } from '../cut-link.ts'
import { openCutProxy } from '../cut-proxy.ts'
import type { Seeded } from '../seeded.ts'
import type { Door, DoorAddress } from './door-connections.ts'
import { DoorReader } from './door-readers.ts'
import { inLanes } from './lanes.ts'

/** Readers at a time. */
const LANES = 8
/** Of one reader. What comes after its cursor must be more than an offset, each time: the log is as long as that needs. */
const OFFSETS = 25

export interface Walk {
  door: Door
  /** Of a log that does not grow, from its first event on. */
  address: DoorAddress
  /** The number of its last event. */
  last: number
  random: Seeded
  /** The known-bad reader, which says no number when it comes back. */
  forgets: boolean
}

export interface Walked {
  cuts: number
  readers: DoorReader[]
}

/** Cuts at every offset from 0 up to and with `to`, by FIN or RST as chance will have it. */
export async function walk(walked: Walk, way: Direction, to: number): Promise<Walked> {
  const chains: number[][] = []
  for (let from = 0; from <= to; from += OFFSETS) {
    chains.push(Array.from({ length: Math.min(OFFSETS, to + 1 - from) }, (_, i) => from + i))
  }
  const all: Walked = { cuts: 0, readers: [] }
  await inLanes(LANES, chains, async (offsets) => {
    const { cuts, readers } = await follow(walked, way, offsets)
    all.cuts += cuts
    all.readers.push(...readers)
  })
  return all
}

/** One reader, cut at each of these offsets in turn and then left in peace. */
async function follow(walked: Walk, way: Direction, offsets: readonly number[]): Promise<Walked> {
  const { door, address, last, random, forgets } = walked
  const { hostname: host, port } = new URL(address.url)
  await using proxy = await openCutProxy({
    target: { host, port: Number(port) },
    plan(index) {
      const after = offsets[index]
      return after === undefined ? undefined : { cut: { way, after, how: random.pick(['fin', 'rst'] as const) } }
    },
  })
  await using reader = new DoorReader(door, { ...address, url: `http://127.0.0.1:${proxy.port}` }, { forgets })
  await reader.until((one) => one.last >= last || (forgets && one.restored > 0))
  return { cuts: proxy.cuts, readers: [reader] }
}

/** Bytes that a client of this door has said when it hears its first event: less is said by none of them. */
export async function openingOf(door: Door, address: DoorAddress): Promise<number> {
  const { hostname: host, port } = new URL(address.url)
  await using proxy = await openCutProxy({ target: { host, port: Number(port) } })
  await using reader = new DoorReader(door, { ...address, url: `http://127.0.0.1:${proxy.port}` })
  await reader.until(({ seen }) => seen.length > 0)
  return proxy.bytes.toServer
}

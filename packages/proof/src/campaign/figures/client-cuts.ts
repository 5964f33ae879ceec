// Fault scenario: cuts between clients and Experience, at every byte of a handshake and the first frames, then at
// random while the conversation grows, on every transport; then the same for unmodified clients of the five protocols,
// with deaths of either process and a storm of retries.
import { openCutProxy } from '../../cut-proxy.ts'
import { Product } from '../../product/product.test-support.ts'
import type { Seeded } from '../../seeded.ts'
import { openingOf, walk } from '../cut-walk.ts'
import { DOORS, type Door, type DoorAddress } from '../door-connections.ts'
import { conversationOf, DoorReader } from '../door-readers.ts'
import { type Figure, type FigureContext, type Measured, mustBeZero } from '../figure.ts'
import { protocolFaults, protocolsNotCaught } from '../protocols/protocol-faults.ts'
import { sumOfLosses } from '../sums.ts'
import { atLiaison, type Talker, talkUntil } from '../talk.ts'

const ALL_DOORS: readonly Door[] = [...DOORS, 'liaison']
/** Handshake and first answers of any door are in them. */
const OPENING_BYTES = 2_000
/** More than a reader takes that is cut again and again within its opening bytes: six events each. */
const LOG_ANSWERS = 45
const READERS = 6
/** Of a random cut, in bytes to the client: some events. */
const FURTHEST = 4_000
/** A talk in which nobody is cut any more has an end. */
const MOST_ANSWERS_A_CUT = 5

export const clientCuts: Figure = {
  name: 'client-cuts',
  promise: '[L2, L3] cuts at every byte of the opening and anywhere, on every door: nothing lost, doubled or reordered',
  async run(context) {
    const size = { opening: OPENING_BYTES, random: context.size(2_000, 1_000_000), forgets: false }
    const doors = await measure(context, size)
    const protocols = await protocolFaults(context)
    return { counts: { ...doors.counts, ...protocols.counts }, faults: [...doors.faults, ...protocols.faults] }
  },
  control: {
    bad: 'readers that do not say where they stopped, of every protocol, and retries that do not say that they are',
    async run(context) {
      const doors = await measure(context, { opening: 40, random: 120, forgets: true })
      const missed = await protocolsNotCaught(context)
      for (const name of missed) context.say(`not caught: ${name}`)
      // One that is not caught is as bad as none.
      return missed.length > 0 ? { counts: doors.counts, faults: [] } : doors
    },
  },
}

interface Size {
  /** Bytes to the client that are walked through. */
  opening: number
  /** Cuts at random, of all doors together. */
  random: number
  forgets: boolean
}

interface Trial extends Size {
  chance: Seeded
  found: typeof NOTHING
}

const NOTHING = {
  to_server: 0,
  to_client: 0,
  random: 0,
  missed: 0,
  events: 0,
  lost: 0,
  doubled: 0,
  reordered: 0,
  different: 0,
}

async function measure(context: FigureContext, size: Size): Promise<Measured> {
  await using product = await Product.open({
    env: {
      NODE_ENV: 'production',
      AGENT_PIECES_PER_SECOND: '0',
      LIMIT_CONNECTIONS_PER_PRINCIPAL: '1000',
      LIMIT_CONNECTS_PER_PRINCIPAL: '100000000',
      LIMIT_CONNECTS_PER_ADDRESS: '100000000',
    },
  })
  const trial = { ...size, chance: context.random, found: { ...NOTHING } }
  for (const door of ALL_DOORS) {
    const begun = performance.now()
    await walkThrough(product, door, trial)
    const walked = performance.now()
    await anywhere(product, door, trial)
    context.say(
      `${door}: walked in ${seconds(walked - begun)}, then cut at random in ${seconds(performance.now() - walked)}`,
    )
  }
  return mustBeZero({ doors: ALL_DOORS.length, ...trial.found }, 'missed', 'lost', 'doubled', 'reordered', 'different')
}

const seconds = (ms: number): string => `${(ms / 1000).toFixed(1)} s`

/** At every byte that a client says first, and of what it is told first. The log stands still: each offset is reached. */
async function walkThrough(product: Product, door: Door, { opening, chance, forgets, found }: Trial): Promise<void> {
  await using place = await placeAt(product, door)
  const { address } = place
  const { last } = await talkUntil(place.talker, (answers) => answers >= LOG_ANSWERS)
  await using whole = new DoorReader(door, address)
  await whole.until((reader) => reader.last >= last)
  const walked = { door, address, last, random: chance, forgets }
  const says = Math.min(opening, await openingOf(door, address))
  const toServer = await walk(walked, 'toServer', says)
  const toClient = await walk(walked, 'toClient', opening)
  found.to_server += toServer.cuts
  found.to_client += toClient.cuts
  // Offset 0 is one, too.
  found.missed += says + opening + 2 - toServer.cuts - toClient.cuts
  add(found, whole, [...toServer.readers, ...toClient.readers])
}

/** Wherever chance will have it, while there is always something new to be told. */
async function anywhere(product: Product, door: Door, { random, chance, forgets, found }: Trial): Promise<void> {
  await using place = await placeAt(product, door)
  const { address } = place
  const most = Math.ceil(random / ALL_DOORS.length)
  await talkUntil(place.talker, () => true)
  const says = await openingOf(door, address)
  await using proxy = await openCutProxy({
    target: { host: '127.0.0.1', port: product.port },
    plan: () => (proxy.planned >= most ? undefined : { cut: placeOf(says, chance) }),
  })
  const url = `http://127.0.0.1:${proxy.port}`
  await using whole = new DoorReader(door, address)
  const readers = Array.from({ length: READERS }, () => new DoorReader(door, { ...address, url }, { forgets }))
  const heard = async (last: number) => {
    await whole.until((reader) => reader.last >= last)
    await Promise.all(readers.map((reader) => reader.until((one) => one.last >= last || (forgets && one.restored > 0))))
  }
  const { last } = await talkUntil(
    place.talker,
    (answers) => proxy.cuts >= most || answers >= most * MOST_ANSWERS_A_CUT,
    heard,
  )
  await heard(last)
  found.random += proxy.cuts
  found.missed += most - proxy.cuts
  add(found, whole, readers)
  await Promise.all(readers.map((reader) => reader[Symbol.asyncDispose]()))
}

interface Place extends AsyncDisposable {
  talker: Talker
  address: DoorAddress
}

/** Somebody new, who talks with the one whose conversation this door shows. */
async function placeAt(product: Product, door: Door): Promise<Place> {
  const who = door === 'liaison' ? 'liaison' : 'guide'
  const { token, conversationId } = await conversationOf(product, who)
  const anna = product.returning(token)
  return {
    talker: who === 'liaison' ? atLiaison(anna) : anna,
    address: { url: product.url, token, conversationId, after: 0 },
    [Symbol.asyncDispose]: () => anna[Symbol.asyncDispose](),
  }
}

/** What these readers lost, doubled, reordered, and saw in other words than the one that was never cut. */
function add(found: typeof NOTHING, whole: DoorReader, readers: readonly DoorReader[]): void {
  const truth = new Map(whole.seen.map(({ number, says }) => [number, says]))
  // Who ended before the end has lost everything up to it.
  const numbers = readers.map(({ seen, last }) => [
    ...seen.map(({ number }) => number),
    ...(last < whole.last ? [whole.last] : []),
  ])
  const { lost, doubled, reordered } = sumOfLosses(numbers)
  found.lost += lost
  found.doubled += doubled
  found.reordered += reordered
  found.events += readers.reduce((sum, { seen }) => sum + seen.length, 0)
  for (const { number, says } of readers.flatMap(({ seen }) => seen)) {
    if (truth.get(number) !== says) found.different += 1
  }
}

function placeOf(says: number, random: Seeded) {
  const how = random.pick(['fin', 'rst'] as const)
  return random.chance(0.15)
    ? { way: 'toServer' as const, after: random.int(0, says), how }
    : { way: 'toClient' as const, after: random.int(0, FURTHEST), how }
}

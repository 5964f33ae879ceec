// Owns the figure of cuts between clients and Experience: at every place of a handshake and of what comes first, then at
// random, through every door.
import { openCutProxy } from '../../cut-proxy.ts'
import { Product } from '../../product/product.test-support.ts'
import type { Seeded } from '../../seeded.ts'
import { conversationOf, DOORS, type Door, DoorReader } from '../door-readers.ts'
import { type Figure, type FigureContext, type Measured, mustBeZero } from '../figure.ts'
import { sumOfLosses } from '../sums.ts'
import { talkUntil } from '../talk.ts'

const READERS = 3
/** A handshake of any door is shorter. */
const OPENING_BYTES = 2_000
/** The shortest is that of a stream over HTTP: one request. */
const SAID_BY_EVERY_CLIENT = 200

export const clientCuts: Figure = {
  name: 'client-cuts',
  promise: '[L2, L3] cuts between clients and Experience, on every door: nothing lost, doubled or reordered',
  run: (context) => measure(context, false, context.size(2_000, 200_000)),
  control: {
    bad: 'readers that do not say where they stopped',
    run: (context) => measure(context, true, 200),
  },
}

async function measure(context: FigureContext, forgets: boolean, cutsForEach: number): Promise<Measured> {
  await using product = await Product.open({
    env: {
      NODE_ENV: 'production',
      AGENT_PIECES_PER_SECOND: '0',

      LIMIT_CONNECTIONS_PER_PRINCIPAL: '1000',
      LIMIT_CONNECTS_PER_PRINCIPAL: '100000000',
      LIMIT_CONNECTS_PER_ADDRESS: '100000000',
    },
  })
  const sum = { cuts: 0, doors: 0, readers: 0, events: 0, lost: 0, doubled: 0, reordered: 0, different: 0 }
  for (const door of DOORS) {
    const one = await measureDoor(product, door, context.random, cutsForEach, forgets)
    context.say(`${door}: ${JSON.stringify(one)}`)
    for (const [name, count] of Object.entries(one)) sum[name as keyof typeof one] += count
    sum.doors += 1
  }
  return mustBeZero(sum, 'lost', 'doubled', 'reordered', 'different')
}

async function measureDoor(product: Product, door: Door, random: Seeded, most: number, forgets: boolean) {
  const { token, conversationId } = await conversationOf(product)
  // A quarter of them walks through the opening bytes, the others fall anywhere.
  const step = Math.max(1, Math.ceil(OPENING_BYTES / Math.max(1, most / 4)))
  await using proxy = await openCutProxy({
    target: { host: '127.0.0.1', port: product.port },
    plan: (index) => (proxy.cuts >= most ? undefined : { cut: placeOf(index, step, random) }),
  })
  await using anna = product.returning(token)
  const whole = new DoorReader(door, { url: product.url, token, conversationId, after: 0 })
  const readers = Array.from(
    { length: READERS },
    () => new DoorReader(door, { url: `http://127.0.0.1:${proxy.port}`, token, conversationId, after: 0 }, { forgets }),
  )
  const { last } = await talkUntil(anna, () => proxy.cuts >= most)
  await whole.until((reader) => reader.last >= last)
  await Promise.all(
    readers.map((reader) => reader.until(() => reader.last >= last || (forgets && reader.restored > 0))),
  )
  // Who ended before the end has lost everything up to it.
  const numbers = readers.map((reader) => [
    ...reader.seen.map(({ number }) => number),
    ...(reader.last < last ? [last] : []),
  ])
  const truth = new Map(whole.seen.map(({ number, says }) => [number, says]))
  const different = readers
    .flatMap((reader) => reader.seen)
    .filter(({ number, says }) => truth.get(number) !== says && number <= last).length
  await Promise.all([whole, ...readers].map((reader) => reader[Symbol.asyncDispose]()))
  return { cuts: proxy.cuts, readers: READERS, events: whole.seen.length, different, ...sumOfLosses(numbers) }
}

function placeOf(index: number, step: number, random: Seeded) {
  const how = random.pick(['fin', 'rst'] as const)
  const after = index * step
  if (after < OPENING_BYTES) {
    // A client says little: later places on its way would never come, and nobody would be cut any more.
    return after < SAID_BY_EVERY_CLIENT && index % 2 === 1
      ? { way: 'toServer' as const, after, how }
      : { way: 'toClient' as const, after, how }
  }
  return random.chance(0.15)
    ? { way: 'toServer' as const, after: random.int(1, SAID_BY_EVERY_CLIENT), how }
    : { way: 'toClient' as const, after: random.int(1, 4_000), how }
}

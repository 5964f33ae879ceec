// Fault scenario: live memory of Experience over many subscriptions and reconnects.
import { COMPILED_ONCE, Scales, total, WEIGHABLE } from '../../live-memory.ts'
import { Product } from '../../product/product.test-support.ts'
import { slopeOf } from '../../slope.ts'
import { DOORS, type Door, type DoorAddress } from '../door-connections.ts'
import { conversationOf, DoorReader, visit } from '../door-readers.ts'
import { type Figure, type FigureContext, type Measured, mustBeZero } from '../figure.ts'
import { withLastWords } from '../last-words.ts'
import { talkUntil } from '../talk.ts'

/** In these, caches are filled and everything is compiled. */
const WARM_UP = 3
const ROUNDS = 10
/** Connections at a time; all doors have as many. */
const AT_ONCE = 15
/** Doors on which one connection can subscribe again and again; on the others a subscription is a connection. */
const REPEATING: readonly Door[] = ['trpc', 'runtime-agent', 'realtime']
/**
 * The least that can be left behind is more: a function takes 64 bytes and its place in a list 8, a place in a set or a map
 * as much and its key above that. What the process adds by itself, weighed and divided, was 0 to 5.
 */
const MOST_BYTES_EACH = 40

export const leaks: Figure = {
  name: 'leaks',
  promise: '[L3, L4] very many subscriptions and reconnects, on every door: nothing of any of them stays in memory',
  run: (context) => measure(context, { subscriptions: context.size(10_000, 100_000), leaky: false }),
  control: {
    bad: 'one function kept for each subscription, one connection that nobody closes for each reconnect',
    run: async (context) => {
      const measured = await measure(context, { subscriptions: 10_000, leaky: true })
      // Both must be caught, the smaller one too.
      return measured.faults.length === 2 ? measured : { ...measured, faults: [] }
    },
  },
}

interface Size {
  subscriptions: number
  leaky: boolean
}

async function measure({ say }: FigureContext, { subscriptions, leaky }: Size): Promise<Measured> {
  await using product = await Product.open({
    nodeArgs: [WEIGHABLE, ...COMPILED_ONCE],
    env: {
      NODE_ENV: 'production',
      AGENT_PIECES_PER_SECOND: '0',
      LIMIT_CONNECTIONS_PER_PRINCIPAL: '100000',
      LIMIT_CONNECTS_PER_PRINCIPAL: '1000000000',
      LIMIT_CONNECTS_PER_ADDRESS: '1000000000',
    },
  })
  const { token, conversationId } = await conversationOf(product)
  await using anna = product.returning(token)
  const { last } = await talkUntil(anna, () => true)
  // Each reads the last event, and nothing follows it.
  const address = { url: product.url, token, conversationId, after: last - 1 }
  await using scales = await Scales.open(product.process('experience'))
  const kept: DoorReader[] = []
  const bytes = await withLastWords(product, say, async () => ({
    subscription: await bytesEach(scales, subscriptions / ROUNDS, async (times) => {
      await subscribe(address, times)
      if (leaky) await scales.leak(times)
    }),
    reconnect: await bytesEach(scales, subscriptions / ROUNDS / 5, async (times) => {
      if (leaky) kept.push(...(await stay(address, times)))
      else await reconnect(address, times)
    }),
  }))
  say(`${JSON.stringify(await scales.weigh())} bytes are alive in the end`)
  await Promise.all(kept.map((reader) => reader[Symbol.asyncDispose]()))
  const counts = {
    subscriptions,
    reconnects: subscriptions / 5,
    bytes_a_subscription: Math.round(bytes.subscription),
    bytes_a_reconnect: Math.round(bytes.reconnect),
    leaking_subscriptions: bytes.subscription > MOST_BYTES_EACH ? 1 : 0,
    leaking_reconnects: bytes.reconnect > MOST_BYTES_EACH ? 1 : 0,
  }
  return mustBeZero(counts, 'leaking_subscriptions', 'leaking_reconnects')
}

/** By how much the live memory rises each time, as the line through all rounds has it. */
async function bytesEach(scales: Scales, times: number, round: (times: number) => Promise<void>): Promise<number> {
  for (let i = 0; i < WARM_UP; i += 1) await round(Math.ceil(times / WARM_UP))
  const weights = [total(await scales.weigh())]
  for (let i = 0; i < ROUNDS; i += 1) {
    await round(times)
    weights.push(total(await scales.weigh()))
  }
  return slopeOf(weights.map((weight, round) => [round, weight])) / times
}

/** So many subscriptions, one after the other on each of a few connections. */
async function subscribe(address: DoorAddress, times: number): Promise<void> {
  await Promise.all(
    lanes().map((lane) => visit(REPEATING[lane % REPEATING.length] ?? 'trpc', address, Math.ceil(times / AT_ONCE))),
  )
}

/** So many connections, each of which leaves before the next one comes. */
async function reconnect(address: DoorAddress, times: number): Promise<void> {
  const one = async (lane: number) => {
    for (let i = lane; i < times; i += AT_ONCE) await visit(DOORS[lane % DOORS.length] ?? 'trpc', address)
  }
  await Promise.all(lanes().map(one))
}

async function stay(address: DoorAddress, times: number): Promise<DoorReader[]> {
  const readers = Array.from({ length: times }, (_, at) => new DoorReader(DOORS[at % DOORS.length] ?? 'trpc', address))
  await Promise.all(readers.map((reader) => reader.until(({ seen }) => seen.length > 0)))
  return readers
}

const lanes = (): number[] => Array.from({ length: AT_ONCE }, (_, lane) => lane)

import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { talkUntil } from '../campaign/talk.ts'
import { type CutProxy, openCutProxy } from '../cut-proxy.ts'
import { type Seeded, seeded } from '../seeded.ts'
import { SubscriptionReader } from '../subscription-reader.ts'
import { type ExperienceClient, openExperienceClient } from '../trpc-client.ts'
import { eventsOf, type Item, type Losses, lossesOf, Product } from './product.test-support.ts'

const CUTS = 2_000
const READERS = 8

let product: Product

beforeAll(async () => {
  product = await Product.open({ env: { AGENT_PIECES_PER_SECOND: '0', LIMIT_CONNECTIONS_PER_PRINCIPAL: '1000' } })
}, 180_000)
afterAll(() => product[Symbol.asyncDispose]())

/** Cuts connections at random places, handshakes included, until there were enough of them. */
const cutting = (random: Seeded, mostCuts: number) =>
  openCutProxy({
    target: { host: '127.0.0.1', port: product.port },
    plan: (index) => (index >= mostCuts ? undefined : { cut: place(random) }),
  })

/** A client says little: beyond its handshake and its subscription a plan could wait for ever. */
const place = (random: Seeded) => {
  const how = random.pick(['fin', 'rst'] as const)
  return random.chance(0.15)
    ? { way: 'toServer' as const, after: random.int(1, 300), how }
    : { way: 'toClient' as const, after: random.int(1, 4_000), how }
}

const proxyUrl = (proxy: CutProxy) => `http://127.0.0.1:${proxy.port}`

const reached = (last: number) => (items: readonly Item[]) => (eventsOf(items.slice(-1))[0]?.event_id ?? 0) >= last

describe('random cuts between a reader and Experience', () => {
  test(`[L3] ${CUTS} cuts at random bytes, handshakes included: 0 lost, 0 doubled, 0 reordered`, async () => {
    const random = seeded()
    await using proxy = await cutting(random, CUTS)
    await using anna = await product.guest()
    const clients = Array.from({ length: READERS }, () =>
      openExperienceClient({
        url: proxyUrl(proxy),
        connectionParams: { sessionToken: anna.token },
        retry: { baseMs: 1, capMs: 10 },
      }),
    )
    const first = anna.read()
    await first.until((items) => items.length === 1)
    const [start] = first.items
    const readers = clients.map(({ trpc }) => readFrom(trpc, start?.id ?? ''))
    const heard = (last: number) => Promise.all([first, ...readers].map((reader) => reader.until(reached(last))))
    const { last } = await talkUntil(anna, () => proxy.cuts >= CUTS, heard)
    await heard(last)

    const numbers = eventsOf(first.items).map((event) => event.event_id)
    const losses = readers.map((reader) => lossesOf(eventsOf(reader.items).map((event) => event.event_id)))
    const sum = losses.reduce((a, b) => ({
      lost: a.lost + b.lost,
      doubled: a.doubled + b.doubled,
      reordered: a.reordered + b.reordered,
    }))
    console.info(
      `cuts ${proxy.cuts} of ${proxy.planned} planned, readers ${READERS}, events each ${numbers.length}: ${JSON.stringify(sum)}`,
    )
    expect(proxy.cuts).toBe(CUTS)
    expect(sum).toEqual({ lost: 0, doubled: 0, reordered: 0 })
    // Not only the numbers: every reader has the same facts.
    for (const reader of readers) expect(eventsOf(reader.items)).toEqual(eventsOf(first.items))
    for (const reader of readers) reader.stop()
    await Promise.all(clients.map((client) => client.close()))
  }, 240_000)

  test('a reader that forgets where it stopped is caught: the negative control', async () => {
    const times = 10
    await using anna = await product.guest()
    const first = anna.read()
    await first.until((items) => items.length === 1)
    const seen: number[] = []
    let cuts = 0
    const talking = talkUntil(anna, () => cuts >= times)
    for (; cuts < times; cuts += 1) {
      seen.push(...(await readForgetfully(product.url, anna.token)))
      // It comes back after the conversation has gone on.
      const heard = first.items.length
      await first.until((items) => items.length > heard)
    }
    await talking
    const losses: Losses = lossesOf(seen)
    console.info(`negative control, cuts ${cuts}: ${JSON.stringify(losses)}`)
    expect(losses.lost).toBeGreaterThan(0)
  }, 240_000)
})

const readFrom = (trpc: ExperienceClient, lastEventId: string): SubscriptionReader<Item> =>
  new SubscriptionReader<Item>(({ onData, ...rest }) =>
    trpc.guide.onEvent.subscribe(
      { lastEventId },
      { onData: (item: { id: string; data: unknown }) => onData(item as Item), ...rest },
    ),
  )

/** The known-bad reader: it listens until it is cut off, and never asks for what it missed before. */
async function readForgetfully(url: string, token: string): Promise<number[]> {
  await using client = openExperienceClient({ url, connectionParams: { sessionToken: token }, reconnect: false })
  const reader = new SubscriptionReader<Item>(({ onData, ...rest }) =>
    client.trpc.guide.onEvent.subscribe(
      {},
      { onData: (item: { id: string; data: unknown }) => onData(item as Item), ...rest },
    ),
  )
  await reader.until((items) => eventsOf(items).length > 0)
  client.cut()
  await reader.ended()
  return eventsOf(reader.items).map((event) => event.event_id)
}

import type { MessageId } from '@biplane/contracts/wire/ids'
import { type CutProxy, openCutProxy } from '@biplane/proof/cut-proxy'
import { type Seeded, seeded } from '@biplane/proof/seeded'
import { SubscriptionReader } from '@biplane/proof/subscription-reader'
import type { ExperienceClient } from '@biplane/proof/trpc-client'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type DoorReader, HttpReader, type Line, lineOf, type Place, rawReaders } from './door-readers.test-support.ts'
import { eventsOf, type Item, Live, type Person, type Reader, readGuide } from './live.test-support.ts'

/** `DOOR_RUNS=3000` for a long run. */
const RUNS = Number(process.env.DOOR_RUNS ?? 150)
const AT_ONCE = 6

let live: Live

beforeAll(async () => {
  live = await Live.open({ env: { LIMIT_CONNECTIONS_PER_PRINCIPAL: '1000' } })
})
afterAll(() => live[Symbol.asyncDispose]())

/** Everything that an agent can say, in an order from chance, with a pause now and then. */
function speaking(random: Seeded): void {
  for (const agent of ['guide.global', 'guide.content', 'liaison.content']) {
    live.runtime.script(agent, async function* () {
      for (let i = random.int(1, 6); i > 0; i -= 1) {
        if (random.chance(0.5)) await new Promise((resolve) => setImmediate(resolve))
        yield* random.pick([
          [{ type: 'agent.token', payload: { text: random.pick(['a ', 'Grüße ', '👩‍👩‍👧', '"\\\n', '\u2028']) } }],
          [{ type: 'agent.token', payload: { text: 'x'.repeat(random.int(1, 400)) } }],
          [{ type: 'agent.progress', payload: { progress: random.next(), label: 'on the way' } }],
          [{ type: 'agent.ui', payload: { message: { version: 'v0.9', deleteSurface: { surfaceId: 's' } } } }],
          [
            {
              type: 'agent.tool',
              payload: { call_id: 'c', tool: 'look', version: '1', status: 'started', summary: 'looks' },
            },
          ],
        ] as const)
      }
    })
  }
}

/** Cuts about half of all connections after some bytes, handshakes included. */
const cutting = (random: Seeded): Promise<CutProxy> =>
  openCutProxy({
    target: { host: '127.0.0.1', port: Number(new URL(live.url).port) },
    plan: () =>
      random.chance(0.5)
        ? { cut: { way: 'toClient', after: random.int(1, 4_000), how: random.pick(['fin', 'rst']) } }
        : undefined,
  })

interface Run {
  anna: Person
  place: Place
  readers: DoorReader[]
  truth: Reader
}

async function open(kind: Place['kind'], url: string): Promise<Run> {
  const anna = await live.guest()
  const agent_type = kind === 'guide' ? 'guide' : 'content_liaison'
  const { conversation_id } = await anna.trpc.conversation.create.mutate({ agent_type })
  const place = { conversationId: conversation_id, kind }
  const truth = readAfter(anna.trpc, kind, `${live.epoch}:0`)
  const readers = [
    ...rawReaders(url, anna.token, place),
    new HttpReader(url, anna.token, place),
    trpcReader(anna, place, url),
  ]
  return { anna, place, readers, truth }
}

/** From an event on. */
function readAfter(trpc: ExperienceClient, kind: Place['kind'], lastEventId: string): Reader {
  if (kind === 'guide') return readGuide(trpc, lastEventId)
  return new SubscriptionReader<Item>(({ onData, ...end }) =>
    trpc.liaison.onEvent.subscribe(
      { pillar: 'content', lastEventId },
      { onData: (item: { id: string; data: unknown }) => onData(item as Item), ...end },
    ),
  )
}

/** A tab of the primary client. It comes back by itself; a subscription that fails in its handshake is asked for again. */
function trpcReader(anna: Person, { kind }: Place, url: string): DoorReader {
  const tab = anna.tab(url)
  const ended: Item[] = []
  let closed = false
  let reader = readAfter(tab.trpc, kind, `${live.epoch}:0`)
  const items = () => [...ended, ...reader.items]
  const again = async (): Promise<void> => {
    while (!closed) {
      const end = await reader.ended()
      if (end.how === 'refused') throw new Error(`refused: ${end.code}`)
      if (closed) return
      ended.push(...reader.items)
      reader = readAfter(tab.trpc, kind, ended.at(-1)?.id ?? `${live.epoch}:0`)
    }
  }
  const reading = again()
  return {
    door: 'tRPC',
    get lines() {
      return eventsOf(items()).map(lineOf)
    },
    send(message, id) {
      const message_id = id as MessageId
      const again = (): void =>
        void (
          kind === 'guide'
            ? tab.trpc.guide.send.mutate({ message, message_id, context: { surface: 'content_pillar' } })
            : tab.trpc.liaison.send.mutate({ message, message_id, pillar: 'content' })
        ).catch(() => {
          if (!closed) again()
        })
      again()
    },
    cut: () => tab.cut(),
    async until(count) {
      while (eventsOf(items()).length < count)
        await reader.until(() => eventsOf(items()).length >= count).catch(() => {})
    },
    async close() {
      closed = true
      reader.stop()
      await tab.close()
      await reading
    },
  }
}

/** Drives one conversation through all of its doors; says what each read, and what there is to read. */
async function drive({ anna, readers, truth }: Run, random: Seeded): Promise<void> {
  const sends = random.int(2, 5)
  for (let i = 0; i < sends; i += 1) {
    random.pick(readers.filter(({ send }) => send)).send?.(`question ${i}`, `m${i}`)
    for (const reader of readers) if (random.chance(0.2)) reader.cut()
    if (random.chance(0.3)) await truth.until((items) => items.length >= random.int(1, 3))
    if (random.chance(0.2))
      await anna.trpc.invocation.cancel.mutate({ message_id: `m${i}` as MessageId }).catch(() => {})
  }
  await truth.until((items) => endsOf(items) >= sends)
}

const endsOf = (items: readonly Item[]) =>
  eventsOf(items).filter(({ type }) => ['agent.completed', 'agent.failed', 'agent.cancelled'].includes(type)).length

const isPrefix = (lines: readonly Line[], whole: readonly Line[]) => lines.every((line, i) => line === whole[i])

test(`[L2, L3] one conversation through every door at once, cut at random: ${RUNS} runs, one and the same list`, async () => {
  const random = seeded()
  speaking(random)
  await using proxy = await cutting(random)
  const url = `http://127.0.0.1:${proxy.port}`
  let events = 0
  for (let run = 0; run < RUNS; run += AT_ONCE) {
    await Promise.all(
      Array.from({ length: AT_ONCE }, async (_, i) => {
        const one = await open(random.chance(0.6) ? 'guide' : 'content', url)
        await drive(one, random)
        const whole = eventsOf(one.truth.items).map(lineOf)
        const seen = one.readers.map(({ door, lines }) => ({ door, ok: isPrefix(lines, whole) }))
        expect(seen, `seed ${random.seed}, run ${run + i}`).toEqual(seen.map(({ door }) => ({ door, ok: true })))
        await Promise.all(one.readers.map((reader) => reader.until(whole.length)))
        for (const { door, lines } of one.readers) expect([door, lines]).toEqual([door, whole])
        events += whole.length
        one.truth.stop()
        await Promise.all(one.readers.map((reader) => reader.close()))
      }),
    )
  }
  const { connections, cuts } = proxy
  process.stdout.write(`${RUNS} runs, ${events} events, ${connections} connections, ${cuts} cut on their way\n`)
  expect(proxy.cuts).toBeGreaterThan(RUNS)
}, 600_000)

test('control: a reader that is wrong about where it stopped has another list, and this test sees it', async () => {
  speaking(seeded(1))
  const anna = await live.guest()
  const { conversation_id } = await anna.trpc.conversation.create.mutate({ agent_type: 'guide' })
  const place: Place = { conversationId: conversation_id, kind: 'guide' }
  const truth = anna.read(anna.trpc, `${live.epoch}:0`)
  await anna.trpc.guide.send.mutate({ message: 'hello' })
  await truth.until((items) => endsOf(items) > 0)
  const whole = eventsOf(truth.items).map(lineOf)
  const cutAtOne = (forgets: number) => rawReaders(live.url, anna.token, place, { forgets, cutsItselfAt: 1 })
  const [behind, right, ahead] = [cutAtOne(-1), cutAtOne(0), cutAtOne(1)]
  const all = [...behind, ...right, ...ahead]
  await Promise.all(all.map((reader) => reader.until(3)))
  expect(all.filter(({ lines }) => isPrefix(lines, whole))).toEqual(right)
  await Promise.all(all.map((reader) => reader.close()))
})

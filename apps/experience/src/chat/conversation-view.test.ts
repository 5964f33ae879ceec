import { foldEvent, type Transcript } from '@biplane/contracts/vocabulary/transcript'
import { type ConversationSnapshot, conversationSnapshot } from '@biplane/contracts/wire/events'
import { seeded } from '@biplane/proof/seeded'
import { v7 as uuid } from 'uuid'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { eventFromRow } from '../store/event-rows.ts'
import type { EventRow } from '../store/rows.ts'
import { cancelled, completed, type Place, started, token } from '../store/store.test-support.ts'
import { ChatBench } from './chat-bench.test-support.ts'
import { historyOf, snapshotOf } from './conversation-view.ts'
import { RandomConversation } from './random-conversation.test-support.ts'

let bench: ChatBench

beforeAll(async () => {
  bench = await ChatBench.open()
})
afterAll(() => bench[Symbol.asyncDispose]())

function snapshot({ sessionId, conversationId }: Place, limit = 1_000): ConversationSnapshot {
  const row = bench.postOffice.reader.conversation(sessionId, conversationId)
  if (!row) throw new Error('there is no such conversation')
  return snapshotOf(bench.postOffice, row, 'no_cursor', limit)
}

/** The snapshot and every event that was told after it. */
function later<T extends Transcript>(from: T, told: readonly EventRow[]): T {
  let transcript = from
  for (const row of told.filter(({ conversationId }) => conversationId === from.conversation_id)) {
    const folded = foldEvent(transcript, eventFromRow(row))
    if (folded.kind === 'gap') throw new Error(`event ${row.seq} after ${transcript.last_event_id}`)
    if (folded.kind === 'applied') transcript = folded.transcript
  }
  return transcript
}

const shown = ({ title, messages, running, last_event_id }: Transcript) => ({ title, messages, running, last_event_id })

describe('[L14] snapshot + later events = a fresh snapshot', () => {
  const RUNS = 200
  const STEPS = 40

  /** One conversation from chance, with snapshots of it on the way; how often it had what. */
  async function conversationFrom(seed: number) {
    const random = seeded(seed)
    const place = await bench.stored.place()
    const conversation = new RandomConversation(bench.stored, random, place)
    const kept: { window: number; taken: ConversationSnapshot }[] = [{ window: 1_000, taken: snapshot(place) }]
    for (let step = 0; step < STEPS; step += 1) {
      await conversation.step()
      if (!random.chance(0.2)) continue
      const window = random.pick([1, 2, 3, 5, 1_000])
      kept.push({ window, taken: snapshot(place, window) })
    }
    const fresh = conversationSnapshot.parse(snapshot(place))
    const told = bench.stored.told.filter(({ conversationId }) => conversationId === place.conversationId)
    for (const { window, taken } of kept) {
      const where = `seed ${seed}, window ${window}, from ${taken.last_event_id}`
      const after = later(taken, told)
      const messages = fresh.messages.slice(fresh.messages.length - after.messages.length)
      expect(shown(after), where).toEqual(shown({ ...fresh, messages }))
      expect(taken.messages.length, where).toBeLessThanOrEqual(window)
    }
    return {
      running: kept.some(({ taken }) => taken.running !== null),
      window: kept.some(({ taken }) => taken.has_more),
      superseded: told.some(({ type }) => type === 'agent.superseded'),
      compacted: (bench.postOffice.reader.conversationById(place.conversationId)?.compactedTo ?? 0) > 0,
    }
  }

  test(`for ${RUNS} conversations from chance, with windows of any size, over the real store`, async () => {
    const { seed } = seeded()
    const had = []
    for (let run = 0; run < RUNS; run += 25) {
      // Together, so that they share syncs.
      had.push(...(await Promise.all(Array.from({ length: 25 }, (_, i) => conversationFrom(seed + run + i)))))
      bench.stored.told.length = 0
    }
    // A rule that is proved about nothing is not proved.
    for (const what of ['running', 'window', 'superseded', 'compacted'] as const) {
      expect(had.filter((each) => each[what]).length, what).toBeGreaterThan(RUNS / 10)
    }
  })

  test('gives the title that a reader folds from the first message', async () => {
    const place = await bench.stored.place()
    const before = snapshot(place)
    bench.stored.told.length = 0
    await bench.stored.send(place, { text: 'Which invoices are overdue?' })
    expect(later(before, bench.stored.told).title).toBe('Which invoices are overdue?')
    expect(snapshot(place).title).toBe('Which invoices are overdue?')
  })

  test('takes a snapshot of one moment, even from an older conversation row', async () => {
    const place = await bench.stored.place()
    const row = bench.postOffice.own(bench.caller(place), place.conversationId)
    await bench.stored.store.command('renameConversation', { ...place, title: 'Renamed' })
    const taken = snapshotOf(bench.postOffice, row, 'cursor_expired', 100)
    expect(taken).toMatchObject({ title: 'Renamed', last_event_id: 1 })
  })

  test('what runs is said, also when its message is older than the window', async () => {
    const place = await bench.stored.place()
    const { invocation } = await bench.stored.begun(place)
    await bench.stored.append(invocation.id, [started()])
    for (let i = 0; i < 5; i += 1) await bench.stored.send(place)
    const running = { invocation_id: invocation.id, message_id: invocation.answerMessageId, status: 'running' }
    expect(snapshot(place, 1_000).running).toEqual(running)
    expect(snapshot(place, 2).running).toEqual(running)
    await bench.stored.append(invocation.id, [cancelled(2)])
    expect(snapshot(place, 2).running).toBeNull()
  })
})

describe('[D2.6] pages of history', () => {
  async function conversationOf(answers: number): Promise<Place> {
    const place = await bench.stored.place()
    for (let i = 0; i < answers; i += 1) {
      const { invocation } = await bench.stored.begun(place, { text: `question ${i}` })
      await bench.stored.append(invocation.id, [started(), token(2, `answer ${i}`), completed(3)])
    }
    return place
  }
  const page = (place: Place, before: number | undefined, limit: number) =>
    historyOf(bench.postOffice, place.conversationId, before, limit)

  test('go back to the first message, each message once, whatever their size', async () => {
    const place = await conversationOf(7)
    for (const limit of [1, 2, 3, 5, 14, 100]) {
      const contents: string[] = []
      for (let before: number | undefined; ; ) {
        const { messages, has_more, before: next } = page(place, before, limit)
        expect(messages.length).toBeLessThanOrEqual(limit)
        expect(has_more).toBe(next !== null)
        contents.unshift(...messages.map(({ content }) => content))
        if (next === null) break
        before = next
      }
      expect(contents, `pages of ${limit}`).toEqual(
        Array.from({ length: 7 }, (_, i) => [`question ${i}`, `answer ${i}`]).flat(),
      )
    }
  })

  test('[L13] of very long messages have fewer of them, and lead to the others', async () => {
    const place = await bench.stored.place()
    const long = 'x'.repeat(200_000)
    for (let i = 0; i < 4; i += 1) {
      const { invocation } = await bench.stored.begun(place, { text: `question ${i}` })
      await bench.stored.append(invocation.id, [started(), token(2, `${i}${long}`), completed(3)])
    }
    const sizes: number[] = []
    const begins: string[] = []
    for (let before: number | undefined; ; ) {
      const { messages, before: next } = page(place, before, 100)
      sizes.push(JSON.stringify(messages).length)
      begins.unshift(...messages.map(({ content }) => content.slice(0, 10)))
      if (next === null) break
      before = next
    }
    expect(Math.max(...sizes)).toBeLessThan(600_000)
    expect(begins).toEqual(Array.from({ length: 4 }, (_, i) => [`question ${i}`, `${i}xxxxxxxxx`]).flat())
    expect(snapshot(place).has_more).toBe(true)
  })

  test('[L13] are counted in bytes, an answer that has not ended with them', async () => {
    const place = await bench.stored.place()
    // Each is 120 000 characters, and 360 000 bytes.
    for (let i = 0; i < 3; i += 1) {
      const { invocation } = await bench.stored.begun(place, { text: `question ${i}` })
      const said = [started(), token(2, '漢'.repeat(120_000))]
      await bench.stored.append(invocation.id, i < 2 ? [...said, completed(3)] : said)
    }
    const shown = page(place, undefined, 100)
    expect(shown.messages.map(({ status }) => status)).toEqual(['complete', 'streaming'])
    expect(Buffer.byteLength(JSON.stringify(shown))).toBeLessThan(512 * 1024)
    expect(shown.has_more).toBe(true)
  })

  test('a cursor stays good while the conversation grows', async () => {
    const place = await conversationOf(4)
    const { before } = page(place, undefined, 3)
    const then = page(place, before ?? 0, 3)
    const { invocation } = await bench.stored.begun(place)
    await bench.stored.append(invocation.id, [started(), token(2, 'x')])
    expect(page(place, before ?? 0, 3)).toEqual(then)
  })

  test('of a conversation without messages are empty, and end there', async () => {
    const place = await bench.stored.place()
    expect(page(place, undefined, 10)).toEqual({
      conversation_id: place.conversationId,
      messages: [],
      has_more: false,
      before: null,
    })
    expect(page({ ...place, conversationId: uuid() }, 1, 10).messages).toEqual([])
  })
})

import type { Items } from '@biplane/contracts/vocabulary/iterables'
import type { StreamItem } from '@biplane/contracts/wire/events'
import { conversationId as conversationIdSchema } from '@biplane/contracts/wire/ids'
import { v7 as uuid } from 'uuid'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { completed, type Place, refusalCodeOf, started, token } from '../store/store.test-support.ts'
import { ChatBench } from './chat-bench.test-support.ts'
import { readCursor, readEvents } from './read-events.ts'

describe('[L14, D2.4] what a cursor is worth', () => {
  const log = { epoch: 'e1', everRestored: false, lastSeq: 20, compactedTo: 5 }

  test.each<[string | null | undefined, number]>([
    ['e1:5', 5],
    ['e1:6', 6],
    ['e1:20', 20],
    ['5', 5],
    ['20', 20],
    [' 7 ', 7],
  ])('%j is a place to go on from', (given, after) => {
    expect(readCursor(given, log)).toEqual({ after })
  })

  test.each<[string | null | undefined, string]>([
    [undefined, 'no_cursor'],
    [null, 'no_cursor'],
    ['', 'no_cursor'],
    ['e1:21', 'cursor_ahead'],
    ['21', 'cursor_ahead'],
    ['999999999999999', 'cursor_ahead'],
    ['e2:7', 'other_epoch'],
    // Of another log: whether it is ahead of this one says nothing.
    ['e2:21', 'other_epoch'],
    ['e2:0', 'other_epoch'],
    ['E1:7', 'other_epoch'],
    ['e1:4', 'cursor_expired'],
    ['e1:0', 'cursor_expired'],
    ['0', 'cursor_expired'],
    ['seven', 'cursor_unreadable'],
    ['-1', 'cursor_unreadable'],
    ['e1:-1', 'cursor_unreadable'],
    ['1.5', 'cursor_unreadable'],
    [' ', 'cursor_unreadable'],
    ['e1:7:8', 'cursor_unreadable'],
    ['9999999999999999', 'cursor_unreadable'],
    ["e1:7'; DROP TABLE Event", 'cursor_unreadable'],
  ])('%j is a reason for a whole picture: %s', (given, restore) => {
    expect(readCursor(given, log)).toEqual({ restore })
  })

  test('rejects a bare number after a restore; accepts a whole cursor', () => {
    const restored = { ...log, everRestored: true, compactedTo: 0 }
    for (const bare of ['1', '7', ' 20 ', '21']) {
      expect(readCursor(bare, restored)).toEqual({ restore: 'epoch_missing' })
    }
    expect(readCursor('e1:7', restored)).toEqual({ after: 7 })
    expect(readCursor('e2:7', restored)).toEqual({ restore: 'other_epoch' })
    expect(readCursor('0', restored)).toEqual({ after: 0 })
  })

  test('of a log that was never compacted the beginning is a place like any other', () => {
    expect(readCursor('0', { ...log, compactedTo: 0 })).toEqual({ after: 0 })
    expect(readCursor('0', { ...log, lastSeq: 0, compactedTo: 0 })).toEqual({ after: 0 })
  })
})

describe('[L3, L14, D2.5] reading a conversation', () => {
  let bench: ChatBench
  let place: Place
  const readings: Items<unknown>[] = []

  beforeAll(async () => {
    bench = await ChatBench.open()
  })
  afterAll(() => bench[Symbol.asyncDispose]())
  beforeEach(async () => {
    place = await bench.stored.place()
  })
  afterEach(async () => {
    for (const reading of readings.splice(0)) await reading.return()
    expect(bench.notifier.listening).toBe(0)
  })

  function read(lastEventId: string | undefined) {
    const gone = new AbortController()
    const selector = { target: { kind: 'guide' as const }, lastEventId, reader: null }
    const items = readEvents(bench.postOffice, bench.caller(place), selector, 100, gone.signal)
    readings.push(items)
    return { items, gone }
  }
  async function take(items: Items<{ id: string; item: StreamItem }>, count: number) {
    const taken: { id: string; item: StreamItem }[] = []
    while (taken.length < count) {
      const next = await items.next()
      if (next.done) break
      taken.push(next.value)
    }
    return taken
  }
  const namesOf = (items: { id: string; item: StreamItem }[]) =>
    items.map(({ id, item }) => `${id.split(':')[1]} ${item.type}`)
  const epoch = () => bench.postOffice.epoch

  test('without a cursor: a snapshot, then what comes', async () => {
    const { accepted } = await bench.stored.send(place)
    const { items } = read(undefined)
    const [first] = await take(items, 1)
    expect(first?.id).toBe(`${epoch()}:2`)
    expect(first?.item).toMatchObject({ type: 'snapshot', reason: 'no_cursor', last_event_id: 2, epoch: epoch() })
    const next = take(items, 1)
    await bench.stored.append(accepted.invocation_id, [started()])
    expect(namesOf(await next)).toEqual(['3 agent.started'])
  })

  test('with a cursor: every later event, and no snapshot', async () => {
    await bench.stored.send(place)
    await bench.stored.send(place)
    const { items } = read(`${epoch()}:1`)
    expect(namesOf(await take(items, 4))).toEqual([
      '2 agent.routed',
      '3 user.message',
      '4 agent.routed',
      '5 agent.queued',
    ])
  })

  test.each([
    ['of another epoch', 'another:1', 'other_epoch'],
    ['ahead of the log', '77', 'cursor_ahead'],
    ['that cannot be read', 'nonsense', 'cursor_unreadable'],
  ])('with a cursor %s: a snapshot that says why, and then what comes', async (_, cursor, reason) => {
    const { accepted } = await bench.stored.send(place)
    const { items } = read(cursor)
    expect((await take(items, 1))[0]?.item).toMatchObject({ type: 'snapshot', reason, last_event_id: 2 })
    await bench.stored.append(accepted.invocation_id, [started()])
    expect(namesOf(await take(items, 1))).toEqual(['3 agent.started'])
  })

  test('behind what is kept: a snapshot, before anything else', async () => {
    const { invocation } = await bench.stored.begun(place)
    await bench.stored.append(invocation.id, [started(), token(2, 'a'), token(3, 'b'), completed(4)])
    await bench.stored.store.command('compact', { conversationId: place.conversationId, keep: 0 })
    const [first] = await take(read(`${epoch()}:3`).items, 1)
    expect(first?.item).toMatchObject({ type: 'snapshot', reason: 'cursor_expired', last_event_id: 6 })
  })

  test('sends a very slow reader a snapshot in place of a compacted gap', async () => {
    const { invocation } = await bench.stored.begun(place, { text: 'first' })
    // More than memory holds of one conversation, so that the rest must come from the file.
    const long = 'x'.repeat(16_000)
    await bench.stored.append(invocation.id, [started()])
    for (let i = 0; i < 8; i += 1) {
      await bench.stored.append(
        invocation.id,
        Array.from({ length: 20 }, (_, k) => token(2 + 20 * i + k, long)),
      )
    }
    const { items } = read(`${epoch()}:2`)
    expect(namesOf(await take(items, 1))).toEqual(['3 agent.started'])
    await bench.stored.append(invocation.id, [completed(200)])
    await bench.stored.store.command('renameConversation', { ...place, title: 'Renamed' })
    await bench.stored.store.command('compact', { conversationId: place.conversationId, keep: 1 })
    const seen: number[] = []
    for await (const { item } of items) {
      if (item.type !== 'snapshot') {
        seen.push(item.event_id)
        continue
      }
      expect(item).toMatchObject({ reason: 'cursor_expired', title: 'Renamed', last_event_id: 165 })
      expect(item.messages.at(-1)?.content).toHaveLength(160 * long.length)
      break
    }
    // What it got before the picture was without a hole, and was not everything.
    expect(seen).toEqual(seen.map((_, i) => 4 + i))
    expect(seen.length).toBeLessThan(160)
  })

  test('of a conversation that is deleted: the reader is told, and the reading ends', async () => {
    const { items } = read(undefined)
    await take(items, 1)
    await bench.stored.store.command('eraseConversation', place)
    expect(namesOf(await take(items, 9))).toEqual(['1 conversation.deleted'])
    expect(bench.notifier.listening).toBe(0)
  })

  test('[L10] of somebody else, or of another kind than the door, is NOT_FOUND', async () => {
    const stranger = await bench.stored.place()
    const liaison = await bench.stored.place(place.sessionId, 'content_liaison')
    for (const conversationId of [stranger.conversationId, liaison.conversationId, uuid()]) {
      const conversation_id = conversationIdSchema.parse(conversationId)
      const selector = { target: { kind: 'guide' as const }, conversation_id, reader: null }
      const items = readEvents(bench.postOffice, bench.caller(place), selector, 100, new AbortController().signal)
      expect(await refusalCodeOf(items.next())).toBe('NOT_FOUND')
    }
  })

  test('of a pillar that does not exist is INVALID_PILLAR', async () => {
    const selector = { target: { kind: 'liaison' as const, pillar: 'cooking' }, reader: null }
    const items = readEvents(bench.postOffice, bench.caller(place), selector, 100, new AbortController().signal)
    expect(await refusalCodeOf(items.next())).toBe('INVALID_PILLAR')
  })

  test('[L4] whoever leaves ends only the reading', async () => {
    const { accepted } = await bench.stored.send(place)
    const { items, gone } = read(undefined)
    await take(items, 1)
    const next = items.next()
    gone.abort()
    expect(await next).toEqual({ done: true, value: undefined })
    expect((await bench.stored.invocation(place, accepted.invocation_id)).status).toBe('running')
    expect(bench.notifier.listening).toBe(0)
  })
})

import { seeded } from '@biplane/proof/seeded'
import { describe, expect, test } from 'vitest'
import { eventFromRow } from '../store/event-rows.ts'
import type { EventRow } from '../store/rows.ts'
import { StoreBench, started, token } from '../store/store.test-support.ts'
import { HandLog } from './event-log.test-support.ts'
import { EventLog } from './event-log.ts'
import { Notifier } from './notifier.ts'

const MIB = 1024 * 1024
const seqsAfter = ({ log }: HandLog, seq: number, limit = 500, stream = 'c') =>
  log.readAfter(stream, seq, limit).map((event) => event.seq)
const range = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, i) => from + i)

describe('[L2] reading after a place', () => {
  test('gives what comes next, in order, at most so many', () => {
    const hand = new HandLog()
    hand.commit('c', 10)
    hand.tell()
    expect(seqsAfter(hand, 0)).toEqual(range(1, 10))
    expect(seqsAfter(hand, 4, 3)).toEqual([5, 6, 7])
    expect(seqsAfter(hand, 10)).toEqual([])
    expect(seqsAfter(hand, 999)).toEqual([])
    expect(seqsAfter(hand, 0, 500, 'another')).toEqual([])
  })

  test('reads recent events from memory and older ones from the database alike', () => {
    const hand = new HandLog()
    hand.commit('c', 5_000)
    hand.tell()
    hand.reads = 0
    expect(seqsAfter(hand, 4_500)).toEqual(range(4_501, 5_000))
    expect(hand.reads).toBe(0)
    expect(seqsAfter(hand, 10, 5)).toEqual(range(11, 15))
    expect(hand.reads).toBe(1)
  })

  test('where memory begins nothing is missing and nothing comes twice', () => {
    const hand = new HandLog()
    // More than is kept, so that it was shortened; in groups, so that it was shortened somewhere.
    for (let i = 0; i < 31; i += 1) {
      hand.commit('c', 101)
      hand.tell()
    }
    const places = range(0, hand.lastSeq('c') - 2)
    for (const after of places) {
      const seqs = seqsAfter(hand, after, 2)
      // Where a page ends there may be one; never none, and never another one.
      expect(seqs.length).toBeGreaterThan(0)
      expect(seqs).toEqual([after + 1, after + 2].slice(0, seqs.length))
    }
    hand.reads = 0
    for (const after of places) seqsAfter(hand, after, 2)
    expect(hand.reads).toBeGreaterThan(100)
    expect(hand.reads).toBeLessThan(places.length - 100)
  })

  test('delivers a committed event once to readers and waiters', () => {
    const hand = new HandLog()
    hand.commit('c', 3)
    expect(seqsAfter(hand, 0)).toEqual([1, 2, 3])
    hand.tell()
    hand.commit('c', 2)
    // The tail knows only what was told; the reader is woken for the rest.
    expect(seqsAfter(hand, 3)).toEqual([])
    hand.tell()
    expect(seqsAfter(hand, 3)).toEqual([4, 5])
  })

  test('a hole begins a new tail: what lies before it comes from the database', () => {
    const hand = new HandLog()
    hand.commit('c', 10)
    hand.tell()
    hand.log.committed([{ conversationId: 'c', seq: 20, payload: '{}' }])
    hand.commit('c', 20)
    hand.reads = 0
    expect(seqsAfter(hand, 19)).toEqual([20])
    expect(hand.reads).toBe(0)
    expect(seqsAfter(hand, 5, 4)).toEqual([6, 7, 8, 9])
    expect(hand.reads).toBe(1)
  })

  test('gives the same events from memory and database, from every cursor', async () => {
    const random = seeded()
    const notifier = new Notifier()
    const box: { log: EventLog<EventRow> | null } = { log: null }
    await using bench = await StoreBench.open((rows) => box.log?.committed(rows))
    const { reader } = bench.store
    const log = new EventLog<EventRow>(reader, (row) => eventFromRow(row, bench.store.epoch), notifier)
    box.log = log
    const place = await bench.place()
    const { invocation } = await bench.begun(place)
    await bench.append(invocation.id, [started()])
    let n = 1
    for (let i = 0; i < 30; i += 1) {
      const entries = Array.from({ length: random.int(1, 60) }, (_, j) =>
        token(++n, `${i}.${j} ${'x'.repeat(random.int(0, 300))}`),
      )
      await bench.append(invocation.id, entries)
      for (let k = 0; k < 5; k += 1) {
        const after = random.int(0, reader.lastSeq(place.conversationId) + 1)
        const limit = random.int(1, 50)
        const fromLog = log.readAfter(place.conversationId, after, limit).map(({ event }) => event)
        const fromStore = reader.eventsAfter(place.conversationId, after, limit)
        expect(fromLog, `seed ${random.seed}`).toEqual(fromStore)
      }
    }
  })
})

describe('[L13] what it holds in memory is bounded', () => {
  test('for one conversation, by number and by size, and what is held is the end of it', () => {
    const hand = new HandLog()
    hand.commit('c', 1)
    hand.tell()
    const one = hand.log.bytes
    const most = { events: 0, bytes: 0 }
    for (let i = 0; i < 300; i += 1) {
      hand.commit('c', 50)
      hand.tell()
      most.events = Math.max(most.events, hand.log.bytes / one)
    }
    expect(most.events).toBeLessThanOrEqual(2 * 1_024)
    const large = 'x'.repeat(100 * 1024)
    for (let i = 0; i < 100; i += 1) {
      hand.commit('c', 1, large)
      hand.tell()
      most.bytes = Math.max(most.bytes, hand.log.bytes)
    }
    expect(most.bytes).toBeLessThan(8.5 * MIB)
    hand.reads = 0
    const last = hand.lastSeq('c')
    expect(seqsAfter(hand, last - 2)).toEqual([last - 1, last])
    expect(hand.reads).toBe(0)
  })

  test('one event that is larger than everything is held alone', () => {
    const hand = new HandLog()
    hand.commit('c', 3)
    hand.commit('c', 1, 'x'.repeat(3 * MIB))
    hand.tell()
    hand.reads = 0
    expect(seqsAfter(hand, 3)).toEqual([4])
    expect(hand.reads).toBe(0)
    expect(hand.log.bytes).toBeLessThan(12.1 * MIB)
  })

  test('for all together: who was not written to for longest goes first', () => {
    const hand = new HandLog()
    const large = 'x'.repeat(500 * 1024)
    for (let i = 0; i < 300; i += 1) {
      hand.commit(`c${i}`, 1, large)
      hand.tell()
      // One that is written to all the time stays.
      hand.commit('busy', 1)
      hand.tell()
      expect(hand.log.bytes).toBeLessThanOrEqual(98 * MIB)
    }
    hand.reads = 0
    expect(seqsAfter(hand, 0, 500, 'c299')).toEqual([1])
    expect(seqsAfter(hand, 0, 500, 'busy')).toEqual(range(1, 300))
    expect(hand.reads).toBe(0)
    expect(seqsAfter(hand, 0, 500, 'c0')).toEqual([1])
    expect(hand.reads).toBe(1)
  })

  test('what is let go is no longer counted', () => {
    const hand = new HandLog()
    hand.commit('c', 1, 'x'.repeat(1_000))
    hand.tell()
    const one = hand.log.bytes
    hand.commit('c', 99, 'x'.repeat(1_000))
    hand.tell()
    expect(hand.log.bytes).toBe(100 * one)
    // A hole: the tail before it goes.
    hand.log.committed([{ conversationId: 'c', seq: 500, payload: 'x'.repeat(1_000) }])
    expect(hand.log.bytes).toBe(one)
  })
})

describe('an event is made ready once for all readers', () => {
  test('decoded once, and encoded once for each dialect', () => {
    const hand = new HandLog()
    hand.commit('c', 1)
    hand.tell()
    let encoded = 0
    const frames = Array.from({ length: 50 }, (_, i) => {
      const [event] = hand.log.readAfter('c', 0, 1)
      return event?.frame(i % 2 === 0 ? 'a' : 'b', ({ event_id }) => {
        encoded += 1
        return `frame ${event_id} ${encoded}`
      })
    })
    expect(new Set(frames)).toEqual(new Set(['frame 1 1', 'frame 1 2']))
    expect([encoded, hand.decoded]).toEqual([2, 1])
  })

  test('[W2] shares a page between readers that are behind the memory', () => {
    const hand = new HandLog()
    hand.commit('c', 1_000)
    // Nothing of it was told to this process, so nothing is in memory.
    hand.reads = 0
    let encoded = 0
    for (let reader = 0; reader < 20; reader += 1) {
      for (const event of hand.log.readAfter('c', 100 + reader, 300)) {
        event.frame('a', ({ event_id }) => {
          encoded += 1
          return `frame ${event_id}`
        })
      }
    }
    expect(hand.reads).toBe(1)
    expect([encoded, hand.decoded]).toEqual([300, 300])
    // The pages of very many conversations are not all kept.
    for (let i = 0; i < 100; i += 1) {
      hand.commit(`c${i}`, 1)
      hand.log.readAfter(`c${i}`, 0, 10)
    }
    hand.reads = 0
    expect(hand.log.readAfter('c', 100, 1)).toHaveLength(1)
    expect(hand.reads).toBe(1)
  })

  test('not decoded at all when nobody reads', () => {
    const hand = new HandLog()
    hand.commit('c', 100)
    hand.tell()
    expect(hand.decoded).toBe(0)
  })
})

test('wakes the readers of every conversation of a group once', () => {
  const hand = new HandLog()
  const { signal } = new AbortController()
  const woken: string[] = []
  for (const stream of ['a', 'b', 'c']) {
    const subscription = hand.notifier.listen(stream, signal)
    void subscription
      .waitForChange(subscription.version())
      .then(() => woken.push(`${stream} reads ${seqsAfter(hand, 0, 9, stream).join()}`))
  }
  hand.commit('a', 2)
  hand.commit('b', 1)
  const counts = ['a', 'b', 'c'].map((stream) => hand.notifier.listen(stream, signal))
  const before = counts.map((subscription) => subscription.version())
  hand.tell()
  expect(counts.map((subscription, i) => subscription.version() - (before[i] ?? 0))).toEqual([1, 1, 0])
  return Promise.resolve().then(() => expect(woken).toEqual(['a reads 1,2', 'b reads 1']))
})

import { getEventListeners } from 'node:events'
import { seeded } from '@biplane/proof/seeded'
import { describe, expect, test } from 'vitest'
import { eventFromRow } from '../store/event-rows.ts'
import type { EventRow } from '../store/rows.ts'
import { StoreBench, started, token } from '../store/store.test-support.ts'
import { HandLog } from './event-log.test-support.ts'
import { EventLog, type StoredEvent } from './event-log.ts'
import { type FollowRequest, follow } from './follow.ts'
import { Notifier } from './notifier.ts'

type Follow = (hand: HandLog, request: FollowRequest) => AsyncGenerator<{ seq: number }>

const rightFollow: Follow = ({ log, notifier }, request) => follow(log, notifier, request)

/** Negative control: loses events between the last page and the subscription. [L3] */
async function* historyThenListen(hand: HandLog, { stream, after, signal, page }: FollowRequest) {
  let cursor = after
  for (;;) {
    const events = hand.log.readAfter(stream, cursor, page)
    if (events.length === 0) break
    for (const event of events) {
      cursor = event.seq
      yield event
    }
  }
  // Whoever opens a subscription after the history was sent has at least a turn of the loop between the two.
  await turns(0, 1)
  yield* live(hand, stream, signal, [])
}

/** Negative control: repeats events that arrive while the history is read. [L3] */
async function* listenThenHistory(hand: HandLog, { stream, after, signal, page }: FollowRequest) {
  const heard: StoredEvent[] = []
  const stop = hand.onTold((rows) => heard.push(...rows.filter((row) => row.conversationId === stream)))
  let cursor = after
  for (;;) {
    await Promise.resolve()
    const events = hand.readAfter(stream, cursor, page)
    if (events.length === 0) break
    for (const event of events) {
      cursor = event.seq
      yield event
    }
  }
  stop()
  yield* live(hand, stream, signal, heard)
}

async function* live(hand: HandLog, stream: string, signal: AbortSignal, heard: StoredEvent[]) {
  let wake = () => {}
  const stop = hand.onTold((rows) => {
    heard.push(...rows.filter((row) => row.conversationId === stream))
    wake()
  })
  signal.addEventListener('abort', () => wake())
  while (!signal.aborted) {
    const next = heard.shift()
    if (next) yield next
    else {
      await new Promise<void>((resolve) => {
        wake = resolve
      })
    }
  }
  stop()
}

async function turns(microtasks: number, loops = 0): Promise<void> {
  for (let i = 0; i < microtasks; i += 1) await Promise.resolve()
  for (let i = 0; i < loops; i += 1) await new Promise((resolve) => setImmediate(resolve))
}

interface Outcome {
  lost: number
  doubled: number
  cuts: number
  read: number
}

/**
 * Random appends, told late and in groups; readers that begin anywhere, read at any pace, are cut anywhere and come back
 * with the last number that they have. Counts what they missed and what they saw twice.
 */
async function fuzz(seed: number, followed: Follow): Promise<Outcome> {
  const random = seeded(seed)
  const hand = new HandLog()
  const streams = ['a', 'b', 'c']
  const outcome: Outcome = { lost: 0, doubled: 0, cuts: 0, read: 0 }
  for (const stream of streams) hand.commit(stream, random.int(0, 20))
  if (random.chance(0.5)) hand.tell()
  let over = false
  const open = new Set<AbortController>()

  async function reader(stream: string): Promise<void> {
    let cursor = random.int(0, hand.lastSeq(stream))
    while (!over) {
      const left = new AbortController()
      open.add(left)
      const request = { stream, after: cursor, signal: left.signal, page: random.int(1, 7) }
      let before = random.int(1, 40)
      for await (const { seq } of followed(hand, request)) {
        outcome.read += 1
        if (seq <= cursor) outcome.doubled += 1
        if (seq > cursor + 1) outcome.lost += seq - cursor - 1
        cursor = Math.max(cursor, seq)
        await turns(random.int(0, 3), random.chance(0.1) ? 1 : 0)
        before -= 1
        if (before === 0 && !over) {
          outcome.cuts += 1
          if (random.chance(0.5)) left.abort()
          else break
        }
      }
      open.delete(left)
    }
    outcome.lost += Math.max(0, hand.lastSeq(stream) - cursor)
  }

  const readers = Array.from({ length: 12 }, () => reader(random.pick(streams)))
  for (let i = 0; i < 60; i += 1) {
    for (let k = random.int(0, 3); k > 0; k -= 1) hand.commit(random.pick(streams), random.int(1, 6))
    await turns(random.int(0, 5), random.chance(0.2) ? 1 : 0)
    if (random.chance(0.7)) hand.tell()
  }
  hand.tell()
  // Everything was told; give every reader the turns that it may take to get there.
  await turns(0, 500)
  over = true
  for (const left of open) left.abort()
  await Promise.all(readers)
  expect(hand.notifier.listening, `seed ${seed}: listeners left`).toBe(0)
  return outcome
}

async function fuzzAll(seeds: number[], followed: Follow): Promise<Outcome> {
  const sum: Outcome = { lost: 0, doubled: 0, cuts: 0, read: 0 }
  for (const seed of seeds) {
    const { lost, doubled, cuts, read } = await fuzz(seed, followed)
    if (followed === rightFollow) expect({ lost, doubled }, `seed ${seed}`).toEqual({ lost: 0, doubled: 0 })
    Object.assign(sum, {
      lost: sum.lost + lost,
      doubled: sum.doubled + doubled,
      cuts: sum.cuts + cuts,
      read: sum.read + read,
    })
  }
  return sum
}

describe('[L3] every later event once, in order, however often a reader is cut', () => {
  test('0 lost and 0 doubled over random appends, cursors, paces and cuts', async () => {
    const { seed } = seeded()
    const { cuts, read } = await fuzzAll(
      Array.from({ length: 60 }, (_, i) => seed + i),
      rightFollow,
    )
    // A zero says something only when there was something to lose.
    expect(cuts).toBeGreaterThan(1_000)
    expect(read).toBeGreaterThan(20_000)
  })

  test('control: "read the history, then listen" loses events, and the same fuzz sees it', async () => {
    const { lost } = await fuzzAll([1, 2, 3, 4, 5], historyThenListen)
    expect(lost).toBeGreaterThan(0)
  })

  test('control: "listen, then read the history" doubles events, and the same fuzz sees it', async () => {
    const { doubled } = await fuzzAll([1, 2, 3, 4, 5], listenThenHistory)
    expect(doubled).toBeGreaterThan(0)
  })

  test('also over the real store, where what is committed can be read before it is told', async () => {
    const random = seeded()
    const notifier = new Notifier()
    const box: { log: EventLog<EventRow> | null } = { log: null }
    await using bench = await StoreBench.open((rows) => box.log?.committed(rows))
    const log = new EventLog<EventRow>(bench.store.reader, eventFromRow, notifier)
    box.log = log
    const place = await bench.place()
    const { invocation } = await bench.begun(place)
    const LAST = 3 + 40 * 25
    let cuts = 0
    const readers = Array.from({ length: 20 }, async (_, i) => {
      const seen: number[] = []
      let cursor = i % 3
      const first = cursor
      while (cursor < LAST) {
        const left = new AbortController()
        let before = random.int(1, 120)
        const request = { stream: place.conversationId, after: cursor, signal: left.signal, page: 50 }
        for await (const { seq, event } of follow(log, notifier, request)) {
          expect(event.event_id).toBe(seq)
          seen.push(seq)
          cursor = seq
          before -= 1
          if (cursor === LAST) break
          if (before === 0) {
            cuts += 1
            left.abort()
          }
        }
      }
      expect(seen, `seed ${random.seed}`).toEqual(Array.from({ length: LAST - first }, (_, k) => first + 1 + k))
    })
    await bench.append(invocation.id, [started()])
    let n = 1
    for (let i = 0; i < 40; i += 1) {
      const writes = Array.from({ length: 5 }, () =>
        bench.append(
          invocation.id,
          Array.from({ length: 5 }, () => token(++n, 'x')),
        ),
      )
      if (random.chance(0.5)) await Promise.all(writes)
    }
    await Promise.all(readers)
    expect(cuts).toBeGreaterThan(50)
    expect(notifier.listening).toBe(0)
  })
})

describe('a reader', () => {
  const after = (hand: HandLog, cursor: number, signal: AbortSignal, room?: () => Promise<void> | null) =>
    follow(hand.log, hand.notifier, { stream: 'c', after: cursor, signal, page: 10, room })

  test('[L3] with nothing to resume waits for the next event, and gets it', async () => {
    const hand = new HandLog()
    hand.commit('c', 3)
    hand.tell()
    const events = after(hand, 3, new AbortController().signal)
    const next = events.next()
    hand.commit('c', 1)
    hand.tell()
    expect((await next).value?.seq).toBe(4)
    await events.return(undefined)
    expect(hand.notifier.listening).toBe(0)
  })

  test('that leaves while it waits is let go at once, and leaves no listener behind', async () => {
    const hand = new HandLog()
    const left = new AbortController()
    const next = after(hand, 0, left.signal).next()
    expect(hand.notifier.listening).toBe(1)
    left.abort()
    expect(await next).toEqual({ done: true, value: undefined })
    expect(hand.notifier.listening).toBe(0)
    expect(getEventListeners(left.signal, 'abort')).toHaveLength(0)
  })

  test('that has left before it began gets nothing', async () => {
    const hand = new HandLog()
    hand.commit('c', 3)
    hand.tell()
    const left = new AbortController()
    left.abort()
    expect(await after(hand, 0, left.signal).next()).toEqual({ done: true, value: undefined })
  })

  test('has one abort listener, however many events it waits for', async () => {
    const hand = new HandLog()
    const left = new AbortController()
    const events = after(hand, 0, left.signal)
    for (let i = 0; i < 50; i += 1) {
      const next = events.next()
      hand.commit('c', 1)
      hand.tell()
      await next
      expect(getEventListeners(left.signal, 'abort')).toHaveLength(1)
    }
    await events.return(undefined)
    expect(getEventListeners(left.signal, 'abort')).toHaveLength(0)
  })

  test('[L14] that the log no longer reaches back for is told so: never a hole', async () => {
    const hand = new HandLog()
    hand.commit('c', 10)
    hand.drop('c', 4, 6)
    const seen: number[] = []
    const reading = (async () => {
      for await (const { seq } of after(hand, 0, new AbortController().signal)) seen.push(seq)
    })()
    await expect(reading).rejects.toMatchObject({ refusal: 'CURSOR_EXPIRED' })
    expect(seen).toEqual([1, 2, 3])
    expect(hand.notifier.listening).toBe(0)
  })

  test('[L13] resumes a blocked reader where it stopped', async () => {
    const hand = new HandLog()
    hand.commit('c', 25)
    let full: Promise<void> | null = null
    let makeRoom = () => {}
    const seen: number[] = []
    const left = new AbortController()
    const reading = (async () => {
      for await (const { seq } of after(hand, 0, left.signal, () => full)) {
        seen.push(seq)
        if (seq === 5) {
          full = new Promise((resolve) => {
            makeRoom = resolve
          })
        }
        if (seq === 25) left.abort()
      }
    })()
    await turns(50, 5)
    expect(seen).toEqual([1, 2, 3, 4, 5])
    expect(hand.reads).toBe(1)
    full = null
    makeRoom()
    await reading
    expect(seen).toEqual(Array.from({ length: 25 }, (_, i) => i + 1))
  })

  test('[L13] holds nothing for a blocked reader and delivers everything afterwards', async () => {
    const hand = new HandLog()
    hand.commit('c', 25)
    const pages: unknown[][] = []
    const log = {
      readAfter(stream: string, seq: number, limit: number) {
        const page = hand.log.readAfter(stream, seq, limit)
        pages.push(page)
        return page
      },
    }
    let full: Promise<void> | null = null
    let makeRoom = () => {}
    const left = new AbortController()
    const events = follow(log, hand.notifier, {
      stream: 'c',
      after: 0,
      signal: left.signal,
      page: 10,
      room: () => full,
    })
    const seen: number[] = []
    for (let i = 0; i < 25; i += 1) {
      if (i % 4 === 3) {
        full = new Promise((resolve) => {
          makeRoom = resolve
        })
      }
      const next = events.next()
      await turns(5)
      if (full) expect(pages.flat()).toEqual([])
      full = null
      makeRoom()
      seen.push((await next).value?.seq ?? 0)
      pages.splice(0, pages.length - 1)
    }
    expect(seen).toEqual(Array.from({ length: 25 }, (_, i) => i + 1))
    left.abort()
  })

  test('[L13] that waits for room does not hold up the others', async () => {
    const hand = new HandLog()
    hand.commit('c', 5)
    hand.tell()
    const left = new AbortController()
    const never = new Promise<void>(() => {})
    void after(hand, 0, left.signal, () => never).next()
    const other = after(hand, 0, left.signal)
    for (let i = 1; i <= 5; i += 1) expect((await other.next()).value?.seq).toBe(i)
    left.abort()
  })

  test('that leaves while it waits for room yields nothing more', async () => {
    const hand = new HandLog()
    hand.commit('c', 5)
    hand.tell()
    const left = new AbortController()
    let makeRoom = () => {}
    const room = new Promise<void>((resolve) => {
      makeRoom = resolve
    })
    const next = after(hand, 0, left.signal, () => room).next()
    left.abort()
    makeRoom()
    expect(await next).toEqual({ done: true, value: undefined })
    expect(hand.notifier.listening).toBe(0)
  })
})

// @vitest-environment happy-dom
import type { ThreadItem } from '@biplane/contracts/wire/threads'
import { describe, expect, test, vi } from 'vitest'
import { cursorAt, itemOf, openScript, routed, started, THREAD, token } from '../testing/scripted-conversation.ts'
import { FakeExperience } from './fake-experience.test-support.ts'
import { readOverHttp } from './http-reader.ts'
import { openStreamLanes } from './stream-lanes.ts'

/** A second, as it is without this, is less than a busy machine may need for a turn of the loop. */
const waitFor = <T>(fact: () => T | Promise<T>) => vi.waitFor(fact, { timeout: 30_000 })

/** Readers over HTTP with a clock that runs when the test says so. */
function bench(locks?: Pick<LockManager, 'request'>) {
  const fake = new FakeExperience()
  let seen = true
  const lookers = new Set<() => void>()
  const waits = new Map<() => void, number>()
  const lines: boolean[] = []
  const parts = {
    request: fake.fetch,
    currentThread: () => Promise.resolve(THREAD),
    sight: {
      seen: () => seen,
      subscribe: (listener: () => void) => {
        lookers.add(listener)
        return () => lookers.delete(listener)
      },
    },
    lane: openStreamLanes(locks, 2),
    random: () => 0.5,
    onLine: (open: boolean) => lines.push(open),
    timer: (ms: number, run: () => void) => {
      waits.set(run, ms)
      return () => waits.delete(run)
    },
  }
  return {
    fake,
    lines,
    look: (at: boolean) => {
      seen = at
      for (const listener of [...lookers]) listener()
    },
    pass(ms: number): number {
      const due = [...waits].filter(([, wait]) => wait === ms)
      for (const [run] of due) {
        waits.delete(run)
        run()
      }
      return due.length
    },
    read(thread_id: string | null = null, cursor: string | null = null) {
      const items: ThreadItem[] = []
      const lost: unknown[] = []
      const end = readOverHttp(parts, {
        cursor,
        thread_id,
        onItem: ({ item }) => items.push(item),
        onLost: (error) => lost.push(error),
      })
      return { items, lost, end, types: () => items.map(({ type }) => type) }
    },
  }
}

function answer() {
  const script = openScript()
  script.user('m', 'hello')
  const say = script.answer('a')
  say(routed)
  say(started)
  for (let n = 0; n < 5; n++) say(token('x', n))
  return script.events
}

describe('reading over HTTP', () => {
  test('[D9.5] limits the streams of all tabs together', async () => {
    const held = new Set<string>()
    const b = bench({
      request: async (name: string, _options: unknown, run?: unknown) => {
        if (typeof run !== 'function') throw new TypeError('a lock needs something to do')
        if (held.has(name)) return run(null)
        held.add(name)
        await run({ name })
        held.delete(name)
      },
    })
    const threads = ['t1', 't2', 't3']
    const readers = threads.map((thread) => b.read(thread))
    for (const reader of readers) await waitFor(() => expect(reader.types()).toEqual(['thread.snapshot']))
    expect(held.size).toBe(2)
    // The third one reads for a moment, and again after a while.
    await waitFor(() => {
      b.pass(250)
      expect(b.fake.readers.size).toBe(2)
    })
    const events = answer()
    for (const thread of threads) b.fake.tell(events, thread)
    for (const [at, reader] of readers.entries()) {
      await waitFor(() => {
        b.pass(3_000)
        expect(reader.items.slice(1)).toEqual(events.map((event) => itemOf(event, threads[at]).item))
      })
    }
    readers[0]?.end()
    await waitFor(() => expect(held.size).toBe(1))
    await waitFor(() => {
      b.pass(250)
      b.pass(3_000)
      expect(held.size).toBe(2)
    })
    for (const reader of readers) reader.end()
    await waitFor(() => expect(held.size).toBe(0))
  })

  test('[D9.5] holds no connection while hidden', async () => {
    const b = bench()
    const guide = b.read()
    await waitFor(() => expect(guide.types()).toEqual(['thread.snapshot']))
    b.look(false)
    await waitFor(() => expect(b.fake.readers.size).toBe(0))
    const events = answer()
    b.fake.tell(events)
    b.look(true)
    await waitFor(() => expect(guide.items.slice(1)).toEqual(events.map((event) => itemOf(event).item)))
    expect(b.fake.cursors).toEqual([null, cursorAt(0)])
    guide.end()
  })

  test('[D9.7] is not connected before the server has sent what the reading waits for', async () => {
    const b = bench()
    const answered = b.fake.read
    let release = () => {}
    b.fake.read = (reader, cursor) => {
      release = () => answered.call(b.fake, reader, cursor)
    }
    const guide = b.read()
    await waitFor(() => expect(b.fake.requests).toHaveLength(1))
    expect(b.lines).toEqual([])
    release()
    await waitFor(() => expect(guide.types()).toEqual(['thread.snapshot']))
    expect(b.lines).toContain(true)
    guide.end()
  })

  test('backs off on repeated losses until the first item', async () => {
    const b = bench()
    const guide = b.read(THREAD, cursorAt(0))
    for (const ms of [500, 1_000, 2_000, 4_000, 4_000]) {
      await waitFor(() => expect(b.fake.readers.size).toBe(1))
      b.fake.cut()
      await waitFor(() => expect(b.pass(ms)).toBe(1))
    }
    await waitFor(() => expect(b.fake.readers.size).toBe(1))
    b.fake.tell(answer())
    await waitFor(() => expect(guide.items).toHaveLength(8))
    b.fake.cut()
    await waitFor(() => expect(b.pass(500)).toBe(1))
    guide.end()
  })

  test('reports a permanent error without a retry', async () => {
    const b = bench()
    b.fake.refusal = { code: 'FORBIDDEN', message: 'no', retryable: false }
    const guide = b.read()
    await waitFor(() => expect(guide.lost).toHaveLength(1))
    expect(b.fake.requests).toHaveLength(1)
  })
})

// @vitest-environment happy-dom
import type { StreamItem } from '@biplane/contracts/wire/events'
import { describe, expect, test, vi } from 'vitest'
import { openScript, routed, started, token } from '../testing/scripted-conversation.ts'
import { FakeExperience } from './fake-experience.test-support.ts'
import { readOverHttp } from './http-reader.ts'
import { openStreamLanes } from './stream-lanes.ts'
import { openStreamSlots } from './stream-slots.ts'

/** A second, as it is without this, is less than a busy machine may need for a turn of the loop. */
const waitFor = <T>(fact: () => T | Promise<T>) => vi.waitFor(fact, { timeout: 30_000 })

/** Readers over HTTP with a clock that runs when the test says so. */
function bench(most = 1, locks?: Pick<LockManager, 'request'>) {
  const fake = new FakeExperience()
  let seen = true
  const slots = openStreamSlots({ most, seen: () => seen })
  const waits = new Map<() => void, number>()
  const lines: boolean[] = []
  const parts = {
    request: fake.fetch,
    slots,
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
    slots,
    lines,
    look: (at: boolean) => {
      seen = at
      slots.looked()
    },
    pass(ms: number): number {
      const due = [...waits].filter(([, wait]) => wait === ms)
      for (const [run] of due) {
        waits.delete(run)
        run()
      }
      return due.length
    },
    read(target: 'guide' | 'content' | 'insights', cursor: string | null = null) {
      const items: StreamItem[] = []
      const lost: unknown[] = []
      const end = readOverHttp(parts, {
        target,
        cursor,
        conversation_id: null,
        thread_id: null,
        onItem: (item) => items.push(item),
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
  test('[D9.5] polls without a slot and misses nothing', async () => {
    const b = bench()
    const guide = b.read('guide')
    await waitFor(() => expect(guide.types()).toEqual(['snapshot']))
    const content = b.read('content')
    await waitFor(() => expect(content.types()).toEqual(['snapshot']))
    expect([b.slots.of('guide'), b.slots.of('content')]).toEqual(['poll', 'stream'])
    const events = answer()
    b.fake.tell('guide', events)
    b.fake.tell('content', events)
    await waitFor(() => expect(content.items.slice(1)).toEqual(events))
    await waitFor(() => b.pass(3_000) && expect(guide.items.slice(1)).toEqual(events))
    expect([...b.fake.readers].map(({ target }) => target)).toEqual(['content'])
    guide.end()
    content.end()
    expect(b.fake.readers.size).toBe(0)
  })

  test('streams the conversation that was sent to', async () => {
    const b = bench()
    const guide = b.read('guide')
    await waitFor(() => expect(guide.types()).toEqual(['snapshot']))
    const content = b.read('content')
    await waitFor(() => expect(content.types()).toEqual(['snapshot']))
    b.slots.prefer('guide')
    await waitFor(() => expect([...b.fake.readers].map(({ target }) => target)).toEqual(['guide']))
    b.fake.tell('guide', answer())
    await waitFor(() => expect(guide.items).toHaveLength(9))
    guide.end()
    content.end()
  })

  test('[D9.5] limits the streams of all tabs together', async () => {
    const held = new Set<string>()
    const b = bench(5, {
      request: async (name: string, _options: unknown, run?: unknown) => {
        if (typeof run !== 'function') throw new TypeError('a lock needs something to do')
        if (held.has(name)) return run(null)
        held.add(name)
        await run({ name })
        held.delete(name)
      },
    })
    const readers = [b.read('guide'), b.read('content'), b.read('insights')]
    for (const reader of readers) await waitFor(() => expect(reader.types()).toEqual(['snapshot']))
    await waitFor(() => expect(b.fake.readers.size).toBe(2))
    const events = answer()
    for (const target of ['guide', 'content', 'insights']) b.fake.tell(target, events)
    for (const reader of readers) {
      await waitFor(() => {
        b.pass(3_000)
        expect(reader.items.slice(1)).toEqual(events)
      })
    }
    expect(b.fake.readers.size).toBe(2)
    readers[0]?.end()
    await waitFor(() => expect(held.size).toBe(1))
    await waitFor(() => {
      b.pass(3_000)
      expect([...b.fake.readers].map(({ target }) => target).sort()).toEqual(['content', 'insights'])
    })
    for (const reader of readers) reader.end()
    await waitFor(() => expect(held.size).toBe(0))
  })

  test('[D9.5] holds no connection while hidden', async () => {
    const b = bench()
    const guide = b.read('guide')
    await waitFor(() => expect(guide.types()).toEqual(['snapshot']))
    b.look(false)
    await waitFor(() => expect(b.fake.readers.size).toBe(0))
    const events = answer()
    b.fake.tell('guide', events)
    b.look(true)
    await waitFor(() => expect(guide.items.slice(1)).toEqual(events))
    expect(b.fake.cursors).toEqual([null, 'epoch-1:0'])
    guide.end()
  })

  test('[D9.7] is not connected before the server has sent what the reading waits for', async () => {
    const b = bench()
    const answered = b.fake.read
    let release = () => {}
    b.fake.read = (reader, cursor, resumed) => {
      release = () => answered.call(b.fake, reader, cursor, resumed)
    }
    const guide = b.read('guide')
    await waitFor(() => expect(b.fake.requests).toHaveLength(1))
    expect(b.lines).toEqual([])
    release()
    await waitFor(() => expect(guide.types()).toEqual(['snapshot']))
    expect(b.lines).toContain(true)
    guide.end()
  })

  test('backs off on repeated losses until the first item', async () => {
    const b = bench()
    const guide = b.read('guide', 'epoch-1:0')
    for (const ms of [500, 1_000, 2_000, 4_000, 4_000]) {
      await waitFor(() => expect(b.fake.readers.size).toBe(1))
      b.fake.cut()
      await waitFor(() => expect(b.pass(ms)).toBe(1))
    }
    await waitFor(() => expect(b.fake.readers.size).toBe(1))
    b.fake.tell('guide', answer())
    await waitFor(() => expect(guide.items).toHaveLength(8))
    b.fake.cut()
    await waitFor(() => expect(b.pass(500)).toBe(1))
    guide.end()
  })

  test('reports a permanent error without a retry', async () => {
    const b = bench()
    b.fake.refusal = { code: 'FORBIDDEN', message: 'no', retryable: false }
    const guide = b.read('guide')
    await waitFor(() => expect(guide.lost).toHaveLength(1))
    expect(b.fake.requests).toHaveLength(1)
  })
})

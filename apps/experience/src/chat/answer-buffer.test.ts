import { Refusal } from '@biplane/contracts/refusal'
import { UNKNOWN_USAGE } from '@biplane/contracts/wire/agent-events'
import { seeded } from '@biplane/proof/seeded'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import type { AgentEntry, Appended } from '../store/commands/agent-events.ts'
import { AnswerBuffer, type AnswerBufferDeps } from './answer-buffer.ts'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

const KEPT: Appended = { outcome: 'appended', ended: false }
const unavailable = () => new Refusal('STORE_UNAVAILABLE', 'not now')

const token = (n: number, text: string): AgentEntry => ({ type: 'agent.token', n, text })
const started: AgentEntry = { type: 'agent.started', n: 1, payload: { recovery: 'exact' } }
const completed = (n: number): AgentEntry => ({ type: 'agent.completed', n, usage: UNKNOWN_USAGE })

/** A store of which the test says when it has written, and what became of it. */
class HandStore {
  /** Each write, as it was when it was asked for. */
  readonly asked: AgentEntry[][] = []
  #answers: { resolve(written: Appended): void; reject(error: unknown): void }[] = []

  readonly write: AnswerBufferDeps['write'] = (entries) => {
    this.asked.push(structuredClone(entries))
    if (this.#answers.length > 0) throw new Error('two writes at once')
    return new Promise((resolve, reject) => this.#answers.push({ resolve, reject }))
  }

  get writing(): boolean {
    return this.#answers.length > 0
  }

  async kept(): Promise<void> {
    this.#answers.shift()?.resolve(KEPT)
    await vi.advanceTimersByTimeAsync(0)
  }

  async answered(written: Appended): Promise<void> {
    this.#answers.shift()?.resolve(written)
    await vi.advanceTimersByTimeAsync(0)
  }

  async refused(error: unknown): Promise<void> {
    this.#answers.shift()?.reject(error)
    await vi.advanceTimersByTimeAsync(0)
  }
}

function bufferOver(store: HandStore, change: Partial<AnswerBufferDeps> = {}): AnswerBuffer {
  return new AnswerBuffer({
    write: store.write,
    coalesceMs: 20,
    coalesceBytes: 100,
    highBytes: 1_000,
    now: () => performance.now(),
    pause: () => new Promise((resolve) => setTimeout(() => resolve('again'), 250)),
    ...change,
  })
}

const textsOf = (writes: AgentEntry[][]) =>
  writes.map((entries) => entries.map((entry) => (entry.type === 'agent.token' ? entry.text : entry.type)))

describe('the rhythm of an answer', () => {
  test('its first piece is written at once, with the fact that it was begun', async () => {
    const store = new HandStore()
    const buffer = bufferOver(store)
    buffer.push(started)
    expect(store.asked).toEqual([])
    buffer.push(token(2, 'first'))
    expect(textsOf(store.asked)).toEqual([['agent.started', 'first']])
  })

  test('writes the start alone when the first piece is late', async () => {
    const store = new HandStore()
    const buffer = bufferOver(store)
    buffer.push(started)
    await vi.advanceTimersByTimeAsync(20)
    expect(textsOf(store.asked)).toEqual([['agent.started']])
    await store.kept()
    buffer.push(token(2, 'first'))
    expect(textsOf(store.asked)).toEqual([['agent.started'], ['first']])
  })

  test('writes at once what a reader waits for, the rest with other answers', async () => {
    const mayWait: boolean[] = []
    const store = new HandStore()
    const buffer = bufferOver(store, {
      write: (entries, may) => {
        mayWait.push(may)
        return store.write(entries, may)
      },
    })
    buffer.push(started)
    buffer.push(token(2, 'first'))
    await store.kept()
    buffer.push(token(3, 'later'))
    await vi.advanceTimersByTimeAsync(20)
    await store.kept()
    buffer.push(completed(4))
    expect(textsOf(store.asked)).toEqual([['agent.started', 'first'], ['later'], ['agent.completed']])
    expect(mayWait).toEqual([false, true, false])
  })

  test('later pieces are written together, when the time is over', async () => {
    const store = new HandStore()
    const buffer = bufferOver(store)
    buffer.push(token(1, 'a'))
    await store.kept()
    for (const [i, text] of ['b', 'c', 'd'].entries()) buffer.push(token(2 + i, text))
    await vi.advanceTimersByTimeAsync(19)
    expect(textsOf(store.asked)).toEqual([['a']])
    await vi.advanceTimersByTimeAsync(1)
    expect(store.asked[1]).toEqual([token(4, 'bcd')])
  })

  test('or earlier, when they are large together', async () => {
    const store = new HandStore()
    const buffer = bufferOver(store)
    buffer.push(token(1, 'a'))
    await store.kept()
    buffer.push(token(2, 'x'.repeat(99)))
    expect(store.asked).toHaveLength(1)
    buffer.push(token(3, 'y'))
    expect(textsOf(store.asked)).toEqual([['a'], [`${'x'.repeat(99)}y`]])
    expect(vi.getTimerCount()).toBe(0)
  })

  test('what is no text does not wait, and takes along what waits before it', async () => {
    const store = new HandStore()
    const buffer = bufferOver(store)
    buffer.push(token(1, 'a'))
    await store.kept()
    buffer.push(token(2, 'b'))
    buffer.push({ type: 'agent.progress', n: 3, payload: { progress: 1, label: 'l' } })
    expect(textsOf(store.asked)).toEqual([['a'], ['b', 'agent.progress']])
  })

  test('text around something else is not joined over it', async () => {
    const store = new HandStore()
    const buffer = bufferOver(store)
    buffer.push(token(1, 'a'))
    const progress: AgentEntry = { type: 'agent.progress', n: 3, payload: { progress: 1, label: 'l' } }
    for (const entry of [token(2, 'b'), progress, token(4, 'c'), token(5, 'd')]) buffer.push(entry)
    await store.kept()
    expect(textsOf(store.asked)).toEqual([['a'], ['b', 'agent.progress', 'cd']])
  })

  test('there is one write at a time: what comes meanwhile goes together with the next', async () => {
    const store = new HandStore()
    const buffer = bufferOver(store)
    buffer.push(token(1, 'a'))
    for (let n = 2; n < 50; n += 1) buffer.push(token(n, 'x'.repeat(50)))
    buffer.push(completed(50))
    expect(store.asked).toHaveLength(1)
    await store.kept()
    expect(store.asked).toHaveLength(2)
    expect(textsOf(store.asked)[1]).toEqual(['x'.repeat(50 * 48), 'agent.completed'])
  })

  test('splits a very long piece; only the last part has its number', async () => {
    const store = new HandStore()
    const buffer = bufferOver(store)
    const long = Array.from({ length: 50_000 }, (_, i) => String.fromCharCode(97 + (i % 26))).join('')
    buffer.push(token(7, long))
    const [entries = []] = store.asked
    expect(entries.map((entry) => entry.n)).toEqual([6, 6, 6, 7])
    expect(textsOf(store.asked)[0]?.join('')).toBe(long)
    for (const text of textsOf(store.asked)[0] ?? []) expect(text.length).toBeLessThanOrEqual(16 * 1024)
  })

  test('an empty piece keeps its number', async () => {
    const store = new HandStore()
    bufferOver(store).push(token(1, ''))
    expect(store.asked).toEqual([[token(1, '')]])
  })
})

describe('[L13] an agent that says more than can be written', () => {
  test('waits while too much is unwritten, and goes on when it is written', async () => {
    const store = new HandStore()
    const buffer = bufferOver(store)
    buffer.push(token(1, 'a'))
    buffer.push(token(2, 'x'.repeat(1_000)))
    expect(buffer.room()).toBeNull()
    buffer.push(token(3, 'y'))
    let free = false
    const room = buffer.room()?.then(() => {
      free = true
    })
    await store.kept()
    expect(free).toBe(false)
    await store.kept()
    await room
    expect(free).toBe(true)
    expect(buffer.room()).toBeNull()
  })
})

describe('[V4, L1] while the store takes no writes', () => {
  test('repeats a write until the store accepts it', async () => {
    const store = new HandStore()
    const buffer = bufferOver(store)
    buffer.push(token(1, 'a'))
    for (let i = 0; i < 3; i += 1) {
      await store.refused(unavailable())
      buffer.push(token(2 + i, `${i}`))
      expect(store.writing).toBe(false)
      await vi.advanceTimersByTimeAsync(250)
    }
    expect(textsOf(store.asked)).toEqual([['a'], ['a'], ['a'], ['a']])
    await store.kept()
    await store.kept()
    expect(textsOf(store.asked).at(-1)).toEqual(['012'])
    await buffer.flush()
  })

  test('whoever waits for everything to be written waits on', async () => {
    const store = new HandStore()
    const buffer = bufferOver(store)
    buffer.push(completed(1))
    let flushed = false
    const flushing = buffer.flush().then(() => {
      flushed = true
    })
    await store.refused(unavailable())
    await vi.advanceTimersByTimeAsync(250)
    expect(flushed).toBe(false)
    await store.kept()
    await flushing
    expect(flushed).toBe(true)
  })
})

describe('[L8] when somebody else has taken over', () => {
  test('nothing more is written, and nobody waits', async () => {
    const store = new HandStore()
    const buffer = bufferOver(store)
    buffer.push(token(1, 'a'))
    buffer.push(token(2, 'b'))
    expect(buffer.fenced).toBe(false)
    await store.answered({ outcome: 'fenced' })
    expect(buffer.fenced).toBe(true)
    buffer.push(token(3, 'c'))
    buffer.push(completed(4))
    await buffer.flush()
    await vi.advanceTimersByTimeAsync(1_000)
    expect(textsOf(store.asked)).toEqual([['a']])
    expect(vi.getTimerCount()).toBe(0)
  })
})

describe('[L8, L11] when a write fails unexpectedly', () => {
  test('rejects the waiting callers and writes nothing after a lost part', async () => {
    const store = new HandStore()
    const buffer = bufferOver(store)
    buffer.push(token(1, 'lost '))
    buffer.push(token(2, 'later'))
    const flushing = buffer.flush()
    const told = expect(flushing).rejects.toThrow('an unexpected error')
    await store.refused(new Error('an unexpected error'))
    await told
    buffer.push(completed(3))
    await vi.advanceTimersByTimeAsync(1_000)
    expect(textsOf(store.asked)).toEqual([['lost ']])
    expect(() => buffer.room()).toThrow('an unexpected error')
    await expect(buffer.flush()).rejects.toThrow('an unexpected error')
  })

  test('whoever asks later is told too, also when nothing was pushed since', async () => {
    const store = new HandStore()
    const buffer = bufferOver(store)
    buffer.push(token(1, 'lost'))
    await store.refused(new Error('an unexpected error'))
    await expect(buffer.flush()).rejects.toThrow('an unexpected error')
  })

  test('a refusal that is not for want of a disk is a mistake too', async () => {
    const store = new HandStore()
    const buffer = bufferOver(store)
    buffer.push(token(1, 'a'))
    const told = expect(buffer.flush()).rejects.toMatchObject({ refusal: 'NOT_FOUND' })
    await store.refused(new Refusal('NOT_FOUND', 'gone'))
    await told
  })
})

test('closing leaves no timer behind', async () => {
  const store = new HandStore()
  const buffer = bufferOver(store)
  buffer.push(token(1, 'a'))
  await store.kept()
  buffer.push(token(2, 'b'))
  expect(vi.getTimerCount()).toBe(1)
  buffer.close()
  expect(vi.getTimerCount()).toBe(0)
})

test('[L1] writes each entry once and in order despite refusals', async () => {
  const { seed } = seeded()
  for (let run = 0; run < 150; run += 1) {
    const random = seeded(seed + run)
    const store = new HandStore()
    const kept: AgentEntry[] = []
    const buffer = bufferOver(store, {
      write: async (entries) => {
        const written = structuredClone(entries)
        const outcome = await store.write(entries, false)
        kept.push(...written)
        return outcome
      },
      coalesceBytes: random.pick([1, 10, 100, 10_000]),
    })
    const pushed: string[] = []
    let said = ''
    for (let n = 1; n <= 60; n += 1) {
      if (random.chance(0.8)) {
        const text = `${n}${'.'.repeat(random.pick([0, 1, 5, 40, 20_000]))} `
        said += text
        buffer.push(token(n, text))
      } else {
        pushed.push(`${said.length}`)
        buffer.push({ type: 'agent.progress', n, payload: { progress: 0, label: `${said.length}` } })
      }
      for (let k = random.int(0, 2); k > 0; k -= 1) {
        if (random.chance(0.3)) await store.refused(unavailable())
        else if (random.chance(0.7)) await store.kept()
        await vi.advanceTimersByTimeAsync(random.pick([0, 5, 20, 250]))
      }
    }
    buffer.push(completed(61))
    while (kept.at(-1)?.type !== 'agent.completed') {
      await store.kept()
      await vi.advanceTimersByTimeAsync(250)
    }
    // Each label says how much had been said before it: it must stand exactly there.
    let written = ''
    const labels: string[] = []
    for (const entry of kept) {
      if (entry.type === 'agent.token') written += entry.text
      if (entry.type !== 'agent.progress') continue
      labels.push(entry.payload.label)
      expect(`${written.length}`, `seed ${seed + run}`).toBe(entry.payload.label)
    }
    expect(written, `seed ${seed + run}`).toBe(said)
    expect(labels, `seed ${seed + run}`).toEqual(pushed)
    const numbers = kept.map((entry) => entry.n ?? 0)
    expect(numbers, `seed ${seed + run}`).toEqual([...numbers].sort((a, b) => a - b))
  }
})

describe('[E7] pieces that end inside a character', () => {
  const texts = (store: HandStore) =>
    store.asked.flat().flatMap((entry) => (entry.type === 'agent.token' ? [[entry.n, entry.text]] : []))

  test('wait for the next one and are written under its number', async () => {
    const store = new HandStore()
    const buffer = bufferOver(store)
    buffer.push(token(1, 'a\ud83d'))
    expect(store.writing).toBe(false)
    buffer.push(token(2, '\ude00b'))
    await store.kept()
    expect(texts(store)).toEqual([[2, 'a😀b']])
  })

  test('are written with U+FFFD when the answer ends there', async () => {
    const store = new HandStore()
    const buffer = bufferOver(store)
    buffer.push(token(1, 'a\ud83d'))
    buffer.push({ type: 'agent.completed', n: null, usage: UNKNOWN_USAGE })
    await store.kept()
    expect(texts(store)).toEqual([[1, 'a\ufffd']])
  })

  test('a long piece is divided between characters', async () => {
    const store = new HandStore()
    const buffer = bufferOver(store)
    const text = `x${'😀'.repeat(20_000)}`
    buffer.push(token(1, text))
    await store.kept()
    const written = texts(store)
    expect(written.map(([, part]) => part).join('')).toBe(text)
    expect(written.every(([, part]) => !/\p{Surrogate}/u.test(String(part)))).toBe(true)
    expect(written.map(([n]) => n)).toEqual([0, 0, 1])
  })
})

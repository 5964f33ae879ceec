import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { completed, type Place, StoreBench, started, token } from './store.test-support.ts'

let bench: StoreBench
let place: Place

beforeAll(async () => {
  bench = await StoreBench.open()
})
afterAll(() => bench[Symbol.asyncDispose]())
beforeEach(async () => {
  place = await bench.place()
})

async function say(text: string, answer: string): Promise<void> {
  const { invocation } = await bench.begun(place, { text })
  await bench.append(invocation.id, [started(), token(2, answer), completed(3)])
}

const lengths = (most: { messages: number; chars: number }) =>
  bench.store.reader.wordsBefore(place.conversationId, 1e9, most).map(({ content }) => content.length)

test('[T1] hands over the newest messages that fit together', async () => {
  for (let i = 0; i < 4; i += 1) await say('q'.repeat(30_000), 'short')
  expect(lengths({ messages: 100, chars: 64_000 })).toEqual([5, 30_000, 5, 30_000, 5])
  expect(lengths({ messages: 100, chars: 60_010 })).toEqual([5, 30_000, 5, 30_000])
  expect(lengths({ messages: 3, chars: 64_000 })).toEqual([5, 30_000, 5])
  expect(lengths({ messages: 100, chars: 4 })).toEqual([])
})

test('[T1] counts characters, however many bytes each takes', async () => {
  await say('日'.repeat(100), '😀'.repeat(50))
  expect(lengths({ messages: 9, chars: 200 })).toEqual([100, 100])
  expect(lengths({ messages: 9, chars: 199 })).toEqual([100])
  expect(lengths({ messages: 9, chars: 99 })).toEqual([])
})

test('hands over all of a long history of short messages', async () => {
  for (let i = 0; i < 40; i += 1) await say(`question ${i}`, `answer ${i}`)
  const words = bench.store.reader.wordsBefore(place.conversationId, 1e9, { messages: 100, chars: 64_000 })
  expect(words.map(({ content }) => content).reverse()).toEqual(
    Array.from({ length: 40 }, (_, i) => [`question ${i}`, `answer ${i}`]).flat(),
  )
})

test('[T1] reads no text that does not fit', async () => {
  for (let i = 0; i < 12; i += 1) await say('and?', 'x'.repeat(600_000))
  const before = process.cpuUsage()
  for (let i = 0; i < 50; i += 1) expect(lengths({ messages: 100, chars: 64_000 })).toEqual([])
  const { user, system } = process.cpuUsage(before)
  // Read, and thrown away, they would be 360 MB.
  expect((user + system) / 1000).toBeLessThan(100)
})

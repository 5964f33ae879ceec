import { streamRequest } from '@biplane/contracts/wire/agent-events'
import { openScriptedRuntime } from '@biplane/proof/scripted-runtime'
import { expect, test } from 'vitest'
import { boundedBatches } from './bounded-batches.ts'
import { RuntimeLink } from './runtime-link.ts'

const calls = (count: number, text = 'x') =>
  Array.from({ length: count }, (_, id) => ({ id, method: 'subscription', text }))

test('a frame of one call, and a batch that is small, go as they are', () => {
  const one = JSON.stringify({ id: 1, method: 'subscription' })
  const few = JSON.stringify(calls(32))
  expect(boundedBatches(one)).toEqual([one])
  expect(boundedBatches(few)).toEqual([few])
})

test('[L7] what two hundred conversations begin in one moment goes in frames of at most 32 calls, in order', () => {
  const frames = boundedBatches(JSON.stringify(calls(200))).map((frame) => JSON.parse(frame))
  expect(frames.map(({ length }) => length)).toEqual([32, 32, 32, 32, 32, 32, 8])
  expect(frames.flat()).toEqual(calls(200))
})

test('a batch of few calls that are large is cut too, and a call of its own size never', () => {
  const large = calls(3, 'x'.repeat(700_000))
  const frames = boundedBatches(JSON.stringify(large)).map((frame) => JSON.parse(frame))
  expect(frames.map(({ length }) => length)).toEqual([1, 1, 1])
  expect(frames.flat()).toEqual(large)
})

test('[L7] a hundred answers that begin in one moment are all followed to their end', async () => {
  await using runtime = await openScriptedRuntime({ tokens: 3 })
  const link = new RuntimeLink({ urls: [runtime.url], key: runtime.key, unavailableMs: 10_000 })
  try {
    const ends = await Promise.all(
      Array.from({ length: 100 }, async (_, i) => {
        const request = streamRequest.parse({
          invocation: {
            agent_id: 'guide.global',
            invocation_id: `many-${i}`,
            input: { text: 'hello', history: [] },
            return_channel: `invocation:many-${i}`,
            deadline: new Date(Date.now() + 60_000).toISOString(),
          },
          attempt: 1,
          after: 0,
        })
        let last = ''
        for await (const event of link.stream(request, new AbortController().signal)) last = event.type
        return last
      }),
    )
    expect(new Set(ends)).toEqual(new Set(['agent.completed']))
  } finally {
    await link.close()
  }
})

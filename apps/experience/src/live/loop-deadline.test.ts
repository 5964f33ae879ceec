import { setTimeout as delay } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { withinLoopMs } from './loop-deadline.test-support.ts'

const never = new Promise<string>(() => {})

test('hands on the result of work that is in time', async () => {
  expect(await withinLoopMs('work', 1_000, Promise.resolve('done'))).toBe('done')
  await expect(withinLoopMs('work', 1_000, Promise.reject(new Error('broken')))).rejects.toThrow('broken')
})

test('rejects work that is late', async () => {
  await expect(withinLoopMs('work', 50, never)).rejects.toThrow('work took more than 50 ms')
})

test('a loop that stands still is not lateness', async () => {
  const work = delay(20, 'done')
  const result = withinLoopMs('work', 100, work)
  // As if the machine had taken the processor away.
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 300)
  expect(await result).toBe('done')
})

import { expect, test } from 'vitest'
import { CallTime } from './call-time.ts'

function clock(processor: number | null) {
  const at = { processor, now: 0 }
  return { at, processorMs: () => at.processor, now: () => at.now }
}

test('[T2] counts no pause as work of the call', () => {
  const { at, ...times } = clock(1_000)
  const time = new CallTime(1, times)
  at.processor = 1_100
  time.pause()
  at.processor = 1_900
  expect(time.workedMs).toBe(100)
  time.resume()
  at.processor = 1_950
  expect(time.workedMs).toBe(150)
})

test('[T2] ignores a second pause and a resume without one', () => {
  const { at, ...times } = clock(0)
  const time = new CallTime(1, times)
  time.resume()
  time.pause()
  at.processor = 500
  time.pause()
  time.resume()
  at.processor = 510
  expect(time.workedMs).toBe(10)
})

test('[T2] counts the clock where no processor time is known', () => {
  const { at, ...times } = clock(null)
  const time = new CallTime(1, times)
  at.now = 70
  time.pause()
  at.now = 900
  expect([time.workedMs, time.passedMs]).toEqual([70, 900])
})

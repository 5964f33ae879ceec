import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { Pulse } from './pulse.ts'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

const open = (beatMs = 4) => new Pulse({ beatMs: () => beatMs, now: () => performance.now() })

test('[W3] what is due within one beat wakes together, by one timer, and nobody before its time', async () => {
  const pulse = open()
  const woken: string[] = []
  const at = performance.now()
  const wakes = (name: string) => () => woken.push(`${name} ${performance.now() - at}`)
  for (const [name, ms] of [
    ['a', 5],
    ['b', 6],
    ['c', 7],
    ['d', 9],
  ] as const)
    pulse.after(ms, wakes(name))
  expect(vi.getTimerCount()).toBe(2)
  await vi.advanceTimersByTimeAsync(100)
  expect(woken.map((one) => one.slice(0, 1))).toEqual(['a', 'b', 'c', 'd'])
  const moments = woken.map((one) => Number(one.slice(2)))
  expect(new Set(moments.slice(0, 3)).size).toBe(1)
  expect(moments[0]).toBeGreaterThanOrEqual(7)
  expect(moments[3]).toBeGreaterThanOrEqual(9)
  expect(moments[3]).toBeLessThan(14)
})

test('who takes it back is not woken, and the others are', async () => {
  const pulse = open()
  const woken: string[] = []
  const takeBack = pulse.after(5, () => woken.push('a'))
  pulse.after(5, () => woken.push('b'))
  takeBack()
  await vi.advanceTimersByTimeAsync(20)
  expect(woken).toEqual(['b'])
  expect(vi.getTimerCount()).toBe(0)
})

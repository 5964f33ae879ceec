import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { TickTimer } from './tick-timer.ts'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

const open = (tickMs = 4) => new TickTimer({ tickMs: () => tickMs, now: () => performance.now() })

test('[W3] wakes what is due within one tick by one timer', async () => {
  const tickTimer = open()
  const woken: string[] = []
  const at = performance.now()
  const wakes = (name: string) => () => woken.push(`${name} ${performance.now() - at}`)
  for (const [name, ms] of [
    ['a', 5],
    ['b', 6],
    ['c', 7],
    ['d', 9],
  ] as const)
    tickTimer.after(ms, wakes(name))
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
  const tickTimer = open()
  const woken: string[] = []
  const takeBack = tickTimer.after(5, () => woken.push('a'))
  tickTimer.after(5, () => woken.push('b'))
  takeBack()
  await vi.advanceTimersByTimeAsync(20)
  expect(woken).toEqual(['b'])
  expect(vi.getTimerCount()).toBe(0)
})

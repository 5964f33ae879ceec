import { expect, test } from 'vitest'
import { slowness, slownessOf } from './pace.ts'

test('is 1 on the machine of the promises, and on a faster one', () => {
  expect([slownessOf([250, 250, 250]), slownessOf([90, 100, 110])]).toEqual([1, 1])
})

test('is what the middle measurement says', () => {
  expect(slownessOf([260, 5_000, 500])).toBe(2)
})

test('is bounded on a machine that cannot show them', () => {
  expect(slownessOf([60_000, 60_000, 60_000])).toBe(4)
})

test('measures this machine', async () => {
  const times = await slowness()
  expect(times).toBeGreaterThanOrEqual(1)
  expect(times).toBeLessThanOrEqual(4)
})

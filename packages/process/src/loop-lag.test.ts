import { createHistogram } from 'node:perf_hooks'
import { expect, test } from 'vitest'
import { percentileOf } from './loop-lag.ts'

const measured = (looks: readonly number[]): number => {
  const histogram = createHistogram()
  for (const ms of looks) histogram.record(ms)
  return histogram.percentile(percentileOf(looks.length) ?? 0)
}
const even = (count: number) => Array.from({ length: count }, () => 1)

test('one late look of few makes no loop late', () => {
  expect(percentileOf(1)).toBeNull()
  for (const count of [1, 5, 50, 98]) expect(measured([2_000, ...even(count)])).toBe(1)
})

test('two late looks of few make a loop late', () => {
  for (const count of [0, 1, 5, 50]) expect(measured([2_000, 2_000, ...even(count)])).toBeGreaterThan(1_900)
})

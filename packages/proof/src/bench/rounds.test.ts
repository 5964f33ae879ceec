import { expect, test } from 'vitest'
import { slopeOf } from '../slope.ts'
import { interleaved, median } from './rounds.ts'

test('rotates contestants and reports the median', async () => {
  const turns: string[] = []
  const contestant = (name: string, values: number[]) => async () => {
    turns.push(name)
    return { ms: values.shift() ?? Number.NaN }
  }
  const found = await interleaved(3, { a: contestant('a', [1, 9, 2]), b: contestant('b', [7, 5, 6]) }, () => {})
  expect(turns.join('')).toBe('abbaab')
  expect(found).toEqual({ a: { ms: 2 }, b: { ms: 6 } })
})

test('the median of an even number of values lies between the two in the middle', () => {
  expect(median([4, 1, 3, 2])).toBe(2.5)
})

test('finds the slope of points on a line', () => {
  expect(slopeOf([1_000, 2_500, 10_000].map((x) => [x, 60_000_000 + 34_500 * x]))).toBeCloseTo(34_500)
})

test('finds the least-squares slope', () => {
  expect(
    slopeOf([
      [0, 0],
      [1, 2],
      [2, 1],
      [3, 3],
    ]),
  ).toBeCloseTo(0.8)
})

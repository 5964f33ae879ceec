import { expect, test } from 'vitest'
import { judgeAnswers, median } from './fair-answers.ts'

const QUIET = [600, 550, 720]

test('one late answer among quick ones is fair', () => {
  expect(judgeAnswers(QUIET, [1_050, 900, 4_426, 1_100, 980])).toEqual({
    p50: { ms: 1_050, most: 2_400 },
    worst: { ms: 4_426, most: 10_000 },
    late: 0,
  })
})

test('half of the answers four times as slow is late', () => {
  expect(judgeAnswers(QUIET, [2_500, 2_600, 900, 2_700, 1_000]).late).toBe(1)
})

test('a median of less than two seconds is soon', () => {
  expect(judgeAnswers([40, 38, 45], [180, 200, 170, 190, 900]).late).toBe(0)
  expect(judgeAnswers([40, 38, 45], [2_100, 2_200, 170, 190, 2_300]).late).toBe(1)
})

test('on a slower machine more seconds are soon', () => {
  expect(judgeAnswers([40, 38, 45], [2_100, 2_200, 170, 190, 12_300], 1.5).late).toBe(0)
  expect(judgeAnswers([40, 38, 45], [3_100, 3_200, 170, 190, 15_300], 1.5).late).toBe(2)
})

test('one answer that waits for a hostile call is late', () => {
  expect(judgeAnswers(QUIET, [900, 12_478, 950, 1_000, 980]).late).toBe(1)
})

test('answers that never come break both bounds', () => {
  expect(judgeAnswers(QUIET, [Number.POSITIVE_INFINITY]).late).toBe(2)
  expect(judgeAnswers(QUIET, []).late).toBe(1)
})

test('the median of none is without end', () => {
  expect([median([3, 1, 2]), median([])]).toEqual([2, Number.POSITIVE_INFINITY])
})

import { expect, test } from 'vitest'
import type { Outcome } from './compare-answer.ts'
import { runQuestions } from './run-questions.ts'
import { readExpected, SAMPLE_SEED } from './sample.ts'
import { madeSets } from './sets.ts'
import { isSampled } from './split.ts'

/** Better comes first. A question may move up, never down. */
const ORDER: readonly Outcome[] = ['right', 'asked', 'refused', 'wrong']

test('answers the sample at least as well as before', { timeout: 240_000 }, async () => {
  const before = readExpected()
  const scored = await runQuestions(await madeSets(SAMPLE_SEED), { fits: ({ id }) => isSampled(id) })
  const worse = scored.flatMap(({ question: { id, text }, outcome, headline }) => {
    const expected = before[id]
    if (expected === undefined) return [`${id}: no expected outcome; run npm run eval -- --update-sample`]
    return ORDER.indexOf(outcome) > ORDER.indexOf(expected)
      ? [`${id}: ${expected} before, ${outcome} now: ${text} → ${headline}`]
      : []
  })
  expect(worse).toEqual([])
  expect(scored.length).toBeGreaterThanOrEqual(70)
})

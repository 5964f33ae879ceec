import { expect, test } from 'vitest'
import { madeSets } from './sets.ts'
import { isHeldOut } from './split.ts'

test('makes the same files and questions from the same seed', async () => {
  const [one, other] = [await madeSets(3), await madeSets(3)]
  expect(one.map(({ questions }) => questions)).toEqual(other.map(({ questions }) => questions))
  for (const [at, set] of one.entries())
    if (!/\.(xlsx|parquet)$/.test(set.name)) expect(set.bytes).toEqual(other[at]?.bytes)
})

test('has enough files and questions, in both languages and in every part', async () => {
  const sets = await madeSets(5)
  const questions = sets.flatMap((set) => set.questions)
  expect(sets.length).toBeGreaterThanOrEqual(25)
  expect(questions.length).toBeGreaterThanOrEqual(250)
  expect(questions.filter(({ language }) => language === 'en').length).toBeGreaterThanOrEqual(200)
  expect(questions.filter(({ language }) => language === 'de').length).toBeGreaterThanOrEqual(40)
  expect(new Set(questions.map(({ id }) => id)).size).toBe(questions.length)
  const heldOut = questions.filter(({ id }) => isHeldOut(id)).length / questions.length
  expect(heldOut).toBeGreaterThan(0.25)
  expect(heldOut).toBeLessThan(0.42)
})

test('has a truth with a figure for every question', async () => {
  for (const { questions } of await madeSets(7))
    for (const { id, truth } of questions) {
      const values =
        truth.is === 'figure'
          ? [truth.value]
          : truth.is === 'figures'
            ? truth.values
            : truth.is === 'groups'
              ? truth.lines.map(({ value }) => value)
              : []
      expect(values.every(Number.isFinite), id).toBe(true)
    }
})

import { expect, test } from 'vitest'
import { sampleText } from '../../../tools/made-file.test-support.ts'
import { quantile } from '../../../tools/random.ts'
import { EventQueue } from './event-queue.ts'
import { readSop } from './read-sop.ts'
import { simulate } from './simulate.ts'

const modelOf = (text: string) => {
  const read = readSop(text)
  if (!read) throw new Error('there are steps')
  return read.model
}
const ask = (changes: Record<string, number> = {}, cases = 2_000, seed = 7) => ({ cases, seed, changes })
const ONE = modelOf('## Work\n\n1. The clerk opens the case.\n')

test('[O3] the same seed gives the same result, another one another', () => {
  const sample = modelOf(sampleText('refund-sop.md'))
  expect(simulate(sample, ask())).toEqual(simulate(sample, ask()))
  expect(simulate(sample, ask({}, 2_000, 8)).cycle).not.toEqual(simulate(sample, ask()).cycle)
})

test('without chance and without waiting a case takes exactly the sum of its steps', () => {
  const three = modelOf('## Work\n\n1. The clerk opens it.\n2. The manager reads it.\n3. The clerk closes it.\n')
  const { cycle, finished } = simulate(three, ask({ spread: 0, minutes_per_step: 30, cases_per_day: 0.01 }, 100))
  expect(finished).toBe(100)
  expect(cycle).toEqual({ p50: 1.5, p90: 1.5, mean: 1.5 })
})

test('one person, arrivals by chance, work of fixed length: the wait is that of the textbook (M/D/1)', () => {
  // 8 hours a day: at 12 a day of half an hour each the person is busy 75 %, and waits ρs ÷ 2(1 − ρ) = 0.75 h.
  const { steps, owners } = simulate(ONE, ask({ spread: 0, minutes_per_step: 30, cases_per_day: 12 }, 20_000))
  expect(owners[0]?.busy).toBeGreaterThan(73)
  expect(owners[0]?.busy).toBeLessThan(77)
  expect(steps[0]?.wait).toBeGreaterThan(0.65)
  expect(steps[0]?.wait).toBeLessThan(0.85)
})

test('whoever is waited for most is the bottleneck, and a second person helps', () => {
  const model = modelOf('## Work\n\n1. The clerk opens it.\n2. The clerk reads it.\n3. The manager signs it.\n')
  const alone = simulate(model, ask({ cases_per_day: 9 }))
  const helped = simulate(model, ask({ cases_per_day: 9, people_clerk: 2 }))
  expect(alone.bottleneck?.owner).toBe('Clerk')
  expect(helped.cycle.mean).toBeLessThan(alone.cycle.mean)
})

test('the first way of a decision has the share that is set', () => {
  const model = modelOf(
    '## Work\n\n1. **Decision:** is it good?\n   - Owner: Clerk\n   - If yes: → 1.2\n   - If no: → end\n2. The clerk files it.\n',
  )
  const { steps } = simulate(model, ask({ yes_at_1_1: 30 }, 10_000))
  const share = (steps.find(({ id }) => id === '1.2')?.visits ?? 0) / 10_000
  expect(share).toBeGreaterThan(0.28)
  expect(share).toBeLessThan(0.32)
})

test('cases that go round for ever are counted, and end the simulation', () => {
  const ring = modelOf('## Work\n\n1. The clerk opens it.\n2. The clerk goes to step 1.\n')
  expect(simulate(ring, ask({}, 20))).toMatchObject({ cases: 20, finished: 0 })
})

test('events come by time, and at the same time in the order in which they were added', () => {
  const queue = new EventQueue<string>()
  for (const [at, item] of [
    [3, 'd'],
    [1, 'a'],
    [2, 'b'],
    [2, 'c'],
  ] as const)
    queue.add(at, item)
  const taken: string[] = []
  for (let event = queue.take(); event; event = queue.take()) taken.push(event.item)
  expect(taken).toEqual(['a', 'b', 'c', 'd'])
})

test('a quantile lies between its neighbours as in a spreadsheet', () => {
  expect(quantile([1, 2, 3, 4], 0.5)).toBe(2.5)
  expect(quantile([10, 20, 30], 0.9)).toBe(28)
  expect(quantile([], 0.5)).toBe(0)
})

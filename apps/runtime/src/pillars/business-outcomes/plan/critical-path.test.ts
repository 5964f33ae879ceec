import { seeded } from '@biplane/proof/seeded'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { schedule, type Task } from './critical-path.ts'

/** Items that wait only for earlier ones: no ring. */
const tasks: fc.Arbitrary<Task[]> = fc
  .array(fc.record({ days: fc.integer({ min: 0, max: 20 }), waits: fc.array(fc.nat({ max: 8 }), { maxLength: 3 }) }), {
    maxLength: 9,
  })
  .map((made) =>
    made.map(({ days, waits }, at) => ({
      id: `t${at}`,
      days,
      depends_on: [...new Set(waits.filter((other) => other < at))].map((other) => `t${other}`),
    })),
  )

/** Every chain there is, by brute force. */
function chains(all: readonly Task[]): Task[][] {
  const grow = (chain: Task[]): Task[][] => [
    chain,
    ...all.filter((task) => task.depends_on.includes(chain.at(-1)?.id ?? '')).flatMap((task) => grow([...chain, task])),
  ]
  return all.flatMap((task) => grow([task]))
}
const lengthOf = (chain: readonly Task[]) => chain.reduce((sum, { days }) => sum + days, 0)

test('the plan is as long as the longest chain, the path is one such chain, and slack is what the longest chain through an item leaves', () => {
  const { seed } = seeded()
  fc.assert(
    fc.property(tasks, (all) => {
      const { length, path, timings } = schedule(all)
      const every = chains(all)
      expect(length).toBe(Math.max(0, ...every.map(lengthOf)))
      const items = path.map((id) => all.find((task) => task.id === id))
      expect(items.reduce((sum, item) => sum + (item?.days ?? 0), 0)).toBe(length)
      for (const { id, days } of all) {
        const through = Math.max(...every.filter((chain) => chain.some((task) => task.id === id)).map(lengthOf))
        expect(timings.get(id)?.slack, id).toBe(length - through)
        expect((timings.get(id)?.end ?? 0) - (timings.get(id)?.start ?? 0)).toBe(days)
      }
    }),
    { seed },
  )
})

test('an item that waits for itself, or for nothing that exists, is a mistake of the caller', () => {
  expect(() =>
    schedule([
      { id: 'a', days: 1, depends_on: ['b'] },
      { id: 'b', days: 1, depends_on: ['a'] },
    ]),
  ).toThrow('waits for itself')
  expect(() => schedule([{ id: 'a', days: 1, depends_on: ['x'] }])).toThrow('does not exist')
})

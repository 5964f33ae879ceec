import { expect, test } from 'vitest'
import { inLanes } from './lanes.ts'

test('runs at most two tasks at once, in order', async () => {
  const begun: number[] = []
  const ended: number[] = []
  let [atWork, most] = [0, 0]
  await inLanes(2, [3, 1, 2, 1], async (turns) => {
    begun.push(turns)
    atWork += 1
    most = Math.max(most, atWork)
    for (let turn = 0; turn < turns; turn += 1) await Promise.resolve()
    atWork -= 1
    ended.push(turns)
  })
  expect(most).toBe(2)
  expect(begun).toEqual([3, 1, 2, 1])
  expect(ended.toSorted()).toEqual([1, 1, 2, 3])
})

test('one lane is one after the other', async () => {
  const said: string[] = []
  await inLanes(1, ['a', 'b'], async (name) => {
    said.push(`${name} begins`)
    await Promise.resolve()
    said.push(`${name} ends`)
  })
  expect(said).toEqual(['a begins', 'a ends', 'b begins', 'b ends'])
})

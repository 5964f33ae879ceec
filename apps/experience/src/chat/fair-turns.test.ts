import { expect, test } from 'vitest'
import { FairTurns } from './fair-turns.ts'

const open = ({ maxOfOne = 10, max = 20 } = {}) => {
  const turns = new FairTurns({ smallChars: 100, maxOfOne, max })
  const done: string[] = []
  /** Work that ends when it is let. */
  const gates: (() => void)[] = []
  const pass = (name: string, chars: number) =>
    turns.pass(name.slice(0, 1), chars, async () => {
      await new Promise<void>((resolve) => gates.push(resolve))
      done.push(name)
    })
  const quick = (name: string, chars: number) =>
    turns.pass(name.slice(0, 1), chars, async () => {
      done.push(name)
    })
  return { turns, done, gates, pass, quick }
}

test('[T1] takes a short text at once while long ones wait', async () => {
  const { done, gates, pass, quick } = open()
  const long = [pass('a1', 1_000), pass('a2', 1_000)]
  await quick('b1', 100)
  expect(done).toEqual(['b1'])
  gates.shift()?.()
  await long[0]
  expect(done).toEqual(['b1', 'a1'])
})

test('[T1] takes one long text of everybody before the next of anybody', async () => {
  const { done, quick } = open()
  await Promise.all(['a1', 'a2', 'a3', 'b1', 'b2', 'c1'].map((name) => quick(name, 1_000)))
  expect(done).toEqual(['a1', 'b1', 'c1', 'a2', 'b2', 'a3'])
})

test('[T1] gives turns by characters: two half as long count as one', async () => {
  const { done, quick } = open()
  const sent = [quick('a1', 1_000), quick('a2', 1_000), quick('b1', 500), quick('b2', 500), quick('b3', 500)]
  await Promise.all(sent)
  expect(done).toEqual(['a1', 'b1', 'b2', 'a2', 'b3'])
})

test('[L9] keeps the order of a long and a short text of one sender', async () => {
  const { done, gates, pass, quick } = open()
  const first = pass('a1', 1_000)
  const others = [quick('a2', 1_000), quick('a3', 1)]
  gates.shift()?.()
  await Promise.all([first, ...others])
  expect(done).toEqual(['a1', 'a2', 'a3'])
})

test('passes on what the work returns or throws, and goes on after a failure', async () => {
  const { turns } = open()
  const failed = turns.pass('a', 1_000, () => Promise.reject(new Error('mine')))
  const next = turns.pass('a', 1_000, async () => 7)
  await expect(failed).rejects.toThrow('mine')
  await expect(next).resolves.toBe(7)
  expect(turns.waiting).toBe(0)
})

test('refuses more than may wait, of one sender and of all', async () => {
  const { gates, pass } = open({ maxOfOne: 1, max: 2 })
  const taken = [pass('a1', 1_000), pass('a2', 1_000), pass('b1', 1_000)]
  await expect(pass('a3', 1_000)).rejects.toMatchObject({ refusal: 'RATE_LIMITED' })
  await expect(pass('c1', 1_000)).rejects.toMatchObject({ refusal: 'RATE_LIMITED' })
  for (let opened = 0; opened < taken.length; opened += 1) {
    while (gates.length === 0) await new Promise((resolve) => setImmediate(resolve))
    gates.shift()?.()
  }
  await Promise.all(taken)
})

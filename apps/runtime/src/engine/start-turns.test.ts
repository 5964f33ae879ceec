import { expect, test } from 'vitest'
import { StartTurns } from './start-turns.ts'

const turn = () => new Promise((resolve) => setImmediate(resolve))

const open = () => {
  const turns = new StartTurns()
  const begun: string[] = []
  const begin = (name: string, chars: number) =>
    turns.begin(name.slice(0, 1), chars, async () => {
      begun.push(name)
      return name
    })
  return { turns, begun, begin }
}

test('[T1] begins the answer to a short text at once, before long ones that came earlier', async () => {
  const { begun, begin } = open()
  const long = begin('a1', 30_000)
  const short = begin('b1', 100)
  expect(begun).toEqual(['b1'])
  await expect(Promise.all([long, short])).resolves.toEqual(['a1', 'b1'])
})

test('[T1] begins one long text in each turn of the loop', async () => {
  const { begun, begin } = open()
  const all = ['a1', 'b1', 'c1'].map((name) => begin(name, 30_000))
  const seen: number[] = []
  for (let at = 0; at < 3; at += 1) {
    await turn()
    seen.push(begun.length)
  }
  await Promise.all(all)
  expect(seen).toEqual([1, 2, 3])
})

test('[T1] begins one of each session before the second of any', async () => {
  const { begun, begin } = open()
  await Promise.all(['a1', 'a2', 'a3', 'b1', 'b2', 'c1'].map((name) => begin(name, 30_000)))
  expect(begun).toEqual(['a1', 'b1', 'c1', 'a2', 'b2', 'a3'])
})

test('passes on a failure, and goes on after it', async () => {
  const { turns, begin } = open()
  const failed = turns.begin('a', 30_000, () => Promise.reject(new Error('mine')))
  const next = begin('a2', 30_000)
  await expect(failed).rejects.toThrow('mine')
  await expect(next).resolves.toBe('a2')
})

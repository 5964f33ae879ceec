import { expect, test } from 'vitest'
import { TurnsByKey } from './turns-by-key.ts'

test('takes one of each key in turn, each in its own order', () => {
  const turns = new TurnsByKey<string>()
  for (const item of ['a1', 'a2', 'a3', 'b1', 'c1', 'b2']) turns.add(item.charAt(0), item)
  expect(turns.size).toBe(6)
  const taken = Array.from({ length: 7 }, () => turns.take())
  expect(taken).toEqual(['a1', 'b1', 'c1', 'a2', 'b2', 'a3', undefined])
  expect(turns.size).toBe(0)
})

test('lets a key that comes later begin at its end', () => {
  const turns = new TurnsByKey<string>()
  turns.add('a', 'a1')
  turns.add('a', 'a2')
  expect(turns.take()).toBe('a1')
  turns.add('b', 'b1')
  expect([turns.take(), turns.take()]).toEqual(['a2', 'b1'])
})

import { expect, test } from 'vitest'
import { UuidV7Pool } from './uuid-v7-pool.ts'

const V7 = /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/

test('ids are UUIDs of version 7, no two alike, in the order in which they were made', () => {
  const clock = { at: 1_800_000_000_000 }
  const ids = new UuidV7Pool(() => clock.at)
  const made: string[] = []
  for (let i = 0; i < 5_000; i += 1) {
    if (i % 700 === 0) clock.at += 1
    made.push(ids.next())
  }
  expect(made.every((id) => V7.test(id))).toBe(true)
  expect(new Set(made).size).toBe(made.length)
  expect([...made].sort()).toEqual(made)
})

test('also when the clock is set back', () => {
  const clock = { at: 1_800_000_000_000 }
  const ids = new UuidV7Pool(() => clock.at)
  const before = ids.next()
  clock.at -= 86_400_000
  const after = ids.next()
  expect(after > before).toBe(true)
})

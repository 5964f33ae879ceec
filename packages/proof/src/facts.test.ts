import { expect, test } from 'vitest'
import { Facts } from './facts.ts'

test('a fact that is already true is not waited for', async () => {
  await new Facts().until(() => true)
})

test('a fact is noticed when a change makes it true, not before', async () => {
  const facts = new Facts()
  let count = 0
  let noticed = false
  const three = facts
    .until(() => count === 3)
    .then(() => {
      noticed = true
    })
  for (; count < 2; count += 1) facts.changed()
  facts.changed()
  await Promise.resolve()
  expect(noticed).toBe(false)
  count = 3
  facts.changed()
  await three
})

test('notifies all waiters; an error reaches its own only', async () => {
  const facts = new Facts()
  let broken = false
  const asking = facts.until(() => {
    if (broken) throw new Error('ended without it')
    return false
  })
  const waiting = facts.until(() => broken)
  broken = true
  facts.changed()
  await expect(asking).rejects.toThrow('ended without it')
  await waiting
})

import { LIMITS } from '@biplane/contracts/vocabulary/limits'
import type { AgentEvent } from '@biplane/contracts/wire/agent-events'
import { expect, test } from 'vitest'
import { beatMsOf, HoldBack, holdMsOf } from './hold-back.ts'

const token = (text: string): AgentEvent => ({ n: 2, type: 'agent.token', payload: { text } })

test('the first piece of an answer waits for nothing, a later one for the rest of the time since the last', () => {
  let now = 1_000
  const hold = new HoldBack(
    () => 30,
    () => now,
  )
  expect(hold.waits(token('a'))).toBe(0)
  hold.told(token('a'))
  expect(hold.waits(token('b'))).toBe(30)
  now += 20
  expect(hold.waits(token('bc'))).toBe(10)
  now += 10
  expect(hold.waits(token('bc'))).toBe(0)
})

test('what is no text, and text that is long enough, is never held back', () => {
  const hold = new HoldBack(
    () => 30,
    () => 1_000,
  )
  hold.told(token('a'))
  expect(hold.waits({ n: 3, type: 'agent.progress', payload: { progress: 1, label: 'done' } })).toBe(0)
  expect(hold.waits(token('x'.repeat(LIMITS.coalesceBytes)))).toBe(0)
})

test('the more answers are given at once the longer pieces are held, up to a bound', () => {
  expect(holdMsOf(1)).toBe(LIMITS.coalesceMs)
  expect(holdMsOf(50)).toBe(LIMITS.coalesceMs)
  expect(holdMsOf(90)).toBe(LIMITS.coalesceMs + 10)
  expect(holdMsOf(100_000)).toBe(56)
  expect(beatMsOf(50)).toBeLessThan(beatMsOf(200))
})

import { LIMITS } from '@biplane/contracts/vocabulary/limits'
import type { AgentEvent } from '@biplane/contracts/wire/agent-events'
import { expect, test } from 'vitest'
import { holdMsOf, TokenCoalescer, tickMsOf } from './token-coalescer.ts'

const token = (text: string): AgentEvent => ({ n: 2, type: 'agent.token', payload: { text } })

test('the first piece of an answer waits for nothing, a later one for the rest of the time since the last', () => {
  let now = 1_000
  const hold = new TokenCoalescer(
    () => 30,
    () => now,
  )
  hold.came()
  expect(hold.waits(token('a'))).toBeNull()
  hold.told(token('a'))
  now += 2
  hold.came()
  expect(hold.waits(token('b'))).toBe(28)
  now += 18
  expect(hold.waits(token('b'))).toBe(10)
  now += 10
  expect(hold.waits(token('b'))).toBe(0)
})

test('[W3] flushes when the next token would be too late', () => {
  let now = 1_000
  const hold = new TokenCoalescer(
    () => 62,
    () => now,
  )
  const full: boolean[] = []
  const comes = (after: number) => {
    now += after
    hold.came()
    full.push(hold.full)
  }
  comes(0)
  hold.told(token('a'))
  for (let piece = 0; piece < 3; piece += 1) comes(20)
  // At 20 and 40 the next one is in time; the one at 60 would be followed at 80.
  expect(full.slice(1)).toEqual([false, false, true])
  expect(hold.waits(token('bcd'))).toBe(0)
  // An agent that has become slow: what it says is told as it comes.
  hold.told(token('bcd'))
  comes(61)
  expect(hold.waits(token('e'))).toBe(0)
})

test('never delays long texts and other events', () => {
  const hold = new TokenCoalescer(
    () => 30,
    () => 1_000,
  )
  hold.told(token('a'))
  expect(hold.waits({ n: 3, type: 'agent.progress', payload: { progress: 1, label: 'done' } })).toBeNull()
  expect(hold.waits(token('x'.repeat(LIMITS.coalesceBytes)))).toBeNull()
})

test('the more answers are given at once the longer pieces are held, up to a bound', () => {
  expect(holdMsOf(1)).toBe(62)
  expect(holdMsOf(50)).toBe(62)
  expect(holdMsOf(70)).toBe(72)
  expect(holdMsOf(100_000)).toBe(80)
  expect(tickMsOf(50)).toBeLessThan(tickMsOf(200))
})

import { expect, test } from 'vitest'
import { CircuitBreaker } from './circuit-breaker.ts'

test('[M4] after its pause exactly one request tries, and how that goes decides', () => {
  let now = 0
  const breaker = new CircuitBreaker({ failures: 2, coolMs: 100, now: () => now })
  breaker.failed()
  expect(breaker.admits()).toBe(true)
  breaker.failed()
  expect(breaker.admits()).toBe(false)
  now = 99
  expect(breaker.admits()).toBe(false)
  now = 100
  expect([breaker.admits(), breaker.admits()]).toEqual([true, false])
  breaker.failed()
  expect(breaker.admits()).toBe(false)
  now = 200
  expect(breaker.admits()).toBe(true)
  breaker.abandoned()
  // Somebody stopped the one that tried: the next one tries.
  expect([breaker.admits(), breaker.admits()]).toEqual([true, false])
  breaker.succeeded()
  expect([breaker.admits(), breaker.admits()]).toEqual([true, true])
})

test('failures count in a row only', () => {
  const breaker = new CircuitBreaker({ failures: 2, coolMs: 100, now: () => 0 })
  for (let i = 0; i < 5; i += 1) {
    breaker.failed()
    breaker.succeeded()
  }
  expect(breaker.admits()).toBe(true)
})

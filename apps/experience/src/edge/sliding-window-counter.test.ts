import { expect, test } from 'vitest'
import { SlidingWindowCounter } from './sliding-window-counter.ts'

function counterOf(most: number, withinMs: number) {
  const clock = { now: 0 }
  const counter = new SlidingWindowCounter(most, withinMs, () => clock.now)
  return { clock, addIsOver: () => counter.addIsOver() }
}

test('[D2.11] so many within the time are fine, one more is too many', () => {
  const { addIsOver } = counterOf(5, 60_000)
  expect(Array.from({ length: 7 }, addIsOver)).toEqual([false, false, false, false, false, true, true])
})

test('[D2.11] the time slides: what is longer ago than it no longer counts', () => {
  const { clock, addIsOver } = counterOf(2, 100)
  expect(addIsOver()).toBe(false)
  clock.now = 60
  expect(addIsOver()).toBe(false)
  clock.now = 99
  expect(addIsOver()).toBe(true)
  // The first was 100 ago; the second and the third still count.
  clock.now = 100
  expect(addIsOver()).toBe(true)
  clock.now = 200
  expect(addIsOver()).toBe(false)
})

test('[D2.11] what is exactly as long ago as the time no longer counts', () => {
  const { clock, addIsOver } = counterOf(1, 100)
  expect(addIsOver()).toBe(false)
  clock.now = 100
  expect(addIsOver()).toBe(false)
  clock.now = 199
  expect(addIsOver()).toBe(true)
})

test('[D2.11] who is never too fast is never too much, however long it goes on', () => {
  const { clock, addIsOver } = counterOf(5, 1_000)
  for (let i = 0; i < 1_000; i += 1) {
    clock.now += 201
    expect(addIsOver()).toBe(false)
  }
})

test('with none allowed the first is too many', () => {
  expect(counterOf(0, 1_000).addIsOver()).toBe(true)
})

import { expect, test } from 'vitest'
import { Tally } from './tally.ts'

function tally(most: number, withinMs: number) {
  const clock = { now: 0 }
  const counter = new Tally(most, withinMs, () => clock.now)
  return { clock, another: () => counter.another() }
}

test('[D2.11] so many within the time are fine, one more is too many', () => {
  const { another } = tally(5, 60_000)
  expect(Array.from({ length: 7 }, another)).toEqual([false, false, false, false, false, true, true])
})

test('[D2.11] the time slides: what is longer ago than it no longer counts', () => {
  const { clock, another } = tally(2, 100)
  expect(another()).toBe(false)
  clock.now = 60
  expect(another()).toBe(false)
  clock.now = 99
  expect(another()).toBe(true)
  // The first was 100 ago; the second and the third still count.
  clock.now = 100
  expect(another()).toBe(true)
  clock.now = 200
  expect(another()).toBe(false)
})

test('[D2.11] what is exactly as long ago as the time no longer counts', () => {
  const { clock, another } = tally(1, 100)
  expect(another()).toBe(false)
  clock.now = 100
  expect(another()).toBe(false)
  clock.now = 199
  expect(another()).toBe(true)
})

test('[D2.11] who is never too fast is never too much, however long it goes on', () => {
  const { clock, another } = tally(5, 1_000)
  for (let i = 0; i < 1_000; i += 1) {
    clock.now += 201
    expect(another()).toBe(false)
  }
})

test('with none allowed the first is too many', () => {
  expect(tally(0, 1_000).another()).toBe(true)
})

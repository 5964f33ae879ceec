import { describe, expect, test } from 'vitest'
import { TokenBuckets } from './token-buckets.ts'

/** Twenty within ten seconds, on a clock that stands until it is moved. */
function twentyInTenSeconds() {
  const clock = { at: 1_000_000 }
  const buckets = new TokenBuckets({ most: 20, withinMs: 10_000 }, () => clock.at)
  const takeAll = () => {
    let taken = 0
    while (buckets.take('anna') === 0) taken += 1
    return taken
  }
  return { clock, buckets, takeAll }
}

describe('[D1.9] 20 sends in 10 s a principal, from a bucket of tokens', () => {
  test('allows twenty at once, and the next after the announced time', () => {
    const { clock, buckets, takeAll } = twentyInTenSeconds()
    expect(takeAll()).toBe(20)
    const wait = buckets.take('anna')
    expect(wait).toBe(500)
    clock.at += wait - 1
    expect(buckets.take('anna')).toBe(1)
    clock.at += 1
    expect(buckets.take('anna')).toBe(0)
  })

  test('an empty bucket fills evenly, and never beyond twenty', () => {
    const { clock, takeAll } = twentyInTenSeconds()
    takeAll()
    clock.at += 5_000
    expect(takeAll()).toBe(10)
    clock.at += 60_000
    expect(takeAll()).toBe(20)
  })

  test('being refused costs nothing, and nobody else is meant', () => {
    const { clock, buckets, takeAll } = twentyInTenSeconds()
    takeAll()
    for (let i = 0; i < 100; i += 1) buckets.take('anna')
    expect(buckets.take('eve')).toBe(0)
    clock.at += 500
    expect(buckets.take('anna')).toBe(0)
  })

  test('a size that divides into fractions gives exactly as many', () => {
    const clock = { at: 0.1 }
    const buckets = new TokenBuckets({ most: 7, withinMs: 1_000 }, () => clock.at)
    const answers = Array.from({ length: 8 }, () => buckets.take('anna'))
    expect(answers.map((wait) => wait === 0)).toEqual([...Array(7).fill(true), false])
  })

  test('buckets that are full again are forgotten', () => {
    const { clock, buckets } = twentyInTenSeconds()
    for (let i = 0; i < 1_000; i += 1) buckets.take(`guest ${i}`)
    clock.at += 10_000
    buckets.take('one more')
    expect(buckets.kept).toBe(1)
  })
})

describe('[D1.9] characters of messages', () => {
  const chars = () => {
    const clock = { at: 0 }
    return { clock, buckets: new TokenBuckets({ most: 96_000, withinMs: 15_000 }, () => clock.at) }
  }

  test('takes three of the longest at once and the fourth after its own time', () => {
    const { clock, buckets } = chars()
    expect([1, 2, 3].map(() => buckets.take('anna', 32_000))).toEqual([0, 0, 0])
    expect(buckets.take('anna', 32_000)).toBe(5_000)
    // A short one waits for what it needs alone.
    expect(buckets.take('anna', 64)).toBe(10)
    clock.at = 5_000
    expect(buckets.take('anna', 32_000)).toBe(0)
  })

  test('takes more than a bucket holds from a full one', () => {
    const { buckets } = chars()
    expect(buckets.take('anna', 1_000_000)).toBe(0)
    expect(buckets.take('anna', 1)).toBe(1)
  })
})

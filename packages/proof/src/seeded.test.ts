import { afterEach, expect, test, vi } from 'vitest'
import { seeded } from './seeded.ts'

afterEach(() => {
  vi.unstubAllEnvs()
  vi.restoreAllMocks()
})

const draw = (seed: number) => Array.from({ length: 50 }, seeded(seed).next)

test('the same seed gives the same numbers, another seed others', () => {
  expect(draw(7)).toEqual(draw(7))
  expect(draw(7)).not.toEqual(draw(8))
})

test('keeps the numbers of a seed', () => {
  const random = seeded(1)
  expect([random.int(0, 999), random.int(0, 999), random.int(0, 999), random.int(0, 999)]).toEqual([627, 2, 527, 981])
})

test('whole numbers reach both of their bounds and nothing outside', () => {
  const random = seeded(42)
  const seen = new Set(Array.from({ length: 2_000 }, () => random.int(-2, 3)))
  expect([...seen].sort((a, b) => a - b)).toEqual([-2, -1, 0, 1, 2, 3])
})

test('picks each item in the long run', () => {
  const random = seeded(42)
  expect(new Set(Array.from({ length: 200 }, () => random.pick(['a', 'b', 'c'])))).toEqual(new Set(['a', 'b', 'c']))
  expect(() => random.pick([])).toThrow(RangeError)
})

test('a chance comes about as often as it says, never at 0 and always at 1', () => {
  const random = seeded(42)
  const hits = Array.from({ length: 10_000 }, () => random.chance(0.25)).filter(Boolean).length
  expect(hits).toBeGreaterThan(2_300)
  expect(hits).toBeLessThan(2_700)
  expect(random.chance(0)).toBe(false)
  expect(random.chance(1)).toBe(true)
})

test('the seed of the environment is used and printed', () => {
  const said = vi.spyOn(console, 'info').mockImplementation(() => {})
  vi.stubEnv('PROOF_SEED', '1234')
  expect(seeded().seed).toBe(1234)
  expect(said).toHaveBeenCalledWith('PROOF_SEED=1234')
})

test('without one a seed is drawn and printed, and it is the one that repeats the run', () => {
  const said = vi.spyOn(console, 'info').mockImplementation(() => {})
  vi.stubEnv('PROOF_SEED', undefined)
  const random = seeded()
  expect(said).toHaveBeenCalledWith(`PROOF_SEED=${random.seed}`)
  expect(Array.from({ length: 50 }, random.next)).toEqual(draw(random.seed))
})

test('rejects a seed that is not a number', () => {
  vi.stubEnv('PROOF_SEED', 'lucky')
  expect(() => seeded()).toThrow('PROOF_SEED')
})

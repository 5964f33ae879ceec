// Seeded randomness for tests: the same seed gives the same test, and every run prints its seed.

export interface Seeded {
  readonly seed: number
  /** At least 0, less than 1. */
  next(): number
  /** A whole number from `min` to `max`, both included. */
  int(min: number, max: number): number
  /** One of the items. @throws RangeError when there is none */
  pick<T>(items: readonly T[]): T
  /** True with this probability. */
  chance(probability: number): boolean
}

/**
 * A small generator (mulberry32). Without a seed it takes that of `PROOF_SEED`, or else a random one, and prints it:
 * `PROOF_SEED=<printed> npx vitest run <file>` is the same test again.
 */
export function seeded(seed: number = seedOfThisRun()): Seeded {
  let state = seed >>> 0
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
  const int = (min: number, max: number) => {
    if (max < min) throw new RangeError(`no whole number from ${min} to ${max}`)
    return min + Math.floor(next() * (max - min + 1))
  }
  return {
    seed: seed >>> 0,
    next,
    int,
    pick<T>(items: readonly T[]): T {
      const item = items.length > 0 ? items[int(0, items.length - 1)] : undefined
      if (item === undefined) throw new RangeError('nothing to pick from')
      return item
    },
    chance: (probability) => next() < probability,
  }
}

/** The same items in another order. */
export const shuffled = <T>(items: readonly T[], random: Seeded): T[] =>
  items
    .map((item) => ({ item, place: random.next() }))
    .toSorted((one, other) => one.place - other.place)
    .map(({ item }) => item)

function seedOfThisRun(): number {
  const asked = process.env.PROOF_SEED
  if (asked !== undefined && !/^\d{1,10}$/.test(asked)) throw new Error(`PROOF_SEED is not a whole number: ${asked}`)
  const seed = asked === undefined ? Math.floor(Math.random() * 2 ** 32) : Number(asked) >>> 0
  console.info(`PROOF_SEED=${seed}`)
  return seed
}

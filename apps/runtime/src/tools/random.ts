// Seeded randomness for computations; every result names its seed.

/** Numbers of at least 0 and less than 1 (mulberry32). */
export function randomFrom(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}

/** Between low and high, most often near the mode. */
export function triangular(random: () => number, low: number, mode: number, high: number): number {
  if (high <= low) return mode
  const share = (mode - low) / (high - low)
  const at = random()
  return at < share
    ? low + Math.sqrt(at * (high - low) * (mode - low))
    : high - Math.sqrt((1 - at) * (high - low) * (high - mode))
}

/** The value below which this share of the sorted values lies; linear between neighbours (as `PERCENTILE.INC`). */
export function quantile(sorted: readonly number[], share: number): number {
  const at = (sorted.length - 1) * share
  const low = sorted[Math.floor(at)] ?? 0
  const high = sorted[Math.ceil(at)] ?? low
  return low + (high - low) * (at - Math.floor(at))
}

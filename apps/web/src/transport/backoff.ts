// Owns how long this page waits before it tries again, so that a thousand pages do not come back at once.

const BASE_MS = 500
const CAP_MS = 8_000

/** Full jitter: anything between 0 and the doubled, capped delay. `random` is in [0, 1). Milliseconds. */
export const backoffMs = (attempt: number, random: number): number =>
  Math.round(random * Math.min(CAP_MS, BASE_MS * 2 ** Math.min(attempt, 10)))

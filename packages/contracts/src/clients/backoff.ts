// Computes the delay before a reconnect, spread by chance so that a thousand clients do not return at once. Pure: the
// random number is passed in.

export interface BackoffBounds {
  baseMs: number
  capMs: number
}

/** After a lost line. */
export const SOON: BackoffBounds = { baseMs: 500, capMs: 8_000 }
/** After "not now": the other side has said that it cannot serve at this time. */
export const LATER: BackoffBounds = { baseMs: 5_000, capMs: 60_000 }

/** Full jitter: anything between 0 and the doubled, capped delay. `random` is in [0, 1). Milliseconds. */
export const backoffMs = (attempt: number, random: number, { baseMs, capMs }: BackoffBounds = SOON): number =>
  Math.round(random * Math.min(capMs, baseMs * 2 ** Math.min(attempt, 16)))

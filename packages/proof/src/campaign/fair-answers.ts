// Judges whether one person's answers in a crowd come as soon as promised, from both lists of times. No I/O.

/** How many times as long as without the crowd an answer may take. */
export const SLOWER = 4
/** A median below it is soon enough, however short the quiet time is: a table's was 160 ms, in the crowd 680. */
const SOON_MS = 2_000
/**
 * The least that a single answer may take. The quiet times of a table were 550 to 720 ms; in the crowd one of a few was
 * late by up to 3 s on a busy machine while their median stayed below 1 500 ms. An unfair turn waits for the call of a
 * hostile file, 12 to 15 s each time.
 */
const WORST_MS = 10_000

export interface Verdict {
  /** Half of the answers come within it. */
  p50: { ms: number; most: number }
  /** Every answer comes within it. */
  worst: { ms: number; most: number }
  /** How many of the two bounds are broken. */
  late: number
}

/**
 * The median stays within four times the quiet median or two seconds, each answer within four times the slowest quiet one
 * or ten seconds. `slowness`: how much slower this machine is than the one on which those seconds were measured.
 */
export function judgeAnswers(quiet: readonly number[], crowded: readonly number[], slowness = 1): Verdict {
  const p50 = { ms: median(crowded), most: Math.max(SOON_MS * slowness, SLOWER * median(quiet)) }
  const worst = { ms: Math.max(...crowded), most: Math.max(WORST_MS * slowness, SLOWER * Math.max(...quiet)) }
  return { p50, worst, late: [p50, worst].filter(({ ms, most }) => !(ms <= most)).length }
}

/** Without end when there is no time at all. */
export function median(times: readonly number[]): number {
  const sorted = [...times].sort((a, b) => a - b)
  return sorted[Math.floor(sorted.length / 2)] ?? Number.POSITIVE_INFINITY
}

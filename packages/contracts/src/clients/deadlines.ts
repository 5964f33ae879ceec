// Owns how long our clients wait for the other side before they try another connection. A handshake that hangs costs less
// than ten seconds, a link that falls silent less than fifteen, the way back included.

/** Milliseconds. */
export const DEADLINES = {
  /** Of a handshake, and of the first word after it. */
  openMs: 7_000,
  /** Of a farewell. */
  closeMs: 1_000,
  /** Between two signs of life that are asked for. */
  pingMs: 6_000,
  /** Of the answer to one. */
  pongMs: 4_000,
} as const

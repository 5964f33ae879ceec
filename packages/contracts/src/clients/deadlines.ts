// Deadlines of our clients: how long they wait for the server before they try another connection. A hanging handshake
// costs less than 10 s, a silent link less than 15 s, the reconnect included.

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
  /** Of the answer to an HTTP request; doubled with each further silence, up to `maxAnswerMs`. */
  answerMs: 6_000,
  maxAnswerMs: 30_000,
  /** Of the next piece of a body that is being read. A live stream carries a comment every 5 s. */
  silenceMs: 9_000,
  /** Of a request that only finds out whether a pooled connection is dead. */
  probeMs: 2_000,
  /** Of the server's check of a file that has been sent. */
  uploadAnswerMs: 60_000,
} as const

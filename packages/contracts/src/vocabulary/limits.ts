// Owns every number that bounds what a client, an agent or a file may ask for. [PROTOCOL 3.3, L7, L13]
// Units are in the names: Bytes, Chars, Ms. Configuration may override each; code never repeats one.

export const LIMITS = {
  // What a client may send.
  frameBytes: 256 * 1024,
  textChars: 32_000,
  uploadBytes: 20 * 1024 * 1024,
  filesPerMessage: 20,
  messageIdChars: 128,
  jsonDepth: 32,
  jsonKeys: 256,
  // How often.
  connectionsPerPrincipal: 20,
  sendsPerWindow: 20,
  sendWindowMs: 10_000,
  badFramesPerMinute: 5,
  subscriptionsPerSocket: 32,
  batchCalls: 32,
  // What is shown at once.
  historyMessages: 100,
  replayPageEvents: 500,
  replayPageBytes: 256 * 1024,
  // A slow reader. [L13]
  unsentHighBytes: 256 * 1024,
  slowReaderMs: 30_000,
  // Signs of life.
  heartbeatMs: 25_000,
  heartbeatMisses: 2,
  firstAuthenticationMs: 5_000,
  // One answer.
  answerChars: 1_000_000,
  artifactBytes: 200 * 1024,
  queuedPerConversation: 20,
  invocationMs: 10 * 60_000,
  cancelGraceMs: 1_000,
  runtimeUnavailableMs: 30_000,
  attempts: 5,
  // The log. The first piece of an answer is written at once, later ones together.
  coalesceMs: 20,
  coalesceBytes: 2 * 1024,
  keptEvents: 5_000,
  orphanSweepMs: 2_000,
  // Sessions.
  sessionMs: 30 * 24 * 3_600_000,
  ticketMs: 30_000,
  shutdownMs: 10_000,
} as const

export type Limits = { -readonly [K in keyof typeof LIMITS]: number }

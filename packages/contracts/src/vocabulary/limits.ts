// Every number that bounds what a client, an agent or a file may ask for. Units are in the names (Bytes, Chars, Ms).
// Configuration may override each; code never repeats one. [D1.9, L7, L13]

export const LIMITS = {
  // What a client may send.
  frameBytes: 256 * 1024,
  textChars: 32_000,
  /** Tables; anything else is read up to `documentBytes`. */
  uploadBytes: 200 * 1024 * 1024,
  /** What a reader that holds a file whole takes: documents, workbooks, the tools of the content pillar. */
  documentBytes: 20 * 1024 * 1024,
  filesPerMessage: 20,
  messageIdChars: 128,
  jsonDepth: 32,
  jsonKeys: 256,
  // How often.
  connectionsPerPrincipal: 20,
  /** TCP connections, sockets included, that one address may hold, and all together. */
  connectionsPerAddress: 1_000,
  connections: 50_000,
  sendsPerWindow: 20,
  sendWindowMs: 10_000,
  /** Characters of messages: three of the longest at once, then one of them every five seconds. */
  sendCharsPerWindow: 96_000,
  sendCharsWindowMs: 15_000,
  /** What answers may cost: each message begins an invocation, and at most three more by hand-overs. */
  sendsPerDay: 5_000,
  dayMs: 24 * 3_600_000,
  badFramesPerMinute: 5,
  subscriptionsPerSocket: 32,
  batchCalls: 32,
  // Within `rateWindowMs`, for each principal …
  rateWindowMs: 60_000,
  connectsPerPrincipal: 6_000,
  ticketsPerPrincipal: 6_000,
  uploadsPerPrincipal: 300,
  /** Within an hour: an export reads everything. */
  exportsPerPrincipal: 6,
  exportWindowMs: 3_600_000,
  cancelsPerPrincipal: 1_200,
  /** Every mutating call together, and every other call together, besides their own limits. */
  changesPerPrincipal: 1_200,
  readsPerPrincipal: 12_000,
  /** A search reads every message of a session; the page sends one while a person types. */
  searchesPerPrincipal: 300,
  // … and for each address, which a whole office may share.
  connectsPerAddress: 60_000,
  sessionsPerAddress: 1_200,
  uploadsPerAddress: 3_000,
  // Within `guestWindowMs`: a new guest has new budgets, so new guests are what an address gets fewest of.
  guestWindowMs: 3_600_000,
  guestsPerAddress: 60,
  // What may be kept: of one guest, of all guests of one address, of one user, of all users of one tenant.
  guestBytes: 250 * 1024 * 1024,
  guestConversations: 50,
  guestFiles: 1_000,
  guestAddressBytes: 2 * 1024 * 1024 * 1024,
  userBytes: 10 * 1024 * 1024 * 1024,
  userConversations: 10_000,
  /** Of one thread: a reader's cursor names each of them. */
  threadConversations: 200,
  userFiles: 20_000,
  tenantBytes: 200 * 1024 * 1024 * 1024,
  /** Sessions of one principal that are neither ended nor expired. */
  sessionsPerPrincipal: 200,
  /** Free disk space below which uploads, then sends, are refused, so that the log always has room. */
  diskFreeForUploadsBytes: 1024 * 1024 * 1024,
  diskFreeForSendsBytes: 256 * 1024 * 1024,
  // Schedules: of one guest and one user, what one asks, how often it may, and how many runs of it are kept.
  guestSchedules: 5,
  userSchedules: 50,
  scheduleChars: 4_000,
  cronChars: 64,
  scheduleEveryMs: 15 * 60_000,
  scheduleRunsKept: 100,
  /** Between two looks for what is due. */
  scheduleTickMs: 1_000,
  /** An occurrence that is later than this was missed. */
  scheduleLateMs: 10 * 60_000,
  /** Failures in a row after which a schedule pauses. */
  scheduleFailures: 5,
  // A request that does not arrive.
  headersMs: 20_000,
  /** The largest upload over 6 Mbit/s. */
  requestMs: 300_000,
  // What is shown at once.
  historyMessages: 100,
  /** Items on one page of any list. */
  listItems: 200,
  replayPageEvents: 500,
  replayPageBytes: 256 * 1024,
  // A slow reader. [L13]
  unsentHighBytes: 256 * 1024,
  slowReaderMs: 30_000,
  /** Between two signs of life on a stream over HTTP that has nothing to say. */
  streamKeepAliveMs: 5_000,
  /** How long an answer without readers continues when its client asked to stop on leaving. */
  readerGraceMs: 5_000,
  // Signs of life.
  heartbeatMs: 25_000,
  heartbeatMisses: 2,
  firstAuthenticationMs: 5_000,
  // One answer.
  /** As they are sent: its end says it whole, behind `unsentHighBytes` that may wait, within the mebibyte of L13. */
  answerBytes: 704 * 1024,
  artifactBytes: 200 * 1024,
  queuedPerConversation: 20,
  invocationMs: 10 * 60_000,
  cancelGraceMs: 600,
  runtimeUnavailableMs: 30_000,
  attempts: 5,
  // The log. The first piece of an answer is written at once, later ones together.
  coalesceMs: 20,
  coalesceBytes: 2 * 1024,
  keptEvents: 5_000,
  orphanSweepMs: 2_000,
  /** Between two looks for what is older than it is kept. */
  retentionSweepMs: 3_600_000,
  /** Deleted invocations that one call to Runtime names. */
  forgetAtOnce: 500,
  // Sessions.
  /** Since its last use. */
  sessionMs: 30 * 24 * 3_600_000,
  /** A user's token, since the sign-in, however often it is used. */
  userSessionMs: 30 * 24 * 3_600_000,
  /** After the identity provider's token has expired: until then another one has to be shown. */
  identityRefreshMs: 12 * 3_600_000,
  // API keys: of one principal, and the longest life of one.
  apiKeysPerPrincipal: 50,
  apiKeyDays: 365,
  apiKeyNameChars: 64,
  ticketMs: 30_000,
  sessionSweepMs: 1_000,
  /** Between two looks for expired guests and orphaned files. */
  reaperMs: 10 * 60_000,
  sessionRecheckMs: 5 * 60_000,
  // The audit trail: how long an entry may wait for its group, how many may wait, how many are kept.
  auditFlushMs: 200,
  auditWaiting: 10_000,
  /** Of each class but security. */
  auditKept: 200_000,
  auditSecurityMs: 400 * 24 * 3_600_000,
  auditActivityMs: 90 * 24 * 3_600_000,
  auditNoiseMs: 30 * 24 * 3_600_000,
  shutdownMs: 10_000,
} as const

export type Limits = { -readonly [K in keyof typeof LIMITS]: number }

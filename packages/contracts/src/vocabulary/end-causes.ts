// Why an answer ended, or is being ended, before it was complete: one closed table for the log, REST, the audit trail
// and the page. [E6]

/** Cause → the sentence that a person reads. */
export const END_CAUSES = {
  person: 'Stopped by the person who asked',
  newer_message: 'Replaced by a newer message',
  deletion: 'The conversation was deleted',
  operator: 'Stopped by an operator',
  session_ended: 'The session ended',
  shutdown: 'The server shut down',
  deadline: 'The time limit was reached',
  limit: 'A size or retry limit was reached',
  agent: 'The agent ended its work',
  runtime: 'The agent service was unavailable',
  internal: 'Unexpected error on the server',
} as const

export type EndCauseKind = keyof typeof END_CAUSES

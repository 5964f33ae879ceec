// Table of write commands: each one is a transaction of its own within a group commit.
// Only the writer thread imports this as values; the rest of Experience knows the types.

import { acceptSend } from './commands/accept-send.ts'
import { appendAgentEvents, requestCancel, supersede } from './commands/agent-events.ts'
import { appendAudit } from './commands/append-audit.ts'
import { setArtifactStatus } from './commands/artifact-status.ts'
import { adoptOrphans, claimNext, idleQueues } from './commands/claim-next.ts'
import { linkConnection, unlinkConnection } from './commands/connection-links.ts'
import {
  compact,
  createConversation,
  ensureConversation,
  openConversation,
  renameConversation,
} from './commands/conversations.ts'
import { createApiKey } from './commands/create-api-key.ts'
import { createFile } from './commands/create-file.ts'
import { cancelSessions } from './commands/end-sessions.ts'
import { ensureThread } from './commands/ensure-thread.ts'
import { eraseConversation, erasePrincipal, eraseSessions } from './commands/erase.ts'
import { eraseFile } from './commands/erase-file.ts'
import { eraseIdle } from './commands/erase-idle.ts'
import { eraseRest } from './commands/erase-rest.ts'
import { recordHandoff } from './commands/record-handoff.ts'
import { changeSchedule, createSchedule, delaySchedule, eraseSchedule, settleOccurrence } from './commands/schedules.ts'
import { setFileReading } from './commands/set-file-reading.ts'
import { tellWaiting } from './commands/tell-waiting.ts'
import {
  addThreadFile,
  changeThread,
  createThread,
  ensureCurrentThread,
  eraseThread,
  openThread,
} from './commands/threads.ts'
import type { Transaction } from './transaction.ts'

/** Writes nothing but the count of commits: whether it succeeds tells whether anything would. */
const nothing = (_: Transaction, _input: Record<never, never>): void => {}

export const COMMANDS = {
  acceptSend,
  addThreadFile,
  adoptOrphans,
  appendAgentEvents,
  appendAudit,
  cancelSessions,
  changeSchedule,
  changeThread,
  claimNext,
  compact,
  createApiKey,
  createConversation,
  createFile,
  createSchedule,
  createThread,
  delaySchedule,
  ensureConversation,
  ensureCurrentThread,
  ensureThread,
  eraseConversation,
  eraseFile,
  eraseIdle,
  erasePrincipal,
  eraseRest,
  eraseSchedule,
  eraseSessions,
  eraseThread,
  idleQueues,
  linkConnection,
  nothing,
  openConversation,
  openThread,
  recordHandoff,
  renameConversation,
  requestCancel,
  setArtifactStatus,
  setFileReading,
  settleOccurrence,
  supersede,
  tellWaiting,
  unlinkConnection,
}

export type CommandName = keyof typeof COMMANDS
export type CommandInput<N extends CommandName> = Parameters<(typeof COMMANDS)[N]>[1]
export type CommandOutput<N extends CommandName> = ReturnType<(typeof COMMANDS)[N]>

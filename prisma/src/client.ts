// The typed Prisma client over the shared connection, so that a file has one client and one writer.
import { PrismaClient } from './generated/client.ts'
import type { SharedSqlite } from './sqlite-adapter.ts'

/** Rows by table. */
export type {
  Artifact,
  AuditChain,
  AuditEntry,
  ConnectionLink,
  Conversation,
  ErasedRest,
  Event,
  File,
  Invocation,
  LogMeta,
  Message,
  Prisma,
  PrismaClient,
  Schedule,
  ScheduleRun,
  Session,
  SessionToken,
  StorageUse,
  Thread,
  ThreadFile,
  Workflow,
} from './generated/client.ts'

export const openClient = (sqlite: SharedSqlite): PrismaClient => new PrismaClient({ adapter: sqlite })

// Shapes of rows that travel between the writer thread and the rest of Experience.

import type { InvocationState } from '@biplane/contracts/vocabulary/invocation-states'
import type { ConversationEventType } from '@biplane/contracts/wire/events'
import type {
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
  Schedule,
  ScheduleRun,
  Session,
  SessionToken,
  StorageUse,
  Thread,
  ThreadFile,
  Workflow,
} from '@biplane/db/client'

/** Rows by table, as the schema of the database has them: a column that does not exist does not compile. */
export interface Rows {
  Artifact: Artifact
  AuditChain: AuditChain
  AuditEntry: AuditEntry
  ConnectionLink: ConnectionLink
  Conversation: Conversation
  ErasedRest: ErasedRest
  Event: Event
  File: File
  Invocation: Invocation
  LogMeta: LogMeta
  Message: Message
  Schedule: Schedule
  ScheduleRun: ScheduleRun
  Session: Session
  SessionToken: SessionToken
  StorageUse: StorageUse
  Thread: Thread
  ThreadFile: ThreadFile
  Workflow: Workflow
}

/** A row of which the product knows more of some columns than the schema says. */
type Narrow<Row, Columns extends { [Name in keyof Columns]: Name extends keyof Row ? Row[Name] : never }> = Omit<
  Row,
  keyof Columns
> &
  Columns

/** One committed fact of the log, as stored. `payload` is JSON. */
export type EventRow = Narrow<Event, { type: ConversationEventType }>

/** `input`, `cause` and `usage` are JSON. */
export type InvocationRow = Narrow<Invocation, { status: InvocationState }>

/** What the log asks of an invocation with each event of it. What it was asked can be long, and is not among it. */
export type InvocationHead = Pick<
  InvocationRow,
  'id' | 'sessionId' | 'conversationId' | 'agentId' | 'messageId' | 'answerMessageId' | 'status' | 'attempt'
>

/** `view` is JSON. */
export type MessageRow = Narrow<Message, { role: 'user' | 'assistant' }>

/** The database numbers it. */
export type NewMessage = Omit<MessageRow, 'id' | 'branchedAt'> & Partial<Pick<MessageRow, 'branchedAt'>>

/** Work that this process now owns: everything that is needed to begin or go on. */
export interface ClaimedInvocation {
  invocation: InvocationRow
  /** The last `n` of this attempt that is in the log; 0 for none. */
  lastN: number
  /** All token text of this attempt that is in the log. */
  text: string
  /** Its next piece has this index. */
  pieces: number
}

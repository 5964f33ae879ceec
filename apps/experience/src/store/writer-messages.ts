// Messages between the writer thread and the socket thread.
import type { RefusalCode } from '@biplane/contracts/vocabulary/refusal-codes'
import type { Quotas } from './quota-limits.ts'
import type { EventRow } from './rows.ts'

/** What one synced transaction held and took. */
export interface CommitGroup {
  commands: number
  events: number
  ms: number
}

export interface WriterData {
  file: string
  migrations: string
  /** What may be kept; absent: whatever comes. */
  quotas?: Quotas
  /** `FAIL_POINT` of the tests; never set in production. */
  env: { NODE_ENV?: string | undefined; FAIL_POINT?: string | undefined }
}

export type WriterRequest = { id: number; kind: 'command' | 'query'; name: string; input: unknown }

export type WriterResult =
  | { id: number; ok: true; value: unknown }
  | { id: number; ok: false; refusal: { code: RefusalCode; message: string; path: string | undefined } }
  /** Not a refusal: somebody made a mistake. The text is for the log, never for a client. */
  | { id: number; ok: false; bug: string }

export type WriterReply =
  | { kind: 'open'; epoch: string; restored: boolean; everRestored: boolean; applied: string[] }
  | { kind: 'cannot_open'; name: string; message: string; code: string | null }
  /** The events are committed and synced; they may be told. [L1] */
  | { kind: 'done'; events: EventRow[]; results: WriterResult[]; group?: CommitGroup }
  /** A whole group could not be kept; the cause is for the log. */
  | { kind: 'fault'; cause: string; results: WriterResult[] }
  /** Another process owns the database now: nothing was kept, and nothing will be. [L15] */
  | { kind: 'taken_over'; message: string; results: WriterResult[] }
  | { kind: 'closed' }

export type WriterSignal = { kind: 'requests'; requests: WriterRequest[] } | { kind: 'scrub' } | { kind: 'close' }

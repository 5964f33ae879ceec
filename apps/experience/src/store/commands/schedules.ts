// Schedules and their runs. An occurrence is taken in the transaction that keeps its message, by comparing it with the
// schedule's next one: retries, crashes and clock jumps cannot send it twice. [J2]
import { Refusal } from '@biplane/contracts/refusal'
import type { Rows } from '../rows.ts'
import type { Transaction } from '../transaction.ts'
import { requireRow } from './quotas.ts'
import { requireThread } from './threads.ts'

export type NewSchedule = Pick<
  Rows['Schedule'],
  'id' | 'sessionId' | 'tenant' | 'threadId' | 'title' | 'message' | 'agent' | 'cron' | 'once' | 'timeZone' | 'missed'
> & { next: NextOccurrence }

export interface NextOccurrence {
  /** ISO 8601. */
  at: string
  name: string
}

/** @throws NOT_FOUND (the thread), QUOTA_EXCEEDED, SESSION_EXPIRED for a session that was deleted meanwhile */
export function createSchedule(tx: Transaction, { next, ...row }: NewSchedule): void {
  if (tx.isBarred(row.sessionId)) throw new Refusal('SESSION_EXPIRED', 'This session was deleted.')
  requireThread(tx, row)
  requireRow(tx, row.sessionId, 'schedules')
  tx.run(
    `INSERT INTO Schedule (id, sessionId, tenant, threadId, title, message, agent, cron, once, timeZone, missed, status,
       nextAt, nextName, wakeAt, createdAt) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 'active', ?, ?, ?, ?)`,
    row.id,
    row.sessionId,
    row.tenant,
    row.threadId,
    row.title,
    row.message,
    row.agent,
    row.cron,
    row.once,
    row.timeZone,
    row.missed,
    next.at,
    next.name,
    next.at,
    tx.now(),
  )
}

export interface OwnedSchedule {
  sessionId: string
  scheduleId: string
}

/** `null` pauses it; an occurrence lets it go on from there. @throws NOT_FOUND [L10] */
export function changeSchedule(
  tx: Transaction,
  { sessionId, scheduleId, next }: OwnedSchedule & { next: NextOccurrence | null },
): void {
  const changed = tx.run(
    `UPDATE Schedule SET status = ?, pausedFor = NULL, failures = 0, nextAt = ?, nextName = ?, wakeAt = ?
     WHERE id = ? AND sessionId = ? AND status <> 'ended'`,
    next === null ? 'paused' : 'active',
    next?.at ?? null,
    next?.name ?? null,
    next?.at ?? null,
    scheduleId,
    sessionId,
  )
  if (changed === 0) requireSchedule(tx, { sessionId, scheduleId })
}

/** What it wrote stays. @throws NOT_FOUND */
export function eraseSchedule(tx: Transaction, which: OwnedSchedule): void {
  requireSchedule(tx, which)
  tx.run('DELETE FROM ScheduleRun WHERE scheduleId = ?', which.scheduleId)
  tx.run('DELETE FROM Schedule WHERE id = ?', which.scheduleId)
}

function requireSchedule(tx: Transaction, { sessionId, scheduleId }: OwnedSchedule): void {
  const found = tx.get('SELECT 1 FROM Schedule WHERE id = ? AND sessionId = ?', scheduleId, sessionId)
  if (!found) throw new Refusal('NOT_FOUND', 'There is no such schedule.')
}

/** An occurrence that is due, and the one after it. */
export interface DueOccurrence {
  scheduleId: string
  title: string
  due: NextOccurrence
  next: NextOccurrence | null
  /** Runs of a schedule that are kept. */
  kept: number
}

export interface SentOccurrence {
  sessionId: string
  conversationId: string
  messageId: string
  invocationId: string
}

/** @throws CONFLICT for an occurrence that was taken before, or whose schedule was paused or deleted meanwhile */
export function takeOccurrence(tx: Transaction, due: DueOccurrence, sent: SentOccurrence): void {
  if (!advance(tx, due)) throw new Refusal('CONFLICT', 'This occurrence is not due any more.')
  tx.run('UPDATE Schedule SET failures = 0 WHERE id = ?', due.scheduleId)
  writeRun(tx, due, { ...sent, status: 'sent', code: null, reason: null })
}

export interface SettleOccurrence extends DueOccurrence {
  sessionId: string
  /** `null`: it was missed. */
  error: { code: string; message: string } | null
  /** Failures in a row after which it pauses. */
  maxFailures: number
}

/** It is not sent. `paused` says that the schedule pauses with it. */
export function settleOccurrence(
  tx: Transaction,
  { error, maxFailures, ...due }: SettleOccurrence,
): { paused: boolean } {
  if (!advance(tx, due)) return { paused: false }
  const { scheduleId, sessionId } = due
  const nothing = { sessionId, conversationId: null, messageId: null, invocationId: null }
  writeRun(tx, due, {
    ...nothing,
    status: error === null ? 'missed' : 'failed',
    code: error?.code ?? null,
    reason: error?.message ?? null,
  })
  if (error === null) return { paused: false }
  tx.run('UPDATE Schedule SET failures = failures + 1 WHERE id = ?', scheduleId)
  const paused = tx.run(
    `UPDATE Schedule SET status = 'paused', pausedFor = ?, nextAt = NULL, nextName = NULL, wakeAt = NULL
     WHERE id = ? AND failures >= ? AND status = 'active'`,
    JSON.stringify(error),
    scheduleId,
    maxFailures,
  )
  return { paused: paused > 0 }
}

/** It is looked at again later: what it was refused for passes. */
export function delaySchedule(tx: Transaction, { scheduleId, until }: { scheduleId: string; until: string }): void {
  tx.run("UPDATE Schedule SET wakeAt = ? WHERE id = ? AND status = 'active'", until, scheduleId)
}

/** Whether the occurrence was the next one. */
const advance = (tx: Transaction, { scheduleId, due, next }: DueOccurrence): boolean =>
  tx.run(
    `UPDATE Schedule SET nextAt = ?, nextName = ?, wakeAt = ?, status = ?
     WHERE id = ? AND status = 'active' AND nextAt = ? AND nextName = ?`,
    next?.at ?? null,
    next?.name ?? null,
    next?.at ?? null,
    next === null ? 'ended' : 'active',
    scheduleId,
    due.at,
    due.name,
  ) > 0

type RunRow = Pick<
  Rows['ScheduleRun'],
  'sessionId' | 'status' | 'conversationId' | 'messageId' | 'invocationId' | 'code' | 'reason'
>

/** The key of the row is the occurrence: a second one of it cannot be written. */
function writeRun(tx: Transaction, { scheduleId, due, kept }: DueOccurrence, run: RunRow): void {
  tx.run(
    `INSERT INTO ScheduleRun (scheduleId, occurrence, sessionId, dueAt, at, status, conversationId, messageId,
       invocationId, code, reason) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    scheduleId,
    due.name,
    run.sessionId,
    due.at,
    tx.now(),
    run.status,
    run.conversationId,
    run.messageId,
    run.invocationId,
    run.code,
    run.reason,
  )
  tx.run(
    `DELETE FROM ScheduleRun WHERE scheduleId = ? AND dueAt < (
       SELECT dueAt FROM ScheduleRun WHERE scheduleId = ? ORDER BY dueAt DESC LIMIT 1 OFFSET ?)`,
    scheduleId,
    scheduleId,
    kept - 1,
  )
}

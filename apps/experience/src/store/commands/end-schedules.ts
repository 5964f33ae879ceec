// Ends schedules together with what they belong to: a thread that is deleted, a session that was signed out. [J3, J4]
import type { Transaction } from '../transaction.ts'

/** Those of a deleted thread, with their runs. Returns how many. [L16] */
export function eraseSchedulesOfThread(tx: Transaction, threadId: string): number {
  tx.run('DELETE FROM ScheduleRun WHERE scheduleId IN (SELECT id FROM Schedule WHERE threadId = ?)', threadId)
  return tx.run('DELETE FROM Schedule WHERE threadId = ?', threadId)
}

/** A person lets them go on. */
export function pauseSchedulesOf(tx: Transaction, sessionId: string, why: { code: string; message: string }): void {
  tx.run(
    `UPDATE Schedule SET status = 'paused', pausedFor = ?, nextAt = NULL, nextName = NULL, wakeAt = NULL
     WHERE sessionId = ? AND status = 'active'`,
    JSON.stringify(why),
    sessionId,
  )
}

// Ends the work of sessions that have ended: nobody can read its answers any more.
import { moveInvocation } from '@biplane/contracts/vocabulary/invocation-states'
import type { EndCause } from '@biplane/contracts/wire/end-cause'
import type { InvocationRow } from '../rows.ts'
import type { Transaction } from '../transaction.ts'
import { requestCancel } from './agent-events.ts'
import { pauseSchedulesOf } from './end-schedules.ts'

export interface CancelSessions {
  sessionIds: string[]
  cause: EndCause
}

const SESSION_ENDED = { code: 'SESSION_EXPIRED', message: 'Its workspace was signed out.' }

/** Withdraws what waits, asks what runs to end, and pauses schedules. Returns what runs. [E6, J3] */
export function cancelSessions(tx: Transaction, { sessionIds, cause }: CancelSessions): string[] {
  return sessionIds.flatMap((sessionId) => {
    pauseSchedulesOf(tx, sessionId, SESSION_ENDED)
    const open = tx.all<Pick<InvocationRow, 'id' | 'status'>>(
      "SELECT id, status FROM Invocation WHERE sessionId = ? AND status IN ('queued', 'running', 'cancelling')",
      sessionId,
    )
    for (const { id } of open) requestCancel(tx, { sessionId, invocationId: id, cause })
    return open.filter(({ status }) => moveInvocation(status, 'complete')).map(({ id }) => id)
  })
}

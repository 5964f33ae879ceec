// Ends the work of sessions that have ended: nobody can read its answers any more.
import { moveInvocation } from '@biplane/contracts/vocabulary/invocation-states'
import type { EndCause } from '@biplane/contracts/wire/end-cause'
import type { InvocationRow } from '../rows.ts'
import type { Transaction } from '../transaction.ts'
import { requestCancel } from './agent-events.ts'

export interface CancelSessions {
  sessionIds: string[]
  cause: EndCause
}

/** Withdraws what waits and asks what runs to end. Returns what runs. [E6] */
export function cancelSessions(tx: Transaction, { sessionIds, cause }: CancelSessions): string[] {
  return sessionIds.flatMap((sessionId) => {
    const open = tx.all<Pick<InvocationRow, 'id' | 'status'>>(
      "SELECT id, status FROM Invocation WHERE sessionId = ? AND status IN ('queued', 'running', 'cancelling')",
      sessionId,
    )
    for (const { id } of open) requestCancel(tx, { sessionId, invocationId: id, cause })
    return open.filter(({ status }) => moveInvocation(status, 'complete')).map(({ id }) => id)
  })
}

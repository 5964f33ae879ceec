// Owns the taking of work: one conversation never has two invocations at work, and what is taken has an owner. [L7]
import { moveInvocation } from '@biplane/contracts/vocabulary/invocation-states'
import type { ClaimedInvocation, InvocationRow } from '../rows.ts'
import type { Transaction } from '../transaction.ts'

/** Takes the conversation's next queued invocation, unless one is at work. */
export function claimNext(
  tx: Transaction,
  { conversationId, owner }: { conversationId: string; owner: string },
): ClaimedInvocation | null {
  const busy = tx.get(
    "SELECT 1 FROM Invocation WHERE conversationId = ? AND status IN ('running', 'cancelling')",
    conversationId,
  )
  if (busy) return null
  const next = tx.get<InvocationRow>(
    "SELECT * FROM Invocation WHERE conversationId = ? AND status = 'queued' ORDER BY turn < 0 DESC, abs(turn) LIMIT 1",
    conversationId,
  )
  const claimed = next ? start(next, { owner, startedAt: tx.now(), begunIn: tx.commit }) : null
  if (!claimed) return null
  const { id, status, startedAt, begunIn } = claimed.invocation
  tx.run(
    'UPDATE Invocation SET status = ?, owner = ?, startedAt = ?, begunIn = ? WHERE id = ?',
    status,
    owner,
    startedAt,
    begunIn,
    id,
  )
  return claimed
}

/** An invocation as it is once somebody has taken it from the queue; `null` when it is in none. */
export function start(
  queued: InvocationRow,
  begun: { owner: string; startedAt: string; begunIn: number },
): ClaimedInvocation | null {
  const status = moveInvocation(queued.status, 'start')
  return status && { invocation: { ...queued, ...begun, status }, lastN: 0, text: '', pieces: 0 }
}

/**
 * Takes over what nobody works on: everything at work under another run of the process (the file belongs to one process,
 * so that run is dead, whatever any clock says), and what this run owns but does not have among its `live` ones.
 */
export function adoptOrphans(tx: Transaction, { owner, live }: { owner: string; live: string[] }): ClaimedInvocation[] {
  const working = new Set(live)
  const orphans = tx
    .all<InvocationRow>("SELECT * FROM Invocation WHERE status IN ('running', 'cancelling') ORDER BY createdAt")
    .filter((invocation) => invocation.owner !== owner || !working.has(invocation.id))
  return orphans.map((invocation) => {
    if (invocation.owner !== owner) {
      tx.run('UPDATE Invocation SET owner = ? WHERE id = ?', owner, invocation.id)
      tx.append({
        conversationId: invocation.conversationId,
        type: 'agent.recovering',
        invocation,
        payload: { reason: 'Picking up where it was interrupted' },
      })
    }
    return resumeFrom(tx, { ...invocation, owner })
  })
}

/** Where the log stands in this attempt. */
export function resumeFrom(tx: Transaction, invocation: InvocationRow): ClaimedInvocation {
  const answer = tx.answer(invocation)
  return { invocation, lastN: tx.lastN(invocation), text: answer.content, pieces: answer.pieces }
}

/** Conversations in which something waits and nothing is at work. */
export const idleQueues = (tx: Transaction, _: Record<never, never>): string[] =>
  tx
    .all<{ conversationId: string }>(
      `SELECT DISTINCT conversationId FROM Invocation AS waiting WHERE status = 'queued' AND NOT EXISTS (
         SELECT 1 FROM Invocation AS busy
         WHERE busy.conversationId = waiting.conversationId AND busy.status IN ('running', 'cancelling'))`,
    )
    .map((row) => row.conversationId)

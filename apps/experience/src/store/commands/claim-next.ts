// Claims the next invocation: one conversation never has two at work, and each claimed one has an owner. [L7]
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

export interface AdoptOrphans {
  owner: string
  /** Invocations at work in this run. */
  live: string[]
  /** So many of an earlier run, and so many of this one, in one transaction: sends wait for it. */
  take: number
}

/**
 * Takes over what nobody works on, a bounded number at a time: everything at work under another run of the process (the file belongs to one process,
 * so that run is dead, whatever any clock says), and what this run owns but does not have among its `live` ones.
 */
export function adoptOrphans(tx: Transaction, { owner, live, take }: AdoptOrphans): ClaimedInvocation[] {
  const working = new Set(live)
  const left = tx.all<InvocationRow>(
    "SELECT * FROM Invocation WHERE status IN ('running', 'cancelling') AND owner IS NOT ? ORDER BY createdAt LIMIT ?",
    owner,
    take,
  )
  const own = tx
    .all<{ id: string }>("SELECT id FROM Invocation WHERE status IN ('running', 'cancelling') AND owner = ?", owner)
    .filter(({ id }) => !working.has(id))
    .slice(0, take)
    .flatMap(({ id }) => tx.get<InvocationRow>('SELECT * FROM Invocation WHERE id = ?', id) ?? [])
  return [...left, ...own].map((invocation) => {
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

/** Conversations that one look for idle queues returns; those that are begun are not among the next ones. */
const MAX_IDLE = 500

/** Conversations in which something waits and nothing is at work, the longest waiting first; a bounded number. */
export const idleQueues = (tx: Transaction, _: Record<never, never>): string[] =>
  tx
    .all<{ conversationId: string }>(
      `SELECT DISTINCT conversationId FROM Invocation AS waiting WHERE status = 'queued' AND NOT EXISTS (
         SELECT 1 FROM Invocation AS busy
         WHERE busy.conversationId = waiting.conversationId AND busy.status IN ('running', 'cancelling'))
       ORDER BY waiting.rowid LIMIT ?`,
      MAX_IDLE,
    )
    .map((row) => row.conversationId)

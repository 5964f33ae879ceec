// Tells everybody whose answer waits in a conversation what it waits for. [V3]
import type { InvocationRow } from '../rows.ts'
import type { Transaction } from '../transaction.ts'

export interface TellWaiting {
  conversationId: string
  /** This one alone; every one that has not ended when absent. */
  invocationId?: string
  label: string
}

export function tellWaiting(tx: Transaction, { conversationId, invocationId, label }: TellWaiting): void {
  const waiting = tx.all<InvocationRow>(
    `SELECT * FROM Invocation WHERE conversationId = ? AND status IN ('queued', 'running') ORDER BY abs(turn) LIMIT 100`,
    conversationId,
  )
  for (const invocation of waiting) {
    if (invocationId !== undefined && invocation.id !== invocationId) continue
    tx.append({ conversationId, type: 'agent.progress', invocation, payload: { progress: 0, label } })
  }
}

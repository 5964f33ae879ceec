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
  // As many as may wait in a conversation, and what is at work: `queuedPerConversation` bounds it at each send.
  const waiting = tx.all<InvocationRow>(
    `SELECT * FROM Invocation WHERE conversationId = ? AND status IN ('queued', 'running') AND id = coalesce(?, id)
     ORDER BY abs(turn)`,
    conversationId,
    invocationId ?? null,
  )
  for (const invocation of waiting) {
    tx.append({ conversationId, type: 'agent.progress', invocation, payload: { progress: 0, label } })
  }
}

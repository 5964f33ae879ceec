// Deletes conversations in which nothing has happened for long. Bounded: whoever calls it calls again for the rest. [L16]
import type { Transaction } from '../transaction.ts'
import { eraseConversation } from './erase.ts'
import { type Erased, joined } from './erased.ts'

export interface EraseIdle {
  /** ISO 8601: without activity since then. */
  before: string
  take: number
}

/** What still runs or waits is activity, however long ago it began. */
export function eraseIdle(tx: Transaction, { before, take }: EraseIdle): Erased {
  const idle = tx.all<{ conversationId: string; sessionId: string }>(
    `SELECT c.id AS conversationId, c.sessionId FROM Conversation AS c
     WHERE c.updatedAt < ? AND NOT EXISTS (
       SELECT 1 FROM Invocation AS i WHERE i.conversationId = c.id AND i.status IN ('queued', 'running', 'cancelling'))
     ORDER BY c.updatedAt LIMIT ?`,
    before,
    take,
  )
  return joined(idle.map((each) => eraseConversation(tx, each)))
}

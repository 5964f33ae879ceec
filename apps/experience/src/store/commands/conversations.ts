// The life of a conversation: created, renamed, opened again, its log kept small. `erase.ts` deletes it.
import { Refusal } from '@biplane/contracts/refusal'
import type { AgentType, Pillar } from '@biplane/contracts/vocabulary/pillars'
import type { Transaction } from '../transaction.ts'
import { requireRow } from './quotas.ts'

export interface NewConversation {
  id: string
  sessionId: string
  tenant: string
  agentType: AgentType
  pillar: Pillar | null
  title: string
  /** It does not become the current one of its kind. */
  aside?: boolean
}

/** The current conversation of this kind; `wanted` becomes it when there is none. */
export function ensureConversation(tx: Transaction, wanted: NewConversation): string {
  const current = tx.get<{ id: string }>(
    'SELECT id FROM Conversation WHERE sessionId = ? AND agentType = ? AND current = 1 AND deletedAt IS NULL',
    wanted.sessionId,
    wanted.agentType,
  )
  return current?.id ?? createConversation(tx, wanted)
}

/** A new conversation, the current one of its kind unless it is made aside; the others stay in the list. @throws QUOTA_EXCEEDED */
export function createConversation(tx: Transaction, wanted: NewConversation): string {
  if (tx.isBarred(wanted.sessionId)) throw new Refusal('SESSION_EXPIRED', 'This session was deleted.')
  requireRow(tx, wanted.sessionId, 'conversations')
  const now = tx.now()
  if (!wanted.aside) {
    tx.run(
      'UPDATE Conversation SET current = 0 WHERE sessionId = ? AND agentType = ?',
      wanted.sessionId,
      wanted.agentType,
    )
  }
  tx.run(
    `INSERT INTO Conversation (id, sessionId, tenant, agentType, pillar, title, current, createdAt, updatedAt)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    wanted.id,
    wanted.sessionId,
    wanted.tenant,
    wanted.agentType,
    wanted.pillar,
    wanted.title,
    wanted.aside ? 0 : 1,
    now,
    now,
  )
  return wanted.id
}

interface Owned {
  sessionId: string
  conversationId: string
}

function own(tx: Transaction, { sessionId, conversationId }: Owned): void {
  const found = tx.get(
    'SELECT 1 FROM Conversation WHERE id = ? AND sessionId = ? AND deletedAt IS NULL',
    conversationId,
    sessionId,
  )
  if (!found) throw new Refusal('NOT_FOUND', 'There is no such conversation.')
}

/** @throws NOT_FOUND */
export function renameConversation(tx: Transaction, { title, ...which }: Owned & { title: string }): void {
  own(tx, which)
  tx.append({ conversationId: which.conversationId, type: 'conversation.renamed', payload: { title } })
  tx.run('UPDATE Conversation SET title = ?, updatedAt = ? WHERE id = ?', title, tx.now(), which.conversationId)
}

/** Makes it the current one of its kind; the one before it stays in the list. @throws NOT_FOUND */
export function openConversation(tx: Transaction, which: Owned): void {
  own(tx, which)
  tx.run(
    `UPDATE Conversation SET current = (id = ?)
     WHERE sessionId = ? AND agentType = (SELECT agentType FROM Conversation WHERE id = ?)`,
    which.conversationId,
    which.sessionId,
    which.conversationId,
  )
}

/**
 * Drops the token pieces of answers that have ended, except in the last `keep` events. The texts stay in the messages;
 * a cursor that lies before the kept part is answered with a restore. Returns how many rows went. [L14]
 */
export function compact(tx: Transaction, { conversationId, keep }: { conversationId: string; keep: number }): number {
  const open = tx.get<{ seq: number | null }>(
    `SELECT min(seq) AS seq FROM Message WHERE conversationId = ? AND role = 'assistant' AND view IS NULL`,
    conversationId,
  )
  const upTo = Math.min(tx.lastSeq(conversationId) - keep, (open?.seq ?? Number.POSITIVE_INFINITY) - 1)
  if (upTo <= 0) return 0
  const dropped = tx.run(
    "DELETE FROM Event WHERE conversationId = ? AND seq <= ? AND type = 'agent.token'",
    conversationId,
    upTo,
  )
  if (dropped > 0) {
    tx.run('UPDATE Conversation SET compactedTo = ? WHERE id = ? AND compactedTo < ?', upTo, conversationId, upTo)
  }
  return dropped
}

// The life of a conversation: created, renamed, opened again, its log kept small. `erase.ts` deletes it.
import { Refusal } from '@biplane/contracts/refusal'
import type { AgentType, Pillar } from '@biplane/contracts/vocabulary/pillars'
import type { Rows } from '../rows.ts'
import type { Transaction } from '../transaction.ts'
import { requireRow } from './quotas.ts'
import { createThread, ensureCurrentThread, nextInThread, openThread, requireThread } from './threads.ts'

export interface NewConversation {
  id: string
  sessionId: string
  tenant: string
  agentType: AgentType
  pillar: Pillar | null
  title: string
  /** The thread that it belongs to; the current one where there is none. */
  threadId?: string | undefined
  /** It begins a thread of its own, which does not become the current one. */
  aside?: boolean
}

/** The conversation of this kind in the thread; `wanted` becomes it when there is none. @throws NOT_FOUND (the thread) */
export function ensureConversation(tx: Transaction, wanted: NewConversation): string {
  const threadId = threadOf(tx, wanted)
  const current = tx.get<Pick<Rows['Conversation'], 'id'>>(
    'SELECT id FROM Conversation WHERE threadId = ? AND agentType = ? AND current = 1 AND deletedAt IS NULL',
    threadId,
    wanted.agentType,
  )
  // The first one of a kind may always begin: a handoff must not fail because a thread is full.
  return current?.id ?? insertConversation(tx, wanted, () => threadId)
}

/** Where a new conversation belongs. A thread that is made for it has its id. */
function threadOf(tx: Transaction, { id, sessionId, tenant, threadId, aside }: NewConversation): string {
  if (aside) return createThread(tx, { id, sessionId, tenant, title: '', aside })
  if (threadId === undefined) return ensureCurrentThread(tx, { id, sessionId, tenant })
  requireThread(tx, { sessionId, threadId })
  return threadId
}

/** The same, with room for one more. Where nobody named a thread, a full one is left for a new one. @throws QUOTA_EXCEEDED */
function threadWithRoom(tx: Transaction, wanted: NewConversation): string {
  const threadId = threadOf(tx, wanted)
  const { count = 0 } =
    tx.get<{ count: number }>('SELECT count(*) AS count FROM Conversation WHERE threadId = ?', threadId) ?? {}
  if (count < tx.quotas.threadConversations) return threadId
  const { id, sessionId, tenant } = wanted
  if (wanted.threadId === undefined) return createThread(tx, { id, sessionId, tenant, title: '' })
  throw new Refusal('QUOTA_EXCEEDED', `This thread has ${count} conversations, which is as many as it may have.`)
}

/** A new conversation, the current one of its kind in its thread; the others stay. @throws QUOTA_EXCEEDED, NOT_FOUND (the thread) */
export const createConversation = (tx: Transaction, wanted: NewConversation): string =>
  insertConversation(tx, wanted, () => threadWithRoom(tx, wanted))

function insertConversation(tx: Transaction, wanted: NewConversation, threadOf: () => string): string {
  if (tx.isBarred(wanted.sessionId)) throw new Refusal('SESSION_EXPIRED', 'This session was deleted.')
  requireRow(tx, wanted.sessionId, 'conversations')
  const now = tx.now()
  const threadId = threadOf()
  tx.run('UPDATE Conversation SET current = 0 WHERE threadId = ? AND agentType = ?', threadId, wanted.agentType)
  tx.run(
    `INSERT INTO Conversation (id, sessionId, tenant, agentType, pillar, title, current, threadId, inThread, createdAt,
       updatedAt) VALUES (?, ?, ?, ?, ?, ?, 1, ?, ?, ?, ?)`,
    wanted.id,
    wanted.sessionId,
    wanted.tenant,
    wanted.agentType,
    wanted.pillar,
    wanted.title,
    threadId,
    nextInThread(tx, threadId),
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

/** Makes its thread the current one, and it the current one of its kind there; those before stay. @throws NOT_FOUND */
export function openConversation(tx: Transaction, which: Owned): void {
  own(tx, which)
  const found = tx.get<Pick<Rows['Conversation'], 'threadId' | 'agentType'>>(
    'SELECT threadId, agentType FROM Conversation WHERE id = ?',
    which.conversationId,
  )
  if (!found) return
  openThread(tx, { sessionId: which.sessionId, threadId: found.threadId })
  tx.run(
    'UPDATE Conversation SET current = (id = ?) WHERE threadId = ? AND agentType = ?',
    which.conversationId,
    found.threadId,
    found.agentType,
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

// The conversation behind a client's own name for it. Names are the session's: another session's thread of the same name
// is another conversation. It begins a thread of its own [H1], which does not become the current one.
import { Refusal } from '@biplane/contracts/refusal'
import type { AgentType, Pillar } from '@biplane/contracts/vocabulary/pillars'
import type { Rows } from '../rows.ts'
import type { Transaction } from '../transaction.ts'
import { requireRow } from './quotas.ts'
import { createThread, nextInThread } from './threads.ts'

export interface NewThread {
  /** Of the conversation, where there is none yet. */
  id: string
  sessionId: string
  tenant: string
  agentType: AgentType
  pillar: Pillar | null
  thread: string
}

/** Returns the conversation's id. @throws QUOTA_EXCEEDED, SESSION_EXPIRED for a session that was deleted meanwhile */
export function ensureThread(tx: Transaction, wanted: NewThread): string {
  const { id, sessionId, tenant, agentType, pillar, thread } = wanted
  if (tx.isBarred(sessionId)) throw new Refusal('SESSION_EXPIRED', 'This session was deleted.')
  const found = tx.get<Pick<Rows['Conversation'], 'id'>>(
    'SELECT id FROM Conversation WHERE sessionId = ? AND agentType = ? AND thread = ?',
    sessionId,
    agentType,
    thread,
  )
  if (found) return found.id
  requireRow(tx, sessionId, 'conversations')
  const now = tx.now()
  createThread(tx, { id, sessionId, tenant, title: '', aside: true })
  tx.run(
    `INSERT INTO Conversation (id, sessionId, tenant, agentType, pillar, title, current, thread, threadId, inThread,
       createdAt, updatedAt) VALUES (?, ?, ?, ?, ?, '', 1, ?, ?, ?, ?, ?)`,
    id,
    sessionId,
    tenant,
    agentType,
    pillar,
    thread,
    id,
    nextInThread(tx, id),
    now,
    now,
  )
  return id
}

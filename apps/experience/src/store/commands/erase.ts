// Deletes for good: the rows of a conversation, of a file with everything that was made from it, or of whole sessions.
// Every caller that removes content uses these, inside one transaction. What a command returns never holds content. [L16]
import { Refusal } from '@biplane/contracts/refusal'
import { isTerminal } from '@biplane/contracts/vocabulary/invocation-states'
import { UNKNOWN_USAGE } from '@biplane/contracts/wire/agent-events'
import type { InvocationHead } from '../rows.ts'
import type { Transaction } from '../transaction.ts'
import { eraseDerived } from './erase-derived.ts'
import { eraseLater } from './erase-rest.ts'
import { type Erased, nothingErased } from './erased.ts'

export interface EraseConversation {
  sessionId: string
  conversationId: string
}

/** @throws NOT_FOUND */
export function eraseConversation(tx: Transaction, { sessionId, conversationId }: EraseConversation): Erased {
  const found = tx.get('SELECT 1 FROM Conversation WHERE id = ? AND sessionId = ?', conversationId, sessionId)
  if (!found) throw new Refusal('NOT_FOUND', 'There is no such conversation.')
  const erased = nothingErased()
  const thread = tx.get<{ id: string; title: string; named: string }>(
    `SELECT t.id, t.title, c.title AS named FROM Conversation AS c JOIN Thread AS t ON t.id = c.threadId WHERE c.id = ?`,
    conversationId,
  )
  eraseOne(tx, conversationId, erased)
  if (thread) eraseFromThread(tx, thread)
  return erased
}

/** A title that quotes what is gone goes with it, and an empty thread too, unless it is the current one and has files. */
function eraseFromThread(tx: Transaction, { id, title, named }: { id: string; title: string; named: string }): void {
  if (title === named) {
    tx.run(
      `UPDATE Thread SET title = coalesce((SELECT title FROM Conversation
         WHERE threadId = ? AND title <> '' ORDER BY inThread LIMIT 1), '') WHERE id = ?`,
      id,
      id,
    )
  }
  if (tx.get('SELECT 1 FROM Conversation WHERE threadId = ?', id)) return
  const hasFiles = tx.get('SELECT 1 FROM ThreadFile WHERE threadId = ?', id) !== undefined
  if (tx.run('DELETE FROM Thread WHERE id = ? AND (current = 0 OR ? = 0)', id, hasFiles ? 1 : 0) === 0) return
  tx.run('DELETE FROM ThreadFile WHERE threadId = ?', id)
}

export interface EraseFile {
  sessionId: string
  id: string
}

/** The row, and every answer and result that was made from the file. @throws NOT_FOUND */
export function eraseFile(tx: Transaction, { sessionId, id }: EraseFile): Erased {
  const file = tx.get<{ storedAs: string }>('SELECT storedAs FROM File WHERE id = ? AND sessionId = ?', id, sessionId)
  if (!file) throw new Refusal('NOT_FOUND', 'There is no such file.')
  const erased = nothingErased()
  eraseFileRow(tx, { sessionId, id, storedAs: file.storedAs }, erased)
  return erased
}

/** The row, and what was made from the file; its blob is for the caller. */
export function eraseFileRow(tx: Transaction, file: EraseFile & { storedAs: string }, erased: Erased): void {
  const { id, storedAs } = file
  eraseDerived(tx, file, erased)
  erased.counts.files += tx.run('DELETE FROM File WHERE id = ?', id)
  tx.run('DELETE FROM ThreadFile WHERE fileId = ?', id)
  erased.blobs.push(storedAs)
}

/** Everything of these sessions, the sessions themselves included. Unknown ones are skipped: it can be asked again. */
export function eraseSessions(tx: Transaction, { sessionIds }: { sessionIds: string[] }): Erased {
  const erased = nothingErased()
  for (const sessionId of sessionIds) eraseSession(tx, sessionId, erased)
  return erased
}

export interface ErasePrincipal {
  tenant: string
  principalId: string
}

/** Everything of a principal, in all of its sessions, also those that have ended. */
export function erasePrincipal(tx: Transaction, { tenant, principalId }: ErasePrincipal): Erased {
  const sessions = tx.all<{ id: string }>(
    'SELECT id FROM Session WHERE tenant = ? AND principalId = ?',
    tenant,
    principalId,
  )
  return eraseSessions(tx, { sessionIds: sessions.map(({ id }) => id) })
}

function eraseSession(tx: Transaction, sessionId: string, erased: Erased): void {
  // A write that was on its way must not begin anything for this session again.
  tx.barSession(sessionId)
  for (const { id } of tx.all<{ id: string }>('SELECT id FROM Conversation WHERE sessionId = ?', sessionId)) {
    eraseOne(tx, id, erased, { withSession: true })
  }
  for (const { storedAs } of tx.all<{ storedAs: string }>('SELECT storedAs FROM File WHERE sessionId = ?', sessionId)) {
    erased.blobs.push(storedAs)
  }
  const { counts } = erased
  counts.files += tx.run('DELETE FROM File WHERE sessionId = ?', sessionId)
  tx.run('DELETE FROM ThreadFile WHERE threadId IN (SELECT id FROM Thread WHERE sessionId = ?)', sessionId)
  tx.run('DELETE FROM Thread WHERE sessionId = ?', sessionId)
  // What an earlier release kept of conversations that it only marked as deleted has no conversation to go with.
  const artifacts = count(tx, 'SELECT count(*) AS count FROM Artifact WHERE sessionId = ?', sessionId)
  counts.artifacts += artifacts
  if (tx.mayDelete(artifacts * ROWS_OF_ARTIFACT)) tx.run('DELETE FROM Artifact WHERE sessionId = ?', sessionId)
  else eraseLater(tx, 'session', sessionId)
  counts.workflows += tx.run('DELETE FROM Workflow WHERE sessionId = ?', sessionId)
  counts.connections += tx.run('DELETE FROM ConnectionLink WHERE sessionId = ?', sessionId)
  tx.run('DELETE FROM SessionToken WHERE sessionId = ?', sessionId)
  const removed = tx.run('DELETE FROM Session WHERE id = ?', sessionId)
  counts.sessions += removed
  if (removed > 0) erased.sessions.push(sessionId)
}

/** An artifact is up to 200 kB: deleting it costs as much as so many short rows. */
const ROWS_OF_ARTIFACT = 20

/**
 * Ends what is at work first, so that its late events are fenced off; tells the readers last. The last two events exist
 * for the readers of this moment only: they leave with the rest. Of a long log the conversation's row goes now, so that
 * it cannot be read, and the log itself in slices.
 */
export function eraseOne(tx: Transaction, conversationId: string, erased: Erased, { withSession = false } = {}): void {
  const invocations = tx.all<InvocationHead>(
    `SELECT id, sessionId, conversationId, agentId, messageId, answerMessageId, status, attempt FROM Invocation
     WHERE conversationId = ?`,
    conversationId,
  )
  const { counts } = erased
  const events = count(tx, 'SELECT count(*) AS count FROM Event WHERE conversationId = ?', conversationId)
  const messages = count(tx, 'SELECT count(*) AS count FROM Message WHERE conversationId = ?', conversationId)
  counts.events += events
  counts.messages += messages
  for (const invocation of invocations) {
    erased.invocations.push(invocation.id)
    if (isTerminal(invocation.status)) continue
    if (invocation.status !== 'queued') erased.running.push(invocation.id)
    const cause = { by: 'deletion' as const, session_id: invocation.sessionId }
    // Without its text: that is deleted already.
    tx.append({
      conversationId,
      type: 'agent.cancelled',
      invocation,
      payload: { text: '', usage: UNKNOWN_USAGE, cause },
    })
  }
  counts.invocations += tx.run('DELETE FROM Invocation WHERE conversationId = ?', conversationId)
  counts.conversations += 1
  tx.append({ conversationId, type: 'conversation.deleted', payload: {} })
  const atOnce = tx.mayDelete(events + messages)
  if (atOnce) tx.run('DELETE FROM Event WHERE conversationId = ?', conversationId)
  else eraseLater(tx, 'conversation', conversationId)
  // In a session that stays, a message id is free again at once, and results are found by the session.
  if (atOnce || !withSession) tx.run('DELETE FROM Message WHERE conversationId = ?', conversationId)
  if (!withSession) {
    counts.artifacts += tx.run('DELETE FROM Artifact WHERE conversationId = ?', conversationId)
    counts.workflows += eraseWorkflows(tx, conversationId)
  }
  tx.run('DELETE FROM Conversation WHERE id = ?', conversationId)
  tx.forgetConversation(conversationId, invocations)
}

const count = (tx: Transaction, sql: string, id: string): number => tx.get<{ count: number }>(sql, id)?.count ?? 0

/** A handoff's row quotes the question, and belongs to both of its conversations. */
const eraseWorkflows = (tx: Transaction, conversationId: string): number =>
  tx.run(
    `DELETE FROM Workflow WHERE sessionId = (SELECT sessionId FROM Conversation WHERE id = ?)
       AND (json_extract(context, '$.from.conversation_id') = ? OR json_extract(context, '$.to.conversation_id') = ?)`,
    conversationId,
    conversationId,
    conversationId,
  )

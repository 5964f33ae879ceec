// Deletes for good: the rows of a conversation or of whole sessions.
// Every caller that removes content uses these, inside one transaction. What a command returns never holds content. [L16]
import { Refusal } from '@biplane/contracts/refusal'
import { isTerminal } from '@biplane/contracts/vocabulary/invocation-states'
import { UNKNOWN_USAGE } from '@biplane/contracts/wire/agent-events'
import type { InvocationHead, Rows } from '../rows.ts'
import type { Transaction } from '../transaction.ts'
import { eraseLater } from './erase-later.ts'
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
  // What it asks next stands in this thread.
  if (tx.get('SELECT 1 FROM Schedule WHERE threadId = ?', id)) return
  const hasFiles = tx.get('SELECT 1 FROM ThreadFile WHERE threadId = ?', id) !== undefined
  if (tx.run('DELETE FROM Thread WHERE id = ? AND (current = 0 OR ? = 0)', id, hasFiles ? 1 : 0) === 0) return
  tx.run('DELETE FROM ThreadFile WHERE threadId = ?', id)
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
  const sessions = tx.all<Pick<Rows['Session'], 'id'>>(
    'SELECT id FROM Session WHERE tenant = ? AND principalId = ?',
    tenant,
    principalId,
  )
  return eraseSessions(tx, { sessionIds: sessions.map(({ id }) => id) })
}

function eraseSession(tx: Transaction, sessionId: string, erased: Erased): void {
  // A write that was on its way must not begin anything for this session again.
  tx.barSession(sessionId)
  for (const { storedAs } of tx.all<Pick<Rows['File'], 'storedAs'>>(
    'SELECT storedAs FROM File WHERE sessionId = ? AND deletedAt IS NULL',
    sessionId,
  )) {
    erased.blobs.push(storedAs)
  }
  const rows = countOfSession(tx, sessionId, erased)
  erased.counts.schedules += tx.run('DELETE FROM Schedule WHERE sessionId = ?', sessionId)
  if (tx.mayDelete(rows)) eraseAllOf(tx, sessionId, erased)
  else {
    for (const { id } of openWork(tx, sessionId)) endWork(tx, tx.invocation(id), erased)
    eraseLater(tx, 'session', sessionId)
  }
  tx.run('DELETE FROM SessionToken WHERE sessionId = ?', sessionId)
  const removed = tx.run('DELETE FROM Session WHERE id = ?', sessionId)
  erased.counts.sessions += removed
  if (removed > 0) erased.sessions.push(sessionId)
}

/** Every row of the session at once. */
function eraseAllOf(tx: Transaction, sessionId: string, erased: Erased): void {
  for (const { id } of tx.all<Pick<Rows['Conversation'], 'id'>>(
    'SELECT id FROM Conversation WHERE sessionId = ?',
    sessionId,
  )) {
    eraseRowsOf(tx, id, erased)
  }
  tx.run('DELETE FROM File WHERE sessionId = ?', sessionId)
  tx.run('DELETE FROM ThreadFile WHERE threadId IN (SELECT id FROM Thread WHERE sessionId = ?)', sessionId)
  tx.run('DELETE FROM Thread WHERE sessionId = ?', sessionId)
  // What an earlier release kept of conversations that it only marked as deleted has no conversation to go with.
  for (const table of ['Artifact', 'Message', 'Workflow', 'ConnectionLink', 'ScheduleRun']) {
    tx.run(`DELETE FROM ${table} WHERE sessionId = ?`, sessionId)
  }
}

/** What costs more than a short row: an artifact is up to 200 kB, a conversation has a row in five tables. */
const ROWS_OF = { Artifact: 20, Conversation: 5 }

/** Adds what there is to the counts, and returns roughly how many rows deleting it takes. */
function countOfSession(tx: Transaction, sessionId: string, { counts }: Erased): number {
  const of = (table: string) => count(tx, `SELECT count(*) AS count FROM ${table} WHERE sessionId = ?`, sessionId)
  const events = count(
    tx,
    `SELECT count(*) AS count FROM Conversation AS c JOIN Event AS e ON e.conversationId = c.id WHERE c.sessionId = ?`,
    sessionId,
  )
  const found = {
    conversations: of('Conversation'),
    messages: of('Message'),
    artifacts: of('Artifact'),
    invocations: of('Invocation'),
    workflows: of('Workflow'),
    files: of('File'),
    connections: of('ConnectionLink'),
    events,
  }
  for (const kind of Object.keys(found) as (keyof typeof found)[]) counts[kind] += found[kind]
  const { artifacts, conversations, ...short } = found
  const rows = Object.values(short).reduce((sum, each) => sum + each, of('ScheduleRun'))
  return rows + artifacts * ROWS_OF.Artifact + conversations * ROWS_OF.Conversation
}

/** The index of open work is shorter than that of a session's whole work. */
const openWork = (tx: Transaction, sessionId: string): { id: string }[] =>
  tx.all(`SELECT id FROM Invocation WHERE +sessionId = ? AND status IN ('queued', 'running', 'cancelling')`, sessionId)

/** One conversation of a session that stays. */
export function eraseOne(tx: Transaction, conversationId: string, erased: Erased): void {
  const of = (table: string) =>
    count(tx, `SELECT count(*) AS count FROM ${table} WHERE conversationId = ?`, conversationId)
  const [events, messages, artifacts, invocations] = [of('Event'), of('Message'), of('Artifact'), of('Invocation')]
  const { counts } = erased
  counts.events += events
  counts.messages += messages
  counts.artifacts += artifacts
  counts.invocations += invocations
  counts.conversations += 1
  counts.workflows += eraseWorkflows(tx, conversationId)
  if (tx.mayDelete(events + messages + invocations + artifacts * ROWS_OF.Artifact)) {
    eraseRowsOf(tx, conversationId, erased)
    return
  }
  const open = tx.all<InvocationHead>(`${HEADS} AND status IN ('queued', 'running', 'cancelling')`, conversationId)
  for (const invocation of open) endWork(tx, invocation, erased)
  leave(tx, conversationId, open)
  eraseLater(tx, 'conversation', conversationId)
}

const HEADS = `SELECT id, sessionId, conversationId, agentId, messageId, answerMessageId, status, attempt
  FROM Invocation WHERE conversationId = ?`

/**
 * Ends what is at work first, so that its late events are fenced off; tells the readers last. The last events exist for the
 * readers of this moment only: they leave with the rest.
 */
function eraseRowsOf(tx: Transaction, conversationId: string, erased: Erased): void {
  const invocations = tx.all<InvocationHead>(HEADS, conversationId)
  for (const invocation of invocations) {
    if (isTerminal(invocation.status)) erased.invocations.push(invocation.id)
    else endWork(tx, invocation, erased)
  }
  leave(tx, conversationId, invocations)
  for (const table of ['Invocation', 'Event', 'Message', 'Artifact']) {
    tx.run(`DELETE FROM ${table} WHERE conversationId = ?`, conversationId)
  }
}

/** Without its text: that is deleted already. */
function endWork(tx: Transaction, invocation: InvocationHead, erased: Erased): void {
  const { id, sessionId, conversationId, status } = invocation
  erased.invocations.push(id)
  if (status !== 'queued') erased.running.push(id)
  const cause = { by: 'deletion' as const, session_id: sessionId }
  tx.append({
    conversationId,
    type: 'agent.cancelled',
    invocation,
    payload: { text: '', usage: UNKNOWN_USAGE, cause },
  })
  tx.run('DELETE FROM Invocation WHERE id = ?', id)
}

/** Nobody finds the conversation any more, whatever is left of it. */
function leave(tx: Transaction, conversationId: string, invocations: readonly { id: string }[]): void {
  tx.append({ conversationId, type: 'conversation.deleted', payload: {} })
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

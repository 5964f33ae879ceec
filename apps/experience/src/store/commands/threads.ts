// The life of a thread: made, opened, renamed, pinned, archived, deleted. A session has one current thread; paths that name
// no conversation reach the conversations of that one. [H1]
import { Refusal } from '@biplane/contracts/refusal'
import type { Rows } from '../rows.ts'
import type { Transaction } from '../transaction.ts'
import { eraseSchedulesOfThread } from './end-schedules.ts'
import { eraseOne } from './erase.ts'
import { eraseThreadFile } from './erase-file.ts'
import { eraseLater } from './erase-later.ts'
import { type Erased, nothingErased } from './erased.ts'
import { requireRow } from './quotas.ts'

export interface NewThread {
  id: string
  sessionId: string
  tenant: string
  title: string
  /** It does not become the current one. */
  aside?: boolean
}

/** Returns the id. @throws QUOTA_EXCEEDED, SESSION_EXPIRED for a session that was deleted meanwhile */
export function createThread(tx: Transaction, { id, sessionId, tenant, title, aside }: NewThread): string {
  if (tx.isBarred(sessionId)) throw new Refusal('SESSION_EXPIRED', 'This session was deleted.')
  requireRow(tx, sessionId, 'threads')
  const now = tx.now()
  if (!aside) tx.run('UPDATE Thread SET current = 0 WHERE sessionId = ? AND current = 1', sessionId)
  tx.run(
    `INSERT INTO Thread (id, sessionId, tenant, title, current, createdAt, updatedAt) VALUES (?, ?, ?, ?, ?, ?, ?)`,
    id,
    sessionId,
    tenant,
    title,
    aside ? 0 : 1,
    now,
    now,
  )
  return id
}

/** The current thread; one with this id becomes it when there is none. */
export function ensureCurrentThread(tx: Transaction, wanted: Omit<NewThread, 'title' | 'aside'>): string {
  const current = tx.get<Pick<Rows['Thread'], 'id'>>(
    'SELECT id FROM Thread WHERE sessionId = ? AND current = 1',
    wanted.sessionId,
  )
  return current?.id ?? createThread(tx, { ...wanted, title: '' })
}

export interface OwnedThread {
  sessionId: string
  threadId: string
}

/** @throws NOT_FOUND for another session's as for an unknown one [L10] */
export function requireThread(tx: Transaction, { sessionId, threadId }: OwnedThread): void {
  const found = tx.get('SELECT 1 FROM Thread WHERE id = ? AND sessionId = ?', threadId, sessionId)
  if (!found) throw new Refusal('NOT_FOUND', 'There is no such thread.')
}

/** The number of the next conversation of a thread: a number is never used again, so a place in it stays one. */
export function nextInThread(tx: Transaction, threadId: string): number {
  tx.run('UPDATE Thread SET made = made + 1 WHERE id = ?', threadId)
  return tx.get<Pick<Rows['Thread'], 'made'>>('SELECT made FROM Thread WHERE id = ?', threadId)?.made ?? 1
}

/** @throws NOT_FOUND */
export function openThread(tx: Transaction, which: OwnedThread): void {
  requireThread(tx, which)
  tx.run(
    'UPDATE Thread SET current = (id = ?) WHERE sessionId = ? AND (current = 1 OR id = ?)',
    which.threadId,
    which.sessionId,
    which.threadId,
  )
}

export interface ChangeThread extends OwnedThread {
  title?: string
  pinned?: boolean
  archived?: boolean
}

/** What is not given stays. A new title is its first conversation's too, whose log has the event. @throws NOT_FOUND */
export function changeThread(tx: Transaction, { title, pinned, archived, ...which }: ChangeThread): void {
  requireThread(tx, which)
  const { threadId } = which
  if (title !== undefined) {
    tx.run('UPDATE Thread SET title = ? WHERE id = ?', title, threadId)
    const first = tx.get<Pick<Rows['Conversation'], 'id'>>(
      'SELECT id FROM Conversation WHERE threadId = ? AND deletedAt IS NULL ORDER BY inThread LIMIT 1',
      threadId,
    )
    if (first) {
      tx.append({ conversationId: first.id, type: 'conversation.renamed', payload: { title } })
      tx.run('UPDATE Conversation SET title = ?, updatedAt = ? WHERE id = ?', title, tx.now(), first.id)
    }
  }
  if (pinned !== undefined) tx.run('UPDATE Thread SET pinned = ? WHERE id = ?', pinned ? 1 : 0, threadId)
  if (archived !== undefined) {
    tx.run('UPDATE Thread SET archivedAt = ? WHERE id = ?', archived ? tx.now() : null, threadId)
  }
}

/** Of a thread with more files they follow in slices. */
const FILES_AT_ONCE = 20

/** With its conversations, and with the files that no other thread has. @throws NOT_FOUND [L16] */
export function eraseThread(tx: Transaction, which: OwnedThread): Erased {
  requireThread(tx, which)
  const { threadId } = which
  const erased = nothingErased()
  const conversations = tx.all<Pick<Rows['Conversation'], 'id'>>(
    'SELECT id FROM Conversation WHERE threadId = ?',
    threadId,
  )
  for (const { id } of conversations) eraseOne(tx, id, erased)
  const files = tx.all<Pick<Rows['ThreadFile'], 'fileId'>>(
    'SELECT fileId FROM ThreadFile WHERE threadId = ? LIMIT ?',
    threadId,
    FILES_AT_ONCE + 1,
  )
  if (files.length > FILES_AT_ONCE) eraseLater(tx, 'thread', threadId)
  else for (const { fileId } of files) eraseThreadFile(tx, { threadId, fileId }, erased)
  erased.counts.schedules += eraseSchedulesOfThread(tx, threadId)
  tx.run('DELETE FROM Thread WHERE id = ?', threadId)
  return erased
}

/** A file of another thread, in scope here too. @throws NOT_FOUND */
export function addThreadFile(tx: Transaction, { fileId, ...which }: OwnedThread & { fileId: string }): void {
  requireThread(tx, which)
  const file = tx.get(
    'SELECT 1 FROM File WHERE id = ? AND sessionId = ? AND deletedAt IS NULL',
    fileId,
    which.sessionId,
  )
  if (!file) throw new Refusal('NOT_FOUND', 'There is no such file.')
  putInScope(tx, which.threadId, fileId)
}

export const putInScope = (tx: Transaction, threadId: string, fileId: string): number =>
  tx.run('INSERT OR IGNORE INTO ThreadFile (threadId, fileId) VALUES (?, ?)', threadId, fileId)

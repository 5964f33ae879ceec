// Deletes a file: its row, its place in every thread, and what was made from it; of a long log the last follows in slices.
import { Refusal } from '@biplane/contracts/refusal'
import type { Rows } from '../rows.ts'
import type { Transaction } from '../transaction.ts'
import { eraseAnswer } from './erase-answer.ts'
import { eraseDerived, eraseFileLeft, type FileOf, isDerived, refreshReaders } from './erase-derived.ts'
import { eraseLater } from './erase-later.ts'
import { type Erased, nothingErased } from './erased.ts'

/** Events of a session that are looked through in the transaction of the deletion: about 20 ms. */
const LOOKED_AT_ONCE = 1_000

/** The row, and every answer and result that was made from the file. @throws NOT_FOUND */
export function eraseFile(tx: Transaction, { sessionId, id }: FileOf): Erased {
  const file = tx.get<Pick<Rows['File'], 'storedAs'>>(
    'SELECT storedAs FROM File WHERE id = ? AND sessionId = ? AND deletedAt IS NULL',
    id,
    sessionId,
  )
  if (!file) throw new Refusal('NOT_FOUND', 'There is no such file.')
  const erased = nothingErased()
  eraseFileRow(tx, { sessionId, id, storedAs: file.storedAs }, erased)
  return erased
}

/** The row, and what was made from the file; its blob is for the caller. */
function eraseFileRow(tx: Transaction, file: FileOf & { storedAs: string }, erased: Erased): void {
  erased.counts.files += 1
  erased.blobs.push(file.storedAs)
  const rows = eventsUpTo(tx, file.sessionId, LOOKED_AT_ONCE + 1)
  if (rows <= LOOKED_AT_ONCE && tx.mayDelete(rows)) {
    eraseDerived(tx, file, erased, { from: null, slice: null })
    eraseFileLeft(tx, file, erased)
    return
  }
  // From here on nothing new can be made from it: the slices find everything.
  tx.run('UPDATE File SET deletedAt = ? WHERE id = ?', tx.now(), file.id)
  tx.run('DELETE FROM ThreadFile WHERE fileId = ?', file.id)
  eraseOpenAnswers(tx, file, erased)
  eraseLater(tx, 'file', file.id)
}

/** A file of a deleted thread, unless another thread has it too. */
export function eraseThreadFile(
  tx: Transaction,
  { threadId, fileId }: { threadId: string; fileId: string },
  erased: Erased,
): void {
  const only = tx.get<{ sessionId: string; storedAs: string }>(
    `SELECT f.sessionId, f.storedAs FROM File AS f WHERE f.id = ? AND f.deletedAt IS NULL
       AND NOT EXISTS (SELECT 1 FROM ThreadFile AS other WHERE other.fileId = f.id AND other.threadId <> ?)`,
    fileId,
    threadId,
  )
  if (only) eraseFileRow(tx, { id: fileId, ...only }, erased)
  tx.run('DELETE FROM ThreadFile WHERE threadId = ? AND fileId = ?', threadId, fileId)
}

const eventsUpTo = (tx: Transaction, sessionId: string, most: number): number =>
  tx.get<{ count: number }>(
    `SELECT count(*) AS count FROM (SELECT 1 FROM Conversation AS c JOIN Event AS e ON e.conversationId = c.id
     WHERE c.sessionId = ? LIMIT ?)`,
    sessionId,
    most,
  )?.count ?? 0

/** What works with the file now ends at once. The index of open work is shorter than that of a session's whole work. */
function eraseOpenAnswers(tx: Transaction, { sessionId, id }: FileOf, erased: Erased): void {
  const open = tx.all<{ id: string }>(
    `SELECT id FROM Invocation WHERE +sessionId = ? AND status IN ('queued', 'running', 'cancelling')
       AND instr(input, ?) > 0`,
    sessionId,
    id,
  )
  for (const each of open) {
    if (!isDerived(tx, each.id, id)) continue
    const invocation = tx.invocation(each.id)
    eraseAnswer(tx, invocation, erased)
    refreshReaders(tx, invocation.conversationId)
  }
}

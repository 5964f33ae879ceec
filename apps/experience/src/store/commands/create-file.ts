// Keeps the row of an upload, unless a quota is exceeded by it. [Q1]
import { Refusal } from '@biplane/contracts/refusal'
import type { Transaction } from '../transaction.ts'
import { requireBytes, requireRow } from './quotas.ts'
import { ensureCurrentThread, putInScope, requireThread } from './threads.ts'

export interface NewFile {
  id: string
  sessionId: string
  tenant: string
  name: string
  mime: string
  kind: string
  size: number
  sha256: string
  storedAs: string
  /** The thread in whose scope it is; the current one where there is none. */
  threadId?: string | undefined
}

/** Returns when it was kept. @throws QUOTA_EXCEEDED, NOT_FOUND (the thread) */
export function createFile(tx: Transaction, file: NewFile): { createdAt: string } {
  if (tx.isBarred(file.sessionId)) throw new Refusal('SESSION_EXPIRED', 'This session was deleted.')
  requireBytes(tx, file.sessionId, file.size)
  requireRow(tx, file.sessionId, 'files')
  const { id, sessionId, tenant, threadId } = file
  if (threadId !== undefined) requireThread(tx, { sessionId, threadId })
  putInScope(tx, threadId ?? ensureCurrentThread(tx, { id, sessionId, tenant }), id)
  const createdAt = tx.now()
  tx.run(
    `INSERT INTO File (id, sessionId, tenant, name, mime, kind, size, sha256, storedAs, createdAt)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    file.id,
    file.sessionId,
    file.tenant,
    file.name,
    file.mime,
    file.kind,
    file.size,
    file.sha256,
    file.storedAs,
    createdAt,
  )
  return { createdAt }
}

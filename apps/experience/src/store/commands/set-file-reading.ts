// Keeps what a person corrected of how a file is read.
import { Refusal } from '@biplane/contracts/refusal'
import type { Transaction } from '../transaction.ts'

export interface SetFileReading {
  sessionId: string
  id: string
  /** JSON; `null` takes every correction back. */
  reading: string | null
}

/** @throws NOT_FOUND */
export function setFileReading(tx: Transaction, { sessionId, id, reading }: SetFileReading): void {
  const changed = tx.run(
    'UPDATE File SET reading = ? WHERE id = ? AND sessionId = ? AND deletedAt IS NULL',
    reading,
    id,
    sessionId,
  )
  if (changed === 0) throw new Refusal('NOT_FOUND', 'There is no such file.')
}

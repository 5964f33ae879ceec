// Notes that something of what was deleted is still there: it follows in slices. [L16]
import type { Transaction } from '../transaction.ts'

export type RestOwner = 'conversation' | 'file' | 'session' | 'thread'

export function eraseLater(tx: Transaction, owner: RestOwner, id: string): void {
  tx.run('INSERT OR IGNORE INTO ErasedRest (owner, id) VALUES (?, ?)', owner, id)
}

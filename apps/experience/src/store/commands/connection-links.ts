// Stores which live connection belongs to which session. Thousands may arrive at once, so they share syncs.
import type { Transaction } from '../transaction.ts'

export interface NewLink {
  connectionId: string
  sessionId: string
  agentType: string | null
  pillar: string | null
  door: string
  realm: string
}

/** Linking a connection again, for another agent type or pillar, moves the link that it has. */
export function linkConnection(tx: Transaction, link: NewLink): void {
  tx.run(
    `INSERT INTO ConnectionLink (connectionId, sessionId, agentType, pillar, door, realm, linkedAt)
     VALUES (?, ?, ?, ?, ?, ?, ?)
     ON CONFLICT (connectionId) DO UPDATE SET agentType = excluded.agentType, pillar = excluded.pillar,
       linkedAt = excluded.linkedAt, unlinkedAt = NULL
     WHERE sessionId = excluded.sessionId`,
    link.connectionId,
    link.sessionId,
    link.agentType,
    link.pillar,
    link.door,
    link.realm,
    tx.now(),
  )
}

export function unlinkConnection(tx: Transaction, { connectionId }: { connectionId: string }): void {
  tx.run(
    'UPDATE ConnectionLink SET unlinkedAt = ? WHERE connectionId = ? AND unlinkedAt IS NULL',
    tx.now(),
    connectionId,
  )
}

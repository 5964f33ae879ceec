// Keeps an API key, unless its principal has as many as it may. Keys that have ended make room first. [D1.14]
import { Refusal } from '@biplane/contracts/refusal'
import type { Transaction } from '../transaction.ts'

export interface NewApiKey {
  keyId: string
  name: string
  hash: string
  sessionId: string
  tenant: string
  principalId: string
  now: string
  expiresAt: string
  /** Keys that one principal may have. */
  max: number
}

const OF_PRINCIPAL = 'keyId IS NOT NULL AND sessionId IN (SELECT id FROM Session WHERE tenant = ? AND principalId = ?)'

/** @throws QUOTA_EXCEEDED, SESSION_EXPIRED for a session that was deleted meanwhile */
export function createApiKey(tx: Transaction, key: NewApiKey): void {
  const { keyId, name, hash, sessionId, tenant, principalId, now, expiresAt, max } = key
  if (tx.isBarred(sessionId)) throw new Refusal('SESSION_EXPIRED', 'This session was deleted.')
  const ended = '(revokedAt IS NOT NULL OR expiresAt <= ?)'
  tx.run(`DELETE FROM SessionToken WHERE ${OF_PRINCIPAL} AND ${ended}`, tenant, principalId, now)
  const held = tx.get<{ count: number }>(
    `SELECT count(*) AS count FROM SessionToken WHERE ${OF_PRINCIPAL}`,
    tenant,
    principalId,
  )
  if ((held?.count ?? 0) >= max) {
    throw new Refusal('QUOTA_EXCEEDED', `You have ${max} API keys. Revoke one that you no longer need, and try again.`)
  }
  tx.run(
    `INSERT INTO SessionToken (hash, sessionId, createdAt, lastUsedAt, expiresAt, endsBy, keyId, name)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
    hash,
    sessionId,
    now,
    now,
    expiresAt,
    expiresAt,
    keyId,
    name,
  )
}

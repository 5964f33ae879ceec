// Refuses what would exceed a quota. Counts stand in the same database and are checked in the transaction that writes, so
// requests that come at the same time cannot exceed them together. [Q1]
import { Refusal } from '@biplane/contracts/refusal'
import type { Quotas } from '../quota-limits.ts'
import type { Rows } from '../rows.ts'
import type { Transaction } from '../transaction.ts'

export interface StorageUseRow {
  kind: string
  /** Bytes that the principal keeps. */
  own: number | null
  /** Bytes of all guests of the address, or of all users of the tenant. */
  shared: number | null
}

/** One look-up by three keys: it is on the way of every send. */
export const STORAGE_USE = `SELECT s.principalKind AS kind, own.bytes AS own, shared.bytes AS shared FROM Session AS s
  LEFT JOIN StorageUse AS own ON own.scope = 'principal ' || s.tenant || ' ' || s.principalId
  LEFT JOIN StorageUse AS shared ON shared.scope = CASE s.principalKind WHEN 'guest'
    THEN coalesce('address ' || s.origin, 'session ' || s.id) ELSE 'tenant ' || s.tenant END
  WHERE s.id = ?`

/** How many more bytes a session may keep, and in whose name it is refused when that is too little. */
export function bytesLeft(use: StorageUseRow, quotas: Quotas): { bytes: number; refusal: () => Refusal } {
  const isGuest = use.kind === 'guest'
  const own = (isGuest ? quotas.guest : quotas.user).bytes
  const shared = isGuest ? quotas.addressBytes : quotas.tenantBytes
  const left = { own: own - (use.own ?? 0), shared: shared - (use.shared ?? 0) }
  return left.own <= left.shared
    ? { bytes: left.own, refusal: () => full(`Your storage of ${sizeOf(own)} is full.`) }
    : {
        bytes: left.shared,
        refusal: () =>
          full(
            `The storage of ${sizeOf(shared)} that ${isGuest ? 'guests of your address' : 'your organisation'} share is full.`,
          ),
      }
}

/** @throws QUOTA_EXCEEDED */
export function requireBytes(tx: Transaction, sessionId: string, bytes: number): void {
  const use = tx.get<StorageUseRow>(STORAGE_USE, sessionId)
  if (!use) return
  const left = bytesLeft(use, tx.quotas)
  if (bytes > left.bytes) throw left.refusal()
}

/** @throws QUOTA_EXCEEDED when the principal has as many of these as it may have */
export function requireRow(tx: Transaction, sessionId: string, what: keyof typeof COUNT): void {
  const session = tx.get<Pick<Rows['Session'], 'tenant' | 'principalId' | 'principalKind'>>(
    'SELECT tenant, principalId, principalKind FROM Session WHERE id = ?',
    sessionId,
  )
  if (!session) return
  const max = (session.principalKind === 'guest' ? tx.quotas.guest : tx.quotas.user)[
    what === 'threads' ? 'conversations' : what
  ]
  const { count = 0 } = tx.get<{ count: number }>(COUNT[what], session.tenant, session.principalId) ?? {}
  if (count >= max) throw full(`You have ${count} ${what}, which is as many as you may keep.`)
}

const COUNT = {
  conversations: `SELECT count(*) AS count FROM Session AS s JOIN Conversation AS c ON c.sessionId = s.id
    WHERE s.tenant = ? AND s.principalId = ? AND c.deletedAt IS NULL`,
  // As many as conversations: each begins with one.
  threads: `SELECT count(*) AS count FROM Session AS s JOIN Thread AS t ON t.sessionId = s.id
    WHERE s.tenant = ? AND s.principalId = ?`,
  files: `SELECT count(*) AS count FROM Session AS s JOIN File AS f ON f.sessionId = s.id
    WHERE s.tenant = ? AND s.principalId = ? AND f.deletedAt IS NULL`,
  schedules: `SELECT count(*) AS count FROM Session AS s JOIN Schedule AS c ON c.sessionId = s.id
    WHERE s.tenant = ? AND s.principalId = ?`,
}

const full = (what: string) =>
  new Refusal('QUOTA_EXCEEDED', `${what} Delete something that you no longer need, and try again.`)

const MIB = 1024 * 1024
const sizeOf = (bytes: number): string =>
  bytes >= 1024 * MIB
    ? `${Math.round(bytes / 1024 / MIB)} GiB`
    : bytes >= MIB
      ? `${Math.round(bytes / MIB)} MiB`
      : `${bytes} bytes`

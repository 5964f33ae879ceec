// Owns how audit entries reach the disk: a group at a time, the oldest ones going when there are too many.
import type { Transaction } from '../transaction.ts'

export interface AuditRow {
  at: string
  tenant: string | null
  sessionId: string | null
  principal: string | null
  action: string
  outcome: string
  detail: Record<string, string | number | boolean | null>
}

export interface AppendAudit {
  entries: AuditRow[]
  /** Entries kept in all. */
  keep: number
}

/** How many may be over before the oldest are looked for: deleting for each group would cost more than it frees. */
const SLACK = 1_000

type Whose = Pick<AuditRow, 'tenant' | 'principal'>

/** What happened in a session happened to its principal, also where nobody called. */
function whose(tx: Transaction, { sessionId, tenant, principal }: Whose & Pick<AuditRow, 'sessionId'>): Whose {
  if (sessionId === null || principal !== null) return { tenant, principal }
  const row = tx.get<{ tenant: string; principalId: string }>(
    'SELECT tenant, principalId FROM Session WHERE id = ?',
    sessionId,
  )
  return { tenant: tenant ?? row?.tenant ?? null, principal: row?.principalId ?? null }
}

export function appendAudit(tx: Transaction, { entries, keep }: AppendAudit): void {
  for (const { at, sessionId, action, outcome, detail, ...entry } of entries) {
    const { tenant, principal } = whose(tx, { sessionId, ...entry })
    tx.run(
      'INSERT INTO AuditEntry (at, tenant, sessionId, principal, action, outcome, detail) VALUES (?, ?, ?, ?, ?, ?, ?)',
      at,
      tenant,
      sessionId,
      principal,
      action,
      outcome,
      JSON.stringify(detail),
    )
  }
  const ends = tx.get<{ first: number | null; last: number | null }>(
    'SELECT min(id) AS first, max(id) AS last FROM AuditEntry',
  )
  const over = (ends?.last ?? 0) - (ends?.first ?? 0) + 1 - keep
  if (over >= Math.min(SLACK, keep)) tx.run('DELETE FROM AuditEntry WHERE id <= ?', (ends?.last ?? 0) - keep)
}

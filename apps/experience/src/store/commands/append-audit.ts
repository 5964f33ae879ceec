// Writes audit entries: a group at a time, each chained to the one before it, each class kept for its own time. Entries
// that anybody can cause in any number never push out the ones that security rests on. [G2]
import { CHAIN_START, type ChainEnds, chainHash } from '@biplane/db/audit-chain'
import type { Rows } from '../rows.ts'
import type { Transaction } from '../transaction.ts'

/** `security` is evidence and leaves by time alone; `activity` and `noise` also when there are too many. */
export type AuditClass = 'security' | 'activity' | 'noise'

export interface AuditRow {
  at: string
  class: AuditClass
  tenant: string | null
  sessionId: string | null
  principal: string | null
  action: string
  outcome: string
  detail: Record<string, string | number | boolean | null>
}

export interface AuditRetention {
  /** Older entries leave. */
  ms: number
  /** At most so many are kept; `null`: however many there are. */
  rows: number | null
}

export interface AppendAudit {
  entries: AuditRow[]
  keep: Record<AuditClass, AuditRetention>
}

/** How many entries a class gets before its oldest are looked for: deleting for each group would cost more than it frees. */
const SLACK = 1_000

export function appendAudit(tx: Transaction, { entries, keep }: AppendAudit): void {
  const chains = new Map<AuditClass, { chain: ChainEnds; from: number }>()
  for (const entry of entries) {
    const known = chains.get(entry.class)
    const { chain } = known ?? openChain(tx, entry.class)
    if (!known) chains.set(entry.class, { chain, from: chain.lastN })
    append(tx, chain, entry)
  }
  for (const [name, { chain, from }] of chains) {
    if (isDue(chain, from, keep[name])) prune(tx, chain, keep[name])
    tx.run(
      `INSERT INTO AuditChain (class, firstN, "before", lastN, lastHash) VALUES (?, ?, ?, ?, ?)
       ON CONFLICT (class) DO UPDATE SET firstN = excluded.firstN, "before" = excluded."before",
         lastN = excluded.lastN, lastHash = excluded.lastHash`,
      name,
      chain.firstN,
      chain.before,
      chain.lastN,
      chain.lastHash,
    )
  }
}

/** Every thousand entries, and when there are too many by as much as that, or by as many as are kept. */
function isDue({ firstN, lastN }: ChainEnds, from: number, { rows }: AuditRetention): boolean {
  if (Math.floor(from / SLACK) !== Math.floor(lastN / SLACK)) return true
  return rows !== null && lastN - firstN + 1 - rows >= Math.min(SLACK, rows)
}

function openChain(tx: Transaction, name: AuditClass): { chain: ChainEnds } {
  const chain = tx.get<ChainEnds>('SELECT * FROM AuditChain WHERE class = ?', name)
  return { chain: chain ?? { class: name, firstN: 1, before: CHAIN_START, lastN: 0, lastHash: CHAIN_START } }
}

function append(tx: Transaction, chain: ChainEnds, entry: AuditRow): void {
  const { at, sessionId, action, outcome } = entry
  const detail = JSON.stringify(entry.detail)
  const { tenant, principal } = whose(tx, entry)
  const n = chain.lastN + 1
  const row = { class: chain.class, n, at, tenant, sessionId, principal, action, outcome, detail }
  const hash = chainHash(chain.lastHash, row)
  tx.run(
    `INSERT INTO AuditEntry (at, tenant, sessionId, principal, action, outcome, detail, class, n, hash)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    at,
    tenant,
    sessionId,
    principal,
    action,
    outcome,
    detail,
    chain.class,
    n,
    hash,
  )
  chain.lastN = n
  chain.lastHash = hash
}

/** Drops the beginning of a chain, and notes the hash on which the rest rests. */
function prune(tx: Transaction, chain: ChainEnds, { ms, rows }: AuditRetention): void {
  const before = new Date(Date.parse(tx.now()) - ms).toISOString()
  // Up to the first one that is young enough: a clock that jumped leaves no hole.
  const young = tx.get<{ n: number | null }>(
    'SELECT min(n) AS n FROM AuditEntry WHERE class = ? AND at >= ?',
    chain.class,
    before,
  )
  const firstYoung = young?.n ?? chain.lastN
  const firstN = Math.max(firstYoung, rows === null ? 0 : chain.lastN - rows + 1)
  if (firstN <= chain.firstN) return
  const last = tx.get<Pick<Rows['AuditEntry'], 'hash'>>(
    'SELECT hash FROM AuditEntry WHERE class = ? AND n = ?',
    chain.class,
    firstN - 1,
  )
  if (!last?.hash) return
  tx.run('DELETE FROM AuditEntry WHERE class = ? AND n < ?', chain.class, firstN)
  chain.firstN = firstN
  chain.before = last.hash
}

type Whose = Pick<AuditRow, 'tenant' | 'principal'>

/** What happened in a session happened to its principal, also where nobody called. */
function whose(tx: Transaction, { sessionId, tenant, principal }: Whose & Pick<AuditRow, 'sessionId'>): Whose {
  if (sessionId === null || principal !== null) return { tenant, principal }
  const row = tx.get<Pick<Rows['Session'], 'tenant' | 'principalId'>>(
    'SELECT tenant, principalId FROM Session WHERE id = ?',
    sessionId,
  )
  return { tenant: tenant ?? row?.tenant ?? null, principal: row?.principalId ?? null }
}

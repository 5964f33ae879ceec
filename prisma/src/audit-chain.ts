// The hash chain of the audit trail: each row of a class holds the hash of itself and of the row before it, so that a
// changed, missing or moved row is found. Each class has a chain of its own, because each is kept for another time.
import { createHash } from 'node:crypto'
import type { Database } from 'better-sqlite3'

/** What a row's hash covers: everything that it says, and its place. */
export interface ChainedRow {
  class: string
  n: number
  at: string
  tenant: string | null
  sessionId: string | null
  principal: string | null
  action: string
  outcome: string
  /** JSON, as it is stored. */
  detail: string
}

/** One row for each class: where its chain begins (rows before it were kept long enough) and ends. */
export interface ChainEnds {
  class: string
  firstN: number
  /** The hash of the row before the first one. */
  before: string
  lastN: number
  lastHash: string
}

/** The hash before the first row of a chain. */
export const CHAIN_START = '0'.repeat(64)

export function chainHash(before: string, row: ChainedRow): string {
  const { n, at, tenant, sessionId, principal, action, outcome, detail } = row
  const said = JSON.stringify([before, row.class, n, at, tenant, sessionId, principal, action, outcome, detail])
  return createHash('sha256').update(said).digest('hex')
}

export interface ChainReport {
  /** Rows that were compared. */
  rows: number
  /** Rows older than the chain: they cannot be verified. */
  unchained: number
  /** The first thing that is wrong in each class, in words. */
  problems: string[]
  /** The last row of each class: compare it with one that was written down elsewhere. */
  heads: { class: string; n: number; hash: string }[]
}

/** Compares the whole trail with its chains, in one state of the database. */
export function verifyChains(connection: Database): ChainReport {
  return connection.transaction(() => {
    const report: ChainReport = { rows: 0, unchained: 0, problems: [], heads: [] }
    const chains = connection
      .prepare<[], ChainEnds>('SELECT class, firstN, "before", lastN, lastHash FROM AuditChain ORDER BY class')
      .safeIntegers(false)
      .all()
    for (const chain of chains) verifyOne(connection, chain, report)
    const known = JSON.stringify(chains.map((chain) => chain.class))
    const strange = count(connection, 'class IS NOT NULL AND class NOT IN (SELECT value FROM json_each(?))', known)
    if (strange > 0) report.problems.push(`${strange} rows belong to no chain`)
    report.unchained = count(connection, 'class IS NULL AND json_valid(?)', known)
    return report
  })()
}

function verifyOne(connection: Database, chain: ChainEnds, report: ChainReport): void {
  const rows = connection
    .prepare<[string], ChainedRow & { id: number; hash: string }>(
      'SELECT id, class, n, at, tenant, sessionId, principal, action, outcome, detail, hash FROM AuditEntry WHERE class = ? ORDER BY n',
    )
    .safeIntegers(false)
  let before = chain.before
  let n = chain.firstN
  let id = 0
  for (const row of rows.iterate(chain.class)) {
    report.rows += 1
    const problem = problemOf(row, { before, n, id })
    if (problem !== null) {
      report.problems.push(`${chain.class}: ${problem}`)
      return
    }
    before = row.hash
    id = row.id
    n += 1
  }
  if (n - 1 !== chain.lastN) report.problems.push(`${chain.class}: rows ${n} to ${chain.lastN} are missing`)
  else if (before !== chain.lastHash)
    report.problems.push(`${chain.class}: the last row is not the one that was written`)
  report.heads.push({ class: chain.class, n: chain.lastN, hash: chain.lastHash })
}

function problemOf(
  row: ChainedRow & { id: number; hash: string },
  expected: { before: string; n: number; id: number },
): string | null {
  if (row.n > expected.n) return `row ${expected.n} is missing`
  if (row.n < expected.n) return `row ${row.n} is there twice`
  if (row.id <= expected.id) return `row ${row.n} was moved`
  return row.hash === chainHash(expected.before, row) ? null : `row ${row.n} (entry ${row.id}) was changed`
}

const count = (connection: Database, where: string, value: string): number =>
  connection
    .prepare<[string], { count: number }>(`SELECT count(*) AS count FROM AuditEntry WHERE ${where}`)
    .safeIntegers(false)
    .get(value)?.count ?? 0

// Deletes, in slices, the rows that a deletion has left behind: they cannot be read any more, and removing all of them
// in one transaction would let all other writes wait. What is left is noted in the database, so that a restart goes on. [L16]
import type { Transaction } from '../transaction.ts'

/** Of one slice: about 20 ms. */
const SLICE_ROWS = 2_000
const SLICE_BYTES = 4 * 1024 * 1024

type Owner = 'conversation' | 'session'

/** Where rows may be left, in which order they go, and how large one is. */
const LEFT: Record<Owner, { table: string; column: string; order: string; bytes: string }[]> = {
  conversation: [
    { table: 'Event', column: 'conversationId', order: 'seq', bytes: 'octet_length(payload)' },
    {
      table: 'Message',
      column: 'conversationId',
      order: 'seq',
      bytes: 'octet_length(content) + ifnull(octet_length(view), 0)',
    },
  ],
  session: [{ table: 'Artifact', column: 'sessionId', order: 'rowid', bytes: 'octet_length(data)' }],
}

/** Notes that rows of this conversation or session are still there. */
export function eraseLater(tx: Transaction, owner: Owner, id: string): void {
  tx.run('INSERT OR IGNORE INTO ErasedRest (owner, id) VALUES (?, ?)', owner, id)
}

/** Deletes one slice. `left` says whether to ask again. */
export function eraseRest(tx: Transaction, _input: Record<never, never> = {}): { left: boolean } {
  const rest = tx.get<{ owner: Owner; id: string }>('SELECT owner, id FROM ErasedRest LIMIT 1')
  if (!rest) return { left: false }
  for (const { table, column, order, bytes } of LEFT[rest.owner]) {
    const rows = tx.all<Sized>(
      `SELECT ${order} AS place, ${bytes} AS bytes FROM ${table} WHERE ${column} = ? ORDER BY ${order} LIMIT ${SLICE_ROWS}`,
      rest.id,
    )
    const last = lastOfSlice(rows)
    if (last === null) continue
    tx.run(`DELETE FROM ${table} WHERE ${column} = ? AND ${order} <= ?`, rest.id, last)
    return { left: true }
  }
  tx.run('DELETE FROM ErasedRest WHERE owner = ? AND id = ?', rest.owner, rest.id)
  return { left: true }
}

interface Sized {
  place: number
  bytes: number
}

/** `null` where there is nothing; otherwise at least one row goes, however large it is. */
function lastOfSlice(rows: readonly Sized[]): number | null {
  let [last, sum]: [number | null, number] = [null, 0]
  for (const { place, bytes } of rows) {
    sum += bytes
    if (last !== null && sum > SLICE_BYTES) break
    last = place
  }
  return last
}

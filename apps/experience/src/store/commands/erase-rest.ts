// Deletes, in slices, what a deletion has left behind: it cannot be read any more, and removing all of it in one
// transaction would let all other writes wait. What is left is noted in the database, so that a restart goes on. [L16]

import type { Rows } from '../rows.ts'
import type { Transaction } from '../transaction.ts'
import { eraseDerived, eraseFileLeft, isPlace } from './erase-derived.ts'
import { eraseThreadFile } from './erase-file.ts'
import { eraseLater, type RestOwner } from './erase-later.ts'
import { type Erased, nothingErased } from './erased.ts'
import { Slice } from './slice.ts'

interface Rest {
  owner: RestOwner
  id: string
  place: string | null
}

interface Left {
  table: 'Event' | 'Message' | 'Artifact' | 'Invocation' | 'File' | 'Workflow' | 'ConnectionLink' | 'ScheduleRun'
  /** Which row it is, of a conversation or session. */
  key: 'rowid' | 'seq'
  /** How large a row is. */
  bytes: string
}

const EVENTS: Left = { table: 'Event', key: 'seq', bytes: 'octet_length(payload)' }
/** What a conversation and a session have: found by the column of either. */
const WORK: Left[] = [
  { table: 'Message', key: 'rowid', bytes: 'octet_length(content) + ifnull(octet_length(view), 0)' },
  { table: 'Artifact', key: 'rowid', bytes: 'octet_length(data)' },
  { table: 'Invocation', key: 'rowid', bytes: 'octet_length(input)' },
]
const OF_SESSION: Left[] = [
  { table: 'File', key: 'rowid', bytes: '0' },
  { table: 'Workflow', key: 'rowid', bytes: 'octet_length(context)' },
  { table: 'ConnectionLink', key: 'rowid', bytes: '0' },
  { table: 'ScheduleRun', key: 'rowid', bytes: '0' },
]

/** Rows that are looked at together. */
const BATCH = 200

/** Deletes one slice. `left` says whether to ask again. */
export function eraseRest(tx: Transaction, _input: Record<never, never> = {}): { left: boolean; erased: Erased } {
  const slice = new Slice(() => performance.now())
  const erased = nothingErased()
  while (!slice.isFull) {
    const rest = tx.get<Rest>('SELECT owner, id, place FROM ErasedRest ORDER BY owner, id LIMIT 1')
    if (!rest) return { left: false, erased }
    if (!eraseSome(tx, rest, slice, erased)) continue
    tx.run('DELETE FROM ErasedRest WHERE owner = ? AND id = ?', rest.owner, rest.id)
    slice.add(1, 0)
  }
  return { left: true, erased }
}

/** Whether nothing of it is left. */
function eraseSome(tx: Transaction, rest: Rest, slice: Slice, erased: Erased): boolean {
  switch (rest.owner) {
    case 'conversation':
      return [EVENTS, ...WORK].every((left) => eraseRows(tx, left, 'conversationId', rest.id, slice, erased))
    case 'file':
      return eraseMadeFrom(tx, rest, slice, erased)
    case 'session':
      return eraseOfSession(tx, rest.id, slice, erased)
    case 'thread':
      return eraseFilesOf(tx, rest.id, slice, erased)
  }
}

function eraseRows(
  tx: Transaction,
  { table, key, bytes }: Left,
  column: 'conversationId' | 'sessionId',
  id: string,
  slice: Slice,
  erased: Erased,
): boolean {
  const name = table === 'Invocation' ? 'id' : 'NULL'
  while (!slice.isFull) {
    const rows = tx.all<{ row: number; bytes: number; name: string | null }>(
      `SELECT ${key} AS row, ${bytes} AS bytes, ${name} AS name FROM ${table} WHERE ${column} = ? LIMIT ${BATCH}`,
      id,
    )
    if (rows.length === 0) return true
    const taken = rows.filter((row) => slice.take(row.bytes))
    tx.run(
      `DELETE FROM ${table} WHERE ${column} = ? AND ${key} IN (SELECT value FROM json_each(?))`,
      id,
      JSON.stringify(taken.map(({ row }) => row)),
    )
    for (const row of taken) if (row.name !== null) erased.invocations.push(row.name)
  }
  return false
}

/** Its conversations become deleted ones of their own; then what is found by the session alone. */
function eraseOfSession(tx: Transaction, sessionId: string, slice: Slice, erased: Erased): boolean {
  const conversations = tx.all<Pick<Rows['Conversation'], 'id'>>(
    `SELECT id FROM Conversation WHERE sessionId = ? LIMIT ${BATCH}`,
    sessionId,
  )
  for (const { id } of conversations) {
    eraseLater(tx, 'conversation', id)
    tx.run('DELETE FROM Conversation WHERE id = ?', id)
    slice.add(2, 0)
  }
  if (conversations.length > 0) return false
  const threads = tx.all<Pick<Rows['Thread'], 'id'>>(
    `SELECT id FROM Thread WHERE sessionId = ? LIMIT ${BATCH}`,
    sessionId,
  )
  for (const { id } of threads) {
    slice.add(1 + tx.run('DELETE FROM ThreadFile WHERE threadId = ?', id), 0)
    tx.run('DELETE FROM Thread WHERE id = ?', id)
  }
  if (threads.length > 0) return false
  return [...WORK, ...OF_SESSION].every((left) => eraseRows(tx, left, 'sessionId', sessionId, slice, erased))
}

function eraseMadeFrom(tx: Transaction, { id, place }: Rest, slice: Slice, erased: Erased): boolean {
  const file = tx.get<Pick<Rows['File'], 'sessionId'>>('SELECT sessionId FROM File WHERE id = ?', id)
  // Its session was deleted meanwhile, with everything that it has.
  if (!file) return true
  const from: unknown = place === null ? null : JSON.parse(place)
  const next = eraseDerived(tx, { id, ...file }, erased, { from: isPlace(from) ? from : null, slice })
  if (next === null) {
    eraseFileLeft(tx, { id, ...file }, erased)
    return true
  }
  tx.run("UPDATE ErasedRest SET place = ? WHERE owner = 'file' AND id = ?", JSON.stringify(next), id)
  return false
}

/** The files that only a deleted thread had. */
function eraseFilesOf(tx: Transaction, threadId: string, slice: Slice, erased: Erased): boolean {
  const [first] = tx.all<Pick<Rows['ThreadFile'], 'fileId'>>(
    'SELECT fileId FROM ThreadFile WHERE threadId = ? LIMIT 1',
    threadId,
  )
  if (!first) return true
  eraseThreadFile(tx, { threadId, fileId: first.fileId }, erased)
  slice.add(BATCH / 4, 0)
  return false
}

// Removes what was made from a file: results, the answers that came with them, and the file's name wherever it was quoted.
// The person's own words stay. Readers get a fresh snapshot, because their copy holds what is gone. A long log is looked
// through in slices. [L16]

import type { Rows } from '../rows.ts'
import type { Transaction } from '../transaction.ts'
import { eraseAnswer, extentOf } from './erase-answer.ts'
import type { Erased } from './erased.ts'
import type { Slice } from './slice.ts'

export const DELETED_NAME = 'deleted file'

export interface FileOf {
  sessionId: string
  id: string
}

/** Everything of the session is looked through up to here: conversations by their ids, each by its numbers. */
export interface Place {
  conversation: string
  seq: number
  /** Something of this conversation was removed already. */
  changed: boolean
}

export function isPlace(value: unknown): value is Place {
  if (typeof value !== 'object' || value === null) return false
  return 'conversation' in value && 'seq' in value && 'changed' in value
}

/** Rows of the log that are looked at together. */
const BATCH = 200
/** Removing an answer, and a name, takes as long as looking at this many rows. */
const ROWS_OF_ANSWER = 20
const ROWS_OF_NAME = 5
/** Conversations whose ids are read at once. */
const CONVERSATIONS = 500
const END = Number.MAX_SAFE_INTEGER
/** What tells that an answer was made from a file, and what quotes a file's name. */
const OF_ANSWERS = "'agent.progress', 'agent.artifact', 'agent.ui'"
const QUOTING = "'user.message', 'agent.handoff'"

/** Goes on from a place until the slice is full; without one to the end. `null`: all of it was looked through. */
export function eraseDerived(
  tx: Transaction,
  file: FileOf,
  erased: Erased,
  { from, slice }: { from: Place | null; slice: Slice | null },
): Place | null {
  let place = from ?? { conversation: '', seq: 0, changed: false }
  for (;;) {
    const conversations = tx.all<Pick<Rows['Conversation'], 'id'>>(
      'SELECT id FROM Conversation WHERE sessionId = ? AND id >= ? ORDER BY id LIMIT ?',
      file.sessionId,
      place.conversation,
      CONVERSATIONS,
    )
    for (const { id: conversation } of conversations) {
      if (place.conversation !== conversation) place = { conversation, seq: 0, changed: false }
      while (place.seq < END) {
        if (slice?.isFull) return place
        place = eraseBatch(tx, file, erased, { place, slice })
      }
    }
    if (conversations.length < CONVERSATIONS) return null
  }
}

interface LogRow {
  seq: number
  type: string
  invocationId: string | null
  names: number
}

/** Returns where it stopped. */
function eraseBatch(
  tx: Transaction,
  file: FileOf,
  erased: Erased,
  { place, slice }: { place: Place; slice: Slice | null },
): Place {
  const { conversation, seq } = place
  const rows = tx.all<LogRow>(
    `SELECT seq, type, invocationId, type IN (${OF_ANSWERS}, ${QUOTING}) AND instr(payload, ?) > 0 AS names
     FROM Event WHERE conversationId = ? AND seq > ? ORDER BY seq LIMIT ${BATCH}`,
    file.id,
    conversation,
    seq,
  )
  const upTo = rows.length < BATCH ? END : (rows.at(-1)?.seq ?? END)
  const naming = rows.filter(({ names }) => names === 1)
  const made = naming.flatMap(({ invocationId, type }) => (OF_ANSWERS.includes(type) ? (invocationId ?? []) : []))
  const derived = new Set([...made, ...offeredIn(tx, file, { conversation, seq, upTo })])
  for (const id of derived) {
    const invocation = tx.findInvocation(id)
    if (invocation) eraseAnswer(tx, invocation, erased)
  }
  const quotes = naming.flatMap((row) => (QUOTING.includes(row.type) ? row.seq : []))
  const renamed = eraseName(tx, file, { conversation, seq, upTo }, quotes)
  slice?.add(rows.length + derived.size * ROWS_OF_ANSWER + renamed * ROWS_OF_NAME, 0)
  const changed = place.changed || derived.size + renamed > 0
  if (upTo === END && changed) refreshReaders(tx, conversation)
  return { conversation, seq: upTo, changed }
}

interface Range {
  conversation: string
  seq: number
  upTo: number
}

/**
 * Work that the person attached this file to, or that was offered it and named none of the files that it was offered:
 * then it is not known what the answer was made from. (Work that named it is found by what it said.)
 */
function offeredIn(tx: Transaction, { id }: FileOf, { conversation, seq, upTo }: Range): string[] {
  const given = tx.all<{ id: string }>(
    `SELECT i.id FROM Message AS m JOIN Invocation AS i ON i.id = m.invocationId
     WHERE m.conversationId = ? AND m.seq > ? AND m.seq <= ? AND m.role = 'assistant' AND instr(i.input, ?) > 0`,
    conversation,
    seq,
    upTo,
    id,
  )
  return given.flatMap((each) => (isDerived(tx, each.id, id) ? each.id : []))
}

/** Of work that was given the file. */
export function isDerived(tx: Transaction, invocationId: string, fileId: string): boolean {
  const invocation = tx.findInvocation(invocationId)
  if (!invocation) return false
  const { from, to } = extentOf(tx, invocation)
  const found = tx.get(
    `SELECT 1 FROM Invocation AS i WHERE i.id = ? AND (
       EXISTS (SELECT 1 FROM json_each(i.input, '$.attached') AS a WHERE a.value = ?)
       OR (EXISTS (SELECT 1 FROM json_each(i.input, '$.file_uuids') AS f WHERE f.value = ?)
         AND NOT EXISTS (SELECT 1 FROM Event AS e, json_each(i.input, '$.file_uuids') AS f
           WHERE e.conversationId = i.conversationId AND e.seq BETWEEN ? AND ? AND e.invocationId = i.id
             AND e.type IN (${OF_ANSWERS}) AND instr(e.payload, f.value) > 0)))`,
    invocationId,
    fileId,
    fileId,
    from,
    to,
  )
  return found !== undefined
}

/** The name stands in messages and handoffs. Returns in how many. */
function eraseName(tx: Transaction, { id }: FileOf, { conversation, seq, upTo }: Range, quotes: number[]): number {
  for (const quote of quotes) {
    const row = tx.get<Pick<Rows['Event'], 'payload'>>(
      'SELECT payload FROM Event WHERE conversationId = ? AND seq = ?',
      conversation,
      quote,
    )
    if (!row) continue
    const cleaned = unnamed(row.payload, id)
    tx.run('UPDATE Event SET payload = ? WHERE conversationId = ? AND seq = ?', cleaned, conversation, quote)
  }
  const messages = tx.all<Pick<Rows['Message'], 'id' | 'view'>>(
    `SELECT id, view FROM Message
     WHERE conversationId = ? AND seq > ? AND seq <= ? AND view IS NOT NULL AND instr(view, ?) > 0`,
    conversation,
    seq,
    upTo,
    id,
  )
  for (const { id: row, view } of messages) {
    if (view !== null) tx.run('UPDATE Message SET view = ? WHERE id = ?', unnamed(view, id), row)
  }
  return quotes.length + messages.length
}

/** What no conversation leads to, and the file's own row. */
export function eraseFileLeft(tx: Transaction, { sessionId, id }: FileOf, erased: Erased): void {
  // A later version of a result may have been made by work that is not of this file; what names the file goes.
  erased.counts.artifacts += tx.run(
    `DELETE FROM Artifact WHERE sessionId = ? AND json_extract(provenance, '$.file.file_uuid') = ?`,
    sessionId,
    id,
  )
  const workflows = tx.all<Pick<Rows['Workflow'], 'id' | 'context'>>(
    'SELECT id, context FROM Workflow WHERE sessionId = ? AND instr(context, ?) > 0',
    sessionId,
    id,
  )
  for (const { id: row, context } of workflows) {
    tx.run('UPDATE Workflow SET context = ? WHERE id = ?', unnamed(context, id), row)
  }
  tx.run('DELETE FROM File WHERE id = ?', id)
  tx.run('DELETE FROM ThreadFile WHERE fileId = ?', id)
}

/** The same JSON, in which this file has no name any more. */
const unnamed = (json: string, id: string): string =>
  JSON.stringify(
    JSON.parse(json, (_key, value: unknown) =>
      isNamedFile(value) && value.file_uuid === id ? { ...value, name: DELETED_NAME } : value,
    ),
  )

const isNamedFile = (value: unknown): value is { file_uuid: unknown; name: unknown } =>
  typeof value === 'object' && value !== null && 'file_uuid' in value && 'name' in value

/** A number is left out: each reader who stands before it is given a snapshot, whatever it had seen. [L14] */
export function refreshReaders(tx: Transaction, conversationId: string): void {
  const skipped = tx.skip(conversationId)
  tx.run('UPDATE Conversation SET compactedTo = ? WHERE id = ?', skipped, conversationId)
  const row = tx.get<Pick<Rows['Conversation'], 'title'>>('SELECT title FROM Conversation WHERE id = ?', conversationId)
  tx.append({ conversationId, type: 'conversation.renamed', payload: { title: row?.title ?? '' } })
}

// Removes what was made from a file: results, the answers that came with them, and the file's name wherever it was quoted.
// The person's own words stay. Readers get a fresh snapshot, because their copy holds what is gone. [L16]
import { isTerminal } from '@biplane/contracts/vocabulary/invocation-states'
import { UNKNOWN_USAGE } from '@biplane/contracts/wire/agent-events'
import type { MessageView } from '@biplane/contracts/wire/events'
import type { EventRow, InvocationHead } from '../rows.ts'
import type { Transaction } from '../transaction.ts'
import type { Erased } from './erased.ts'

export const DELETED_ANSWER = 'This answer was deleted together with the file that it was made from.'
export const DELETED_NAME = 'deleted file'

interface FileOf {
  sessionId: string
  id: string
}

export function eraseDerived(tx: Transaction, file: FileOf, erased: Erased): void {
  const changed = new Set<string>()
  for (const id of derivedInvocations(tx, file)) {
    const invocation = tx.invocation(id)
    eraseAnswer(tx, invocation, erased)
    changed.add(invocation.conversationId)
  }
  // A later version of a result may have been made by work that is not of this file; what names the file goes.
  erased.counts.artifacts += tx.run(
    `DELETE FROM Artifact WHERE sessionId = ? AND json_extract(provenance, '$.file.file_uuid') = ?`,
    file.sessionId,
    file.id,
  )
  for (const conversationId of eraseName(tx, file)) changed.add(conversationId)
  for (const conversationId of changed) refreshReaders(tx, conversationId)
}

/**
 * Work that the person attached this file to, that named it in a result or a progress, or that was offered it and named
 * none of the files that it was offered: then it is not known what the answer was made from.
 */
function derivedInvocations(tx: Transaction, { sessionId, id }: FileOf): string[] {
  return tx
    .all<{ id: string }>(
      `SELECT invocationId AS id FROM Artifact WHERE sessionId = ? AND json_extract(provenance, '$.file.file_uuid') = ?
       UNION SELECT id FROM Invocation AS i WHERE sessionId = ? AND (
         EXISTS (SELECT 1 FROM json_each(i.input, '$.attached') AS a WHERE a.value = ?)
         OR (EXISTS (SELECT 1 FROM json_each(i.input, '$.file_uuids') AS f WHERE f.value = ?)
           AND NOT EXISTS (SELECT 1 FROM json_each(i.input, '$.file_uuids') AS f
             JOIN Event AS e ON e.conversationId = i.conversationId AND e.invocationId = i.id
             WHERE e.type IN ('agent.progress', 'agent.artifact', 'agent.ui') AND instr(e.payload, f.value) > 0)))
       UNION SELECT e.invocationId FROM Conversation AS c JOIN Event AS e ON e.conversationId = c.id
       WHERE c.sessionId = ? AND e.type IN ('agent.progress', 'agent.artifact', 'agent.ui')
         AND e.invocationId IS NOT NULL AND instr(e.payload, ?) > 0`,
      sessionId,
      id,
      sessionId,
      id,
      id,
      sessionId,
      id,
    )
    .map((row) => row.id)
}

function eraseAnswer(tx: Transaction, invocation: InvocationHead, erased: Erased): void {
  const { conversationId, sessionId, answerMessageId } = invocation
  const open = !isTerminal(invocation.status)
  const message = tx.get<{ view: string | null }>(
    'SELECT view FROM Message WHERE sessionId = ? AND messageId = ?',
    sessionId,
    answerMessageId,
  )
  const view: MessageView = message?.view ? JSON.parse(message.view) : tx.answer(invocation)
  if (invocation.status === 'running' || invocation.status === 'cancelling') erased.running.push(invocation.id)
  erased.invocations.push(invocation.id)
  erased.counts.answers += 1
  erased.counts.artifacts += tx.run('DELETE FROM Artifact WHERE invocationId = ?', invocation.id)
  erased.counts.events += tx.run(
    `DELETE FROM Event WHERE conversationId = ? AND invocationId = ?
       AND type NOT IN ('agent.routed', 'agent.handoff', 'agent.completed', 'agent.failed', 'agent.cancelled')`,
    conversationId,
    invocation.id,
  )
  eraseEnds(tx, invocation)
  const end = open ? appendEnd(tx, invocation) : null
  if (end) markEnded(tx, invocation, end)
  tx.run(
    'UPDATE Message SET content = ?, bytes = ?, view = ?, status = ? WHERE sessionId = ? AND messageId = ?',
    DELETED_ANSWER,
    Buffer.byteLength(DELETED_ANSWER),
    JSON.stringify(withoutContent(open ? { ...view, status: 'cancelled' } : view)),
    open ? 'cancelled' : view.status,
    sessionId,
    answerMessageId,
  )
  tx.run('UPDATE Invocation SET reason = NULL WHERE id = ?', invocation.id)
  tx.settle(invocation.id)
}

/** Late events of it are fenced off from here on. */
function markEnded(tx: Transaction, invocation: InvocationHead, end: EventRow): void {
  tx.run(
    "UPDATE Invocation SET status = 'cancelled', owner = NULL, endedAt = ?, endedIn = ?, cause = ? WHERE id = ?",
    end.createdAt,
    tx.commit,
    JSON.stringify(deletion(invocation)),
    invocation.id,
  )
}

const deletion = ({ sessionId }: InvocationHead) => ({ by: 'deletion' as const, session_id: sessionId })

const appendEnd = (tx: Transaction, invocation: InvocationHead): EventRow =>
  tx.append({
    conversationId: invocation.conversationId,
    type: 'agent.cancelled',
    invocation,
    payload: { text: DELETED_ANSWER, usage: UNKNOWN_USAGE, cause: deletion(invocation) },
  })

function eraseEnds(tx: Transaction, { conversationId, id }: InvocationHead): void {
  tx.run(
    `UPDATE Event SET payload = json_set(payload, '$.text', ?) WHERE conversationId = ? AND invocationId = ?
       AND type IN ('agent.completed', 'agent.failed', 'agent.cancelled')`,
    DELETED_ANSWER,
    conversationId,
    id,
  )
  tx.run(
    `UPDATE Event SET payload = json_set(payload, '$.message', ?)
     WHERE conversationId = ? AND invocationId = ? AND type = 'agent.failed'`,
    DELETED_ANSWER,
    conversationId,
    id,
  )
}

const withoutContent = (view: MessageView): MessageView => ({
  ...view,
  content: DELETED_ANSWER,
  tools: [],
  artifacts: [],
  file_progress: [],
  ui: [],
  activity: null,
  error: view.error && { ...view.error, message: DELETED_ANSWER },
})

/** The name stands in messages, handoffs and their workflows. Returns the conversations in which it stood. */
function eraseName(tx: Transaction, { sessionId, id }: FileOf): string[] {
  const changed = new Set<string>()
  const events = tx.all<{ conversationId: string; seq: number; payload: string }>(
    `SELECT e.conversationId, e.seq, e.payload FROM Conversation AS c JOIN Event AS e ON e.conversationId = c.id
     WHERE c.sessionId = ? AND e.type IN ('user.message', 'agent.handoff') AND instr(e.payload, ?) > 0`,
    sessionId,
    id,
  )
  for (const { conversationId, seq, payload } of events) {
    const cleaned = unnamed(payload, id)
    tx.run('UPDATE Event SET payload = ? WHERE conversationId = ? AND seq = ?', cleaned, conversationId, seq)
    changed.add(conversationId)
  }
  const messages = tx.all<{ id: number; conversationId: string; view: string }>(
    'SELECT id, conversationId, view FROM Message WHERE sessionId = ? AND view IS NOT NULL AND instr(view, ?) > 0',
    sessionId,
    id,
  )
  for (const { id: row, conversationId, view } of messages) {
    tx.run('UPDATE Message SET view = ? WHERE id = ?', unnamed(view, id), row)
    changed.add(conversationId)
  }
  const workflows = tx.all<{ id: string; context: string }>(
    'SELECT id, context FROM Workflow WHERE sessionId = ? AND instr(context, ?) > 0',
    sessionId,
    id,
  )
  for (const { id: row, context } of workflows) {
    tx.run('UPDATE Workflow SET context = ? WHERE id = ?', unnamed(context, id), row)
  }
  return [...changed]
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
function refreshReaders(tx: Transaction, conversationId: string): void {
  const skipped = tx.skip(conversationId)
  tx.run('UPDATE Conversation SET compactedTo = ? WHERE id = ?', skipped, conversationId)
  const row = tx.get<{ title: string }>('SELECT title FROM Conversation WHERE id = ?', conversationId)
  tx.append({ conversationId, type: 'conversation.renamed', payload: { title: row?.title ?? '' } })
}

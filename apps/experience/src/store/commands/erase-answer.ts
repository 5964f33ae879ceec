// Removes one answer: its pieces, its results, its text. What asked for it stays, and so does the fact that it ended. [L16]
import { isTerminal } from '@biplane/contracts/vocabulary/invocation-states'
import { UNKNOWN_USAGE } from '@biplane/contracts/wire/agent-events'
import type { MessageView } from '@biplane/contracts/wire/events'
import type { EventRow, InvocationHead, Rows } from '../rows.ts'
import type { Transaction } from '../transaction.ts'
import type { Erased } from './erased.ts'

export const DELETED_ANSWER = 'This answer was deleted together with the file that it was made from.'

const ENDS = "'agent.completed', 'agent.failed', 'agent.cancelled'"

/**
 * The numbers between which the events of an invocation stand: from its answer to its end. Without them every question about
 * one answer would read the whole log of its conversation.
 */
export function extentOf(
  tx: Transaction,
  { id, conversationId, sessionId, answerMessageId }: InvocationHead,
): { from: number; to: number } {
  const answer = tx.get<Pick<Rows['Message'], 'seq'>>(
    'SELECT seq FROM Message WHERE sessionId = ? AND messageId = ?',
    sessionId,
    answerMessageId,
  )
  const from = answer?.seq ?? 0
  const end = tx.get<Pick<Rows['Event'], 'seq'>>(
    `SELECT seq FROM Event WHERE conversationId = ? AND seq >= ? AND invocationId = ? AND type IN (${ENDS})
     ORDER BY seq LIMIT 1`,
    conversationId,
    from,
    id,
  )
  return { from, to: end?.seq ?? Number.MAX_SAFE_INTEGER }
}

export function eraseAnswer(tx: Transaction, invocation: InvocationHead, erased: Erased): void {
  const { conversationId, sessionId, answerMessageId } = invocation
  const open = !isTerminal(invocation.status)
  const message = tx.get<Pick<Rows['Message'], 'view'>>(
    'SELECT view FROM Message WHERE sessionId = ? AND messageId = ?',
    sessionId,
    answerMessageId,
  )
  const view: MessageView = message?.view ? JSON.parse(message.view) : tx.answer(invocation)
  if (invocation.status === 'running' || invocation.status === 'cancelling') erased.running.push(invocation.id)
  erased.invocations.push(invocation.id)
  erased.counts.answers += 1
  const { from, to } = extentOf(tx, invocation)
  const last = wasJudged(tx, invocation) ? Number.MAX_SAFE_INTEGER : to
  erased.counts.artifacts += tx.run(
    'DELETE FROM Artifact WHERE conversationId = ? AND invocationId = ?',
    conversationId,
    invocation.id,
  )
  erased.counts.events += tx.run(
    `DELETE FROM Event WHERE conversationId = ? AND seq BETWEEN ? AND ? AND invocationId = ?
       AND type NOT IN ('agent.routed', 'agent.handoff', ${ENDS})`,
    conversationId,
    from,
    last,
    invocation.id,
  )
  eraseEnd(tx, invocation, to)
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

/** Whether a person approved or rejected a result of it: only such an event stands behind its end. */
const wasJudged = (tx: Transaction, { conversationId, id }: InvocationHead): boolean =>
  tx.get(
    "SELECT 1 FROM Artifact WHERE conversationId = ? AND invocationId = ? AND status <> 'draft'",
    conversationId,
    id,
  ) !== undefined

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

/** Its end is the last of its events. */
function eraseEnd(tx: Transaction, { conversationId, id }: InvocationHead, seq: number): void {
  tx.run(
    `UPDATE Event SET payload = CASE type WHEN 'agent.failed'
         THEN json_set(payload, '$.text', ?, '$.message', ?) ELSE json_set(payload, '$.text', ?) END
     WHERE conversationId = ? AND seq = ? AND invocationId = ? AND type IN (${ENDS})`,
    DELETED_ANSWER,
    DELETED_ANSWER,
    DELETED_ANSWER,
    conversationId,
    seq,
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

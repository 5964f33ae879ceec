// Steps of the workflow `liaison_routing`: asked, answered, handed back. Each is stored in the transaction that makes
// it true, so a crash never leaves a step behind; recovery continues from there. [G5]
import type { EventOf, HandoffContext } from '@biplane/contracts/wire/events'
import type { InvocationHead } from '../rows.ts'
import type { Transaction } from '../transaction.ts'

/** In order. `step` of the row is the place in this list of what comes next. */
export const LIAISON_STEPS = ['ask', 'answer', 'hand_back'] as const

/** `running`: the liaison is at work; `waiting`: it holds the routing doors until it is released; then `done`. */
type Status = 'running' | 'waiting' | 'done'

interface Routing {
  from: { agent_id: string; invocation_id: string; conversation_id: string }
  to: { agent_id: string; invocation_id: string; conversation_id: string }
  reason: string
  confidence: number
  context: HandoffContext
  /** How the answer ended; absent while there is none. */
  answer?: string
  /** Who gave it back; absent while nobody did. */
  handed_back_by?: 'person' | 'agent'
}

interface WorkflowRow {
  id: string
  status: Status
  step: number
  context: string
}

/** What of a conversation goes along: at most so many of its newest results. */
const MOST_ARTIFACTS = 10

/** What the next agent, and everybody who reads along, is told of it. */
export function contextOf(
  tx: Transaction,
  invocation: InvocationHead,
  asked: Pick<HandoffContext, 'summary' | 'open_question' | 'files'>,
): HandoffContext {
  const artifacts = tx.all<HandoffContext['artifacts'][number]>(
    `SELECT id AS artifact_id, max(version) AS version, kind, title FROM Artifact WHERE conversationId = ?
     GROUP BY id ORDER BY max(madeIn) DESC, max(createdAt) DESC LIMIT ?`,
    invocation.conversationId,
    MOST_ARTIFACTS,
  )
  return { ...asked, artifacts }
}

/** The question was asked. The same workflow again, by a later attempt of the same work, is the same one. [L6] */
export function beginRouting(tx: Transaction, id: string, sessionId: string, routing: Routing): void {
  const now = tx.now()
  tx.run(
    `INSERT INTO Workflow (id, sessionId, kind, status, step, context, createdAt, updatedAt)
     VALUES (?, ?, 'liaison_routing', 'running', 1, ?, ?, ?) ON CONFLICT (id) DO NOTHING`,
    id,
    sessionId,
    JSON.stringify(routing),
    now,
    now,
  )
}

/** The liaison's answer has ended, however it did. */
export function routingAnswered(
  tx: Transaction,
  invocation: InvocationHead,
  end: EventOf<'agent.completed' | 'agent.failed' | 'agent.cancelled'>['type'],
): void {
  for (const { row, routing } of open(tx, { sessionId: invocation.sessionId }, 'running')) {
    if (routing.to.invocation_id !== invocation.id) continue
    const status = routing.handed_back_by ? 'done' : 'waiting'
    move(tx, row.id, status, status === 'done' ? 3 : 2, { ...routing, answer: end })
  }
}

/** A thread's turn is given back: by the person who asks for the guide, or by an agent that hands over again. */
export function routingHandedBack(tx: Transaction, of: Of & { threadId: string }, by: 'person' | 'agent'): void {
  for (const { row, routing } of open(tx, of, 'waiting')) {
    move(tx, row.id, 'done', 3, { ...routing, handed_back_by: by })
  }
  // One that still answers is done when it has answered.
  for (const { row, routing } of open(tx, of, 'running')) {
    move(tx, row.id, 'running', row.step, { ...routing, handed_back_by: by })
  }
}

interface Of {
  sessionId: string
  /** Of all threads where there is none. */
  threadId?: string
}

function open(
  tx: Transaction,
  { sessionId, threadId = '' }: Of,
  status: Status,
): { row: WorkflowRow; routing: Routing }[] {
  return tx
    .all<WorkflowRow>(
      `SELECT id, status, step, context FROM Workflow
       WHERE sessionId = ? AND status = ? AND kind = 'liaison_routing' AND (? = '' OR ? =
         (SELECT threadId FROM Conversation WHERE id = json_extract(context, '$.to.conversation_id')))`,
      sessionId,
      status,
      threadId,
      threadId,
    )
    .map((row) => ({ row, routing: JSON.parse(row.context) }))
}

function move(tx: Transaction, id: string, status: Status, step: number, routing: Routing): void {
  tx.run(
    'UPDATE Workflow SET status = ?, step = ?, context = ?, updatedAt = ? WHERE id = ?',
    status,
    step,
    JSON.stringify(routing),
    tx.now(),
    id,
  )
}

// Owns the handing over of a question: said in the one conversation and asked in the other, in one transaction. [PROTOCOL 3.4]
import { isTerminal } from '@biplane/contracts/vocabulary/invocation-states'
import { classOf, isAgentId } from '@biplane/contracts/vocabulary/pillars'
import type { Transaction } from '../transaction.ts'
import { type AcceptedSend, type AcceptSend, acceptSend } from './accept-send.ts'

export interface RecordHandoff {
  /** Who hands over. */
  invocationId: string
  attempt: number
  n: number
  pillar: string | null
  reason: string
  confidence: number
  /** The question as the next agent gets it, with the decision that Experience took. */
  send: AcceptSend
  workflowId: string
}

export type HandoffRecorded = { outcome: 'recorded'; send: AcceptedSend } | { outcome: 'fenced' }

/** @throws BUSY, NOT_FOUND, CONFLICT: then nothing of the handoff was written */
export function recordHandoff(tx: Transaction, handoff: RecordHandoff): HandoffRecorded {
  const invocation = tx.invocation(handoff.invocationId)
  if (invocation.attempt !== handoff.attempt || isTerminal(invocation.status)) return { outcome: 'fenced' }
  const { send, pillar, reason, confidence } = handoff
  const to_agent = send.routing.agent_id
  // First, because a later attempt that hands over again must name the work that was begun the first time. [L6]
  const sent = acceptSend(tx, send)
  const { conversation_id, invocation_id } = sent.accepted
  tx.append({
    conversationId: invocation.conversationId,
    type: 'agent.handoff',
    invocation,
    n: handoff.n,
    payload: { to_agent, pillar, conversation_id, invocation_id, reason, confidence },
  })
  const holder = isAgentId(to_agent) && classOf(to_agent) === 'liaison' ? to_agent : null
  tx.run('UPDATE Session SET heldBy = ? WHERE id = ?', holder, send.sessionId)
  const now = tx.now()
  tx.run(
    `INSERT INTO Workflow (id, sessionId, kind, status, step, context, createdAt, updatedAt)
     VALUES (?, ?, 'liaison_routing', 'done', 3, ?, ?, ?)`,
    handoff.workflowId,
    send.sessionId,
    JSON.stringify({ from: invocation.id, to: invocation_id, to_agent, reason, confidence }),
    now,
    now,
  )
  return { outcome: 'recorded', send: sent }
}

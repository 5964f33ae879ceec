// The transaction of a handoff: announced in one conversation and asked in the other. [G5]
import { isTerminal } from '@biplane/contracts/vocabulary/invocation-states'
import { classOf, isAgentId } from '@biplane/contracts/vocabulary/pillars'
import type { Rows } from '../rows.ts'
import type { Transaction } from '../transaction.ts'
import { type AcceptedSend, type AcceptSend, acceptSend } from './accept-send.ts'
import { beginRouting, contextOf, routingHandedBack } from './liaison-routing.ts'

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
  const invocation = tx.findInvocation(handoff.invocationId)
  if (invocation?.attempt !== handoff.attempt || isTerminal(invocation.status)) return { outcome: 'fenced' }
  if (handoff.n <= tx.lastN(invocation)) return { outcome: 'fenced' }
  const { send, pillar, reason, confidence } = handoff
  const to_agent = send.routing.agent_id
  // First, because a later attempt that hands over again must name the work that was begun the first time. [L6]
  const sent = acceptSend(tx, send)
  const { conversation_id, invocation_id } = sent.accepted
  const context = contextOf(tx, invocation, { summary: reason, open_question: send.text, files: send.files })
  tx.append({
    conversationId: invocation.conversationId,
    type: 'agent.handoff',
    invocation,
    n: handoff.n,
    payload: { to_agent, pillar, conversation_id, invocation_id, reason, confidence, context },
  })
  const thread = tx.get<Pick<Rows['Conversation'], 'threadId'>>(
    'SELECT threadId FROM Conversation WHERE id = ?',
    invocation.conversationId,
  )
  const threadId = thread?.threadId ?? ''
  // Whoever held the thread's turn before holds it no more.
  if (!sent.repeated) routingHandedBack(tx, { sessionId: send.sessionId, threadId }, 'agent')
  const holder = isAgentId(to_agent) && classOf(to_agent) === 'liaison' ? to_agent : null
  tx.run('UPDATE Thread SET heldBy = ? WHERE id = ?', holder, threadId)
  if (holder !== null) {
    beginRouting(tx, handoff.workflowId, send.sessionId, {
      from: {
        agent_id: invocation.agentId,
        invocation_id: invocation.id,
        conversation_id: invocation.conversationId,
      },
      to: { agent_id: to_agent, invocation_id, conversation_id },
      reason,
      confidence,
      context,
    })
  }
  return { outcome: 'recorded', send: sent }
}

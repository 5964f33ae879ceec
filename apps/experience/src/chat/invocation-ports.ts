// Implements the invocation ports of the routers: get, list, cancel. [L4, L10]
import type { Caller, ExperiencePorts } from '@biplane/contracts/experience-router'
import { Refusal } from '@biplane/contracts/refusal'
import { invocationStateNamed } from '@biplane/contracts/vocabulary/invocation-states'
import type { InvocationView } from '@biplane/contracts/wire/commands'
import type { AuditNotes } from '../audit/audit-trail.ts'
import type { PostOffice } from '../smart-city/post-office.ts'
import type { QueryOutput } from '../store/queries.ts'
import type { StoreReads } from '../store/store-reads.ts'
import type { Dispatcher } from './dispatcher.ts'
import { afterInvocation, invocationCursor } from './invocation-cursor.ts'

export interface InvocationPortsDeps {
  store: StoreReads
  postOffice: PostOffice
  dispatcher: Dispatcher
  /** Counts one more cancellation. @throws RATE_LIMITED */
  admitCancel(caller: Caller): Promise<void>
  audit: AuditNotes
}

/** Default number of invocations on a page. */
const LISTED = 50

export function openInvocationPorts(deps: InvocationPortsDeps): ExperiencePorts['invocations'] {
  const { store, postOffice, dispatcher, admitCancel, audit } = deps
  return {
    async get(caller, id) {
      const row = await store.query('getInvocation', { sessionId: caller.session_id, id })
      if (!row) throw new Refusal('NOT_FOUND', 'There is no such invocation.')
      return viewInvocation(row)
    },
    async list(caller, { conversation_id, status, cursor, limit }) {
      if (conversation_id !== undefined) postOffice.own(caller, conversation_id)
      const rows = await store.query('listInvocations', {
        sessionId: caller.session_id,
        ...(conversation_id === undefined ? {} : { conversationId: conversation_id }),
        ...(status === undefined ? {} : { status }),
        take: limit ?? LISTED,
        ...afterInvocation(cursor),
      })
      return rows.map((row) => ({ ...viewInvocation(row), cursor: invocationCursor(row) }))
    },
    async cancel(caller, { invocation_id, message_id }) {
      await admitCancel(caller)
      const { invocationId, outcome, status } = await postOffice.write('requestCancel', {
        sessionId: caller.session_id,
        invocationId: invocation_id,
        messageId: message_id,
        cause: { by: 'person', session_id: caller.session_id },
      })
      if (outcome === 'cancelling') dispatcher.cancel(invocationId)
      audit.note({ action: 'invocation.cancel', caller, detail: { invocation_id: invocationId, outcome } })
      return { invocation_id: invocationId, outcome, status }
    },
  }
}

function viewInvocation(row: QueryOutput<'listInvocations'>[number]): InvocationView {
  return {
    invocation_id: row.id,
    conversation_id: row.conversationId,
    agent_id: row.agentId,
    message_id: row.messageId,
    answer_message_id: row.answerMessageId,
    status: invocationStateNamed(row.status),
    attempt: row.attempt,
    error: row.code === null ? null : { code: row.code, message: row.reason ?? '' },
    usage: row.usage === null ? null : JSON.parse(row.usage),
    cause: row.cause === null ? null : JSON.parse(row.cause),
    created_at: row.createdAt,
    started_at: row.startedAt,
    ended_at: row.endedAt,
  }
}

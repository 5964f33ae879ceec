// Implements the chat ports of the routers: send, read, conversations, invocations. Every id passes the ownership check
// first. [L10]
import type { Caller, ExperiencePorts } from '@biplane/contracts/experience-router'
import { Refusal } from '@biplane/contracts/refusal'
import { invocationStateNamed } from '@biplane/contracts/vocabulary/invocation-states'
import type { Limits } from '@biplane/contracts/vocabulary/limits'
import { pillarOfAgentType } from '@biplane/contracts/vocabulary/pillars'
import type { ConversationView, InvocationView } from '@biplane/contracts/wire/commands'
import { formatListCursor, parseListCursor } from '@biplane/contracts/wire/list-cursor'
import { inSpan } from '@biplane/process/trace'
import { v7 as uuid } from 'uuid'
import type { AuditNotes } from '../audit/audit-trail.ts'
import type { AfterErase } from '../privacy/after-erase.ts'
import type { PostOffice } from '../smart-city/post-office.ts'
import type { ListedConversation } from '../store/list-queries.ts'
import type { ConversationRow } from '../store/log-reader.ts'
import type { QueryOutput } from '../store/queries.ts'
import type { StoreReads } from '../store/store-reads.ts'
import { requireAgentType } from './agent-kind.ts'
import { findConversation } from './conversation-target.ts'
import { historyOf } from './conversation-view.ts'
import type { Dispatcher } from './dispatcher.ts'
import { type DoorChat, openDoorChat } from './door-chat.ts'
import { exportConversation } from './export-conversation.ts'
import { FairTurns } from './fair-turns.ts'
import { afterInvocation, invocationCursor } from './invocation-cursor.ts'
import { readEvents } from './read-events.ts'
import { searchConversations } from './search-conversations.ts'
import { type SendDeps, sendMessage } from './send-message.ts'
import { openThreadPorts, type ThreadDeps } from './threads/thread-ports.ts'
import { UuidV7Pool } from './uuid-v7-pool.ts'

export interface ChatDeps {
  store: StoreReads
  postOffice: PostOffice
  dispatcher: Dispatcher
  admit: SendDeps['admit']
  /** Counts one more cancellation. @throws RATE_LIMITED */
  admitCancel(caller: Caller): Promise<void>
  mayUse: SendDeps['mayUse']
  afterErase: AfterErase
  fileViews: ThreadDeps['fileViews']
  audit: AuditNotes
  limits: Limits
  /** Wall-clock milliseconds. */
  now(): number
}

/** A text of more than a page waits for its turn. What waits is bounded in memory too: 200 × 32 000 characters. */
const LONG_TEXTS = { smallChars: 4_000, maxOfOne: 20, max: 200 }
/** Default number of items on a page. */
const CONVERSATIONS_LISTED = 100
const INVOCATIONS_LISTED = 50

type ChatPorts = Pick<ExperiencePorts, 'chat' | 'conversations' | 'threads' | 'invocations'> & { doorChat: DoorChat }

export function openChatPorts(deps: ChatDeps): ChatPorts {
  const { store, postOffice, dispatcher, admit, admitCancel, mayUse, afterErase, fileViews, audit, limits, now } = deps
  const ids = new UuidV7Pool(now)
  const sendDeps: SendDeps = {
    store,
    postOffice,
    admit,
    turns: new FairTurns(LONG_TEXTS),
    mayUse,
    newId: () => ids.next(),
    audit,
    limits,
    accepting: (kept) => dispatcher.accepting(kept),
    onAccepted: (sent) => dispatcher.onAccepted(sent),
    owner: dispatcher.owner,
  }
  const viewOne = async (row: ConversationRow) =>
    (await viewConversations(store, postOffice, [{ ...row, current: row.reached === 1 }]))[0] as ConversationView

  const send: DoorChat['send'] = (caller, target, input) =>
    inSpan('chat.send', { attributes: { session_id: caller.session_id } }, async (span) => {
      const accepted = await sendMessage(sendDeps, caller, target, input)
      const { conversation_id, invocation_id, message_id } = accepted
      span.setAttributes({ conversation_id, invocation_id, message_id })
      return accepted
    })
  const getInvocation: ExperiencePorts['invocations']['get'] = async (caller, id) => {
    const row = await store.query('getInvocation', { sessionId: caller.session_id, id })
    if (!row) throw new Refusal('NOT_FOUND', 'There is no such invocation.')
    return viewInvocation(row)
  }
  const cancel: DoorChat['cancel'] = async (caller, { invocation_id, message_id }) => {
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
  }

  return {
    doorChat: openDoorChat({ postOffice, send, cancel, invocation: getInvocation, limits }),
    chat: {
      send,
      events: (caller, selector, signal) => readEvents(postOffice, caller, selector, limits.historyMessages, signal),
      async history(caller, target, { before, limit, ...named }) {
        const conversation = await findConversation(postOffice, caller, target, named)
        return historyOf(postOffice, conversation.id, before, limit ?? limits.historyMessages)
      },
    },

    conversations: {
      async list(caller, { cursor, limit }) {
        const [updatedAt = '', id = ''] = parseListCursor(cursor, 2) ?? []
        const rows = await store.query('listConversations', {
          sessionId: caller.session_id,
          take: limit ?? CONVERSATIONS_LISTED,
          ...(cursor !== undefined && { after: { updatedAt, id } }),
        })
        const views = await viewConversations(store, postOffice, rows)
        return views.map((view) => ({ ...view, cursor: formatListCursor([view.updated_at, view.conversation_id]) }))
      },
      async create(caller, { agent_type: named, pillar, title, thread_id: threadId }) {
        const agent_type = requireAgentType({ agent_type: named, pillar })
        const id = await postOffice.write('createConversation', {
          id: uuid(),
          sessionId: caller.session_id,
          tenant: caller.tenant,
          agentType: agent_type,
          pillar: pillarOfAgentType(agent_type),
          title: title ?? '',
          threadId,
        })
        return viewOne(postOffice.own(caller, id))
      },
      async rename(caller, { conversation_id, title }) {
        await postOffice.write('renameConversation', {
          sessionId: caller.session_id,
          conversationId: conversation_id,
          title,
        })
        return viewOne(postOffice.own(caller, conversation_id))
      },
      async open(caller, conversationId) {
        await postOffice.write('openConversation', { sessionId: caller.session_id, conversationId })
        return viewOne(postOffice.own(caller, conversationId))
      },
      search: (caller, input) => searchConversations(store, caller, input),
      async delete(caller, conversationId) {
        const sessionId = caller.session_id
        const erased = await postOffice.write('eraseConversation', { sessionId, conversationId })
        return afterErase('conversation.deleted', caller, erased, { conversation_id: conversationId })
      },
      export: async (caller, { conversation_id, format }) =>
        exportConversation(postOffice, postOffice.own(caller, conversation_id), format),
    },

    threads: openThreadPorts({ store, postOffice, send, afterErase, fileViews, limits }),

    invocations: {
      get: getInvocation,
      async list(caller, { conversation_id, status, cursor, limit }) {
        if (conversation_id !== undefined) postOffice.own(caller, conversation_id)
        const rows = await store.query('listInvocations', {
          sessionId: caller.session_id,
          ...(conversation_id === undefined ? {} : { conversationId: conversation_id }),
          ...(status === undefined ? {} : { status }),
          take: limit ?? INVOCATIONS_LISTED,
          ...afterInvocation(cursor),
        })
        return rows.map((row) => ({ ...viewInvocation(row), cursor: invocationCursor(row) }))
      },
      cancel,
    },
  }
}

async function viewConversations(
  store: StoreReads,
  postOffice: PostOffice,
  rows: readonly ListedConversation[],
): Promise<ConversationView[]> {
  if (rows.length === 0) return []
  const counted = await store.query('countMessages', { conversationIds: rows.map(({ id }) => id) })
  const counts = new Map(counted.map(({ conversationId, _count }) => [conversationId, _count._all]))
  return rows.map((row) => ({
    conversation_id: row.id,
    thread_id: row.threadId,
    agent_type: row.agentType,
    pillar: row.pillar,
    title: row.title,
    current: row.current,
    message_count: counts.get(row.id) ?? 0,
    last_event_id: postOffice.reader.lastSeq(row.id),
    created_at: row.createdAt,
    updated_at: row.updatedAt,
  }))
}

type StoredInvocation = QueryOutput<'listInvocations'>[number]

function viewInvocation(row: StoredInvocation): InvocationView {
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

// Implements the conversation ports of the routers. Every id passes the ownership check first. [L10]
import type { Caller, ExperiencePorts } from '@biplane/contracts/experience-router'
import { pillarOfAgentType } from '@biplane/contracts/vocabulary/pillars'
import type { ConversationView } from '@biplane/contracts/wire/commands'
import { formatListCursor, parseListCursor } from '@biplane/contracts/wire/list-cursor'
import { v7 as uuid } from 'uuid'
import type { AfterErase } from '../privacy/after-erase.ts'
import type { PostOffice } from '../smart-city/post-office.ts'
import type { ListedConversation } from '../store/list-queries.ts'
import type { StoreReads } from '../store/store-reads.ts'
import { requireAgentType } from './agent-kind.ts'
import { exportConversation } from './export-conversation.ts'
import { searchConversations } from './search-conversations.ts'

export interface ConversationPortsDeps {
  store: StoreReads
  postOffice: PostOffice
  afterErase: AfterErase
  admitSearch(caller: Caller): Promise<void>
}

/** Default number of conversations on a page. */
const LISTED = 100

export function openConversationPorts(deps: ConversationPortsDeps): ExperiencePorts['conversations'] {
  const { store, postOffice, afterErase, admitSearch } = deps
  const viewOne = async (caller: Caller, id: string) => {
    const row = postOffice.own(caller, id)
    return (await viewConversations(deps, [{ ...row, current: row.reached === 1 }]))[0] as ConversationView
  }

  return {
    async list(caller, { cursor, limit }) {
      const [updatedAt = '', id = ''] = parseListCursor(cursor, 2) ?? []
      const rows = await store.query('listConversations', {
        sessionId: caller.session_id,
        take: limit ?? LISTED,
        ...(cursor !== undefined && { after: { updatedAt, id } }),
      })
      const views = await viewConversations(deps, rows)
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
      return viewOne(caller, id)
    },
    async rename(caller, { conversation_id: conversationId, title }) {
      await postOffice.write('renameConversation', { sessionId: caller.session_id, conversationId, title })
      return viewOne(caller, conversationId)
    },
    async open(caller, conversationId) {
      await postOffice.write('openConversation', { sessionId: caller.session_id, conversationId })
      return viewOne(caller, conversationId)
    },
    async search(caller, input) {
      await admitSearch(caller)
      return searchConversations(store, caller, input)
    },
    async delete(caller, conversationId) {
      const sessionId = caller.session_id
      const erased = await postOffice.write('eraseConversation', { sessionId, conversationId })
      return afterErase('conversation.deleted', caller, erased, { conversation_id: conversationId })
    },
    export: async (caller, { conversation_id, format }) =>
      exportConversation(postOffice, postOffice.own(caller, conversation_id), format),
  }
}

async function viewConversations(
  { store, postOffice }: ConversationPortsDeps,
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

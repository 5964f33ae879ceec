// Conversations and turns by the names that clients of other protocols give them: a thread is a conversation, a run is the
// person's message that began a turn. [D12.2]
import type { Caller } from '@biplane/contracts/experience-router'
import { Refusal } from '@biplane/contracts/refusal'
import { type AgentType, pillarOfAgentType } from '@biplane/contracts/vocabulary/pillars'
import type { MessageView } from '@biplane/contracts/wire/events'
import { v7 as uuid } from 'uuid'
import type { PostOffice } from '../smart-city/post-office.ts'
import type { ConversationRow } from '../store/log-reader.ts'
import type { StoreReads } from '../store/store-reads.ts'

/** A message that was accepted, and the invocation that answers it. */
export interface Sent {
  conversation: ConversationRow
  invocationId: string
  message: MessageView
}

export class ClientThreads {
  readonly #store: StoreReads
  readonly #postOffice: PostOffice

  constructor({ store, postOffice }: { store: StoreReads; postOffice: PostOffice }) {
    this.#store = store
    this.#postOffice = postOffice
  }

  /** By our id or by the client's name; `null` for another principal's id as for an unknown name. [L10] */
  async find(caller: Caller, agentType: AgentType, thread: string): Promise<ConversationRow | null> {
    this.#postOffice.standing(caller)
    const { session_id: sessionId } = caller
    const id = await this.#store.query('findThread', { sessionId, agentType, thread })
    return id === null ? null : this.#postOffice.own(caller, id)
  }

  /** The same, made where there is none. @throws QUOTA_EXCEEDED */
  async ensure(caller: Caller, agentType: AgentType, thread: string): Promise<ConversationRow> {
    const found = await this.find(caller, agentType, thread)
    if (found) return found
    const { session_id: sessionId, tenant } = caller
    const pillar = pillarOfAgentType(agentType)
    const wanted = { id: uuid(), sessionId, tenant, agentType, pillar, thread }
    return this.#postOffice.own(caller, await this.#postOffice.write('ensureThread', wanted))
  }

  /** A conversation of its own for a call that names none; it does not become the current one. @throws QUOTA_EXCEEDED */
  open(caller: Caller, agentType: AgentType): Promise<ConversationRow> {
    return this.ensure(caller, agentType, uuid())
  }

  /** What was accepted under this message id; `null` where nothing was. [L6] */
  async sent(caller: Caller, messageId: string): Promise<Sent | null> {
    const { reader } = this.#postOffice
    const row = reader.message(caller.session_id, messageId)
    const message = row?.role === 'user' ? reader.shown(row) : null
    if (!row || !message) return null
    const conversation = this.#postOffice.own(caller, row.conversationId)
    const { conversationId } = row
    const invocationId = await this.#store.query('invocationOfMessage', { conversationId, messageId })
    return invocationId === null ? null : { conversation, invocationId, message }
  }

  /** The last message of a person in a conversation, and what answers it. @throws NOT_FOUND where there is none */
  async lastSent(caller: Caller, conversation: ConversationRow): Promise<Sent> {
    const messageId = await this.#store.query('lastMessageAsked', { conversationId: conversation.id })
    const sent = messageId === null ? null : await this.sent(caller, messageId)
    if (!sent) throw new Refusal('NOT_FOUND', 'There is no such run.')
    return sent
  }
}

// HTTP routes of conversations: create, history, and the log as pages or as a live stream. [D3.8, D3.9]
import type { Caller, ExperiencePorts } from '@biplane/contracts/experience-router'
import { Refusal } from '@biplane/contracts/refusal'
import type { Limits } from '@biplane/contracts/vocabulary/limits'
import { conversationKey, pillarOfAgentType } from '@biplane/contracts/vocabulary/pillars'
import * as http from '@biplane/contracts/wire/http'
import type { ConversationId, ThreadId } from '@biplane/contracts/wire/ids'
import type { FastifyRequest } from 'fastify'
import { agentTypeIn, readAgentKind, requireAgentType } from '../../chat/agent-kind.ts'
import type { DoorChat } from '../../chat/door-chat.ts'
import { pageOfEvents } from '../../chat/events-page.ts'
import type { PostOffice } from '../../smart-city/post-office.ts'
import { streamEvents } from './event-stream.ts'
import { linkNextPage } from './next-page.ts'
import type { OpenStreams } from './open-streams.ts'
import { ANSWERED, answer, json, plain, type Route, route } from './route.ts'

export interface ConversationRouteDeps {
  chat: DoorChat
  conversations: ExperiencePorts['conversations']
  postOffice: PostOffice
  streams: OpenStreams
  limits: Limits
  onMistake(error: unknown): void
}

/** Default number of conversations on a page. */
const PAGE = 100

export function conversationRoutes(deps: ConversationRouteDeps): Route[] {
  const { chat, conversations, postOffice, limits } = deps
  return [
    route({
      ...plain,
      method: 'GET',
      path: '/api/chat/conversations',
      tag: 'chat',
      summary: 'The conversations of the session, the last active first; `cursor` asks for the next page.',
      query: http.pageQuery,
      answers: { 200: json('The conversations.', http.conversationList) },
      refusals: [],
      async handle({ caller, query, ...ask }) {
        const limit = query.limit ?? PAGE
        const page = await conversations.list(caller, { ...query, limit })
        linkNextPage(ask, page, limit)
        return answer(200, page)
      },
    }),
    route({
      ...plain,
      method: 'POST',
      path: '/api/chat/conversation/create',
      tag: 'chat',
      summary: 'Begin a new current conversation of an agent type; the earlier ones stay.',
      body: http.newConversation,
      answers: { 201: json('The new conversation.', http.createdConversation) },
      refusals: ['QUOTA_EXCEEDED', 'STORE_UNAVAILABLE'],
      async handle({ caller, body }) {
        const { session_token: _, agent_type: named, pillar, ...rest } = body
        const agent_type =
          named === undefined && pillar === undefined ? 'guide' : requireAgentType({ agent_type: named, pillar })
        const made = await conversations.create(caller, { ...rest, agent_type })
        return answer(201, {
          success: true as const,
          ...made,
          conversation_key: conversationKey(agent_type, caller.session_id),
        })
      },
    }),
    route({
      ...plain,
      method: 'GET',
      path: '/api/chat/conversation/history',
      tag: 'chat',
      summary: 'Messages, oldest first; `before` asks for earlier ones.',
      query: http.historyQuery,
      answers: { 200: json('A page of messages.', http.conversationHistory) },
      refusals: ['NOT_FOUND'],
      async handle({ caller, query }) {
        const conversation = await conversationOf(chat, caller, query)
        const page = chat.history(conversation, query.before, query.limit)
        const { agentType: agent_type, pillar } = conversation
        const conversation_key = conversationKey(agent_type, caller.session_id)
        const about = { agent_type, pillar, conversation_key, message_count: page.messages.length }
        return answer(200, { success: true as const, ...about, ...page })
      },
    }),
    route({
      ...plain,
      method: 'GET',
      path: '/api/chat/conversation/events',
      tag: 'chat',
      summary: 'The log after a cursor: a page of it, or, with `Accept: text/event-stream`, live.',
      query: http.eventsQuery,
      answers: { 200: json('A page of events, or the live stream.', http.eventsPage, 'text/event-stream') },
      refusals: ['NOT_FOUND', 'CURSOR_AHEAD', 'CURSOR_EXPIRED', 'RATE_LIMITED'],
      async handle({ caller, live, query, request, reply }) {
        const conversation = await conversationOf(chat, caller, query)
        const cursor = header(request, 'last-event-id') ?? query.last_event_id ?? query.after
        if (wantsStream(request)) {
          await streamEvents({ reply, live, conversation, lastEventId: cursor ?? null }, deps)
          return ANSWERED
        }
        const limit = query.limit ?? limits.replayPageEvents
        const page = pageOfEvents(postOffice, conversation, { after: cursor, limit })
        return answer(200, { conversation_id: conversation.id, epoch: chat.epoch, ...page })
      },
    }),
  ]
}

interface AskedConversation {
  conversation_id?: ConversationId | undefined
  thread_id?: ThreadId | undefined
  agent_type?: string | undefined
  pillar?: string | undefined
}

/**
 * By its id, or the current one of an agent type: the guide's when neither is named.
 * @throws NOT_FOUND, BAD_MESSAGE
 */
async function conversationOf(
  chat: DoorChat,
  caller: Caller,
  { conversation_id, thread_id, ...spelling }: AskedConversation,
): Promise<ReturnType<DoorChat['own']>> {
  const agent_type = agentTypeIn(readAgentKind(spelling))
  if (conversation_id === undefined) {
    const pillar = pillarOfAgentType(agent_type ?? 'guide')
    return chat.open(caller, pillar === null ? { kind: 'guide' } : { kind: 'liaison', pillar }, { thread_id })
  }
  const conversation = chat.own(caller, conversation_id)
  const isOther = agent_type !== undefined && conversation.agentType !== agent_type
  if (isOther || (thread_id !== undefined && conversation.threadId !== thread_id)) {
    throw new Refusal('NOT_FOUND', 'There is no such conversation.')
  }
  return conversation
}

/** A HEAD request has no stream to show. */
const wantsStream = (request: FastifyRequest): boolean =>
  request.method === 'GET' && (header(request, 'accept') ?? '').toLowerCase().includes('text/event-stream')

function header({ headers }: FastifyRequest, name: string): string | undefined {
  const value = headers[name]
  return Array.isArray(value) ? value[0] : value
}

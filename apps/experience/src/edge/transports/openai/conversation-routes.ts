// OpenAI's Conversations API: maps a conversation of the log to theirs, and its messages to items.
import type { ExperiencePorts } from '@biplane/contracts/experience-router'
import { Refusal } from '@biplane/contracts/refusal'
import type { MessageView } from '@biplane/contracts/wire/events'
import { conversationId } from '@biplane/contracts/wire/ids'
import { z } from 'zod'
import type { DoorChat } from '../../../chat/door-chat.ts'
import type { PostOffice } from '../../../smart-city/post-office.ts'
import { answer, json, type Route, route } from '../../routes/route.ts'
import { readModel } from './models.ts'
import { conversationIdIn, itemIdOf, messageIdIn } from './openai-ids.ts'
import { conversationCreate } from './openai-requests.ts'
import { outputText, secondsOf } from './response-object.ts'
import { shared } from './response-routes.ts'

export interface ConversationRouteDeps {
  chat: DoorChat
  conversations: Pick<ExperiencePorts['conversations'], 'delete'>
  postOffice: PostOffice
}

const conversation = z.object({
  id: z.string(),
  object: z.literal('conversation'),
  created_at: z.number().int(),
  metadata: z.record(z.string(), z.string()),
})
const item = z.object({
  id: z.string(),
  type: z.literal('message'),
  role: z.enum(['user', 'assistant']),
  status: z.enum(['in_progress', 'completed', 'incomplete']),
  content: z.array(z.union([z.object({ type: z.literal('input_text'), text: z.string() }), outputText])),
})
const items = z.object({
  object: z.literal('list'),
  data: z.array(item),
  first_id: z.string().nullable(),
  last_id: z.string().nullable(),
  has_more: z.boolean(),
})
const byId = z.strictObject({ id: z.string() })
const PAGE = 20
const MAX_PAGE = 100

export function conversationRoutes({ chat, conversations, postOffice }: ConversationRouteDeps): Route[] {
  const view = ({ id, createdAt, agentType }: ReturnType<DoorChat['own']>): z.infer<typeof conversation> => ({
    id,
    object: 'conversation',
    created_at: secondsOf(createdAt),
    metadata: { model: readModel(agentType).id },
  })
  return [
    route({
      ...shared,
      method: 'POST',
      path: '/v1/conversations',
      summary: 'Begin a conversation; `model` (or `metadata.model`) says whose, the guide’s when absent.',
      body: conversationCreate,
      answers: { 200: json('The conversation.', conversation) },
      refusals: ['NOT_FOUND', 'QUOTA_EXCEEDED', 'STORE_UNAVAILABLE'],
      async handle({ caller, body }) {
        const { agentType } = readModel(body.model ?? textOf(body.metadata?.model) ?? 'guide')
        return answer(200, view(await chat.openAside(caller, agentType)))
      },
    }),
    route({
      ...shared,
      method: 'GET',
      path: '/v1/conversations/{id}',
      summary: 'A conversation.',
      params: byId,
      answers: { 200: json('The conversation.', conversation) },
      refusals: ['NOT_FOUND'],
      handle: async ({ caller, params }) => answer(200, view(chat.own(caller, conversationIdIn(params.id)))),
    }),
    route({
      ...shared,
      method: 'DELETE',
      path: '/v1/conversations/{id}',
      summary: 'Delete a conversation for good.',
      params: byId,
      body: z.looseObject({}),
      answers: {
        200: json('It is deleted.', z.object({ id: z.string(), object: z.string(), deleted: z.boolean() })),
      },
      refusals: ['NOT_FOUND', 'STORE_UNAVAILABLE'],
      async handle({ caller, params }) {
        const { id } = chat.own(caller, conversationIdIn(params.id))
        await conversations.delete(caller, conversationId.parse(id))
        return answer(200, { id, object: 'conversation.deleted', deleted: true })
      },
    }),
    route({
      ...shared,
      method: 'GET',
      path: '/v1/conversations/{id}/items',
      summary: 'The messages of a conversation, the newest first unless `order=asc`.',
      params: byId,
      query: z.strictObject({
        order: z.enum(['asc', 'desc']).optional(),
        after: z.string().max(200).optional(),
        limit: z.coerce.number().int().min(1).max(MAX_PAGE).optional(),
      }),
      answers: { 200: json('A page of messages.', items) },
      refusals: ['NOT_FOUND'],
      async handle({ caller, params, query: { order = 'desc', after, limit = PAGE } }) {
        const { id } = chat.own(caller, conversationIdIn(params.id))
        const { reader } = postOffice
        const from = after === undefined ? null : reader.message(caller.session_id, messageIdIn(after))
        if (after !== undefined && from?.conversationId !== id) {
          throw new Refusal('BAD_MESSAGE', 'after: is no item of this conversation', { path: 'after' })
        }
        const rows =
          order === 'asc'
            ? reader.messagesAfter(id, from?.seq ?? 0, limit + 1)
            : reader.messagesBefore(id, from?.seq ?? Number.MAX_SAFE_INTEGER, limit + 1)
        const shown = rows.slice(0, limit).map((row) => {
          const message = reader.shown(row)
          return message ? itemOf(message) : unfinished(row.messageId)
        })
        return answer(200, {
          object: 'list' as const,
          data: shown,
          first_id: shown[0]?.id ?? null,
          last_id: shown.at(-1)?.id ?? null,
          has_more: rows.length > limit,
        })
      },
    }),
  ]
}

const textOf = (value: unknown): string | null => (typeof value === 'string' ? value : null)

function itemOf({ role, message_id, attempt, content, status }: MessageView): z.infer<typeof item> {
  if (role === 'user') {
    const said = { type: 'input_text' as const, text: content }
    return { id: itemIdOf(message_id, 1), type: 'message', role, status: 'completed', content: [said] }
  }
  const said = { type: 'output_text' as const, text: content, annotations: [], logprobs: [] }
  const ended = status === 'complete' ? 'completed' : 'incomplete'
  return { id: itemIdOf(message_id, attempt), type: 'message', role, status: ended, content: [said] }
}

const unfinished = (messageId: string): z.infer<typeof item> => ({
  id: itemIdOf(messageId, 1),
  type: 'message',
  role: 'assistant',
  status: 'in_progress',
  content: [],
})

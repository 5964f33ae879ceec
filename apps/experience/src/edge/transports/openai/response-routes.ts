// OpenAI's Responses API: create, read, resume after a number, cancel, delete.
import type { Caller, ExperiencePorts } from '@biplane/contracts/experience-router'
import { Refusal } from '@biplane/contracts/refusal'
import { conversationId, invocationId } from '@biplane/contracts/wire/ids'
import { z } from 'zod'
import type { DoorChat } from '../../../chat/door-chat.ts'
import type { PostOffice } from '../../../smart-city/post-office.ts'
import type { ConversationRow } from '../../../store/log-reader.ts'
import { ANSWERED, answer, json, plain, type Route, route } from '../../routes/route.ts'
import { type Model, readModel } from './models.ts'
import { openAiError, STATUSES } from './openai-errors.ts'
import { conversationIdIn } from './openai-ids.ts'
import { responseCreate } from './openai-requests.ts'
import { readInput } from './read-input.ts'
import { responseObject } from './response-object.ts'
import type { TurnSender } from './send-turn.ts'
import type { TurnResponses } from './turn-responses.ts'

export interface ResponseRouteDeps {
  chat: DoorChat
  conversations: Pick<ExperiencePorts['conversations'], 'delete'>
  postOffice: PostOffice
  sender: TurnSender
  responses: TurnResponses
}

/** A long chat with a file in it. */
export const BODY_BYTES = 8 * 1024 * 1024
export const SEND_REFUSALS = [
  'NOT_FOUND',
  'CONFLICT',
  'BUSY',
  'FORBIDDEN',
  'QUOTA_EXCEEDED',
  'UNSUPPORTED_FILE',
  'AGENT_UNAVAILABLE',
  'STORE_UNAVAILABLE',
] as const

export const shared = {
  ...plain,
  query: z.strictObject({}),
  tag: 'openai',
  errorShape: openAiError,
  statuses: STATUSES,
  lenient: true,
} as const
const byId = z.strictObject({ id: z.string() })
const deleted = z.object({ id: z.string(), object: z.string(), deleted: z.boolean() })

export function responseRoutes(deps: ResponseRouteDeps): Route[] {
  const { chat, sender, responses } = deps
  return [
    route({
      ...shared,
      method: 'POST',
      path: '/v1/responses',
      summary: 'Ask an agent; the answer whole, as a stream, or, with `background`, later.',
      body: responseCreate,
      bodyBytes: BODY_BYTES,
      answers: { 200: json('The response, or its events.', responseObject, 'text/event-stream') },
      refusals: SEND_REFUSALS,
      async handle({ caller, live, body, request, reply }) {
        const input = readInput(body.input, 'input')
        const named = await conversationNamed(deps, caller, body)
        const model = modelFor(body.model, named)
        const { headers } = request
        const turn = { caller, model, input, conversation: named, headers, body, path: '/v1/responses' }
        const { invocation_id } = await sender.send(turn)
        const found = await responses.begun(caller, invocation_id)
        if (body.stream) {
          await responses.stream(live, found, -1, reply)
          return ANSWERED
        }
        reply.header('x-conversation-id', found.begin.conversation.id)
        if (body.background) return answer(200, await responses.get(caller, found))
        return answer(200, (await responses.wait(live, found, reply)) ?? (await responses.get(caller, found)))
      },
    }),
    route({
      ...shared,
      method: 'GET',
      path: '/v1/responses/{id}',
      summary: 'A response as it stands; with `stream=true` its events with a number above `starting_after`, live.',
      params: byId,
      query: z.strictObject({
        stream: z.enum(['true', 'false']).optional(),
        starting_after: z.string().max(20).optional(),
      }),
      answers: { 200: json('The response, or its events.', responseObject, 'text/event-stream') },
      refusals: ['NOT_FOUND', 'CURSOR_AHEAD', 'CURSOR_EXPIRED'],
      async handle({ caller, live, params, query, reply, request }) {
        const found = await responses.find(caller, params.id)
        if (query.stream !== 'true' || request.method === 'HEAD') return answer(200, await responses.get(caller, found))
        await responses.stream(live, found, readNumber(query.starting_after), reply)
        return ANSWERED
      },
    }),
    route({
      ...shared,
      method: 'POST',
      path: '/v1/responses/{id}/cancel',
      summary: 'Ask for the end of a response; what it has said stays.',
      params: byId,
      body: z.looseObject({}),
      answers: { 200: json('The response as it stands.', responseObject) },
      refusals: ['NOT_FOUND', 'STORE_UNAVAILABLE'],
      async handle({ caller, params }) {
        const found = await responses.find(caller, params.id)
        const hops = await chat.hopsOf(caller, found.begin)
        const last = hops.at(-1) ?? found.begin
        await chat.cancel(caller, { invocation_id: invocationId.parse(last.invocationId) })
        return answer(200, await responses.get(caller, found))
      },
    }),
    route({
      ...shared,
      method: 'DELETE',
      path: '/v1/responses/{id}',
      summary: 'Delete a response together with its conversation, where nothing else was said there.',
      params: byId,
      body: z.looseObject({}),
      answers: { 200: json('It is deleted.', deleted) },
      refusals: ['NOT_FOUND', 'CONFLICT', 'STORE_UNAVAILABLE'],
      async handle({ caller, params }) {
        const { id, begin } = await responses.find(caller, params.id)
        const { conversation } = begin
        if (deps.postOffice.reader.messagesAfter(conversation.id, 0, 3).length > 2) {
          throw new Refusal('CONFLICT', 'More was said in this conversation: delete the conversation instead.')
        }
        await deps.conversations.delete(caller, conversationId.parse(conversation.id))
        return answer(200, { id, object: 'response', deleted: true })
      },
    }),
  ]
}

/** The conversation that a request names, by its id or by an earlier response; `null` for a new one. @throws NOT_FOUND */
async function conversationNamed(
  { chat, responses }: ResponseRouteDeps,
  caller: Caller,
  { conversation, previous_response_id: previous }: z.infer<typeof responseCreate>,
): Promise<ConversationRow | null> {
  if (conversation && previous) {
    throw new Refusal('BAD_MESSAGE', 'Name a conversation or a previous response, not both.', { path: 'conversation' })
  }
  if (previous) return (await responses.find(caller, previous)).begin.conversation
  if (!conversation) return null
  return chat.own(caller, conversationIdIn(typeof conversation === 'string' ? conversation : conversation.id))
}

/** @throws NOT_FOUND for an unknown model, BAD_MESSAGE for one to which the conversation does not belong */
export function modelFor(named: string | undefined, conversation: ConversationRow | null): Model {
  const model = readModel(named ?? conversation?.agentType ?? 'guide')
  if (conversation && conversation.agentType !== model.agentType) {
    throw new Refusal('BAD_MESSAGE', `model: this conversation belongs to ${readModel(conversation.agentType).id}`, {
      path: 'model',
    })
  }
  return model
}

/** @throws BAD_MESSAGE */
function readNumber(text: string | undefined): number {
  if (text === undefined) return -1
  if (/^(-1|\d{1,15})$/.test(text)) return Number(text)
  throw new Refusal('BAD_MESSAGE', 'starting_after: is no whole number', { path: 'starting_after' })
}

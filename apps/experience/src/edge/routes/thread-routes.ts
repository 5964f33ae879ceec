// HTTP routes of threads: list, create, change, send, history, and one live stream of all its conversations.
// [H1, H2, D3.8]
import type { Caller, ExperiencePorts } from '@biplane/contracts/experience-router'
import { refusalOf, viewOfError } from '@biplane/contracts/refusal'
import type { Limits } from '@biplane/contracts/vocabulary/limits'
import * as wire from '@biplane/contracts/wire/commands'
import * as http from '@biplane/contracts/wire/http'
import { fileId, type ThreadId, threadId } from '@biplane/contracts/wire/ids'
import * as threadWire from '@biplane/contracts/wire/threads'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { z } from 'zod'
import type { DoorChat } from '../../chat/door-chat.ts'
import type { LiveCredential } from '../../smart-city/traffic-cop.ts'
import { respondWithEvents, type SseDeps } from '../sse-response.ts'
import { SEND_ANSWERS, SEND_REFUSALS, say } from './message-routes.ts'
import { linkNextPage } from './next-page.ts'
import { ANSWERED, answer, json, plain, type Route, route } from './route.ts'

export interface ThreadRouteDeps extends SseDeps {
  threads: ExperiencePorts['threads']
  chat: DoorChat
  limits: Limits
}

/** Default number of threads on a page. */
const PAGE = 100
/** How long a browser waits before it connects again. */
const RETRY_MS = 1_000

const byId = z.strictObject({ id: threadId })
const byIdAndFile = z.strictObject({ id: threadId, file: fileId })
const CHANGED = ['NOT_FOUND', 'STORE_UNAVAILABLE'] as const
const one = { ...plain, tag: 'threads', params: byId } as const

export function threadRoutes(deps: ThreadRouteDeps): Route[] {
  return [...listRoutes(deps), ...changeRoutes(deps), ...talkRoutes(deps)]
}

function listRoutes({ threads }: ThreadRouteDeps): Route[] {
  return [
    route({
      ...plain,
      method: 'GET',
      path: '/api/threads',
      tag: 'threads',
      summary:
        'The threads of the session, pinned ones first, then the last active ones; `cursor` asks for the next page.',
      query: http.threadListQuery,
      answers: { 200: json('The threads.', http.threadList) },
      refusals: [],
      async handle({ caller, query: { archived, ...query }, ...ask }) {
        const limit = query.limit ?? PAGE
        const page = await threads.list(caller, { ...query, archived: archived === 'true', limit })
        linkNextPage(ask, page, limit)
        return answer(200, page)
      },
    }),
    route({
      ...plain,
      method: 'POST',
      path: '/api/threads',
      tag: 'threads',
      summary: 'Begin a thread; it becomes the current one unless it is made aside.',
      body: http.newThread,
      answers: { 201: json('The thread.', threadWire.threadView) },
      refusals: ['QUOTA_EXCEEDED', 'STORE_UNAVAILABLE'],
      handle: async ({ caller, body: { session_token: _, ...body } }) =>
        answer(201, await threads.create(caller, body)),
    }),
    route({
      ...plain,
      method: 'GET',
      path: '/api/threads/search',
      tag: 'threads',
      summary: 'Messages with every one of these words, best first.',
      query: http.threadSearchQuery,
      answers: { 200: json('What was found.', z.array(threadWire.threadHit)) },
      refusals: [],
      handle: async ({ caller, query }) => answer(200, await threads.search(caller, query)),
    }),
    route({
      ...one,
      method: 'GET',
      path: '/api/threads/{id}',
      summary: 'One thread, with its conversations and the files in its scope.',
      answers: { 200: json('The thread.', threadWire.threadDetail) },
      refusals: ['NOT_FOUND'],
      handle: async ({ caller, params }) => answer(200, await threads.get(caller, params.id)),
    }),
  ]
}

function changeRoutes({ threads }: ThreadRouteDeps): Route[] {
  return [
    route({
      ...one,
      method: 'PUT',
      path: '/api/threads/{id}',
      summary: 'Rename, pin or archive a thread; what is not given stays.',
      body: http.threadChange,
      answers: { 200: json('The thread.', threadWire.threadView) },
      refusals: CHANGED,
      handle: async ({ caller, params, body }) => answer(200, await threads.change(caller, params.id, body)),
    }),
    route({
      ...one,
      method: 'DELETE',
      path: '/api/threads/{id}',
      summary: 'Delete a thread for good: its conversations, its results, and the files that no other thread has.',
      answers: { 200: json('What was deleted.', wire.deletionReceipt) },
      refusals: CHANGED,
      handle: async ({ caller, params }) => answer(200, await threads.delete(caller, params.id)),
    }),
    route({
      ...one,
      method: 'POST',
      path: '/api/threads/{id}/open',
      summary: 'Make it the current thread: paths that name no conversation reach its conversations.',
      answers: { 200: json('The thread.', threadWire.threadView) },
      refusals: CHANGED,
      handle: async ({ caller, params }) => answer(200, await threads.open(caller, params.id)),
    }),
    route({
      ...plain,
      method: 'PUT',
      path: '/api/threads/{id}/files/{file}',
      tag: 'threads',
      summary: 'Bring a file of another thread into scope.',
      params: byIdAndFile,
      answers: { 200: json('The thread.', threadWire.threadDetail) },
      refusals: CHANGED,
      handle: async ({ caller, params: { id, file } }) =>
        answer(200, await threads.addFile(caller, { thread_id: id, file_uuid: file })),
    }),
  ]
}

function talkRoutes(deps: ThreadRouteDeps): Route[] {
  const { threads } = deps
  return [
    route({
      ...one,
      method: 'POST',
      path: '/api/threads/{id}/messages',
      summary: 'Send a message into a thread; the words decide who answers. With `wait`, stay for the answer.',
      body: http.threadMessageBody,
      answers: SEND_ANSWERS,
      refusals: SEND_REFUSALS,
      handle: ({ params, body: { session_token: _, agent_type: _type, ...body }, ...ask }) =>
        say(deps, ask, { kind: 'routed' }, { ...body, thread_id: params.id }),
    }),
    route({
      ...one,
      method: 'GET',
      path: '/api/threads/{id}/history',
      summary: 'Messages of all its conversations in one order, oldest first; `before` asks for earlier ones.',
      query: http.threadHistoryQuery,
      answers: { 200: json('A page of messages.', threadWire.threadHistoryPage) },
      refusals: ['NOT_FOUND'],
      handle: async ({ caller, params, query }) =>
        answer(200, await threads.history(caller, { ...query, thread_id: params.id })),
    }),
    route({
      ...one,
      method: 'GET',
      path: '/api/threads/{id}/events',
      summary: 'All its conversations live, as server-sent events; each `id` is the cursor after it.',
      query: http.threadEventsQuery,
      answers: { 200: json('The live stream.', threadWire.threadItem, 'text/event-stream') },
      refusals: ['NOT_FOUND', 'RATE_LIMITED'],
      async handle({ caller, live, params, query, request, reply }) {
        await threads.get(caller, params.id)
        if (request.method === 'HEAD') return answer(200, { type: 'thread.deleted' as const, thread_id: params.id })
        const lastEventId = headerOf(request, 'last-event-id') ?? query.last_event_id ?? null
        await streamThread({ caller, live, reply, id: params.id, lastEventId }, deps)
        return ANSWERED
      },
    }),
    route({
      ...one,
      method: 'GET',
      path: '/api/threads/{id}/export',
      summary: 'The whole thread as Markdown or JSON.',
      query: http.threadExportQuery,
      answers: { 200: json('The file.', wire.conversationExport) },
      refusals: ['NOT_FOUND'],
      handle: async ({ caller, params, query }) =>
        answer(200, await threads.export(caller, { thread_id: params.id, format: query.format ?? 'markdown' })),
    }),
  ]
}

interface ThreadStream {
  caller: Caller
  live: LiveCredential
  reply: FastifyReply
  id: ThreadId
  lastEventId: string | null
}

/** @throws RATE_LIMITED before the response begins */
function streamThread({ caller, live, reply, id, lastEventId }: ThreadStream, deps: ThreadRouteDeps): Promise<void> {
  const { threads, limits } = deps
  return respondWithEvents(
    {
      reply,
      live,
      begin: `retry: ${RETRY_MS}\n\n`,
      keepAliveMs: limits.streamKeepAliveMs,
      onShutdown: 'end',
      refused: (error) => (refusalOf(error) ? `event: refusal\ndata: ${JSON.stringify(viewOfError(error))}\n\n` : null),
    },
    async function* (reader) {
      for await (const { id: cursor, item } of threads.events(
        caller,
        { thread_id: id, lastEventId, reader },
        reader.signal,
      )) {
        yield `id: ${cursor}\nevent: ${item.type}\ndata: ${JSON.stringify(item)}\n\n`
      }
    },
    deps,
  )
}

function headerOf({ headers }: FastifyRequest, name: string): string | undefined {
  const value = headers[name]
  return Array.isArray(value) ? value[0] : value
}

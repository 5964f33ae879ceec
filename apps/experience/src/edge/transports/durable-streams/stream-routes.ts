// The log of a conversation as a durable stream, for readers: catch-up, long poll, server-sent events. Writing is done by
// the other transports. [DS1]
import { Refusal, refusalOf, viewOfError } from '@biplane/contracts/refusal'
import { type ConversationEvent, conversationEvent } from '@biplane/contracts/wire/events'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { z } from 'zod'
import type { DoorChat } from '../../../chat/door-chat.ts'
import type { PostOffice } from '../../../smart-city/post-office.ts'
import type { LiveCredential } from '../../../smart-city/traffic-cop.ts'
import type { ConversationRow } from '../../../store/log-reader.ts'
import { ANSWERED, json, nothing, plain, type Route, route } from '../../routes/route.ts'
import { respondWithEvents, type SseDeps } from '../../sse-response.ts'
import { formatOffset, type LogState, readOffset } from './stream-offset.ts'

export interface StreamRouteDeps extends SseDeps {
  chat: DoorChat
  postOffice: PostOffice
  /** How long a poll waits for an event, in milliseconds. */
  longPollMs: number
  /** Wall-clock milliseconds. */
  wallClock(): number
}

interface Ask {
  live: LiveCredential
  conversation: ConversationRow
  query: { offset?: string | undefined; live?: 'long-poll' | 'sse' | undefined; cursor?: string | undefined }
  request: FastifyRequest
  reply: FastifyReply
}

const CURSOR_MS = 20_000
/** Clients of this protocol begin again on a 410. */
const STATUSES = { CURSOR_EXPIRED: 410 }

export function streamRoutes(deps: StreamRouteDeps): Route[] {
  return [
    route({
      ...plain,
      method: 'GET',
      path: '/streams/{conversation_id}',
      tag: 'streams',
      summary: 'The events of a conversation after `offset`; with `live`, the coming ones too.',
      params: z.strictObject({ conversation_id: z.string().max(64) }),
      // Unknown parameters are ignored: the protocol says so.
      query: z.object({
        offset: z.string().min(1).max(128).optional(),
        live: z.enum(['long-poll', 'sse']).optional(),
        cursor: z.string().max(32).optional(),
      }),
      statuses: STATUSES,
      answers: {
        200: json('Events, as many as fit.', z.array(conversationEvent), 'text/event-stream'),
        204: nothing('Nothing came while the call waited.'),
        304: nothing('Nothing has changed.'),
      },
      refusals: ['NOT_FOUND', 'CURSOR_EXPIRED'],
      async handle({ caller, live, params, query, request, reply }) {
        const conversation = deps.chat.own(caller, params.conversation_id)
        if (query.live !== undefined && query.offset === undefined) {
          throw new Refusal('BAD_MESSAGE', 'offset: is missing', { path: 'offset' })
        }
        const ask = { live, conversation, query, request, reply }
        reply.header('content-type', 'application/json')
        try {
          return await read(deps, ask)
        } catch (error) {
          if (refusalOf(error)?.refusal !== 'CURSOR_EXPIRED') throw error
          await reply.status(STATUSES.CURSOR_EXPIRED).send(viewOfError(error))
          return ANSWERED
        }
      },
    }),
  ]
}

type Answered = Promise<typeof ANSWERED>

function read(deps: StreamRouteDeps, ask: Ask): Answered {
  if (ask.request.method === 'HEAD') return headOf(deps, ask)
  if (ask.query.live === 'sse') return readLive(deps, ask)
  return ask.query.live === 'long-poll' ? poll(deps, ask) : catchUp(deps, ask)
}

function stateOf({ postOffice }: StreamRouteDeps, { id, compactedTo }: ConversationRow): LogState {
  const { reader, epoch } = postOffice
  const known = reader.conversationById(id)?.compactedTo ?? compactedTo
  return { epoch, lastSeq: reader.lastSeq(id), compactedTo: known }
}

/** The events after an offset as the log stands now, from one state of it. */
function pageAfter(deps: StreamRouteDeps, conversation: ConversationRow, offset: string | undefined) {
  const { reader } = deps.postOffice
  return reader.together(() => {
    const log = stateOf(deps, conversation)
    const from = readOffset(offset, log)
    const after = from.kind === 'after' ? from.seq : from.kind === 'now' ? log.lastSeq : 0
    const events = from.kind === 'now' ? [] : reader.eventsAfter(conversation.id, after, deps.limits.replayPageEvents)
    const last = events.at(-1)?.event_id ?? after
    return {
      log,
      after,
      events,
      next: formatOffset(last, log),
      upToDate: last >= log.lastSeq,
      isNow: from.kind === 'now',
    }
  })
}

function sayWhere(reply: FastifyReply, page: { next: string; upToDate: boolean }): FastifyReply {
  reply.header('stream-next-offset', page.next)
  if (page.upToDate) reply.header('stream-up-to-date', 'true')
  return reply
}

async function headOf(deps: StreamRouteDeps, { conversation, reply }: Ask): Answered {
  const log = stateOf(deps, conversation)
  const next = formatOffset(log.lastSeq, log)
  await reply.header('stream-next-offset', next).header('cache-control', 'no-store').status(200).send()
  return ANSWERED
}

async function catchUp(deps: StreamRouteDeps, { conversation, query, request, reply }: Ask): Answered {
  const page = pageAfter(deps, conversation, query.offset)
  sayWhere(reply, page).header('cache-control', page.isNow ? 'no-store' : 'private, no-cache')
  if (!page.isNow) {
    const etag = `"${conversation.id}:${page.after}:${page.next}"`
    reply.header('etag', etag)
    if (request.headers['if-none-match'] === etag) {
      await reply.status(304).send()
      return ANSWERED
    }
  }
  await reply.status(200).send(bodyOf(page.events))
  return ANSWERED
}

async function poll(deps: StreamRouteDeps, ask: Ask): Answered {
  const { live, conversation, query, reply } = ask
  let page = pageAfter(deps, conversation, query.offset)
  if (page.events.length === 0) {
    await untilGrown(deps, live, conversation, page.log.lastSeq, reply)
    page = pageAfter(deps, conversation, page.next)
  }
  sayWhere(reply, page)
    .header('stream-cursor', cursorAfter(query.cursor, deps.wallClock()))
    .header('cache-control', 'no-store')
  if (page.events.length === 0) await reply.removeHeader('content-type').status(204).send()
  else await reply.status(200).send(bodyOf(page.events))
  return ANSWERED
}

/** Resolves when the log has more, when the time is over, and when the caller leaves. */
async function untilGrown(
  { postOffice, streams, longPollMs }: StreamRouteDeps,
  live: LiveCredential,
  conversation: ConversationRow,
  after: number,
  reply: FastifyReply,
): Promise<void> {
  const enough = new AbortController()
  const stop = () => enough.abort()
  const forget = streams.add({ principal: live.caller.principal.id, check: () => live.check(), end: stop })
  const timer = setTimeout(stop, longPollMs)
  reply.raw.once('close', stop)
  try {
    for await (const _ of postOffice.follow(conversation.id, { after, signal: enough.signal, sparse: true })) return
  } finally {
    clearTimeout(timer)
    reply.raw.off('close', stop)
    forget()
  }
  live.check()
}

async function readLive(deps: StreamRouteDeps, { live, conversation, query, reply }: Ask): Answered {
  const { postOffice, chat, wallClock } = deps
  const { caller } = live
  // Before the head: a refusal has a status of its own.
  const page = pageAfter(deps, conversation, query.offset)
  const begin = page.isNow ? page.log.lastSeq : page.after
  const standing = () => postOffice.standing(caller)
  const control = (seq: number) => {
    const log = stateOf(deps, conversation)
    return sse('control', {
      streamNextOffset: formatOffset(seq, log),
      streamCursor: cursorAfter(query.cursor, wallClock()),
      ...(seq >= log.lastSeq ? { upToDate: true } : {}),
    })
  }
  await respondWithEvents(
    {
      reply,
      live,
      headers: { 'content-type': 'text/event-stream', 'cache-control': 'no-cache, no-store' },
      refused: (error) => sse('error', { message: error instanceof Refusal ? error.message : 'Failed.' }),
    },
    async function* ({ signal, room }) {
      chat.own(caller, conversation.id)
      if (page.upToDate && page.events.length === 0) yield control(begin)
      const request = { after: begin, signal, room, standing, sparse: page.log.compactedTo > begin }
      for await (const logged of postOffice.follow(conversation.id, request)) {
        yield dataOf(logged.event) + control(logged.seq)
        if (logged.event.type === 'conversation.deleted') return
      }
    },
    deps,
  )
  return ANSWERED
}

/** As bytes: Fastify adds a charset to a text's type, and readers compare the type. */
const bodyOf = (events: readonly ConversationEvent[]): Buffer => Buffer.from(JSON.stringify(events))

const dataOf = (event: ConversationEvent): string => sse('data', [event])

/** Without a blank after the colon: a conformance suite reads it so. */
const sse = (type: string, value: object): string => `event: ${type}\ndata:${JSON.stringify(value)}\n\n`

/** A number that grows every 20 s, and past the one that the reader had: caches in between must not loop. */
function cursorAfter(given: string | undefined, now: number): string {
  const current = Math.floor(now / CURSOR_MS)
  const had = given !== undefined && /^\d{1,15}$/.test(given) ? Number(given) : -1
  return String(had >= current ? had + 1 : current)
}

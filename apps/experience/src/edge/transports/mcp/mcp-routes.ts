// MCP over streamable HTTP, for the revisions with sessions and for 2026-07-28 without. The SDK reads every message; the
// answers of agents are streamed from the log. [MC1]
import type { Caller } from '@biplane/contracts/experience-router'
import { Refusal, refusalOf } from '@biplane/contracts/refusal'
import { conversationId, messageId } from '@biplane/contracts/wire/ids'
import { isLegacyRequest } from '@modelcontextprotocol/server'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { z } from 'zod'
import type { AuditNotes } from '../../../audit/audit-trail.ts'
import type { LiveCredential } from '../../../smart-city/traffic-cop.ts'
import { asRefusal, type HttpServer } from '../../http-server.ts'
import { type MountDeps, mountRoutes, type RefuseWith } from '../../routes/mount-routes.ts'
import { ANSWERED, done, json, media, nothing, plain, type Route, route } from '../../routes/route.ts'
import { respondWithEvents } from '../../sse-response.ts'
import { AskAgent } from './ask-agent.ts'
import { parseEventId } from './mcp-call.ts'
import { jsonRpcError, jsonRpcErrorOf, plainError } from './mcp-errors.ts'
import type { McpRequest, McpServerDeps } from './mcp-request.ts'
import { type McpFixtures, type OpenMcp, openMcp } from './mcp-server.ts'
import { McpSessions } from './mcp-sessions.ts'
import { type McpStreamDeps, streamCall } from './mcp-stream.ts'

export interface McpDeps extends Omit<McpServerDeps, 'asks' | 'sessions' | 'conversations'>, McpStreamDeps {
  chat: McpServerDeps['chat']
  conversations: McpServerDeps['conversations'] & {
    delete(caller: Caller, id: z.output<typeof conversationId>): Promise<unknown>
  }
  /** What a conformance suite needs beside the product's own. */
  mcpFixtures?: McpFixtures | undefined
  /** Signs session ids. */
  mcpSecret: Buffer
}

const PATH = '/mcp'
/** A file may come along as base64. */
const BODY_BYTES = 8 * 1024 * 1024
/** Clients of this revision and later know events without data. */
const PRIMED_SINCE = '2025-11-25'

const requestId = z.union([z.string(), z.number()])
const rpcMessage = z.looseObject({
  jsonrpc: z.literal('2.0'),
  id: requestId.optional(),
  method: z.string().optional(),
  params: z.looseObject({}).optional(),
})
const cancelled = z.object({ requestId })

const shared = { ...plain, path: PATH, tag: 'mcp', errorShape: jsonRpcError, lenient: true } as const

export interface McpDoor {
  routes: Route[]
  close(): Promise<void>
}

export function mcpDoor(deps: McpDeps): McpDoor {
  const sessions = new McpSessions(deps.mcpSecret)
  const discard = async (caller: Caller, id: string) => {
    await deps.conversations.delete(caller, conversationId.parse(id))
  }
  const asks = new AskAgent({ chat: deps.chat, discard })
  const door = { deps: { ...deps, asks, sessions }, mcp: openMcp(deps.onMistake, deps.mcpFixtures) }
  const routes = [
    route({
      ...shared,
      method: 'POST',
      summary: 'One JSON-RPC message of the Model Context Protocol. The answer of an agent is a stream of events.',
      body: rpcMessage,
      bodyBytes: BODY_BYTES,
      answers: {
        200: media('The response, or the events up to it.', 'application/json', 'text/event-stream'),
        202: nothing('A notification was taken.'),
      },
      refusals: ['NOT_FOUND', 'FORBIDDEN', 'CURSOR_EXPIRED', 'STORE_UNAVAILABLE'],
      async handle(ask) {
        await answerPost(door, ask)
        return ANSWERED
      },
    }),
    route({
      ...shared,
      method: 'GET',
      summary: 'The events of a tool call after `Last-Event-ID`. There is none without it.',
      answers: {
        200: media('The events after it, up to the result.', 'text/event-stream'),
        405: json('There is no stream without it.', jsonRpcError),
      },
      refusals: ['NOT_FOUND', 'FORBIDDEN', 'CURSOR_AHEAD', 'CURSOR_EXPIRED'],
      async handle({ caller, live, request, reply }) {
        const last = request.headers['last-event-id']
        if (typeof last !== 'string' || last === '') {
          reply.status(405).header('allow', 'POST, DELETE').send(plainError('This server has no stream of its own.'))
          return ANSWERED
        }
        const header = request.headers['mcp-session-id']
        const session = header === undefined ? null : sessions.require(caller, header)
        const { call, after } = parseEventId(last, deps.chat.epoch)
        await streamCall(deps, { reply, live, call, after, headers: headersOf(session), primes: primesIn(request) })
        return ANSWERED
      },
    }),
    route({
      ...shared,
      method: 'DELETE',
      summary: 'End an MCP session. Its calls go on.',
      body: z.looseObject({}),
      answers: { 204: nothing('It has ended.') },
      refusals: ['NOT_FOUND', 'FORBIDDEN'],
      async handle({ caller, request }) {
        sessions.end(sessions.require(caller, request.headers['mcp-session-id']))
        return done(204)
      },
    }),
  ]
  return { routes, close: () => door.mcp.close() }
}

interface Door {
  deps: McpDeps & McpServerDeps
  mcp: OpenMcp
}

interface Posted {
  caller: Caller
  live: LiveCredential
  body: z.output<typeof rpcMessage>
  request: FastifyRequest
  reply: FastifyReply
}

async function answerPost({ deps, mcp }: Door, { caller, live, body, request, reply }: Posted): Promise<void> {
  const gone = new AbortController()
  reply.raw.once('close', () => gone.abort())
  const asWeb = webRequest(request, gone.signal)
  const isLegacy = await isLegacyRequest(asWeb, body)
  const begins = isLegacy && body.method === 'initialize'
  const session = isLegacy && !begins ? deps.sessions.require(caller, request.headers['mcp-session-id']) : null
  if (session !== null && body.method === 'notifications/cancelled') {
    await cancelCall(deps, { caller, session, params: body.params })
    reply.status(202).send()
    return
  }
  const era = isLegacy ? 'legacy' : 'modern'
  const asked: McpRequest = { deps, caller, era, session, raw: request.raw, accepted: null }
  const response = await mcp.serve(asWeb, body, asked)
  // What a legacy request is answered with comes as events that end by themselves.
  const text = isLegacy || asked.accepted ? await response.text() : null
  if (asked.accepted) {
    const primes = !isLegacy || primesIn(request)
    await streamCall(deps, { reply, live, call: asked.accepted, after: null, headers: headersOf(session), primes })
    return
  }
  const opened = begins && response.ok ? deps.sessions.open(caller) : session
  if (text === null && isStream(response)) await pipeEvents(deps, { reply, live, response })
  else sendWhole(reply, response, { text: text ?? (await response.text()), session: opened })
}

/** @throws RATE_LIMITED for too many cancellations; a request that is not known, or has ended, is passed over */
async function cancelCall(
  { chat, sessions }: Pick<McpServerDeps, 'chat' | 'sessions'>,
  { caller, session, params }: { caller: Caller; session: string; params: unknown },
): Promise<void> {
  const named = cancelled.safeParse(params)
  if (!named.success) return
  try {
    await chat.cancel(caller, { message_id: messageId.parse(sessions.messageOf(session, named.data.requestId)) })
  } catch (error) {
    if (refusalOf(error)?.refusal !== 'NOT_FOUND') throw error
  }
}

/** The request as the SDK reads it, without its credential. */
function webRequest({ headers, method }: FastifyRequest, signal: AbortSignal): Request {
  const shown = new Headers()
  for (const [name, value] of Object.entries(headers)) {
    const read = name === 'accept' || name === 'content-type' || name.startsWith('mcp-')
    if (read && typeof value === 'string') shown.set(name, value)
  }
  return new Request('http://experience/mcp', { method, headers: shown, signal })
}

function sendWhole(
  reply: FastifyReply,
  response: Response,
  { text, session }: { text: string; session: string | null },
): void {
  const [only, ...more] = isStream(response) ? text.split('\n').filter((line) => line.startsWith('data: ')) : []
  const single = only !== undefined && more.length === 0
  const type = single ? 'application/json' : response.headers.get('content-type')
  reply.status(response.status).headers(headersOf(session)).header('cache-control', 'no-store')
  if (type !== null) reply.header('content-type', type)
  reply.send(single ? only.slice('data: '.length) : text)
}

/** A stream of the SDK's own that stays open: `subscriptions/listen`. */
async function pipeEvents(
  deps: McpStreamDeps,
  { reply, live, response }: { reply: FastifyReply; live: LiveCredential; response: Response },
): Promise<void> {
  const decoder = new TextDecoder()
  await respondWithEvents(
    { reply, live, refused: () => null },
    async function* ({ room }) {
      if (!response.body) return
      for await (const chunk of response.body) {
        yield decoder.decode(chunk, { stream: true })
        await room()
      }
    },
    deps,
  )
}

const isStream = ({ headers }: Response): boolean => (headers.get('content-type') ?? '').startsWith('text/event-stream')

const headersOf = (session: string | null): Record<string, string> =>
  session === null ? {} : { 'mcp-session-id': session }

function primesIn({ headers }: FastifyRequest): boolean {
  const version = headers['mcp-protocol-version']
  return typeof version === 'string' && version >= PRIMED_SINCE
}

const refuse: RefuseWith = (reply, status, says) => reply.status(status).send(plainError(says))

/** Serves them with errors as JSON-RPC, also where no route is. */
export function addMcpRoutes(
  server: HttpServer,
  { routes, close }: McpDoor,
  deps: MountDeps & {
    allowsOrigin(origin: string): boolean
    audit: Pick<AuditNotes, 'refused'>
    onMistake(error: unknown): void
  },
): void {
  server.addHook('preClose', close)
  server.register(async (scope) => {
    scope.addHook('onRequest', async ({ headers: { origin } }) => {
      if (origin === undefined || deps.allowsOrigin(origin)) return
      throw new Refusal('FORBIDDEN', 'This origin is not allowed here. Add it to ALLOWED_ORIGINS.')
    })
    scope.setErrorHandler((error, request, reply) => {
      const known = asRefusal(Object(error)) ?? error
      const { status, body, headers } = jsonRpcErrorOf(known, idOf(request.body))
      if (refusalOf(known) === null) deps.onMistake(error)
      deps.audit.refused(known, PATH)
      return reply.status(status).headers(headers).send(body)
    })
    mountRoutes(scope, routes, { ...deps, refuse })
  })
  server.register(
    async (scope) => {
      scope.setNotFoundHandler((_request, reply) => reply.status(404).send(plainError('Unknown path.', 'NOT_FOUND')))
    },
    { prefix: PATH },
  )
}

const idOf = (body: unknown): string | number | null => z.object({ id: requestId }).safeParse(body).data?.id ?? null

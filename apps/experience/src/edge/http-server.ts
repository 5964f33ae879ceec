// The HTTP half of the edge: one server, its headers, its limits, and the shape of every error. It decides nothing.

import { Refusal, refusalOf, viewOfError } from '@biplane/contracts/refusal'
import type { Limits } from '@biplane/contracts/vocabulary/limits'
import { REFUSALS } from '@biplane/contracts/vocabulary/refusal-codes'
import type { Log } from '@biplane/process/log'
import fastifyHelmet from '@fastify/helmet'
import fastifyMultipart from '@fastify/multipart'
import fastify, { type FastifyError, type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify'
import type { AuditNotes } from '../audit/audit-trail.ts'
import { parseBounded, readUtf8 } from './json-guard.ts'

export type HttpServer = FastifyInstance

/** What the page may load and where it may connect. No inline script, no eval. [SECURITY 23] */
const CSP = {
  defaultSrc: ["'self'"],
  scriptSrc: ["'self'"],
  // Charts and tables set sizes in style attributes; styles cannot run anything.
  styleSrc: ["'self'", "'unsafe-inline'"],
  imgSrc: ["'self'", 'data:'],
  // `'self'` covers sockets to the same host and port; `ws:` and `wss:` would cover every host.
  connectSrc: ["'self'"],
  objectSrc: ["'none'"],
  baseUri: ["'none'"],
  frameAncestors: ["'none'"],
  formAction: ["'self'"],
}

export async function openHttpServer(log: Log, limits: Limits, audit: AuditNotes): Promise<HttpServer> {
  const server = fastify({
    // Lines are written here, with the names of routes and never with what a client put into an address.
    logger: false,
    bodyLimit: limits.frameBytes,
    requestTimeout: limits.requestMs,
    connectionTimeout: 0,
    keepAliveTimeout: 72_000,
    // A batch names its procedures in the path.
    routerOptions: { ignoreTrailingSlash: true, maxParamLength: 4_096 },
    // The router answers these before any hook or error handler, in a shape of its own that repeats the path.
    frameworkErrors: (error, _request, reply) => answerUnroutable(error, reply),
    return503OnClosing: true,
    forceCloseConnections: true,
    // A client that sends its request a byte at a time holds nothing for long. [SECURITY 18]
    http: {
      maxHeaderSize: 16 * 1024,
      headersTimeout: limits.headersMs,
      connectionsCheckingInterval: Math.min(limits.headersMs, 5_000),
    },
  })
  await server.register(fastifyHelmet, {
    contentSecurityPolicy: { useDefaults: false, directives: CSP },
    // Sent by the request guards, only where TLS is required.
    strictTransportSecurity: false,
    xFrameOptions: { action: 'deny' },
    crossOriginResourcePolicy: { policy: 'same-origin' },
    referrerPolicy: { policy: 'no-referrer' },
  })
  await server.register(fastifyMultipart, {
    limits: { fileSize: limits.uploadBytes + 1, files: 1, fields: 10, fieldSize: 1024, parts: 12, headerPairs: 50 },
  })
  server.removeContentTypeParser(['application/json'])
  server.addContentTypeParser('application/json', { parseAs: 'buffer' }, (_request, body, done) => {
    try {
      const text = readUtf8(Buffer.from(body))
      // No body at all is nothing; routes that want something say so.
      done(null, text === '' ? undefined : parseBounded(text, limits))
    } catch (error) {
      done(error instanceof Error ? error : new Error(String(error)))
    }
  })
  server.setErrorHandler((error: FastifyError, request, reply) => {
    const view = viewOfError(asRefusal(error) ?? error)
    if (leftEarly(error)) {
      log.debug({ route: routeOf(request) }, 'a client left in the middle of its request')
      return reply.status(400).send()
    }
    if (view.code === 'INTERNAL') log.error({ err: error, route: routeOf(request) }, 'unexpected error in a request')
    if (!request.is404) audit.refused(asRefusal(error) ?? error, routeOf(request))
    if (view.retry_after_ms !== undefined) reply.header('retry-after', String(Math.ceil(view.retry_after_ms / 1000)))
    const status = REFUSALS[view.code].http
    if (status === 401) reply.header('www-authenticate', 'Bearer')
    return reply.status(status).send(view)
  })
  server.addHook('onResponse', (request, reply, done) => {
    discardRest(request)
    log.debug(
      { method: request.method, route: routeOf(request), status: reply.statusCode, ms: reply.elapsedTime },
      'request',
    )
    done()
  })
  return server
}

/**
 * Discards the rest of a body that was answered before its end, such as a refused upload. Otherwise the multipart parser
 * pauses the connection, and the next request on it waits. `requestTimeout` bounds the time.
 */
function discardRest({ raw }: FastifyRequest): void {
  if (raw.complete) return
  raw.unpipe()
  raw.resume()
}

function answerUnroutable(error: FastifyError, reply: FastifyReply): void {
  const refusal = new Refusal('BAD_MESSAGE', 'That path is not understood.', { cause: error })
  void reply
    .status(REFUSALS.BAD_MESSAGE.http)
    .header('content-type', 'application/json; charset=utf-8')
    .header('x-content-type-options', 'nosniff')
    .send(JSON.stringify(viewOfError(refusal)))
}

/** What is written down of a request: the route as we named it. A path or a query may hold anything. [SECURITY 33] */
const routeOf = (request: FastifyRequest): string => (request.is404 ? 'nowhere' : (request.routeOptions.url ?? ''))

/** A path without its query, which may hold a token. */
export const pathOf = (url: string): string => url.split('?', 1)[0] ?? ''

/** What the HTTP library refuses by itself, as our own refusals. */
export function asRefusal(error: Pick<FastifyError, 'code' | 'statusCode' | 'message' | 'name'>): Error | null {
  const refusal = refusalOf(error)
  if (refusal) return refusal
  switch (error.code) {
    case 'FST_ERR_CTP_BODY_TOO_LARGE':
    case 'FST_REQ_FILE_TOO_LARGE':
      return new Refusal('TOO_LARGE', 'That is too large.', { cause: error })
    case 'FST_ERR_CTP_INVALID_JSON_BODY':
    case 'FST_ERR_CTP_EMPTY_JSON_BODY':
      return new Refusal('BAD_JSON', 'That is not JSON.', { cause: error })
    default:
      return error.statusCode !== undefined && error.statusCode >= 400 && error.statusCode < 500
        ? new Refusal('BAD_MESSAGE', 'That request is not understood.', { cause: error })
        : null
  }
}

/** The connection ended before its request did: nobody is there to be answered, and the server did nothing wrong. */
const leftEarly = (error: FastifyError): boolean => error.code === 'ECONNRESET'

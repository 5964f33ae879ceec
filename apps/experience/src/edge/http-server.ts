// Owns the HTTP half of the edge: one server, its headers, its limits, and how every error is said. It decides nothing.

import { Refusal, refusalOf, viewOfError } from '@biplane/contracts/refusal'
import type { Limits } from '@biplane/contracts/vocabulary/limits'
import { REFUSALS } from '@biplane/contracts/vocabulary/refusal-codes'
import type { Log } from '@biplane/process/log'
import fastifyHelmet from '@fastify/helmet'
import fastifyMultipart from '@fastify/multipart'
import fastify, { type FastifyError, type FastifyInstance } from 'fastify'

export type HttpServer = FastifyInstance

/** What the page may load and where it may connect. No inline script, no eval. [SECURITY 23] */
const CSP = {
  defaultSrc: ["'self'"],
  scriptSrc: ["'self'"],
  // Charts and tables set sizes in style attributes; styles cannot run anything.
  styleSrc: ["'self'", "'unsafe-inline'"],
  imgSrc: ["'self'", 'data:'],
  connectSrc: ["'self'", 'ws:', 'wss:'],
  objectSrc: ["'none'"],
  baseUri: ["'none'"],
  frameAncestors: ["'none'"],
  formAction: ["'self'"],
}

export async function openHttpServer(log: Log, limits: Limits): Promise<HttpServer> {
  const server = fastify({
    // Lines are written here, with paths and never with queries.
    logger: false,
    bodyLimit: limits.frameBytes,
    requestTimeout: 60_000,
    connectionTimeout: 0,
    keepAliveTimeout: 72_000,
    // A batch names its procedures in the path.
    routerOptions: { maxParamLength: 4_096 },
    return503OnClosing: true,
    forceCloseConnections: true,
    http: { maxHeaderSize: 16 * 1024, headersTimeout: 20_000 },
  })
  await server.register(fastifyHelmet, {
    contentSecurityPolicy: { useDefaults: false, directives: CSP },
    strictTransportSecurity: false,
    xFrameOptions: { action: 'deny' },
    crossOriginResourcePolicy: { policy: 'same-origin' },
    referrerPolicy: { policy: 'no-referrer' },
  })
  await server.register(fastifyMultipart, {
    limits: { fileSize: limits.uploadBytes + 1, files: 1, fields: 10, fieldSize: 1024, parts: 12, headerPairs: 50 },
  })
  server.setErrorHandler((error: FastifyError, request, reply) => {
    const view = viewOfError(asRefusal(error) ?? error)
    if (view.code === 'INTERNAL')
      log.error({ err: error, path: pathOf(request.url) }, 'a request failed by a mistake of ours')
    if (view.retry_after_ms !== undefined) reply.header('retry-after', String(Math.ceil(view.retry_after_ms / 1000)))
    return reply.status(REFUSALS[view.code].http).send(view)
  })
  server.addHook('onResponse', (request, reply, done) => {
    log.debug(
      { method: request.method, path: pathOf(request.url), status: reply.statusCode, ms: reply.elapsedTime },
      'request',
    )
    done()
  })
  return server
}

/** A path without its query, which may hold a token. */
export const pathOf = (url: string): string => url.split('?', 1)[0] ?? ''

/** What the HTTP library refuses by itself, as our own refusals. */
function asRefusal(error: FastifyError): Error | null {
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

// Mounts declared routes: authenticates, validates, and answers when no route fits. It knows no route by name.
// [D3.4, D3.12, L11]
import { Refusal, viewOfError } from '@biplane/contracts/refusal'
import type { Limits } from '@biplane/contracts/vocabulary/limits'
import { inSpan } from '@biplane/process/trace'
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Credentials } from '../credentials.ts'
import type { HttpServer } from '../http-server.ts'
import { parseBounded, readUtf8 } from '../json-guard.ts'
import { queryOf } from '../request-caller.ts'
import { ANSWERED, type Raw, type Route } from './route.ts'
import { REFUSES } from './route-table.ts'

export interface MountDeps {
  credentials: Credentials
  limits: Limits
  /** Counts one more call of this principal. @throws RATE_LIMITED */
  admit: Raw['admit']
  /** Answers 405, 415 and 426 in the shape of a protocol that has its own. */
  refuse?: RefuseWith
}

export type RefuseWith = (reply: FastifyReply, status: 405 | 415 | 426, says: string) => FastifyReply

const METHODS = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS']

/** Serves every declared route, and says of each path what it allows. */
export function mountRoutes(
  server: HttpServer,
  routes: readonly Route[],
  { credentials, limits, admit, refuse = refuseWith }: MountDeps,
): void {
  // In a scope of its own: bodies are bounded before anybody looks at them, here and nowhere else.
  server.register(async (scope) => {
    scope.removeContentTypeParser(['application/json', 'text/plain'])
    scope.addContentTypeParser('application/json', { parseAs: 'buffer' }, (_request, body, done) => {
      try {
        done(null, parseBody(Buffer.from(body), limits))
      } catch (error) {
        done(error instanceof Error ? error : new Error(String(error)))
      }
    })
    for (const route of routes) {
      scope.route({
        method: route.method,
        url: fastifyPath(route.path),
        ...bodyLimitOf(route),
        onRequest: (request, reply, done) => {
          const wanted = route.upload ? 'multipart/form-data' : 'application/json'
          if (isOfType(request, wanted)) return done()
          void refuse(reply, 415, `A body is sent here as ${wanted}.`)
        },
        handler: async (request, reply) => {
          const recognise = () => credentials.required(request.headers, queryOf(request))
          const attributes = { door: 'http', 'http.route': route.path }
          const run = () => route.run({ request, reply, recognise, admit })
          const answer = await inSpan(`${route.method} ${route.path}`, { attributes }, run)
          if (answer === ANSWERED) return reply
          // What is one person's is kept by nobody on the way.
          if (route.needsSession) reply.header('cache-control', 'no-store')
          return reply.status(answer.status).send(answer.body)
        },
      })
    }
    for (const [path, allowed] of allowedMethods(routes)) refuseOtherMethods(scope, fastifyPath(path), allowed, refuse)
  })
}

/** Says of one path what it allows; whatever is sent with anything else is not looked at. [D3.12] */
export function refuseOtherMethods(
  server: Pick<HttpServer, 'route'>,
  url: string,
  allowed: ReadonlySet<string>,
  refuse: RefuseWith = refuseWith,
): void {
  const allow = [...allowed].join(', ')
  server.route({
    method: 'OPTIONS',
    url,
    handler: (_request, reply) => reply.status(204).header('allow', allow).send(),
  })
  server.route({
    method: METHODS.filter((method) => !allowed.has(method)),
    url,
    config: REFUSES,
    onRequest: (_request, reply) => void refuse(reply.header('allow', allow), 405, `This path answers ${allow}.`),
    handler: (_request, reply) => reply,
  })
}

const bodyLimitOf = ({ upload, bodyBytes }: Route): { bodyLimit?: number } => {
  const most = upload?.mostBytes ?? bodyBytes
  return most === undefined ? {} : { bodyLimit: most }
}

/** A refusal for which HTTP has a status of its own, beside those of the table. [D3.4] */
export const refuseWith: RefuseWith = (reply, status, says) =>
  reply.status(status).send(viewOfError(new Refusal('BAD_MESSAGE', says)))

/** `/api/files/{id}` as the server's router spells it. */
export const fastifyPath = (path: string): string => path.replace(/\{(\w+)\}/g, ':$1')

function allowedMethods(routes: readonly Route[]): Map<string, Set<string>> {
  const paths = new Map<string, Set<string>>()
  for (const { path, method } of routes) {
    const allowed = paths.get(path) ?? new Set(['OPTIONS'])
    allowed.add(method)
    if (method === 'GET') allowed.add('HEAD')
    paths.set(path, allowed)
  }
  return paths
}

/** Whether what is sent with a request, if anything is, is of this type. */
function isOfType({ headers }: FastifyRequest, wanted: string): boolean {
  const sends = headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0
  return !sends || headers['content-type']?.split(';', 1)[0]?.trim().toLowerCase() === wanted
}

/** Nothing sent is no body. @throws BAD_JSON, BAD_MESSAGE */
function parseBody(body: Buffer, limits: Limits): unknown {
  if (body.length === 0) return undefined
  return parseBounded(readUtf8(body), limits)
}

// tRPC over HTTP: queries and mutations of the same router as the socket.
import type { IncomingMessage } from 'node:http'
import { type ExperienceContext, experienceRouter } from '@biplane/contracts/experience-router'
import { viewOfError } from '@biplane/contracts/refusal'
import type { Limits } from '@biplane/contracts/vocabulary/limits'
import type { OpenedSession } from '@biplane/contracts/wire/commands'
import type { Log } from '@biplane/process/log'
import { fastifyRequestHandler } from '@trpc/server/adapters/fastify'
import type { AuditNotes } from '../../audit/audit-trail.ts'
import type { Credentials } from '../credentials.ts'
import type { HttpServer } from '../http-server.ts'
import { parseBounded, readUtf8 } from '../json-guard.ts'
import { optionalCredential, queryOf } from '../request-caller.ts'
import { portsOfClient, type SharedPorts, SubscriptionPlaces } from '../socket-ports.ts'

export interface TrpcRouteDeps {
  ports: SharedPorts
  /** A guest's session for whoever sends this request. */
  openGuest(request: IncomingMessage): Promise<OpenedSession>
  audit: AuditNotes
  credentials: Credentials
  limits: Limits
  log: Log
}

export function addTrpcRoutes(
  server: HttpServer,
  { ports, openGuest, audit, credentials, limits, log }: TrpcRouteDeps,
): void {
  // Over HTTP a subscription is an event stream with a connection of its own.
  const places = new SubscriptionPlaces(limits.connectionsPerPrincipal)
  // In a scope of its own: tRPC parses bodies itself, and only here.
  server.register(async (scope) => {
    scope.removeContentTypeParser(['application/json'])
    scope.addContentTypeParser('application/json', { parseAs: 'buffer' }, (_request, body, done) => {
      try {
        const text = readUtf8(Buffer.from(body))
        if (text !== '') parseBounded(text, limits)
        done(null, text)
      } catch (error) {
        done(error instanceof Error ? error : new Error(String(error)))
      }
    })
    scope.all<{ Params: { path: string } }>('/trpc/:path', (request, reply) => {
      const query = queryOf(request)
      for (const field of ['input', 'connectionParams']) {
        const json = query.get(field)
        if (json) parseBounded(json, limits)
      }
      return fastifyRequestHandler({
        router: experienceRouter,
        req: request,
        res: reply,
        path: request.params.path,
        maxBatchSize: limits.batchCalls,
        async createContext({ info }): Promise<ExperienceContext> {
          // A subscription over HTTP is an EventSource, which has no headers: its client puts its parameters into the address.
          const shown = info.connectionParams?.sessionToken
          const live =
            (await optionalCredential(credentials, request)) ?? (shown ? await credentials.inAddress(shown) : null)
          const own = portsOfClient(ports, {
            openGuest: () => openGuest(request.raw),
            places,
            placeOf: ({ principal }) => principal.id,
            traced: { door: 'trpc over http' },
          })
          return { caller: () => live?.check() ?? null, ports: own, reader: null }
        },
        onError({ error, path }) {
          if (viewOfError(error).code === 'INTERNAL') {
            log.error({ err: error.cause ?? error, path }, 'unexpected error in a call')
          } else audit.refused(error, '/trpc')
        },
      })
    })
  })
}

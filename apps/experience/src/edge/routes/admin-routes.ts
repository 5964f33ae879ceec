// HTTP routes for operators; the ports reject other callers. [D3.16, G3]
import { Readable } from 'node:stream'
import type { ExperiencePorts } from '@biplane/contracts/experience-router'
import * as wire from '@biplane/contracts/wire/commands'
import * as http from '@biplane/contracts/wire/http'
import { z } from 'zod'
import { linkNextPage } from './next-page.ts'
import { ANSWERED, answer, done, json, media, nothing, plain, type Route, route } from './route.ts'

/** Items on a page, where nobody says how many. */
const PAGE = 100

const common = { ...plain, method: 'GET', tag: 'admin', refusals: ['FORBIDDEN'] } as const

export function adminRoutes(platform: ExperiencePorts['platform']): Route[] {
  return [
    route({
      ...common,
      path: '/api/admin/connections',
      summary: 'Every live socket; `cursor` asks for the next page.',
      query: http.pageQuery,
      answers: { 200: json('The connections.', http.connectionList) },
      async handle({ caller, query, ...ask }) {
        const limit = query.limit ?? PAGE
        const page = await platform.connections(caller, { ...query, limit })
        linkNextPage(ask, page, limit)
        return answer(200, page)
      },
    }),
    route({
      ...common,
      path: '/api/admin/invocations',
      summary: 'What runs and ran, of everybody; no word of what was said.',
      query: http.invocationsQuery,
      answers: { 200: json('The invocations, newest first.', http.invocationList) },
      async handle({ caller, query, ...ask }) {
        const limit = query.limit ?? PAGE
        const page = await platform.invocations(caller, { ...query, limit })
        linkNextPage(ask, page, limit)
        return answer(200, page)
      },
    }),
    route({
      ...common,
      path: '/api/admin/health',
      summary: 'How the platform fares now.',
      answers: { 200: json('The health.', wire.platformHealth) },
      handle: async ({ caller }) => answer(200, await platform.health(caller)),
    }),
    route({
      ...common,
      path: '/api/admin/capabilities',
      summary: 'Which realm has which capabilities.',
      answers: { 200: json('The table.', wire.capabilityTable) },
      handle: async ({ caller }) => answer(200, platform.capabilities(caller)),
    }),
    route({
      ...common,
      path: '/api/admin/audit',
      summary: 'The audit trail, newest first; `before` asks for earlier entries.',
      query: http.auditQuery,
      answers: { 200: json('A page of the trail.', http.auditPage) },
      handle: async ({ caller, query }) => answer(200, await platform.audit(caller, query)),
    }),
    route({
      ...common,
      path: '/api/admin/audit/export',
      summary: 'The audit trail as JSON lines, oldest first, streamed; `after` goes on behind an entry.',
      query: http.auditExportQuery,
      answers: { 200: media('The entries, one line each.', 'application/x-ndjson') },
      async handle({ caller, query, reply }) {
        const entries = platform.auditExport(caller, query.after ?? 0)[Symbol.asyncIterator]()
        // Before anything is said: whoever may not look is refused as everywhere.
        const first = await entries.next()
        reply.type('application/x-ndjson').header('cache-control', 'no-store')
        reply.send(Readable.from(linesOf(first, entries)))
        return ANSWERED
      },
    }),
    route({
      ...common,
      path: '/api/admin/sessions',
      summary: 'The sessions of the tenant, or of one principal of it, the last used one first.',
      query: http.platformSessionsQuery,
      answers: { 200: json('The sessions.', http.platformSessionList) },
      async handle({ caller, query, ...ask }) {
        const limit = query.limit ?? PAGE
        const page = await platform.sessions(caller, { ...query, limit })
        linkNextPage(ask, page, limit)
        return answer(200, page)
      },
    }),
    route({
      ...common,
      method: 'DELETE',
      path: '/api/admin/sessions',
      summary: 'End every session of one principal: all tokens, sockets and streams, and the work that runs.',
      query: wire.platformPrincipalInput,
      answers: { 200: json('How many there were.', wire.sessionsEnded) },
      refusals: ['FORBIDDEN', 'NOT_FOUND', 'STORE_UNAVAILABLE'],
      handle: async ({ caller, query }) => answer(200, await platform.endSessions(caller, query.principal)),
    }),
    route({
      ...common,
      method: 'DELETE',
      path: '/api/admin/sessions/{id}',
      summary: 'End one session: its tokens, sockets and streams, and the work that runs.',
      params: z.strictObject({ id: z.string().max(64) }),
      answers: { 204: nothing('It has ended.') },
      refusals: ['FORBIDDEN', 'NOT_FOUND', 'STORE_UNAVAILABLE'],
      async handle({ caller, params }) {
        await platform.endSession(caller, params.id)
        return done(204)
      },
    }),
  ]
}

async function* linesOf<T>(first: IteratorResult<T>, rest: AsyncIterator<T>): AsyncGenerator<string> {
  for (let one = first; !one.done; one = await rest.next()) yield `${JSON.stringify(one.value)}\n`
}

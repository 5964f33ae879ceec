// HTTP routes of a principal's own sessions: list, open, delete. [D3.11]
import * as wire from '@biplane/contracts/wire/commands'
import * as http from '@biplane/contracts/wire/http'
import { z } from 'zod'
import type { Account } from '../../privacy/account.ts'
import type { TrafficCop } from '../../smart-city/traffic-cop.ts'
import { linkNextPage } from './next-page.ts'
import { answer, done, json, nothing, plain, type Route, route } from './route.ts'

/** Sessions on a page, where nobody says how many. */
const PAGE = 100

const byId = z.strictObject({ id: z.string().max(64) })

export function sessionRoutes(trafficCop: TrafficCop, account: Account): Route[] {
  return [
    route({
      ...plain,
      method: 'GET',
      path: '/api/sessions',
      tag: 'sessions',
      summary: 'The sessions of the principal that asks, the last used one first; `cursor` asks for the next page.',
      query: http.pageQuery,
      answers: { 200: json('The sessions.', http.sessionList) },
      refusals: [],
      async handle({ caller, query, ...ask }) {
        const limit = query.limit ?? PAGE
        const sessions = await trafficCop.list(caller, { ...query, limit })
        linkNextPage(ask, sessions, limit)
        return answer(
          200,
          sessions.map((one) => ({ ...one, current: one.session_id === caller.session_id })),
        )
      },
    }),
    route({
      ...plain,
      method: 'POST',
      path: '/api/sessions',
      tag: 'sessions',
      summary: 'One more session of the same principal, with a token of its own.',
      answers: { 201: json('The session, and its token: it is shown this once.', wire.openedSession) },
      refusals: ['QUOTA_EXCEEDED', 'RATE_LIMITED', 'STORE_UNAVAILABLE'],
      handle: async ({ caller }) => answer(201, await trafficCop.openAnother(caller)),
    }),
    route({
      ...plain,
      method: 'DELETE',
      path: '/api/sessions',
      tag: 'sessions',
      summary: 'Sign out everywhere: every token of every session of the principal that asks, and what they opened.',
      answers: { 204: nothing('They have ended.') },
      refusals: ['STORE_UNAVAILABLE'],
      async handle({ caller }) {
        await trafficCop.endAll(caller)
        return done(204)
      },
    }),
    route({
      ...plain,
      method: 'GET',
      path: '/api/sessions/{id}',
      tag: 'sessions',
      summary: 'One of the sessions of the principal that asks.',
      params: byId,
      answers: { 200: json('The session.', http.sessionItem) },
      refusals: ['NOT_FOUND'],
      async handle({ caller, params: { id } }) {
        return answer(200, { ...(await trafficCop.viewOne(caller, id)), current: id === caller.session_id })
      },
    }),
    route({
      ...plain,
      method: 'DELETE',
      path: '/api/sessions/{id}',
      tag: 'sessions',
      summary: 'Delete a session with everything in it; all of its tokens end, and what they opened.',
      params: byId,
      answers: { 204: nothing('It is deleted.') },
      refusals: ['NOT_FOUND', 'STORE_UNAVAILABLE'],
      async handle({ caller, params }) {
        await account.deleteSession(caller, params.id)
        return done(204)
      },
    }),
  ]
}

// HTTP routes of credentials: open, read and revoke a session, and get a short-lived ticket for a socket. [D1]
import * as wire from '@biplane/contracts/wire/commands'
import * as http from '@biplane/contracts/wire/http'
import type { TrafficCop } from '../../smart-city/traffic-cop.ts'
import type { AuthService } from '../auth-service.ts'
import { answer, done, json, nothing, openRoute, plain, type Route, route } from './route.ts'

export interface AuthRouteDeps {
  auth: AuthService
  trafficCop: TrafficCop
}

const SESSION = '/api/auth/session'

export function authRoutes({ auth, trafficCop }: AuthRouteDeps): Route[] {
  return [
    openRoute({
      ...plain,
      method: 'POST',
      path: SESSION,
      tag: 'auth',
      summary: 'Enter: as a guest, or with a bearer token of the configured issuer.',
      answers: { 201: json('The session, and its token: it is shown this once.', wire.openedSession) },
      refusals: ['FORBIDDEN', 'UNAUTHENTICATED', 'RATE_LIMITED', 'STORE_UNAVAILABLE'],
      async handle({ request, reply }) {
        reply.header('cache-control', 'no-store')
        return answer(201, await auth.open(request.raw))
      },
    }),
    route({
      ...plain,
      method: 'GET',
      path: SESSION,
      tag: 'auth',
      summary: 'Whose token this is.',
      answers: { 200: json('The session.', wire.sessionView) },
      refusals: [],
      handle: async ({ caller }) => answer(200, await trafficCop.view(caller)),
    }),
    route({
      ...plain,
      method: 'DELETE',
      path: SESSION,
      tag: 'auth',
      summary: 'Revoke this token, and close what it opened.',
      answers: { 204: nothing('It is revoked.') },
      refusals: ['STORE_UNAVAILABLE'],
      async handle({ caller }) {
        await trafficCop.end(caller)
        return done(204)
      },
    }),
    route({
      ...plain,
      method: 'POST',
      path: '/api/auth/ticket',
      tag: 'auth',
      summary: 'A ticket that stands for the token once, for half a minute, wherever an address takes one.',
      answers: { 201: json('The ticket.', http.ticketView) },
      refusals: ['RATE_LIMITED'],
      handle: async ({ caller }) => answer(201, await trafficCop.issueTicket(caller)),
    }),
  ]
}

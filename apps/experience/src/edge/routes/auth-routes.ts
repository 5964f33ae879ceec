// Owns the credentials over HTTP: mint, look at, revoke, and the short-lived ticket for sockets. [PROTOCOL 3.1]
import { Refusal } from '@biplane/contracts/refusal'
import type { TrafficCop } from '../../smart-city/traffic-cop.ts'
import type { HttpServer } from '../http-server.ts'
import type { RequestCaller } from '../request-caller.ts'

export function addAuthRoutes(server: HttpServer, trafficCop: TrafficCop, callerOf: RequestCaller): void {
  server.post('/api/auth/session', async (request, reply) => {
    if (request.headers.authorization !== undefined) {
      throw new Refusal(
        'UNAUTHENTICATED',
        'No issuer of tokens is configured here. Leave the header out to enter as a guest.',
      )
    }
    return reply
      .status(201)
      .header('cache-control', 'no-store')
      .send(await trafficCop.openGuest())
  })
  server.get('/api/auth/session', async (request) => trafficCop.view(await callerOf(request)))
  server.delete('/api/auth/session', async (request, reply) => {
    await trafficCop.end(await callerOf(request))
    return reply.status(204).send()
  })
  server.post('/api/auth/ticket', async (request, reply) =>
    reply
      .status(201)
      .header('cache-control', 'no-store')
      .send(trafficCop.issueTicket(await callerOf(request))),
  )
}

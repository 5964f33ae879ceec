// Owns the answers to "are you there?" and "can you work?". They tell the truth of this moment.
import type { HttpServer } from '../http-server.ts'
import { type HealthDeps, readHealth } from '../platform-ports.ts'

export function addHealthRoutes(server: HttpServer, deps: HealthDeps): void {
  server.get('/healthz', async () => ({ status: 'ok' }))
  server.get('/readyz', async (_request, reply) => {
    const health = await readHealth(deps)
    const { status, database, runtime } = health
    return reply
      .status(status === 'ok' ? 200 : 503)
      .send({ status, database: { writable: database.writable }, runtime })
  })
}

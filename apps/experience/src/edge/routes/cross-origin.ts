// CORS: allows configured origins only, each by its exact name. Credentials are a header that a page sets itself;
// cookies are neither read nor allowed. [D3.18]
import type { HttpServer } from '../http-server.ts'

const METHODS = 'GET, POST, PUT, DELETE'
const HEADERS = 'authorization, content-type, last-event-id, trpc-accept'
const EXPOSED = 'retry-after, x-conversation-id'
const PREFLIGHT_S = '600'

/** To be called before the routes that it is for. */
export function allowCrossOrigin(server: HttpServer, allowedOrigins: readonly string[]): void {
  if (allowedOrigins.length === 0) return
  server.addHook('onRequest', async (request, reply) => {
    // A cache must not give one origin's answer to another.
    reply.header('vary', 'origin')
    const { origin } = request.headers
    if (origin === undefined || !allowedOrigins.includes(origin)) return
    reply.header('access-control-allow-origin', origin).header('access-control-expose-headers', EXPOSED)
    if (request.method !== 'OPTIONS' || request.headers['access-control-request-method'] === undefined) return
    return reply
      .header('access-control-allow-methods', METHODS)
      .header('access-control-allow-headers', HEADERS)
      .header('access-control-max-age', PREFLIGHT_S)
      .status(204)
      .send()
  })
}

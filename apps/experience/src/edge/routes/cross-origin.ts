// CORS: allows configured origins only, each by its exact name. Credentials are a header that a page sets itself;
// cookies are neither read nor allowed. [D3.18]
import type { HttpServer } from '../http-server.ts'

const METHODS = 'GET, POST, PUT, DELETE'
const ALLOWED = new Set([
  ...['authorization', 'content-type', 'last-event-id', 'trpc-accept', 'idempotency-key', 'if-none-match'],
  ...['mcp-protocol-version', 'mcp-session-id', 'mcp-method', 'mcp-name', 'a2a-version', 'a2a-extensions'],
  ...['x-conversation-id', 'user-agent'],
])
/** OpenAI's SDK names itself in a dozen headers. */
const ALLOWED_PREFIX = 'x-stainless-'
const HEADERS = 'authorization, content-type, last-event-id, trpc-accept'
const EXPOSED =
  'retry-after, retry-after-ms, etag, x-conversation-id, mcp-session-id, stream-next-offset, stream-cursor, stream-up-to-date'
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
      .header('access-control-allow-headers', allowedHeaders(request.headers['access-control-request-headers']))
      .header('access-control-max-age', PREFLIGHT_S)
      .status(204)
      .send()
  })
}

/** Those of the requested ones that may be sent. */
function allowedHeaders(requested: string | undefined): string {
  const asked = (requested ?? '').toLowerCase().split(',')
  const extra = asked.map((name) => name.trim()).filter((name) => ALLOWED.has(name) || name.startsWith(ALLOWED_PREFIX))
  return [HEADERS, ...extra.filter((name) => !HEADERS.includes(name) && /^[a-z0-9-]{1,64}$/.test(name))].join(', ')
}

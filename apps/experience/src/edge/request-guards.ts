// What is asked of every HTTP request before a route sees it: a name that is ours, TLS where it is required. It also keeps
// answers under /trpc out of every cache.
import { Refusal } from '@biplane/contracts/refusal'
import type { ClientAddress } from './client-address.ts'
import { type HttpServer, pathOf } from './http-server.ts'

export interface RequestGuardDeps {
  allowsHost(header: string | undefined): boolean
  requireTls: boolean
  clientAddress: ClientAddress
  /** Addresses of the Runtimes' own side: signed file addresses carry their own proof. */
  isInternal(path: string): boolean
}

/** One year, as browsers' preload lists ask for. */
const HSTS = 'max-age=31536000; includeSubDomains'
/** Probes of a load balancer or of systemd come from this machine without TLS, and carry no credential. */
const PROBES = new Set(['/healthz', '/readyz', '/metrics'])

/** To be called before the routes that it is for. */
export function guardRequests(server: HttpServer, deps: RequestGuardDeps): void {
  const { allowsHost, requireTls, clientAddress, isInternal } = deps
  server.addHook('onRequest', async (request, reply) => {
    const path = pathOf(request.url)
    if (path === '/trpc' || path.startsWith('/trpc/')) reply.header('cache-control', 'no-store')
    if (!allowsHost(request.headers.host)) {
      throw new Refusal('FORBIDDEN', 'This host name is not served here. Add it to ALLOWED_HOSTS.')
    }
    if (!requireTls || PROBES.has(path) || isInternal(path)) return
    if (!clientAddress.isSecure(request.raw)) {
      throw new Refusal('BAD_MESSAGE', 'This server is reached over TLS only (https).')
    }
    reply.header('strict-transport-security', HSTS)
  })
}

// Opens the HTTP server with the checks that every request passes, and what this process knows of its own address.
import type { AddressInfo } from 'node:net'
import { allowsHost } from '../edge/allowed-hosts.ts'
import { openHttpServer } from '../edge/http-server.ts'
import { allowsOrigin } from '../edge/origins.ts'
import { guardRequests } from '../edge/request-guards.ts'
import type { Core } from './core.ts'

export type OwnServer = Awaited<ReturnType<typeof openServer>>

export async function openServer({ config, limits, log, audit, address }: Core) {
  const servesHost = allowsHost(config.allowedHosts, config.allowedOrigins, config.host)
  const server = await openHttpServer(log, limits, audit)
  guardRequests(server, {
    allowsHost: servesHost,
    requireTls: config.requireTls,
    clientAddress: address,
    isInternal: (path) => path.startsWith('/internal/'),
  })
  const portOf = () => (server.server.address() as AddressInfo | null)?.port ?? config.port
  return {
    server,
    servesHost,
    allowsOrigin: allowsOrigin(config.allowedOrigins, config.host, portOf),
    portOf,
    /** Host and port at which this machine reaches the server. */
    ownAddress: () => `${reachable(config.host)}:${portOf()}`,
  }
}

/** An address on which this machine reaches itself, for a host that means "every address". */
const reachable = (host: string): string =>
  host === '0.0.0.0' || host === '::' ? '127.0.0.1' : host.includes(':') ? `[${host}]` : host

// The address under which a client reached this server: the configured one, or what the request itself says. Host names
// are checked before (`allowed-hosts.ts`).
import type { FastifyRequest } from 'fastify'
import type { ClientAddress } from './client-address.ts'

export function publicAddress(
  configured: string | undefined,
  { isSecure }: Pick<ClientAddress, 'isSecure'>,
  listening: () => string,
): (request: FastifyRequest) => string {
  return (request) =>
    configured ?? `${isSecure(request.raw) ? 'https' : 'http'}://${request.headers.host ?? listening()}`
}

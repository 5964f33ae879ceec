// Tells which address a request came from and whether it came over TLS. Forwarding headers count only when a configured
// proxy sent them. [SECURITY 40]
import type { IncomingMessage } from 'node:http'
import { TLSSocket } from 'node:tls'
import { canonicalAddress, networkOf } from './network-address.ts'

export interface ClientAddress {
  /** The network that limits count by: an IPv4 address, or the /64 of an IPv6 address. */
  of(request: Pick<IncomingMessage, 'headers' | 'socket'>): string
  /** The same for the other end of a TCP connection, whatever is sent over it. */
  ofSocket(remoteAddress: string): string
  /** Whether the client's own connection, to us or to our proxy, is encrypted. */
  isSecure(request: Pick<IncomingMessage, 'headers' | 'socket'>): boolean
  isProxy(address: string): boolean
}

/** The nearest address that is not one of the trusted proxies; a header from anybody else is not read. */
export function clientAddress(proxies: readonly string[]): ClientAddress {
  const trusted = new Set(proxies.map(canonical))
  const isProxy = (address: string) => trusted.has(canonical(address))
  return {
    isProxy,
    ofSocket: (remoteAddress) => networkOf(canonical(remoteAddress)),
    isSecure({ headers, socket }) {
      if (socket instanceof TLSSocket) return true
      if (!isProxy(socket.remoteAddress ?? '')) return false
      const said = headers['x-forwarded-proto']
      // Whoever stands before the proxy can write in front; the proxy writes last.
      return (
        String(said ?? '')
          .split(',')
          .at(-1)
          ?.trim()
          .toLowerCase() === 'https'
      )
    },
    of({ headers, socket }) {
      const direct = canonical(socket.remoteAddress ?? '')
      if (!trusted.has(direct)) return networkOf(direct)
      const said = headers['x-forwarded-for']
      const chain = (Array.isArray(said) ? said.join(',') : (said ?? '')).split(',').map((entry) => entry.trim())
      for (const entry of chain.reverse()) {
        const address = canonicalAddress(entry)
        // What a client wrote in front of the proxy's own entry may be anything; it must not become a key of its own.
        if (address === null && entry !== '') break
        if (address !== null && !trusted.has(address)) return networkOf(address)
      }
      return networkOf(direct)
    },
  }
}

const canonical = (address: string): string => canonicalAddress(address) ?? address

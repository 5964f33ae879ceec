// Owns the questions "from which address?" and "under TLS?". What a header says of them is believed from configured proxies
// alone. [SECURITY 40]
import type { IncomingMessage } from 'node:http'
import { TLSSocket } from 'node:tls'

export interface ClientAddress {
  of(request: Pick<IncomingMessage, 'headers' | 'socket'>): string
  /** Whether the client's own connection, to us or to our proxy, is encrypted. */
  isSecure(request: Pick<IncomingMessage, 'headers' | 'socket'>): boolean
  isProxy(address: string): boolean
}

/** The nearest address that is no proxy of ours; a header from anybody else is not read. */
export function clientAddress(proxies: readonly string[]): ClientAddress {
  const trusted = new Set(proxies)
  const isProxy = (address: string) => trusted.has(plain(address))
  return {
    isProxy,
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
      const direct = plain(socket.remoteAddress ?? '')
      if (!trusted.has(direct)) return direct
      const said = headers['x-forwarded-for']
      const chain = (Array.isArray(said) ? said.join(',') : (said ?? '')).split(',').map((entry) => plain(entry.trim()))
      return chain.findLast((address) => address !== '' && !trusted.has(address)) ?? direct
    },
  }
}

/** An IPv4 address in IPv6 spelling is the same address. */
const plain = (address: string): string => (address.startsWith('::ffff:') ? address.slice('::ffff:'.length) : address)

// Limits the TCP connections of one address. Speaks no protocol: excess connections are cut. [D4.1]
import type { Server } from 'node:http'
import type { Socket } from 'node:net'

export interface AddressConnectionsDeps {
  /** For one address. */
  most: number
  /** For all addresses. */
  mostInAll: number
  /** Whether many people come through this address: a proxy is not counted as one. */
  isShared(address: string): boolean
  /** What is counted together: the network of an address. */
  networkOf(address: string): string
  onRefused(): void
}

/**
 * How many more than sockets there may be in all: one socket too many is told so with 429, which takes a connection, and
 * what is cut off here hears nothing. [D4.1]
 */
export const SPARE_CONNECTIONS = 1_000

/** Cuts off what is one too many before anything of it is read. */
export function limitConnections(
  server: Pick<Server, 'on'>,
  { most, mostInAll, isShared, networkOf, onRefused }: AddressConnectionsDeps,
): void {
  const held = new Map<string, number>()
  let all = 0
  server.on('connection', (socket: Socket) => {
    const address = networkOf(socket.remoteAddress ?? '')
    const own = (held.get(address) ?? 0) + 1
    if (all >= mostInAll || (own > most && !isShared(socket.remoteAddress ?? ''))) {
      socket.destroy()
      onRefused()
      return
    }
    all += 1
    held.set(address, own)
    socket.once('close', () => {
      all -= 1
      const left = (held.get(address) ?? 1) - 1
      if (left === 0) held.delete(address)
      else held.set(address, left)
    })
  })
}

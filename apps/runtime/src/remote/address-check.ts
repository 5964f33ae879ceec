// Checks which addresses a configured name may resolve to, at every connect. Pure except for the resolver that is
// passed in. [SECURITY 32]
import { lookup } from 'node:dns/promises'
import { BlockList, isIP } from 'node:net'

export interface Address {
  address: string
  family: number
}

export type Resolve = (hostname: string) => Promise<Address[]>

export const resolveByDns: Resolve = (hostname) => lookup(hostname, { all: true, verbatim: true })

/** Nobody's service lives there: link-local and the addresses at which clouds hand out credentials. */
const NEVER = new BlockList()
NEVER.addSubnet('0.0.0.0', 8)
NEVER.addSubnet('169.254.0.0', 16)
NEVER.addSubnet('224.0.0.0', 3)
NEVER.addAddress('100.100.100.200')
NEVER.addAddress('168.63.129.16')
NEVER.addAddress('192.0.0.192')
NEVER.addAddress('::', 'ipv6')
NEVER.addAddress('fd00:ec2::254', 'ipv6')
NEVER.addSubnet('fe80::', 10, 'ipv6')
NEVER.addSubnet('ff00::', 8, 'ipv6')

const LOOPBACK = new BlockList()
LOOPBACK.addSubnet('127.0.0.0', 8)
LOOPBACK.addAddress('::1', 'ipv6')

const isIn = (list: BlockList, { address, family }: Address) => list.check(address, family === 6 ? 'ipv6' : 'ipv4')

const isLocalName = (hostname: string) => hostname === 'localhost' || hostname.endsWith('.localhost')

/** A name that leads, by one address even, to where it must not. */
export class ForbiddenAddress extends Error {}

/**
 * The addresses of a host. An address that the configuration spells out is what somebody decided, whatever it is.
 * @throws ForbiddenAddress
 */
export async function addressesOf(hostname: string, resolve: Resolve): Promise<Address[]> {
  const plain = hostname.replace(/^\[|\]$/g, '')
  const family = isIP(plain)
  if (family !== 0) return [{ address: plain, family }]
  const found = await resolve(plain)
  const wrong = found.find((one) => isIn(NEVER, one) || (isIn(LOOPBACK, one) && !isLocalName(plain)))
  if (wrong) throw new ForbiddenAddress(`${plain} leads to ${wrong.address}`)
  if (found.length === 0) throw new Error(`${plain} has no address`)
  return found
}

// Reads IP addresses: one spelling for each, and the network that limits count by.
import { isIPv4, isIPv6 } from 'node:net'

/** No spelling of an address, port and brackets included, is longer. */
const MAX_CHARS = 80

/**
 * The one spelling of an address: IPv4 as it is, also where IPv6 maps it; IPv6 as eight groups without leading zeros.
 * A port behind it and a zone are dropped, as some proxies write them. `null` for what is not an address.
 */
export function canonicalAddress(text: string): string | null {
  if (text.length > MAX_CHARS) return null
  const address = withoutPort(text).split('%', 1)[0] ?? ''
  if (isIPv4(address)) return address
  if (!isIPv6(address)) return null
  const groups = groupsOf(address.toLowerCase())
  const [high = 0, low = 0] = groups.slice(6)
  const isMapped = groups.slice(0, 5).every((group) => group === 0) && groups[5] === 0xffff
  if (isMapped) return [high >> 8, high & 255, low >> 8, low & 255].join('.')
  return groups.map((group) => group.toString(16)).join(':')
}

/**
 * What one subscriber holds: an IPv4 address, or a /64 of IPv6, in which a single host may take any of 2^64 addresses.
 * Takes the spelling of `canonicalAddress`; anything else is its own network.
 */
export function networkOf(canonical: string): string {
  const groups = canonical.split(':')
  return groups.length === 8 ? `${groups.slice(0, 4).join(':')}::/64` : canonical
}

function withoutPort(text: string): string {
  if (text.startsWith('[')) return text.slice(1).split(']', 1)[0] ?? ''
  const [host = '', port, ...more] = text.split(':')
  return port !== undefined && more.length === 0 ? host : text
}

function groupsOf(address: string): number[] {
  const [head = '', tail] = address.split('::')
  const before = readGroups(head)
  if (tail === undefined) return before
  const after = readGroups(tail)
  return [...before, ...Array<number>(8 - before.length - after.length).fill(0), ...after]
}

function readGroups(text: string): number[] {
  if (text === '') return []
  return text.split(':').flatMap((group) => {
    if (!group.includes('.')) return [Number.parseInt(group, 16)]
    const [a = 0, b = 0, c = 0, d = 0] = group.split('.').map(Number)
    return [(a << 8) | b, (c << 8) | d]
  })
}

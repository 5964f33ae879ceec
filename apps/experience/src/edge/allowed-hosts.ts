// Which names the product answers to. A page whose own name was made to point at this machine (DNS rebinding) sends that
// name in `Host`, so a name that is not listed is refused before anything is read. [D4.4]
import { isIP } from 'node:net'

/**
 * Whether a request that names `host` is meant for us: an IP address (which cannot be rebound), this machine's own names,
 * or a configured one. A request without the header comes from no browser.
 */
export function allowsHost(names: readonly string[], origins: readonly string[], listening: string) {
  const allowed = new Set(
    [
      'localhost',
      listening,
      ...names,
      ...origins.filter((origin) => URL.canParse(origin)).map((origin) => new URL(origin).hostname),
    ].map((name) => name.toLowerCase()),
  )
  return (header: string | undefined): boolean => {
    if (header === undefined) return true
    const name = nameOf(header)
    return name !== null && (isIP(name) !== 0 || name.endsWith('.localhost') || allowed.has(name))
  }
}

/** `chat.example:8001` without its port, lower case, without a final dot; `null` for what is no host. */
function nameOf(header: string): string | null {
  if (header.length > 260 || !URL.canParse(`http://${header}`)) return null
  const { hostname, pathname, username, search, hash } = new URL(`http://${header}`)
  if (pathname !== '/' || username !== '' || search !== '' || hash !== '') return null
  return hostname
    .replace(/^\[|\]$/g, '')
    .replace(/\.$/, '')
    .toLowerCase()
}

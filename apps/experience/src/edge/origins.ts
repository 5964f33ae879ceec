// Decides which pages may open a socket: an exact list, and the product's own addresses. [D4.2]

/**
 * Whether a page of `origin` may connect. The `Host` header is not asked: a foreign name that was made to point here would
 * say itself. A client that is no browser sends no origin and is not asked either.
 */
export const allowsOrigin =
  (allowed: readonly string[], host: string, port: () => number) =>
  (origin: string): boolean =>
    allowed.includes(origin) || [host, 'localhost', '127.0.0.1', '::1'].some((own) => origin === originOf(own, port()))

/** As a browser says it: an address with colons in brackets, and the usual port not at all. */
const originOf = (host: string, port: number): string =>
  `http://${host.includes(':') ? `[${host}]` : host}${port === 80 ? '' : `:${port}`}`

// A `fetch` for configured services only: exact origin, no redirect, the address checked at connect, no decompression.
// Can be passed to libraries. [SECURITY 32]
import { type ClientRequest, type IncomingMessage, request as requestHttp } from 'node:http'
import { request as requestHttps } from 'node:https'
import { Readable } from 'node:stream'
import { addressesOf, type Resolve, resolveByDns } from './address-check.ts'

export interface GuardDeps {
  /** The only origins that are asked: scheme, host and port. */
  origins: readonly string[]
  resolve?: Resolve
}

export type Fetch = typeof globalThis.fetch

/** The other side wanted to send us somewhere else, or said something that is never read. */
export class ForbiddenAnswer extends Error {}
export class ForbiddenOrigin extends Error {}

const BODILESS = new Set([204, 205, 304])

export function guardedFetch({ origins, resolve = resolveByDns }: GuardDeps): Fetch {
  const allowed = new Set(origins.map((origin) => new URL(origin).origin))
  return async (input, init = {}) => {
    const url = new URL(input instanceof Request ? input.url : input)
    if (!allowed.has(url.origin)) throw new ForbiddenOrigin(`${url.origin} is not configured`)
    if (init.body !== undefined && init.body !== null && typeof init.body !== 'string') {
      throw new TypeError('only text is sent')
    }
    const signal = init.signal ?? null
    signal?.throwIfAborted()
    const [first] = await addressesOf(url.hostname, resolve)
    if (!first) throw new Error(`${url.hostname} has no address`)
    const headers = new Headers(init.headers)
    headers.set('accept-encoding', 'identity')
    return new Promise<Response>((accept, reject) => {
      const send = url.protocol === 'https:' ? requestHttps : requestHttp
      const request: ClientRequest = send(url, {
        method: init.method ?? 'GET',
        headers: Object.fromEntries(headers),
        agent: false,
        // What was checked is what is connected to: the name is not looked up a second time.
        lookup: (_hostname, options, done) =>
          options.all ? done(null, [first]) : done(null, first.address, first.family),
        ...(signal ? { signal } : {}),
      })
      request.once('error', reject)
      request.once('response', (message) => {
        const refused = whyRefused(message)
        if (refused === null) return accept(responseOf(message))
        reject(new ForbiddenAnswer(refused))
        message.destroy()
      })
      request.end(init.body ?? undefined)
    })
  }
}

function whyRefused({ statusCode = 0, headers }: IncomingMessage): string | null {
  if (statusCode >= 300 && statusCode < 400) return `answered with a redirect (${statusCode})`
  const encoding = headers['content-encoding']
  return encoding === undefined || encoding === 'identity' ? null : `answered packed (${encoding})`
}

function responseOf(message: IncomingMessage): Response {
  const status = message.statusCode ?? 502
  const headers = new Headers()
  for (const [name, value] of Object.entries(message.headers)) {
    for (const one of [value].flat()) if (one !== undefined) headers.append(name, one)
  }
  if (BODILESS.has(status)) {
    message.resume()
    return new Response(null, { status, headers })
  }
  return new Response(Readable.toWeb(message), { status, headers })
}

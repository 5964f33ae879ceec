// Owns how a request shows who it is: a bearer header, or a token in the URL where that is allowed. No query is logged.
import type { IncomingHttpHeaders } from 'node:http'
import { Refusal } from '@biplane/contracts/refusal'
import type { LiveCredential, TrafficCop } from '../smart-city/traffic-cop.ts'

export class Credentials {
  readonly #trafficCop: TrafficCop
  readonly #allowTokenInUrl: boolean

  constructor(trafficCop: TrafficCop, allowTokenInUrl: boolean) {
    this.#trafficCop = trafficCop
    this.#allowTokenInUrl = allowTokenInUrl
  }

  /**
   * Who asks, or `null` when nothing was shown.
   * @throws UNAUTHENTICATED for what is not ours, SESSION_EXPIRED, FORBIDDEN for a long-lived token in a URL
   */
  async of(headers: IncomingHttpHeaders, query: URLSearchParams): Promise<LiveCredential | null> {
    const bearer = /^Bearer (.+)$/i.exec(headers.authorization ?? '')?.[1]
    if (bearer) return this.#trafficCop.recognise(bearer.trim())
    const inUrl = query.get('session_token')
    if (!inUrl) return null
    if (!this.#allowTokenInUrl && !this.#trafficCop.isTicket(inUrl)) {
      throw new Refusal('UNAUTHENTICATED', 'A token in an address is not accepted here: ask for a ticket.')
    }
    return this.#trafficCop.recognise(inUrl)
  }

  /** @throws UNAUTHENTICATED also when nothing was shown */
  async required(headers: IncomingHttpHeaders, query: URLSearchParams): Promise<LiveCredential> {
    const found = await this.of(headers, query)
    if (!found) throw new Refusal('UNAUTHENTICATED', 'This needs a session.')
    return found
  }

  /** A token or ticket that came inside of a connection. */
  recognise(token: string): Promise<LiveCredential> {
    return this.#trafficCop.recognise(token)
  }
}

// Reads the credentials of a request: a bearer header, or a token in the URL where that is allowed. No query is logged.
import type { IncomingHttpHeaders } from 'node:http'
import { Refusal, refusalOf } from '@biplane/contracts/refusal'
import type { AuditNotes } from '../audit/audit-trail.ts'
import type { LiveCredential, TrafficCop } from '../smart-city/traffic-cop.ts'

export interface CredentialsDeps {
  trafficCop: TrafficCop
  allowTokenInUrl: boolean
  audit: AuditNotes
}

export class Credentials {
  readonly #trafficCop: TrafficCop
  readonly #allowTokenInUrl: boolean
  readonly #audit: AuditNotes

  constructor({ trafficCop, allowTokenInUrl, audit }: CredentialsDeps) {
    this.#trafficCop = trafficCop
    this.#allowTokenInUrl = allowTokenInUrl
    this.#audit = audit
  }

  /**
   * Who asks, or `null` when nothing was shown.
   * @throws UNAUTHENTICATED for what is not ours, SESSION_EXPIRED, FORBIDDEN for a long-lived token in a URL
   */
  async of(headers: IncomingHttpHeaders, query: URLSearchParams): Promise<LiveCredential | null> {
    const bearer = /^Bearer (.+)$/i.exec(headers.authorization ?? '')?.[1]
    if (bearer) return this.#recognise(bearer.trim(), 'header')
    const inUrl = query.get('session_token')
    return inUrl ? this.inAddress(inUrl) : null
  }

  /** A token or ticket that came in the address. @throws UNAUTHENTICATED for a long-lived token where none may be there */
  async inAddress(inUrl: string): Promise<LiveCredential> {
    if (!this.#allowTokenInUrl && !this.#trafficCop.isTicket(inUrl)) {
      return this.#fail(
        new Refusal('UNAUTHENTICATED', 'A token in an address is not accepted here: ask for a ticket.'),
        'address',
      )
    }
    return this.#recognise(inUrl, 'address')
  }

  /** @throws UNAUTHENTICATED also when nothing was shown */
  async required(headers: IncomingHttpHeaders, query: URLSearchParams): Promise<LiveCredential> {
    const found = await this.of(headers, query)
    return found ?? this.#fail(new Refusal('UNAUTHENTICATED', 'This needs a session.'), 'nothing')
  }

  /** A token or ticket that came inside of a connection. */
  recognise(token: string): Promise<LiveCredential> {
    return this.#recognise(token, 'connection')
  }

  async #recognise(token: string, shown: string): Promise<LiveCredential> {
    try {
      return await this.#trafficCop.recognise(token)
    } catch (error) {
      const refusal = refusalOf(error)
      if (!refusal) throw error
      return this.#fail(refusal, shown)
    }
  }

  /** What was shown is not written down, only where. [SECURITY 33] */
  #fail(refusal: Refusal, shown: string): never {
    this.#audit.note({ action: 'auth.failed', outcome: refusal.refusal, detail: { shown } })
    throw refusal
  }
}

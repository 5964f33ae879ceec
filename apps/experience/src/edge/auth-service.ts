// Opens sessions: for a guest, or in exchange for a bearer token of the configured issuer. [D1.1, D1.8]
import type { IncomingMessage } from 'node:http'
import { Refusal, refusalOf } from '@biplane/contracts/refusal'
import type { OpenedSession } from '@biplane/contracts/wire/commands'
import type { AuditNotes } from '../audit/audit-trail.ts'
import type { RateLimits } from '../limits/rate-limits.ts'
import type { VerifyToken } from '../principals/token-verifier.ts'
import type { TrafficCop } from '../smart-city/traffic-cop.ts'
import type { ClientAddress } from './client-address.ts'

export interface AuthServiceDeps {
  trafficCop: TrafficCop
  /** `null` where no issuer is configured. */
  verify: VerifyToken | null
  rates: RateLimits
  clientAddress: ClientAddress
  audit: AuditNotes
}

export interface AuthService {
  /** @throws FORBIDDEN where guests are not let in, UNAUTHENTICATED for a token that does not hold, RATE_LIMITED */
  open(request: IncomingMessage): Promise<OpenedSession>
}

export function openAuthService(deps: AuthServiceDeps): AuthService {
  const { trafficCop, verify, rates, clientAddress, audit } = deps
  return {
    async open(request) {
      const { authorization } = request.headers
      const address = clientAddress.of(request)
      if (authorization === undefined) return trafficCop.openGuest(address)
      await rates.take('sessionFromAddress', address)
      try {
        return await trafficCop.openUser(await subjectOf(authorization, verify))
      } catch (error) {
        const refusal = refusalOf(error)
        if (refusal) {
          audit.note({ action: 'auth.failed', outcome: refusal.refusal, detail: { shown: 'bearer of the issuer' } })
        }
        throw error
      }
    },
  }
}

function subjectOf(authorization: string, verify: VerifyToken | null): ReturnType<VerifyToken> {
  if (!verify) {
    throw new Refusal(
      'UNAUTHENTICATED',
      'No issuer of tokens is configured here. Leave the header out to enter as a guest.',
    )
  }
  const token = /^Bearer ([\w-]+\.[\w-]+\.[\w-]+)$/i.exec(authorization.trim())?.[1]
  if (!token) throw new Refusal('UNAUTHENTICATED', 'This is no bearer token of the issuer.')
  return verify(token)
}

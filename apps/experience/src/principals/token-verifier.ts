// Owns the checking of bearer tokens of the configured issuer: signature, issuer, audience, time. It opens no session.
import { createHash } from 'node:crypto'
import { Refusal } from '@biplane/contracts/refusal'
import { createRemoteJWKSet, errors, type JWTPayload, jwtVerify } from 'jose'
import { LOCAL_TENANT, type Role, rolesNamed } from './roles.ts'

export interface Issuer {
  issuer: string
  audience: string
  /** The only address that keys are fetched from; what a token says of its keys is not read. */
  jwksUrl: string
}

/** Whom a token speaks for, as far as the product needs to know. */
export interface VerifiedSubject {
  /** The same for the same subject of the same issuer; nothing can be read off it. */
  principalId: string
  tenant: string
  roles: Role[]
}

export type VerifyToken = (token: string) => Promise<VerifiedSubject>

const ALGORITHMS = ['RS256', 'ES256']
const TOLERANCE_S = 30
const FETCH_MS = 5_000
const TENANT = /^[A-Za-z0-9_.-]{1,64}$/

/** @throws UNAUTHENTICATED for every token that does not hold, without a word about why beyond its own claims */
export function openTokenVerifier(
  { issuer, audience, jwksUrl }: Issuer,
  now: () => number,
  onKeysMissing: (error: unknown) => void,
): VerifyToken {
  const keys = createRemoteJWKSet(new URL(jwksUrl), { timeoutDuration: FETCH_MS })
  return async (token) => {
    try {
      const { payload } = await jwtVerify(token, keys, {
        issuer,
        audience,
        algorithms: ALGORITHMS,
        clockTolerance: TOLERANCE_S,
        requiredClaims: ['sub', 'exp'],
        currentDate: new Date(now()),
      })
      return readSubject(issuer, payload)
    } catch (error) {
      if (error instanceof Refusal) throw error
      if (!(error instanceof errors.JOSEError) || error instanceof errors.JWKSTimeout) onKeysMissing(error)
      throw new Refusal('UNAUTHENTICATED', wordsFor(error), { cause: error })
    }
  }
}

function readSubject(issuer: string, payload: JWTPayload): VerifiedSubject {
  const { sub } = payload
  if (!sub) throw new Refusal('UNAUTHENTICATED', 'This token names no subject.')
  const tenant = payload.tenant ?? payload.org_id ?? LOCAL_TENANT
  if (typeof tenant !== 'string' || !TENANT.test(tenant)) {
    throw new Refusal('UNAUTHENTICATED', 'The tenant in this token is not understood.')
  }
  // Subjects are often e-mail addresses: what is kept and logged is a hash.
  const principalId = `user:${createHash('sha256').update(`${issuer}\n${tenant}\n${sub}`).digest('hex').slice(0, 32)}`
  return { principalId, tenant, roles: rolesNamed(payload.roles) }
}

const wordsFor = (error: unknown): string => {
  if (error instanceof errors.JWTExpired) return 'This token has expired.'
  if (error instanceof errors.JOSEError && !(error instanceof errors.JWKSTimeout))
    return 'This token is not accepted here.'
  return 'The keys of the issuer cannot be had at the moment.'
}

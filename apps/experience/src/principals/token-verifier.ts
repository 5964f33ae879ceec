// Verifies bearer tokens of the configured issuer: signature, issuer, audience, time. Opens no session. [D1.8]
import { createHash } from 'node:crypto'
import { Refusal } from '@biplane/contracts/refusal'
import { createRemoteJWKSet, errors, type JWTPayload, jwtVerify } from 'jose'
import { LOCAL_TENANT, type Role, rolesNamed } from './roles.ts'

export interface Issuer {
  issuer: string
  audience: string
  /** The only address that keys are fetched from; what a token says of its keys is not read. */
  jwksUrl: string
  /** Tokens without a tenant are refused; else they belong to `local`. */
  tenantRequired?: boolean
}

/** Whom a token speaks for, as far as the product needs to know. */
export interface VerifiedSubject {
  /** The same for the same subject of the same issuer; nothing can be read off it. */
  principalId: string
  tenant: string
  roles: Role[]
  /** Until when the issuer speaks for them, in wall-clock milliseconds. */
  goodUntil: number
}

export type VerifyToken = (token: string) => Promise<VerifiedSubject>

const ALGORITHMS = ['RS256', 'ES256']
const TOLERANCE_S = 30
const FETCH_MS = 5_000
const TENANT = /^[A-Za-z0-9_.-]{1,64}$/

/** @throws UNAUTHENTICATED for every token that does not hold, without a word about why beyond its own claims */
export function openTokenVerifier(
  { issuer, audience, jwksUrl, tenantRequired = false }: Issuer,
  now: () => number,
  onKeysMissing: (error: unknown) => void,
): VerifyToken {
  const keys = createRemoteJWKSet(new URL(jwksUrl), { timeoutDuration: FETCH_MS })
  return async (token) => {
    try {
      const { payload, protectedHeader } = await jwtVerify(token, keys, {
        issuer,
        audience,
        algorithms: ALGORITHMS,
        clockTolerance: TOLERANCE_S,
        requiredClaims: ['sub', 'exp'],
        currentDate: new Date(now()),
      })
      assertForUs(protectedHeader.typ, payload)
      return readSubject(issuer, payload, tenantRequired)
    } catch (error) {
      if (error instanceof Refusal) throw error
      if (!(error instanceof errors.JOSEError) || error instanceof errors.JWKSTimeout) onKeysMissing(error)
      throw new Refusal('UNAUTHENTICATED', wordsFor(error), { cause: error })
    }
  }
}

const TYPES = ['jwt', 'at+jwt', 'application/at+jwt']
const MOST_SUBJECT_CHARS = 255

/** Other signed tokens of the same issuer (a logout, a proof of possession) open no session. */
function assertForUs(type: unknown, { azp }: JWTPayload): void {
  if (type !== undefined && !(typeof type === 'string' && TYPES.includes(type.toLowerCase()))) {
    throw new Refusal('UNAUTHENTICATED', 'Tokens of this type are not accepted.')
  }
  if (azp !== undefined && (typeof azp !== 'string' || azp === '')) {
    throw new Refusal('UNAUTHENTICATED', 'The authorized party in this token is not understood.')
  }
}

function readSubject(issuer: string, payload: JWTPayload, tenantRequired: boolean): VerifiedSubject {
  // Whatever is no text would become the same text for everybody.
  const sub: unknown = payload.sub
  if (typeof sub !== 'string' || sub.trim() === '' || sub.length > MOST_SUBJECT_CHARS) {
    throw new Refusal('UNAUTHENTICATED', 'This token names no subject.')
  }
  const named = payload.tenant ?? payload.org_id
  if (tenantRequired && named === undefined) throw new Refusal('UNAUTHENTICATED', 'This token names no tenant.')
  const tenant = named ?? LOCAL_TENANT
  if (typeof tenant !== 'string' || !TENANT.test(tenant)) {
    throw new Refusal('UNAUTHENTICATED', 'The tenant in this token is not understood.')
  }
  // Subjects are often e-mail addresses: what is kept and logged is a hash.
  const principalId = `user:${createHash('sha256').update(`${issuer}\n${tenant}\n${sub}`).digest('hex').slice(0, 32)}`
  return { principalId, tenant, roles: rolesNamed(payload.roles), goodUntil: 1_000 * (payload.exp ?? 0) }
}

const wordsFor = (error: unknown): string => {
  if (error instanceof errors.JWTExpired) return 'This token has expired.'
  if (error instanceof errors.JOSEError && !(error instanceof errors.JWKSTimeout))
    return 'This token is not accepted here.'
  return 'The keys of the issuer cannot be had at the moment.'
}

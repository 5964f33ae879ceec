// Proves to both ends of the internal link that the other has the key, without sending it: a process that listens on
// Runtime's port while Runtime is down learns nothing and receives nothing. [SECURITY 11]
import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto'

/** The caller's random number, in its upgrade request. */
export const CALLER_NONCE = 'x-biplane-nonce'
/** The listener's random number and its proof, in its 101 response. */
export const LISTENER_NONCE = 'x-biplane-listener-nonce'
export const LISTENER_PROOF = 'x-biplane-proof'

const NONCE = /^[A-Za-z0-9_-]{22,64}$/

export const newNonce = (): string => randomBytes(24).toString('base64url')

export const isNonce = (text: unknown): text is string => typeof text === 'string' && NONCE.test(text)

export interface LinkNonces {
  caller: string
  listener: string
}

/** A MAC over both nonces and the side that speaks, so that no proof can be sent back as the other side's. */
export const proofOf = (side: 'caller' | 'listener', { caller, listener }: LinkNonces, key: string): string =>
  createHmac('sha256', key).update(`${side}\n${caller}\n${listener}`).digest('base64url')

/** The time taken does not depend on how much of the proof is right. */
export function isProof(proof: unknown, side: 'caller' | 'listener', nonces: LinkNonces, key: string): boolean {
  const wanted = Buffer.from(proofOf(side, nonces, key))
  const given = Buffer.from(typeof proof === 'string' ? proof : '')
  return given.length === wanted.length && timingSafeEqual(given, wanted)
}

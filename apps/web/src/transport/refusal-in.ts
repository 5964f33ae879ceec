// Extracts the error code from a failed call: a tRPC error, an HTTP body, or neither. Never guesses: a failure without
// a code is a lost answer, and the caller may repeat the call.

import type { RefusalView } from '@biplane/contracts/refusal'
import { REFUSALS, type RefusalCode } from '@biplane/contracts/vocabulary/refusal-codes'

export type { RefusalView }

const isObject = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null

const isRefusalCode = (value: unknown): value is RefusalCode =>
  typeof value === 'string' && Object.hasOwn(REFUSALS, value)

/** The refusal of an HTTP answer's body, `{code, message, retryable, …}`; `null` when the body is none. */
export function readRefusal(body: unknown): RefusalView | null {
  if (!isObject(body) || !isRefusalCode(body.code) || typeof body.message !== 'string') return null
  return {
    code: body.code,
    message: body.message,
    retryable: body.retryable === true,
    ...(typeof body.path === 'string' ? { path: body.path } : {}),
    ...(typeof body.retry_after_ms === 'number' ? { retry_after_ms: body.retry_after_ms } : {}),
  }
}

/**
 * The refusal in an error of a tRPC call. `null` when the answer was lost on its way: the command may have been
 * carried out, and only the same command with the same id may be sent again. [L6]
 */
export function refusalIn(error: unknown): RefusalView | null {
  if (error instanceof RefusedError) return error.refusal
  if (!isObject(error) || !isObject(error.data)) return null
  return readRefusal(error.data.refusal)
}

/** A refusal that was read from an HTTP answer, as something that can be thrown. */
export class RefusedError extends Error {
  readonly refusal: RefusalView

  constructor(refusal: RefusalView) {
    super(refusal.message)
    this.name = 'RefusedError'
    this.refusal = refusal
  }
}

/** What the page itself says no to, before it asks anybody. */
export const refuseHere = (code: RefusalCode, message: string): RefusalView => ({
  code,
  message,
  retryable: REFUSALS[code].retryable,
})

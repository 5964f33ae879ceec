// The error that a client command rejects with, from the server or from this side. Needs no library, unlike the
// server's `Refusal`.
import { REFUSALS, type RefusalCode } from '../vocabulary/refusal-codes.ts'
import { refusalBehind } from './close-rules.ts'
import type { FrameOf } from './standard-frame.ts'

interface RefusalDetail {
  retryAfterMs?: number | undefined
  closeCode?: number | undefined
  path?: string | undefined
}

export class ServiceRefusal extends Error {
  readonly code: RefusalCode
  /** May the same succeed later, unchanged? */
  readonly retryable: boolean
  readonly retryAfterMs: number | undefined
  /** The close code of the connection that ended with it. */
  readonly closeCode: number | undefined
  /** The field that was at fault. */
  readonly path: string | undefined

  constructor(code: RefusalCode, message: string, { retryAfterMs, closeCode, path }: RefusalDetail = {}) {
    super(message)
    this.name = 'ServiceRefusal'
    this.code = code
    this.retryable = REFUSALS[code].retryable
    this.retryAfterMs = retryAfterMs
    this.closeCode = closeCode
    this.path = path
  }
}

/** What an `error_message` that is not of the log says. */
export function refusalIn({ error_code, error_details, message }: FrameOf<'error_message'>): ServiceRefusal {
  const code = Object.hasOwn(REFUSALS, error_code) ? error_code : 'INTERNAL'
  const { path, retry_after_ms: retryAfterMs } = { path: undefined, retry_after_ms: undefined, ...error_details }
  return new ServiceRefusal(code, message, { path, retryAfterMs })
}

/** Why a line was closed: from the error frame before it, otherwise from its code. */
export const refusalOfClose = (said: ServiceRefusal | null, closeCode: number, reason: string): ServiceRefusal =>
  new ServiceRefusal(
    said?.code ?? refusalBehind(closeCode),
    said?.message ?? (reason || `The line was closed (${closeCode}).`),
    { retryAfterMs: said?.retryAfterMs, path: said?.path, closeCode },
  )

// The error class of the product, with a closed set of codes. A bug is not a refusal: it is logged and answered
// INTERNAL. [C1, L11]
import { TRPCError } from '@trpc/server'
import { ZodError } from 'zod'
import { REFUSALS, type RefusalCode } from './vocabulary/refusal-codes.ts'

interface RefusalDetail {
  /** The offending field, for example `context.surface`. */
  path?: string
  retry_after_ms?: number
  cause?: unknown
}

/**
 * A typed no. `message` is for people and never holds a stack, SQL, a path of this machine, or another principal's data.
 * It is a tRPC error, so that the tRPC doors need no translation.
 */
export class Refusal extends TRPCError {
  readonly refusal: RefusalCode
  readonly path: string | undefined
  readonly retryAfterMs: number | undefined

  constructor(code: RefusalCode, message: string, detail: RefusalDetail = {}) {
    super({ code: REFUSALS[code].trpc, message, cause: detail.cause })
    this.name = 'Refusal'
    this.refusal = code
    this.path = detail.path
    this.retryAfterMs = detail.retry_after_ms
  }
}

/** What a client receives, on every wire. */
export interface RefusalView {
  code: RefusalCode
  message: string
  retryable: boolean
  path?: string
  retry_after_ms?: number
}

/** Any error as what a client may see of it. What is not a refusal becomes `INTERNAL`, without a word of its cause. */
export function viewOfError(error: unknown): RefusalView {
  const refusal = refusalOf(error)
  if (!refusal) return { code: 'INTERNAL', message: 'Something went wrong on our side.', retryable: false }
  return {
    code: refusal.refusal,
    message: refusal.message,
    retryable: REFUSALS[refusal.refusal].retryable,
    ...(refusal.path === undefined ? {} : { path: refusal.path }),
    ...(refusal.retryAfterMs === undefined ? {} : { retry_after_ms: refusal.retryAfterMs }),
  }
}

/** The refusal in an error, wherever a library has wrapped it; `null` for a bug. */
export function refusalOf(error: unknown): Refusal | null {
  if (error instanceof Refusal) return error
  if (error instanceof ZodError) return refuseInput(error)
  if (!(error instanceof TRPCError)) return null
  if (error.cause) {
    const inner = refusalOf(error.cause)
    if (inner) return inner
  }
  switch (error.code) {
    case 'PARSE_ERROR':
      return new Refusal('BAD_JSON', 'That is not JSON.', { cause: error })
    case 'NOT_FOUND':
      return new Refusal('NOT_FOUND', 'There is no such procedure.', { cause: error })
    case 'UNAUTHORIZED':
      return new Refusal('UNAUTHENTICATED', 'This needs a session.', { cause: error })
    case 'PAYLOAD_TOO_LARGE':
      return new Refusal('TOO_LARGE', 'That is too large.', { cause: error })
    case 'BAD_REQUEST':
      // tRPC's HTTP adapters say it so of a body that they could not parse.
      if (error.cause instanceof SyntaxError) return new Refusal('BAD_JSON', 'That is not JSON.', { cause: error })
      return new Refusal('BAD_MESSAGE', 'That request is not understood.', { cause: error })
    case 'METHOD_NOT_SUPPORTED':
    case 'UNSUPPORTED_MEDIA_TYPE':
      return new Refusal('BAD_MESSAGE', 'That request is not understood.', { cause: error })
    default:
      return null
  }
}

/** The first thing that is wrong with an input, and where. */
export function refuseInput(error: ZodError): Refusal {
  const issue = error.issues[0]
  const inside = issue?.path.join('.') ?? ''
  const path = issue?.code === 'unrecognized_keys' ? [inside, issue.keys[0]].filter(Boolean).join('.') : inside
  const what = issue?.code === 'unrecognized_keys' ? 'is not a known field' : (issue?.message ?? 'is not understood')
  return new Refusal('BAD_MESSAGE', path ? `${path}: ${what}` : what, { path, cause: error })
}

/** How a door sees the tRPC error shape: the refusal beside tRPC's own fields, never a stack. */
export function formatTrpcError<S extends { message: string; data: object }>(shape: S, error: unknown) {
  const refusal = viewOfError(error)
  const { stack: _never, ...data } = shape.data as { stack?: string }
  return {
    ...shape,
    message: refusal.message,
    data: { ...data, refusal } as Omit<S['data'], 'stack'> & { refusal: RefusalView },
  }
}

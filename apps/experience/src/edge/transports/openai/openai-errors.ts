// Our refusals in the shape of OpenAI's errors. `param` and `code` are texts, never null: a client that is in use shows
// "Bad Request" otherwise. [OA3]
import { type RefusalView, refusalOf, viewOfError } from '@biplane/contracts/refusal'
import { REFUSALS, type RefusalCode } from '@biplane/contracts/vocabulary/refusal-codes'
import { z } from 'zod'

export const openAiError = z.object({
  error: z.object({ message: z.string(), type: z.string(), param: z.string(), code: z.string() }),
})
export type OpenAiError = z.infer<typeof openAiError>

/** Statuses beside those of the table. */
export const STATUSES = { CURSOR_EXPIRED: 410 }

export const errorCodeOf = (code: RefusalCode): string => code.toLowerCase()

/** What an error says to a client of OpenAI's API. */
export function openAiErrorOf(error: unknown): { status: number; body: OpenAiError; headers: Record<string, string> } {
  const view = viewOfError(refusalOf(error) ?? error)
  const unknownModel = view.code === 'NOT_FOUND' && view.path === 'model'
  return {
    status: view.code === 'CURSOR_EXPIRED' ? STATUSES.CURSOR_EXPIRED : REFUSALS[view.code].http,
    body: bodyOf(view.message, typeOf(view.code), view.path, unknownModel ? 'model_not_found' : errorCodeOf(view.code)),
    headers: headersOf(view),
  }
}

export const bodyOf = (message: string, type: string, param = '', code = ''): OpenAiError => ({
  error: { message, type, param, code },
})

function typeOf(code: RefusalCode): string {
  if (code === 'UNAUTHENTICATED' || code === 'SESSION_EXPIRED') return 'authentication_error'
  if (code === 'FORBIDDEN') return 'permission_error'
  if (code === 'RATE_LIMITED') return 'rate_limit_error'
  return REFUSALS[code].http >= 500 ? 'server_error' : 'invalid_request_error'
}

function headersOf({ code, retry_after_ms }: RefusalView): Record<string, string> {
  return {
    ...(code === 'UNAUTHENTICATED' || code === 'SESSION_EXPIRED' ? { 'www-authenticate': 'Bearer' } : {}),
    // The SDK repeats a 409 by itself, without any key. [OA2]
    ...(code === 'CONFLICT' || code === 'BUSY' ? { 'x-should-retry': 'false' } : {}),
    ...(retry_after_ms === undefined
      ? {}
      : { 'retry-after': String(Math.ceil(retry_after_ms / 1_000)), 'retry-after-ms': String(retry_after_ms) }),
  }
}

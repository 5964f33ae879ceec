// Our refusals as errors of JSON-RPC, with the codes and reasons of A2A. [AT3]
import { type RefusalView, refusalOf, viewOfError } from '@biplane/contracts/refusal'
import { REFUSALS, type RefusalCode } from '@biplane/contracts/vocabulary/refusal-codes'
import { z } from 'zod'

export const rpcId = z.union([z.string().max(256), z.number(), z.null()])
export type RpcId = z.infer<typeof rpcId>

export const rpcError = z.object({
  jsonrpc: z.literal('2.0'),
  id: rpcId,
  error: z.object({ code: z.number().int(), message: z.string(), data: z.array(z.record(z.string(), z.unknown())) }),
})

const A2A_DOMAIN = 'a2a-protocol.org'
const OWN_DOMAIN = 'biplane'

/** Errors of this protocol alone. */
const PROTOCOL_ERRORS = {
  INVALID_REQUEST: { code: -32_600, message: 'This is not a JSON-RPC 2.0 request.' },
  METHOD_NOT_FOUND: { code: -32_601, message: 'Unknown method.' },
  TASK_NOT_CANCELABLE: { code: -32_002, message: 'This task has ended or waits for the person: nothing runs.' },
  PUSH_NOTIFICATION_NOT_SUPPORTED: { code: -32_003, message: 'There are no push notifications: subscribe instead.' },
  UNSUPPORTED_OPERATION: { code: -32_004, message: 'This operation is not supported in this state of the task.' },
  CONTENT_TYPE_NOT_SUPPORTED: { code: -32_005, message: 'A part is text, raw (a file) or url (an upload here).' },
  EXTENDED_AGENT_CARD_NOT_CONFIGURED: { code: -32_007, message: 'There is one card, which is public.' },
  VERSION_NOT_SUPPORTED: { code: -32_009, message: 'This server speaks A2A 1.0.' },
} as const
export type ProtocolReason = keyof typeof PROTOCOL_ERRORS

export class A2aProtocolError extends Error {
  readonly reason: ProtocolReason

  constructor(reason: ProtocolReason, message: string = PROTOCOL_ERRORS[reason].message) {
    super(message)
    this.name = 'A2aProtocolError'
    this.reason = reason
  }
}

/** The response to an error: JSON-RPC in 200, but for errors that HTTP has a status for. */
export function a2aErrorOf(
  error: unknown,
  id: RpcId,
): { status: number; body: z.infer<typeof rpcError>; headers: Record<string, string> } {
  if (error instanceof A2aProtocolError) {
    const { reason, message } = error
    return { status: 200, body: bodyOf(id, PROTOCOL_ERRORS[reason].code, message, reason, A2A_DOMAIN), headers: {} }
  }
  const view = viewOfError(refusalOf(error) ?? error)
  const { code, reason, domain } = rpcCodeOf(view)
  const detail = {
    code: view.code,
    ...(view.path === undefined ? {} : { path: view.path }),
    ...(view.retry_after_ms === undefined ? {} : { retry_after_ms: String(view.retry_after_ms) }),
  }
  return {
    status: HTTP_ERRORS.has(view.code) || isUnknownAgent(view) ? REFUSALS[view.code].http : 200,
    body: bodyOf(id, code, view.message, reason, domain, detail),
    headers: headersOf(view),
  }
}

const INVALID_PARAMS = { code: -32_602, reason: 'INVALID_PARAMS', domain: A2A_DOMAIN }

const RPC_CODES: Partial<Record<RefusalCode, { code: number; reason: string; domain: string }>> = {
  BAD_JSON: { code: -32_700, reason: 'JSON_PARSE_ERROR', domain: A2A_DOMAIN },
  BAD_MESSAGE: INVALID_PARAMS,
  CONFLICT: INVALID_PARAMS,
  UNSUPPORTED_FILE: { code: -32_005, reason: 'CONTENT_TYPE_NOT_SUPPORTED', domain: A2A_DOMAIN },
  CURSOR_AHEAD: INVALID_PARAMS,
  CURSOR_EXPIRED: INVALID_PARAMS,
  NOT_FOUND: { code: -32_001, reason: 'TASK_NOT_FOUND', domain: A2A_DOMAIN },
  INTERNAL: { code: -32_603, reason: 'INTERNAL_ERROR', domain: A2A_DOMAIN },
}

/** Only a task is not found by itself; anything else is a wrong parameter. */
function rpcCodeOf({ code, path }: RefusalView): { code: number; reason: string; domain: string } {
  if (code === 'NOT_FOUND' && path !== undefined) return INVALID_PARAMS
  return RPC_CODES[code] ?? { code: -32_000, reason: code, domain: OWN_DOMAIN }
}

/** The address itself leads nowhere. */
const isUnknownAgent = ({ code, path }: RefusalView): boolean => code === 'NOT_FOUND' && path === 'agent'

/** Refusals that proxies and HTTP clients act upon. */
const HTTP_ERRORS: ReadonlySet<RefusalCode> = new Set([
  'UNAUTHENTICATED',
  'SESSION_EXPIRED',
  'FORBIDDEN',
  'RATE_LIMITED',
  'TOO_LARGE',
  'STORE_UNAVAILABLE',
])

export const bodyOf = (
  id: RpcId,
  code: number,
  message: string,
  reason: string,
  domain: string = A2A_DOMAIN,
  metadata?: Record<string, string>,
): z.infer<typeof rpcError> => ({
  jsonrpc: '2.0',
  id,
  error: {
    code,
    message,
    data: [{ '@type': 'type.googleapis.com/google.rpc.ErrorInfo', reason, domain, ...(metadata && { metadata }) }],
  },
})

const headersOf = ({ code, retry_after_ms }: RefusalView): Record<string, string> => ({
  ...(code === 'UNAUTHENTICATED' || code === 'SESSION_EXPIRED' ? { 'www-authenticate': 'Bearer' } : {}),
  ...(retry_after_ms === undefined ? {} : { 'retry-after': String(Math.ceil(retry_after_ms / 1_000)) }),
})

// Refusals in MCP's shapes: a JSON-RPC error where the request itself is refused, a tool result where a tool refuses, so
// that a model reads why. [MC5]
import { type RefusalView, refusalOf, viewOfError } from '@biplane/contracts/refusal'
import { REFUSALS, type RefusalCode } from '@biplane/contracts/vocabulary/refusal-codes'
import type { CallToolResult } from '@modelcontextprotocol/server'
import { z } from 'zod'

export const jsonRpcError = z.object({
  jsonrpc: z.literal('2.0'),
  id: z.union([z.string(), z.number()]).nullable(),
  error: z.object({
    code: z.number().int(),
    message: z.string(),
    data: z.object({ code: z.string(), retry_after_ms: z.number().optional() }).optional(),
  }),
})
export type JsonRpcError = z.infer<typeof jsonRpcError>

const PARSE_ERROR = -32_700
const INVALID_REQUEST = -32_600
const INTERNAL_ERROR = -32_603
/** The SDK's code for an unknown session. */
const NOT_FOUND = -32_001
const SERVER_ERROR = -32_000

function codeOf(code: RefusalCode): number {
  switch (code) {
    case 'BAD_JSON':
      return PARSE_ERROR
    case 'BAD_MESSAGE':
      return INVALID_REQUEST
    case 'NOT_FOUND':
      return NOT_FOUND
    case 'INTERNAL':
      return INTERNAL_ERROR
    default:
      return SERVER_ERROR
  }
}

/** An error as the JSON-RPC response to the request with this id. */
export function jsonRpcErrorOf(error: unknown, id: string | number | null = null) {
  const view = viewOfError(refusalOf(error) ?? error)
  const { http: status } = REFUSALS[view.code]
  const body: JsonRpcError = {
    jsonrpc: '2.0',
    id,
    error: { code: codeOf(view.code), message: view.message, data: dataOf(view) },
  }
  const headers: Record<string, string> = {
    ...(status === 401 && { 'www-authenticate': 'Bearer' }),
    ...(view.retry_after_ms !== undefined && { 'retry-after': String(Math.ceil(view.retry_after_ms / 1_000)) }),
  }
  return { status, body, headers }
}

/** For what HTTP itself refuses. */
export const plainError = (message: string, code: RefusalCode = 'BAD_MESSAGE'): JsonRpcError => ({
  jsonrpc: '2.0',
  id: null,
  error: { code: SERVER_ERROR, message, data: { code } },
})

const dataOf = ({ code, retry_after_ms }: RefusalView) => ({ code, ...(retry_after_ms && { retry_after_ms }) })

/** The result of a tool that refuses: the reason in words, for a model, and the code. */
export function refusedResult(error: unknown): CallToolResult {
  const view = viewOfError(refusalOf(error) ?? error)
  return { isError: true, content: [{ type: 'text', text: view.message }], _meta: { 'biplane/error': dataOf(view) } }
}

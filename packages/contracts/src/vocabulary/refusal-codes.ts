// The closed table of error codes and their form on every wire. A new row changes the contract; transports never invent
// a code. [C1, D5.1]

interface RefusalRow {
  /** The tRPC error code. */
  trpc:
    | 'PARSE_ERROR'
    | 'BAD_REQUEST'
    | 'UNAUTHORIZED'
    | 'FORBIDDEN'
    | 'NOT_FOUND'
    | 'CONFLICT'
    | 'PAYLOAD_TOO_LARGE'
    | 'TOO_MANY_REQUESTS'
    | 'SERVICE_UNAVAILABLE'
    | 'BAD_GATEWAY'
    | 'CLIENT_CLOSED_REQUEST'
    | 'PRECONDITION_FAILED'
    | 'UNSUPPORTED_MEDIA_TYPE'
    | 'INTERNAL_SERVER_ERROR'
  http: number
  /** The WebSocket close code when this refusal ends a connection; `null` when it never does. */
  close: number | null
  /** Whether the same request may succeed later, unchanged. */
  retryable: boolean
}

const table = <T extends Record<string, RefusalRow>>(rows: T): T => rows

export const REFUSALS = table({
  BAD_JSON: { trpc: 'PARSE_ERROR', http: 400, close: 4400, retryable: false },
  BAD_MESSAGE: { trpc: 'BAD_REQUEST', http: 400, close: 4400, retryable: false },
  UNAUTHENTICATED: { trpc: 'UNAUTHORIZED', http: 401, close: 4401, retryable: false },
  FORBIDDEN: { trpc: 'FORBIDDEN', http: 403, close: 4403, retryable: false },
  NOT_FOUND: { trpc: 'NOT_FOUND', http: 404, close: null, retryable: false },
  CONFLICT: { trpc: 'CONFLICT', http: 409, close: null, retryable: false },
  BUSY: { trpc: 'CONFLICT', http: 409, close: null, retryable: true },
  TOO_LARGE: { trpc: 'PAYLOAD_TOO_LARGE', http: 413, close: 4413, retryable: false },
  QUOTA_EXCEEDED: { trpc: 'PAYLOAD_TOO_LARGE', http: 413, close: null, retryable: false },
  RATE_LIMITED: { trpc: 'TOO_MANY_REQUESTS', http: 429, close: 4429, retryable: true },
  SESSION_EXPIRED: { trpc: 'UNAUTHORIZED', http: 401, close: 4440, retryable: false },
  INVALID_PILLAR: { trpc: 'BAD_REQUEST', http: 400, close: 4004, retryable: false },
  ORCHESTRATOR_UNAVAILABLE: { trpc: 'SERVICE_UNAVAILABLE', http: 503, close: 4005, retryable: true },
  AGENT_UNAVAILABLE: { trpc: 'SERVICE_UNAVAILABLE', http: 503, close: 4006, retryable: true },
  RUNTIME_UNAVAILABLE: { trpc: 'SERVICE_UNAVAILABLE', http: 503, close: 4503, retryable: true },
  STORE_UNAVAILABLE: { trpc: 'SERVICE_UNAVAILABLE', http: 503, close: null, retryable: true },
  AGENT_FAILED: { trpc: 'BAD_GATEWAY', http: 502, close: null, retryable: true },
  CANCELLED: { trpc: 'CLIENT_CLOSED_REQUEST', http: 499, close: null, retryable: false },
  CURSOR_AHEAD: { trpc: 'PRECONDITION_FAILED', http: 412, close: null, retryable: false },
  CURSOR_EXPIRED: { trpc: 'PRECONDITION_FAILED', http: 412, close: null, retryable: false },
  SLOW_READER: { trpc: 'TOO_MANY_REQUESTS', http: 429, close: 4409, retryable: true },
  UNSUPPORTED_FILE: { trpc: 'UNSUPPORTED_MEDIA_TYPE', http: 415, close: null, retryable: false },
  INTERNAL: { trpc: 'INTERNAL_SERVER_ERROR', http: 500, close: 1011, retryable: false },
})

export type RefusalCode = keyof typeof REFUSALS
export const REFUSAL_CODES = Object.keys(REFUSALS) as RefusalCode[]

/** Close codes that no refusal owns. */
export const CLOSE = { goingAway: 1001, noSignOfLife: 4408 } as const

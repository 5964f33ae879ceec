// Sessions and single-use tickets for programs: a ticket may stand in a socket's address, a long-lived token may not. [D1.3]
// It needs `fetch` alone and runs in browsers and in Node.
import { REFUSALS, type RefusalCode } from '../vocabulary/refusal-codes.ts'
import { ServiceRefusal } from './service-refusal.ts'

/** A request that is not answered by then is given up. */
const REQUEST_MS = 10_000

export interface GuestSession {
  session_token: string
  session_id: string
}

/** Opens a guest's session at `url` (`https://host`). @throws ServiceRefusal where guests are not allowed */
export async function openGuestSession(url: string): Promise<GuestSession> {
  const body = await post(url, '/api/auth/session')
  return { session_token: textOf(body, 'session_token'), session_id: textOf(body, 'session_id') }
}

/**
 * What `getToken` of `WebSocketService` wants: a fresh ticket for every connection, for the session of `token`.
 * @throws ServiceRefusal, from the returned function, for a token that is not valid
 */
export const ticketsFor =
  (url: string, token: string): (() => Promise<string>) =>
  async () =>
    textOf(await post(url, '/api/auth/ticket', token), 'ticket')

async function post(url: string, path: string, token?: string): Promise<Record<string, unknown>> {
  const response = await fetch(new URL(path, url.replace(/^ws/, 'http')), {
    method: 'POST',
    signal: AbortSignal.timeout(REQUEST_MS),
    ...(token === undefined ? {} : { headers: { authorization: `Bearer ${token}` } }),
  })
  const body: unknown = await response.json().catch(() => null)
  if (response.ok && isRecord(body)) return body
  const { code, message } = isRecord(body) ? body : { code: null, message: null }
  throw new ServiceRefusal(
    isRefusalCode(code) ? code : 'INTERNAL',
    typeof message === 'string' ? message : `The server answered ${response.status}.`,
  )
}

function textOf(body: Record<string, unknown>, field: string): string {
  const value = body[field]
  if (typeof value !== 'string') throw new ServiceRefusal('INTERNAL', `The server's answer has no ${field}.`)
  return value
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const isRefusalCode = (value: unknown): value is RefusalCode =>
  typeof value === 'string' && Object.hasOwn(REFUSALS, value)

// Raw access to Runtime's endpoint: what a broken, foreign or hostile caller can send.
import { once } from 'node:events'
import { WebSocket } from 'ws'
import { bearer, ONE_CALL } from '../trpc-client.ts'
import type { RuntimeUnderTest } from './bench.ts'

export interface RawAnswer {
  status: number
  body: string
}

/** POSTs any text to a procedure. */
export async function post(runtime: RuntimeUnderTest, procedure: string, body: string): Promise<RawAnswer> {
  const headers = { 'content-type': 'application/json', ...bearer(runtime.key), ...ONE_CALL }
  const response = await fetch(`${runtime.url}/trpc/${procedure}`, { method: 'POST', headers, body })
  return { status: response.status, body: await response.text() }
}

/** Asks for health over HTTP with these headers; the status tells whether the door opened. */
export async function knock(runtime: RuntimeUnderTest, headers: Record<string, string>): Promise<RawAnswer> {
  const response = await fetch(`${runtime.url}/trpc/health`, { headers: { ...headers, ...ONE_CALL } })
  return { status: response.status, body: await response.text() }
}

/** Dials a path; `open` or the HTTP status with which the upgrade was refused. */
export async function dial(
  runtime: RuntimeUnderTest,
  path: string,
  headers: Record<string, string>,
): Promise<{ outcome: 'open' | number; socket: WebSocket }> {
  const socket = new WebSocket(`${runtime.url.replace(/^http/, 'ws')}${path}`, { headers })
  socket.on('error', () => {})
  const outcome = await new Promise<'open' | number>((resolve) => {
    socket.on('open', () => resolve('open'))
    socket.on('unexpected-response', (_request, response) => {
      socket.terminate()
      resolve(response.statusCode ?? 0)
    })
    socket.on('close', () => resolve(0))
  })
  return { outcome, socket }
}

/** Sends a frame and gives the next one that comes back, as text. */
export async function exchange(socket: WebSocket, frame: string | Buffer): Promise<string> {
  const answer = once(socket, 'message')
  socket.send(frame)
  const [data] = await answer
  return String(data)
}

/** The refusal in a tRPC error answer, over HTTP or over a socket; `null` when there is none. */
export function refusalOfAnswer(text: string): { code: unknown; path: unknown } | null {
  const refusal = dig(JSON.parse(text), ['error', 'data', 'refusal'])
  return refusal === undefined ? null : { code: dig(refusal, ['code']), path: dig(refusal, ['path']) }
}

const dig = (value: unknown, [key, ...rest]: string[]): unknown => {
  if (key === undefined) return value
  return typeof value === 'object' && value !== null ? dig(Reflect.get(value, key), rest) : undefined
}

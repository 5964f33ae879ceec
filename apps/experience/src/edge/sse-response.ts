// One response of server-sent events: its head, its keep-alive, back-pressure, and its place among the open streams. Losing
// it cancels nothing. [L4, L13]
import { type Refusal, refusalOf } from '@biplane/contracts/refusal'
import type { Limits } from '@biplane/contracts/vocabulary/limits'
import { SlowReader } from '@biplane/process/slow-reader'
import type { FastifyReply } from 'fastify'
import type { LiveCredential } from '../smart-city/traffic-cop.ts'
import { writable } from './frame-socket.ts'
import type { OpenStreams } from './routes/open-streams.ts'

export interface SseDeps {
  streams: OpenStreams
  limits: Limits
  onMistake(error: unknown): void
}

export interface SseRequest {
  reply: FastifyReply
  live: LiveCredential
  headers?: Record<string, string>
  /** What comes first, before any event. */
  begin?: string
  /** Milliseconds between comments while nothing is written. */
  keepAliveMs?: number
  /**
   * What a server that goes away does. A stream that ends early looks like success to most clients, so the default
   * destroys the connection and never ends the body before the last event.
   */
  onShutdown?: 'end' | 'destroy'
  /** The last text of a stream that is refused, in the protocol's own shape; `null` destroys the connection. */
  refused(error: unknown): string | null
}

export interface SseReader {
  signal: AbortSignal
  /** `null` while the reader has room. */
  room(): Promise<void> | null
}

const KEEP_ALIVE_MS = 15_000
const CLOSE_WAIT_MS = 1_000
const OPEN = 1 as const
const CLOSED = 3

/**
 * Writes what `texts` yields until it ends. Resolves when the response is over.
 * @throws RATE_LIMITED before anything is sent
 */
export async function respondWithEvents(
  request: SseRequest,
  texts: (reader: SseReader) => AsyncIterable<string>,
  { streams, limits, onMistake }: SseDeps,
): Promise<void> {
  const {
    reply,
    live,
    headers = {},
    begin = ': ok\n\n',
    keepAliveMs = KEEP_ALIVE_MS,
    onShutdown = 'destroy',
    refused,
  } = request
  const response = reply.raw
  const gone = new AbortController()
  let over = false
  const finish = (last: string) => {
    if (over) return
    over = true
    gone.abort()
    response.end(last)
    const cut = setTimeout(() => response.destroy(), CLOSE_WAIT_MS)
    response.once('close', () => clearTimeout(cut))
  }
  const fail = (error: unknown) => {
    const last = refused(error)
    if (last === null) response.destroy()
    else finish(last)
  }
  const end = (refusal?: Refusal) => {
    if (refusal) fail(refusal)
    else if (onShutdown === 'end') finish('')
    else response.destroy()
  }
  const unsentBytes = () => response.writableLength
  const forget = streams.add({ principal: live.caller.principal.id, check: () => live.check(), end, unsentBytes })
  // Before anything can be written: a reader that left must harm nobody.
  response.on('error', () => {})
  response.once('close', () => {
    over = true
    gone.abort()
  })
  reply.hijack()
  response.writeHead(200, { ...headersOf(reply), ...SSE_HEADERS, ...headers })
  response.write(begin)
  const socket = {
    OPEN,
    get readyState() {
      return over ? CLOSED : OPEN
    },
    get bufferedAmount() {
      return unsentBytes()
    },
  }
  const reader = new SlowReader(socket, reply.request.raw.socket, limits, () => response.destroy())
  const alive = setInterval(() => {
    if (!over && response.writableLength === 0) response.write(': alive\n\n')
  }, keepAliveMs)
  try {
    for await (const text of texts({ signal: gone.signal, room: () => reader.room() })) {
      if (over) break
      response.write(writable(text, unsentBytes()))
    }
    finish('')
  } catch (error) {
    if (!refusalOf(error)) onMistake(error)
    fail(error)
  } finally {
    clearInterval(alive)
    forget()
  }
}

const SSE_HEADERS = {
  'content-type': 'text/event-stream; charset=utf-8',
  'cache-control': 'no-store',
  // A proxy in front passes on what comes when it comes.
  'x-accel-buffering': 'no',
}

/** The headers that every answer has, as the raw response takes them. */
function headersOf(reply: FastifyReply): Record<string, string | number | string[]> {
  return Object.fromEntries(
    Object.entries(reply.getHeaders()).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
  )
}

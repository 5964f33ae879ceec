// One server-sent event stream of a log: each event is written once it is synced, and none while the client does not
// read. Ends with the conversation, the session or the server, and never cancels work. [L1, L3, L4, L13, D3.9]
import { type Refusal, refusalOf, viewOfError } from '@biplane/contracts/refusal'
import type { Limits } from '@biplane/contracts/vocabulary/limits'
import { formatCursor } from '@biplane/contracts/wire/cursor'
import { SlowReader } from '@biplane/process/slow-reader'
import type { FastifyReply } from 'fastify'
import type { DoorChat } from '../../chat/door-chat.ts'
import type { LiveCredential } from '../../smart-city/traffic-cop.ts'
import { writable } from '../frame-socket.ts'
import type { OpenStreams } from './open-streams.ts'

export interface StreamRequest {
  reply: FastifyReply
  live: LiveCredential
  conversation: ReturnType<DoorChat['own']>
  lastEventId: string | null
}

export interface StreamDeps {
  chat: Pick<DoorChat, 'read' | 'epoch'>
  streams: OpenStreams
  limits: Limits
  onMistake(error: unknown): void
}

const HEADERS = {
  'content-type': 'text/event-stream; charset=utf-8',
  'cache-control': 'no-store',
  // A proxy in front passes on what comes when it comes.
  'x-accel-buffering': 'no',
}

/** How long a browser waits before it connects again. */
const RETRY_MS = 1_000

const CLOSE_WAIT_MS = 1_000

const OPEN = 1
const CLOSED = 3

/**
 * Resolves when the stream is over.
 * @throws RATE_LIMITED before anything is said
 */
export async function streamEvents(request: StreamRequest, deps: StreamDeps): Promise<void> {
  const { reply, live, conversation, lastEventId } = request
  const { chat, streams, limits, onMistake } = deps
  const response = reply.raw
  const gone = new AbortController()
  let over = false
  const end = (refusal?: Refusal) => {
    if (over) return
    over = true
    gone.abort()
    if (refusal) response.write(`event: refusal\ndata: ${JSON.stringify(viewOfError(refusal))}\n\n`)
    response.end()
    // A peer that does not take the end is cut off.
    const cut = setTimeout(() => response.destroy(), CLOSE_WAIT_MS)
    response.once('close', () => clearTimeout(cut))
  }
  const { caller } = live
  const unsentBytes = () => response.writableLength
  const forget = streams.add({ principal: caller.principal.id, check: () => live.check(), end, unsentBytes })

  // Before anything can be written: a reader that left must harm nobody.
  response.on('error', () => {})
  response.once('close', () => {
    over = true
    gone.abort()
  })
  reply.hijack()
  response.writeHead(200, { ...definedHeaders(reply), ...HEADERS })
  response.write(`retry: ${RETRY_MS}\n\n`)

  const reader = new SlowReader(
    {
      OPEN,
      get readyState() {
        return over ? CLOSED : OPEN
      },
      get bufferedAmount() {
        return unsentBytes()
      },
    },
    request.reply.request.raw.socket,
    limits,
    () => response.destroy(),
  )
  const alive = setInterval(() => {
    if (!over && response.writableLength === 0) response.write(': alive\n\n')
  }, limits.streamKeepAliveMs)

  try {
    const readings = chat.read(conversation, { caller, lastEventId, room: () => reader.room(), signal: gone.signal })
    for await (const reading of readings) {
      if (over) break
      const text =
        reading.kind === 'snapshot'
          ? frame('snapshot', JSON.stringify(reading.snapshot))
          : reading.logged.frame('sse', (event) => frame(event.type, JSON.stringify(event)))
      response.write(writable(`id: ${formatCursor(chat.epoch, reading.seq)}\n${text}`, unsentBytes()))
    }
    end()
  } catch (error) {
    const refusal = refusalOf(error)
    if (!refusal) onMistake(error)
    if (refusal) end(refusal)
    else response.destroy()
  } finally {
    clearInterval(alive)
    forget()
  }
}

/** JSON has no line breaks, so one line holds it. */
const frame = (type: string, data: string): string => `event: ${type}\ndata: ${data}\n\n`

/** The headers that every answer has, as the raw response takes them. */
function definedHeaders(reply: FastifyReply): Record<string, string | number | string[]> {
  return Object.fromEntries(
    Object.entries(reply.getHeaders()).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
  )
}

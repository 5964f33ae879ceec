// One server-sent event stream of a log: each event is written once it is synced, and none while the client does not
// read. Ends with the conversation, the session or the server, and never cancels work. [L1, L3, L4, L13, D3.9]
import { refusalOf, viewOfError } from '@biplane/contracts/refusal'
import { formatCursor } from '@biplane/contracts/wire/cursor'
import type { FastifyReply } from 'fastify'
import type { DoorChat } from '../../chat/door-chat.ts'
import type { LiveCredential } from '../../smart-city/traffic-cop.ts'
import { respondWithEvents, type SseDeps } from '../sse-response.ts'

export interface StreamRequest {
  reply: FastifyReply
  live: LiveCredential
  conversation: ReturnType<DoorChat['own']>
  lastEventId: string | null
}

export interface StreamDeps extends SseDeps {
  chat: Pick<DoorChat, 'read' | 'epoch'>
}

/** How long a browser waits before it connects again. */
const RETRY_MS = 1_000

/**
 * Resolves when the stream is over.
 * @throws RATE_LIMITED before anything is said
 */
export function streamEvents(request: StreamRequest, deps: StreamDeps): Promise<void> {
  const { reply, live, conversation, lastEventId } = request
  const { chat, limits } = deps
  return respondWithEvents(
    {
      reply,
      live,
      begin: `retry: ${RETRY_MS}\n\n`,
      keepAliveMs: limits.streamKeepAliveMs,
      // A browser connects again by itself.
      onShutdown: 'end',
      refused: (error) => (refusalOf(error) ? frame('refusal', JSON.stringify(viewOfError(error))) : null),
    },
    async function* (reader) {
      for await (const reading of chat.read(conversation, { caller: live.caller, lastEventId, ...reader })) {
        const text =
          reading.kind === 'snapshot'
            ? frame('snapshot', JSON.stringify(reading.snapshot))
            : reading.logged.frame('sse', (event) => frame(event.type, JSON.stringify(event)))
        yield `id: ${formatCursor(chat.epoch, reading.seq)}\n${text}`
      }
    },
    deps,
  )
}

/** JSON has no line breaks, so one line holds it. */
const frame = (type: string, data: string): string => `event: ${type}\ndata: ${data}\n\n`

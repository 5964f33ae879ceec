// Connects this tab to Experience: calls over HTTP, and reading over one socket or over HTTP where sockets are blocked.
// Knows no conversation.
import { backoffMs } from '@biplane/contracts/clients/backoff'
import { DEADLINES } from '@biplane/contracts/clients/deadlines'
import { hardenedWebSocket, type Timer } from '@biplane/contracts/clients/hardened-websocket'
import { LIMITS } from '@biplane/contracts/vocabulary/limits'
import { REFUSALS } from '@biplane/contracts/vocabulary/refusal-codes'
import { createWSClient, httpBatchLink, splitLink, wsLink } from '@trpc/client'
import type { SessionClient } from '../session/session-client.ts'
import { openHttpChat } from './http-chat.ts'
import { isObject, parseJson } from './http-shapes.ts'
import { heardSocket } from './link-status.ts'
import { openLinkStore } from './link-store.ts'
import { openTransportChoice } from './transport-choice.ts'
import { trpc } from './trpc.ts'
import { openTrpcChat, trpcCommands } from './trpc-chat.tsx'

/** An unused socket is closed after this long; the next reader opens another. */
const IDLE_MS = 5_000

const UNKNOWN_SESSION: ReadonlySet<number> = new Set(
  [REFUSALS.UNAUTHENTICATED.close, REFUSALS.SESSION_EXPIRED.close].filter((code) => code !== null),
)

export interface TransportDeps {
  session: Pick<SessionClient, 'ready' | 'request' | 'verify'>
  WebSocket: new (url: string) => WebSocket
  timer: Timer
  random: () => number
}

export type Transport = ReturnType<typeof openTransport>

/** Opens nothing until the first call or subscription; the socket closes itself when its last reader has left. */
export function openTransport({ session, WebSocket, timer, random }: TransportDeps) {
  const link = openLinkStore('sockets')
  let verifying: Promise<void> = Promise.resolve()
  const socket = createWSClient({
    url: socketUrl('/trpc'),
    WebSocket: hardenedWebSocket(WebSocket, DEADLINES),
    // A message, not an address, so the token itself may go there. A ticket would have to be asked for first, over
    // another connection that may be dead.
    connectionParams: async () => {
      await verifying
      return { sessionToken: (await session.ready()).token }
    },
    onClose(cause) {
      // It may be late parameters only: whether the session has ended is asked before another one is opened.
      if (cause?.code !== undefined && UNKNOWN_SESSION.has(cause.code)) verifying = session.verify().catch(() => {})
    },
    retryDelayMs: (attempt) => backoffMs(attempt, random()),
    keepAlive: { enabled: true, intervalMs: DEADLINES.pingMs, pongTimeoutMs: DEADLINES.pongMs },
    lazy: { enabled: true, closeMs: IDLE_MS },
  })
  const client = trpc.createClient({
    links: [
      splitLink({
        condition: (op) => op.type === 'subscription',
        true: wsLink({ client: socket }),
        false: httpBatchLink({
          url: '/trpc',
          maxItems: LIMITS.batchCalls,
          fetch: (url, init) => session.request(String(url), requestInit(init)),
        }),
      }),
    ],
  })
  const chats = openTransportChoice({
    sockets: openTrpcChat(client, link, () => {
      link.hear((facts) => heardSocket(facts, 'live', false))
      chats.socketOpened()
    }),
    http: openHttpChat({
      request: session.request,
      commands: trpcCommands(client),
      currentThread: async () => (await client.thread.history.query({ limit: 1 })).thread_id,
      timer,
      random,
      locks: navigator.locks,
    }),
    askForSockets: () => askForSockets(session),
  })
  socket.connectionState.subscribe({
    next: ({ state, error }) => {
      link.hear((facts) => heardSocket(facts, state === 'pending' ? 'open' : state, error !== null))
      if (error !== null) chats.socketFailed()
    },
  })
  // It would keep reconnecting without a reader.
  chats.subscribe(() => void socket.close())
  return { client, chats, link: chats.link }
}

/** Whether the server has sockets; `null` without an answer. [D3.3] */
async function askForSockets(session: Pick<SessionClient, 'request'>): Promise<boolean | null> {
  const response = await session.request('/api/features').catch(() => null)
  const body = response?.ok ? parseJson(await response.text().catch(() => '')) : null
  return isObject(body) && typeof body.web_sockets === 'boolean' ? body.web_sockets : null
}

function socketUrl(path: string): string {
  const url = new URL(path, location.href)
  url.protocol = url.protocol === 'https:' ? 'wss:' : 'ws:'
  return url.href
}

/** tRPC's idea of a request as the browser's. */
function requestInit(
  init: { method?: string; body?: unknown; headers?: unknown; signal?: unknown } | undefined,
): RequestInit {
  const headers = new Headers()
  if (typeof init?.headers === 'object' && init.headers !== null) {
    for (const [name, value] of Object.entries(init.headers)) if (typeof value === 'string') headers.set(name, value)
  }
  return {
    headers,
    ...(init?.method === undefined ? {} : { method: init.method }),
    ...(typeof init?.body === 'string' ? { body: init.body } : {}),
    ...(init?.signal instanceof AbortSignal ? { signal: init.signal } : {}),
  }
}

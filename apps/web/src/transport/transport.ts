// Owns how this tab talks to Experience: calls over HTTP, subscriptions over one socket. It knows no conversation.
import { hardenedWebSocket } from '@biplane/contracts/clients/hardened-websocket'
import { LIMITS } from '@biplane/contracts/vocabulary/limits'
import { createWSClient, httpBatchLink, splitLink, wsLink } from '@trpc/client'
import type { SessionClient } from '../session/session-client.ts'
import { backoffMs } from './backoff.ts'
import { heardSocket, type LinkFacts, linkStatus, NO_LINK } from './link-status.ts'
import { trpc } from './trpc.ts'

const OPEN_DEADLINE_MS = 10_000
const CLOSE_DEADLINE_MS = 1_000
const PING_MS = 15_000
const PONG_DEADLINE_MS = 5_000
/** A socket that nobody reads from is closed after this long; the next reader opens another. */
const IDLE_MS = 5_000

export type Transport = ReturnType<typeof openTransport>

/** Opens nothing until the first call or subscription; the socket closes itself when its last reader has left. */
export function openTransport(session: SessionClient) {
  const link = openLinkStatus()
  const socket = createWSClient({
    url: socketUrl('/trpc'),
    WebSocket: hardenedWebSocket(WebSocket, { openMs: OPEN_DEADLINE_MS, closeMs: CLOSE_DEADLINE_MS }),
    // Asked for at every connection, so a reconnect always brings a fresh ticket.
    connectionParams: async () => ({ sessionToken: await session.ticket() }),
    retryDelayMs: (attempt) => backoffMs(attempt, Math.random()),
    keepAlive: { enabled: true, intervalMs: PING_MS, pongTimeoutMs: PONG_DEADLINE_MS },
    lazy: { enabled: true, closeMs: IDLE_MS },
  })
  socket.connectionState.subscribe({
    next: ({ state, error }) => link.hear((facts) => heardSocket(facts, state, error !== null)),
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
  return { client, link }
}

/** What is known of the line, as something to watch. */
function openLinkStatus() {
  let facts: LinkFacts = { ...NO_LINK, online: navigator.onLine }
  const listeners = new Set<() => void>()
  const hear = (change: (facts: LinkFacts) => LinkFacts) => {
    facts = change(facts)
    for (const listener of listeners) listener()
  }
  const online = () => hear((f) => ({ ...f, online: navigator.onLine }))
  return {
    hear,
    status: () => linkStatus(facts),
    subscribe(listener: () => void): () => void {
      if (listeners.size === 0) {
        addEventListener('online', online)
        addEventListener('offline', online)
      }
      listeners.add(listener)
      return () => {
        listeners.delete(listener)
        if (listeners.size > 0) return
        removeEventListener('online', online)
        removeEventListener('offline', online)
      }
    },
  }
}

export type LinkStatusStore = ReturnType<typeof openLinkStatus>

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

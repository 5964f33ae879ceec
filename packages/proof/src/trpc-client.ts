// Typed tRPC clients for tests: over HTTP, or over one hardened WebSocket, with or without reconnect. Never hides a
// failure: without reconnect, a lost connection ends the subscriptions.
import { DEADLINES } from '@biplane/contracts/clients/deadlines'
import { hardenedWebSocket, type Timer } from '@biplane/contracts/clients/hardened-websocket'
import type { ExperienceRouter } from '@biplane/contracts/experience-router'
import type { RuntimeRouter } from '@biplane/contracts/runtime-router'
import { createTRPCClient, createWSClient, httpLink, type TRPCClient, wsLink } from '@trpc/client'
import { WebSocket } from 'ws'
import { Facts } from './facts.ts'

export interface Address {
  /** `http://host:port`; the router is at `/trpc`. */
  url: string
  headers?: Record<string, string>
}

export interface SocketClientOptions extends Address {
  connectionParams?: Record<string, string>
  /** Open again when the connection is lost, and resume subscriptions from their last event. Default true. */
  reconnect?: boolean
  /** Full jitter: attempt k waits at most `baseMs * 2 ** k`, never more than `capMs`. */
  retry?: { baseMs?: number; capMs?: number; random?: () => number }
  openMs?: number
  closeMs?: number
  timer?: Timer
  /** Finds a dead link: closes a socket that does not answer a ping in time. Off when absent. */
  keepAlive?: { intervalMs: number; pongTimeoutMs: number }
}

/** One WebSocket and the typed client on it. */
export interface SocketClient<Client> extends AsyncDisposable {
  trpc: Client
  /** Sockets opened so far, failed ones included. */
  readonly dials: number
  /** Cuts the connection from this side, without a word. */
  cut(): void
  /** Resolves when a fact is true, for example `() => client.dials === 2`; asked when a socket opens or ends. */
  until(holds: () => boolean): Promise<void>
  /** Whether it has been closed: a call would open it again. */
  readonly closed: boolean
  /** Ends everything at once: pending calls fail, subscriptions complete. */
  close(): Promise<void>
}

/** A connection for each call: one that was kept would fail the first call after a restart. */
export const ONE_CALL = { connection: 'close' } as const

export type RuntimeClient = TRPCClient<RuntimeRouter>
export type ExperienceClient = TRPCClient<ExperienceRouter>

/** Runtime over one WebSocket. Its door wants `headers: bearer(key)`. */
export function openRuntimeClient(options: SocketClientOptions): SocketClient<RuntimeClient> {
  const { client, handle } = openSocket(options)
  return handle(createTRPCClient<RuntimeRouter>({ links: [wsLink({ client })] }))
}

/** Experience over one WebSocket, with `connectionParams: { sessionToken }` or `headers: bearer(sessionToken)`. */
export function openExperienceClient(options: SocketClientOptions): SocketClient<ExperienceClient> {
  const { client, handle } = openSocket(options)
  return handle(createTRPCClient<ExperienceRouter>({ links: [wsLink({ client })] }))
}

/** Calls to Runtime over HTTP; it cannot subscribe. */
export const runtimeHttpClient = ({ url, headers = {} }: Address): RuntimeClient =>
  createTRPCClient<RuntimeRouter>({ links: [httpLink({ url: `${url}/trpc`, headers: { ...headers, ...ONE_CALL } })] })

/** Calls to Experience over HTTP; it cannot subscribe. */
export const experienceHttpClient = ({ url, headers = {} }: Address): ExperienceClient =>
  createTRPCClient<ExperienceRouter>({
    links: [httpLink({ url: `${url}/trpc`, headers: { ...headers, ...ONE_CALL } })],
  })

export const bearer = (secret: string): Record<string, string> => ({ authorization: `Bearer ${secret}` })

/** How long to wait before attempt 0, 1, 2 …: anything up to a doubling bound, so that many clients spread out. */
export const fullJitter =
  ({ baseMs = 20, capMs = 500, random = Math.random } = {}) =>
  (attempt: number): number =>
    random() * Math.min(capMs, baseMs * 2 ** attempt)

function openSocket(options: SocketClientOptions) {
  const { url, headers = {}, connectionParams, reconnect = true, timer } = options
  const { openMs = DEADLINES.openMs, closeMs = DEADLINES.closeMs } = options
  const facts = new Facts()
  const alive = new Set<WebSocket>()
  let dials = 0
  let closed = false

  class DialledSocket extends WebSocket {
    constructor(address: string) {
      super(address, { headers, perMessageDeflate: false })
      dials += 1
      alive.add(this)
      this.on('open', () => facts.changed())
      this.on('error', () => {}) // tRPC hears it too; a socket that it has left must not end the process
      this.on('close', () => {
        alive.delete(this)
        facts.changed()
      })
    }
  }

  const client = createWSClient({
    url: `${url.replace(/^http/, 'ws')}/trpc`,
    WebSocket: hardenedWebSocket(DialledSocket, { openMs, closeMs, ...(timer ? { timer } : {}) }),
    retryDelayMs: fullJitter(options.retry),
    onClose: () => {
      if (!reconnect || closed) void client.close()
    },
    ...(connectionParams ? { connectionParams } : {}),
    ...(options.keepAlive ? { keepAlive: { enabled: true, ...options.keepAlive } } : {}),
  })

  const cut = () => {
    for (const socket of alive) socket.terminate()
  }
  async function close(): Promise<void> {
    closed = true
    void client.close() // it would wait for calls that are never answered
    cut()
    await facts.until(() => alive.size === 0)
  }
  const handle = <Client>(trpc: Client): SocketClient<Client> => ({
    trpc,
    get dials() {
      return dials
    },
    get closed() {
      return closed
    },
    cut,
    until: (holds) => facts.until(holds),
    close,
    [Symbol.asyncDispose]: close,
  })
  return { client, handle }
}

// Routes a WebSocket upgrade to the transport of its path and answers unknown paths. Everything that a client must
// understand is sent after the socket opens, by the transport. [D4.1, D5.1]
import { type IncomingMessage, type Server, STATUS_CODES } from 'node:http'
import type { Duplex } from 'node:stream'
import { Refusal, viewOfError } from '@biplane/contracts/refusal'
import { type WebSocket, WebSocketServer } from 'ws'
import { FrameSocket } from './frame-socket.ts'

export interface Accepted {
  /** The server that accepted it. */
  wss: WebSocketServer
  socket: WebSocket
  stream: Duplex
  request: IncomingMessage
  url: URL
}

export interface SocketDoor {
  /** Whether this path is this door's. */
  matches(path: string): boolean
  open(accepted: Accepted): void
}

export interface UpgradeRouterDeps {
  doors: SocketDoor[]
  /** Said with 404 where no socket is. */
  nowhere(path: string): string
  /** Whether a browser's page of this origin may open a socket; absent for clients that are no browsers. */
  allowsOrigin(origin: string): boolean
  /** Whether the host that it names is ours; any other is answered 403. */
  servesHost(request: IncomingMessage): boolean
  /** Whether it came over a connection that is good enough here; what did not is answered 400. */
  isSecure(request: IncomingMessage): boolean
  /** Sockets beyond this number are answered 429. */
  mostSockets: number
  /** Sockets of one address beyond this number are answered 429: behind a proxy, TCP connections do not tell people apart. */
  mostSocketsPerAddress: number
  addressOf(request: IncomingMessage): string
  /** Counts one more from this request's address. @throws RATE_LIMITED */
  admit(request: IncomingMessage): Promise<void>
  /** Something was answered with this status instead of a socket. */
  onRefused(status: number): void
  frameBytes: number
  onSocketError(error: Error): void
}

export interface UpgradeRouter {
  /** Sockets that are open. */
  readonly size: number
  /** Accepts nothing more. */
  close(): void
}

const SAYS: Record<number, string> = { 400: 'Here sockets open over TLS only (wss).' }

export function routeUpgrades(server: Server, deps: UpgradeRouterDeps): UpgradeRouter {
  const { doors, nowhere, allowsOrigin, isSecure, mostSockets, admit, onRefused, frameBytes, onSocketError } = deps
  const { servesHost, mostSocketsPerAddress, addressOf: clientOf } = deps
  const held = new Map<string, number>()
  const wss = new WebSocketServer({
    noServer: true,
    WebSocket: FrameSocket,
    clientTracking: true,
    maxPayload: frameBytes,
    // Token frames are small and many: compressing them costs several times what it saves. [D5.9]
    perMessageDeflate: false,
  })
  // What is not a well-formed upgrade is answered by us, never by a default page of something else.
  wss.on('wsClientError', (error, stream, request) => refuseHandshake(request, stream, error))
  let closing = false

  const upgrade = async (request: IncomingMessage, stream: Duplex, head: Buffer) => {
    stream.on('error', onSocketError)
    const url = addressOf(request)
    const answer = (status: number, retryMs?: number) => {
      onRefused(status)
      refuse(request, stream, status, { retryMs, says: status === 404 ? nowhere(url?.pathname ?? '') : SAYS[status] })
    }
    const door = url && doorAt(doors, url)
    if (!url || !door) return answer(404)
    const { origin } = request.headers
    if (!servesHost(request)) return answer(403)
    if (origin !== undefined && !allowsOrigin(origin)) return answer(403)
    if (!isSecure(request)) return answer(400)
    if (closing) return answer(503)
    const client = clientOf(request)
    const isFull = () => wss.clients.size >= mostSockets || (held.get(client) ?? 0) >= mostSocketsPerAddress
    if (isFull()) return answer(429)
    try {
      await admit(request)
    } catch (error) {
      return answer(429, viewOfError(error).retry_after_ms)
    }
    if (stream.destroyed) return
    // Others may have come in while this one was counted.
    if (isFull()) return answer(429)
    held.set(client, (held.get(client) ?? 0) + 1)
    stream.once('close', () => {
      const left = (held.get(client) ?? 1) - 1
      if (left === 0) held.delete(client)
      else held.set(client, left)
    })
    wss.handleUpgrade(request, stream, head, (socket) => {
      // Before anything else: an unheard error would end the process.
      socket.on('error', onSocketError)
      stream.off('error', onSocketError)
      door.open({ wss, socket, stream, request, url })
    })
  }
  server.on('upgrade', (request, stream, head) => void upgrade(request, stream, head))

  return {
    get size() {
      return wss.clients.size
    },
    close() {
      closing = true
    },
  }
}

/** The door of a path; a slash at its end changes nothing. The address is the one that the door knows. */
function doorAt(doors: readonly SocketDoor[], url: URL): SocketDoor | undefined {
  const found = doors.find((door) => door.matches(url.pathname))
  if (found || !url.pathname.endsWith('/')) return found
  const without = url.pathname.slice(0, -1)
  const door = doors.find((one) => one.matches(without))
  if (door) url.pathname = without
  return door
}

function addressOf(request: IncomingMessage): URL | null {
  const target = request.url ?? ''
  return target.startsWith('/') && URL.canParse(target, 'http://experience')
    ? new URL(target, 'http://experience')
    : null
}

/** What a handshake lacks, in JSON as plain requests are answered: whoever tries a path with curl learns what to add. */
function refuseHandshake(request: IncomingMessage, stream: Duplex, error: Error): void {
  const { headers } = request
  const lacks = [
    ...(headers['sec-websocket-key'] === undefined ? ['the header Sec-WebSocket-Key is missing'] : []),
    ...(headers['sec-websocket-version'] === undefined ? ['the header Sec-WebSocket-Version is missing'] : []),
    ...(request.method === 'GET' ? [] : ['the method is not GET']),
  ]
  const message = `This is no complete WebSocket handshake: ${lacks.length > 0 ? lacks.join(', ') : error.message}.`
  const view = viewOfError(new Refusal('BAD_MESSAGE', message))
  refuse(request, stream, 400, { says: JSON.stringify(view), type: 'application/json; charset=utf-8' })
}

interface Answer {
  type?: string
  retryMs?: number | undefined
  says?: string | undefined
}

function refuse(
  { method }: IncomingMessage,
  stream: Duplex,
  status: number,
  { retryMs, says, type = 'text/plain' }: Answer = {},
): void {
  // What answers a HEAD has no body, or the client reads it as the next answer.
  const body = method === 'HEAD' ? '' : (says ?? STATUS_CODES[status] ?? '')
  stream.once('finish', () => stream.destroy())
  stream.end(
    `HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ''}\r\nConnection: close\r\nContent-Type: ${type}\r\n` +
      (status === 400 ? 'Sec-WebSocket-Version: 13\r\n' : '') +
      (retryMs === undefined ? '' : `Retry-After: ${Math.ceil(retryMs / 1000)}\r\n`) +
      `Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`,
  )
}

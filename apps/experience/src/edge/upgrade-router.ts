// Owns the moment before a socket opens: which path leads to which door, and what is answered where none does.
// Everything that a client must understand is said after accept, by the door. [PROTOCOL 3.2, FACTS 1]
import { type IncomingMessage, type Server, STATUS_CODES } from 'node:http'
import type { Duplex } from 'node:stream'
import { type WebSocket, WebSocketServer } from 'ws'

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

export interface UpgradeRouterOptions {
  doors: SocketDoor[]
  /** Whether a browser's page of this origin may open a socket; absent for clients that are no browsers. */
  allowsOrigin(origin: string): boolean
  /** Connections beyond this number are answered 429. */
  mostConnections: number
  frameBytes: number
  onSocketError(error: Error): void
}

export interface UpgradeRouter {
  /** Sockets that are open. */
  readonly size: number
  /** Accepts nothing more. */
  close(): void
}

export function routeUpgrades(server: Server, options: UpgradeRouterOptions): UpgradeRouter {
  const { doors, allowsOrigin, mostConnections, frameBytes, onSocketError } = options
  const wss = new WebSocketServer({
    noServer: true,
    clientTracking: true,
    maxPayload: frameBytes,
    // Token frames are small and many: compressing them costs several times what it saves. [PERFORMANCE]
    perMessageDeflate: false,
  })
  // What is not a well-formed upgrade is answered by us, never by a default page of something else.
  wss.on('wsClientError', (_error, stream) => refuse(stream, 400))
  let closing = false

  const upgrade = (request: IncomingMessage, stream: Duplex, head: Buffer) => {
    stream.on('error', onSocketError)
    const url = addressOf(request)
    const door = url && doors.find((candidate) => candidate.matches(url.pathname))
    if (!url || !door) return refuse(stream, 404)
    const { origin } = request.headers
    if (origin !== undefined && !allowsOrigin(origin)) return refuse(stream, 403)
    if (closing) return refuse(stream, 503)
    if (wss.clients.size >= mostConnections) return refuse(stream, 429)
    wss.handleUpgrade(request, stream, head, (socket) => {
      // Before anything else: an unheard error would end the process.
      socket.on('error', onSocketError)
      stream.off('error', onSocketError)
      door.open({ wss, socket, stream, request, url })
    })
  }
  server.on('upgrade', upgrade)

  return {
    get size() {
      return wss.clients.size
    },
    close() {
      closing = true
    },
  }
}

function addressOf(request: IncomingMessage): URL | null {
  const target = request.url ?? ''
  return target.startsWith('/') && URL.canParse(target, 'http://experience')
    ? new URL(target, 'http://experience')
    : null
}

function refuse(stream: Duplex, status: number): void {
  const body = STATUS_CODES[status] ?? ''
  stream.once('finish', () => stream.destroy())
  stream.end(
    `HTTP/1.1 ${status} ${body}\r\nConnection: close\r\nContent-Type: text/plain\r\n` +
      `Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`,
  )
}

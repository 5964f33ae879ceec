// Serves any RuntimePort over HTTP and WebSocket at /trpc of one loopback port, to callers that have the internal key.
import { createHash, timingSafeEqual } from 'node:crypto'
import { once } from 'node:events'
import { createServer, type IncomingMessage } from 'node:http'
import type { Duplex } from 'node:stream'
import { type RuntimePort, runtimeRouter } from '@biplane/contracts/runtime-router'
import { LIMITS } from '@biplane/contracts/vocabulary/limits'
import { LinkListener } from '@biplane/process/link-listener'
import { createHTTPHandler } from '@trpc/server/adapters/standalone'
import { applyWSSHandler } from '@trpc/server/adapters/ws'
import { WebSocketServer } from 'ws'

export interface RuntimeDoor extends AsyncDisposable {
  /** `http://127.0.0.1:port`; the router is at `/trpc`. */
  url: string
  /** Readers connected now. */
  readonly sockets: number
  /** Ends every socket without a word, as a killed process does. */
  dropSockets(): void
  close(): Promise<void>
}

/** Room for a text, its history and its artifacts; the library's own default is 100 MiB. */
const MAX_FRAME_BYTES = 8 * 1024 * 1024

/** Serves a Runtime on 127.0.0.1; `port` 0 takes a free one. */
export async function serveRuntime(runtime: RuntimePort, key: string, port = 0): Promise<RuntimeDoor> {
  const createContext = () => ({ runtime })
  const limits = { maxBatchSize: LIMITS.batchCalls }
  const handle = createHTTPHandler({
    router: runtimeRouter,
    basePath: '/trpc/',
    createContext,
    maxBodySize: MAX_FRAME_BYTES,
    ...limits,
  })
  const server = createServer((request, response) => {
    if (holdsKey(request, key)) handle(request, response)
    else response.writeHead(401, { 'content-type': 'application/json' }).end(JSON.stringify(UNAUTHENTICATED))
  })
  const wss = new WebSocketServer({ noServer: true, maxPayload: MAX_FRAME_BYTES, perMessageDeflate: false })
  const link = new LinkListener(wss, key)
  applyWSSHandler({ wss, router: runtimeRouter, createContext, ...limits })
  server.on('upgrade', (request, socket, head) => {
    socket.on('error', () => socket.destroy())
    if (new URL(request.url ?? '/', 'http://runtime').pathname !== '/trpc') refuse(socket, '404 Not Found')
    else if (link.announces(request)) {
      wss.handleUpgrade(request, socket, head, (accepted) => {
        accepted.on('error', () => accepted.terminate())
        link.serve(accepted, request, () => wss.emit('connection', accepted, request))
      })
    } else if (!holdsKey(request, key)) refuse(socket, '401 Unauthorized')
    else wss.handleUpgrade(request, socket, head, (accepted) => wss.emit('connection', accepted, request))
  })
  // Before tRPC's own listeners: a frame that breaks the protocol must not end the process.
  wss.prependListener('connection', (accepted) => accepted.on('error', () => accepted.terminate()))
  server.listen(port, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('Runtime has no port')

  const dropSockets = () => {
    for (const socket of wss.clients) socket.terminate()
  }
  async function close(): Promise<void> {
    const closed = new Promise((resolve) => server.close(resolve))
    dropSockets()
    server.closeAllConnections()
    await closed
  }
  return {
    url: `http://127.0.0.1:${address.port}`,
    get sockets() {
      return wss.clients.size
    },
    dropSockets,
    close,
    [Symbol.asyncDispose]: close,
  }
}

const UNAUTHENTICATED = {
  error: {
    message: 'This door wants the internal key.',
    code: -32001,
    data: {
      code: 'UNAUTHORIZED',
      httpStatus: 401,
      refusal: { code: 'UNAUTHENTICATED', message: 'This door wants the internal key.', retryable: false },
    },
  },
}

const digest = (text: string) => createHash('sha256').update(text).digest()

const holdsKey = (request: IncomingMessage, key: string): boolean =>
  timingSafeEqual(digest(request.headers.authorization ?? ''), digest(`Bearer ${key}`))

const refuse = (socket: Duplex, status: string): void => {
  socket.end(`HTTP/1.1 ${status}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`, () => socket.destroy())
}

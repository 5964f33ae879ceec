// Runtime's only endpoint: the typed router over HTTP and WebSocket, for callers that have the internal key.
import { createServer, type IncomingMessage, type ServerResponse, STATUS_CODES } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Duplex } from 'node:stream'
import { viewOfError } from '@biplane/contracts/refusal'
import { runtimeRouter } from '@biplane/contracts/runtime-router'
import { LIMITS } from '@biplane/contracts/vocabulary/limits'
import { carriesKey } from '@biplane/process/internal-key'
import { LinkListener } from '@biplane/process/link-listener'
import type { Log } from '@biplane/process/log'
import { SlowReader } from '@biplane/process/slow-reader'
import { TurnWrites } from '@biplane/process/turn-writes'
import { createHTTPHandler } from '@trpc/server/adapters/standalone'
import { getWSConnectionHandler } from '@trpc/server/adapters/ws'
import { type WebSocket, WebSocketServer } from 'ws'
import type { Runs } from './engine/runs.ts'
import type { Measures } from './instruments/measures.ts'

export interface RuntimeServer {
  readonly port: number
  close(): Promise<void>
}

export interface RuntimeServerDeps {
  runs: Runs
  measures: Pick<Measures, 'text' | 'contentType'>
  key: string
  host: string
  port: number
  log: Log
}

/** An invocation carries a window of history; nothing else that is large comes in here. */
const MOST_BYTES = 4 * 1024 * 1024
const MOST_CALLS = 64

export async function openRuntimeServer(deps: RuntimeServerDeps): Promise<RuntimeServer> {
  const { runs, key, host, port, log } = deps
  const onError = ({ error, path }: { error: Error; path: string | undefined }) => {
    if (viewOfError(error).code === 'INTERNAL')
      log.error({ err: error.cause ?? error, path }, 'unexpected error in a call')
  }
  const handleHttp = createHTTPHandler({
    router: runtimeRouter,
    basePath: '/trpc/',
    createContext: () => ({ runtime: runs.port() }),
    maxBatchSize: MOST_CALLS,
    maxBodySize: MOST_BYTES,
    onError,
  })
  const server = createServer({ requestTimeout: 0, headersTimeout: 20_000 }, (request, response) => {
    if (!admits(request, key)) return void response.writeHead(401).end()
    if (request.url?.startsWith('/trpc/')) return handleHttp(request, response)
    void answerPlain(request, response, deps)
  })
  const wss = new WebSocketServer({ noServer: true, maxPayload: MOST_BYTES, perMessageDeflate: false })
  const link = new LinkListener(wss, key)
  const serve = (socket: WebSocket, stream: Duplex, request: IncomingMessage) => {
    const writes = new TurnWrites(stream)
    const room = roomOf(socket, stream)
    const handle = getWSConnectionHandler({
      wss,
      router: runtimeRouter,
      maxBatchSize: MOST_CALLS,
      // A reader that does not keep up waits; work does not.
      createContext: () => ({ runtime: runs.port(room) }),
      experimental_encoder: {
        encode(data) {
          // It is sent next, in this turn, with whatever else is due in it.
          writes.join()
          return JSON.stringify(data)
        },
        decode: (data) => {
          if (typeof data !== 'string') throw new Error('a frame is text')
          return JSON.parse(data)
        },
      },
      onError,
    })
    handle(socket, request)
  }
  server.on('upgrade', (request: IncomingMessage, stream: Duplex, head: Buffer) => {
    stream.on('error', () => stream.destroy())
    const path = request.url?.split('?', 1)[0]
    if (path !== '/trpc') return refuse(stream, 404)
    const proves = request.headers.origin === undefined && link.announces(request)
    if (!proves && !admits(request, key)) return refuse(stream, 401)
    wss.handleUpgrade(request, stream, head, (socket) => {
      socket.on('error', (error) => log.debug({ err: error }, 'a socket failed'))
      if (proves) link.serve(socket, request, () => serve(socket, stream, request))
      else serve(socket, stream, request)
    })
  })
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, host, resolve)
  })
  return {
    port: (server.address() as AddressInfo).port,
    async close() {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()))
      for (const socket of wss.clients) socket.terminate()
      server.closeAllConnections()
      await closed
      await runs.close()
    },
  }
}

/** What operators look at: whether it lives, and its figures. They need the key like everything else here. */
async function answerPlain(
  { method, url }: IncomingMessage,
  response: ServerResponse,
  { runs, measures, log }: RuntimeServerDeps,
): Promise<void> {
  try {
    if (method === 'GET' && url === '/healthz') {
      response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(runs.port().health()))
    } else if (method === 'GET' && url === '/metrics') {
      const text = await measures.text()
      response.writeHead(200, { 'content-type': measures.contentType }).end(text)
    } else response.writeHead(404).end()
  } catch (error) {
    log.error({ err: error }, 'the figures could not be read')
    response.writeHead(500).end()
  }
}

/** The key, and no browser: a page's request always says its origin. */
const admits = (request: IncomingMessage, key: string): boolean =>
  carriesKey(request.headers.authorization, key) && request.headers.origin === undefined

function roomOf(socket: WebSocket, stream: Duplex): () => Promise<void> | null {
  const reader = new SlowReader(socket, stream, LIMITS, () => socket.terminate())
  return () => reader.room()
}

function refuse(stream: Duplex, status: number): void {
  stream.once('finish', () => stream.destroy())
  stream.end(`HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`)
}

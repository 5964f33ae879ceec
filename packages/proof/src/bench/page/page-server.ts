// An Experience for the page benchmark: the built page and the real router on real wires over scripted conversations,
// and a bare page beside it. Stores nothing.
import { readFile } from 'node:fs/promises'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import path from 'node:path'
import { type ExperienceContext, type ExperiencePorts, experienceRouter } from '@biplane/contracts/experience-router'
import { Refusal } from '@biplane/contracts/refusal'
import { sessionId } from '@biplane/contracts/wire/ids'
import { createHTTPHandler } from '@trpc/server/adapters/standalone'
import { applyWSSHandler } from '@trpc/server/adapters/ws'
import { type WebSocket, WebSocketServer } from 'ws'
import { barePage } from './bare-page.ts'
import type { ToldConversation } from './told-conversation.ts'

const DIST = path.resolve(import.meta.dirname, '../../../../../apps/web/dist')
const TYPES: Record<string, string> = {
  html: 'text/html',
  js: 'text/javascript',
  css: 'text/css',
  svg: 'image/svg+xml',
}
const FAR = '2999-01-01T00:00:00.000Z'
const PRINCIPAL = { kind: 'guest' as const, roles: ['member'] }
const CALLER = {
  session_id: sessionId.parse('bench'),
  tenant: 'local',
  principal: { ...PRINCIPAL, id: 'bench' },
  credential: 'bench',
}
const SESSION = { session_id: 'bench', expires_at: FAR, principal: PRINCIPAL, epoch: 'bench' }

export interface PageServer extends AsyncDisposable {
  url: string
}

interface Told {
  guide: ToldConversation
  /** Every liaison's. */
  liaison: ToldConversation
}

/** Serves both pages. */
export async function servePage(told: Told): Promise<PageServer> {
  const ports = portsOver(told)
  const createContext = (): ExperienceContext => ({ caller: () => CALLER, ports, reader: null })
  const trpc = createHTTPHandler({ router: experienceRouter, createContext, basePath: '/trpc/' })
  const files = filesOf(told)
  const server = createServer((request, response) =>
    request.url?.startsWith('/trpc/') ? trpc(request, response) : files(request, response),
  )
  const sockets = new WebSocketServer({ noServer: true })
  const bareSockets = new WebSocketServer({ noServer: true })
  applyWSSHandler({ wss: sockets, router: experienceRouter, createContext })
  bareSockets.on('connection', (socket, { url = '' }) => void readBare(told[BARE[url] ?? 'guide'], socket))
  server.on('upgrade', (request, socket, head) => {
    const door = BARE[request.url ?? ''] ? bareSockets : sockets
    door.handleUpgrade(request, socket, head, (opened) => door.emit('connection', opened, request))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  return {
    url: `http://127.0.0.1:${isAddress(address) ? address.port : 0}`,
    async [Symbol.asyncDispose]() {
      for (const socket of [...sockets.clients, ...bareSockets.clients]) socket.terminate()
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

/** What is asked for over plain HTTP. */
const filesOf = (told: Told) => (request: IncomingMessage, response: ServerResponse) => {
  const { pathname } = new URL(request.url ?? '/', 'http://bench')
  const bare = BARE[pathname]
  if (bare) return void response.setHeader('content-type', 'text/html').end(barePage(told[bare].snapshot))
  const json = (body: object) => response.setHeader('content-type', 'application/json').end(JSON.stringify(body))
  if (pathname === '/api/auth/session') return void json({ ...SESSION, session_token: 'bench' })
  if (pathname === '/api/auth/ticket') return void json({ ticket: 'bench', expires_at: FAR })
  const name = path.extname(pathname) === '' ? 'index.html' : path.normalize(pathname)
  const type = TYPES[path.extname(name).slice(1)] ?? 'text/plain'
  readFile(path.join(DIST, name)).then(
    (content) => response.setHeader('content-type', type).end(content),
    () => response.writeHead(404).end(),
  )
}

/** Where the bare page is, of which conversation. */
const BARE: Record<string, 'guide' | 'liaison'> = { '/bare/long': 'guide', '/bare/empty': 'liaison' }

/** Every event is a frame, as it is on the other wire. */
async function readBare(conversation: ToldConversation, socket: WebSocket): Promise<void> {
  const gone = new AbortController()
  socket.once('close', () => gone.abort())
  for await (const { item } of conversation.read(gone.signal)) socket.send(JSON.stringify(item))
}

const isAddress = (address: AddressInfo | string | null): address is AddressInfo =>
  typeof address === 'object' && address !== null

const no = () => Promise.reject(new Refusal('NOT_FOUND', 'Not part of the benchmark.'))
const none = async () => []

function portsOver({ guide, liaison }: Told): ExperiencePorts {
  return {
    admit: async () => {},
    sessions: { open: no, get: async () => SESSION, end: no, endAll: no },
    apiKeys: { list: none, create: no, revoke: no },
    schedules: { create: no, list: none, pause: no, resume: no, delete: no, runs: none },
    account: { delete: no },
    chat: {
      send: no,
      history: no,
      events: (_, { target }, signal) => (target.kind === 'guide' ? guide : liaison).read(signal),
    },
    conversations: { list: none, create: no, rename: no, open: no, delete: no, search: none, export: no },
    threads: {
      list: none,
      create: no,
      get: no,
      open: no,
      change: no,
      delete: no,
      addFile: no,
      export: no,
      search: none,
      send: no,
      history: no,
      events: async function* () {},
    },
    invocations: { get: no, list: none, cancel: no },
    files: { list: none, get: no, delete: no, reading: no, setReading: no },
    artifacts: { list: none, get: no, review: no, approve: no },
    routing: { preview: no },
    platform: {
      connections: none,
      invocations: none,
      timeline: none,
      health: no,
      capabilities: () => [],
      audit: none,
      auditExport: async function* () {},
      sessions: none,
      endSession: no,
      endSessions: no,
    },
  }
}

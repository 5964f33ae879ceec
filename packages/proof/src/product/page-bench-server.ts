// Owns an Experience for the page's benchmark: the page as it is built, the real router on its real wires, and behind it one
// conversation for each area, whose log says what the benchmark tells it to say. It keeps nothing and decides nothing.
import { readFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import path from 'node:path'
import { type ExperienceContext, type ExperiencePorts, experienceRouter } from '@biplane/contracts/experience-router'
import { Refusal } from '@biplane/contracts/refusal'
import type { ConversationEvent, ConversationSnapshot, StreamItem } from '@biplane/contracts/wire/events'
import { sessionId } from '@biplane/contracts/wire/ids'
import { createHTTPHandler } from '@trpc/server/adapters/standalone'
import { applyWSSHandler } from '@trpc/server/adapters/ws'
import { WebSocketServer } from 'ws'

const DIST = path.resolve(import.meta.dirname, '../../../../apps/web/dist')
const TYPES: Record<string, string> = {
  html: 'text/html',
  js: 'text/javascript',
  css: 'text/css',
  svg: 'image/svg+xml',
}
const FAR = '2999-01-01T00:00:00.000Z'
const PRINCIPAL = { kind: 'guest' as const, roles: ['member'] }
const SESSION = { session_id: 'bench', expires_at: FAR, principal: PRINCIPAL, epoch: 'bench' }

/** What a reader of one conversation gets: a picture first, then whatever is told. */
export class ToldConversation {
  readonly snapshot: ConversationSnapshot
  #waiting: ConversationEvent[] = []
  #wake: (() => void) | null = null

  constructor(snapshot: ConversationSnapshot) {
    this.snapshot = snapshot
  }

  /** All of them in one go. */
  tell(events: readonly ConversationEvent[]): void {
    this.#waiting.push(...events)
    this.#wake?.()
  }

  async *read(signal: AbortSignal): AsyncGenerator<{ id: string; item: StreamItem }> {
    yield { id: `bench:${this.snapshot.last_event_id}`, item: this.snapshot }
    const gone = new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }))
    while (!signal.aborted) {
      for (const item of this.#waiting.splice(0)) yield { id: `bench:${item.event_id}`, item }
      await Promise.race([
        gone,
        new Promise<void>((resolve) => {
          this.#wake = resolve
        }),
      ])
    }
  }
}

export interface BenchServer extends AsyncDisposable {
  url: string
}

/** Serves the page; the guide's conversation is the first, every liaison's the second. */
export async function servePage(guide: ToldConversation, liaison: ToldConversation): Promise<BenchServer> {
  const ports = portsOver(guide, liaison)
  const caller = {
    session_id: sessionId.parse('bench'),
    tenant: 'local',
    principal: { ...PRINCIPAL, id: 'bench' },
    credential: 'bench',
  }
  const createContext = (): ExperienceContext => ({ caller: () => caller, ports, reader: null })
  const trpc = createHTTPHandler({ router: experienceRouter, createContext, basePath: '/trpc/' })
  const server = createServer((request, response) => {
    const { pathname } = new URL(request.url ?? '/', 'http://bench')
    if (pathname.startsWith('/trpc/')) return trpc(request, response)
    const json = (body: object) => response.setHeader('content-type', 'application/json').end(JSON.stringify(body))
    if (pathname === '/api/auth/session') return json({ ...SESSION, session_token: 'bench' })
    if (pathname === '/api/auth/ticket') return json({ ticket: 'bench', expires_at: FAR })
    const name = path.extname(pathname) === '' ? 'index.html' : path.normalize(pathname)
    readFile(path.join(DIST, name)).then(
      (content) => response.setHeader('content-type', TYPES[path.extname(name).slice(1)] ?? 'text/plain').end(content),
      () => response.writeHead(404).end(),
    )
  })
  const sockets = new WebSocketServer({ server, path: '/trpc' })
  applyWSSHandler({ wss: sockets, router: experienceRouter, createContext })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  return {
    url: `http://127.0.0.1:${isAddress(address) ? address.port : 0}`,
    async [Symbol.asyncDispose]() {
      for (const socket of sockets.clients) socket.terminate()
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

const isAddress = (address: AddressInfo | string | null): address is AddressInfo =>
  typeof address === 'object' && address !== null

const no = () => Promise.reject(new Refusal('NOT_FOUND', 'This is no part of the benchmark.'))
const none = async () => []

function portsOver(guide: ToldConversation, liaison: ToldConversation): ExperiencePorts {
  return {
    sessions: { open: no, get: async () => SESSION, end: no },
    chat: {
      send: no,
      history: no,
      events: (_, { target }, signal) => (target.kind === 'guide' ? guide : liaison).read(signal),
    },
    conversations: { list: none, create: no, rename: no, open: no, delete: no, search: none, export: no },
    invocations: { get: no, list: none, cancel: no },
    files: { list: none, get: no, delete: no },
    artifacts: { list: none, get: no, review: no, approve: no },
    routing: { preview: no },
    platform: {
      connections: none,
      invocations: none,
      timeline: none,
      health: no,
      capabilities: () => [],
      audit: none,
    },
  }
}

// Registry of live connections: who holds which transport, in which realm, and its health. Knows sockets and counts, no
// business term and no wire dialect.
import type { Duplex } from 'node:stream'
import type { AgentType, Pillar, Realm } from '@biplane/contracts/vocabulary/pillars'
import { type ReaderLimits, SlowReader } from '@biplane/process/slow-reader'
import { TurnWrites } from '@biplane/process/turn-writes'
import type { RawData, WebSocket } from 'ws'

export interface ConnectionLimits extends ReaderLimits {
  heartbeatMs: number
  heartbeatMisses: number
}

export interface NewConnection {
  id: string
  door: string
  realm: Realm
  sessionId: string | null
  /** Hash of the token that opened it; `null` until it is known. */
  credential: string | null
  agentType: AgentType | null
  pillar: Pillar | null
  socket: WebSocket
  stream: Duplex
}

/** Who is told of every connection, for the log and the figures. */
export interface ConnectionsTold {
  opened(connection: Connection): void
  /** `code` is the one that we closed with, else that of the close frame, or 1006 where there was none. */
  closed(connection: Connection, code: number): void
}

/** Well under the second within which a revoked session is cut off. [D1.7] */
const CLOSE_WAIT_MS = 500

export class Connection {
  readonly id: string
  readonly door: string
  readonly realm: Realm
  agentType: AgentType | null
  pillar: Pillar | null
  readonly reader: SlowReader
  /** Asked before each frame that is written to its socket. */
  readonly writes: TurnWrites
  readonly openedAt: number
  sessionId: string | null
  credential: string | null
  /** Whose it is, once that is known; said by the registry alone. */
  principal: string | null = null
  tenant: string | null = null
  received = 0
  sent = 0
  lastSeenAt: number
  missed = 0
  errors = 0
  /** Of the last heartbeat; `null` before the first answer. */
  roundTripMs: number | null = null
  /** It was told to go; nothing that it says counts any more. */
  closing = false
  /** The code that it was told first: who does not read never answers it. */
  closedWith: number | null = null
  /** How its door says, in its dialect, why this code follows; `null` where it says nothing. [D5.1] */
  explain: ((code: number) => void) | null = null
  /** Told when the session behind it was prolonged or its roles changed; `null` where the client is not told. */
  onSessionUpdated: (() => void) | null = null
  #beatAt: number | null = null
  readonly #now: () => number
  readonly #socket: WebSocket

  constructor(from: NewConnection, limits: ConnectionLimits, now: () => number) {
    this.id = from.id
    this.door = from.door
    this.realm = from.realm
    this.sessionId = from.sessionId
    this.credential = from.credential
    this.agentType = from.agentType
    this.pillar = from.pillar
    this.#now = now
    this.openedAt = now()
    this.lastSeenAt = this.openedAt
    this.#socket = from.socket
    this.writes = new TurnWrites(from.stream)
    this.reader = new SlowReader(from.socket, from.stream, limits, () => this.close(4409, 'slow reader'))
    from.socket.on('message', (_data: RawData) => {
      this.received += 1
      this.#alive(now())
    })
    from.socket.on('pong', () => {
      if (this.#beatAt !== null) this.roundTripMs = Math.round(now() - this.#beatAt)
      this.#beatAt = null
      this.#alive(now())
    })
    from.socket.on('error', () => {
      this.errors += 1
    })
  }

  #alive(at: number): void {
    this.lastSeenAt = at
    this.missed = 0
  }

  get unsentBytes(): number {
    return this.#socket.bufferedAmount
  }

  /** Asks for a sign of life; closes a connection that gave none for too long. */
  beat(misses: number): void {
    if (this.missed >= misses) {
      this.close(4408, 'no sign of life')
      return
    }
    this.missed += 1
    this.#beatAt = this.#now()
    this.#socket.ping()
  }

  /** Closes with a code; a peer that does not answer is cut off half a second later. */
  close(code: number, reason: string): void {
    if (!this.closing) this.explain?.(code)
    this.closing = true
    this.closedWith ??= code
    this.#socket.close(code, reason)
    const cut = setTimeout(() => this.#socket.terminate(), CLOSE_WAIT_MS)
    this.#socket.once('close', () => clearTimeout(cut))
  }

  /** Closes it and resolves when it is gone. */
  closed(code: number, reason: string): Promise<void> {
    return new Promise((resolve) => {
      if (this.#socket.readyState === this.#socket.CLOSED) return resolve()
      this.#socket.once('close', () => resolve())
      this.close(code, reason)
    })
  }
}

export class Connections {
  readonly #live = new Map<string, Connection>()
  readonly #byPrincipal = new Map<string, Set<Connection>>()
  readonly #limits: ConnectionLimits
  readonly #now: () => number
  readonly #told: ConnectionsTold | undefined
  readonly #beat: NodeJS.Timeout

  constructor(limits: ConnectionLimits, now: () => number, told?: ConnectionsTold) {
    this.#limits = limits
    this.#now = now
    this.#told = told
    this.#beat = setInterval(() => {
      for (const connection of this.#live.values()) connection.beat(limits.heartbeatMisses)
    }, limits.heartbeatMs)
    this.#beat.unref()
  }

  /** Registers until the socket closes. */
  register(from: NewConnection): Connection {
    const connection = new Connection(from, this.#limits, this.#now)
    this.#live.set(connection.id, connection)
    from.socket.once('close', (code: number) => {
      this.#live.delete(connection.id)
      this.#forgetPrincipal(connection)
      this.#told?.closed(connection, connection.closedWith ?? code)
    })
    this.#told?.opened(connection)
    return connection
  }

  /** Says whose a live connection is, and which they hold together: of thousands nobody looks at all for each new one. */
  assign(connection: Connection, principal: string): readonly Connection[] {
    this.#forgetPrincipal(connection)
    const held = this.#byPrincipal.get(principal) ?? new Set()
    if (this.#live.has(connection.id)) {
      connection.principal = principal
      this.#byPrincipal.set(principal, held.add(connection))
    }
    return [...held]
  }

  #forgetPrincipal(connection: Connection): void {
    const { principal } = connection
    if (principal === null) return
    connection.principal = null
    const held = this.#byPrincipal.get(principal)
    held?.delete(connection)
    if (held?.size === 0) this.#byPrincipal.delete(principal)
  }

  /** Live connections of one session, or all of them. */
  /** A page of all of them, oldest first: ids are in the order of opening. */
  page(afterId: string, limit: number, tenant: string | null = null): Connection[] {
    return [...this.#live.values()]
      .filter((connection) => connection.id > afterId && (tenant === null || connection.tenant === tenant))
      .sort((a, b) => (a.id < b.id ? -1 : 1))
      .slice(0, limit)
  }

  /** Live connections of a tenant; of all where it is `null`. */
  countOf(tenant: string | null): number {
    return tenant === null ? this.size : [...this.#live.values()].filter((one) => one.tenant === tenant).length
  }

  list(sessionId?: string): Connection[] {
    const all = [...this.#live.values()]
    return sessionId === undefined ? all : all.filter((connection) => connection.sessionId === sessionId)
  }

  closeSession(sessionId: string, code: number, reason: string): void {
    for (const connection of this.list(sessionId)) connection.close(code, reason)
  }

  get size(): number {
    return this.#live.size
  }

  /** Milliseconds since it was opened and since it was last heard of, by the monotonic clock. */
  ages(connection: Connection): { age_ms: number; idle_ms: number } {
    const now = this.#now()
    return { age_ms: Math.round(now - connection.openedAt), idle_ms: Math.round(now - connection.lastSeenAt) }
  }

  /** Tells everyone to come back later, a slice at a time so that they do not come back all at once. */
  async drain(code: number, reason: string): Promise<void> {
    clearInterval(this.#beat)
    while (this.#live.size > 0) {
      const slice = [...this.#live.values()].slice(0, 200)
      await Promise.all(slice.map((connection) => connection.closed(code, reason)))
    }
  }
}

// The client service: a pool of connections to the standard-message sockets, named `guide`, `liaison:content` … Runs in
// browsers and in Node without a library and renders nothing. [D6, D9]
import { isPillar, PILLAR_NAMES, PILLARS, type Pillar, realmOf } from '../vocabulary/pillars.ts'
import { PROTOCOL_VERSION } from '../vocabulary/protocol-version.ts'
import { Connection, type ConnectionDeps, type Place } from './connection.ts'
import type { ConnectionHealth, ConnectionStatus } from './connection-health.ts'
import { DEADLINES } from './deadlines.ts'
import { hardenedWebSocket, machineTimer, type Timer } from './hardened-websocket.ts'
import type { LineSocket } from './line.ts'
import type { Echo } from './outbox.ts'
import { ServiceRefusal } from './service-refusal.ts'
import type { ClientFrame, FrameOf, SendFrame, ServerFrame, ServerFrameType } from './standard-frame.ts'

/** Longer than any synced write takes, and shorter than a person's patience. */
const ECHO_DEADLINE_MS = 30_000

export type ConnectionName = 'guide' | `liaison:${Pillar}`

export interface WebSocketServiceOptions {
  /** Where Experience is: `https://host` or `wss://host`, with a path where it lies behind one. */
  url: string
  /** The machine's own class in a browser, `ws`'s in Node. */
  WebSocket: new (
    url: string,
  ) => LineSocket
  /** A session token, or better a fresh ticket. Asked for at every line. */
  getToken: () => Promise<string> | string
  /** The session has ended; called once. Make another one, and `true` goes on with it. Without it the end is final. */
  onSessionExpired?: () => Promise<boolean> | boolean
  onStatus?: (connectionId: ConnectionName, status: ConnectionStatus) => void
  random?: () => number
  /** Milliseconds, from anywhere. */
  now?: () => number
  timer?: Timer
  newId?: () => string
  /** `ping` at this interval. */
  heartbeatMs?: number
}

type Handler = (frame: ServerFrame) => void

interface Wanted {
  sessionToken: string | undefined
  lastEventId: string | undefined
  conversationId: string | undefined
}

interface Pooled {
  connection: Connection
  /** How many have asked for it and not let it go. */
  users: number
}

export class WebSocketService {
  readonly #options: WebSocketServiceOptions
  readonly #Socket: new (
    url: string,
  ) => LineSocket
  readonly #pool = new Map<ConnectionName, Pooled>()
  readonly #handlers = new Map<string, Map<string, Set<Handler>>>()
  /** Counts sessions, so that the end of one is reported once, however many connections it closes. */
  #session = 0
  #renewing: Promise<boolean> | null = null

  constructor(options: WebSocketServiceOptions) {
    this.#options = options
    const { timer } = options
    this.#Socket = hardenedWebSocket(options.WebSocket, {
      openMs: DEADLINES.openMs,
      closeMs: DEADLINES.closeMs,
      ...(timer ? { timer } : {}),
    })
  }

  /**
   * The conversation with the guide. Resolves with the connection's name at its first frame; a connection that is there
   * is shared. `lastEventId` goes on where an earlier one stopped, in the conversation that is named or in the current one.
   * @throws ServiceRefusal
   */
  connectToGuide(sessionToken?: string, lastEventId?: string, conversationId?: string): Promise<'guide'> {
    const door = { path: '/api/ws/guide', realm: realmOf('guide.global') }
    return this.#connect('guide', door, { sessionToken, lastEventId, conversationId })
  }

  /** The conversation with a pillar's liaison; otherwise as `connectToGuide`. @throws ServiceRefusal */
  connectToLiaison<P extends Pillar>(
    pillar: P,
    sessionToken?: string,
    lastEventId?: string,
    conversationId?: string,
  ): Promise<`liaison:${P}`> {
    if (!isPillar(pillar)) {
      return Promise.reject(
        new ServiceRefusal('INVALID_PILLAR', `There is no such pillar. There are ${PILLAR_NAMES.join(', ')}.`),
      )
    }
    const door = { path: `/api/ws/liaison/${pillar}`, realm: realmOf(PILLARS[pillar].liaison) }
    return this.#connect(`liaison:${pillar}`, door, { sessionToken, lastEventId, conversationId })
  }

  /**
   * Sends a message. A `user_message` resolves with its echo from the log, however often the line is lost meanwhile, and
   * is one message however often it is sent [L6]; anything else resolves when it was sent. @throws ServiceRefusal
   */
  sendMessage(connectionId: ConnectionName, message: SendFrame): Promise<Echo>
  sendMessage(connectionId: ConnectionName, message: ClientFrame): Promise<Echo | undefined>
  async sendMessage(connectionId: ConnectionName, message: ClientFrame): Promise<Echo | undefined> {
    const { connection } = this.#pooled(connectionId)
    if (message.type === 'user_message') {
      const { newId = () => crypto.randomUUID() } = this.#options
      return connection.send({ ...message, message_id: message.message_id ?? newId() })
    }
    connection.say(message)
    return undefined
  }

  /**
   * Calls `handler` for every frame of this type, in the order of the log, each once. It may be asked for before the
   * connection is. Returns what ends it.
   */
  subscribe<T extends ServerFrameType>(
    connectionId: ConnectionName,
    messageType: T,
    handler: (frame: FrameOf<T>) => void,
  ): () => void {
    const ofConnection = getOr(this.#handlers, connectionId, () => new Map<string, Set<Handler>>())
    const ofType = getOr(ofConnection, messageType, () => new Set<Handler>())
    const entry: Handler = (frame) => {
      if (isOfType(frame, messageType)) handler(frame)
    }
    ofType.add(entry)
    return () => ofType.delete(entry)
  }

  /** `closed` for a connection that was never opened. */
  getConnectionStatus(connectionId: ConnectionName): ConnectionStatus {
    return this.#pool.get(connectionId)?.connection.status ?? 'closed'
  }

  isConnected(connectionId: ConnectionName): boolean {
    return this.getConnectionStatus(connectionId) === 'open'
  }

  /** @throws RangeError for a connection that was never opened */
  getConnectionHealth(connectionId: ConnectionName): ConnectionHealth {
    return this.#pooled(connectionId).connection.health()
  }

  getAllConnectionsHealth(): Map<ConnectionName, ConnectionHealth> {
    return new Map([...this.#pool].map(([name, { connection }]) => [name, connection.health()]))
  }

  /** Lets it go. The socket is closed when all its users have; work on the server continues. [L4] */
  disconnect(connectionId: ConnectionName): void {
    const pooled = this.#pool.get(connectionId)
    if (!pooled) return
    pooled.users -= 1
    if (pooled.users > 0) return
    this.#pool.delete(connectionId)
    pooled.connection.close()
  }

  async #connect<N extends ConnectionName>(
    name: N,
    door: { path: string; realm: ConnectionDeps['realm'] },
    wanted: Wanted,
  ): Promise<N> {
    const known = this.#pool.get(name)
    const usable = known && known.connection.status !== 'refused' ? known : undefined
    const pooled = usable ?? { connection: this.#open(name, door, wanted), users: known?.users ?? 0 }
    pooled.users += 1
    this.#pool.set(name, pooled)
    await pooled.connection.opened()
    return name
  }

  #open(
    name: ConnectionName,
    { path, realm }: { path: string; realm: ConnectionDeps['realm'] },
    { sessionToken, lastEventId, conversationId }: Wanted,
  ): Connection {
    const { url, getToken, onStatus, random = Math.random, now = () => performance.now() } = this.#options
    const { timer = machineTimer, heartbeatMs = DEADLINES.pingMs } = this.#options
    const firstSession = this.#session
    /** The session that the present line was opened in. */
    let session = firstSession
    return new Connection({
      name,
      realm,
      lastEventId: lastEventId ?? null,
      conversationId: conversationId ?? null,
      random,
      now,
      timer,
      heartbeatMs,
      answerMs: DEADLINES.openMs,
      echoMs: ECHO_DEADLINE_MS,
      credential: async () => {
        session = this.#session
        return sessionToken !== undefined && session === firstSession ? sessionToken : getToken()
      },
      open: (credential, place) => new this.#Socket(addressOf(url, path, credential, place)),
      onFrame: (frame) => this.#deliver(name, frame),
      onStatus: (status) => onStatus?.(name, status),
      onExpired: () => (session === this.#session ? this.#renew() : Promise.resolve(true)),
    })
  }

  #renew(): Promise<boolean> {
    const { onSessionExpired } = this.#options
    this.#renewing ??= Promise.resolve(onSessionExpired?.() ?? false)
      .then((renewed) => {
        if (renewed) this.#session += 1
        return renewed
      })
      .finally(() => {
        this.#renewing = null
      })
    return this.#renewing
  }

  #deliver(name: ConnectionName, frame: ServerFrame): void {
    for (const handler of [...(this.#handlers.get(name)?.get(frame.type) ?? [])]) {
      try {
        handler(frame)
      } catch (error) {
        // As a browser does with a listener's error: it is its owner's, and the connection goes on.
        queueMicrotask(() => {
          throw error
        })
      }
    }
  }

  #pooled(name: ConnectionName): Pooled {
    const pooled = this.#pool.get(name)
    if (!pooled) throw new RangeError(`there is no connection ${name}: connect first`)
    return pooled
  }
}

function addressOf(base: string, path: string, credential: string, { cursor, conversationId }: Place): string {
  const url = new URL(base)
  if (url.protocol === 'http:' || url.protocol === 'https:') url.protocol = url.protocol.replace('http', 'ws')
  url.pathname = url.pathname.replace(/\/$/, '') + path
  url.searchParams.set('session_token', credential)
  url.searchParams.set('protocol_version', String(PROTOCOL_VERSION))
  if (cursor !== null) url.searchParams.set('last_event_id', cursor)
  if (conversationId !== null) url.searchParams.set('conversation_id', conversationId)
  return url.href
}

const isOfType = <T extends ServerFrameType>(frame: ServerFrame, type: T): frame is ServerFrame & FrameOf<T> =>
  frame.type === type

function getOr<K, V>(map: Map<K, V>, key: K, make: () => V): V {
  const known = map.get(key)
  if (known !== undefined) return known
  const made = make()
  map.set(key, made)
  return made
}

// What all raw sockets share: authentication, registry entry, sending, and every way to end. Knows no dialect and no
// conversation.
import type { Caller } from '@biplane/contracts/experience-router'
import { Refusal, type RefusalView, refusalOf, viewOfError } from '@biplane/contracts/refusal'
import type { Limits } from '@biplane/contracts/vocabulary/limits'
import { REFUSALS } from '@biplane/contracts/vocabulary/refusal-codes'
import type { Log } from '@biplane/process/log'
import { inSpan } from '@biplane/process/trace'
import { v7 as uuid } from 'uuid'
import type { AuditNotes } from '../audit/audit-trail.ts'
import type { Connection, Connections } from '../communication/connections.ts'
import type { LiveCredential, TrafficCop } from '../smart-city/traffic-cop.ts'
import type { ClientAddress } from './client-address.ts'
import type { Credentials } from './credentials.ts'
import { InboundQueue } from './inbound-queue.ts'
import type { AuthenticatedClient, RawDoor, RawSocket, Refused, Visit } from './raw-door.ts'
import type { Accepted } from './upgrade-router.ts'

export interface DoorSocketDeps {
  connections: Connections
  trafficCop: TrafficCop
  credentials: Credentials
  clientAddress: ClientAddress
  audit: AuditNotes
  limits: Limits
  log: Log
}

export function serveDoor<Command>(deps: DoorSocketDeps, accepted: Accepted, door: RawDoor<Command>): void {
  void new DoorSocket(deps, accepted, door).open()
}

class DoorSocket<Command> implements RawSocket<Command> {
  readonly connection: Connection
  readonly #deps: DoorSocketDeps
  readonly #accepted: Accepted
  readonly #door: RawDoor<Command>
  readonly #inbound: InboundQueue<Command>
  #live: LiveCredential | null = null
  #visit: Visit<Command> | null = null
  #ended = false

  constructor(deps: DoorSocketDeps, accepted: Accepted, door: RawDoor<Command>) {
    this.#deps = deps
    this.#accepted = accepted
    this.#door = door
    const { name, realm, agentType, pillar } = door
    const { socket, stream } = accepted
    this.connection = deps.connections.register({
      id: uuid(),
      door: name,
      realm,
      sessionId: null,
      credential: null,
      agentType,
      pillar,
      socket,
      stream,
    })
    this.#inbound = new InboundQueue({
      socket,
      limits: deps.limits,
      isClosing: () => this.gone(),
      decode: (value) => door.decode(value),
      atOnce: (command) => this.#pong(command),
      perform: (command) => this.#perform(command),
      refuse: (error, about) => this.refuse(error, about),
      counts: (error) => !door.understood?.(error),
      onProtocolViolation: () => {
        this.connection.close(4400, 'too many unreadable frames')
        this.#end()
      },
      room: () => this.room(),
    })
    socket.once('close', () => this.#end())
    this.connection.explain = (code) => this.#explain(code)
  }

  get query(): URLSearchParams {
    return this.#accepted.url.searchParams
  }

  get sessionId(): string | null {
    return this.connection.sessionId
  }

  /** Finds out who it is, and begins. Every way in which that fails ends in a frame of the dialect and a close code. */
  async open(): Promise<void> {
    try {
      const client = await this.#recognise()
      this.#live = client.live
      await this.#adopt(client.live.caller)
      if (this.#ended) return
      this.#visit = this.#door.enter(this, client)
      await this.#visit.begin()
      this.#inbound.begin()
    } catch (error) {
      this.fail(error)
    }
  }

  /** Nothing is said after a close code. */
  send(frame: string | Buffer): void {
    if (this.gone()) return
    this.connection.sent += 1
    this.connection.writes.join()
    this.#accepted.socket.send(frame, { binary: false })
  }

  /** Answers what was refused; the socket stays open. */
  refuse(error: unknown, about: Omit<Refused<Command>, 'sessionId'> = {}): void {
    const view = this.#viewOf(error)
    this.#sayEnded(view)
    this.send(this.#door.refusal(view, { ...about, sessionId: this.sessionId }))
  }

  /** Says why and closes with the code of the table. */
  fail(error: unknown): void {
    if (this.#ended) return
    this.refuse(error)
    this.connection.explain = null
    const { code } = viewOfError(error)
    this.connection.close(REFUSALS[code].close ?? 1011, code)
    this.#end()
  }

  /** Whether it has ended, or was told to. */
  gone(): boolean {
    return this.#ended || this.connection.closing
  }

  /** Whether this socket may still be told things. @throws SESSION_EXPIRED */
  check(): void {
    this.#live?.check()
  }

  /** `null` while there is room for more to be said. [L13] */
  room(): Promise<void> | null {
    return this.connection.reader.room()
  }

  async #recognise(): Promise<AuthenticatedClient> {
    const { credentials, clientAddress } = this.#deps
    const { request } = this.#accepted
    if (!this.#door.admitNobody) return { live: await credentials.required(request.headers, this.query) }
    const live = await credentials.of(request.headers, this.query)
    return live ? { live } : this.#door.admitNobody(clientAddress.of(request))
  }

  async #adopt({ session_id, credential }: Caller): Promise<void> {
    const { trafficCop } = this.#deps
    this.connection.sessionId = session_id
    this.connection.credential = credential
    await trafficCop.link(this.connection, session_id)
    const { socket } = this.#accepted
    const unlink = () => void trafficCop.unlink(this.connection.id).catch(() => {})
    if (socket.readyState === socket.CLOSED) unlink()
    else socket.once('close', unlink)
  }

  #pong(command: Command): boolean {
    const frame = this.#door.pong(command, this)
    if (frame !== null) this.send(frame)
    return frame !== null
  }

  async #perform(command: Command): Promise<void> {
    try {
      this.check()
      const { id, door } = this.connection
      const attributes = { door, connection_id: id, session_id: this.sessionId ?? '' }
      await inSpan('frame', { attributes }, async () => this.#visit?.perform(command))
    } catch (error) {
      if (refusalOf(error)?.refusal === 'SESSION_EXPIRED') this.fail(error)
      else this.refuse(error, { command })
    }
  }

  /** Said before a close code that is decided elsewhere. An end of the session is no mistake of who hears of it. */
  #explain(code: number): void {
    if (code !== REFUSALS.SESSION_EXPIRED.close) return
    const view = viewOfError(new Refusal('SESSION_EXPIRED', 'This session has ended.'))
    this.#sayEnded(view)
    this.send(this.#door.refusal(view, { sessionId: this.sessionId }))
  }

  #sayEnded(view: RefusalView): void {
    if (view.code !== 'SESSION_EXPIRED' || !this.#door.sessionEnded) return
    this.send(this.#door.sessionEnded(view, this.sessionId))
  }

  #viewOf(error: unknown): RefusalView {
    const { audit, log } = this.#deps
    const view = viewOfError(error)
    if (view.code === 'INTERNAL') log.error({ err: error, door: this.#door.name }, 'unexpected error on a socket')
    else audit.refused(error, this.#door.name, this.#live?.caller ?? null)
    return view
  }

  #end(): void {
    if (this.#ended) return
    this.#ended = true
    this.#inbound.end()
    this.#visit?.end()
  }
}

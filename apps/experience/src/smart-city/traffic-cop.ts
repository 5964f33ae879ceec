// Owns sessions: who a token speaks for, how long, and which live connections belong to it. [PROTOCOL 3.1]
// A token is a credential, never a user id: it is kept as a hash, and no client's word selects a session.
import { createHash, randomBytes } from 'node:crypto'
import type { Caller } from '@biplane/contracts/experience-router'
import { Refusal } from '@biplane/contracts/refusal'
import type { AgentType, Pillar } from '@biplane/contracts/vocabulary/pillars'
import type { OpenedSession, SessionView } from '@biplane/contracts/wire/commands'
import type { SessionId } from '@biplane/contracts/wire/ids'
import { v7 as uuid } from 'uuid'
import type { Connection, Connections } from '../communication/connections.ts'
import type { PlatformGateway } from '../gateway/platform-gateway.ts'
import type { PlatformServices } from '../gateway/services.ts'
import type { Store } from '../store/store.ts'

export interface TrafficCopOptions {
  allowGuests: boolean
  sessionMs: number
  ticketMs: number
  /** Wall-clock milliseconds, for expiry dates that people and other processes understand. */
  now(): number
}

/** A credential that was checked once; asked again on every call, so that revoking it works at once. */
export interface LiveCredential {
  readonly caller: Caller
  /** @throws SESSION_EXPIRED */
  check(): Caller
}

interface Known {
  caller: Caller
  hash: string
  expiresAt: number
  touchedAt: number
  revoked: boolean
}

interface Ticket {
  hash: string
  expiresAt: number
}

const TENANT = 'local'
const TOUCH_MS = 3_600_000
const MOST_TICKETS = 10_000

const hashOf = (token: string) => createHash('sha256').update(token).digest('hex')
const newToken = () => randomBytes(32).toString('base64url')

export class TrafficCop {
  readonly #store: Store
  readonly #connections: Connections
  readonly #options: TrafficCopOptions
  readonly #known = new Map<string, Known>()
  readonly #tickets = new Map<string, Ticket>()

  constructor(store: Store, gateway: PlatformGateway<PlatformServices>, options: TrafficCopOptions) {
    this.#store = store
    this.#connections = gateway.grant('smart_city', 'websocket')
    this.#options = options
  }

  /** A new guest's session. @throws FORBIDDEN where guests are not let in */
  async openGuest(): Promise<OpenedSession> {
    if (!this.#options.allowGuests) throw new Refusal('FORBIDDEN', 'Guests are not let in here.')
    const token = newToken()
    const hash = hashOf(token)
    const now = this.#options.now()
    const expiresAt = now + this.#options.sessionMs
    const id = uuid() as SessionId
    const principal = { kind: 'guest' as const, id: `guest:${id}`, roles: ['member'] }
    await this.#store.query('openSession', {
      id,
      tenant: TENANT,
      principalKind: principal.kind,
      principalId: principal.id,
      roles: principal.roles,
      tokenHash: hash,
      now: iso(now),
      expiresAt: iso(expiresAt),
    })
    const caller: Caller = { session_id: id, tenant: TENANT, principal, credential: hash }
    const known: Known = { caller, hash, expiresAt, touchedAt: now, revoked: false }
    this.#known.set(hash, known)
    return { session_token: token, ...this.#view(known) }
  }

  /**
   * The principal behind a token or a ticket; a ticket is spent by it.
   * @throws UNAUTHENTICATED for one that is not ours, SESSION_EXPIRED for one that was
   */
  async recognise(token: string): Promise<LiveCredential> {
    const ticket = this.#tickets.get(token)
    if (ticket) {
      this.#tickets.delete(token)
      if (ticket.expiresAt <= this.#options.now()) throw new Refusal('UNAUTHENTICATED', 'This ticket is too old.')
    }
    const known = await this.#find(ticket?.hash ?? hashOf(token))
    const live: LiveCredential = { caller: known.caller, check: () => this.#check(known) }
    live.check()
    await this.#touch(known)
    return live
  }

  /** Good for one connection within half a minute, wherever a URL takes a token. */
  issueTicket(caller: Caller): { ticket: string; expires_at: string } {
    if (this.#tickets.size >= MOST_TICKETS) this.#dropOldTickets()
    const ticket = newToken()
    const expiresAt = this.#options.now() + this.#options.ticketMs
    this.#tickets.set(ticket, { hash: caller.credential, expiresAt })
    return { ticket, expires_at: iso(expiresAt) }
  }

  isTicket(text: string): boolean {
    return this.#tickets.has(text)
  }

  async view(caller: Caller): Promise<SessionView> {
    return this.#view(await this.#find(caller.credential))
  }

  /** Revokes the credential of this caller and closes what it opened. */
  async end(caller: Caller): Promise<void> {
    const known = this.#known.get(caller.credential)
    if (known) known.revoked = true
    await this.#store.query('revokeToken', { hash: caller.credential, now: iso(this.#options.now()) })
    for (const connection of this.#connections.list(caller.session_id)) {
      if (connection.credential === caller.credential) connection.close(4440, 'session ended')
    }
  }

  /** Notes that a live connection belongs to a session, until it closes. */
  async link({ id, agentType, pillar, door, realm }: Connection, sessionId: string): Promise<void> {
    await this.#store.command('linkConnection', { connectionId: id, sessionId, agentType, pillar, door, realm })
  }

  async unlink(connectionId: string): Promise<void> {
    await this.#store.command('unlinkConnection', { connectionId })
  }

  /** Links of connections that died with an earlier run of the process. */
  async unlinkAll(): Promise<void> {
    await this.#store.query('unlinkAll', { now: iso(this.#options.now()) })
  }

  /** Which live connections a session has, by agent type and pillar. */
  connectionsOf(sessionId: string, filter: { agentType?: AgentType; pillar?: Pillar } = {}): Connection[] {
    return this.#connections
      .list(sessionId)
      .filter((c) => filter.agentType === undefined || c.agentType === filter.agentType)
      .filter((c) => filter.pillar === undefined || c.pillar === filter.pillar)
  }

  async #find(hash: string): Promise<Known> {
    const cached = this.#known.get(hash)
    if (cached) return cached
    const row = await this.#store.query('findToken', { hash })
    if (!row) throw new Refusal('UNAUTHENTICATED', 'This token is not known here.')
    const known: Known = {
      caller: {
        session_id: row.sessionId as SessionId,
        tenant: row.session.tenant,
        principal: {
          kind: row.session.principalKind === 'user' ? 'user' : 'guest',
          id: row.session.principalId,
          roles: JSON.parse(row.session.roles),
        },
        credential: hash,
      },
      hash,
      expiresAt: Date.parse(row.expiresAt),
      touchedAt: Date.parse(row.lastUsedAt),
      revoked: row.revokedAt !== null || row.session.revokedAt !== null,
    }
    if (this.#known.size >= 50_000) this.#known.clear()
    this.#known.set(hash, known)
    return known
  }

  #check(known: Known): Caller {
    if (known.revoked || known.expiresAt <= this.#options.now()) {
      throw new Refusal('SESSION_EXPIRED', 'This session has ended.')
    }
    return known.caller
  }

  /** Slides the expiry, at most once an hour: a read must not cost a write. */
  async #touch(known: Known): Promise<void> {
    const now = this.#options.now()
    if (now - known.touchedAt < TOUCH_MS) return
    known.touchedAt = now
    known.expiresAt = now + this.#options.sessionMs
    await this.#store.query('touchToken', {
      hash: known.hash,
      sessionId: known.caller.session_id,
      now: iso(now),
      expiresAt: iso(known.expiresAt),
    })
  }

  #view(known: Known): SessionView {
    const { kind, roles } = known.caller.principal
    return {
      session_id: known.caller.session_id,
      expires_at: iso(known.expiresAt),
      principal: { kind, roles },
      epoch: this.#store.epoch,
    }
  }

  #dropOldTickets(): void {
    const now = this.#options.now()
    for (const [ticket, { expiresAt }] of this.#tickets) if (expiresAt <= now) this.#tickets.delete(ticket)
    // Still too many: the oldest go, their owners ask again.
    for (const ticket of this.#tickets.keys()) {
      if (this.#tickets.size < MOST_TICKETS) return
      this.#tickets.delete(ticket)
    }
  }
}

const iso = (at: number) => new Date(at).toISOString()

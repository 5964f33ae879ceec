// Links live connections to sessions: link, move, unlink, count, and close with the session.
import type { Caller } from '@biplane/contracts/experience-router'
import { Refusal, refusalOf } from '@biplane/contracts/refusal'
import type { AgentType, Pillar } from '@biplane/contracts/vocabulary/pillars'
import type { AuditNotes } from '../audit/audit-trail.ts'
import type { Connection, Connections } from '../communication/connections.ts'
import type { SessionState } from '../store/session-state.ts'

export interface ConnectionLinkDeps {
  connectionsPerPrincipal: number
  /** Counts one more connection of this principal. @throws RATE_LIMITED */
  admitConnection(principalId: string): Promise<void>
  /** The note of a connection could not be kept, with an error that was not expected. */
  onLost(error: unknown): void
  audit: AuditNotes
}

/** Where in a session a connection belongs. */
export interface Place {
  agentType: AgentType
  pillar: Pillar | null
}

export class ConnectionLinks {
  readonly #state: SessionState
  readonly #connections: Connections
  readonly #deps: ConnectionLinkDeps

  constructor(state: SessionState, connections: Connections, deps: ConnectionLinkDeps) {
    this.#state = state
    this.#connections = connections
    this.#deps = deps
  }

  /** Notes that a live connection belongs to a session, until it closes. @throws RATE_LIMITED for one too many [L11] */
  async link(connection: Connection, sessionId: string, principal: string): Promise<void> {
    const held = this.#connections.assign(connection, principal).filter(({ closing }) => !closing)
    if (held.length > this.#deps.connectionsPerPrincipal) {
      throw new Refusal('RATE_LIMITED', 'That is one connection too many: close another one first.', {
        retry_after_ms: 1_000,
      })
    }
    await this.#deps.admitConnection(principal)
    // Nobody waits for it: who is here is known without it, and a disk that takes nothing must keep no reader out. [V4]
    this.#keepLink(connection, sessionId).catch((error: unknown) => {
      if (refusalOf(error)?.refusal !== 'STORE_UNAVAILABLE') this.#deps.onLost(error)
    })
  }

  /** Moves a link of the caller's session to another agent type and pillar. @throws NOT_FOUND */
  async relink(caller: Caller, connectionId: string, to: Place): Promise<void> {
    const connection = this.#ownConnection(caller, connectionId)
    connection.agentType = to.agentType
    connection.pillar = to.pillar
    await this.#keepLink(connection, caller.session_id)
  }

  async unlink(connectionId: string): Promise<void> {
    await this.#state.unlink(connectionId)
  }

  /** Unlinks one of the caller's connections and closes it: a link without a connection, or the reverse, is nothing. */
  async unlinkOwn(caller: Caller, connectionId: string): Promise<void> {
    const connection = this.#ownConnection(caller, connectionId)
    await this.unlink(connection.id)
    connection.close(1000, 'unlinked')
  }

  async unlinkAll(now: string): Promise<void> {
    await this.#state.unlinkAll(now)
  }

  /** Which live connections a session has, by agent type and pillar. */
  connectionsOf(sessionId: string, filter: Partial<Place>): Connection[] {
    return this.#connections
      .list(sessionId)
      .filter((c) => filter.agentType === undefined || c.agentType === filter.agentType)
      .filter((c) => filter.pillar === undefined || c.pillar === filter.pillar)
  }

  /** The credentials that opened what is live now, each once. */
  credentials(): Set<string> {
    return new Set(this.#connections.list().flatMap(({ credential }) => credential ?? []))
  }

  /** Tells the live connections of a session that it is not as it was. */
  sessionUpdated(sessionId: string): void {
    for (const connection of this.#connections.list(sessionId)) if (!connection.closing) connection.onSessionUpdated?.()
  }

  /** Closes what comes to its end with its session. [D1.7] */
  closeWhere(ends: (connection: Connection) => boolean): void {
    for (const connection of this.#connections.list()) {
      if (connection.closing || !ends(connection)) continue
      const session_id = connection.sessionId
      this.#deps.audit.note({
        action: 'session.expired',
        sessionId: session_id,
        detail: { connection: connection.id, session_id },
      })
      connection.close(4440, 'session ended')
    }
  }

  #keepLink({ id, agentType, pillar, door, realm }: Connection, sessionId: string): Promise<void> {
    return this.#state.link({ connectionId: id, sessionId, agentType, pillar, door, realm })
  }

  #ownConnection(caller: Caller, connectionId: string): Connection {
    const found = this.#connections.list(caller.session_id).find(({ id }) => id === connectionId)
    if (!found) throw new Refusal('NOT_FOUND', 'There is no such connection.')
    return found
  }
}

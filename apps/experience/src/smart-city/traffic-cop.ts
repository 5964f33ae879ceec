// Sessions: whom a token authenticates, for how long, and which live connections belong to it. [D1]
// A token is a credential, never a user id: it is stored as a hash, and no input of a client selects a session.
import type { Caller } from '@biplane/contracts/experience-router'
import { Refusal } from '@biplane/contracts/refusal'
import type { OpenedSession, PageInput, SessionView } from '@biplane/contracts/wire/commands'
import { formatListCursor, parseListCursor } from '@biplane/contracts/wire/list-cursor'
import { v7 as uuid } from 'uuid'
import type { Connection } from '../communication/connections.ts'
import type { PlatformGateway } from '../gateway/platform-gateway.ts'
import type { PlatformServices } from '../gateway/services.ts'
import type { VerifiedSubject } from '../principals/token-verifier.ts'
import type { Erased } from '../store/commands/erased.ts'
import type { SessionRow, SessionState, TokenRow } from '../store/session-state.ts'
import { ApiKeys } from './api-keys.ts'
import { type ConnectionLinkDeps, ConnectionLinks, type Place } from './connection-links.ts'
import { type Known, KnownTokens } from './known-tokens.ts'
import { requirePerson } from './require-person.ts'
import { SessionEnds, type SessionEndsDeps } from './session-ends.ts'
import { callerOf, principalOf, viewOfRow } from './session-rows.ts'
import { hashOf, newSecret, Tickets } from './tickets.ts'

export interface TrafficCopDeps extends ConnectionLinkDeps {
  allowGuests: boolean
  sessionMs: number
  /** A user's token lives so long at most, since the sign-in. */
  userSessionMs: number
  /** … and so long after the identity provider's token has expired. */
  identityRefreshMs: number
  ticketMs: number
  /** Counts one more guest from this address. @throws RATE_LIMITED */
  admitGuest(address: string): Promise<void>
  /** A keyed hash of an address, by which a guest's storage is counted with that of the address's other guests. */
  originOf(address: string): string
  /** Sessions that one principal may have. */
  sessionsPerPrincipal: number
  /** API keys that one principal may have. */
  apiKeysPerPrincipal: number
  /** The longest life of an API key. */
  apiKeyDays: number
  /** Counts one more ticket of this principal. @throws RATE_LIMITED */
  admitTicket(principalId: string): Promise<void>
  /** Sessions have ended: their work is of no use to anybody. */
  onEnded: SessionEndsDeps['onEnded']
  /** Wall-clock milliseconds, for expiry dates that people and other processes understand. */
  now(): number
  /** Milliseconds that run on whatever the wall clock does, for what lives a short time. */
  steady(): number
}

/** A credential that was checked once; asked again on every call, so that revoking it works at once. */
export interface LiveCredential {
  readonly caller: Caller
  /** @throws SESSION_EXPIRED */
  check(): Caller
}

interface NewWorkspace {
  id: string
  tenant: string
  principal: Caller['principal']
  endsBy: number
  /** Keyed hash of the network that a guest came from. */
  origin?: string | null
  /** The ones that are given where absent. */
  roles?: 'of the principal'
}

const GUEST_TENANT = 'local'
/** The end of a token that only ends by not being used. */
const FOREVER = Number.POSITIVE_INFINITY
/** Sessions on a page, where nobody says how many. */
const LISTED = 100
const TOUCH_MS = 3_600_000
/** Tokens that are looked up together. */
const RECHECK_PAGE = 500

const iso = (at: number) => new Date(at).toISOString()

export class TrafficCop {
  readonly #state: SessionState
  readonly #links: ConnectionLinks
  readonly #deps: TrafficCopDeps
  readonly #known: KnownTokens
  readonly #tickets: Tickets
  readonly #ends: SessionEnds
  readonly apiKeys: ApiKeys

  constructor(gateway: PlatformGateway<PlatformServices>, deps: TrafficCopDeps) {
    this.#state = gateway.grant('smart_city', 'session')
    this.#links = new ConnectionLinks(this.#state, gateway.grant('smart_city', 'websocket'), deps)
    this.#deps = deps
    this.#known = new KnownTokens(deps.now)
    this.#tickets = new Tickets(deps.ticketMs, deps.steady)
    const { audit, onEnded, now } = deps
    this.#ends = new SessionEnds({ state: this.#state, known: this.#known, links: this.#links, audit, onEnded, now })
    const { apiKeysPerPrincipal: max, apiKeyDays: maxDays } = deps
    const kept = { state: this.#state, known: this.#known, links: this.#links }
    this.apiKeys = new ApiKeys({ ...kept, audit, max, maxDays, now })
  }

  /** A new guest's session. @throws FORBIDDEN where guests are not let in, RATE_LIMITED for too many from one address */
  async openGuest(address: string): Promise<OpenedSession> {
    if (!this.#deps.allowGuests) throw new Refusal('FORBIDDEN', 'Guests are not let in here.')
    await this.#deps.admitGuest(address)
    const id = uuid()
    return this.#open({
      id,
      tenant: GUEST_TENANT,
      principal: { kind: 'guest', id: `guest:${id}`, roles: ['member'] },
      endsBy: FOREVER,
      origin: this.#deps.originOf(address),
    })
  }

  /**
   * A token for the workspace that this subject used last, or for a new one. The roles that the issuer gives now are those
   * of every session of this principal, on open sockets too.
   */
  async openUser({ principalId, tenant, roles, goodUntil }: VerifiedSubject): Promise<OpenedSession> {
    const { userSessionMs, identityRefreshMs, now } = this.#deps
    const endsBy = Math.min(goodUntil + identityRefreshMs, now() + userSessionMs)
    await this.#state.setRoles(tenant, principalId, roles)
    // In place: sockets hold the caller that they were opened with.
    for (const { caller } of this.#known.ofPrincipal(tenant, principalId)) caller.principal.roles = roles
    const principal: Caller['principal'] = { kind: 'user', id: principalId, roles }
    const [row] = await this.#state.sessionsOf(tenant, principalId, { take: 1 })
    if (!row) return this.#open({ id: uuid(), tenant, principal, endsBy })
    const { token, known } = this.#newToken(callerOf(row.id, tenant, principal), endsBy)
    await this.#state.addToken({
      sessionId: row.id,
      tokenHash: known.hash,
      now: iso(known.touchedAt),
      expiresAt: iso(known.expiresAt),
      endsBy: iso(endsBy),
    })
    this.#links.sessionUpdated(row.id)
    return this.#opened('session.updated', token, known)
  }

  /**
   * One more workspace of the same principal, with a token of its own that lives no longer than the one that was shown.
   * @throws QUOTA_EXCEEDED
   */
  async openAnother(caller: Caller): Promise<OpenedSession> {
    requirePerson(caller)
    const { tenant, principal, session_id, credential } = caller
    const max = this.#deps.sessionsPerPrincipal
    if ((await this.#state.countSessions(tenant, principal.id)) >= max) {
      throw new Refusal('QUOTA_EXCEEDED', `You have ${max} sessions. End one that you no longer need, and try again.`)
    }
    const { endsBy } = await this.#find(credential)
    const row = await this.#state.find(session_id)
    return this.#open({
      id: uuid(),
      tenant,
      principal: { ...principal },
      endsBy,
      origin: row?.origin ?? null,
      roles: 'of the principal',
    })
  }

  /**
   * The principal behind a token or a ticket; a ticket is spent by it.
   * @throws UNAUTHENTICATED for one that is not ours, SESSION_EXPIRED for one that was
   */
  async recognise(token: string): Promise<LiveCredential> {
    const ticket = this.#tickets.spend(token)
    if (ticket === 'expired') throw new Refusal('UNAUTHENTICATED', 'This ticket is too old.')
    const known = await this.#find(ticket?.credential ?? hashOf(token))
    const check = () => {
      this.#known.standing(known.hash, known)
      this.#touch(known)
      return known.caller
    }
    return { caller: check(), check }
  }

  /** Good for one connection within half a minute, wherever a URL takes a token. @throws RATE_LIMITED */
  async issueTicket(caller: Caller): Promise<{ ticket: string; expires_at: string }> {
    await this.#deps.admitTicket(caller.principal.id)
    const ticket = this.#tickets.issue(caller.credential)
    return { ticket, expires_at: iso(this.#deps.now() + this.#deps.ticketMs) }
  }

  isTicket(text: string): boolean {
    return this.#tickets.has(text)
  }

  /** Whether this caller may go on reading. It costs two look-ups in memory. @throws SESSION_EXPIRED */
  standing({ credential }: Caller): void {
    this.#known.standing(credential)
  }

  /** Who is behind a session, for work that is done in their name; `null` for one that is not there. */
  async principalOf(sessionId: string): Promise<Caller['principal'] | null> {
    const row = await this.#state.find(sessionId)
    return row && principalOf(row)
  }

  async view(caller: Caller): Promise<SessionView> {
    return this.#view(await this.#find(caller.credential))
  }

  /** A page of the caller's own workspaces, the last used one first. @throws BAD_MESSAGE for a cursor of another list */
  async list(caller: Caller, { cursor, limit }: PageInput): Promise<(SessionView & { cursor: string })[]> {
    requirePerson(caller)
    const [lastUsedAt = '', id = ''] = parseListCursor(cursor, 2) ?? []
    const rows = await this.#state.sessionsOf(caller.tenant, caller.principal.id, {
      take: limit ?? LISTED,
      ...(cursor !== undefined && { after: { lastUsedAt, id } }),
    })
    return rows.map((row) => ({
      ...viewOfRow(row, this.#state.epoch),
      cursor: formatListCursor([row.lastUsedAt, row.id]),
    }))
  }

  /** @throws NOT_FOUND for another principal's session as for one that does not exist [L10] */
  async viewOne(caller: Caller, sessionId: string): Promise<SessionView> {
    return viewOfRow(await this.#own(caller, sessionId), this.#state.epoch)
  }

  /**
   * For work that begins by itself: the principal of a session that is neither revoked nor expired, with its roles of now.
   * No credential is shown, so none can end it. [J3]
   */
  async actingFor(sessionId: string): Promise<Caller | null> {
    const row = await this.#state.find(sessionId)
    if (!row || row.revokedAt !== null || Date.parse(row.expiresAt) <= this.#deps.now()) return null
    return callerOf(row.id, row.tenant, principalOf(row))('no credential')
  }

  /** Revokes the credential of this caller and closes what it opened. */
  async end(caller: Caller): Promise<void> {
    // Kept first: where it cannot be kept nothing has changed, and it can be asked again.
    await this.#state.revokeToken(caller.credential, iso(this.#deps.now()))
    this.#known.revoke(caller.credential)
    // A turn later: whoever asked for it on one of these sockets gets the answer first.
    setImmediate(() => this.#links.closeWhere(({ credential }) => credential === caller.credential))
    this.#deps.audit.note({ action: 'session.ended', caller, detail: { tokens: 'one' } })
  }

  /** Deletes one of the caller's workspaces with everything in it, and closes what its tokens opened. @throws NOT_FOUND */
  async endOne(caller: Caller, sessionId: string): Promise<Erased> {
    const row = await this.#own(caller, sessionId)
    const erased = await this.#state.erase([row.id])
    this.#forgetSessions(erased.sessions)
    this.#deps.audit.note({ action: 'session.ended', caller, detail: { tokens: 'all', ended: row.id } })
    return erased
  }

  /** Deletes everything of the caller's principal, in every session, and closes what their tokens opened. */
  async erasePrincipal(caller: Caller): Promise<Erased> {
    requirePerson(caller)
    const { tenant, principal } = caller
    const erased = await this.#state.erasePrincipal(tenant, principal.id)
    // A turn later: whoever asked for it on one of these sockets gets the answer first.
    setImmediate(() => this.#forgetSessions(erased.sessions))
    return erased
  }

  /** Sessions that nobody asked to delete: their time was over. */
  async eraseSessions(sessionIds: string[]): Promise<Erased> {
    const erased = await this.#state.erase(sessionIds)
    this.#forgetSessions(erased.sessions)
    return erased
  }

  #forgetSessions(sessionIds: readonly string[]): void {
    const gone = new Set(sessionIds)
    for (const { hash } of this.#known.ofSessions(gone)) this.#known.revoke(hash)
    this.#links.closeWhere(({ sessionId }) => sessionId !== null && gone.has(sessionId))
  }

  /** Signs the caller out everywhere: every token of every workspace ends, this one too. What is in them stays. */
  async endAll(caller: Caller): Promise<number> {
    requirePerson(caller)
    return this.#ends.endAllOf(caller, { tenant: caller.tenant, principalId: caller.principal.id }, 'principal')
  }

  /** Sessions of one tenant, or of all (`null`), as an operator sees them. */
  listFor(tenant: string | null, { principal, cursor, limit }: PageInput & { principal?: string | undefined }) {
    const [lastUsedAt = '', id = ''] = parseListCursor(cursor, 2) ?? []
    return this.#state.sessionsOfTenant(tenant, {
      take: limit ?? LISTED,
      ...(principal !== undefined && { principalId: principal }),
      ...(cursor !== undefined && { after: { lastUsedAt, id } }),
    })
  }

  /** An operator ends a session. @throws NOT_FOUND for another tenant's as for one that does not exist [L10] */
  async endFor(caller: Caller, tenant: string | null, sessionId: string): Promise<void> {
    const row = await this.#state.find(sessionId)
    if (!row || row.revokedAt !== null || (tenant !== null && row.tenant !== tenant)) {
      throw new Refusal('NOT_FOUND', 'There is no such session.')
    }
    await this.#ends.endOne(caller, row, 'operator')
  }

  /** An operator ends every session of one principal. Returns how many. @throws NOT_FOUND as `endFor` */
  async endAllFor(caller: Caller, tenant: string | null, principalId: string): Promise<number> {
    const [row] = await this.#state.sessionsOfTenant(tenant, { take: 1, principalId })
    if (!row) throw new Refusal('NOT_FOUND', 'This principal has no session.')
    return this.#ends.endAllOf(caller, { tenant: row.tenant, principalId }, 'operator')
  }

  /** Closes every live connection whose credential has come to its end. [D1.7] */
  closeExpired(): void {
    this.#links.closeWhere(({ credential }) => credential !== null && !this.#known.stands(credential))
  }

  /** Asks the disk, not the memory, and closes what was revoked by anybody else. [D1.7] */
  async recheck(): Promise<void> {
    const hashes = [...this.#links.credentials()]
    for (let from = 0; from < hashes.length; from += RECHECK_PAGE) {
      const revoked = await this.#state.revokedAmong(hashes.slice(from, from + RECHECK_PAGE))
      for (const hash of revoked) this.#known.revoke(hash)
    }
    this.closeExpired()
  }

  link(connection: Connection, sessionId: string): Promise<void> {
    const caller = this.#known.callerOf(connection.credential)
    connection.tenant = caller?.tenant ?? null
    return this.#links.link(connection, sessionId, caller?.principal.id ?? sessionId)
  }

  /** @throws NOT_FOUND */
  relink(caller: Caller, connectionId: string, to: Place): Promise<void> {
    return this.#links.relink(caller, connectionId, to)
  }

  unlink(connectionId: string): Promise<void> {
    return this.#links.unlink(connectionId)
  }

  /** @throws NOT_FOUND */
  unlinkOwn(caller: Caller, connectionId: string): Promise<void> {
    return this.#links.unlinkOwn(caller, connectionId)
  }

  /** Links of connections that died with an earlier run of the process. */
  unlinkAll(): Promise<void> {
    return this.#links.unlinkAll(iso(this.#deps.now()))
  }

  connectionsOf(sessionId: string, filter: Partial<Place> = {}): Connection[] {
    return this.#links.connectionsOf(sessionId, filter)
  }

  async #own(caller: Caller, sessionId: string): Promise<SessionRow> {
    requirePerson(caller)
    const row = await this.#state.sessionOf(caller.tenant, caller.principal.id, sessionId)
    if (!row) throw new Refusal('NOT_FOUND', 'There is no such session.')
    return row
  }

  async #open({ id, tenant, principal, endsBy, origin = null, roles }: NewWorkspace): Promise<OpenedSession> {
    const { token, known } = this.#newToken(callerOf(id, tenant, principal), endsBy)
    known.caller.principal.roles = await this.#state.open({
      id,
      tenant,
      principalKind: principal.kind,
      principalId: principal.id,
      roles: roles === 'of the principal' ? null : principal.roles,
      tokenHash: known.hash,
      now: iso(known.touchedAt),
      expiresAt: iso(known.expiresAt),
      origin,
      endsBy: endsBy === FOREVER ? null : iso(endsBy),
    })
    return this.#opened('session.created', token, known)
  }

  #newToken(of: (credential: string) => Caller, endsBy: number): { token: string; known: Known } {
    const token = newSecret()
    const hash = hashOf(token)
    const touchedAt = this.#deps.now()
    const expiresAt = Math.min(touchedAt + this.#deps.sessionMs, endsBy)
    return { token, known: { caller: of(hash), hash, touchedAt, expiresAt, endsBy } }
  }

  #opened(action: 'session.created' | 'session.updated', token: string, known: Known): OpenedSession {
    this.#known.remember(known)
    this.#deps.audit.note({ action, caller: known.caller, detail: { kind: known.caller.principal.kind } })
    return { session_token: token, ...this.#view(known) }
  }

  async #find(hash: string): Promise<Known> {
    const cached = this.#known.get(hash)
    if (cached) return cached
    // A deleted session's token is on no disk any more.
    this.#known.standing(hash)
    const row = await this.#state.findToken(hash)
    if (!row) throw new Refusal('UNAUTHENTICATED', 'This token is not known here.')
    const { session } = row
    if (row.revokedAt !== null || session.revokedAt !== null) this.#known.revoke(hash)
    this.#known.standing(hash)
    const endsBy = this.#endOf(row)
    return this.#known.remember({
      caller: {
        ...callerOf(row.sessionId, session.tenant, principalOf(session))(hash),
        ...(row.keyId !== null && { api_key: row.keyId }),
      },
      hash,
      expiresAt: Math.min(Date.parse(row.expiresAt), endsBy),
      touchedAt: Date.parse(row.lastUsedAt),
      endsBy,
    })
  }

  /** A user's token from before there was such an end has the longest life that there is. */
  #endOf({ endsBy, createdAt, session }: TokenRow): number {
    if (endsBy !== null) return Date.parse(endsBy)
    return session.principalKind === 'user' ? Date.parse(createdAt) + this.#deps.userSessionMs : FOREVER
  }

  /** Slides the expiry, at most once an hour: a read must not cost a write. */
  #touch(known: Known): void {
    const now = this.#deps.now()
    if (now - known.touchedAt < Math.min(TOUCH_MS, this.#deps.sessionMs / 2)) return
    known.touchedAt = now
    const { hash, caller, endsBy } = known
    const sessionExpiresAt = Math.min(now + this.#deps.sessionMs, endsBy)
    // A key ends when it was said to end, used or not.
    if (caller.api_key === undefined) known.expiresAt = sessionExpiresAt
    const expiries = { expiresAt: iso(known.expiresAt), sessionExpiresAt: iso(sessionExpiresAt) }
    const touched = { hash, sessionId: caller.session_id, now: iso(now), ...expiries }
    // Nobody waits for it: where it could not be kept, the next hour keeps it.
    this.#state.touch(touched).then(
      () => {
        this.#deps.audit.note({ action: 'session.updated', caller, detail: { expiry: 'later' } })
        this.#links.sessionUpdated(caller.session_id)
      },
      () => {},
    )
  }

  #view(known: Known): SessionView {
    const { kind, roles } = known.caller.principal
    return {
      session_id: known.caller.session_id,
      expires_at: iso(known.expiresAt),
      principal: { kind, roles },
      epoch: this.#state.epoch,
    }
  }
}

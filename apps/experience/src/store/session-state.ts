// Session service: stores sessions, their tokens and their connection links. It makes no decisions.
// Smart City gets it from the gateway as the capability `session`.

import type { NewLink } from './commands/connection-links.ts'
import type { NewApiKey } from './commands/create-api-key.ts'
import type { Erased } from './commands/erased.ts'
import type { NewSession, QueryInput, QueryOutput, TokenUse } from './queries.ts'
import type { Store } from './store.ts'

export type SessionRow = NonNullable<QueryOutput<'getSession'>>
export type ApiKeyRow = QueryOutput<'listApiKeys'>[number]
export type TokenRow = NonNullable<QueryOutput<'findToken'>>

type QueryInputPage = Pick<QueryInput<'listSessions'>, 'take' | 'after'>

export interface NewToken {
  sessionId: string
  tokenHash: string
  now: string
  expiresAt: string
  endsBy: string
}

/** Times are ISO 8601; every write is synced when it resolves. */
export interface SessionState {
  readonly epoch: string
  /** Returns the roles that it has. */
  open(session: NewSession): Promise<string[]>
  /** Another token for a session. */
  addToken(token: NewToken): Promise<void>
  /** The roles of a principal, in all of its sessions. */
  setRoles(tenant: string, principalId: string, roles: string[]): Promise<void>
  find(sessionId: string): Promise<SessionRow | null>
  findToken(hash: string): Promise<TokenRow | null>
  /** A page of the sessions of a principal that are not revoked, the last used one first. */
  sessionsOf(tenant: string, principalId: string, page: QueryInputPage): Promise<SessionRow[]>
  /** One of them; `null` for a foreign one as for none. */
  sessionOf(tenant: string, principalId: string, id: string): Promise<SessionRow | null>
  countSessions(tenant: string, principalId: string): Promise<number>
  /** @throws QUOTA_EXCEEDED */
  createApiKey(key: NewApiKey): Promise<void>
  apiKeysOf(tenant: string, principalId: string): Promise<ApiKeyRow[]>
  /** Returns the hash of the deleted key; `null` for a foreign one as for none. */
  deleteApiKey(tenant: string, principalId: string, keyId: string): Promise<string | null>
  touch(token: TokenUse): Promise<void>
  revokeToken(hash: string, now: string): Promise<void>
  /** Deletes sessions with everything in them. Unknown ones are skipped. */
  erase(sessionIds: string[]): Promise<Erased>
  erasePrincipal(tenant: string, principalId: string): Promise<Erased>
  /** Every token of these sessions ends. */
  revokeTokens(sessionIds: string[], now: string): Promise<void>
  /** The same for at most so many sessions of a principal that have a token; their ids. Asked again until there are none. */
  revokeSessionsOf(of: { tenant: string; principalId: string; now: string; take: number }): Promise<string[]>
  /** Sessions of a tenant, of all where it is `null`. */
  sessionsOfTenant(tenant: string | null, page: QueryInputPage & { principalId?: string }): Promise<SessionRow[]>
  /** Which of these tokens are revoked, they or their session, or gone. */
  revokedAmong(hashes: string[]): Promise<string[]>
  link(link: NewLink): Promise<void>
  unlink(connectionId: string): Promise<void>
  unlinkAll(now: string): Promise<void>
}

export const openSessionState = (store: Store): SessionState => ({
  epoch: store.epoch,
  open: (session) => store.query('openSession', session),
  async setRoles(tenant, principalId, roles) {
    await store.query('setRoles', { tenant, principalId, roles })
  },
  async revokeTokens(sessionIds, now) {
    await store.query('revokeTokens', { sessionIds, now })
  },
  revokeSessionsOf: (of) => store.query('revokeSessionsOf', of),
  sessionsOfTenant: (tenant, page) => store.query('listTenantSessions', { tenant, ...page }),
  addToken: (token) => store.query('addToken', token),
  find: (sessionId) => store.query('getSession', { sessionId }),
  findToken: (hash) => store.query('findToken', { hash }),
  sessionsOf: (tenant, principalId, page) => store.query('listSessions', { tenant, principalId, ...page }),
  sessionOf: (tenant, principalId, id) => store.query('findSessionOf', { tenant, principalId, id }),
  countSessions: (tenant, principalId) => store.query('countSessions', { tenant, principalId }),
  createApiKey: (key) => store.command('createApiKey', key),
  apiKeysOf: (tenant, principalId) => store.query('listApiKeys', { tenant, principalId }),
  deleteApiKey: (tenant, principalId, keyId) => store.query('deleteApiKey', { tenant, principalId, keyId }),
  touch: (token) => store.query('touchToken', token),
  async revokeToken(hash, now) {
    await store.query('revokeToken', { hash, now })
  },
  erase: (sessionIds) => store.command('eraseSessions', { sessionIds }),
  erasePrincipal: (tenant, principalId) => store.command('erasePrincipal', { tenant, principalId }),
  async revokedAmong(hashes) {
    const good = new Set((await store.query('goodTokens', { hashes })).map(({ hash }) => hash))
    return hashes.filter((hash) => !good.has(hash))
  },
  link: (link) => store.command('linkConnection', link),
  unlink: (connectionId) => store.command('unlinkConnection', { connectionId }),
  async unlinkAll(now) {
    await store.query('unlinkAll', { now })
  },
})

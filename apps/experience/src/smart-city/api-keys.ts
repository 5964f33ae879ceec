// API keys: named credentials of one workspace, for programs. A key is kept and recognized like a session token, but it
// reaches its workspace alone: it cannot make credentials, read other workspaces, or act for the whole principal. [D1.14]
import type { Caller, ExperiencePorts } from '@biplane/contracts/experience-router'
import { Refusal } from '@biplane/contracts/refusal'
import type { ApiKeyView } from '@biplane/contracts/wire/commands'
import { v7 as uuid } from 'uuid'
import type { AuditNotes } from '../audit/audit-trail.ts'
import type { ApiKeyRow, SessionState } from '../store/session-state.ts'
import type { ConnectionLinks } from './connection-links.ts'
import type { KnownTokens } from './known-tokens.ts'
import { requirePerson } from './require-person.ts'
import { hashOf, newSecret } from './tickets.ts'

export interface ApiKeysDeps {
  state: SessionState
  known: KnownTokens
  links: ConnectionLinks
  audit: AuditNotes
  /** Keys of one principal. */
  max: number
  /** The longest life of one. */
  maxDays: number
  /** Wall-clock milliseconds. */
  now(): number
}

/** Secret scanners find it by this. */
const PREFIX = 'bpk_'
const DAY_MS = 86_400_000
const DEFAULT_DAYS = 90

export class ApiKeys {
  readonly #deps: ApiKeysDeps

  constructor(deps: ApiKeysDeps) {
    this.#deps = deps
  }

  /** Keys of every workspace of the caller's principal, newest first; an expired one is listed until it makes room. */
  async list(caller: Caller): Promise<ApiKeyView[]> {
    requirePerson(caller)
    return (await this.#deps.state.apiKeysOf(caller.tenant, caller.principal.id)).map(viewOf)
  }

  /** The secret is in this answer and nowhere else. @throws QUOTA_EXCEEDED */
  create: ExperiencePorts['apiKeys']['create'] = async (caller, { name, expires_in_days }) => {
    requirePerson(caller)
    const { state, max, maxDays, now, audit } = this.#deps
    const secret = PREFIX + newSecret()
    const keyId: string = uuid()
    const createdAt = now()
    const expiresAt = createdAt + Math.min(expires_in_days ?? DEFAULT_DAYS, maxDays) * DAY_MS
    const row = {
      keyId,
      name,
      sessionId: caller.session_id,
      createdAt: new Date(createdAt).toISOString(),
      expiresAt: new Date(expiresAt).toISOString(),
    }
    const { tenant, principal } = caller
    const { createdAt: at, ...kept } = row
    await state.createApiKey({ ...kept, now: at, hash: hashOf(secret), tenant, principalId: principal.id, max })
    audit.note({ action: 'api_key.created', caller, detail: { key: keyId, expires_at: row.expiresAt } })
    return { ...viewOf({ ...row, lastUsedAt: at }), api_key: secret }
  }

  /** @throws NOT_FOUND for another principal's key as for one that does not exist [L10] */
  async revoke(caller: Caller, keyId: string): Promise<void> {
    requirePerson(caller)
    const { state, known, links, audit } = this.#deps
    const hash = await state.deleteApiKey(caller.tenant, caller.principal.id, keyId)
    if (hash === null) throw new Refusal('NOT_FOUND', 'Unknown API key.')
    known.revoke(hash)
    links.closeWhere(({ credential }) => credential === hash)
    audit.note({ action: 'api_key.revoked', caller, detail: { key: keyId } })
  }
}

const viewOf = (row: Omit<ApiKeyRow, 'hash' | 'endsBy' | 'revokedAt'>): ApiKeyView => ({
  key_id: row.keyId ?? '',
  name: row.name ?? '',
  session_id: row.sessionId,
  created_at: row.createdAt,
  last_used_at: row.lastUsedAt,
  expires_at: row.expiresAt,
})

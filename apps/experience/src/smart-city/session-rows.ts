// Interprets a session's row: its principal, and what its owner may see.
import type { Caller } from '@biplane/contracts/experience-router'
import type { SessionView } from '@biplane/contracts/wire/commands'
import { sessionId as sessionIdSchema } from '@biplane/contracts/wire/ids'
import type { SessionRow } from '../store/session-state.ts'

export const principalOf = ({ principalKind, principalId, roles }: SessionRow): Caller['principal'] => ({
  kind: principalKind === 'user' ? 'user' : 'guest',
  id: principalId,
  roles: JSON.parse(roles),
})

export const viewOfRow = (row: SessionRow, epoch: string): SessionView => ({
  session_id: row.id,
  expires_at: row.expiresAt,
  principal: { kind: principalOf(row).kind, roles: principalOf(row).roles },
  epoch,
})

export const callerOf =
  (sessionId: string, tenant: string, principal: Caller['principal']) =>
  (credential: string): Caller => ({ session_id: sessionIdSchema.parse(sessionId), tenant, principal, credential })

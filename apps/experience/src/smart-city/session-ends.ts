// Ends the tokens of a session, or of all sessions of a principal. What they opened is closed within a second, their work
// is asked to end, and the trail says who did it. What is in the sessions stays: deleting is another thing. [D1.12, E6]
import type { Caller } from '@biplane/contracts/experience-router'
import type { EndCause } from '@biplane/contracts/wire/end-cause'
import type { AuditNotes } from '../audit/audit-trail.ts'
import type { SessionRow, SessionState } from '../store/session-state.ts'
import type { ConnectionLinks } from './connection-links.ts'
import type { KnownTokens } from './known-tokens.ts'

export interface SessionEndsDeps {
  state: SessionState
  known: KnownTokens
  links: ConnectionLinks
  audit: AuditNotes
  /** Sessions have ended: their work is of no use to anybody. */
  onEnded(sessionIds: string[], cause: EndCause): void
  /** Wall-clock milliseconds. */
  now(): number
}

/** Who ends a session: its own principal, or an operator. */
export type EndedBy = 'principal' | 'operator'

/** Sessions that end in one step; however many there are, no step holds up the writer. */
const TOGETHER = 200

export class SessionEnds {
  readonly #deps: SessionEndsDeps

  constructor(deps: SessionEndsDeps) {
    this.#deps = deps
  }

  /** Kept first: where it cannot be kept nothing has changed, and it can be asked again. */
  async endOne(caller: Caller, row: Pick<SessionRow, 'id' | 'tenant' | 'principalId'>, by: EndedBy): Promise<void> {
    await this.#deps.state.revokeTokens([row.id], this.#now())
    this.#close([row.id], caller, by)
    const detail = { tokens: 'all', ended: row.id, by, of_tenant: row.tenant, of_principal: row.principalId }
    this.#deps.audit.note({ action: 'session.ended', caller, detail })
  }

  /** Returns how many there were. */
  async endAllOf(caller: Caller, of: { tenant: string; principalId: string }, by: EndedBy): Promise<number> {
    let ended = 0
    let mine = false
    for (;;) {
      const ids = await this.#deps.state.revokeSessionsOf({ ...of, now: this.#now(), take: TOGETHER })
      ended += ids.length
      mine ||= ids.includes(caller.session_id)
      this.#close(
        ids.filter((id) => id !== caller.session_id),
        caller,
        by,
      )
      if (ids.length < TOGETHER) break
    }
    // Last: whoever asks on a socket of it gets the answer.
    if (mine) this.#close([caller.session_id], caller, by)
    const detail = { tokens: 'all', sessions: ended, by, of_tenant: of.tenant, of_principal: of.principalId }
    this.#deps.audit.note({ action: 'session.ended', caller, detail })
    return ended
  }

  #close(ids: string[], caller: Caller, by: EndedBy): void {
    const { known, links, onEnded } = this.#deps
    if (ids.length === 0) return
    const ended = new Set(ids)
    for (const { hash } of known.ofSessions(ended)) known.revoke(hash)
    const close = () => links.closeWhere(({ sessionId }) => sessionId !== null && ended.has(sessionId))
    // Whoever asked for it on one of these sockets gets the answer first.
    if (ended.has(caller.session_id)) setImmediate(close)
    else close()
    onEnded(ids, { by: by === 'operator' ? 'operator' : 'session_ended', session_id: caller.session_id })
  }

  #now(): string {
    return new Date(this.#deps.now()).toISOString()
  }
}

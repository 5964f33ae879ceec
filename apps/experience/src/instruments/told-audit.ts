// Logs and counts audit entries: each fact is a log line with its ids, each rejection a count. Adds only the trace id
// to an entry.
import { viewOfError } from '@biplane/contracts/refusal'
import type { Log } from '@biplane/process/log'
import { currentTraceId } from '@biplane/process/trace'
import type { AuditAction } from '../audit/audit-action.ts'
import type { AuditFact, AuditNotes } from '../audit/audit-trail.ts'
import type { Measures } from './measures.ts'

export interface ToldAuditDeps {
  audit: AuditNotes
  log: Log
  measures: Measures
}

/** There are many of these, or anybody can bring them about: they are lines for whoever looks closely. */
const QUIET: ReadonlySet<AuditAction> = new Set<AuditAction>([
  'session.updated',
  'auth.failed',
  'access.refused',
  'origin.refused',
  'limit.hit',
  'request.refused',
  'capability.refused',
  'platform.read',
  'events.shown',
  'file.read',
])

/** Refused before there was anything that could have been refused an answer: counted here, the others in `refused`. */
const AT_THE_EDGE: ReadonlySet<AuditAction> = new Set<AuditAction>(['origin.refused', 'limit.hit'])

export class ToldAudit implements AuditNotes {
  readonly #deps: ToldAuditDeps

  constructor(deps: ToldAuditDeps) {
    this.#deps = deps
  }

  note(fact: AuditFact): void {
    const { audit, log, measures } = this.#deps
    const { action, outcome = 'ok', caller, detail } = fact
    const trace = QUIET.has(action) ? null : currentTraceId()
    audit.note(trace === null ? fact : { ...fact, detail: { ...detail, trace_id: trace } })
    if (outcome !== 'ok' && AT_THE_EDGE.has(action)) measures.refused(outcome)
    const session = caller ? { session_id: caller.session_id } : {}
    log[QUIET.has(action) ? 'debug' : 'info']({ ...session, ...detail, outcome }, action)
  }

  refused(error: unknown, where: string, caller?: AuditFact['caller']): void {
    const { audit, log, measures } = this.#deps
    const { code } = viewOfError(error)
    measures.refused(code)
    log.debug({ ...(caller ? { session_id: caller.session_id } : {}), where, code }, 'refused')
    audit.refused(error, where, caller)
  }
}

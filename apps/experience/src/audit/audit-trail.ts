// Audit trail: who asked, what was routed where and why, what ran, what was refused. [G2]
// Keeps ids, counts and codes; never a text, name, token or address. Callers do not wait for it.
import type { Caller } from '@biplane/contracts/experience-router'
import { viewOfError } from '@biplane/contracts/refusal'
import type { Limits } from '@biplane/contracts/vocabulary/limits'
import type { RefusalCode } from '@biplane/contracts/vocabulary/refusal-codes'
import type { AppendAudit, AuditRow } from '../store/commands/append-audit.ts'
import type { AuditAction } from './audit-action.ts'
import { classOf, FloodCounter } from './audit-classes.ts'

export interface AuditFact {
  action: AuditAction
  /** `ok`, or the code of the refusal. */
  outcome?: 'ok' | RefusalCode
  caller?: Pick<Caller, 'session_id' | 'tenant' | 'principal'> | null
  /** Whose session it happened in, where nobody calls; tenant and principal are looked up when it is kept. */
  sessionId?: string | null
  /** Ids, counts and codes of the product's own making; never what a client sent. */
  detail?: Record<string, string | number | boolean | null>
}

export interface AuditNotes {
  note(fact: AuditFact): void
  /**
   * What was refused, by the action that its code means. A bug is the log's business; a credential that was refused is
   * noted where it was looked at.
   */
  refused(error: unknown, where: string, caller?: AuditFact['caller']): void
}

/** How long each class is kept, by the limits. */
export const auditRetention = (limits: Limits): AppendAudit['keep'] => ({
  security: { ms: limits.auditSecurityMs, rows: null },
  activity: { ms: limits.auditActivityMs, rows: limits.auditKept },
  noise: { ms: limits.auditNoiseMs, rows: limits.auditKept },
})

export interface AuditTrailDeps {
  /** Keeps a group of entries. Rejects when nothing was kept. */
  write(entries: AuditRow[]): Promise<void>
  flushMs: number
  /** More than so many waiting entries are counted instead of kept. */
  mostWaiting: number
  /** Wall-clock milliseconds: people compare these with other records. */
  now(): number
}

/** What one group holds at most: it shares a sync with messages. */
const GROUP = 500

interface Waiting {
  row: AuditRow
  times: number
}

export class AuditTrail implements AuditNotes {
  readonly #deps: AuditTrailDeps
  #waiting = new Map<string, Waiting>()
  #timer: NodeJS.Timeout | null = null
  #flushing: Promise<void> | null = null
  #lost = 0
  readonly #floods = new FloodCounter()

  constructor(deps: AuditTrailDeps) {
    this.#deps = deps
  }

  /** The same fact again before its group is written is one entry with a count: a flood does not push out the rest. */
  note({ action, outcome = 'ok', caller = null, sessionId = null, detail = {} }: AuditFact): void {
    const now = this.#deps.now()
    const row: AuditRow = {
      at: new Date(now).toISOString(),
      class: classOf(action, caller?.principal.kind === 'guest'),
      tenant: caller?.tenant ?? null,
      sessionId: caller?.session_id ?? sessionId,
      principal: caller?.principal.id ?? null,
      action,
      outcome,
      detail,
    }
    const same = this.#waiting.get(keyOf(row))
    if (same) {
      same.times += 1
      return
    }
    const counted = this.#floods.take(row, now)
    for (const flood of counted.over) this.#keep(flood.row, flood.times)
    if (counted.keep) this.#keep(row, 1)
    this.#timer ??= setTimeout(() => void this.#tick(), this.#deps.flushMs).unref()
  }

  #keep(row: AuditRow, times: number): void {
    const key = keyOf(row)
    const same = this.#waiting.get(key)
    if (same) same.times += times
    else if (this.#waiting.size >= this.#deps.mostWaiting) this.#lost += times
    else this.#waiting.set(key, { row, times })
  }

  refused(error: unknown, where: string, caller: AuditFact['caller'] = null): void {
    const { code } = viewOfError(error)
    const action = actionOf(code)
    if (action !== null) this.note({ action, outcome: code, caller, detail: { where } })
  }

  /** Writes what waits. Resolves also when it could not be written: then it waits on. */
  async flush(): Promise<void> {
    this.#flushing ??= this.#write().finally(() => {
      this.#flushing = null
    })
    await this.#flushing
  }

  /** Writes what waits and takes nothing more to be written later. */
  async drain(): Promise<void> {
    if (this.#timer) clearTimeout(this.#timer)
    for (const flood of this.#floods.end()) this.#keep(flood.row, flood.times)
    await this.flush()
    await this.flush()
    if (this.#timer) clearTimeout(this.#timer)
  }

  async #tick(): Promise<void> {
    this.#timer = null
    await this.flush()
    if (this.#waiting.size > 0) this.#timer ??= setTimeout(() => void this.#tick(), this.#deps.flushMs).unref()
  }

  async #write(): Promise<void> {
    while (this.#waiting.size > 0) {
      const group = [...this.#waiting].slice(0, GROUP)
      for (const [key] of group) this.#waiting.delete(key)
      const rows = group.map(([, { row, times }]) => (times === 1 ? row : { ...row, detail: { ...row.detail, times } }))
      if (this.#lost > 0) rows.push(this.#lostRow())
      try {
        await this.#deps.write(rows)
        this.#lost = 0
      } catch {
        // The disk takes nothing now. They go back to the front, as far as there is room.
        const room = Math.max(0, this.#deps.mostWaiting - this.#waiting.size)
        this.#lost += Math.max(0, group.length - room)
        this.#waiting = new Map([...group.slice(0, room), ...this.#waiting])
        return
      }
    }
  }

  #lostRow(): AuditRow {
    const at = new Date(this.#deps.now()).toISOString()
    const detail = { entries: this.#lost }
    const nobody = { tenant: null, sessionId: null, principal: null }
    return { at, class: 'security', ...nobody, action: 'audit.lost', outcome: 'ok', detail }
  }
}

const keyOf = ({ action, outcome, sessionId, detail }: AuditRow): string =>
  JSON.stringify([action, outcome, sessionId, detail])

function actionOf(code: RefusalCode): AuditAction | null {
  switch (code) {
    case 'INTERNAL':
    case 'UNAUTHENTICATED':
    case 'SESSION_EXPIRED':
      return null
    case 'FORBIDDEN':
    case 'NOT_FOUND':
      return 'access.refused'
    case 'RATE_LIMITED':
    case 'QUOTA_EXCEEDED':
    case 'TOO_LARGE':
    case 'SLOW_READER':
    case 'BUSY':
      return 'limit.hit'
    default:
      return 'request.refused'
  }
}

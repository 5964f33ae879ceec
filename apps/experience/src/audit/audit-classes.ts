// Which class an audit entry belongs to, and how entries that come in great number are counted instead of kept. [G2]
import type { AuditClass, AuditRow } from '../store/commands/append-audit.ts'
import type { AuditAction } from './audit-action.ts'

/** Everything else is `security`: a new action is evidence until somebody decides otherwise. */
const OTHERS: Partial<Record<AuditAction, AuditClass>> = {
  'session.updated': 'noise',
  'session.expired': 'noise',
  'limit.hit': 'noise',
  'request.refused': 'noise',
  'events.shown': 'noise',
  'file.read': 'noise',
  'message.accepted': 'activity',
  'invocation.cancel': 'activity',
  'invocation.ended': 'activity',
  'handoff.recorded': 'activity',
  'handoff.declined': 'activity',
  'file.uploaded': 'activity',
  'schedule.created': 'activity',
  'schedule.paused': 'activity',
  'schedule.resumed': 'activity',
  'schedule.deleted': 'activity',
  'schedule.missed': 'noise',
  'schedule.failed': 'noise',
}

/** A guest's session costs nobody anything, so it is not kept as evidence. */
export const classOf = (action: AuditAction, isGuest: boolean): AuditClass =>
  action === 'session.created' && isGuest ? 'noise' : (OTHERS[action] ?? 'security')

/** Entries of one action that one principal (or everybody who is unknown) may cause within a window, kept one by one. */
const MOST_EACH = 300
const WINDOW_MS = 3_600_000
/** Principals that are told apart; the ones beyond are counted together. */
const MOST_KEYS = 10_000

export interface Flood {
  row: AuditRow
  times: number
}

/**
 * What may be caused in any number is counted once it is too much, and kept as one entry at the end of the hour: a flood
 * neither fills the disk nor pushes out what was there. What people do on purpose (`activity`) is kept one by one.
 */
export class FloodCounter {
  readonly #counts = new Map<string, number>()
  readonly #floods = new Map<string, Flood>()
  #window = 0

  /** Whether this entry is kept by itself, and the floods of the hour that has ended. */
  take(row: AuditRow, now: number): { keep: boolean; over: Flood[] } {
    const window = Math.floor(now / WINDOW_MS)
    const over = window === this.#window ? [] : this.end()
    this.#window = window
    if (row.class === 'activity') return { keep: true, over }
    const who = row.principal ?? row.sessionId ?? 'unknown'
    const named = `${row.action} ${row.outcome} ${who}`
    const key = this.#counts.has(named) || this.#counts.size < MOST_KEYS ? named : `${row.action} others`
    const count = (this.#counts.get(key) ?? 0) + 1
    this.#counts.set(key, count)
    if (count > MOST_EACH) this.#count(key, row)
    return { keep: count <= MOST_EACH, over }
  }

  /** What was counted so far, and begins anew. */
  end(): Flood[] {
    const floods = [...this.#floods.values()]
    this.#floods.clear()
    this.#counts.clear()
    return floods
  }

  #count(key: string, row: AuditRow): void {
    const flood = this.#floods.get(key)
    if (flood) flood.times += 1
    else this.#floods.set(key, { row: { ...row, detail: { counted: true } }, times: 1 })
  }
}

// Sends what is due, in the name of the schedule's owner, through the same path as every message. It keeps no state: the
// next occurrence stands in the database, and is taken in the transaction that keeps the message. [J2, J3]
import type { Caller } from '@biplane/contracts/experience-router'
import { refusalOf, viewOfError } from '@biplane/contracts/refusal'
import type { Limits } from '@biplane/contracts/vocabulary/limits'
import type { RefusalCode } from '@biplane/contracts/vocabulary/refusal-codes'
import { threadId as asThreadId } from '@biplane/contracts/wire/ids'
import type { Log } from '@biplane/process/log'
import type { AuditNotes } from '../../audit/audit-trail.ts'
import type { PostOffice } from '../../smart-city/post-office.ts'
import type { DueOccurrence } from '../../store/commands/schedules.ts'
import type { StoreReads } from '../../store/store-reads.ts'
import type { DoorChat } from '../door-chat.ts'
import { nextOccurrence } from './occurrences.ts'
import type { StoredSchedule } from './schedule-view.ts'

export interface SchedulerDeps {
  store: StoreReads
  postOffice: Pick<PostOffice, 'write'>
  send: DoorChat['send']
  /** The principal of a session, as long as it may still act; `null` otherwise. */
  actingFor(sessionId: string): Promise<Caller | null>
  audit: AuditNotes
  log: Log
  limits: Limits
  /** Wall-clock milliseconds. */
  now(): number
}

/** Schedules that one look takes. */
const AT_ONCE = 50
/** How long a schedule waits after a refusal that passes. */
const RETRY_MS = 30_000
const NO_SESSION = { code: 'SESSION_EXPIRED' as const, message: 'This workspace ended or was not used for long.' }

export class Scheduler {
  readonly #deps: SchedulerDeps
  #timer: NodeJS.Timeout | null = null
  #looking: Promise<void> | null = null

  constructor(deps: SchedulerDeps) {
    this.#deps = deps
  }

  start(): void {
    const look = () =>
      this.look().catch((error: unknown) => this.#deps.log.error({ err: error }, 'due schedules could not be read'))
    this.#timer = setInterval(() => void look(), this.#deps.limits.scheduleTickMs).unref()
    void look()
  }

  /** Sends everything that is due now; one look at a time. */
  look(): Promise<void> {
    this.#looking ??= this.#lookOnce().finally(() => {
      this.#looking = null
    })
    return this.#looking
  }

  /** Waits for what is being sent. */
  async close(): Promise<void> {
    if (this.#timer) clearInterval(this.#timer)
    await this.#looking?.catch(() => {})
  }

  async #lookOnce(): Promise<void> {
    const { store, now } = this.#deps
    const rows = await store.query('listDueSchedules', { before: new Date(now()).toISOString(), take: AT_ONCE })
    for (const row of rows) {
      await this.#run(row).catch((error: unknown) => this.#postpone(row, error))
    }
  }

  async #run(row: StoredSchedule): Promise<void> {
    const { actingFor, send, limits } = this.#deps
    if (row.nextAt === null || row.nextName === null) return
    const due = { at: row.nextAt, name: row.nextName }
    const next = nextOccurrence(row, new Date(due.at))
    const occurrence = { scheduleId: row.id, title: row.title, due, next, kept: limits.scheduleRunsKept }
    if (this.#isMissed(row, occurrence)) return this.#settle(row, occurrence, null)
    const caller = await actingFor(row.sessionId)
    if (!caller) return this.#settle(row, occurrence, NO_SESSION, 1)
    try {
      await send(
        caller,
        { kind: 'routed' },
        {
          message: row.message,
          thread_id: asThreadId.parse(row.threadId),
          ...(row.agent !== null && { context: { agent: row.agent } }),
          occurrence,
        },
      )
    } catch (error) {
      const refusal = refusalOf(error)
      // Sent before, or paused or deleted meanwhile.
      if (refusal?.refusal === 'CONFLICT') return
      if (!refusal || viewOfError(refusal).retryable) throw error
      await this.#settle(row, occurrence, { code: refusal.refusal, message: refusal.message })
    }
  }

  /** Of several that were missed, the last one runs where the person chose so. */
  #isMissed({ missed }: StoredSchedule, { due, next }: DueOccurrence): boolean {
    const { now, limits } = this.#deps
    if (now() - Date.parse(due.at) <= limits.scheduleLateMs) return false
    return missed === 'tell' || (missed === 'run_last' && next !== null && Date.parse(next.at) <= now())
  }

  async #settle(
    row: StoredSchedule,
    occurrence: DueOccurrence,
    error: { code: RefusalCode; message: string } | null,
    maxFailures = this.#deps.limits.scheduleFailures,
  ): Promise<void> {
    const { id, sessionId } = row
    const settled = { ...occurrence, sessionId, error, maxFailures }
    const { paused } = await this.#deps.postOffice.write('settleOccurrence', settled)
    this.#deps.audit.note({
      action: error === null ? 'schedule.missed' : 'schedule.failed',
      ...(error && { outcome: error.code }),
      sessionId,
      detail: { schedule: id, occurrence: occurrence.due.name, paused },
    })
  }

  /** A refusal that passes, or an unexpected error: others must not wait behind it. */
  async #postpone(row: StoredSchedule, error: unknown): Promise<void> {
    const { log, now, postOffice } = this.#deps
    if (!refusalOf(error)) log.error({ err: error, schedule: row.id }, 'unexpected error in a schedule')
    const until = new Date(now() + RETRY_MS).toISOString()
    await postOffice.write('delaySchedule', { scheduleId: row.id, until })
  }
}

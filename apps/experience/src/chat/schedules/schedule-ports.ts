// Schedules as the routers ask for them: made by a person, for one thread of theirs. [J1, L10]
import type { Caller, ExperiencePorts } from '@biplane/contracts/experience-router'
import { Refusal } from '@biplane/contracts/refusal'
import type { Limits } from '@biplane/contracts/vocabulary/limits'
import { resolveAgent } from '@biplane/contracts/vocabulary/pillars'
import { titleFrom } from '@biplane/contracts/vocabulary/transcript'
import { v7 as uuid } from 'uuid'
import type { AuditNotes } from '../../audit/audit-trail.ts'
import type { PostOffice } from '../../smart-city/post-office.ts'
import { requirePerson } from '../../smart-city/require-person.ts'
import type { StoreReads } from '../../store/store-reads.ts'
import { firstOccurrence, nextOccurrence } from './occurrences.ts'
import { type StoredSchedule, viewRun, viewSchedule } from './schedule-view.ts'

export interface SchedulePortDeps {
  store: StoreReads
  postOffice: PostOffice
  mayUse(caller: Caller, agent: string, project: string | null): boolean
  audit: AuditNotes
  limits: Limits
  /** Wall-clock milliseconds. */
  now(): number
}

export function openSchedulePorts(deps: SchedulePortDeps): ExperiencePorts['schedules'] {
  const { store, postOffice, audit, limits, now } = deps
  const find = async ({ session_id: sessionId }: Caller, id: string): Promise<StoredSchedule> => {
    const row = await store.query('findSchedule', { sessionId, id })
    if (!row) throw new Refusal('NOT_FOUND', 'There is no such schedule.')
    return row
  }
  const view = async (caller: Caller, id: string) => {
    const row = await find(caller, id)
    const [last] = await store.query('listScheduleRuns', { sessionId: caller.session_id, scheduleId: id })
    return viewSchedule(row, last)
  }
  return {
    async create(caller, { thread_id, title, message, agent, timing, time_zone: timeZone, missed }) {
      // A schedule outlives the credential that made it, which the owner of a key must be able to end. [D1.14]
      requirePerson(caller)
      const { session_id: sessionId, tenant } = caller
      const chosen = agent === undefined ? null : requireAgent(deps, caller, agent)
      const when = timing.kind === 'cron' ? { cron: timing.cron, once: null } : { cron: null, once: timing.at }
      const next = firstOccurrence({ ...when, timeZone }, new Date(now()), limits.scheduleEveryMs)
      const thread =
        thread_id === undefined ? await postOffice.currentThread(caller) : postOffice.ownThread(caller, thread_id)
      const id: string = uuid()
      await postOffice.write('createSchedule', {
        id,
        sessionId,
        tenant,
        threadId: thread.id,
        title: title ?? titleFrom(message),
        message,
        agent: chosen,
        ...when,
        timeZone,
        missed: missed ?? 'run_last',
        next,
      })
      audit.note({ action: 'schedule.created', caller, detail: { schedule: id, next_at: next.at } })
      return view(caller, id)
    },
    async list(caller, { thread_id: threadId }) {
      if (threadId !== undefined) postOffice.ownThread(caller, threadId)
      const { session_id: sessionId } = caller
      const rows = await store.query('listSchedules', { sessionId, ...(threadId !== undefined && { threadId }) })
      const runs = await store.query('listLastRuns', { sessionId })
      const last = new Map(runs.map((listed) => [listed.run.scheduleId, listed]))
      return rows.map((row) => viewSchedule(row, last.get(row.id)))
    },
    async pause(caller, scheduleId) {
      await postOffice.write('changeSchedule', { sessionId: caller.session_id, scheduleId, next: null })
      audit.note({ action: 'schedule.paused', caller, detail: { schedule: scheduleId } })
      return view(caller, scheduleId)
    },
    async resume(caller, scheduleId) {
      requirePerson(caller)
      const row = await find(caller, scheduleId)
      if (row.status !== 'paused') return view(caller, scheduleId)
      const next = nextOccurrence(row, new Date(now()))
      if (!next) throw new Refusal('CONFLICT', 'The time of this schedule has passed.')
      await postOffice.write('changeSchedule', { sessionId: caller.session_id, scheduleId, next })
      audit.note({ action: 'schedule.resumed', caller, detail: { schedule: scheduleId } })
      return view(caller, scheduleId)
    },
    async delete(caller, scheduleId) {
      await postOffice.write('eraseSchedule', { sessionId: caller.session_id, scheduleId })
      audit.note({ action: 'schedule.deleted', caller, detail: { schedule: scheduleId } })
    },
    async runs(caller, scheduleId) {
      await find(caller, scheduleId)
      const runs = await store.query('listScheduleRuns', { sessionId: caller.session_id, scheduleId })
      return runs.map(viewRun)
    },
  }
}

/** @throws BAD_MESSAGE, FORBIDDEN */
function requireAgent({ mayUse }: SchedulePortDeps, caller: Caller, spelling: string): string {
  const agent = resolveAgent(spelling)
  if (!agent) throw new Refusal('BAD_MESSAGE', 'agent: unknown agent', { path: 'agent' })
  if (!mayUse(caller, agent, null)) throw new Refusal('FORBIDDEN', `You may not use ${agent}.`)
  return agent
}

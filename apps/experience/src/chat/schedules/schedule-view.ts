// What a person sees of a schedule and of its runs.
import { invocationStateNamed, isTerminal } from '@biplane/contracts/vocabulary/invocation-states'
import {
  missedPolicy,
  type ScheduleRunView,
  type ScheduleTiming,
  type ScheduleView,
  scheduleView,
} from '@biplane/contracts/wire/schedules'
import type { QueryOutput } from '../../store/queries.ts'

export type StoredSchedule = QueryOutput<'listSchedules'>[number]
type StoredRun = QueryOutput<'listScheduleRuns'>[number]

export function viewSchedule(row: StoredSchedule, last: StoredRun | undefined): ScheduleView {
  return {
    schedule_id: row.id,
    thread_id: row.threadId,
    title: row.title,
    message: row.message,
    agent: row.agent,
    timing: timingOf(row),
    time_zone: row.timeZone,
    missed: missedPolicy.parse(row.missed),
    status: scheduleView.shape.status.parse(row.status),
    paused_because: row.pausedFor === null ? null : JSON.parse(row.pausedFor),
    next_at: row.nextAt,
    last_run: last ? viewRun(last) : null,
    created_at: row.createdAt,
  }
}

const timingOf = ({ cron, once }: StoredSchedule): ScheduleTiming =>
  cron === null ? { kind: 'once', at: once ?? '' } : { kind: 'cron', cron }

export function viewRun({ run, invocation }: StoredRun): ScheduleRunView {
  const code = run.code ?? invocation?.code ?? null
  return {
    occurrence: run.occurrence,
    due_at: run.dueAt,
    at: run.at,
    status: statusOf(run.status, invocation?.status),
    conversation_id: run.conversationId,
    message_id: run.messageId,
    invocation_id: run.invocationId,
    error: code === null ? null : { code, message: run.reason ?? invocation?.reason ?? '' },
  }
}

/** An answer that was deleted had ended. */
function statusOf(run: string, invocation: string | undefined): ScheduleRunView['status'] {
  if (run === 'missed' || run === 'failed') return run
  if (invocation === undefined) return 'completed'
  const state = invocationStateNamed(invocation)
  if (state === 'queued') return 'waiting'
  if (!isTerminal(state)) return 'running'
  return state === 'completed' || state === 'cancelled' ? state : 'failed'
}

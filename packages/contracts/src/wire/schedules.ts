// Shapes of schedules: a question that is asked again by a clock, and its runs. [J1-J4]
import { z } from 'zod'
import { LIMITS } from '../vocabulary/limits.ts'
import { scheduleId, threadId } from './ids.ts'

/** What happens to occurrences whose time passed while nothing could be asked. */
export const missedPolicy = z.enum(['run', 'run_last', 'tell'])

/** Five fields: minute, hour, day of the month, month, day of the week. */
const cronTiming = z.strictObject({ kind: z.literal('cron'), cron: z.string().trim().min(9).max(LIMITS.cronChars) })
const onceTiming = z.strictObject({
  kind: z.literal('once'),
  /** Local date and time in the schedule's time zone. */
  at: z.string().regex(/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}$/),
})
export const scheduleTiming = z.discriminatedUnion('kind', [cronTiming, onceTiming])

/** Said in a message that a schedule sent. */
export const scheduleCause = z.object({ schedule_id: z.string(), title: z.string(), occurrence: z.string() })

export const scheduleRun = z.object({
  /** Local date, time and offset: the name of the occurrence within its schedule. */
  occurrence: z.string(),
  due_at: z.string(),
  /** When it was sent, or found to be missed. */
  at: z.string(),
  status: z.enum(['waiting', 'running', 'completed', 'failed', 'cancelled', 'missed']),
  /** `null`: nothing was sent. */
  conversation_id: z.string().nullable(),
  message_id: z.string().nullable(),
  invocation_id: z.string().nullable(),
  error: z.object({ code: z.string(), message: z.string() }).nullable(),
})

export const scheduleView = z.object({
  schedule_id: z.string(),
  thread_id: z.string(),
  title: z.string(),
  message: z.string(),
  /** Answers it; `null`: the words decide each time. */
  agent: z.string().nullable(),
  timing: scheduleTiming,
  time_zone: z.string(),
  missed: missedPolicy,
  /** `ended`: no occurrence follows. */
  status: z.enum(['active', 'paused', 'ended']),
  /** Why it paused by itself; `null` where a person paused it, or it did not pause. */
  paused_because: z.object({ code: z.string(), message: z.string() }).nullable(),
  /** The next occurrence, while it is active. */
  next_at: z.string().nullable(),
  last_run: scheduleRun.nullable(),
  created_at: z.string(),
})

export const scheduleCreateInput = z.strictObject({
  /** Where it is asked and answered; the current thread when absent. */
  thread_id: threadId.optional(),
  /** The beginning of the message when absent. */
  title: z.string().trim().min(1).max(200).optional(),
  message: z.string().trim().min(1).max(LIMITS.scheduleChars),
  agent: z.string().max(64).optional(),
  timing: scheduleTiming,
  /** A name of the IANA time zone database, such as `Europe/Berlin`. */
  time_zone: z.string().min(1).max(64),
  missed: missedPolicy.optional(),
})
export const scheduleListInput = z.strictObject({ thread_id: threadId.optional() })
export const scheduleIdInput = z.strictObject({ schedule_id: scheduleId })
export const scheduleList = z.array(scheduleView)
export const scheduleRunList = z.array(scheduleRun)

export type ScheduleTiming = z.infer<typeof scheduleTiming>
export type MissedPolicy = z.infer<typeof missedPolicy>
export type ScheduleCause = z.infer<typeof scheduleCause>
export type ScheduleRunView = z.infer<typeof scheduleRun>
export type ScheduleView = z.infer<typeof scheduleView>

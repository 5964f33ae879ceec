// When a schedule is due, and what each occurrence is called. Pure: reads no clock. [J2]
import { Refusal } from '@biplane/contracts/refusal'
import { Cron } from 'croner'

/** One of `cron` and `once` is set. */
export interface Timing {
  cron: string | null
  once: string | null
  timeZone: string
}

export interface Occurrence {
  /** ISO 8601, UTC. */
  at: string
  /** Local date, time and offset. */
  name: string
}

/** Occurrences that a new schedule is judged by. */
const LOOKED_AT = 50
/** A name of the IANA database: an offset such as `+02:00` knows no daylight saving time. */
const ZONE_NAME = /^[A-Za-z][A-Za-z0-9_+/-]*$/
const FIVE_FIELDS = /^[^\s@]+(?:\s+[^\s@]+){4}$/

/** The first occurrence after an instant; `null` when none follows. */
export function nextOccurrence(timing: Timing, after: Date): Occurrence | null {
  const at = clockOf(timing).nextRun(after)
  return at ? { at: at.toISOString(), name: nameOf(at, timing.timeZone) } : null
}

/** The first occurrence after now. @throws BAD_MESSAGE for a timing that cannot be, never comes, or comes too often */
export function firstOccurrence(timing: Timing, now: Date, everyMs: number): Occurrence {
  const runs = runsOf(timing, now)
  const [first] = runs
  if (!first) throw refused('timing', timing.once === null ? 'never comes' : 'is not in the future')
  const tooClose = runs.some((run, i) => i > 0 && run.getTime() - (runs[i - 1] ?? run).getTime() < everyMs)
  if (tooClose) throw refused('timing.cron', `comes more often than every ${Math.ceil(everyMs / 60_000)} minutes`)
  return { at: first.toISOString(), name: nameOf(first, timing.timeZone) }
}

function runsOf(timing: Timing, now: Date): Date[] {
  if (!isZone(timing.timeZone)) throw refused('time_zone', 'is not a name of the IANA time zone database')
  if (timing.cron !== null && !FIVE_FIELDS.test(timing.cron)) {
    throw refused('timing.cron', 'has five fields: minute, hour, day of the month, month, day of the week')
  }
  if (timing.once !== null && !isLocalTime(timing.once)) throw refused('timing.at', 'is not a date and time')
  try {
    return clockOf(timing).nextRuns(LOOKED_AT, now)
  } catch (error) {
    if (timing.cron === null) throw error
    throw refused('timing.cron', 'is not a cron pattern')
  }
}

/**
 * A fixed time in the hour that daylight saving time skips is due when that hour ends; one in the hour that comes twice is
 * due in the first of the two.
 */
const clockOf = ({ cron, once, timeZone }: Timing): Cron =>
  cron === null
    ? new Cron(`${once ?? ''}:00`, { timezone: timeZone, paused: true })
    : new Cron(cron, { timezone: timeZone, mode: '5-part', fixedTimeRule: 'no-wildcard', paused: true })

function nameOf(at: Date, timeZone: string): string {
  const parts = new Intl.DateTimeFormat('en-US', {
    timeZone,
    calendar: 'iso8601',
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
    timeZoneName: 'longOffset',
  }).formatToParts(at)
  const part = (type: Intl.DateTimeFormatPartTypes) => parts.find((each) => each.type === type)?.value ?? ''
  const offset = part('timeZoneName').slice('GMT'.length) || '+00:00'
  return `${part('year')}-${part('month')}-${part('day')}T${part('hour')}:${part('minute')}${offset}`
}

function isZone(name: string): boolean {
  if (!ZONE_NAME.test(name)) return false
  try {
    new Intl.DateTimeFormat('en-US', { timeZone: name })
    return true
  } catch {
    return false
  }
}

/** The 31st of April is none. */
function isLocalTime(text: string): boolean {
  const at = new Date(`${text}:00Z`)
  return !Number.isNaN(at.getTime()) && at.toISOString().startsWith(text)
}

const refused = (path: string, why: string) => new Refusal('BAD_MESSAGE', `${path}: ${why}`, { path })

// Starts the periodic work of the process: expired sessions, retention, expired guests and orphaned files.

import { reap } from '../privacy/reaper.ts'
import { watchRetention } from '../privacy/retention.ts'
import { watchSessions } from '../smart-city/session-watch.ts'
import type { Content } from './content.ts'
import type { Core } from './core.ts'
import type { Identity } from './identity.ts'

/** Returns what ends it. */
export function startSweeps({
  config,
  limits,
  log,
  store,
  trafficCop,
  afterErase,
  wallClock,
}: Core & Identity & Content) {
  const endWatch = watchSessions(trafficCop, {
    sweepMs: limits.sessionSweepMs,
    recheckMs: limits.sessionRecheckMs,
    onError: (error) => log.error({ err: error }, 'the sessions of live connections could not be looked at'),
  })
  const endRetention = watchRetention(
    { store, trafficCop, afterErase, days: config.retentionDays, guestDays: config.guestRetentionDays, now: wallClock },
    {
      everyMs: limits.retentionSweepMs,
      onError: (error) => log.error({ err: error }, 'the retention sweep failed'),
      onSwept: (swept) => log.info(swept, 'retention sweep'),
    },
  )
  const reaper = setInterval(() => {
    reap({ store, trafficCop, filesDir: config.filesDir, afterErase, log, now: wallClock }).catch((error: unknown) =>
      log.error({ err: error }, 'expired guests and orphaned files were not removed'),
    )
  }, limits.reaperMs)
  return () => {
    endWatch()
    endRetention()
    clearInterval(reaper)
  }
}

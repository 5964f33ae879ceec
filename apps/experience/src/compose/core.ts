// Opens what every other part needs: store, event log, audit trail, metrics and rate limits.
import type { FailPoint } from '@biplane/process/fail-points'
import { internalKey } from '@biplane/process/internal-key'
import type { Log } from '@biplane/process/log'
import { type LagMeasure, LoopLag } from '@biplane/process/loop-lag'
import { AuditTrail, auditRetention } from '../audit/audit-trail.ts'
import { EventLog } from '../communication/event-log.ts'
import { threadStream } from '../communication/follow-thread.ts'
import { Notifier } from '../communication/notifier.ts'
import type { Config } from '../config.ts'
import { clientAddress } from '../edge/client-address.ts'
import type { McpFixtures } from '../edge/transports/mcp/mcp-server.ts'
import { Measures } from '../instruments/measures.ts'
import { ToldAudit } from '../instruments/told-audit.ts'
import { quotasOf } from '../limits/quotas-of.ts'
import { RateLimits } from '../limits/rate-limits.ts'
import { eventFromRow } from '../store/event-rows.ts'
import type { EventRow } from '../store/rows.ts'
import { Store } from '../store/store.ts'
import { monotonic, wallClock as ownClock } from './clocks.ts'

export interface ExperienceDeps {
  log: Log
  failPoint: FailPoint
  /** The writer is gone: the process cannot keep a promise any more. */
  onFatal(error: Error): void
  /** How late this process's event loop runs; measured here by default. */
  lag?: LagMeasure
  /** Wall-clock milliseconds; this machine's by default. */
  wallClock?: () => number
  /** What a conformance suite needs beside the product's own. */
  mcpFixtures?: McpFixtures
}

export type Core = Awaited<ReturnType<typeof openCore>>

export async function openCore(config: Config, deps: ExperienceDeps) {
  const { log, failPoint, onFatal, lag = new LoopLag(), wallClock = ownClock, mcpFixtures } = deps
  const { limits } = config
  const key = internalKey(config.internalKey, config.internalKeyFile, config.production)
  const measures = new Measures(monotonic)
  const notifier = new Notifier()
  const { store, events } = await openStorage(config, { log, onFatal, measures, notifier })
  const trail = new AuditTrail({
    write: (entries) => store.command('appendAudit', { entries, keep: auditRetention(limits) }),
    flushMs: limits.auditFlushMs,
    mostWaiting: limits.auditWaiting,
    now: wallClock,
  })
  return {
    config,
    limits,
    log,
    failPoint,
    lag,
    wallClock,
    mcpFixtures,
    key,
    measures,
    notifier,
    store,
    events,
    trail,
    audit: new ToldAudit({ audit: trail, log, measures }),
    rates: new RateLimits(limits, monotonic),
    address: clientAddress(config.trustedProxies),
  }
}

interface StorageDeps extends Pick<ExperienceDeps, 'log' | 'onFatal'> {
  measures: Measures
  notifier: Notifier
}

async function openStorage(config: Config, { log, onFatal, measures, notifier }: StorageDeps) {
  let events: EventLog<EventRow> | null = null
  /** Wakes the readers of a thread for the first event of a new conversation in it. [H2] */
  const wakeThreads = (rows: readonly EventRow[]) => {
    for (const { seq, conversationId } of rows) {
      const threadId = seq === 1 ? store.reader.conversationById(conversationId)?.threadId : undefined
      if (threadId !== undefined) notifier.notify(threadStream(threadId))
    }
  }
  const store = await Store.open({
    file: config.databaseFile,
    migrations: config.migrationsDir,
    env: config.env,
    pageBytes: config.limits.replayPageBytes,
    quotas: quotasOf(config.limits),
    onCommitted(rows) {
      events?.committed(rows, monotonic())
      wakeThreads(rows)
      measures.committed(rows)
    },
    onGroup: (group) => measures.group(group),
    onFault: (cause) => log.error({ cause }, 'the database could not keep a group of writes'),
    onFatal,
  })
  events = new EventLog<EventRow>(store.reader, (row) => eventFromRow(row, store.epoch), notifier)
  if (store.restored) log.warn({ epoch: store.epoch }, 'this is not the log that was open last: a new epoch begins')
  return { store, events }
}

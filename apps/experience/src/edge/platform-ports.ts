// Platform ports for operators: connections, health, capabilities, audit trail.
import type { Caller, ExperiencePorts } from '@biplane/contracts/experience-router'
import { Refusal } from '@biplane/contracts/refusal'
import { invocationStateNamed } from '@biplane/contracts/vocabulary/invocation-states'
import type { PlatformHealth, PlatformInvocation, PlatformSession } from '@biplane/contracts/wire/commands'
import { formatListCursor, parseListCursor } from '@biplane/contracts/wire/list-cursor'
import type { AuditNotes } from '../audit/audit-trail.ts'
import { afterInvocation, invocationCursor } from '../chat/invocation-cursor.ts'
import type { Connections } from '../communication/connections.ts'
import type { PlatformGateway } from '../gateway/platform-gateway.ts'
import type { PlatformServices } from '../gateway/services.ts'
import { operatorScope } from '../principals/roles.ts'
import type { RuntimeLink } from '../runtime-link/runtime-link.ts'
import type { TrafficCop } from '../smart-city/traffic-cop.ts'
import type { QueryOutput } from '../store/queries.ts'
import type { SessionRow } from '../store/session-state.ts'
import type { StoreReads } from '../store/store-reads.ts'
import { timelineEntry } from './timeline-entry.ts'

/** Connections on a page, where nobody says how many. */
const LISTED = 200

/** Entries of the trail that are read together for an export. */
const EXPORT_PAGE = 500

export interface PlatformDeps {
  store: StoreReads
  connections: Connections
  gateway: PlatformGateway<PlatformServices>
  link: Pick<RuntimeLink, 'health'>
  audit: AuditNotes
  trafficCop: Pick<TrafficCop, 'listFor' | 'endFor' | 'endAllFor'>
}

/** Every one of them is for operators, of their own tenant, and that an operator looked is written down. [G3] */
export function openPlatformPorts(deps: PlatformDeps): Pick<ExperiencePorts, 'platform'> {
  const { store, connections, gateway, audit, trafficCop } = deps
  /** Which tenant this operator may look at; `null`: every one. */
  const enter = (caller: Caller, what: string): string | null => {
    const tenant = operatorScope(caller)
    audit.note({ action: 'platform.read', caller, detail: { what } })
    return tenant
  }
  return {
    platform: {
      async connections(caller, { cursor, limit }) {
        const tenant = enter(caller, 'connections')
        const [after = ''] = parseListCursor(cursor, 1) ?? []
        return connections.page(after, limit ?? LISTED, tenant).map((c) => ({
          cursor: formatListCursor([c.id]),
          connection_id: c.id,
          session_id: c.sessionId,
          tenant: c.tenant,
          door: c.door,
          realm: c.realm,
          agent_type: c.agentType,
          pillar: c.pillar,
          ...connections.ages(c),
          sent: c.sent,
          received: c.received,
          unsent_bytes: c.unsentBytes,
          round_trip_ms: c.roundTripMs,
          errors: c.errors,
        }))
      },
      async invocations(caller, { status, cursor, limit }) {
        const tenant = enter(caller, 'invocations')
        const which = { tenant, ...(status === undefined ? {} : { status }) }
        return (
          await store.query('listAllInvocations', { ...which, take: limit ?? 100, ...afterInvocation(cursor) })
        ).map(viewInvocation)
      },
      async timeline(caller, id) {
        const tenant = enter(caller, 'timeline')
        const visible = tenant === null || (await store.query('isOfTenant', { tenant, id }))
        const events = visible ? store.reader.eventsOfInvocation(id) : []
        if (events.length === 0) throw new Refusal('NOT_FOUND', 'There is no such invocation.')
        return events.map(timelineEntry)
      },
      async health(caller) {
        return readHealth(deps, enter(caller, 'health'))
      },
      capabilities(caller) {
        enter(caller, 'capabilities')
        return gateway.table()
      },
      async audit(caller, { before, action, limit }) {
        const tenant = enter(caller, 'audit')
        const page = {
          tenant,
          ...(before === undefined ? {} : { before }),
          ...(action === undefined ? {} : { action }),
        }
        const rows = await store.query('listAudit', { ...page, take: limit ?? 100 })
        return rows.map(({ sessionId, detail, ...row }) => ({
          ...row,
          session_id: sessionId,
          detail: JSON.parse(detail),
        }))
      },
      async *auditExport(caller, after) {
        const tenant = enter(caller, 'audit export')
        for (let last = after; ; ) {
          const rows = await store.query('auditAfter', { tenant, after: last, take: EXPORT_PAGE })
          for (const { sessionId, detail, ...row } of rows) {
            yield { ...row, session_id: sessionId, detail: JSON.parse(detail) }
          }
          last = rows.at(-1)?.id ?? last
          if (rows.length < EXPORT_PAGE) return
        }
      },
      async sessions(caller, page) {
        const rows = await trafficCop.listFor(enter(caller, 'sessions'), page)
        return rows.map(viewSession)
      },
      endSession: (caller, id) => trafficCop.endFor(caller, operatorScope(caller), id),
      async endSessions(caller, principal) {
        return { ended: await trafficCop.endAllFor(caller, operatorScope(caller), principal) }
      },
    },
  }
}

function viewInvocation(row: QueryOutput<'listAllInvocations'>[number]): PlatformInvocation {
  return {
    cursor: invocationCursor(row),
    invocation_id: row.id,
    session_id: row.sessionId,
    tenant: row.tenant,
    conversation_id: row.conversationId,
    agent_id: row.agentId,
    answer_message_id: row.answerMessageId,
    status: invocationStateNamed(row.status),
    attempt: row.attempt,
    code: row.code,
    usage: row.usage === null ? null : JSON.parse(row.usage),
    cause: row.cause === null ? null : JSON.parse(row.cause),
    created_at: row.createdAt,
    started_at: row.startedAt,
    ended_at: row.endedAt,
  }
}

const viewSession = (row: SessionRow): PlatformSession => ({
  cursor: formatListCursor([row.lastUsedAt, row.id]),
  session_id: row.id,
  tenant: row.tenant,
  principal: row.principalId,
  kind: row.principalKind === 'user' ? 'user' : 'guest',
  roles: JSON.parse(row.roles),
  created_at: row.createdAt,
  last_used_at: row.lastUsedAt,
  expires_at: row.expiresAt,
})

/**
 * Looks at most once in so many milliseconds, whoever asks and however often: a look tries a write and asks Runtime.
 * Callers that come while it looks wait for the same look.
 */
export function sharedHealth(deps: HealthDeps, now: () => number): () => Promise<PlatformHealth> {
  let looked: { at: number; health: Promise<PlatformHealth> } | null = null
  return () => {
    if (looked === null || now() - looked.at >= HEALTH_MS) looked = { at: now(), health: readHealth(deps) }
    return looked.health
  }
}

const HEALTH_MS = 500

export type HealthDeps = Pick<PlatformDeps, 'store' | 'connections' | 'link'>

/** The truth at this moment: a write is tried and Runtime is asked. */
export async function readHealth(
  { store, connections, link }: HealthDeps,
  tenant: string | null = null,
): Promise<PlatformHealth> {
  const [writable, agents, open] = await Promise.all([
    store.writable(),
    link.health().then(
      (health) => health.agents,
      () => null,
    ),
    store.query('countOpenInvocations', { tenant }).catch(() => []),
  ])
  const count = (...states: string[]) =>
    open.filter(({ status }) => states.includes(status)).reduce((sum, { _count }) => sum + _count._all, 0)
  return {
    status: writable && agents !== null ? 'ok' : 'degraded',
    database: { writable, epoch: store.epoch },
    runtime: { reachable: agents !== null, agents: agents ?? 0 },
    connections: connections.countOf(tenant),
    running: count('running', 'cancelling'),
    queued: count('queued'),
  }
}

// Owns what the platform says of itself: connections, health, capabilities, the trail of what was granted and refused.
import type { Caller, ExperiencePorts } from '@biplane/contracts/experience-router'
import { Refusal } from '@biplane/contracts/refusal'
import type { PlatformHealth } from '@biplane/contracts/wire/commands'
import type { Connections } from '../communication/connections.ts'
import type { PlatformGateway } from '../gateway/platform-gateway.ts'
import type { PlatformServices } from '../gateway/services.ts'
import type { RuntimeLink } from '../runtime-link/runtime-link.ts'
import type { Store } from '../store/store.ts'

export interface PlatformDeps {
  store: Store
  connections: Connections
  gateway: PlatformGateway<PlatformServices>
  link: Pick<RuntimeLink, 'health'>
}

export function openPlatformPorts({
  store,
  connections,
  gateway,
  link,
}: PlatformDeps): Pick<ExperiencePorts, 'platform'> {
  const health = () => readHealth({ store, connections, link })
  return {
    platform: {
      /** A member sees its own connections; an operator sees all. */
      async connections(caller) {
        const seen = isOperator(caller) ? connections.list() : connections.list(caller.session_id)
        return seen.map((c) => ({
          connection_id: c.id,
          door: c.door,
          realm: c.realm,
          agent_type: c.agentType,
          pillar: c.pillar,
          ...connections.ages(c),
          sent: c.sent,
          received: c.received,
          unsent_bytes: c.unsentBytes,
        }))
      },
      health: () => health(),
      capabilities: () => gateway.table(),
      async audit(caller, { before, limit }) {
        if (!isOperator(caller)) throw new Refusal('FORBIDDEN', 'The audit trail is for operators.')
        const rows = await store.query('listAudit', { ...(before === undefined ? {} : { before }), take: limit ?? 100 })
        return rows.map((row) => ({
          id: row.id,
          at: row.at,
          action: row.action,
          outcome: row.outcome,
          detail: JSON.parse(row.detail),
        }))
      },
    },
  }
}

const isOperator = (caller: Caller): boolean => caller.principal.roles.includes('operator')

export type HealthDeps = Pick<PlatformDeps, 'store' | 'connections' | 'link'>

/** The truth at this moment: a write is tried and Runtime is asked. */
export async function readHealth({ store, connections, link }: HealthDeps): Promise<PlatformHealth> {
  const [writable, agents, open] = await Promise.all([
    store.writable(),
    link.health().then(
      (health) => health.agents,
      () => null,
    ),
    store.query('countOpenInvocations', {}).catch(() => []),
  ])
  const count = (...states: string[]) =>
    open.filter(({ status }) => states.includes(status)).reduce((sum, { _count }) => sum + _count._all, 0)
  return {
    status: writable && agents !== null ? 'ok' : 'degraded',
    database: { writable, epoch: store.epoch },
    runtime: { reachable: agents !== null, agents: agents ?? 0 },
    connections: connections.size,
    running: count('running', 'cancelling'),
    queued: count('queued'),
  }
}

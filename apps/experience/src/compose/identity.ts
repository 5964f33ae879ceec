// Opens the gateway, and Smart City's Traffic Cop and Post Office on it: who connects, and what they may reach.
import { createHmac } from 'node:crypto'
import type { Caller } from '@biplane/contracts/experience-router'
import { Connections } from '../communication/connections.ts'
import { openEventManagement, openMessaging } from '../communication/messaging.ts'
import { PlatformGateway } from '../gateway/platform-gateway.ts'
import type { PlatformServices } from '../gateway/services.ts'
import { toldConnections } from '../instruments/told-connections.ts'
import { isInProject, mayUse } from '../principals/roles.ts'
import { PostOffice } from '../smart-city/post-office.ts'
import { TrafficCop } from '../smart-city/traffic-cop.ts'
import { openSessionState } from '../store/session-state.ts'
import { monotonic, steadyClock } from './clocks.ts'
import type { Core } from './core.ts'

type Gateway = PlatformGateway<PlatformServices>

export type Identity = ReturnType<typeof openIdentity>

/** `cancel` stops a running invocation. */
export function openIdentity(core: Core, cancel: (invocationId: string) => void) {
  const { config, limits, log, measures, audit } = core
  const connections = new Connections(limits, monotonic, toldConnections(log, measures))
  const gateway = openGateway(core, connections)
  const trafficCop = openTrafficCop(core, gateway, cancel)
  const postOffice = new PostOffice(gateway, { standing: (caller) => trafficCop.standing(caller), audit })
  const mayUseAgent = ({ principal }: Pick<Caller, 'principal'>, agent: string, project: string | null) =>
    mayUse(config.agentAccess, principal, agent) && isInProject(config.projectAgents, project, agent)
  return { connections, gateway, trafficCop, postOffice, mayUseAgent }
}

const openGateway = ({ store, events, notifier, limits, measures, audit }: Core, connections: Connections): Gateway =>
  new PlatformGateway<PlatformServices>(
    {
      messaging: openMessaging(store),
      event_management: openEventManagement({
        store,
        log: events,
        notifier,
        page: limits.replayPageEvents,
        onDelivered: ({ committedAt }) => committedAt !== null && measures.shown(committedAt),
      }),
      websocket: connections,
      event_bus: notifier,
      session: openSessionState(store),
    },
    ({ action, realm, capability }) => {
      if (action === 'capability.refused') {
        audit.note({ action, outcome: 'FORBIDDEN', detail: { realm, capability: capability.slice(0, 64) } })
      }
    },
  )

function openTrafficCop(core: Core, gateway: Gateway, cancel: (invocationId: string) => void): TrafficCop {
  const { config, limits, log, key, store, audit, rates, wallClock } = core
  return new TrafficCop(gateway, {
    allowGuests: config.allowGuests,
    sessionMs: limits.sessionMs,
    userSessionMs: limits.userSessionMs,
    identityRefreshMs: limits.identityRefreshMs,
    onEnded(sessionIds, cause) {
      store.command('cancelSessions', { sessionIds, cause }).then(
        (running) => {
          for (const id of running) cancel(id)
        },
        // A cancellation that fails here is logged only: the answer then runs to its end without a reader.
        (error: unknown) => log.warn({ err: error }, 'the work of ended sessions could not be stopped'),
      )
    },
    ticketMs: limits.ticketMs,
    connectionsPerPrincipal: limits.connectionsPerPrincipal,
    audit,
    async admitGuest(from) {
      await rates.take('sessionFromAddress', from)
      await rates.take('guestFromAddress', from)
    },
    admitConnection: (principal) => rates.take('connect', principal),
    onLost: (error) => log.error({ err: error }, 'a connection could not be noted'),
    originOf: (from) => createHmac('sha256', key).update(`guests of\n${from}`).digest('hex').slice(0, 32),
    sessionsPerPrincipal: limits.sessionsPerPrincipal,
    apiKeysPerPrincipal: limits.apiKeysPerPrincipal,
    apiKeyDays: limits.apiKeyDays,
    admitTicket: (principal) => rates.take('ticket', principal),
    now: wallClock,
    steady: steadyClock,
  })
}

// Opens the WebSocket transports, and limits the connections of each address.
import { AgentDirectory } from '../edge/agent-directory.ts'
import type { Credentials } from '../edge/credentials.ts'
import { openRealtimeDoor } from '../edge/doors/realtime-door.ts'
import { openRuntimeAgentDoor } from '../edge/doors/runtime-agent-door.ts'
import { openStandardDoor } from '../edge/doors/standard-door.ts'
import { openTrpcDoor } from '../edge/doors/trpc-door.ts'
import { switchedOff } from '../edge/routes/socket-path-routes.ts'
import { routeUpgrades, type SocketDoor } from '../edge/upgrade-router.ts'
import { limitConnections, SPARE_CONNECTIONS } from '../limits/address-connections.ts'
import type { Answering } from './answering.ts'
import type { Core } from './core.ts'
import type { Identity } from './identity.ts'
import type { Ports } from './ports.ts'
import type { OwnServer } from './server.ts'

type SocketDeps = Core & Identity & OwnServer & Answering & Ports & { credentials: Credentials }

export function serveSockets(deps: SocketDeps): { close(): void } {
  const { config, limits, log, audit, rates, address, server, servesHost, allowsOrigin } = deps
  const upgrades = routeUpgrades(server.server, {
    doors: config.webSockets ? openDoors(deps) : [],
    nowhere: (path) => switchedOff(path, config) ?? 'There is no WebSocket at this path.',
    servesHost: (request) => servesHost(request.headers.host),
    isSecure: (request) => !config.requireTls || address.isSecure(request),
    allowsOrigin,
    mostSockets: limits.connections,
    mostSocketsPerAddress: limits.connectionsPerAddress,
    addressOf: address.of,
    admit: (request) => rates.take('connectFromAddress', address.of(request)),
    onRefused(status) {
      if (status === 403) audit.note({ action: 'origin.refused', outcome: 'FORBIDDEN' })
      if (status === 429) audit.note({ action: 'limit.hit', outcome: 'RATE_LIMITED', detail: { where: 'upgrade' } })
    },
    frameBytes: limits.frameBytes,
    onSocketError: (error) => log.debug({ err: error }, 'a socket failed'),
  })
  limitConnections(server.server, {
    most: limits.connectionsPerAddress,
    mostInAll: limits.connections + SPARE_CONNECTIONS,
    isShared: address.isProxy,
    networkOf: address.ofSocket,
    onRefused: () => audit.note({ action: 'limit.hit', outcome: 'RATE_LIMITED', detail: { where: 'connection' } }),
  })
  return upgrades
}

function openDoors(deps: SocketDeps): SocketDoor[] {
  const {
    config,
    limits,
    log,
    audit,
    address,
    connections,
    trafficCop,
    credentials,
    link,
    ports,
    doorChat,
    wallClock,
  } = deps
  const shared = { connections, trafficCop, credentials, limits, audit, clientAddress: address, log }
  const raw = { ...shared, chat: doorChat }
  return [
    openTrpcDoor({ ports, ...shared }),
    openStandardDoor({
      ...raw,
      liaisons: config.liaisonSockets,
      directory: new AgentDirectory(link),
      now: wallClock,
    }),
    openRuntimeAgentDoor({ ...raw, now: wallClock }),
    openRealtimeDoor(raw),
  ]
}

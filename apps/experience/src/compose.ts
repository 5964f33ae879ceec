// Owns the putting together: the only file that sees every room. What it opens, it closes, in the other direction.

import { randomUUID } from 'node:crypto'
import type { AddressInfo } from 'node:net'
import type { Caller, ExperiencePorts } from '@biplane/contracts/experience-router'
import { Refusal } from '@biplane/contracts/refusal'
import type { FailPoint } from '@biplane/process/fail-points'
import { internalKey } from '@biplane/process/internal-key'
import type { Log } from '@biplane/process/log'
import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible'
import { openArtifactPorts } from './chat/artifact-ports.ts'
import { briefAgent } from './chat/brief-agent.ts'
import { openChatPorts } from './chat/chat-ports.ts'
import { Dispatcher } from './chat/dispatcher.ts'
import { openRoutingPorts } from './chat/routing-ports.ts'
import { Bell } from './communication/bell.ts'
import { Connections } from './communication/connections.ts'
import { EventLog } from './communication/event-log.ts'
import { openEventManagement, openMessaging } from './communication/messaging.ts'
import type { Config } from './config.ts'
import { Credentials } from './edge/credentials.ts'
import { openTrpcDoor } from './edge/doors/trpc-door.ts'
import { openHttpServer } from './edge/http-server.ts'
import { allowsOrigin } from './edge/origins.ts'
import { openPlatformPorts } from './edge/platform-ports.ts'
import { requestCaller } from './edge/request-caller.ts'
import { addAuthRoutes } from './edge/routes/auth-routes.ts'
import { addFileRoutes } from './edge/routes/file-routes.ts'
import { addHealthRoutes } from './edge/routes/health-routes.ts'
import { addTrpcRoutes } from './edge/routes/trpc-routes.ts'
import { addWebRoutes } from './edge/routes/web-routes.ts'
import { routeUpgrades } from './edge/upgrade-router.ts'
import { FileAddress } from './files/file-address.ts'
import { FileStore } from './files/file-store.ts'
import { PlatformGateway } from './gateway/platform-gateway.ts'
import type { PlatformServices } from './gateway/services.ts'
import { RuntimeLink } from './runtime-link/runtime-link.ts'
import { Conductor } from './smart-city/conductor.ts'
import { PostOffice } from './smart-city/post-office.ts'
import { TrafficCop } from './smart-city/traffic-cop.ts'
import { eventFromRow } from './store/event-rows.ts'
import type { EventRow } from './store/rows.ts'
import { Store } from './store/store.ts'

export interface Experience {
  readonly port: number
  readonly epoch: string
  close(): Promise<void>
}

export interface Surroundings {
  log: Log
  failPoint: FailPoint
  /** The writer is gone: the process cannot keep a promise any more. */
  onFatal(error: Error): void
}

const monotonic = () => performance.now()
const wallClock = () => Date.now()

export async function openExperience(config: Config, { log, failPoint, onFatal }: Surroundings): Promise<Experience> {
  const { limits } = config
  const key = internalKey(config.internalKey, config.internalKeyFile, config.production)
  const bell = new Bell()
  let events: EventLog<EventRow> | null = null
  const store = await Store.open({
    file: config.databaseFile,
    migrations: config.migrationsDir,
    env: config.env,
    pageBytes: limits.replayPageBytes,
    onCommitted: (rows) => events?.committed(rows),
    onFault: (cause) => log.error({ cause }, 'the database could not keep a group of writes'),
    onFatal,
  })
  events = new EventLog<EventRow>(store.reader, eventFromRow, bell)
  if (store.restored) log.warn({ epoch: store.epoch }, 'this is not the log that was open last: a new epoch begins')

  const connections = new Connections(limits, monotonic)
  const gateway = new PlatformGateway<PlatformServices>(
    {
      messaging: openMessaging(store),
      event_management: openEventManagement(store, events, bell, limits.replayPageEvents),
      websocket: connections,
      event_bus: bell,
    },
    ({ action, realm, capability }) => {
      if (action === 'capability.granted') return
      const entry = {
        at: new Date(wallClock()).toISOString(),
        action,
        outcome: action,
        detail: JSON.stringify({ realm, capability }),
      }
      store.query('audit', entry).catch((error: unknown) => log.error({ err: error }, 'an audit entry was not kept'))
    },
  )
  const trafficCop = new TrafficCop(store, gateway, {
    allowGuests: config.allowGuests,
    sessionMs: limits.sessionMs,
    ticketMs: limits.ticketMs,
    now: wallClock,
  })
  const postOffice = new PostOffice(gateway)
  const conductor = new Conductor(postOffice, limits.queuedPerConversation)

  const server = await openHttpServer(log, limits)
  const portOf = () => (server.server.address() as AddressInfo | null)?.port ?? config.port
  const fileAddress = new FileAddress(() => `http://${reachable(config.host)}:${portOf()}`, key)
  const files = new FileStore(store, config.filesDir, limits.uploadBytes)
  const [runtimeUrl] = config.runtimeUrls
  if (runtimeUrl === undefined) throw new Error('RUNTIME_URL names no Runtime')
  const link = new RuntimeLink({ url: runtimeUrl, key, unavailableMs: limits.runtimeUnavailableMs })

  const dispatcher = new Dispatcher({
    postOffice,
    conductor,
    link,
    brief: (row) => briefAgent({ store, postOffice, fileAddress, limits, now: wallClock }, row),
    owner: randomUUID(),
    limits,
    failPoint,
    log,
    now: monotonic,
    sweepMs: limits.orphanSweepMs,
    keptEvents: limits.keptEvents,
  })
  const { doorChat, ...chatPorts } = openChatPorts({ store, postOffice, dispatcher, admit: admission(limits), limits })
  void doorChat
  const ports: ExperiencePorts = {
    sessions: {
      open: () => trafficCop.openGuest(),
      get: (caller) => trafficCop.view(caller),
      end: (caller) => trafficCop.end(caller),
    },
    files: {
      list: (caller) => files.list(caller),
      get: (caller, id) => files.get(caller, id),
      delete: (caller, id) => files.delete(caller, id),
    },
    ...chatPorts,
    ...openArtifactPorts(store),
    ...openRoutingPorts(store),
    ...openPlatformPorts({ store, connections, gateway, link }),
  }

  const credentials = new Credentials(trafficCop, config.allowTokenInUrl)
  const callerOf = requestCaller(credentials)
  addAuthRoutes(server, trafficCop, callerOf)
  addFileRoutes(server, { files, fileAddress, callerOf, mostBytes: limits.uploadBytes, now: wallClock })
  addHealthRoutes(server, { store, connections, link })
  addTrpcRoutes(server, { ports, credentials, limits, log })
  await addWebRoutes(server, config)
  const upgrades = routeUpgrades(server.server, {
    doors: config.webSockets ? [openTrpcDoor({ ports, connections, trafficCop, credentials, limits, log })] : [],
    allowsOrigin: allowsOrigin(config.allowedOrigins, config.host, portOf),
    mostConnections: 50_000,
    frameBytes: limits.frameBytes,
    onSocketError: (error) => log.debug({ err: error }, 'a socket failed'),
  })

  await trafficCop.unlinkAll()
  await server.listen({ port: config.port, host: config.host })
  const taken = await dispatcher.recover()
  log.info({ port: portOf(), host: config.host, epoch: store.epoch, taken_up: taken }, 'listening')

  return {
    get port() {
      return portOf()
    },
    epoch: store.epoch,
    async close() {
      upgrades.close()
      await connections.drain(1001, 'going away')
      await server.close()
      await dispatcher.drain()
      await link.close()
      await store.close()
    },
  }
}

/** An address on which this machine reaches itself, for a host that means "every address". */
const reachable = (host: string): string =>
  host === '0.0.0.0' || host === '::' ? '127.0.0.1' : host.includes(':') ? `[${host}]` : host

/** So many sends in so much time for each principal. [PROTOCOL 3.3] */
function admission({ sendsPerWindow, sendWindowMs }: Config['limits']): (caller: Caller) => Promise<void> {
  const limiter = new RateLimiterMemory({ points: sendsPerWindow, duration: sendWindowMs / 1000 })
  return async (caller) => {
    try {
      await limiter.consume(caller.principal.id)
    } catch (error) {
      if (!(error instanceof RateLimiterRes)) throw error
      throw new Refusal('RATE_LIMITED', 'That was too many messages in too little time.', {
        retry_after_ms: Math.max(1, error.msBeforeNext),
      })
    }
  }
}

// Composition root. Wires every module and closes them in reverse order; no other file imports all of them.

import { createHmac, randomBytes, randomUUID } from 'node:crypto'
import type { AddressInfo } from 'node:net'
import path from 'node:path'
import type { Caller } from '@biplane/contracts/experience-router'
import { BUILT_IN_AGENTS } from '@biplane/contracts/vocabulary/pillars'
import type { FailPoint } from '@biplane/process/fail-points'
import { deriveKey, internalKey } from '@biplane/process/internal-key'
import type { Log } from '@biplane/process/log'
import { type LagMeasure, LoopLag } from '@biplane/process/loop-lag'
import { AuditTrail, auditRetention } from './audit/audit-trail.ts'
import { openArtifactPorts } from './chat/artifact-ports.ts'
import { buildAgentRequest } from './chat/build-agent-request.ts'
import { openChatPorts } from './chat/chat-ports.ts'
import { ClientThreads } from './chat/client-threads.ts'
import { Dispatcher } from './chat/dispatcher.ts'
import { openRoutingPorts } from './chat/routing-ports.ts'
import { Connections } from './communication/connections.ts'
import { EventLog } from './communication/event-log.ts'
import { threadStream } from './communication/follow-thread.ts'
import { openEventManagement, openMessaging } from './communication/messaging.ts'
import { Notifier } from './communication/notifier.ts'
import type { Config } from './config.ts'
import { AgentDirectory } from './edge/agent-directory.ts'
import { allowsHost } from './edge/allowed-hosts.ts'
import { openAuthService } from './edge/auth-service.ts'
import { clientAddress } from './edge/client-address.ts'
import { Credentials } from './edge/credentials.ts'
import { openRealtimeDoor } from './edge/doors/realtime-door.ts'
import { openRuntimeAgentDoor } from './edge/doors/runtime-agent-door.ts'
import { openStandardDoor } from './edge/doors/standard-door.ts'
import { openTrpcDoor } from './edge/doors/trpc-door.ts'
import { openHttpServer } from './edge/http-server.ts'
import { allowsOrigin } from './edge/origins.ts'
import { openPlatformPorts } from './edge/platform-ports.ts'
import { publicAddress } from './edge/public-address.ts'
import { guardRequests } from './edge/request-guards.ts'
import { addSignedFileRoute } from './edge/routes/file-routes.ts'
import { addHttpRoutes } from './edge/routes/http-routes.ts'
import { OpenStreams } from './edge/routes/open-streams.ts'
import { switchedOff } from './edge/routes/socket-path-routes.ts'
import { addTrpcRoutes } from './edge/routes/trpc-routes.ts'
import { addWebRoutes } from './edge/routes/web-routes.ts'
import type { SharedPorts } from './edge/socket-ports.ts'
import type { McpFixtures } from './edge/transports/mcp/mcp-server.ts'
import { ReaderGrace } from './edge/transports/reader-grace.ts'
import { routeUpgrades } from './edge/upgrade-router.ts'
import { FileAddress } from './files/file-address.ts'
import { FileReadings } from './files/file-readings.ts'
import { FileStore } from './files/file-store.ts'
import { PlatformGateway } from './gateway/platform-gateway.ts'
import type { PlatformServices } from './gateway/services.ts'
import { addGauges } from './instruments/gauges.ts'
import { Measures } from './instruments/measures.ts'
import { ToldAudit } from './instruments/told-audit.ts'
import { toldConnections } from './instruments/told-connections.ts'
import { limitConnections, SPARE_CONNECTIONS } from './limits/address-connections.ts'
import { DiskRoom } from './limits/disk-room.ts'
import { quotasOf } from './limits/quotas-of.ts'
import { RateLimits } from './limits/rate-limits.ts'
import { isInProject, mayUse } from './principals/roles.ts'
import { openTokenVerifier } from './principals/token-verifier.ts'
import { Account } from './privacy/account.ts'
import { followErased, openAfterErase } from './privacy/after-erase.ts'
import { reap } from './privacy/reaper.ts'
import { openRestEraser } from './privacy/rest-eraser.ts'
import { watchRetention } from './privacy/retention.ts'
import { RuntimeLink } from './runtime-link/runtime-link.ts'
import { Conductor } from './smart-city/conductor.ts'
import { PostOffice } from './smart-city/post-office.ts'
import { watchSessions } from './smart-city/session-watch.ts'
import { TrafficCop } from './smart-city/traffic-cop.ts'
import { bytesLeft } from './store/commands/quotas.ts'
import { eventFromRow } from './store/event-rows.ts'
import type { EventRow } from './store/rows.ts'
import { openSessionState } from './store/session-state.ts'
import { Store } from './store/store.ts'

export interface Experience {
  readonly port: number
  readonly epoch: string
  /** What it serves over HTTP, as `GET /path`. */
  readonly routes: readonly string[]
  close(): Promise<void>
}

export interface Surroundings {
  log: Log
  failPoint: FailPoint
  /** The writer is gone: the process cannot keep a promise any more. */
  onFatal(error: Error): void
  /** How late this process's event loop runs; measured where nothing is handed in. */
  lag?: LagMeasure
  /** What a conformance suite needs beside the product's own. */
  mcpFixtures?: McpFixtures
}

const monotonic = () => performance.now()
const wallClock = () => Date.now()
/** The wall clock of the start, counted on: what is good for some minutes is so whatever the wall clock does meanwhile. */
const steadyClock = () => performance.timeOrigin + performance.now()

export async function openExperience(
  config: Config,
  { log, failPoint, onFatal, lag = new LoopLag(), mcpFixtures }: Surroundings,
): Promise<Experience> {
  const { limits } = config
  const key = internalKey(config.internalKey, config.internalKeyFile, config.production)
  const quotas = quotasOf(limits)
  const measures = new Measures(monotonic)
  const notifier = new Notifier()
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
    pageBytes: limits.replayPageBytes,
    quotas,
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

  const trail = new AuditTrail({
    write: (entries) => store.command('appendAudit', { entries, keep: auditRetention(limits) }),
    flushMs: limits.auditFlushMs,
    mostWaiting: limits.auditWaiting,
    now: wallClock,
  })
  const audit = new ToldAudit({ audit: trail, log, measures })
  const rates = new RateLimits(limits, monotonic)
  const address = clientAddress(config.trustedProxies)
  const mayUseAgent = ({ principal }: Pick<Caller, 'principal'>, agent: string, project: string | null) =>
    mayUse(config.agentAccess, principal, agent) && isInProject(config.projectAgents, project, agent)
  const connections = new Connections(limits, monotonic, toldConnections(log, measures))
  const gateway = new PlatformGateway<PlatformServices>(
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
  const trafficCop = new TrafficCop(gateway, {
    allowGuests: config.allowGuests,
    sessionMs: limits.sessionMs,
    userSessionMs: limits.userSessionMs,
    identityRefreshMs: limits.identityRefreshMs,
    onEnded(sessionIds, cause) {
      store.command('cancelSessions', { sessionIds, cause }).then(
        (running) => {
          for (const id of running) dispatcher.cancel(id)
        },
        // Their answers go on and end by themselves; nobody reads them.
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
  const postOffice = new PostOffice(gateway, { standing: (caller) => trafficCop.standing(caller), audit })
  const closedAgents = async (sessionId: string, project: string | null): Promise<string[]> => {
    if (config.agentAccess.size === 0 && config.projectAgents.size === 0) return []
    const principal = await trafficCop.principalOf(sessionId)
    return principal === null ? [] : BUILT_IN_AGENTS.filter((agent) => !mayUseAgent({ principal }, agent, project))
  }
  // Of this run alone: with a key that Runtime has too it could try who is behind a budget. [P1]
  const budgetSecret = randomBytes(32)
  const budgetKey = (payer: string) => createHmac('sha256', budgetSecret).update(payer).digest('base64url')
  const conductor = new Conductor(postOffice, {
    mostQueued: limits.queuedPerConversation,
    async mayUse(sessionId, agent, project) {
      const principal = await trafficCop.principalOf(sessionId)
      return principal !== null && mayUseAgent({ principal }, agent, project)
    },
    pause: (tried) => new Promise((resolve) => setTimeout(resolve, 100 * 2 ** tried)),
  })

  const servesHost = allowsHost(config.allowedHosts, config.allowedOrigins, config.host)
  const server = await openHttpServer(log, limits, audit)
  guardRequests(server, {
    allowsHost: servesHost,
    requireTls: config.requireTls,
    clientAddress: address,
    isInternal: (path) => path.startsWith('/internal/'),
  })
  const portOf = () => (server.server.address() as AddressInfo | null)?.port ?? config.port
  const fileAddress = new FileAddress(
    () => `http://${reachable(config.host)}:${portOf()}`,
    deriveKey(key, 'file-addresses'),
  )
  const link = new RuntimeLink({ urls: config.runtimeUrls, key, unavailableMs: limits.runtimeUnavailableMs })

  const dispatcher = new Dispatcher({
    postOffice,
    conductor,
    link,
    brief: (row) =>
      buildAgentRequest(
        { store, postOffice, closedAgents, budgetKey, fileAddress, limits, now: wallClock, steady: steadyClock },
        row,
      ),
    owner: randomUUID(),
    limits,
    failPoint,
    audit,
    log,
    now: monotonic,
    sweepMs: limits.orphanSweepMs,
    keptEvents: limits.keptEvents,
  })
  const followers = { filesDir: config.filesDir, cancel: (id: string) => dispatcher.cancel(id), link, log }
  const restEraser = openRestEraser({
    store,
    onErased: (erased) => followErased(followers, erased),
    onDone(counts) {
      const some = Object.entries(counts).filter(([, count]) => count > 0)
      if (some.length === 0) return
      audit.note({ action: 'file.deleted', caller: null, detail: { in_slices: true, ...Object.fromEntries(some) } })
    },
    log,
  })
  const afterErase = openAfterErase({ ...followers, scrub: restEraser.begin, audit, now: wallClock })
  const disk = new DiskRoom({
    folders: [path.dirname(config.databaseFile), config.filesDir],
    uploadFreeBytes: limits.diskFreeForUploadsBytes,
    sendFreeBytes: limits.diskFreeForSendsBytes,
    now: monotonic,
  })
  const files = new FileStore(store, {
    directory: config.filesDir,
    mostBytes: limits.uploadBytes,
    admit: (caller) => rates.take('upload', caller.principal.id),
    room({ session_id }) {
      const use = store.reader.storageUse(session_id)
      return bytesLeft(use ?? { kind: 'guest', own: 0, shared: 0 }, quotas)
    },
    disk,
    afterErase,
    audit,
  })
  const readings = new FileReadings({
    store,
    addressOf: (id) => fileAddress.sign(id, steadyClock() + limits.invocationMs),
    describe: (request) => link.describeFile(request),
    budgetKey,
    audit,
  })
  const streams = new OpenStreams(limits.connectionsPerPrincipal, limits.sessionSweepMs)
  addGauges(measures.registry, { connections, streams, notifier, log: events, store, dispatcher, link, lag })
  const { doorChat, ...chatPorts } = openChatPorts({
    store,
    postOffice,
    dispatcher,
    async admit({ principal }, text) {
      await disk.admitSend()
      await rates.take('send', principal.id)
      await rates.take('sendChars', principal.id, text.length)
      await rates.take('sendOfDay', principal.id)
    },
    admitCancel: (caller) => rates.take('cancel', caller.principal.id),
    mayUse: mayUseAgent,
    afterErase,
    fileViews: (caller, ids) => files.views(caller, ids),
    audit,
    limits,
    now: wallClock,
  })
  const account = new Account({
    store,
    trafficCop,
    postOffice,
    afterErase,
    filesDir: config.filesDir,
    admitExport: (caller) => rates.take('export', caller.principal.id),
    audit,
    now: wallClock,
  })
  const admit = ({ principal }: Caller, kind: 'change' | 'read') => rates.take(kind, principal.id)
  const ports: SharedPorts = {
    admit,
    sessions: {
      get: (caller) => trafficCop.view(caller),
      end: (caller) => trafficCop.end(caller),
      endAll: (caller) => trafficCop.endAll(caller),
    },
    apiKeys: trafficCop.apiKeys,
    account,
    files: {
      list: (caller, page) => files.list(caller, page),
      get: (caller, id) => files.get(caller, id),
      delete: (caller, id) => files.delete(caller, id),
      reading: (caller, id) => readings.get(caller, id),
      setReading: (caller, id, correction) => readings.set(caller, id, correction),
    },
    ...chatPorts,
    ...openArtifactPorts(store, postOffice, audit),
    ...openRoutingPorts(store, postOffice, mayUseAgent),
    ...openPlatformPorts({ store, connections, gateway, link, audit, trafficCop }),
  }

  const credentials = new Credentials({ trafficCop, allowTokenInUrl: config.allowTokenInUrl, audit })
  const verify = config.issuer
    ? openTokenVerifier(config.issuer, wallClock, (error) =>
        log.error({ err: error }, 'the keys of the issuer are missing'),
      )
    : null
  const auth = openAuthService({ trafficCop, verify, rates, clientAddress: address, audit })
  const served = addHttpRoutes(server, {
    ports,
    chat: doorChat,
    postOffice,
    auth,
    trafficCop,
    account,
    files,
    readings,
    mostBytes: limits.uploadBytes,
    admit,
    admitUpload: (request) => rates.take('uploadFromAddress', address.of(request)),
    store,
    connections,
    streams,
    link,
    credentials,
    limits,
    measures,
    metricsToken: config.metricsToken,
    lag,
    now: monotonic,
    webSockets: config.webSockets,
    liaisonSockets: config.liaisonSockets,
    threads: new ClientThreads({ store, postOffice }),
    grace: new ReaderGrace(limits.readerGraceMs),
    mcpSecret: Buffer.from(deriveKey(key, 'mcp-sessions')),
    mcpFixtures,
    allowsOrigin: allowsOrigin(config.allowedOrigins, config.host, portOf),
    guests: config.allowGuests,
    allowedOrigins: config.allowedOrigins,
    addressFor: publicAddress(config.publicUrl, address, () => `${reachable(config.host)}:${portOf()}`),
    sampleDir: config.sampleDir,
    audit,
    wallClock,
    longPollMs: config.streamsLongPollMs,
    onMistake: (error) => log.error({ err: error }, 'unexpected error in a stream'),
  })
  addSignedFileRoute(server, { files, fileAddress, now: steadyClock })
  addTrpcRoutes(server, {
    ports,
    openGuest: (request) => trafficCop.openGuest(address.of(request)),
    audit,
    credentials,
    limits,
    log,
  })
  await addWebRoutes(server, config)
  const doorDeps = { connections, trafficCop, credentials, limits, audit, clientAddress: address, log }
  const openRawDoors = (deps: typeof doorDeps) => [
    openStandardDoor({
      ...deps,
      liaisons: config.liaisonSockets,
      chat: doorChat,
      directory: new AgentDirectory(link),
      now: wallClock,
    }),
    openRuntimeAgentDoor({ ...deps, chat: doorChat, now: wallClock }),
    openRealtimeDoor({ ...deps, chat: doorChat }),
  ]
  const upgrades = routeUpgrades(server.server, {
    doors: config.webSockets ? [openTrpcDoor({ ports, ...doorDeps }), ...openRawDoors(doorDeps)] : [],
    nowhere: (path) => switchedOff(path, config) ?? 'There is no WebSocket at this path.',
    servesHost: (request) => servesHost(request.headers.host),
    isSecure: (request) => !config.requireTls || address.isSecure(request),
    allowsOrigin: allowsOrigin(config.allowedOrigins, config.host, portOf),
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
  // What a deletion before this start has left.
  restEraser.begin()
  await trafficCop.unlinkAll()
  await server.listen({ port: config.port, host: config.host })
  const recovered = await dispatcher.recover()
  log.info({ port: portOf(), host: config.host, epoch: store.epoch, taken_up: recovered }, 'listening')

  return {
    get port() {
      return portOf()
    },
    epoch: store.epoch,
    get routes() {
      return served()
    },
    async close() {
      upgrades.close()
      endWatch()
      endRetention()
      clearInterval(reaper)
      await connections.drain(1001, 'going away')
      await server.close()
      await dispatcher.drain()
      await link.close()
      await trail.drain()
      await restEraser.close()
      await store.close()
      lag.close()
    },
  }
}

/** An address on which this machine reaches itself, for a host that means "every address". */
const reachable = (host: string): string =>
  host === '0.0.0.0' || host === '::' ? '127.0.0.1' : host.includes(':') ? `[${host}]` : host

// Mounts everything that is served over HTTP: routes, tRPC, the signed files for Runtime, and the page.
import { deriveKey } from '@biplane/process/internal-key'
import { ClientThreads } from '../chat/client-threads.ts'
import { openAuthService } from '../edge/auth-service.ts'
import { Credentials } from '../edge/credentials.ts'
import { publicAddress } from '../edge/public-address.ts'
import { addSignedFileRoute } from '../edge/routes/file-routes.ts'
import { addHttpRoutes } from '../edge/routes/http-routes.ts'
import { OpenStreams } from '../edge/routes/open-streams.ts'
import { addTrpcRoutes } from '../edge/routes/trpc-routes.ts'
import { addWebRoutes } from '../edge/routes/web-routes.ts'
import { ReaderGrace } from '../edge/transports/reader-grace.ts'
import { addGauges } from '../instruments/gauges.ts'
import { openTokenVerifier } from '../principals/token-verifier.ts'
import type { Answering } from './answering.ts'
import { monotonic, steadyClock } from './clocks.ts'
import type { Content } from './content.ts'
import type { Core } from './core.ts'
import type { Identity } from './identity.ts'
import type { Ports } from './ports.ts'
import type { OwnServer } from './server.ts'

export type HttpDeps = Core & Identity & OwnServer & Answering & Content & Ports

/** `routes` lists what is served, as `GET /path`. */
export async function serveHttp(deps: HttpDeps): Promise<{ routes: () => string[]; credentials: Credentials }> {
  const { config, limits, log, audit, address, server, trafficCop, ports, files, fileAddress } = deps
  const credentials = new Credentials({ trafficCop, allowTokenInUrl: config.allowTokenInUrl, audit })
  const routes = addRoutes(deps, credentials)
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
  return { routes, credentials }
}

function addRoutes(deps: HttpDeps, credentials: Credentials): () => string[] {
  const {
    config,
    limits,
    log,
    rates,
    address,
    measures,
    store,
    events,
    key,
    server,
    ownAddress,
    postOffice,
    doorChat,
    wallClock,
  } = deps
  const streams = new OpenStreams(limits.connectionsPerPrincipal, limits.sessionSweepMs)
  addGauges(measures.registry, { ...deps, streams, log: events })
  return addHttpRoutes(server, {
    ...deps,
    chat: doorChat,
    auth: openAuth(deps),
    mostBytes: limits.uploadBytes,
    admitUpload: (request) => rates.take('uploadFromAddress', address.of(request)),
    streams,
    credentials,
    metricsToken: config.metricsToken,
    now: monotonic,
    webSockets: config.webSockets,
    liaisonSockets: config.liaisonSockets,
    threads: new ClientThreads({ store, postOffice }),
    grace: new ReaderGrace(limits.readerGraceMs),
    mcpSecret: Buffer.from(deriveKey(key, 'mcp-sessions')),
    guests: config.allowGuests,
    allowedOrigins: config.allowedOrigins,
    addressFor: publicAddress(config.publicUrl, address, ownAddress),
    sampleDir: config.sampleDir,
    wallClock,
    longPollMs: config.streamsLongPollMs,
    onMistake: (error) => log.error({ err: error }, 'unexpected error in a stream'),
  })
}

function openAuth({ config, log, audit, rates, address, trafficCop, wallClock }: HttpDeps) {
  const onMissingKeys = (error: unknown) => log.error({ err: error }, 'the keys of the issuer are missing')
  const verify = config.issuer ? openTokenVerifier(config.issuer, wallClock, onMissingKeys) : null
  return openAuthService({ trafficCop, verify, rates, clientAddress: address, audit })
}

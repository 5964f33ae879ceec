// Composition root. Wires every module and closes them in reverse order; no other file imports all of them.
import { openAnswering } from './compose/answering.ts'
import { openContent } from './compose/content.ts'
import { type ExperienceDeps, openCore } from './compose/core.ts'
import { serveHttp } from './compose/http.ts'
import { openIdentity } from './compose/identity.ts'
import { openPorts } from './compose/ports.ts'
import { openServer } from './compose/server.ts'
import { serveSockets } from './compose/sockets.ts'
import { startSweeps } from './compose/sweeps.ts'
import type { Config } from './config.ts'

export interface Experience {
  readonly port: number
  readonly epoch: string
  /** What it serves over HTTP, as `GET /path`. */
  readonly routes: readonly string[]
  close(): Promise<void>
}

export async function openExperience(config: Config, deps: ExperienceDeps): Promise<Experience> {
  const core = await openCore(config, deps)
  const identity = openIdentity(core, (invocationId) => answering.dispatcher.cancel(invocationId))
  const ownServer = await openServer(core)
  const answering = openAnswering({ ...core, ...identity, ...ownServer })
  const content = openContent({ ...core, ...answering })
  const ports = openPorts({ ...core, ...identity, ...answering, ...content })
  const opened = { ...core, ...identity, ...ownServer, ...answering, ...content, ...ports }
  const { routes, credentials } = await serveHttp(opened)
  const sockets = serveSockets({ ...opened, credentials })
  const endSweeps = startSweeps(opened)
  const { log, lag, store, trail, trafficCop, connections, server, portOf } = opened
  const { dispatcher, scheduler, link, restEraser } = opened
  // What a deletion before this start has left.
  restEraser.begin()
  await trafficCop.unlinkAll()
  await server.listen({ port: config.port, host: config.host })
  const recovered = await dispatcher.recover()
  scheduler.start()
  log.info({ port: portOf(), host: config.host, epoch: store.epoch, taken_up: recovered }, 'listening')

  return {
    get port() {
      return portOf()
    },
    epoch: store.epoch,
    get routes() {
      return routes()
    },
    async close() {
      sockets.close()
      endSweeps()
      await connections.drain(1001, 'going away')
      await server.close()
      await scheduler.close()
      await dispatcher.drain()
      await link.close()
      await trail.drain()
      await restEraser.close()
      await store.close()
      lag.close()
    },
  }
}

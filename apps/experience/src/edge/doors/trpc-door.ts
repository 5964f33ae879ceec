// Owns tRPC over WebSocket: the primary client's live door. It translates and passes on. [PROTOCOL 3.8]
import { type ExperienceContext, type ExperiencePorts, experienceRouter } from '@biplane/contracts/experience-router'
import { refusalOf, viewOfError } from '@biplane/contracts/refusal'
import type { Limits } from '@biplane/contracts/vocabulary/limits'
import { REFUSALS } from '@biplane/contracts/vocabulary/refusal-codes'
import type { Log } from '@biplane/process/log'
import { getWSConnectionHandler } from '@trpc/server/adapters/ws'
import { v7 as uuid } from 'uuid'
import type { Connection, Connections } from '../../communication/connections.ts'
import type { LiveCredential, TrafficCop } from '../../smart-city/traffic-cop.ts'
import type { Credentials } from '../credentials.ts'
import { checkBounds } from '../json-guard.ts'
import { Tally } from '../tally.ts'
import type { Accepted, SocketDoor } from '../upgrade-router.ts'

export interface TrpcDoorDeps {
  ports: ExperiencePorts
  connections: Connections
  trafficCop: TrafficCop
  credentials: Credentials
  limits: Limits
  log: Log
}

export function openTrpcDoor(deps: TrpcDoorDeps): SocketDoor {
  return { matches: (path) => path === '/trpc', open: (accepted) => serve(deps, accepted) }
}

function serve({ ports, connections, trafficCop, credentials, limits, log }: TrpcDoorDeps, accepted: Accepted): void {
  const { wss, socket, stream, request, url } = accepted
  const connection = connections.register({
    id: uuid(),
    door: 'trpc',
    realm: 'experience',
    sessionId: null,
    credential: null,
    agentType: null,
    pillar: null,
    socket,
    stream,
  })
  // A client that never says who it is holds no socket.
  const anonymous = setTimeout(() => connection.close(4401, 'no session'), limits.firstAuthenticationMs)
  socket.once('close', () => clearTimeout(anonymous))

  const unreadable = new Tally(limits.badFramesPerMinute, 60_000, () => performance.now())

  const handle = getWSConnectionHandler({
    wss,
    router: experienceRouter,
    maxBatchSize: limits.batchCalls,
    experimental_encoder: {
      encode: (data) => JSON.stringify(data),
      decode: (data) => {
        try {
          return decodeFrame(data, limits)
        } catch (error) {
          // The adapter answers it; a client that sends nothing else is not one.
          if (unreadable.another()) connection.close(4400, 'too many unreadable frames')
          throw error
        }
      },
    },
    async createContext({ info }): Promise<ExperienceContext> {
      const shown = info.connectionParams?.sessionToken
      const live = await (shown
        ? credentials.recognise(shown)
        : credentials.of(request.headers, url.searchParams)
      ).catch((error: unknown) => {
        const refusal = refusalOf(error)
        if (!refusal) throw error
        connection.close(REFUSALS[refusal.refusal].close ?? 4401, refusal.message)
        return null
      })
      if (live) {
        clearTimeout(anonymous)
        adopt(connection, live)
        if (connections.list(live.caller.session_id).length > limits.connectionsPerPrincipal) {
          connection.close(4429, 'too many connections')
          return { caller: () => null, ports, reader: null }
        }
        await trafficCop.link(connection, live.caller.session_id)
        socket.once('close', () => void trafficCop.unlink(connection.id).catch(() => {}))
      }
      return { caller: () => live?.check() ?? null, ports, reader: connection.reader }
    },
    onError({ error, path }) {
      if (viewOfError(error).code === 'INTERNAL')
        log.error({ err: error.cause ?? error, path }, 'a call failed by a mistake of ours')
    },
  })
  handle(socket, request)
}

function adopt(connection: Connection, live: LiveCredential): void {
  connection.sessionId = live.caller.session_id
  connection.credential = live.caller.credential
}

function decodeFrame(data: unknown, limits: Limits): unknown {
  if (typeof data !== 'string') throw new Error('a frame is text')
  const value: unknown = JSON.parse(data)
  checkBounds(value, limits)
  return value
}

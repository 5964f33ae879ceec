// tRPC over WebSocket, the live transport of the primary client. Translates and forwards. [D2]
import { type Caller, type ExperienceContext, experienceRouter } from '@biplane/contracts/experience-router'
import { refusalOf, viewOfError } from '@biplane/contracts/refusal'
import type { Limits } from '@biplane/contracts/vocabulary/limits'
import { REFUSALS } from '@biplane/contracts/vocabulary/refusal-codes'
import type { Log } from '@biplane/process/log'
import { getWSConnectionHandler } from '@trpc/server/adapters/ws'
import { v7 as uuid } from 'uuid'
import type { AuditNotes } from '../../audit/audit-trail.ts'
import type { Connections } from '../../communication/connections.ts'
import type { LiveCredential, TrafficCop } from '../../smart-city/traffic-cop.ts'
import type { ClientAddress } from '../client-address.ts'
import type { Credentials } from '../credentials.ts'
import { checkBounds, parseJson } from '../json-guard.ts'
import { SharedEncoding } from '../shared-encoding.ts'
import { SlidingWindowCounter } from '../sliding-window-counter.ts'
import { portsOfClient, type SharedPorts, SubscriptionPlaces } from '../socket-ports.ts'
import type { Accepted, SocketDoor } from '../upgrade-router.ts'
import { UnreadableCalls } from './unreadable-calls.ts'

export interface TrpcDoorDeps {
  ports: SharedPorts
  connections: Connections
  trafficCop: TrafficCop
  credentials: Credentials
  limits: Limits
  audit: AuditNotes
  clientAddress: ClientAddress
  log: Log
}

export function openTrpcDoor(deps: TrpcDoorDeps): SocketDoor {
  // The same for all sockets: of ten thousand each would have its own copy. [W4]
  const shared = {
    ...deps,
    encoding: new SharedEncoding(),
    places: new SubscriptionPlaces(deps.limits.subscriptionsPerSocket),
  }
  return { matches: (path) => path === '/trpc', open: (accepted) => serve(shared, accepted) }
}

interface Shared {
  encoding: SharedEncoding
  places: SubscriptionPlaces
}

function serve(deps: TrpcDoorDeps & Shared, accepted: Accepted): void {
  const { encoding, places } = deps
  const { connections, trafficCop, credentials, limits, audit, clientAddress, log } = deps
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
  const ports = portsOfClient(deps.ports, {
    openGuest: () => trafficCop.openGuest(clientAddress.of(request)),
    places,
    placeOf: () => connection.id,
    traced: { door: 'trpc', connection_id: connection.id },
  })
  let caller: Caller | null = null
  // A client that never says who it is holds no socket.
  const anonymous = setTimeout(() => connection.close(4401, 'no session'), limits.firstAuthenticationMs)
  socket.once('close', () => clearTimeout(anonymous))

  const unreadable = new SlidingWindowCounter(limits.badFramesPerMinute, 60_000, () => performance.now())

  const calls = new UnreadableCalls()

  const handle = getWSConnectionHandler({
    wss,
    router: experienceRouter,
    maxBatchSize: limits.batchCalls,
    experimental_encoder: {
      encode: (data) => {
        connection.sent += 1
        // It is sent next, in this turn.
        connection.writes.join()
        const [first, ...others] = calls.answersFor(data) ?? [data]
        for (const answer of others) socket.send(encoding.encode(answer))
        return encoding.encode(first)
      },
      decode: (data) => {
        let frame: unknown
        try {
          if (typeof data !== 'string') throw new Error('a frame is text')
          frame = parseJson(data)
          checkBounds(frame, limits)
          return frame
        } catch (error) {
          calls.refused(frame, limits.batchCalls)
          // The adapter answers it; a client that sends nothing else is not one.
          if (unreadable.addIsOver()) connection.close(4400, 'too many unreadable frames')
          throw error
        }
      },
    },
    async createContext({ info }): Promise<ExperienceContext> {
      const shown = info.connectionParams?.sessionToken
      const live = await adopt(() =>
        shown ? credentials.recognise(shown) : credentials.of(request.headers, url.searchParams),
      )
      return { caller: () => live?.check() ?? null, ports, reader: connection.reader }
    },
    onError({ error, path }) {
      if (viewOfError(error).code === 'INTERNAL')
        log.error({ err: error.cause ?? error, path }, 'unexpected error in a call')
      else audit.refused(error, nameOfCall(path), caller)
    },
  })
  handle(socket, request)

  /** Whose socket it is from here on; a refusal closes it with the code of the table. */
  async function adopt(recognise: () => Promise<LiveCredential | null>): Promise<LiveCredential | null> {
    try {
      const live = await recognise()
      if (!live) return null
      clearTimeout(anonymous)
      caller = live.caller
      connection.sessionId = live.caller.session_id
      connection.credential = live.caller.credential
      await trafficCop.link(connection, live.caller.session_id)
      const unlink = () => void trafficCop.unlink(connection.id).catch(() => {})
      if (socket.readyState === socket.CLOSED) unlink()
      else socket.once('close', unlink)
      return live
    } catch (error) {
      const refusal = refusalOf(error)
      if (!refusal) throw error
      audit.refused(refusal, '/trpc', caller)
      // Without a code of its own it is our trouble: 4401 would tell a client that its token is bad, and not to come back.
      connection.close(REFUSALS[refusal.refusal].close ?? 1011, refusal.message)
      return null
    }
  }
}

/** Only names of our own are written down: a wrong one is whatever somebody sent. */
const nameOfCall = (path: string | undefined): string =>
  path !== undefined && Object.hasOwn(experienceRouter._def.procedures, path) ? path : 'no procedure'

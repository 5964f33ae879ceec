// Lists every declared HTTP route and mounts it on the server. The page, tRPC, socket paths and the files that Runtime
// reads are served elsewhere. [D3.13]
import * as agentEvents from '@biplane/contracts/wire/agent-events'
import * as artifacts from '@biplane/contracts/wire/artifacts'
import * as commands from '@biplane/contracts/wire/commands'
import * as events from '@biplane/contracts/wire/events'
import * as http from '@biplane/contracts/wire/http'
import * as ids from '@biplane/contracts/wire/ids'
import * as schedules from '@biplane/contracts/wire/schedules'
import * as threads from '@biplane/contracts/wire/threads'
import type { FastifyRequest } from 'fastify'
import type { AuditNotes } from '../../audit/audit-trail.ts'
import type { ClientThreads } from '../../chat/client-threads.ts'
import { asyncApiDocument } from '../asyncapi.ts'
import type { HttpServer } from '../http-server.ts'
import { openApiDocument } from '../openapi.ts'
import { SchemaBook } from '../schema-book.ts'
import type { SharedPorts } from '../socket-ports.ts'
import { a2aRoutes, addA2aRoutes } from '../transports/a2a/a2a-routes.ts'
import { agUiRoutes } from '../transports/ag-ui/ag-ui-routes.ts'
import { streamRoutes } from '../transports/durable-streams/stream-routes.ts'
import { addMcpRoutes, mcpDoor } from '../transports/mcp/mcp-routes.ts'
import type { McpFixtures } from '../transports/mcp/mcp-server.ts'
import { addOpenAiRoutes, openAiRoutes } from '../transports/openai/openai-routes.ts'
import type { ReaderGrace } from '../transports/reader-grace.ts'
import { type AccountRouteDeps, accountRoutes } from './account-routes.ts'
import { adminRoutes } from './admin-routes.ts'
import { apiKeyRoutes } from './api-key-routes.ts'
import { artifactRoutes } from './artifact-routes.ts'
import { type AuthRouteDeps, authRoutes } from './auth-routes.ts'
import { type ConversationRouteDeps, conversationRoutes } from './conversation-routes.ts'
import { allowCrossOrigin } from './cross-origin.ts'
import { addDescriptionRoutes, type Descriptions } from './description-routes.ts'
import { type FileRouteDeps, fileRoutes } from './file-routes.ts'
import { type HealthRouteDeps, healthRoutes } from './health-routes.ts'
import { messageRoutes } from './message-routes.ts'
import { type MetricsRouteDeps, metricsRoutes } from './metrics-routes.ts'
import { type MountDeps, mountRoutes } from './mount-routes.ts'
import type { Route } from './route.ts'
import { watchRoutes } from './route-table.ts'
import { sampleRoutes } from './sample-routes.ts'
import { scheduleRoutes } from './schedule-routes.ts'
import { sessionRoutes } from './session-routes.ts'
import { addSocketPathRoutes } from './socket-path-routes.ts'
import { threadRoutes } from './thread-routes.ts'
import { trafficCopRoutes } from './traffic-cop-routes.ts'

export interface HttpRouteDeps
  extends AuthRouteDeps,
    FileRouteDeps,
    HealthRouteDeps,
    MetricsRouteDeps,
    MountDeps,
    AccountRouteDeps,
    Omit<ConversationRouteDeps, 'conversations'> {
  ports: SharedPorts
  audit: AuditNotes
  /** How long a poll of a stream waits, in milliseconds. */
  longPollMs: number
  /** Wall-clock milliseconds. */
  wallClock(): number
  allowedOrigins: readonly string[]
  sampleDir: string
  liaisonSockets: boolean
  threads: ClientThreads
  /** Signs the session ids of MCP. */
  mcpSecret: Buffer
  mcpFixtures?: McpFixtures | undefined
  /** Whether a page of this origin may call. */
  allowsOrigin(origin: string): boolean
  grace: ReaderGrace
  /** Where clients reach this server, without a slash at the end. */
  addressFor(request: FastifyRequest): string
}

/** Returns what says everything that the server serves, what is added later included. */
export function addHttpRoutes(server: HttpServer, deps: HttpRouteDeps): () => string[] {
  const served = watchRoutes(server)
  // Before the server cuts what is still open: each stream ends in order.
  server.addHook('preClose', async () => {
    deps.grace.close()
    deps.streams.close()
  })
  allowCrossOrigin(server, deps.allowedOrigins)
  const routes = declaredRoutes(deps)
  mountRoutes(server, routes, deps)
  const { artifacts, conversations, invocations } = deps.ports
  const openAi = openAiRoutes({ ...deps, conversations, invocations })
  addOpenAiRoutes(server, openAi, deps)
  const a2a = a2aRoutes({ ...deps, conversations, invocations })
  addA2aRoutes(server, a2a, deps)
  const mcp = mcpDoor({ ...deps, artifacts, conversations, invocations })
  addMcpRoutes(server, mcp, deps)
  addSocketPathRoutes(server, deps)
  addDescriptionRoutes(server, descriptionsOf([...routes, ...openAi, ...a2a, ...mcp.routes]))
  return served
}

function declaredRoutes(deps: HttpRouteDeps): Route[] {
  const { ports, chat, trafficCop, streams } = deps
  return [
    ...authRoutes(deps),
    ...apiKeyRoutes(ports.apiKeys),
    ...messageRoutes({ chat, invocations: ports.invocations, routing: ports.routing, streams }),
    ...conversationRoutes({ ...deps, conversations: ports.conversations }),
    ...threadRoutes({ ...deps, threads: ports.threads }),
    ...scheduleRoutes(ports.schedules),
    ...sessionRoutes(trafficCop, deps.account),
    ...accountRoutes(deps),
    ...fileRoutes(deps),
    ...artifactRoutes(ports.artifacts),
    ...agUiRoutes(deps),
    ...streamRoutes(deps),
    ...trafficCopRoutes({ chat, trafficCop }),
    ...adminRoutes(ports.platform),
    ...healthRoutes(deps),
    ...metricsRoutes(deps),
    ...sampleRoutes(deps.sampleDir),
  ]
}

const SHAPES = { ...ids, ...artifacts, ...agentEvents, ...events, ...commands, ...schedules, ...threads, ...http }

/** Made when somebody asks: a start waits for neither. */
function descriptionsOf(routes: readonly Route[]): Descriptions {
  return {
    openApi() {
      const book = new SchemaBook(SHAPES, 'draft-2020-12')
      return openApiDocument(routes, book, book.schemaOf(http.refusal))
    },
    asyncApi: asyncApiDocument,
  }
}

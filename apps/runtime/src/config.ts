// Reads Runtime's environment, the only module that does.
import path from 'node:path'
import { BadConfiguration, port, readEnvironment } from '@biplane/process/environment'
import { LOG_LEVELS } from '@biplane/process/log'
import { z } from 'zod'
import { type ModelSettings, modelSettings, modelVariables } from './models/model-settings.ts'
import { type RemoteAgentSetting, readRemoteAgents } from './remote/remote-agents-setting.ts'

const schema = z.object({
  NODE_ENV: z.string().default('development'),
  RUNTIME_PORT: port(8000),
  RUNTIME_HOST: z.string().default('127.0.0.1'),
  INTERNAL_KEY: z.string().optional(),
  DATABASE_URL: z
    .string()
    .regex(/^file:.+/, 'is a file: address')
    .default('file:./data/biplane.db'),
  LOG_LEVEL: z.enum(LOG_LEVELS).default('info'),
  OTEL_EXPORTER_OTLP_ENDPOINT: z.url({ protocol: /^https?$/, error: 'is an http address' }).optional(),
  /** Pieces that a built-in agent says in a second, for demonstrations of what can be interrupted; 0 is as fast as it can. */
  AGENT_PIECES_PER_SECOND: z.coerce.number().min(0).max(10_000).default(0),
  /** `agent=address` of `POST /run` services, separated by commas. */
  REMOTE_AGENTS: z
    .string()
    .default('')
    .transform((text, context) => inWords(context, () => readRemoteAgents(text), [])),
  /** How long a remote agent may take for an answer. */
  REMOTE_AGENT_SECONDS: z.coerce.number().min(1).max(600).default(60),
  /** How many long calls of tools run at once, each in its own process; two processes more are for short calls. */
  TOOL_WORKERS: z.coerce.number().int().min(1).max(16).default(2),
  /** How many idle processes wait for the next call of a tool. With 0 the first call starts one. */
  TOOL_SPARES: z.coerce.number().int().min(0).max(4).default(2),
  /** How long one call of a tool may work; by the clock, and with a file beyond 20 MiB, twice as long. A file that took longer is not tried again. */
  TOOL_CALL_SECONDS: z.coerce.number().min(1).max(300).default(15),
  /** How much processor time of the tool workers one session may use in a minute. */
  TOOL_SECONDS_PER_MINUTE: z.coerce.number().min(1).max(3_600).default(30),
  ...modelVariables,
})

/** What a reader refuses is a problem of its variable. */
function inWords<T>(context: z.RefinementCtx, read: () => T, otherwise: T): T {
  try {
    return read()
  } catch (error) {
    context.addIssue({ code: 'custom', message: error instanceof Error ? error.message : 'is not usable' })
    return otherwise
  }
}

export interface Config {
  production: boolean
  port: number
  host: string
  internalKey: string | undefined
  /** The key lies beside the database, which is Experience's; Runtime opens nothing else there. */
  internalKeyFile: string
  logLevel: (typeof LOG_LEVELS)[number]
  /** Where traces are sent; absent: nobody collects them, and nothing is loaded for it. */
  traceEndpoint?: string
  paceMs: number
  remoteAgents: RemoteAgentSetting[]
  remoteAgentMs: number
  /** Absent ones have the defaults of the tool workers. */
  tools: { workers?: number; spares?: number; callMs?: number; sessionMsPerMinute?: number }
  /** `null`: the liaisons work by rules alone. */
  model: ModelSettings | null
}

/** @throws BadConfiguration that names every variable that is not usable */
export function readConfig(env: NodeJS.ProcessEnv, root: string): Config {
  const e = readEnvironment(schema, env)
  const data = path.dirname(path.resolve(root, e.DATABASE_URL.slice('file:'.length)))
  return {
    production: e.NODE_ENV === 'production',
    port: e.RUNTIME_PORT,
    host: e.RUNTIME_HOST,
    internalKey: e.INTERNAL_KEY,
    internalKeyFile: path.join(data, 'internal.key'),
    logLevel: e.LOG_LEVEL,
    ...(e.OTEL_EXPORTER_OTLP_ENDPOINT === undefined ? {} : { traceEndpoint: e.OTEL_EXPORTER_OTLP_ENDPOINT }),
    paceMs: e.AGENT_PIECES_PER_SECOND === 0 ? 0 : 1000 / e.AGENT_PIECES_PER_SECOND,
    remoteAgents: e.REMOTE_AGENTS,
    remoteAgentMs: e.REMOTE_AGENT_SECONDS * 1000,
    tools: {
      workers: e.TOOL_WORKERS,
      spares: e.TOOL_SPARES,
      callMs: e.TOOL_CALL_SECONDS * 1000,
      sessionMsPerMinute: e.TOOL_SECONDS_PER_MINUTE * 1000,
    },
    model: modelOf(e),
  }
}

function modelOf(e: z.output<typeof schema>): ModelSettings | null {
  try {
    return modelSettings(e)
  } catch (error) {
    throw new BadConfiguration([error instanceof Error ? error.message : 'MODEL_PROVIDER: is not usable'])
  }
}

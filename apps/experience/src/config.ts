// Reads Experience's environment; nothing else looks at it.
import path from 'node:path'
import { LIMITS, type Limits } from '@biplane/contracts/vocabulary/limits'
import { isAgentId } from '@biplane/contracts/vocabulary/pillars'
import { BadConfiguration, flag, list, optionalFlag, port, readEnvironment } from '@biplane/process/environment'
import { LOG_LEVELS } from '@biplane/process/log'
import { z } from 'zod'
import { AGENT_USERS, type AgentAccess, type ProjectAgents } from './principals/roles.ts'
import type { Issuer } from './principals/token-verifier.ts'

const days = (most: number) =>
  z
    .string()
    .regex(/^\d{1,5}$/, 'is a whole number of days, 0 for never')
    .default(String(most))
    .transform(Number)

const schema = z.object({
  NODE_ENV: z.string().default('development'),
  EXPERIENCE_PORT: port(8001),
  EXPERIENCE_HOST: z.string().default('127.0.0.1'),
  /** Where Runtime listens on this machine, when `RUNTIME_URL` does not say more. */
  RUNTIME_PORT: port(8000),
  RUNTIME_URL: list().optional(),
  INTERNAL_KEY: z.string().optional(),
  DATABASE_URL: z
    .string()
    .regex(/^file:.+/, 'is a file: address')
    .default('file:./data/biplane.db'),
  FILES_DIR: z.string().optional(),
  ALLOWED_ORIGINS: list().optional(),
  ALLOWED_HOSTS: list().default([]),
  PUBLIC_URL: z.url({ protocol: /^https?$/, error: 'is an http address' }).optional(),
  RETENTION_DAYS: days(0),
  GUEST_RETENTION_DAYS: days(30),
  ALLOW_GUESTS: optionalFlag(),
  AUTH_ISSUER: z.string().optional(),
  AUTH_AUDIENCE: z.string().optional(),
  AUTH_JWKS_URL: z.url({ protocol: /^https?$/, error: 'is an http address' }).optional(),
  TENANT_REQUIRED: flag(false),
  RESTRICTED_AGENTS: list().default([]),
  PROJECT_AGENTS: list().default([]),
  /** The first step of a rollout: sockets of the guide alone, while the liaisons are reached over HTTP. */
  WS_LIAISON_ENABLED: flag(true),
  TRUSTED_PROXIES: list().default([]),
  REQUIRE_TLS: optionalFlag(),
  WS_ENABLED: flag(true),
  STREAMS_LONG_POLL_MS: z.coerce.number().int().min(0).max(60_000).default(20_000),
  ALLOW_TOKEN_IN_URL: flag(false),
  LOG_LEVEL: z.enum(LOG_LEVELS).default('info'),
  WEB_PORT: port(3000),
  WEB_DIR: z.string().optional(),
  /** Lets whoever carries it read the figures from elsewhere than this machine. */
  METRICS_TOKEN: z.string().min(16, 'has at least 16 characters').optional(),
  OTEL_EXPORTER_OTLP_ENDPOINT: z.url({ protocol: /^https?$/, error: 'is an http address' }).optional(),
  SAMPLE_DIR: z.string().optional(),
  MIGRATIONS_DIR: z.string().optional(),
})

export interface Config {
  /** Days after which a conversation without activity is deleted; 0: never. */
  retentionDays: number
  /** Days after which a guest who did not come back is deleted; 0: never. */
  guestRetentionDays: number
  production: boolean
  port: number
  host: string
  runtimeUrls: string[]
  internalKey: string | undefined
  internalKeyFile: string
  databaseFile: string
  filesDir: string
  /** Besides the address that the product itself is served from. */
  allowedOrigins: string[]
  /** Where clients reach this server, where a request's own `Host` does not say it. */
  publicUrl: string | undefined
  /** Names that the product answers to, beside this machine's own, IP addresses and the hosts of `allowedOrigins`. */
  allowedHosts: string[]
  allowGuests: boolean
  /** Whose bearer tokens are exchanged for sessions; `null` where only guests enter. */
  issuer: Issuer | null
  agentAccess: AgentAccess
  projectAgents: ProjectAgents
  /** Addresses whose `X-Forwarded-For` is believed. */
  trustedProxies: string[]
  /** HTTP and sockets over TLS only, here or at a trusted proxy that says so. */
  requireTls: boolean
  webSockets: boolean
  /** How long a poll of `/streams` waits for an event, in milliseconds. */
  streamsLongPollMs: number
  /** Whether the liaisons have sockets of their own. */
  liaisonSockets: boolean
  allowTokenInUrl: boolean
  logLevel: (typeof LOG_LEVELS)[number]
  metricsToken: string | null
  /** Where traces are sent; `null`: nobody collects them, and nothing is loaded for it. */
  traceEndpoint: string | null
  /** The built web app; nothing is served where it is not there. */
  webDir: string
  sampleDir: string
  migrationsDir: string
  limits: Limits
  /** What the writer thread reads of the environment. */
  env: { NODE_ENV: string | undefined; FAIL_POINT: string | undefined }
}

/** Where the parts of the product lie; the bundle and the source tree differ. */
export interface Places {
  /** Relative addresses in the environment are relative to this. */
  root: string
  web: string
  sample: string
  migrations: string
}

/** @throws BadConfiguration that names every variable that is not usable */
export function readConfig(env: NodeJS.ProcessEnv, places: Places): Config {
  const e = readEnvironment(schema, env)
  const databaseFile = path.resolve(places.root, e.DATABASE_URL.slice('file:'.length))
  const data = path.dirname(databaseFile)
  const production = e.NODE_ENV === 'production'
  refuseSilentlyPublic(e)
  const runtimeUrls = e.RUNTIME_URL ?? [`http://127.0.0.1:${e.RUNTIME_PORT}`]
  for (const url of runtimeUrls) {
    if (!URL.canParse(url) || !/^https?:$/.test(new URL(url).protocol)) {
      throw new BadConfiguration(['RUNTIME_URL: is one or more http addresses, separated by commas'])
    }
  }
  return {
    retentionDays: e.RETENTION_DAYS,
    guestRetentionDays: e.GUEST_RETENTION_DAYS,
    production,
    port: e.EXPERIENCE_PORT,
    host: e.EXPERIENCE_HOST,
    runtimeUrls,
    internalKey: e.INTERNAL_KEY,
    internalKeyFile: path.join(data, 'internal.key'),
    databaseFile,
    filesDir: path.resolve(places.root, e.FILES_DIR ?? path.join(data, 'files')),
    allowedOrigins:
      e.ALLOWED_ORIGINS ?? (production ? [] : [`http://localhost:${e.WEB_PORT}`, `http://127.0.0.1:${e.WEB_PORT}`]),
    allowedHosts: e.ALLOWED_HOSTS,
    publicUrl: withoutSlash(e.PUBLIC_URL),
    allowGuests: e.ALLOW_GUESTS ?? true,
    issuer: readIssuer(e, production),
    agentAccess: readAgentAccess(e.RESTRICTED_AGENTS),
    projectAgents: readProjectAgents(e.PROJECT_AGENTS),
    trustedProxies: e.TRUSTED_PROXIES,
    requireTls: e.REQUIRE_TLS ?? false,
    webSockets: e.WS_ENABLED,
    streamsLongPollMs: e.STREAMS_LONG_POLL_MS,
    liaisonSockets: e.WS_ENABLED && e.WS_LIAISON_ENABLED,
    allowTokenInUrl: e.ALLOW_TOKEN_IN_URL,
    logLevel: e.LOG_LEVEL,
    metricsToken: e.METRICS_TOKEN ?? null,
    traceEndpoint: e.OTEL_EXPORTER_OTLP_ENDPOINT ?? null,
    webDir: path.resolve(places.root, e.WEB_DIR ?? places.web),
    sampleDir: path.resolve(places.root, e.SAMPLE_DIR ?? places.sample),
    migrationsDir: path.resolve(places.root, e.MIGRATIONS_DIR ?? places.migrations),
    limits: readLimits(env),
    env: { NODE_ENV: env.NODE_ENV, FAIL_POINT: env.FAIL_POINT },
  }
}

const isLoopback = (host: string): boolean =>
  ['localhost', '::1', '[::1]'].includes(host) || /^127(\.\d{1,3}){3}$/.test(host)

/**
 * A server that other machines reach is not opened by accident: whether guests are let in and whether TLS is required is
 * said, one way or the other.
 */
function refuseSilentlyPublic(
  e: Pick<z.output<typeof schema>, 'EXPERIENCE_HOST' | 'REQUIRE_TLS' | 'ALLOW_GUESTS'>,
): void {
  if (isLoopback(e.EXPERIENCE_HOST)) return
  const missing = (['REQUIRE_TLS', 'ALLOW_GUESTS'] as const).filter((name) => e[name] === undefined)
  if (missing.length === 0) return
  throw new BadConfiguration(
    missing.map(
      (name) => `${name}: is true or false, and has to be set where EXPERIENCE_HOST is reachable from other machines`,
    ),
  )
}

/** All three or none: half of an issuer would let everybody in, or nobody. */
function readIssuer(
  e: Pick<z.output<typeof schema>, 'AUTH_ISSUER' | 'AUTH_AUDIENCE' | 'AUTH_JWKS_URL' | 'TENANT_REQUIRED'>,
  production: boolean,
): Issuer | null {
  const { AUTH_ISSUER: issuer, AUTH_AUDIENCE: audience, AUTH_JWKS_URL: jwksUrl } = e
  if (issuer === undefined && audience === undefined && jwksUrl === undefined) return null
  if (issuer === undefined || audience === undefined || jwksUrl === undefined) {
    throw new BadConfiguration(['AUTH_ISSUER, AUTH_AUDIENCE, AUTH_JWKS_URL: all three are set, or none'])
  }
  // An issuer on this machine is for trying sign-in; its keys cross no network.
  if (production && !jwksUrl.startsWith('https:') && !isLoopback(new URL(jwksUrl).hostname)) {
    throw new BadConfiguration(['AUTH_JWKS_URL: is an https address in production, or an http address on this machine'])
  }
  return { issuer, audience, jwksUrl, tenantRequired: e.TENANT_REQUIRED }
}

/** `RESTRICTED_AGENTS=liaison.insights=member+operator`: everybody else may not use that agent. */
function readAgentAccess(entries: string[]): AgentAccess {
  const bad = () => new BadConfiguration([`RESTRICTED_AGENTS: is agent=${AGENT_USERS.join('+')}, separated by commas`])
  return new Map(
    entries.map((entry) => {
      const [agent = '', users = ''] = entry.split('=')
      if (!isAgentId(agent)) throw bad()
      return [
        agent,
        users.split('+').map((name) => {
          const user = AGENT_USERS.find((known) => known === name)
          if (!user) throw bad()
          return user
        }),
      ]
    }),
  )
}

/** `PROJECT_AGENTS=apollo=liaison.content+liaison.insights`: in that project only these answer, and the guide. */
function readProjectAgents(entries: string[]): ProjectAgents {
  return new Map(
    entries.map((entry) => {
      const at = entry.indexOf('=')
      const agents = entry.slice(at + 1).split('+')
      if (at < 1 || !agents.every(isAgentId)) {
        throw new BadConfiguration(['PROJECT_AGENTS: is project=agent+agent, separated by commas'])
      }
      return [entry.slice(0, at), agents.filter(isAgentId)]
    }),
  )
}

/** Each limit can be set by its name in capitals: `LIMIT_SENDS_PER_WINDOW=100`. */
function readLimits(env: NodeJS.ProcessEnv): Limits {
  const problems: string[] = []
  const limits: Limits = { ...LIMITS }
  for (const name of Object.keys(LIMITS) as (keyof Limits)[]) {
    const variable = `LIMIT_${name.replace(/[A-Z]/g, (letter) => `_${letter}`).toUpperCase()}`
    const text = env[variable]
    if (text === undefined || text === '') continue
    const value = Number(text)
    if (!Number.isSafeInteger(value) || value <= 0) problems.push(`${variable}: is a whole number above 0`)
    else limits[name] = value
  }
  if (problems.length > 0) throw new BadConfiguration(problems)
  return limits
}

const withoutSlash = (url: string | undefined): string | undefined => (url?.endsWith('/') ? url.slice(0, -1) : url)

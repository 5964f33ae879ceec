// A running Experience for tests: real HTTP and sockets on a free port, a real database in its own folder, and people
// with sessions. Waits for facts, never for time.
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { openedSession } from '@biplane/contracts/wire/commands'
import type { StreamItem } from '@biplane/contracts/wire/events'
import { type Log, openLog } from '@biplane/process/log'
import type { LagMeasure } from '@biplane/process/loop-lag'
import { openScriptedRuntime, type ScriptedRuntime } from '@biplane/proof/scripted-runtime'
import { SubscriptionReader } from '@biplane/proof/subscription-reader'
import { type ExperienceClient, openExperienceClient, type SocketClient } from '@biplane/proof/trpc-client'
import { type Experience, openExperience } from '../compose.ts'
import { type Config, readConfig } from '../config.ts'

const ROOT = path.resolve(import.meta.dirname, '../../../..')

export interface LiveOptions {
  /** Environment variables on top of those of a test. */
  env?: Record<string, string>
  /** A folder that outlives this Experience; its own and temporary when absent. */
  directory?: string
  runtime?: ScriptedRuntime
  /** Where its log lines go; nowhere when absent. */
  log?: Log
  /** How late its loop runs: on time when absent, however busy this machine is. */
  lateMs?: () => number
  /** Its wall clock; this machine's when absent. */
  wallClock?: () => number
}

export type Item = { id: string; data: StreamItem }
export type AuditEntry = Awaited<ReturnType<ExperienceClient['platform']['audit']['query']>>[number]
export type Reader = SubscriptionReader<Item>

export class Live implements AsyncDisposable {
  readonly directory: string
  readonly runtime: ScriptedRuntime
  readonly #options: LiveOptions
  readonly #clients: SocketClient<ExperienceClient>[] = []
  #experience: Experience

  private constructor(options: LiveOptions, directory: string, runtime: ScriptedRuntime, experience: Experience) {
    this.#options = options
    this.directory = directory
    this.runtime = runtime
    this.#experience = experience
  }

  static async open(options: LiveOptions = {}): Promise<Live> {
    const directory = options.directory ?? mkdtempSync(path.join(tmpdir(), 'experience-'))
    const runtime = options.runtime ?? (await openScriptedRuntime())
    const live = new Live(options, directory, runtime, await start(options, directory, runtime))
    return live
  }

  get url(): string {
    return `http://127.0.0.1:${this.#experience.port}`
  }

  get epoch(): string {
    return this.#experience.epoch
  }

  /** What is served over HTTP, as `GET /path`. */
  get routes(): readonly string[] {
    return this.#experience.routes
  }

  /** Ends this Experience in order and starts another one on the same folder, at another port. */
  async restart(whileClosed: () => void = () => {}): Promise<void> {
    await this.#experience.close()
    whileClosed()
    this.#experience = await start(this.#options, this.directory, this.runtime)
  }

  /**
   * A kill -9 as the next run sees it: that one finds what the files held at this moment, and nothing that came later.
   * Whoever reads must have been cut off before, in the same turn.
   */
  async crash(): Promise<void> {
    const image = imageOf(this.directory)
    await this.#experience.close()
    for (const name of readdirSync(this.directory).filter((found) => found.startsWith(DATABASE))) {
      rmSync(path.join(this.directory, name))
    }
    for (const [name, bytes] of image) writeFileSync(path.join(this.directory, name), bytes)
    this.#experience = await start(this.#options, this.directory, this.runtime)
  }

  closeExperience(): Promise<void> {
    return this.#experience.close()
  }

  /** A guest with a session of its own. */
  async guest(): Promise<Person> {
    const response = await fetch(`${this.url}/api/auth/session`, { method: 'POST' })
    const { session_token, session_id } = openedSession.parse(await response.json())
    return new Person(this, session_token, session_id)
  }

  /** Somebody whom an issuer speaks for. */
  async user(bearer: string): Promise<Person> {
    const headers = { authorization: `Bearer ${bearer}` }
    const response = await fetch(`${this.url}/api/auth/session`, { method: 'POST', headers })
    const { session_token, session_id } = openedSession.parse(await response.json())
    return new Person(this, session_token, session_id)
  }

  /** The same person after a restart, on sockets of the new process. */
  again({ token, sessionId }: Person): Person {
    return new Person(this, token, sessionId)
  }

  client(token: string, url = this.url): SocketClient<ExperienceClient> {
    const client = openExperienceClient({ url, connectionParams: { sessionToken: token }, retry: { capMs: 50 } })
    this.#clients.push(client)
    return client
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all(this.#clients.map((client) => client.close()))
    await this.#experience.close()
    if (!this.#options.runtime) await this.runtime.close()
    if (!this.#options.directory) rmSync(this.directory, { recursive: true, force: true })
  }
}

/** Somebody with a session; each `tab` is a socket of its own. */
export class Person {
  readonly token: string
  readonly sessionId: string
  readonly #live: Live
  #tab: SocketClient<ExperienceClient> | null = null

  constructor(live: Live, token: string, sessionId: string) {
    this.#live = live
    this.token = token
    this.sessionId = sessionId
  }

  /** The first tab. */
  get trpc(): ExperienceClient {
    this.#tab ??= this.#live.client(this.token)
    return this.#tab.trpc
  }

  /** Another tab, for example through a proxy. */
  tab(url?: string): SocketClient<ExperienceClient> {
    return this.#live.client(this.token, url)
  }

  fetch(route: string, init: RequestInit = {}): Promise<Response> {
    const headers = { authorization: `Bearer ${this.token}`, ...init.headers }
    return fetch(`${this.#live.url}${route}`, { ...init, headers })
  }

  read(trpc = this.trpc, lastEventId?: string): Reader {
    return readGuide(trpc, lastEventId)
  }

  /** A reader of the guide, or of a liaison, that has its snapshot: whatever is sent from now on it hears as events. */
  async listen(pillar?: string, trpc = this.trpc): Promise<Reader> {
    const reader = pillar === undefined ? this.read(trpc) : this.readLiaison(pillar, trpc)
    await reader.until((items) => items.length > 0)
    return reader
  }

  /** The newest of the audit trail as soon as it holds. It is written in groups: what is there now may lack the last ones. */
  async trailUntil(holds: (trail: AuditEntry[]) => boolean): Promise<AuditEntry[]> {
    for (;;) {
      const trail = await this.trpc.platform.audit.query({ limit: 200 })
      if (holds(trail)) return trail
    }
  }

  readLiaison(pillar: string, trpc = this.trpc): Reader {
    return new SubscriptionReader<Item>(({ onData, ...end }) =>
      trpc.liaison.onEvent.subscribe({ pillar }, { onData: (item) => onData(received(item)), ...end }),
    )
  }
}

export const readGuide = (trpc: ExperienceClient, lastEventId?: string): Reader =>
  new SubscriptionReader<Item>(({ onData, ...end }) =>
    trpc.guide.onEvent.subscribe(lastEventId === undefined ? {} : { lastEventId }, {
      onData: (item) => onData(received(item)),
      ...end,
    }),
  )

/** What JSON made of it is what it was: tRPC's inferred type only calls a field optional that may be undefined. */
const received = (item: { id: string; data: unknown }): Item => item as Item

/** The events among what a reader got. */
export const eventsOf = (items: readonly Item[]) =>
  items.flatMap(({ data }) => (data.type === 'snapshot' ? [] : [data]))

export const typesOf = (items: readonly Item[]) => items.map(({ data }) => data.type)

/** Has this invocation (or any) come to its end? */
export const ended = (items: readonly Item[], invocationId?: string): boolean =>
  eventsOf(items).some(
    (event) =>
      (event.type === 'agent.completed' || event.type === 'agent.failed' || event.type === 'agent.cancelled') &&
      (invocationId === undefined || event.invocation_id === invocationId),
  )

/** The token text of an invocation's last attempt, as a reader saw it. */
export function shownText(items: readonly Item[], invocationId: string): string {
  let text = ''
  for (const event of eventsOf(items)) {
    if (event.type === 'agent.token' && event.invocation_id === invocationId) text += event.payload.text
    if (event.type === 'agent.superseded' && event.invocation_id === invocationId) text = ''
  }
  return text
}

const DATABASE = 'biplane.db'

/** In this order every later file knows what an earlier one does. A log that began anew meanwhile is read once more. */
function imageOf(directory: string): Map<string, Buffer> {
  const read = (suffix: string) => readFileSync(path.join(directory, DATABASE + suffix))
  for (;;) {
    const salts = read('-wal').subarray(0, 32)
    const image = new Map(['.epoch', '', '-wal'].map((suffix) => [DATABASE + suffix, read(suffix)]))
    if (image.get(`${DATABASE}-wal`)?.subarray(0, 32).equals(salts)) return image
  }
}

function start(options: LiveOptions, directory: string, runtime: ScriptedRuntime): Promise<Experience> {
  return openExperience(configFor(options, directory, runtime), {
    log: options.log ?? openLog('experience', process.env.TEST_LOG === 'true' ? 'debug' : 'silent'),
    failPoint: () => {},
    onFatal: (error) => {
      throw error
    },
    lag: lagOf(options.lateMs ?? (() => 0)),
    ...(options.wallClock && { wallClock: options.wallClock }),
  })
}

const lagOf = (lateMs: () => number): LagMeasure => ({
  read: () => ({ mean_ms: lateMs(), p99_ms: lateMs(), max_ms: lateMs() }),
  close() {},
})

const configFor = ({ env = {} }: LiveOptions, directory: string, runtime: ScriptedRuntime): Config =>
  readConfig(
    {
      EXPERIENCE_PORT: '0',
      DATABASE_URL: `file:${path.join(directory, DATABASE)}`,
      INTERNAL_KEY: runtime.key,
      ALLOW_TOKEN_IN_URL: 'true',
      RUNTIME_URL: runtime.url,
      LIMIT_SENDS_PER_WINDOW: '100000',
      LIMIT_SEND_CHARS_PER_WINDOW: '1000000000',
      LIMIT_SENDS_PER_DAY: '1000000000',
      LIMIT_GUEST_CONVERSATIONS: '1000000000',
      LIMIT_SESSIONS_PER_PRINCIPAL: '1000000000',
      LIMIT_GUESTS_PER_ADDRESS: '1000000000',
      LIMIT_CHANGES_PER_PRINCIPAL: '1000000000',
      LIMIT_READS_PER_PRINCIPAL: '1000000000',
      LIMIT_SEARCHES_PER_PRINCIPAL: '1000000000',
      LIMIT_CONNECTS_PER_PRINCIPAL: '1000000',
      LIMIT_CONNECTS_PER_ADDRESS: '1000000',
      LIMIT_SESSIONS_PER_ADDRESS: '1000000',
      LIMIT_CANCELS_PER_PRINCIPAL: '1000000',
      LIMIT_UPLOADS_PER_PRINCIPAL: '1000000',
      LIMIT_TICKETS_PER_PRINCIPAL: '1000000',
      ...env,
    },
    {
      root: ROOT,
      web: path.join(directory, 'no-web'),
      sample: path.join(ROOT, 'prisma/sample'),
      migrations: path.join(ROOT, 'prisma/migrations'),
    },
  )

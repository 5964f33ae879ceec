// The whole product for tests: the two built processes in their own folder, which can die and restart, and a person
// whose sends and reads survive that.
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { SOON } from '@biplane/contracts/clients/backoff'
import { DEADLINES } from '@biplane/contracts/clients/deadlines'
import { openedSession } from '@biplane/contracts/wire/commands'
import type { ConversationEvent, StreamItem } from '@biplane/contracts/wire/events'
import type { MessageId } from '@biplane/contracts/wire/ids'
import { type CutProxy, type CutProxyOptions, openCutProxy } from '../cut-proxy.ts'
import { type ProcessOptions, ProductProcess, startProcess } from '../process-harness.ts'
import { refusalIn, SubscriptionReader } from '../subscription-reader.ts'
import {
  type ExperienceClient,
  openExperienceClient,
  type SocketClient,
  type SocketClientOptions,
} from '../trpc-client.ts'
import { SHIPPED_ARGS } from './shipped-args.ts'

const ROOT = path.resolve(import.meta.dirname, '../../../..')

export type Plane = 'experience' | 'runtime'
export type Item = { id: string; data: StreamItem }

export interface ProductOptions {
  env?: Record<string, string>
  /** What only one of the two is given. */
  envOf?: (plane: Plane) => Record<string, string>
  /** For node itself, in both processes. */
  nodeArgs?: string[]
  /** A command that a process is started through. */
  wrapper?: Partial<Record<Plane, string[]>>
  /** The product's own limits, which are otherwise lifted so that one test may do the work of many people. */
  ownLimits?: boolean
  /** What happens to the connections between the two processes: they then go through a proxy, `product.link`. */
  linkPlan?: CutProxyOptions['plan']
  /** Another Runtime in place of the real one, which is then not started. */
  runtime?: { url: string; key: string }
  /** Where the database lies; a temporary folder that goes with the product when absent. */
  directory?: string
}

/**
 * For processes that live for a second: what V8 spends on code that would run for hours is a quarter of such a life. What
 * the code does is the same.
 */
export const SHORT_LIVED = ['--no-opt', '--liftoff-only']

const LIFTED: Record<string, string> = {
  AGENT_PIECES_PER_SECOND: '200',
  // Runtimes that live for a second start no processes for files.
  TOOL_SPARES: '0',
  LIMIT_SENDS_PER_WINDOW: '100000',
  LIMIT_CONNECTIONS_PER_ADDRESS: '1000000000',
  LIMIT_SEND_CHARS_PER_WINDOW: '1000000000',
  LIMIT_SENDS_PER_DAY: '1000000000',
  LIMIT_GUEST_CONVERSATIONS: '1000000000000',
  LIMIT_GUEST_FILES: '1000000000000',
  LIMIT_GUEST_BYTES: '1000000000000',
  LIMIT_GUEST_ADDRESS_BYTES: '1000000000000',
  LIMIT_GUESTS_PER_ADDRESS: '1000000000',
  LIMIT_CHANGES_PER_PRINCIPAL: '1000000000',
  LIMIT_READS_PER_PRINCIPAL: '1000000000',
  LIMIT_SEARCHES_PER_PRINCIPAL: '1000000000',
  LIMIT_CONNECTS_PER_PRINCIPAL: '1000000',
  LIMIT_CONNECTS_PER_ADDRESS: '1000000',
}

export class Product implements AsyncDisposable {
  readonly directory: string
  /** Between Experience and Runtime, where a plan was given for it. */
  readonly link: CutProxy | null
  readonly #options: ProductOptions
  readonly #ports: Record<Plane, number>
  readonly #processes: Partial<Record<Plane, ProductProcess>> = {}

  private constructor(ports: Record<Plane, number>, options: ProductOptions, link: CutProxy | null) {
    this.#ports = ports
    this.#options = options
    this.link = link
    this.directory = options.directory ?? mkdtempSync(path.join(tmpdir(), 'product-'))
  }

  /** Both processes, on ports that stay the same however often they die. */
  static async open(options: ProductOptions = {}): Promise<Product> {
    const ports = { experience: await freePort(), runtime: await freePort() }
    const { linkPlan } = options
    const link = linkPlan
      ? await openCutProxy({ target: { host: '127.0.0.1', port: ports.runtime }, plan: linkPlan })
      : null
    const product = new Product(ports, options, link)
    await Promise.all([options.runtime ? null : product.start('runtime'), product.start('experience')])
    return product
  }

  get url(): string {
    return `http://127.0.0.1:${this.#ports.experience}`
  }

  get port(): number {
    return this.#ports.experience
  }

  get runtimePort(): number {
    return this.#ports.runtime
  }

  process(plane: Plane): ProductProcess {
    const process = this.#processes[plane]
    if (!process) throw new Error(`${plane} was never started`)
    return process
  }

  async start(plane: Plane): Promise<void> {
    this.#processes[plane] = await startProcess(this.#processOptions(plane))
  }

  /** `failPoint`: the named place at which it dies. Resolves when it is ready, or has died before. */
  async startToDie(plane: Plane, failPoint: string): Promise<ProductProcess> {
    const process = new ProductProcess(this.#processOptions(plane, failPoint))
    this.#processes[plane] = process
    await Promise.race([process.becomesReady({ on: 'listening' }, new AbortController().signal), process.exited])
    return process
  }

  /** Starts it and kills it when `moment` has come, wherever it is then: on its way up, or at work already. */
  async startAndKill(plane: Plane, moment: (process: ProductProcess) => Promise<unknown>): Promise<void> {
    await using process = new ProductProcess(this.#processOptions(plane))
    await moment(process)
  }

  /** kill -9, and the end of it. */
  async kill(plane: Plane): Promise<void> {
    const process = this.process(plane)
    process.kill('SIGKILL')
    await process.exited
  }

  /** What a disk that lied about a sync would do: everything since the last checkpoint is gone. Experience must be down. */
  loseWal(): void {
    for (const suffix of ['-wal', '-shm']) rmSync(path.join(this.directory, `biplane.db${suffix}`), { force: true })
  }

  /** A guest's connection is open from here on: dispose of the guest, or ask for a token alone. */
  async guest(): Promise<Person> {
    return new Person(this.url, await this.guestToken())
  }

  async guestToken(): Promise<string> {
    const response = await fetch(`${this.url}/api/auth/session`, { method: 'POST' })
    return openedSession.parse(await response.json()).session_token
  }

  /** A person with an earlier session. */
  returning(token: string): Person {
    return new Person(this.url, token)
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all(Object.values(this.#processes).map((process) => process[Symbol.asyncDispose]()))
    await this.link?.close()
    if (!this.#options.directory) rmSync(this.directory, { recursive: true, force: true })
  }

  #processOptions(plane: Plane, failPoint?: string): ProcessOptions {
    return {
      entry: path.join(ROOT, 'apps', plane, 'dist/main.js'),
      cwd: ROOT,
      // Several products start at once on two cores.
      readyMs: 120_000,
      // A log that says only warnings does not say that it listens.
      ...(this.#options.env?.LOG_LEVEL === 'warn' && { ready: { on: 'http', url: `${this.url}/healthz` } as const }),
      nodeArgs: [...SHIPPED_ARGS, ...(this.#options.nodeArgs ?? [])],
      wrapper: this.#options.wrapper?.[plane] ?? [],
      env: {
        NODE_ENV: 'test',
        LOG_LEVEL: 'info',
        EXPERIENCE_PORT: String(this.#ports.experience),
        RUNTIME_PORT: String(this.#ports.runtime),
        ...this.#toRuntime(),
        // Raw readers name their token in the address, as the reference clients do.
        ALLOW_TOKEN_IN_URL: 'true',
        DATABASE_URL: `file:${path.join(this.directory, 'biplane.db')}`,
        ...(this.#options.ownLimits ? {} : LIFTED),
        ...this.#options.env,
        ...this.#options.envOf?.(plane),
        ...(failPoint === undefined ? {} : { FAIL_POINT: failPoint }),
      },
    }
  }

  #toRuntime(): Record<string, string> {
    const { runtime } = this.#options
    if (runtime) return { RUNTIME_URL: runtime.url, INTERNAL_KEY: runtime.key }
    return { RUNTIME_URL: `http://127.0.0.1:${this.link?.port ?? this.#ports.runtime}` }
  }
}

export type Patience = Pick<SocketClientOptions, 'retry' | 'keepAlive'>

const QUICK = {
  retry: { baseMs: 10, capMs: 100 },
  keepAlive: { intervalMs: 2_000, pongTimeoutMs: 1_000 },
}

/** As the page has it. */
export const PAGE: Patience = {
  retry: SOON,
  keepAlive: { intervalMs: DEADLINES.pingMs, pongTimeoutMs: DEADLINES.pongMs },
}

/** Sends until it knows what became of it, and reads until it has everything: what a good client does. */
export class Person implements AsyncDisposable {
  readonly token: string
  readonly #client: SocketClient<ExperienceClient>

  /** Less patient than the page where nothing else is asked for, so that tests are quick. */
  constructor(url: string, token: string, { retry = QUICK.retry, keepAlive = QUICK.keepAlive }: Patience = QUICK) {
    this.token = token
    this.#client = openExperienceClient({ url, connectionParams: { sessionToken: token }, retry, keepAlive })
  }

  get trpc(): ExperienceClient {
    return this.#client.trpc
  }

  /** A send whose answer is lost is sent again under the same id. [L6] @throws the refusal, or when the person has left */
  send(message: string, messageId: string): Promise<{ invocation_id: string; message_id: string }> {
    return this.untilAnswered(() => this.trpc.guide.send.mutate({ message, message_id: messageId as MessageId }))
  }

  /**
   * Repeats a call whose connection was lost. A closed client is not called again: the call would open a connection that
   * nobody closes. @throws the refusal, or the error of a call after this person was disposed of
   */
  async untilAnswered<T>(call: () => Promise<T>): Promise<T> {
    for (;;) {
      try {
        return await call()
      } catch (error) {
        if (refusalIn(error) || this.#client.closed) throw error
      }
    }
  }

  read(lastEventId?: string): SubscriptionReader<Item> {
    return new SubscriptionReader<Item>(({ onData, ...rest }) =>
      this.trpc.guide.onEvent.subscribe(lastEventId === undefined ? {} : { lastEventId }, {
        onData: (item: { id: string; data: unknown }) => onData(item as Item),
        ...rest,
      }),
    )
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.#client.close()
  }
}

export const eventsOf = (items: readonly Item[]): ConversationEvent[] =>
  items.flatMap(({ data }) => (data.type === 'snapshot' ? [] : [data]))

export const endOf = (items: readonly Item[], invocationId: string): ConversationEvent | undefined =>
  eventsOf(items).find(
    (event) =>
      (event.type === 'agent.completed' || event.type === 'agent.failed' || event.type === 'agent.cancelled') &&
      event.invocation_id === invocationId,
  )

/** What a reader was shown of an answer: the pieces of its last attempt. */
export function shownText(items: readonly Item[], invocationId: string): string {
  let text = ''
  for (const event of eventsOf(items)) {
    if (event.type === 'agent.token' && event.invocation_id === invocationId) text += event.payload.text
    if (event.type === 'agent.superseded' && event.invocation_id === invocationId) text = ''
  }
  return text
}

export interface Losses {
  lost: number
  doubled: number
  reordered: number
}

/** What is wrong with the numbers that a reader saw; all 0 when it saw first, first + 1, first + 2 … */
export function lossesOf(numbers: readonly number[], first = 1): Losses {
  const seen = new Set<number>()
  let [doubled, reordered, highest] = [0, 0, first - 1]
  for (const number of numbers) {
    if (seen.has(number)) doubled += 1
    else if (number < highest) reordered += 1
    seen.add(number)
    highest = Math.max(highest, number)
  }
  return { lost: highest - first + 1 - seen.size, doubled, reordered }
}

/**
 * Below what the kernel gives to outgoing connections: of those there are thousands, and one that had taken the port of a
 * process that is dead just now would keep it from coming back.
 */
const PORTS = { from: 15_000, count: 17_000 }

/** A port that is free now. */
export async function freePort(): Promise<number> {
  for (;;) {
    const port = PORTS.from + Math.floor(Math.random() * PORTS.count)
    if (await isFree(port)) return port
  }
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer()
    server.once('error', () => resolve(false))
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)))
  })
}

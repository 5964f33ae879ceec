// The product under measurement: the built Experience in production mode with the durable log, and the real Runtime
// with scripted agents and limits for the load of one address.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { z } from 'zod'
import { Product } from '../product/product.test-support.ts'
import { BenchProcess } from './bench-process.ts'
import { profileArgs, profiles } from './cpu-profile.ts'

/** What counts people and places, not what bounds memory or answers: those stay as they are shipped. */
const LET_IN = Object.fromEntries(
  [
    'CONNECTIONS_PER_PRINCIPAL',
    'CONNECTIONS_PER_ADDRESS',
    'CONNECTS_PER_PRINCIPAL',
    'CONNECTS_PER_ADDRESS',
    'SESSIONS_PER_ADDRESS',
    'GUESTS_PER_ADDRESS',
    'CHANGES_PER_PRINCIPAL',
    'READS_PER_PRINCIPAL',
    'SEARCHES_PER_PRINCIPAL',
    'SENDS_PER_WINDOW',
    'SEND_CHARS_PER_WINDOW',
    'SENDS_PER_DAY',
    'CONNECTIONS',
  ].map((name) => [`LIMIT_${name}`, '1000000000']),
)

/** Between two looks whether all work is done: what is measured is rounded up to it. */
const LOOK_MS = 20

const address = z.object({ url: z.string(), key: z.string() })

export interface Servers {
  url: string
  /** By name. */
  pids: Record<string, number>
}

export class ProductPlace implements AsyncDisposable {
  readonly directory: string
  readonly #runtime: BenchProcess
  #product: Product
  readonly #start: () => Promise<Product>

  private constructor(directory: string, runtime: BenchProcess, product: Product, start: () => Promise<Product>) {
    this.directory = directory
    this.#runtime = runtime
    this.#product = product
    this.#start = start
  }

  static async open(env: Record<string, string> = {}): Promise<ProductPlace> {
    const directory = mkdtempSync(path.join(tmpdir(), 'bench-'))
    const process = new BenchProcess('runtime.bench')
    const runtime = address.parse(await process.ask('address'))
    const start = () =>
      Product.open({
        runtime,
        directory,
        // As `npm start` sets them.
        env: { NODE_ENV: 'production', LOG_LEVEL: 'warn', ...LET_IN, ...env },
        nodeArgs: profileArgs('experience'),
      })
    return new ProductPlace(directory, process, await start(), start)
  }

  get url(): string {
    return this.#product.url
  }

  get servers(): Servers {
    return {
      url: this.url,
      pids: { Experience: this.#product.process('experience').pid, Runtime: this.#runtime.pid },
    }
  }

  get databaseFile(): string {
    return path.join(this.directory, 'biplane.db')
  }

  /** Resolves when nothing is at work and nothing waits. */
  async settled(): Promise<void> {
    for (;;) {
      const figures = await (await fetch(`${this.url}/metrics`)).text()
      const open = figures.match(/^biplane_invocations\{state="\w+"\} \d+$/gm)
      // Under a heavy load the figure may be missing: then it is not settled.
      if (open?.every((line) => line.endsWith(' 0'))) return
      await new Promise((resolve) => setTimeout(resolve, LOOK_MS))
    }
  }

  /** Ends Experience in order, does something to its database, and starts it again. */
  async meanwhile(work: () => Promise<unknown>): Promise<void> {
    const experience = this.#product.process('experience')
    experience.kill('SIGTERM')
    await experience.exited
    await work()
    this.#product = await this.#start()
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (profiles()) {
      // In order, so that it leaves its profile.
      this.#product.process('experience').kill('SIGTERM')
      await this.#product.process('experience').exited
    }
    await this.#product[Symbol.asyncDispose]()
    await this.#runtime[Symbol.asyncDispose]()
    rmSync(this.directory, { recursive: true, force: true })
  }
}

// The tool workers: several processes, places that are kept for short calls, fair turns by session, a time budget for each,
// and no second try for a file that stopped a worker. It never runs a tool itself and never looks into a file. [T2, T3]
import { Refusal } from '@biplane/contracts/refusal'
import { LIMITS } from '@biplane/contracts/vocabulary/limits'
import type { Tool } from '../tools/define-tool.ts'
import { FileFolder } from './file-folder.ts'
import { hashesOf, type Job, rankOf, type Weight, weightOf } from './job.ts'
import { Quarantine } from './quarantine.ts'
import { TimeBudget } from './time-budget.ts'
import type { ToolWorkerOptions, ToolWorkers, WorkerTask } from './tool-workers.ts'
import { Turns } from './turns.ts'
import { type JobEnd, WorkerHandle } from './worker-handle.ts'
import { WorkerPool } from './worker-pool.ts'

const WORKERS = 2
/** Besides them: one place that packed files may use too, and one for small texts alone. */
const KEPT_PLACES = 2
/** Calls that turned out long in a place for short ones, and go on beside it: to begin them again costs more. */
const BESIDE = 2
const SESSION_MS_PER_MINUTE = 30_000
/** What the worker keeps at hand must hold all files of one call. */
const TOGETHER_BYTES = LIMITS.documentBytes
/** Of the files that worker processes read; with what they spill, half of the image's temporary folder. */
const FOLDER_BYTES = 384 * 1024 * 1024
/** A file without a call for so long is removed, with its parsed tables. */
const KEPT_MS = 10 * 60_000
/** Calls that wait, of all sessions: each run waits for one, so only a flood comes here. */
const MAX_WAITING = 10_000

export const openToolWorkers = (options: ToolWorkerOptions = {}): ToolWorkers => new WorkerScheduler(options)

class WorkerScheduler implements ToolWorkers {
  readonly #workers: number
  /** Everything that somebody waits for. */
  readonly #waiting = new Set<Job>()
  readonly #turns = new Turns<Job>()
  readonly #budget: TimeBudget
  readonly #quarantine = new Quarantine()
  readonly #pool: WorkerPool
  readonly #folder: FileFolder
  readonly #keptMs: number
  readonly #sweep: NodeJS.Timeout
  #calls = 0
  #closed = false

  constructor(options: ToolWorkerOptions) {
    this.#workers = options.workers ?? WORKERS
    const now = options.now ?? (() => performance.now())
    this.#budget = new TimeBudget(options.sessionMsPerMinute ?? SESSION_MS_PER_MINUTE, now)
    this.#folder = new FileFolder(FOLDER_BYTES, now)
    this.#keptMs = options.keptMs ?? KEPT_MS
    this.#sweep = setInterval(() => void this.forget(this.#folder.unusedFor(this.#keptMs)), this.#keptMs / 10)
    this.#sweep.unref()
    const events = {
      onReady: () => this.#next(),
      onLong: this.#onLong.bind(this),
      onFree: this.#onFree.bind(this),
      onGone: (worker: WorkerHandle) => this.#onGone(worker),
      onStopped: (job: Job) => {
        if (!this.#closed) this.#quarantine.add(job.tool, hashesOf(job.files))
      },
    }
    this.#pool = new WorkerPool({
      max: this.#workers + KEPT_PLACES + BESIDE,
      spares: options.spares ?? 0,
      open: () => new WorkerHandle(options, events, this.#folder),
    })
  }

  async run<Args, Result>(
    tool: Tool<Args, Result>,
    args: Args,
    { file, others = [], signal, session }: WorkerTask,
  ): Promise<Result> {
    const bytes = others.reduce((sum, { facts }) => sum + facts.size, file.facts.size)
    const together = tool.tables === true ? LIMITS.uploadBytes : TOGETHER_BYTES
    if (others.length > 0 && bytes > together) {
      const limit = together / 1024 / 1024
      throw new Refusal('TOO_LARGE', `These files are together larger than can be worked on at once (${limit} MiB).`)
    }
    return tool.result.parse(await this.#enqueue({ tool: tool.name, args, files: [file, ...others], session }, signal))
  }

  /** Files that a call uses stay until they are unused. */
  async forget(hashes: readonly string[]): Promise<void> {
    const inUse = this.#inUse()
    const unused = hashes.filter((hash) => !inUse.has(hash))
    for (const worker of this.#pool.all()) worker.forget(unused)
    await Promise.all(unused.map((hash) => this.#folder.remove(hash)))
  }

  async close(): Promise<void> {
    this.#closed = true
    clearInterval(this.#sweep)
    for (const job of this.#waiting) job.settle({ error: closing() })
    await this.#pool.close()
    this.#folder.close()
  }

  #enqueue(
    { session, ...call }: Pick<Job, 'tool' | 'args' | 'files'> & { session: string | undefined },
    signal: AbortSignal,
  ): Promise<unknown> {
    return new Promise((resolve, reject) => {
      const onAbort = () => this.#cancel(job)
      const number = ++this.#calls
      const job: Job = {
        ...call,
        call: number,
        // A call of nobody's stands for itself.
        session: session ?? `call ${number}`,
        long: false,
        again: false,
        settled: false,
        settle: (end) => {
          if (job.settled) return
          job.settled = true
          this.#waiting.delete(job)
          signal.removeEventListener('abort', onAbort)
          if ('error' in end) reject(end.error)
          else resolve(end.result)
        },
      }
      const refusal = signal.aborted ? cancelled() : this.#refusalOf(job)
      if (refusal) return job.settle({ error: refusal })
      signal.addEventListener('abort', onAbort)
      this.#waiting.add(job)
      this.#turns.add(job)
      this.#next()
    })
  }

  /** Asked when a call comes and again before it runs: the calls before it may have used up the budget. */
  #refusalOf(job: Job): Refusal | null {
    if (this.#closed) return closing()
    if (this.#quarantine.holds(job.tool, hashesOf(job.files))) {
      return new Refusal('AGENT_FAILED', 'This file could not be read in time before, so it is not tried again.')
    }
    const waitMs = this.#budget.waitMs(job.session)
    if (waitMs > 0) {
      const seconds = Math.ceil(waitMs / 1000)
      const message = `Your files took all the working time of this minute. Try again in ${seconds} seconds.`
      return new Refusal('RATE_LIMITED', message)
    }
    return this.#waiting.size >= MAX_WAITING
      ? new Refusal('RATE_LIMITED', 'Too many files are waiting to be read. Try again in a minute.')
      : null
  }

  /** Starts what may run now, and the processes of the next calls. */
  #next(): void {
    this.#startWaiting()
    if (!this.#closed) this.#pool.keepSpares()
  }

  #startWaiting(): void {
    if (this.#closed) return
    for (;;) {
      const job = this.#turns.take((waiting) => this.#rank(waiting))
      if (!job) break
      const refusal = this.#refusalOf(job)
      if (refusal) job.settle({ error: refusal })
      else if (!job.settled) void this.#start(job, this.#weight(job) === 2)
    }
  }

  #weight(job: Job): Weight {
    const { long, session, files } = job
    return weightOf({ files, long: long || this.#budget.isDoubted(session) }, this.#budget.usedMs(session))
  }

  /** The lowest goes first; `null` while there is no place for the call. */
  #rank(job: Job): number | null {
    const weight = this.#weight(job)
    const running = this.#pool.running()
    const weights = running.map((other) => this.#weight(other))
    const long = weights.filter((other) => other === 2).length
    const short = weights.filter((other) => other < 2 && other >= weight).length
    if (running.filter(({ session }) => session === job.session).length >= this.#perSession) return null
    // Long calls that go on beside take no place from the short ones.
    if (Math.min(long, this.#workers) + short >= this.#workers + KEPT_PLACES - weight) return null
    // A flood of short calls leaves one place to the long ones.
    if (weight < 2 && long === 0 && running.length > this.#workers) return null
    if (!this.#pool.canTake(weight === 2)) return null
    return rankOf(job, weight, this.#budget.usedMs(job.session))
  }

  async #start(job: Job, isLong: boolean): Promise<void> {
    const worker = this.#pool.idleFor(job, isLong)
    worker.take(job)
    try {
      for (const file of job.files) {
        if (!this.#folder.holds(file.facts.sha256)) await this.#folder.save(file, this.#inUse())
      }
      worker.start(job, isLong)
    } catch (error) {
      job.settle({ error })
      worker.cancel(job)
    }
  }

  #inUse(): Set<string> {
    return new Set(this.#pool.running().flatMap(({ files }) => files.map(({ facts }) => facts.sha256)))
  }

  /** One session never holds all workers, however many calls it makes. */
  get #perSession(): number {
    return Math.max(1, this.#workers - 1)
  }

  /** A call that was taken for a short one gives its place back when there is no room for one more long one. */
  #onLong(worker: WorkerHandle, job: Job): void {
    job.long = true
    const long = this.#pool.running().filter((other) => this.#weight(other) === 2).length
    if (long > this.#workers) this.#budget.doubt(job.session)
    if (long > this.#workers + BESIDE && !job.again) {
      job.again = true
      worker.putBack()
    }
    this.#next()
  }

  #cancel(job: Job): void {
    job.settle({ error: cancelled() })
    this.#turns.remove(job)
    for (const worker of this.#pool.all()) worker.cancel(job)
  }

  #onFree(job: Job, ms: number, end: JobEnd): void {
    this.#budget.spend(job.session, ms)
    if (end === 'put back' && !job.settled) this.#turns.add(job)
    this.#next()
  }

  #onGone(worker: WorkerHandle): void {
    this.#pool.remove(worker)
    if (this.#closed) return
    void this.#folder.forget(worker.pid)
    if (worker.ready) this.#next()
    // Calls may wait for it: one of them starts another, and is refused when that does not start either.
    else this.#startWaiting()
  }
}

const cancelled = (): Refusal => new Refusal('CANCELLED', 'Cancelled.')
const closing = (): Refusal => new Refusal('RUNTIME_UNAVAILABLE', 'Runtime is stopping.')

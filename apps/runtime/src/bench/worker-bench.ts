// The tool workers: several threads, fair turns by session, a time budget for each, and no second try for a file that
// stopped a worker. It never runs a tool itself and never looks into a file. [T1–T3]
import { Refusal } from '@biplane/contracts/refusal'
import { LIMITS } from '@biplane/contracts/vocabulary/limits'
import type { Tool } from '../tools/define-tool.ts'
import { FileFolder } from './file-folder.ts'
import { Quarantine } from './quarantine.ts'
import { TimeBudget } from './time-budget.ts'
import type { BenchFile, BenchOptions, BenchWork, ToolBench } from './tool-bench.ts'
import { CALL_MS, type Job, ToolThread } from './tool-thread.ts'
import { Turns } from './turns.ts'

const WORKERS = 2
/** How long a call may hold the express thread while others wait. */
const SHORT_MS = 1_000
/** A session that used less in the last minute may use it: two starts of a thread on a busy machine, and some work. */
const LITTLE_MS = 3_000
const SESSION_MS_PER_MINUTE = 30_000
/** What the worker keeps at hand must hold all files of one call. */
const TOGETHER_BYTES = LIMITS.uploadBytes
/** Of the files that worker processes read; with what they spill, half of the image's temporary folder. */
const FOLDER_BYTES = 384 * 1024 * 1024
/** Calls that wait, of all sessions: each run waits for one, so only a flood comes here. */
const MOST_WAITING = 10_000

export const openToolBench = (options: BenchOptions = {}): ToolBench => new WorkerBench(options)

class WorkerBench implements ToolBench {
  readonly #workers: number
  /** Everything that somebody waits for. */
  readonly #waiting = new Set<Job>()
  readonly #turns = new Turns<Job>()
  readonly #budget: TimeBudget
  readonly #quarantine = new Quarantine()
  readonly #threads: readonly ToolThread[]
  readonly #now: () => number
  readonly #fetchMs: number
  readonly #folder: FileFolder | null
  /** Calls that had their turn and wait for their content, or have it and wait for a thread: few, for they hold bytes. */
  readonly #fetching = new Set<Job>()
  readonly #ready: Job[] = []
  #again: NodeJS.Timeout | null = null
  #calls = 0
  #closed = false

  constructor(options: BenchOptions) {
    this.#fetchMs = options.callMs ?? CALL_MS
    this.#workers = options.workers ?? WORKERS
    this.#now = options.now ?? (() => performance.now())
    this.#budget = new TimeBudget(options.sessionMsPerMinute ?? SESSION_MS_PER_MINUTE, this.#now)
    const events = {
      onFree: this.#onFree.bind(this),
      onStopped: (job: Job) => {
        if (!this.#closed) this.#quarantine.add(job.tool, hashesOf(job.files))
      },
      now: this.#now,
    }
    this.#folder = options.processes === true ? new FileFolder(FOLDER_BYTES) : null
    const lanes = Array.from(
      { length: this.#workers + (options.express === false ? 0 : 1) },
      (_, at) => at === this.#workers,
    )
    this.#threads = lanes.map((express) => new ToolThread(options, events, this.#folder, express))
  }

  async run<Args, Result>(
    tool: Tool<Args, Result>,
    args: Args,
    { file, others = [], signal, session }: BenchWork,
  ): Promise<Result> {
    const bytes = others.reduce((sum, { facts }) => sum + facts.size, file.facts.size)
    if (others.length > 0 && bytes > TOGETHER_BYTES) {
      const limit = TOGETHER_BYTES / 1024 / 1024
      throw new Refusal('TOO_LARGE', `These files are together larger than can be worked on at once (${limit} MiB).`)
    }
    return tool.result.parse(await this.#enqueue({ tool: tool.name, args, files: [file, ...others], session }, signal))
  }

  async close(): Promise<void> {
    this.#closed = true
    clearTimeout(this.#again ?? undefined)
    for (const job of this.#waiting) job.settle({ error: closing() })
    await Promise.all(this.#threads.map((thread) => thread.close()))
    this.#folder?.close()
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
        fetched: new Map(),
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
    return this.#waiting.size >= MOST_WAITING
      ? new Refusal('RATE_LIMITED', 'Too many files are waiting to be read. Try again in a minute.')
      : null
  }

  /** Starts what may run now; the content of a call is fetched before it takes a thread. */
  #next(): void {
    clearTimeout(this.#again ?? undefined)
    for (const thread of this.#threads) {
      while (!this.#closed && thread.job === null) {
        const job = this.#takeReady(thread) ?? this.#takeTurn(thread)
        if (!job) break
        if (job.settled) continue
        const refusal = this.#refusalOf(job)
        if (refusal) job.settle({ error: refusal })
        else this.#start(job, thread)
      }
    }
    this.#clearExpress()
  }

  /** Whole seconds that the session used: what was hardly used is equal. */
  #rank(session: string): number {
    return Math.floor(this.#budget.usedMs(session) / SHORT_MS)
  }

  #usedLittle(session: string): boolean {
    return this.#budget.usedMs(session) < LITTLE_MS
  }

  /** Only a session that used little runs on the express thread. */
  #admits(thread: ToolThread, session: string): boolean {
    return !thread.express || this.#usedLittle(session)
  }

  #takeReady(thread: ToolThread): Job | undefined {
    const able = this.#ready.filter(({ session }) => this.#admits(thread, session))
    const [best] = able.toSorted((a, b) => this.#rank(a.session) - this.#rank(b.session))
    if (best) this.#ready.splice(this.#ready.indexOf(best), 1)
    return best
  }

  #takeTurn(thread: ToolThread): Job | undefined {
    const held = this.#fetching.size + this.#ready.length
    return this.#turns.take(
      (session) =>
        this.#admits(thread, session) &&
        this.#underWay(session) < this.#perSession &&
        // What is fetched ahead is bounded, and does not keep those out who used little.
        held < (this.#usedLittle(session) ? 4 : 2) * this.#workers,
      (session) => this.#rank(session),
    )
  }

  /** A call that holds the express thread for too long is put back while others wait for it. */
  #clearExpress(): void {
    const express = this.#threads.find((thread) => thread.express)
    const waits = this.#waiting.size > this.#threads.length
    if (!express?.job || !waits) return
    const left = SHORT_MS - express.takenMs
    if (left <= 0) express.putBack()
    else this.#again = setTimeout(() => this.#next(), left)
  }

  #start(job: Job, thread: ToolThread): void {
    const missing = job.files.filter(({ facts: { sha256 } }) => !thread.holds(sha256) && !job.fetched.has(sha256))
    if (missing.length > 0) void this.#fetch(job, missing)
    else thread.start(job)
  }

  async #fetch(job: Job, missing: readonly BenchFile[]): Promise<void> {
    this.#fetching.add(job)
    const tooLong = () => this.#fetched(job, new Refusal('AGENT_FAILED', 'The file could not be fetched in time.'))
    const timer = setTimeout(tooLong, this.#fetchMs)
    try {
      for (const file of missing) {
        if (this.#folder) await this.#folder.save(file, this.#inUse())
        else job.fetched.set(file.facts.sha256, await file.read())
      }
      this.#fetched(job, null)
    } catch (error) {
      this.#fetched(job, error)
    } finally {
      clearTimeout(timer)
    }
  }

  #inUse(): Set<string> {
    return new Set([...this.#waiting].flatMap(({ files }) => files.map(({ facts }) => facts.sha256)))
  }

  /** A second end of the same fetch changes nothing. */
  #fetched(job: Job, error: unknown): void {
    if (!this.#fetching.delete(job)) return
    if (error !== null) job.settle({ error })
    if (job.settled) job.fetched.clear()
    else this.#ready.push(job)
    this.#next()
  }

  /** One session never holds all workers, however many calls it makes. */
  get #perSession(): number {
    return Math.max(1, this.#workers - 1)
  }

  #underWay(session: string): number {
    const jobs = [...this.#threads.map(({ job }) => job), ...this.#fetching, ...this.#ready]
    return jobs.filter((job) => job?.session === session).length
  }

  #cancel(job: Job): void {
    job.settle({ error: cancelled() })
    this.#turns.remove(job)
    this.#fetched(job, null)
    for (const thread of this.#threads) thread.cancel(job)
  }

  #onFree(job: Job, ms: number, end: 'ended' | 'put back'): void {
    this.#budget.spend(job.session, ms)
    if (end === 'put back' && !job.settled) this.#turns.add(job)
    this.#next()
  }
}

const hashesOf = (files: readonly BenchFile[]): string[] =>
  files.map(({ facts }) => (facts.part === undefined ? facts.sha256 : `${facts.sha256} ${facts.part}`))

const cancelled = (): Refusal => new Refusal('CANCELLED', 'Cancelled.')
const closing = (): Refusal => new Refusal('RUNTIME_UNAVAILABLE', 'Runtime is stopping.')

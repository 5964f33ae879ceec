// Owns the worker behind the bench: one call at a time, in order; ended when it sticks, replaced when it dies.
// It never runs a tool itself and never looks into a file.
import { Worker } from 'node:worker_threads'
import { Refusal } from '@biplane/contracts/refusal'
import { LIMITS } from '@biplane/contracts/vocabulary/limits'
import type { Tool } from '../tools/define-tool.ts'
import { type BenchAnswer, type BenchCall, benchAnswer } from './bench-messages.ts'
import type { BenchFile, BenchOptions, BenchWork, ToolBench } from './tool-bench.ts'

interface Job {
  call: number
  tool: string
  args: unknown
  /** The file that the tool is about comes first. */
  files: readonly BenchFile[]
  /** Those that were fetched, by hash, until they are handed over. */
  fetched: Map<string, Uint8Array>
  /** Ends the caller's wait; a second end changes nothing. */
  settle(end: { result: unknown } | { error: unknown }): void
  settled: boolean
}

/** Minutes of work on 20 MiB would be a bug; waiting for it would keep everybody else out. */
const CALL_MS = 60_000
const HEAP_MB = 512
/** What the worker keeps at hand must hold all files of one call. */
const TOGETHER_BYTES = 20 * 1024 * 1024

export const openToolBench = (options: BenchOptions = {}): ToolBench => new WorkerBench(options)

class WorkerBench implements ToolBench {
  readonly #options: BenchOptions
  /** Everything that somebody waits for. */
  readonly #waiting = new Set<Job>()
  readonly #ready: Job[] = []
  readonly #held = new Set<string>()
  #running: Job | null = null
  #worker: Worker | null = null
  #timer: NodeJS.Timeout | null = null
  #calls = 0
  #closed = false

  constructor(options: BenchOptions) {
    this.#options = options
  }

  async run<Args, Result>(
    tool: Tool<Args, Result>,
    args: Args,
    { file, others = [], signal }: BenchWork,
  ): Promise<Result> {
    const bytes = others.reduce((sum, { facts }) => sum + facts.size, file.facts.size)
    if (others.length > 0 && bytes > TOGETHER_BYTES) {
      throw new Refusal('TOO_LARGE', 'These files are together larger than can be worked on at once (20 MiB).')
    }
    return tool.result.parse(await this.#enqueue(tool.name, args, [file, ...others], signal))
  }

  async close(): Promise<void> {
    this.#closed = true
    for (const job of this.#waiting) job.settle({ error: closing() })
    await this.#endWorker()
  }

  #enqueue(tool: string, args: unknown, files: readonly BenchFile[], signal: AbortSignal): Promise<unknown> {
    return new Promise((resolve, reject) => {
      const onAbort = () => this.#cancel(job)
      const job: Job = {
        call: ++this.#calls,
        tool,
        args,
        files,
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
      if (this.#closed) return job.settle({ error: closing() })
      if (signal.aborted) return job.settle({ error: cancelled() })
      signal.addEventListener('abort', onAbort)
      this.#waiting.add(job)
      this.#ready.push(job)
      this.#next()
    })
  }

  /** Starts the first call whose content is at hand; the content of the others is fetched meanwhile. */
  #next(): void {
    while (!this.#running && !this.#closed) {
      const job = this.#ready.shift()
      if (!job) return
      if (job.settled) continue
      const missing = job.files.filter(({ facts: { sha256 } }) => !this.#held.has(sha256) && !job.fetched.has(sha256))
      if (missing.length > 0) void this.#fetch(job, missing)
      else this.#start(job)
    }
  }

  async #fetch(job: Job, missing: readonly BenchFile[]): Promise<void> {
    try {
      for (const file of missing) job.fetched.set(file.facts.sha256, await file.read())
      this.#ready.push(job)
    } catch (error) {
      job.settle({ error })
    }
    this.#next()
  }

  #start(job: Job): void {
    this.#running = job
    const worker = this.#worker ?? this.#openWorker()
    const { call, tool, args } = job
    this.#timer = setTimeout(() => this.#endStuck(job), this.#options.callMs ?? CALL_MS)
    const files = job.files.map(({ facts }) => {
      // The worker may have gained the content from another call while this one fetched it.
      const bytes = this.#held.has(facts.sha256) ? undefined : job.fetched.get(facts.sha256)
      // A copy of exactly these bytes moves over: the reader's own buffer may be a view into something larger.
      return { facts: { ...facts }, bytes: bytes ? new Uint8Array(bytes) : null }
    })
    job.fetched.clear()
    const message: BenchCall = { call, tool, args, files }
    const moved = files.flatMap(({ bytes }) => (bytes ? [bytes.buffer] : []))
    worker.once('message', (answer: unknown) => {
      const read = benchAnswer.safeParse(answer)
      if (read.success && read.data.call === call) this.#finish(job, moved.length > 0, read.data)
      else void worker.terminate()
    })
    worker.postMessage(message, moved)
  }

  #finish(job: Job, handedOver: boolean, { outcome, held, thread }: BenchAnswer): void {
    this.#held.clear()
    for (const sha256 of held) this.#held.add(sha256)
    this.#options.note?.({ tool: job.tool, outcome: outcome.kind, thread, handedOver })
    if (outcome.kind === 'done') job.settle({ result: outcome.result })
    else if (outcome.kind === 'refused') job.settle({ error: new Refusal(outcome.code, outcome.message) })
    else job.settle({ error: new Error(`${job.tool} failed: ${outcome.message}`, { cause: outcome.stack }) })
    this.#release()
  }

  #cancel(job: Job): void {
    job.settle({ error: cancelled() })
    if (job !== this.#running) return
    // It may be about to finish; ending the worker would lose what it holds for everybody else.
    clearTimeout(this.#timer ?? undefined)
    this.#timer = setTimeout(() => void this.#endWorker(), this.#options.graceMs ?? LIMITS.cancelGraceMs)
  }

  #endStuck(job: Job): void {
    job.settle({ error: new Refusal('AGENT_FAILED', 'Reading this file took too long and was stopped.') })
    void this.#endWorker()
  }

  #openWorker(): Worker {
    const worker = new Worker(this.#options.entry ?? workerEntry(), {
      // Nothing of this process's environment or flags: what parses strangers' files needs neither keys nor loaders.
      env: {},
      execArgv: [],
      resourceLimits: { maxOldGenerationSizeMb: this.#options.heapMb ?? HEAP_MB },
    })
    this.#worker = worker
    worker.once('error', (error) => this.#lose(worker, refusalOfDeath(error)))
    worker.once('exit', () => this.#lose(worker, new Refusal('AGENT_FAILED', 'The work on this file was interrupted.')))
    return worker
  }

  /** The worker is gone: its call is refused, and the next call gets a new worker. */
  #lose(worker: Worker, refusal: Refusal): void {
    if (worker !== this.#worker) return
    this.#worker = null
    this.#held.clear()
    this.#running?.settle({ error: refusal })
    this.#release()
  }

  async #endWorker(): Promise<void> {
    const worker = this.#worker
    clearTimeout(this.#timer ?? undefined)
    if (worker) await worker.terminate()
  }

  #release(): void {
    clearTimeout(this.#timer ?? undefined)
    this.#timer = null
    this.#running = null
    this.#next()
  }
}

function workerEntry(): URL {
  const source = import.meta.url.endsWith('.ts')
  return new URL(source ? './tool-worker.dev.mjs' : './tool-worker.js', import.meta.url)
}

function refusalOfDeath(error: Error): Refusal {
  const outOfMemory = 'code' in error && error.code === 'ERR_WORKER_OUT_OF_MEMORY'
  return outOfMemory
    ? new Refusal('TOO_LARGE', 'This file needs more memory than one file may take.', { cause: error })
    : new Refusal('AGENT_FAILED', 'The work on this file was interrupted.', { cause: error })
}

const cancelled = (): Refusal => new Refusal('CANCELLED', 'Cancelled.')
const closing = (): Refusal => new Refusal('RUNTIME_UNAVAILABLE', 'Runtime is stopping.')

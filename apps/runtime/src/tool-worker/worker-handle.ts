// One worker process: runs one call at a time, gets less of the processor once a call takes long, and is killed when a call
// does not stop. It decides no order and keeps no queue.
import { Refusal } from '@biplane/contracts/refusal'
import { LIMITS } from '@biplane/contracts/vocabulary/limits'
import type { FileFolder } from './file-folder.ts'
import type { Job } from './job.ts'
import { openToolProcess, processorMs, setNice, type ToolProcess } from './tool-process.ts'
import type { ToolWorkerOptions } from './tool-workers.ts'
import {
  type WorkerAnswer,
  type WorkerCall,
  type WorkerInterrupt,
  workerAnswer,
  workerReady,
} from './worker-messages.ts'

export type JobEnd = 'ended' | 'put back'

export interface WorkerEvents {
  /** The call outlasted its slice, and runs with a lower priority from now on. */
  onLong(worker: WorkerHandle, job: Job): void
  /** `ms` is how long the worker was taken. A call that was put back is to run again. */
  onFree(job: Job, ms: number, end: JobEnd): void
  /** The process ended, whatever it did. */
  onGone(worker: WorkerHandle): void
  /** The call took too long or ended its process. Its caller is not told before. */
  onStopped(job: Job): void
}

/** Of a file of the largest size, on a busy machine; what takes longer is not worth the wait of everybody else. */
export const CALL_MS = 30_000
/** What most calls need on a busy machine. */
const SLICE_MS = 250
/** A tenth of the processor beside a call of normal priority. */
const LONG_NICE = 10
/** Files that a worker probably still keeps parsed. */
const RECENT_FILES = 32

export class WorkerHandle {
  readonly pid: number
  readonly #options: ToolWorkerOptions
  readonly #events: WorkerEvents
  readonly #folder: FileFolder
  readonly #process: ToolProcess
  readonly #recent = new Set<string>()
  #running: { job: Job; began: number; processorMs: number | null; posted: boolean; end: JobEnd } | null = null
  #deadline: NodeJS.Timeout | null = null
  #slice: NodeJS.Timeout | null = null
  #ready = false
  #lowered = false
  #ending = false

  constructor(options: ToolWorkerOptions, events: WorkerEvents, folder: FileFolder) {
    this.#options = options
    this.#events = events
    this.#folder = folder
    this.#process = openToolProcess(options, folder.path)
    this.pid = this.#process.pid
    this.#process.onMessage((message) => this.#hear(message))
    this.#process.onEnd((refusal) => this.#lose(refusal))
  }

  get job(): Job | null {
    return this.#running?.job ?? null
  }

  /** Whether it takes a call now. */
  get idle(): boolean {
    return this.#running === null && !this.#ending
  }

  /** Whether it started up; one that did not is not replaced by itself, or it would be without end. */
  get ready(): boolean {
    return this.#ready
  }

  /** How well it suits a call: one that knows the files, then one that has started up. */
  suits(job: Job): number {
    const known = job.files.some(({ facts }) => this.#recent.has(facts.sha256))
    return (known ? 2 : 0) + (this.#ready ? 1 : 0)
  }

  /** Keeps the worker for a call whose files are still being fetched. */
  take(job: Job): void {
    this.#running = { job, began: this.#now(), processorMs: null, posted: false, end: 'ended' }
    this.#deadline = setTimeout(() => this.#endStuck(job), this.#options.callMs ?? CALL_MS)
  }

  /** Hands the call to the process; its files lie in the folder. */
  start(job: Job): void {
    if (this.#running?.job !== job) return
    this.#running.posted = true
    this.#running.processorMs = this.#processorMs()
    if (this.#ready) this.#beginSlice(job)
    for (const { facts } of job.files) this.#remember(facts.sha256)
    const { call, tool, args } = job
    const files = job.files.map(({ facts }) => ({ facts: { ...facts }, path: this.#folder.pathOf(facts.sha256) }))
    const message: WorkerCall = { call, tool, args, files }
    this.#process.post(message)
  }

  /** The caller no longer waits. The call may still end within the grace: killing the process would lose what it holds. */
  cancel(job: Job): void {
    if (job !== this.job) return
    if (this.#running?.posted) this.#endAfterGrace()
    else this.#release()
  }

  /** Kills the process so that the call runs elsewhere, from its beginning: its caller goes on waiting. */
  putBack(): void {
    if (!this.#running || this.#running.job.settled) return
    this.#running.end = 'put back'
    void this.end()
  }

  async end(): Promise<void> {
    this.#ending = true
    clearTimeout(this.#deadline ?? undefined)
    clearTimeout(this.#slice ?? undefined)
    await this.#process.end()
  }

  #hear(message: unknown): void {
    if (workerReady.safeParse(message).success) {
      this.#ready = true
      // The time in which the process started up is not the call's.
      if (this.#running?.posted) this.#beginSlice(this.#running.job)
      return
    }
    const running = this.#running
    const read = workerAnswer.safeParse(message)
    if (!running?.posted || this.#ending) return
    if (read.success && read.data.call === running.job.call) this.#finish(running.job, read.data)
    else void this.end()
  }

  #finish(job: Job, { outcome }: WorkerAnswer): void {
    this.#ready = true
    this.#options.note?.({ tool: job.tool, outcome: outcome.kind, process: this.pid })
    if (outcome.kind === 'done') job.settle({ result: outcome.result })
    else if (outcome.kind === 'refused') job.settle({ error: new Refusal(outcome.code, outcome.message) })
    else job.settle({ error: new Error(`${job.tool} failed: ${outcome.message}`, { cause: outcome.stack }) })
    // Without a privilege no priority is raised again: a new process takes its place.
    if (this.#lowered && !setNice(this.pid, 0)) void this.end()
    this.#lowered = false
    this.#release()
  }

  #beginSlice(job: Job): void {
    this.#slice = setTimeout(() => this.#outlasted(job), this.#options.sliceMs ?? SLICE_MS)
  }

  #outlasted(job: Job): void {
    this.#lowered = setNice(this.pid, LONG_NICE) || this.#lowered
    this.#events.onLong(this, job)
  }

  #endStuck(job: Job): void {
    const posted = this.#running?.posted === true
    if (posted && this.#toBlame()) this.#events.onStopped(job)
    const message = posted
      ? 'Reading this file took too long and was stopped.'
      : 'The file could not be fetched in time.'
    job.settle({ error: new Refusal('AGENT_FAILED', message) })
    if (posted) this.#endAfterGrace()
    else this.#release()
  }

  /** On a machine that is busy with other things the time may pass without any work. */
  #toBlame(): boolean {
    const before = this.#running?.processorMs ?? null
    const now = this.#processorMs()
    return before === null || now === null || now - before >= (this.#options.callMs ?? CALL_MS) / 4
  }

  #processorMs(): number | null {
    return (this.#options.processorMs ?? processorMs)(this.pid)
  }

  #endAfterGrace(): void {
    clearTimeout(this.#deadline ?? undefined)
    const message: WorkerInterrupt = { interrupt: true }
    this.#process.post(message)
    this.#deadline = setTimeout(() => void this.end(), this.#options.graceMs ?? LIMITS.cancelGraceMs)
  }

  /** The process is gone, and its call with it. A call that was cancelled or put back is not to blame. */
  #lose(refusal: Refusal): void {
    this.#ending = true
    const running = this.#running
    if (running && running.end === 'ended' && !running.job.settled) {
      this.#events.onStopped(running.job)
      running.job.settle({ error: refusal })
    }
    this.#events.onGone(this)
    this.#release()
  }

  #release(): void {
    clearTimeout(this.#deadline ?? undefined)
    clearTimeout(this.#slice ?? undefined)
    const running = this.#running
    this.#running = null
    if (running) this.#events.onFree(running.job, this.#now() - running.began, running.end)
  }

  #remember(sha256: string): void {
    this.#recent.delete(sha256)
    this.#recent.add(sha256)
    for (const oldest of this.#recent) {
      if (this.#recent.size <= RECENT_FILES) break
      this.#recent.delete(oldest)
    }
  }

  #now(): number {
    return (this.#options.now ?? (() => performance.now()))()
  }
}

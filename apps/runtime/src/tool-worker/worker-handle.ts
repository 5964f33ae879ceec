// One worker process: runs one call at a time, gets less of the processor once a call takes long, and is killed when a call
// does not stop. It decides no order and keeps no queue.
import { Refusal } from '@biplane/contracts/refusal'
import { LIMITS } from '@biplane/contracts/vocabulary/limits'
import { CallTime } from './call-time.ts'
import type { FileFolder } from './file-folder.ts'
import { bytesOf, type Job } from './job.ts'
import { openToolProcess, processorMs, setNice, type ToolProcess } from './tool-process.ts'
import type { ToolWorkerOptions } from './tool-workers.ts'
import {
  type WorkerAnswer,
  type WorkerCall,
  type WorkerForget,
  type WorkerInterrupt,
  workerAnswer,
  workerLoading,
  workerReady,
} from './worker-messages.ts'

export type JobEnd = 'ended' | 'put back'

export interface WorkerEvents {
  /** The process has started up. */
  onReady(): void
  /** The call outlasted its slice, and runs with a lower priority from now on. */
  onLong(worker: WorkerHandle, job: Job): void
  /** `ms` is how long the call worked. A call that was put back is to run again. */
  onFree(job: Job, ms: number, end: JobEnd): void
  /** The process ended, whatever it did. */
  onGone(worker: WorkerHandle): void
  /** The call took too long or ended its process. Its caller is not told before. */
  onStopped(job: Job): void
}

/** What takes longer is not worth the wait of everybody else. By the clock, and with a larger file, twice as long. */
export const CALL_MS = 15_000
/** Several times what a small file needs. */
const SLICE_MS = 400
/** On a busy machine; a process that has not started up by then does not start. */
const START_MS = 60_000
/** How often a call that has had little of the processor is looked at. */
const LOOK_MS = 20
/** A thirtieth of the processor beside a call of normal priority. */
const LONG_NICE = 15
/** Files that a worker probably still keeps parsed. */
const RECENT_FILES = 32

interface Running {
  job: Job
  /** `null` until the process has both the call and started up. */
  time: CallTime | null
  posted: boolean
  end: JobEnd
}

export class WorkerHandle {
  readonly pid: number
  readonly #options: ToolWorkerOptions
  readonly #events: WorkerEvents
  readonly #folder: FileFolder
  readonly #process: ToolProcess
  readonly #recent = new Set<string>()
  #running: Running | null = null
  #deadline: NodeJS.Timeout | null = null
  #slice: NodeJS.Timeout | null = null
  #ready = false
  #loading = false
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

  /** Whether its priority is lower than a short call needs. Without a privilege it stays so. */
  get lowered(): boolean {
    return this.#lowered
  }

  /** Whether it probably still has a file of the call parsed. */
  knows(job: Job): boolean {
    return job.files.some(({ facts }) => this.#recent.has(facts.sha256))
  }

  /** Keeps the worker for a call whose files are still being fetched. */
  take(job: Job): void {
    this.#running = { job, time: null, posted: false, end: 'ended' }
    this.#deadline = setTimeout(() => this.#endStuck(job), this.#callMs(job))
  }

  /** Hands the call to the process; its files lie in the folder. `isLong`: it gets less of the processor at once. */
  start(job: Job, isLong: boolean): void {
    if (this.#running?.job !== job) return
    this.#running.posted = true
    if (isLong) this.#lower()
    if (this.#ready) this.#beginTime(this.#running)
    else this.#watchStart(job)
    for (const { facts } of job.files) this.#remember(facts.sha256)
    const { call, tool, args } = job
    const files = job.files.map(({ facts }) => ({ facts: { ...facts }, path: this.#folder.pathOf(facts.sha256) }))
    const message: WorkerCall = { call, tool, args, files }
    this.#process.post(message)
  }

  /** Drops what the process keeps of these contents, as soon as it is free. */
  forget(hashes: readonly string[]): void {
    const forget = hashes.filter((hash) => this.#recent.delete(hash))
    if (forget.length === 0 || this.#ending) return
    const message: WorkerForget = { forget }
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
      if (this.#running?.posted) this.#beginTime(this.#running)
      this.#events.onReady()
      return
    }
    const loading = workerLoading.safeParse(message)
    if (loading.success) {
      this.#setLoading(loading.data.loading)
      return
    }
    const running = this.#running
    const read = workerAnswer.safeParse(message)
    if (!running?.posted || this.#ending) return
    if (read.success && read.data.call === running.job.call) this.#finish(running.job, read.data)
    else void this.end()
  }

  /** The call's deadline by the clock stays, so that a load without an end ends with it. */
  #setLoading(loading: boolean): void {
    this.#loading = loading
    if (loading) this.#running?.time?.pause()
    else this.#running?.time?.resume()
  }

  #finish(job: Job, { outcome }: WorkerAnswer): void {
    this.#ready = true
    this.#options.note?.({ tool: job.tool, outcome: outcome.kind, process: this.pid })
    if (outcome.kind === 'done') job.settle({ result: outcome.result })
    else if (outcome.kind === 'refused') job.settle({ error: new Refusal(outcome.code, outcome.message) })
    else job.settle({ error: new Error(`${job.tool} failed: ${outcome.message}`, { cause: outcome.stack }) })
    if (this.#lowered) this.#lowered = !this.#setNice(0)
    this.#release()
  }

  #beginTime(running: Running): void {
    running.time = new CallTime(this.pid, {
      processorMs: this.#options.processorMs ?? processorMs,
      now: this.#options.now ?? (() => performance.now()),
    })
    if (this.#loading) running.time.pause()
    clearTimeout(this.#deadline ?? undefined)
    this.#watch(running, this.#callMs(running.job))
    this.#slice = setTimeout(() => this.#look(running), this.#sliceMs)
  }

  #watchStart(job: Job): void {
    clearTimeout(this.#deadline ?? undefined)
    this.#deadline = setTimeout(() => this.#endStuck(job), START_MS)
  }

  /** Ends the call when it has worked so long, and on a machine that does other things meanwhile at twice that time. */
  #watch(running: Running, ms: number): void {
    this.#deadline = setTimeout(() => {
      const most = this.#callMs(running.job)
      const { workedMs = most, passedMs = 2 * most } = running.time ?? {}
      const left = Math.min(most - workedMs, 2 * most - passedMs)
      if (left > 0) this.#watch(running, Math.max(left, LOOK_MS))
      else this.#endStuck(running.job)
    }, ms)
  }

  #look(running: Running): void {
    const left = this.#sliceMs - (running.time?.workedMs ?? this.#sliceMs)
    if (left > 0) {
      this.#slice = setTimeout(() => this.#look(running), Math.max(left, LOOK_MS))
      return
    }
    this.#lower()
    this.#events.onLong(this, running.job)
  }

  #lower(): void {
    this.#lowered = this.#setNice(LONG_NICE) || this.#lowered
  }

  #endStuck(job: Job): void {
    const running = this.#running
    const posted = running?.posted === true
    // On a machine that is busy with other things the time may pass without any work.
    if (running?.time && running.time.workedMs >= this.#callMs(job) / 4) this.#events.onStopped(job)
    const message = posted
      ? 'Reading this file took too long and was stopped.'
      : 'The file could not be fetched in time.'
    job.settle({ error: new Refusal('AGENT_FAILED', message) })
    if (posted) this.#endAfterGrace()
    else this.#release()
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
    if (running) this.#events.onFree(running.job, running.time?.workedMs ?? 0, running.end)
  }

  #remember(sha256: string): void {
    this.#recent.delete(sha256)
    this.#recent.add(sha256)
    for (const oldest of this.#recent) {
      if (this.#recent.size <= RECENT_FILES) break
      this.#recent.delete(oldest)
    }
  }

  #setNice(steps: number): boolean {
    return (this.#options.setNice ?? setNice)(this.pid, steps)
  }

  #callMs(job: Job): number {
    return (this.#options.callMs ?? CALL_MS) * (bytesOf(job) > LIMITS.documentBytes ? 2 : 1)
  }

  get #sliceMs(): number {
    return this.#options.sliceMs ?? SLICE_MS
  }
}

// One worker, a thread or a process: runs one call at a time, is ended when it does not stop, and opened again for the next call.
// It decides no order and keeps no queue.
import { Refusal } from '@biplane/contracts/refusal'
import { LIMITS } from '@biplane/contracts/vocabulary/limits'
import { type BenchAnswer, type BenchCall, type BenchInterrupt, benchAnswer } from './bench-messages.ts'
import type { FileFolder } from './file-folder.ts'
import type { BenchFile, BenchOptions } from './tool-bench.ts'
import { openProcessHost, openThreadHost, type ToolHost } from './tool-host.ts'

export interface Job {
  call: number
  session: string
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

export interface ToolThreadEvents {
  /** The thread is free. `ms` is how long it was taken; A call that was put back is to run again. */
  onFree(job: Job, ms: number, end: 'ended' | 'put back'): void
  /** The call took too long or ended its thread. Its caller is not told before. */
  onStopped(job: Job): void
  now(): number
}

/** Of a file of the largest size, on a busy machine; what takes longer is not worth the wait of everybody else. */
export const CALL_MS = 15_000

export class ToolThread {
  readonly #options: BenchOptions
  readonly #events: ToolThreadEvents
  readonly #held = new Set<string>()
  readonly #folder: FileFolder | null
  #worker: ToolHost | null = null
  #running: { job: Job; began: number; end: 'ended' | 'put back' } | null = null
  #timer: NodeJS.Timeout | null = null
  #handedOver = false

  /** For calls of sessions that used little: never held by one that takes long. */
  readonly express: boolean

  /** `folder`: where a process finds the files; a thread is handed their bytes. */
  constructor(options: BenchOptions, events: ToolThreadEvents, folder: FileFolder | null, express: boolean) {
    this.express = express
    this.#options = options
    this.#folder = folder
    this.#events = events
  }

  get job(): Job | null {
    return this.#running?.job ?? null
  }

  /** Milliseconds for which it has been taken; 0 while it is free. */
  get takenMs(): number {
    return this.#running ? this.#events.now() - this.#running.began : 0
  }

  get open(): boolean {
    return this.#worker !== null
  }

  holds(sha256: string): boolean {
    return this.#folder ? this.#folder.holds(sha256) : this.#held.has(sha256)
  }

  start(job: Job): void {
    this.#running = { job, began: this.#events.now(), end: 'ended' }
    const worker = this.#worker ?? this.#openWorker()
    const { call, tool, args } = job
    this.#timer = setTimeout(() => this.#endStuck(job), this.#options.callMs ?? CALL_MS)
    const files = job.files.map(({ facts }) => {
      // The worker may have gained the content from another call while this one fetched it.
      const bytes = this.#held.has(facts.sha256) ? undefined : job.fetched.get(facts.sha256)
      if (this.#folder) return { facts: { ...facts }, bytes: null, path: this.#folder.pathOf(facts.sha256) }
      // A copy of exactly these bytes moves over: the reader's own buffer may be a view into something larger.
      return { facts: { ...facts }, bytes: bytes ? new Uint8Array(bytes) : null, path: null }
    })
    job.fetched.clear()
    const message: BenchCall = { call, tool, args, files }
    const moved = files.flatMap(({ bytes }) => (bytes ? [bytes.buffer] : []))
    this.#handedOver = moved.length > 0
    worker.post(message, moved)
  }

  #hear(worker: ToolHost, answer: unknown): void {
    const running = this.#running
    const read = benchAnswer.safeParse(answer)
    // Nobody waits for the answer of a worker that was given up.
    if (worker !== this.#worker || !running) return
    if (read.success && read.data.call === running.job.call) this.#finish(running.job, read.data)
    else void worker.end()
  }

  /** The caller no longer waits. The call may still end within the grace: ending the thread would lose what it holds. */
  cancel(job: Job): void {
    if (job === this.job) this.#endAfterGrace()
  }

  /** Ends the call so that it can run elsewhere, from its beginning: its caller goes on waiting. */
  putBack(): void {
    if (this.#running === null || this.#running.end !== 'ended' || this.#running.job.settled) return
    this.#running.end = 'put back'
    this.#endAfterGrace(0)
  }

  async close(): Promise<void> {
    clearTimeout(this.#timer ?? undefined)
    await this.#worker?.end()
  }

  #finish(job: Job, { outcome, held, thread }: BenchAnswer): void {
    if (this.#running?.end === 'put back') this.#running.end = 'ended'
    this.#held.clear()
    for (const sha256 of held) this.#held.add(sha256)
    this.#options.note?.({ tool: job.tool, outcome: outcome.kind, thread, handedOver: this.#handedOver })
    if (outcome.kind === 'done') job.settle({ result: outcome.result })
    else if (outcome.kind === 'refused') job.settle({ error: new Refusal(outcome.code, outcome.message) })
    else job.settle({ error: new Error(`${job.tool} failed: ${outcome.message}`, { cause: outcome.stack }) })
    this.#release()
  }

  #endStuck(job: Job): void {
    if (this.#running) this.#running.end = 'ended'
    this.#events.onStopped(job)
    job.settle({ error: new Refusal('AGENT_FAILED', 'Reading this file took too long and was stopped.') })
    this.#endAfterGrace()
  }

  #endAfterGrace(graceMs = this.#options.graceMs ?? LIMITS.cancelGraceMs): void {
    clearTimeout(this.#timer ?? undefined)
    const message: BenchInterrupt = { interrupt: true }
    this.#worker?.post(message, [])
    this.#timer = setTimeout(() => void this.#worker?.end(), graceMs)
  }

  #openWorker(): ToolHost {
    const worker = this.#folder ? openProcessHost(this.#options, this.#folder.path) : openThreadHost(this.#options)
    this.#worker = worker
    worker.onMessage((answer) => this.#hear(worker, answer))
    worker.onEnd((refusal) => this.#lose(worker, refusal))
    return worker
  }

  /** The worker is gone: its call is refused, and the next call gets a new one. */
  #lose(worker: ToolHost, refusal: Refusal): void {
    if (worker !== this.#worker) return
    this.#worker = null
    this.#held.clear()
    const running = this.#running
    // A call that was cancelled is not to blame: it was ended because nobody waited for it.
    if (running?.end !== 'put back') {
      if (running && !running.job.settled) this.#events.onStopped(running.job)
      running?.job.settle({ error: refusal })
    }
    this.#release()
  }

  #release(): void {
    clearTimeout(this.#timer ?? undefined)
    this.#timer = null
    const running = this.#running
    this.#running = null
    if (running) this.#events.onFree(running.job, this.#events.now() - running.began, running.end)
  }
}

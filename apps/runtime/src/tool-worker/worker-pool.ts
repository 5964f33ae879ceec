// Which worker processes there are. Some more than are busy are kept, so that no call waits for a process to start.
import type { Job } from './job.ts'
import type { WorkerHandle } from './worker-handle.ts'

export interface WorkerPoolOptions {
  max: number
  /** Idle processes that are kept. */
  spares: number
  open(): WorkerHandle
}

/** Spares start so long after Runtime itself, or with the first call. */
const SETTLE_MS = 2_000

export class WorkerPool {
  readonly #options: WorkerPoolOptions
  /** The one used last comes last: what it has compiled and parsed serves the next call. */
  readonly #workers = new Set<WorkerHandle>()
  readonly #warming: NodeJS.Timeout

  constructor(options: WorkerPoolOptions) {
    this.#options = options
    // A process that has just started answers first; the first call does not wait for this.
    this.#warming = setTimeout(() => this.keepSpares(), SETTLE_MS)
    this.#warming.unref()
  }

  all(): WorkerHandle[] {
    return [...this.#workers]
  }

  /** The calls that hold a process. */
  running(): Job[] {
    return this.all().flatMap(({ job }) => (job ? [job] : []))
  }

  /** The idle process that suits the call best, or a new one. The caller counts the places. */
  idleFor(job: Job): WorkerHandle {
    let best: WorkerHandle | null = null
    for (const worker of this.#workers) {
      if (worker.idle && (best === null || worker.suits(job) >= best.suits(job))) best = worker
    }
    const worker = best ?? this.#options.open()
    this.#workers.delete(worker)
    this.#workers.add(worker)
    return worker
  }

  /** Starts the processes that the next calls will use. */
  keepSpares(): void {
    const { max, spares, open } = this.#options
    const busy = this.running().length
    while (this.#workers.size < Math.min(max, busy + spares)) this.#workers.add(open())
  }

  remove(worker: WorkerHandle): void {
    this.#workers.delete(worker)
  }

  async close(): Promise<void> {
    clearTimeout(this.#warming)
    await Promise.all(this.all().map((worker) => worker.end()))
  }
}

// Which worker processes there are. Some more than are busy are kept, so that no call waits for a process to start.
import type { Job } from './job.ts'
import type { WorkerHandle } from './worker-handle.ts'

export interface WorkerPoolOptions {
  max: number
  /** Idle processes that are kept. */
  spares: number
  open(): WorkerHandle
}

export class WorkerPool {
  readonly #options: WorkerPoolOptions
  /** The one used last comes last: what it has compiled and parsed serves the next call. */
  readonly #workers = new Set<WorkerHandle>()

  constructor(options: WorkerPoolOptions) {
    this.#options = options
    this.keepSpares()
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
    await Promise.all(this.all().map((worker) => worker.end()))
  }
}

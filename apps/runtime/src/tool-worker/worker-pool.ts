// Which worker processes there are. Some more than are busy are kept, so that no call waits for a process to start.
import type { Job } from './job.ts'
import type { WorkerHandle } from './worker-handle.ts'

export interface WorkerPoolDeps {
  max: number
  /** Idle processes that are kept. */
  spares: number
  open(): WorkerHandle
}

/** Spares start so long after Runtime itself, or with the first call. */
const SETTLE_MS = 2_000

export class WorkerPool {
  readonly #deps: WorkerPoolDeps
  /** The one used last comes last: what it has compiled and parsed serves the next call. */
  readonly #workers = new Set<WorkerHandle>()
  readonly #warming: NodeJS.Timeout

  constructor(deps: WorkerPoolDeps) {
    this.#deps = deps
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

  /**
   * Whether a process could take a call now. A short call waits for one that starts up already, and for no place: to be
   * given to it would keep the call from the next one that is free.
   */
  canTake(isLong: boolean): boolean {
    const idle = this.all().filter((worker) => worker.idle && (isLong || !worker.lowered))
    return idle.length === 0 ? !this.#isFull : isLong || idle.some(({ ready }) => ready)
  }

  /** The idle process that suits the call best, or a new one. The caller counts the places. */
  idleFor(job: Job, isLong: boolean): WorkerHandle {
    const worker = this.#best(job, isLong) ?? this.#openAnother()
    this.#workers.delete(worker)
    this.#workers.add(worker)
    return worker
  }

  /**
   * One that knows the files, then one that has started up. A long call goes to a process of low priority where there is
   * one, and leaves the last spare that has started up to the next short call; a short one goes to no such process.
   */
  #best(job: Job, isLong: boolean): WorkerHandle | null {
    const idle = this.all().filter((worker) => worker.idle && (isLong || !worker.lowered))
    const kept = idle.filter(({ ready, lowered }) => ready && !lowered)
    const spare = isLong && this.#deps.spares > 0 && kept.length === 1 ? kept[0] : undefined
    const suits = (worker: WorkerHandle) =>
      (worker.knows(job) ? 4 : 0) + (worker.lowered ? 2 : 0) + (worker.ready ? 1 : 0)
    let best: WorkerHandle | null = null
    for (const worker of idle) {
      if (worker === spare && !worker.knows(job)) continue
      if (best === null || suits(worker) >= suits(best)) best = worker
    }
    return best ?? (this.#isFull && spare ? spare : null)
  }

  /** An idle process of low priority gives way to a new one. */
  get #isFull(): boolean {
    return this.#workers.size >= this.#deps.max && !this.all().some(({ idle, lowered }) => idle && lowered)
  }

  #openAnother(): WorkerHandle {
    const { max, open } = this.#deps
    const isMost = this.#workers.size >= max
    if (isMost)
      void this.all()
        .find(({ idle, lowered }) => idle && lowered)
        ?.end()
    return open()
  }

  /** Starts the processes that the next calls will use. */
  keepSpares(): void {
    const { max, spares, open } = this.#deps
    let ready = this.all().filter(({ idle, lowered }) => idle && !lowered).length
    for (; ready < spares && this.#workers.size < max; ready += 1) this.#workers.add(open())
  }

  remove(worker: WorkerHandle): void {
    this.#workers.delete(worker)
  }

  async close(): Promise<void> {
    clearTimeout(this.#warming)
    await Promise.all(this.all().map((worker) => worker.end()))
  }
}

// Remembers executions: all running ones, and the latest ended ones up to a number and a size.
import type { Run } from './run.ts'

export interface KeptBounds {
  /** Ended runs are kept up to this number and weight. */
  mostKept: number
  mostKeptBytes: number
}

export class KnownRuns {
  readonly #bounds: KeptBounds
  readonly #byInvocation = new Map<string, Run>()
  /** Those of them that have ended, in the order of their ends. */
  readonly #ended = new Set<Run>()
  #endedBytes = 0

  constructor(bounds: KeptBounds) {
    this.#bounds = bounds
  }

  get running(): number {
    return this.#byInvocation.size - this.#ended.size
  }

  get kept(): number {
    return this.#ended.size
  }

  get(invocationId: string): Run | undefined {
    return this.#byInvocation.get(invocationId)
  }

  atWork(): Run[] {
    return [...this.#byInvocation.values()].filter((run) => run.running)
  }

  /** In place of an earlier attempt of the same invocation. */
  add(run: Run): void {
    const before = this.#byInvocation.get(run.invocationId)
    if (before) this.forget(before)
    this.#makeRoom()
    this.#byInvocation.set(run.invocationId, run)
    void run.done.finally(() => this.#end(run))
  }

  #end(run: Run): void {
    if (this.#byInvocation.get(run.invocationId) !== run) return
    this.#ended.add(run)
    this.#endedBytes += run.bytes
  }

  /** Ended runs go, oldest first, until there is room for one more. */
  #makeRoom(): void {
    for (const run of this.#ended) {
      if (this.#ended.size < this.#bounds.mostKept && this.#endedBytes < this.#bounds.mostKeptBytes) return
      this.forget(run)
    }
  }

  forget(run: Run): void {
    this.#byInvocation.delete(run.invocationId)
    if (this.#ended.delete(run)) this.#endedBytes -= run.bytes
  }
}

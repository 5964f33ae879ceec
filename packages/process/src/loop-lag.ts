// Measures how late the event loop runs. Everything in the process waits that long.
import { type IntervalHistogram, monitorEventLoopDelay } from 'node:perf_hooks'

/** How often the loop is looked at; its own time is taken off what is measured. */
const LOOK_MS = 20
/** How long a measurement looks back at most. */
const WINDOW_MS = 10_000
const NS_PER_MS = 1e6

export interface Lag {
  /** Milliseconds; all 0 before the first look. */
  mean_ms: number
  p99_ms: number
  max_ms: number
}

/** How late the loop runs, until it is closed. */
export interface LagMeasure {
  read(): Lag
  close(): void
}

/** Measures until it is closed. */
export class LoopLag implements LagMeasure {
  readonly #histogram: IntervalHistogram = monitorEventLoopDelay({ resolution: LOOK_MS })
  readonly #turn: NodeJS.Timeout
  #before: Lag | null = null

  constructor() {
    this.#histogram.enable()
    this.#turn = setInterval(() => this.#begin(), WINDOW_MS)
    this.#turn.unref()
  }

  /** Of the last ten to twenty seconds, the worse of two windows: a new window forgets nothing at once. */
  read(): Lag {
    const now = this.#now()
    const before = this.#before ?? now
    return {
      mean_ms: Math.max(now.mean_ms, before.mean_ms),
      p99_ms: Math.max(now.p99_ms, before.p99_ms),
      max_ms: Math.max(now.max_ms, before.max_ms),
    }
  }

  close(): void {
    clearInterval(this.#turn)
    this.#histogram.disable()
  }

  #begin(): void {
    this.#before = this.#now()
    this.#histogram.reset()
  }

  #now(): Lag {
    const { count, mean, max } = this.#histogram
    if (count === 0) return { mean_ms: 0, p99_ms: 0, max_ms: 0 }
    const share = percentileOf(count)
    const p99 = share === null ? 0 : this.#histogram.percentile(share)
    return { mean_ms: late(mean), p99_ms: late(p99), max_ms: late(max) }
  }
}

const late = (nanoseconds: number): number => Math.max(0, nanoseconds / NS_PER_MS - LOOK_MS)

/**
 * The percentile that stands for the 99th of so many looks. Of fewer than a hundred it leaves the worst one out: a new
 * window may begin with it, and one look alone says little. `null` for too few.
 */
export const percentileOf = (looks: number): number | null => (looks < 2 ? null : Math.min(99, 99.9 * (1 - 1 / looks)))

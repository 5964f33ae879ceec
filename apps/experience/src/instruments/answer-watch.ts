// Measures the duration and size of answers from committed events only.
import type { EventRow } from '../store/rows.ts'

export interface AnswerTold {
  /** The first piece of an answer is synced, so many milliseconds after its send. */
  spoke(ms: number): void
  /** An answer has ended; `ms` is `null` where its send was not seen here. */
  ended(end: 'completed' | 'failed' | 'cancelled', ms: number | null): void
  /** An invocation whose owner was lost was taken up. */
  recovering(): void
  /** What an attempt had said was given up. */
  superseded(): void
}

interface Watched {
  /** Monotonic milliseconds of the send; `null` for one that was there before. */
  since: number | null
  spoke: boolean
  /** The last of the attempt's own numbers that was synced. */
  n: number
}

/** Far more than can be at work; beyond it times are not told, and nothing else changes. */
const MOST = 20_000

export class AnswerWatch {
  readonly #now: () => number
  readonly #told: AnswerTold
  readonly #open = new Map<string, Watched>()

  constructor(now: () => number, told: AnswerTold) {
    this.#now = now
    this.#told = told
  }

  /** Takes synced events in the order of their numbers; returns how many pieces agents said in them. */
  committed(rows: readonly EventRow[]): number {
    let pieces = 0
    for (const row of rows) if (row.invocationId !== null) pieces += this.#take(row, row.invocationId)
    return pieces
  }

  #take(row: EventRow, id: string): number {
    switch (row.type) {
      case 'agent.routed':
        if (this.#open.size < MOST) this.#open.set(id, { since: this.#now(), spoke: false, n: 0 })
        return 0
      case 'agent.token':
        return this.#said(row, id)
      case 'agent.recovering':
        this.#told.recovering()
        return 0
      case 'agent.superseded': {
        const known = this.#open.get(id)
        if (known) known.n = 0
        this.#told.superseded()
        return 0
      }
      case 'agent.completed':
      case 'agent.failed':
      case 'agent.cancelled':
        this.#end(id, ENDS[row.type])
        return 0
      default: {
        const known = row.n === null ? undefined : this.#open.get(id)
        if (known && row.n !== null) known.n = row.n
        return 0
      }
    }
  }

  /** Pieces that were written as one are as many as they were said: their numbers tell. */
  #said({ n }: EventRow, id: string): number {
    let known = this.#open.get(id)
    if (!known) {
      known = { since: null, spoke: true, n: (n ?? 1) - 1 }
      if (this.#open.size < MOST) this.#open.set(id, known)
    }
    const pieces = n === null ? 1 : Math.max(0, n - known.n)
    known.n = n ?? known.n
    if (!known.spoke) {
      known.spoke = true
      if (known.since !== null) this.#told.spoke(this.#now() - known.since)
    }
    return pieces
  }

  #end(id: string, end: 'completed' | 'failed' | 'cancelled'): void {
    const since = this.#open.get(id)?.since ?? null
    this.#open.delete(id)
    this.#told.ended(end, since === null ? null : this.#now() - since)
  }
}

const ENDS = {
  'agent.completed': 'completed',
  'agent.failed': 'failed',
  'agent.cancelled': 'cancelled',
} as const

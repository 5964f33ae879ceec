// Coalesces later tokens of an answer for readers that accept merged ones. The first token and everything else never
// wait. One timer per merged token. [W3]
import { LIMITS } from '@biplane/contracts/vocabulary/limits'
import type { AgentEvent } from '@biplane/contracts/wire/agent-events'

/** Up to this number of running answers the shorter wait applies. */
const FEW = 50
/** At 50 pieces a second, three pieces leave as one event, and the oldest of them has waited 40 ms. */
const LEAST_MS = 62
/** At that pace, four pieces leave as one event, and the oldest has waited 60 ms. */
const MOST_MS = 80
const MS_FOR_EACH_MORE = 0.5

/**
 * Milliseconds between two token events of an answer. The cost of an event is its commit and its frames, not its length, so
 * pieces leave together, and longer ones when more answers run. [W3]
 */
export const holdMsOf = (running: number): number =>
  Math.min(MOST_MS, LEAST_MS + Math.max(0, running - FEW) * MS_FOR_EACH_MORE)

/** And the more of them leave together. Nobody sees so small a delay. */
export const tickMsOf = (running: number): number => (running > 2 * FEW ? 8 : 4)

export class TokenCoalescer {
  readonly #holdMs: () => number
  readonly #now: () => number
  #toldAt = Number.NEGATIVE_INFINITY
  #cameAt = Number.NEGATIVE_INFINITY
  /** Milliseconds between the last two pieces. */
  #gapMs = 0

  /** `now`: monotonic milliseconds. */
  constructor(holdMs: () => number, now: () => number) {
    this.#holdMs = holdMs
    this.#now = now
  }

  /** A piece has come. */
  came(): void {
    const now = this.#now()
    this.#gapMs = now - this.#cameAt
    this.#cameAt = now
  }

  /**
   * Milliseconds that this event may still wait when nothing follows it yet; 0 when it leaves with the next tick, `null` when
   * it waits for none. It waits for a next piece, and not when that will come too late: the last piece that is in time takes
   * the others with it.
   */
  waits(event: AgentEvent): number | null {
    if (event.type !== 'agent.token' || event.payload.text.length >= LIMITS.coalesceBytes) return null
    if (this.#toldAt === Number.NEGATIVE_INFINITY) return null
    return this.full ? 0 : Math.max(0, this.#until - this.#now())
  }

  /** Whether a piece that has just come leaves with what waits, because the next one will come too late. */
  get full(): boolean {
    return this.#cameAt + this.#gapMs > this.#until
  }

  get #until(): number {
    return this.#toldAt + this.#holdMs()
  }

  told(event: AgentEvent): void {
    if (event.type === 'agent.token') this.#toldAt = this.#now()
  }
}

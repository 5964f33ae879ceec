// Owns how long the later pieces of an answer wait for company on their way to a reader that takes them merged. The first
// piece never waits, nor does anything that is no text. One timer for each merged piece, none for each token. [W3]
import { LIMITS } from '@biplane/contracts/vocabulary/limits'
import type { AgentEvent } from '@biplane/contracts/wire/agent-events'

/** So many answers at once are few: their pieces are as short as people like them. */
const FEW = 50
const MOST_MS = 56
const MS_FOR_EACH_MORE = 0.25

/** The more answers are given at once, the longer the pieces: a whole event costs the same, whatever it holds. */
export const holdMsOf = (running: number): number =>
  Math.min(MOST_MS, LIMITS.coalesceMs + Math.max(0, running - FEW) * MS_FOR_EACH_MORE)

/** And the more of them leave together. Nobody sees so small a delay. */
export const beatMsOf = (running: number): number => (running > 2 * FEW ? 8 : 4)

export class HoldBack {
  readonly #holdMs: () => number
  readonly #now: () => number
  #toldAt = Number.NEGATIVE_INFINITY

  /** `now`: monotonic milliseconds. */
  constructor(holdMs: () => number, now: () => number) {
    this.#holdMs = holdMs
    this.#now = now
  }

  /** Milliseconds that this event may still wait when nothing follows it yet; 0 when it is to be told now. */
  waits(event: AgentEvent): number {
    if (event.type !== 'agent.token' || event.payload.text.length >= LIMITS.coalesceBytes) return 0
    return Math.max(0, this.#toldAt + this.#holdMs() - this.#now())
  }

  told(event: AgentEvent): void {
    if (event.type === 'agent.token') this.#toldAt = this.#now()
  }
}

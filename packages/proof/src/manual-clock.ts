// A manual clock for tests: deadlines pass only when the test advances it.
import type { Timer } from '@biplane/contracts/clients/hardened-websocket'
import { Facts } from './facts.ts'

export class ManualClock {
  readonly #armed = new Set<{ ms: number; run: () => void }>()
  readonly #facts = new Facts()

  /** To be handed in where the machine's clock would be. */
  readonly timer: Timer = (ms, run) => {
    const deadline = { ms, run }
    this.#armed.add(deadline)
    this.#facts.changed()
    return () => this.#armed.delete(deadline)
  }

  /** How many deadlines of this length are armed. */
  armed(ms: number): number {
    return [...this.#armed].filter((deadline) => deadline.ms === ms).length
  }

  /** Resolves when a deadline of this length is armed. */
  untilArmed(ms: number): Promise<void> {
    return this.#facts.until(() => this.armed(ms) > 0)
  }

  /** Lets every armed deadline of this length pass; says how many there were. */
  pass(ms: number): number {
    const due = [...this.#armed].filter((deadline) => deadline.ms === ms)
    for (const deadline of due) {
      this.#armed.delete(deadline)
      deadline.run()
    }
    return due.length
  }
}

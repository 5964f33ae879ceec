// Waiter of one reader: until it is woken, or until the next tick. One at a time.
import type { Pulse } from './pulse.ts'

export class Sleep {
  #wake: (() => void) | null = null
  #takeBack: (() => void) | null = null

  /** Whether it ends by itself. */
  get timed(): boolean {
    return this.#takeBack !== null
  }

  untilWoken(): Promise<void> {
    return new Promise((resolve) => {
      this.#wake = resolve
    })
  }

  /** At least so long, and no longer than to the next beat after it. */
  forMs(ms: number, pulse: Pulse): Promise<void> {
    this.#takeBack = pulse.after(ms, () => this.wake())
    return this.untilWoken()
  }

  /** No longer than to the next beat, from now on. */
  sooner(pulse: Pulse): void {
    this.#takeBack?.()
    this.#takeBack = pulse.after(0, () => this.wake())
  }

  wake(): void {
    this.#takeBack?.()
    this.#takeBack = null
    this.#wake?.()
    this.#wake = null
  }
}

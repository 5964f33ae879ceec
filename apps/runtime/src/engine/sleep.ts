// Waiter of one reader: until it is woken, or until the next tick. One at a time.
import type { TickTimer } from './tick-timer.ts'

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

  /** At least so long, and no longer than to the next tick after it. */
  forMs(ms: number, tickTimer: TickTimer): Promise<void> {
    this.#takeBack = tickTimer.after(ms, () => this.wake())
    return this.untilWoken()
  }

  /** No longer than to the next tick, from now on. */
  sooner(tickTimer: TickTimer): void {
    this.#takeBack?.()
    this.#takeBack = tickTimer.after(0, () => this.wake())
  }

  wake(): void {
    this.#takeBack?.()
    this.#takeBack = null
    this.#wake?.()
    this.#wake = null
  }
}

// Owns a reader's sleep: until it is woken, or for so long at most. One at a time.

export class Sleep {
  #wake: (() => void) | null = null
  #timer: NodeJS.Timeout | null = null

  /** Whether it ends by itself. */
  get timed(): boolean {
    return this.#timer !== null
  }

  untilWoken(): Promise<void> {
    return new Promise((resolve) => {
      this.#wake = resolve
    })
  }

  forMs(ms: number): Promise<void> {
    this.#timer = setTimeout(() => this.wake(), ms)
    return this.untilWoken()
  }

  wake(): void {
    if (this.#timer) clearTimeout(this.#timer)
    this.#timer = null
    this.#wake?.()
    this.#wake = null
  }
}

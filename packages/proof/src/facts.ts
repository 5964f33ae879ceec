// Waits for a condition: a test states it, an instrument announces changes. Knows no time; a condition that never holds
// ends with the test's deadline.

interface Waiting {
  holds: () => boolean
  resolve: () => void
  reject: (error: unknown) => void
}

export class Facts {
  readonly #waiting = new Set<Waiting>()

  /** Call it after every change that a test may wait for. */
  changed(): void {
    for (const waiting of this.#waiting) this.#settle(waiting)
  }

  /** Resolves as soon as `holds()` is true, at once if it is already; rejects with what `holds` throws. */
  until(holds: () => boolean): Promise<void> {
    return new Promise((resolve, reject) => {
      const waiting = { holds, resolve, reject }
      this.#waiting.add(waiting)
      this.#settle(waiting)
    })
  }

  #settle(waiting: Waiting): void {
    try {
      if (!waiting.holds()) return
      waiting.resolve()
    } catch (error) {
      waiting.reject(error)
    }
    this.#waiting.delete(waiting)
  }
}

// Waits that an abort signal ends.

/** The promise's outcome, or the signal's reason as soon as it fires. Leaves no listener behind. */
export function abortable<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const give = () => reject(signal.reason)
    if (signal.aborted) give()
    signal.addEventListener('abort', give, { once: true })
    promise.then(resolve, reject).finally(() => signal.removeEventListener('abort', give))
  })
}

/** The same for many waits after each other, one at a time, with one listener for all of them. */
export class Interruptible {
  readonly #signal: AbortSignal
  #give: ((reason: unknown) => void) | null = null

  constructor(signal: AbortSignal) {
    this.#signal = signal
    signal.addEventListener('abort', () => this.#give?.(signal.reason), { once: true })
  }

  wait<T>(promise: Promise<T>): Promise<T> {
    return new Promise((resolve, reject) => {
      if (this.#signal.aborted) reject(this.#signal.reason)
      this.#give = reject
      promise.then(resolve, reject)
    })
  }
}

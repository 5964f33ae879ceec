// Circuit breaker of a provider: opens after a number of failures in a row, then allows one attempt.

export interface BreakerDeps {
  /** Failures in a row that open it. */
  failures: number
  /** Milliseconds for which it stays open. */
  coolMs: number
  /** Milliseconds, never going back. */
  now(): number
}

export class CircuitBreaker {
  readonly #deps: BreakerDeps
  #failed = 0
  #openUntil = 0
  #trying = false

  constructor(deps: BreakerDeps) {
    this.#deps = deps
  }

  /** May the provider be asked now? After the pause exactly one may, until it is known how that went. */
  admits(): boolean {
    if (this.#failed < this.#deps.failures) return true
    if (this.#trying || this.#deps.now() < this.#openUntil) return false
    this.#trying = true
    return true
  }

  succeeded(): void {
    this.#failed = 0
    this.#trying = false
  }

  /** Nobody knows how it would have gone: somebody stopped it. */
  abandoned(): void {
    this.#trying = false
  }

  failed(): void {
    this.#failed += 1
    this.#trying = false
    this.#openUntil = this.#deps.now() + this.#deps.coolMs
  }
}

// Owns what all answers together may cost at a provider in a day: tokens, of questions and answers. What was spent is
// forgiven evenly over a day. It is kept in memory: a restart begins anew. It knows no person. [SECURITY 15]

export interface TokenBudgetOptions {
  /** Tokens, in and out, that may be spent at once. */
  most: number
  /** Milliseconds in which all of them are there again. */
  withinMs: number
  /** Milliseconds, never going back. */
  now(): number
}

export class TokenBudget {
  readonly #options: TokenBudgetOptions
  #spent = 0
  #at: number

  constructor(options: TokenBudgetOptions) {
    this.#options = options
    this.#at = options.now()
  }

  /** May one more answer begin? One that has begun is bounded by itself. [M4] */
  admits(): boolean {
    this.#forgive()
    return this.#spent < this.#options.most
  }

  spend(tokens: number): void {
    this.#forgive()
    this.#spent += tokens
  }

  #forgive(): void {
    const { most, withinMs, now } = this.#options
    const at = now()
    this.#spent = Math.max(0, this.#spent - ((at - this.#at) / withinMs) * most)
    this.#at = at
  }
}

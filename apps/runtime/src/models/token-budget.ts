// What answers may cost at a provider in a day, all together and each payer's: tokens, of questions and answers. What was
// spent is forgiven evenly over a day. It is kept in memory: a restart begins anew. It knows no person. [SECURITY 15]

export interface TokenBudgetDeps {
  /** Tokens, in and out, that may be spent at once. */
  most: number
  /** Milliseconds in which all of them are there again. */
  withinMs: number
  /** Milliseconds, never going back. */
  now(): number
}

export class TokenBudget {
  readonly #deps: TokenBudgetDeps
  #spent = 0
  #at: number

  constructor(deps: TokenBudgetDeps) {
    this.#deps = deps
    this.#at = deps.now()
  }

  /** May one more answer begin? One that has begun is bounded by itself. [M4] */
  admits(): boolean {
    this.#forgive()
    return this.#spent < this.#deps.most
  }

  spend(tokens: number): void {
    this.#forgive()
    this.#spent += tokens
  }

  #forgive(): void {
    const { most, withinMs, now } = this.#deps
    const at = now()
    this.#spent = Math.max(0, this.#spent - ((at - this.#at) / withinMs) * most)
    this.#at = at
  }
}

export interface SharedTokenBudgetDeps extends TokenBudgetDeps {
  /** What one payer may spend of it. */
  mostOfOne: number
  /** Payers that are counted at once; beyond it whoever spent longest ago is forgotten. */
  maxPayers?: number
}

/** One budget for all, of which nobody may spend more than a share. */
export class SharedTokenBudget {
  readonly #deps: SharedTokenBudgetDeps
  readonly #all: TokenBudget
  /** In the order in which they last spent. */
  readonly #payers = new Map<string, TokenBudget>()

  constructor(deps: SharedTokenBudgetDeps) {
    this.#deps = deps
    this.#all = new TokenBudget(deps)
  }

  /** Whether this payer may begin one more answer, and which budget is spent where not. */
  admits(payer: string): 'yes' | 'share spent' | 'all spent' {
    if (!this.#all.admits()) return 'all spent'
    return (this.#payers.get(payer)?.admits() ?? true) ? 'yes' : 'share spent'
  }

  spend(payer: string, tokens: number): void {
    this.#all.spend(tokens)
    const { withinMs, now, mostOfOne, maxPayers = 10_000 } = this.#deps
    const own = this.#payers.get(payer) ?? new TokenBudget({ most: mostOfOne, withinMs, now })
    own.spend(tokens)
    this.#payers.delete(payer)
    const [oldest] = this.#payers.keys()
    if (this.#payers.size >= maxPayers && oldest !== undefined) this.#payers.delete(oldest)
    this.#payers.set(payer, own)
  }
}

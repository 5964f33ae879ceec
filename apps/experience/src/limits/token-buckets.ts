// Token buckets by key: full at first, refilled evenly. Knows no principal and no error.

export interface BucketSize {
  /** How many may be taken at once. */
  most: number
  /** In how many milliseconds an empty bucket is full again. */
  withinMs: number
}

/** How many buckets are kept before the full ones, which say nothing, are looked for. */
const MANY = 1_000

export class TokenBuckets {
  /** When each bucket will be full again: all that has to be known of it. */
  readonly #fullAt = new Map<string, number>()
  readonly #size: BucketSize
  readonly #now: () => number
  #many = MANY

  /** `now` is monotonic, in milliseconds. */
  constructor(size: BucketSize, now: () => number) {
    this.#size = size
    this.#now = now
  }

  /**
   * Takes `amount` and answers 0, or takes nothing and answers after how many milliseconds there will be so much. More than
   * a full bucket holds is taken from a full one.
   */
  take(key: string, amount = 1): number {
    const now = this.#now()
    const { most, withinMs } = this.#size
    const fullAt = Math.max(now, this.#fullAt.get(key) ?? now) + (withinMs * Math.min(amount, most)) / most
    // A thousandth of a millisecond is let pass: what was added in fractions must not fail by its last digit.
    const wait = fullAt - now - withinMs
    if (wait > 1e-3) return Math.ceil(wait)
    this.#fullAt.set(key, fullAt)
    if (this.#fullAt.size > this.#many) this.#dropFull(now)
    return 0
  }

  get kept(): number {
    return this.#fullAt.size
  }

  #dropFull(now: number): void {
    for (const [key, fullAt] of this.#fullAt) if (fullAt <= now) this.#fullAt.delete(key)
    this.#many = Math.max(MANY, 2 * this.#fullAt.size)
  }
}

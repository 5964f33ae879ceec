// Generates ordered UUIDs of version 7. Random bytes are fetched for many ids at once; fetching them for each took
// longer than everything else. [W1]
import { randomFillSync } from 'node:crypto'
import { v7 } from 'uuid'

const BYTES = 16
const AT_ONCE = 512
const MOST_SEQ = 2 ** 31

export class UuidV7Pool {
  readonly #pool = new Uint8Array(AT_ONCE * BYTES)
  readonly #now: () => number
  #at = this.#pool.length
  #msecs = Number.NEGATIVE_INFINITY
  #seq = 0

  /** `now`: wall-clock milliseconds. */
  constructor(now: () => number) {
    this.#now = now
  }

  next(): string {
    const random = this.#random()
    const now = this.#now()
    if (now > this.#msecs) {
      this.#msecs = now
      // Room above it for what is made within the same millisecond.
      this.#seq = (random[6] ?? 0) * 0x10000 + (random[7] ?? 0)
    } else {
      // A clock that is set back makes no id smaller than the last.
      this.#seq += 1
      if (this.#seq >= MOST_SEQ) {
        this.#msecs += 1
        this.#seq = 0
      }
    }
    return v7({ random, msecs: this.#msecs, seq: this.#seq })
  }

  #random(): Uint8Array {
    if (this.#at === this.#pool.length) {
      randomFillSync(this.#pool)
      this.#at = 0
    }
    this.#at += BYTES
    return this.#pool.subarray(this.#at - BYTES, this.#at)
  }
}

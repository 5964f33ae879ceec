// Fair turns for work that takes long: small work goes ahead at once, large work takes turns by who asked for it, and half of
// the time between two large pieces belongs to everybody else. Nobody who sends a hundred long texts holds up a short one.
import { Refusal } from '@biplane/contracts/refusal'

export interface FairTurnsOptions {
  /** Work with at most this many characters is small. */
  smallChars: number
  /** Large pieces of work that wait: of one key, and of all together. */
  maxOfOne: number
  max: number
}

interface Waiting {
  chars: number
  start(): Promise<void>
}

/** Of one key: its work in order, and how many characters it was given so far. */
interface Line {
  work: Waiting[]
  given: number
  /** Its work is being done now. */
  served: boolean
}

export class FairTurns {
  readonly #options: FairTurnsOptions
  readonly #lines = new Map<string, Line>()
  #waiting = 0
  #working = false
  /** What the key that was served last had been given before: who comes now begins there, without an old credit. */
  #level = 0

  constructor(options: FairTurnsOptions) {
    this.#options = options
  }

  get waiting(): number {
    return this.#waiting
  }

  /**
   * Does the work now if it is small and nothing of this key waits before it; else in its turn.
   * @throws RATE_LIMITED when too much waits
   */
  pass<T>(key: string, chars: number, work: () => Promise<T>): Promise<T> {
    const line = this.#lines.get(key)
    const isFree = line === undefined || (line.work.length === 0 && !line.served)
    if (chars <= this.#options.smallChars && isFree) return work()
    if (this.#waiting >= this.#options.max || (line?.work.length ?? 0) >= this.#options.maxOfOne) {
      const message = 'Too many messages are waiting to be taken. Try again in a moment.'
      return Promise.reject(new Refusal('RATE_LIMITED', message, { retry_after_ms: 1_000 }))
    }
    return new Promise((resolve, reject) => {
      const start = () => work().then(resolve, reject)
      const own = line ?? { work: [], given: this.#level, served: false }
      own.work.push({ chars, start })
      this.#lines.set(key, own)
      this.#waiting += 1
      void this.#run()
    })
  }

  async #run(): Promise<void> {
    if (this.#working) return
    this.#working = true
    for (let next = this.#take(); next !== null; next = this.#take()) {
      const began = performance.now()
      next.line.served = true
      await next.work.start()
      next.line.served = false
      // Rests as long as the work took: small work and running answers have that time.
      await rest(performance.now() - began)
    }
    this.#lines.clear()
    this.#level = 0
    this.#working = false
  }

  /** The first of the key that was given least. */
  #take(): { line: Line; work: Waiting } | null {
    let least: Line | null = null
    for (const [key, line] of this.#lines) {
      if (line.work.length > 0) least = least === null || line.given < least.given ? line : least
      // It would begin there again.
      else if (line.given <= this.#level) this.#lines.delete(key)
    }
    const work = least?.work.shift()
    if (least === null || work === undefined) return null
    this.#level = least.given
    least.given += work.chars
    this.#waiting -= 1
    return { line: least, work }
  }
}

/** Longer pauses would only delay the one that waits. */
const LONGEST_REST_MS = 20

const rest = (ms: number): Promise<void> =>
  new Promise((resolve) => {
    if (ms < 1) setImmediate(resolve)
    else setTimeout(resolve, Math.min(ms, LONGEST_REST_MS))
  })

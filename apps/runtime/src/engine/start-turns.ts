// The order in which answers to long texts begin. Their first words are read by grammars without a pause; so each has a turn
// of the loop of its own, one of each session after the other, and a short question of somebody else begins at once.

/** What a longer text takes to read is felt by others. */
const LONG_CHARS = 4_000

export class StartTurns {
  /** By session, in the order of their turns. */
  readonly #waiting = new Map<string, (() => void)[]>()
  #turning = false

  /** Does the work now if the text is short, else in its turn. */
  begin<T>(session: string, chars: number, work: () => Promise<T>): Promise<T> {
    if (chars <= LONG_CHARS) return work()
    return new Promise((resolve, reject) => {
      const own = this.#waiting.get(session)
      const start = () => {
        work().then(resolve, reject)
      }
      if (own) own.push(start)
      else this.#waiting.set(session, [start])
      this.#turn()
    })
  }

  #turn(): void {
    if (this.#turning) return
    this.#turning = true
    setImmediate(() => {
      this.#turning = false
      this.#next()
      if (this.#waiting.size > 0) this.#turn()
    })
  }

  #next(): void {
    const [first] = this.#waiting
    if (first === undefined) return
    const [session, own] = first
    const start = own.shift()
    // Whoever has more waits for everybody else's turn.
    this.#waiting.delete(session)
    if (own.length > 0) this.#waiting.set(session, own)
    start?.()
  }
}

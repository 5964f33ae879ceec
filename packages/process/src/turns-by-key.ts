// Who is next among those that wait: one of each key after the other, each key's own in the order of asking.

export class TurnsByKey<T> {
  /** By key, in the order of their turns. */
  readonly #waiting = new Map<string, T[]>()
  #size = 0

  get size(): number {
    return this.#size
  }

  add(key: string, item: T): void {
    const own = this.#waiting.get(key)
    if (own) own.push(item)
    else this.#waiting.set(key, [item])
    this.#size += 1
  }

  /** Removes and returns the next item; `undefined` when nothing waits. */
  take(): T | undefined {
    const [first] = this.#waiting
    if (first === undefined) return undefined
    const [key, own] = first
    const item = own.shift()
    this.#size -= 1
    // A key that has more waits for everybody else's turn.
    this.#waiting.delete(key)
    if (own.length > 0) this.#waiting.set(key, own)
    return item
  }
}

// Event queue of a simulation: by time, then by insertion.

interface Entry<T> {
  at: number
  order: number
  done: boolean
  item: T
}

export class EventQueue<T> {
  readonly #heap: Entry<T>[] = []
  #added = 0

  add(at: number, item: T, done = false): void {
    this.#heap.push({ at, order: this.#added++, done, item })
    this.#rise(this.#heap.length - 1)
  }

  /** The next one; `undefined` when nothing is left. */
  take(): Entry<T> | undefined {
    const [first] = this.#heap
    const last = this.#heap.pop()
    if (first && last && this.#heap.length > 0) {
      this.#heap[0] = last
      this.#sink()
    }
    return first
  }

  #before(a: number, b: number): boolean {
    const one = this.#heap[a]
    const other = this.#heap[b]
    if (!one || !other) return one !== undefined
    return one.at < other.at || (one.at === other.at && one.order < other.order)
  }

  #swap(a: number, b: number): void {
    const one = this.#heap[a]
    const other = this.#heap[b]
    if (!one || !other) return
    this.#heap[a] = other
    this.#heap[b] = one
  }

  #rise(from: number): void {
    for (let at = from; at > 0; ) {
      const parent = (at - 1) >> 1
      if (!this.#before(at, parent)) return
      this.#swap(at, parent)
      at = parent
    }
  }

  #sink(): void {
    for (let at = 0; ; ) {
      const left = 2 * at + 1
      const least = this.#before(left + 1, left) ? left + 1 : left
      if (least >= this.#heap.length || !this.#before(least, at)) return
      this.#swap(at, least)
      at = least
    }
  }
}

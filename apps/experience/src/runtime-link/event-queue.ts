// Queue from callbacks to an async iterable, in order, for one reader.

export class EventQueue<T> implements AsyncIterable<T>, AsyncIterator<T, undefined> {
  #items: T[] = []
  #taken = 0
  #ended = false
  #error: Error | null = null
  #asked: { resolve(result: IteratorResult<T, undefined>): void; reject(error: Error): void } | null = null

  push(item: T): void {
    if (this.#ended) return
    if (this.#asked) this.#answer(item)
    else this.#items.push(item)
  }

  /** What was pushed before is still handed out; then the error is thrown. */
  fail(error: Error): void {
    if (this.#ended) return
    this.#error = error
    this.end()
  }

  end(): void {
    this.#ended = true
    const asked = this.#asked
    this.#asked = null
    if (this.#error && asked) asked.reject(this.#error)
    else asked?.resolve(ENDED)
  }

  next(): Promise<IteratorResult<T, undefined>> {
    const item = this.#items[this.#taken]
    if (item !== undefined) {
      this.#taken += 1
      if (this.#taken === this.#items.length) {
        this.#items = []
        this.#taken = 0
      }
      return Promise.resolve({ done: false, value: item })
    }
    if (this.#error) return Promise.reject(this.#error)
    if (this.#ended) return Promise.resolve(ENDED)
    return new Promise((resolve, reject) => {
      this.#asked = { resolve, reject }
    })
  }

  [Symbol.asyncIterator](): AsyncIterator<T, undefined> {
    return this
  }

  #answer(item: T): void {
    this.#asked?.resolve({ done: false, value: item })
    this.#asked = null
  }
}

const ENDED: IteratorReturnResult<undefined> = { done: true, value: undefined }

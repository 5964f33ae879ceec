// Owns the step from "called back" to "asked for": what arrives waits until it is taken, in order.

export class EventQueue<T> implements AsyncIterable<T> {
  #items: T[] = []
  #ended = false
  #error: Error | null = null
  #wake: (() => void) | null = null

  push(item: T): void {
    if (this.#ended) return
    this.#items.push(item)
    this.#rouse()
  }

  /** What was pushed before is still handed out; then the error is thrown. */
  fail(error: Error): void {
    if (this.#ended) return
    this.#error = error
    this.end()
  }

  end(): void {
    this.#ended = true
    this.#rouse()
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<T> {
    for (;;) {
      const items = this.#items
      this.#items = []
      yield* items
      if (this.#items.length > 0) continue
      if (this.#error) throw this.#error
      if (this.#ended) return
      await new Promise<void>((resolve) => {
        this.#wake = resolve
      })
    }
  }

  #rouse(): void {
    this.#wake?.()
    this.#wake = null
  }
}

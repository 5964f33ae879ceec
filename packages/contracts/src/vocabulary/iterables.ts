// Combines async iterables without a generator per step: at thousands of events a second each generator costs as much
// as the item, and at thousands of readers each takes memory. Keeps a generator's contract: starts lazily, one item at
// a time, ends once, is read once. [W3, W4]

/** Items that are read once, and left by `return`. */
export interface Items<T> extends AsyncIterableIterator<T, undefined> {
  return(): Promise<IteratorResult<T, undefined>>
}

/** What each item becomes, in the same order. */
export const mapped = <From, To>(source: AsyncIterable<From>, map: (item: From) => To): Items<To> =>
  new Mapped(source[Symbol.asyncIterator](), map)

/** The items of a source that is asked for when the first of them is. */
export const opened = <T>(open: () => Promise<AsyncIterable<T>>): Items<T> => new Opened(open)

/**
 * The same items, with something done before the first is asked for, and something once when there are no more: at the
 * end, at an error, and when the reader leaves.
 * @throws what `begin` throws, as the first item; then nothing is done at the end
 */
export const between = <T>(source: AsyncIterable<T>, around: Around): Items<T> =>
  new Between(source[Symbol.asyncIterator](), around)

export interface Around {
  begin(): void
  end(): void
}

const ENDED: IteratorReturnResult<undefined> = { done: true, value: undefined }

async function left(inner: AsyncIterator<unknown> | null): Promise<IteratorReturnResult<undefined>> {
  await inner?.return?.()
  return ENDED
}

class Mapped<From, To> implements Items<To> {
  readonly #inner: AsyncIterator<From>
  readonly #map: (item: From) => To

  constructor(inner: AsyncIterator<From>, map: (item: From) => To) {
    this.#inner = inner
    this.#map = map
  }

  next(): Promise<IteratorResult<To, undefined>> {
    return this.#inner.next().then((result) => this.#made(result))
  }

  return(): Promise<IteratorReturnResult<undefined>> {
    return left(this.#inner)
  }

  [Symbol.asyncIterator](): this {
    return this
  }

  #made(result: IteratorResult<From>): IteratorResult<To, undefined> {
    if (result.done) return ENDED
    try {
      return { done: false, value: this.#map(result.value) }
    } catch (error) {
      // The consumer sees the error and stops; close the source.
      void left(this.#inner).catch(() => {})
      throw error
    }
  }
}

class Opened<T> implements Items<T> {
  readonly #open: () => Promise<AsyncIterable<T>>
  #inner: AsyncIterator<T> | null = null
  #over = false

  constructor(open: () => Promise<AsyncIterable<T>>) {
    this.#open = open
  }

  next(): Promise<IteratorResult<T, undefined>> {
    if (this.#over) return Promise.resolve(ENDED)
    return this.#inner ? this.#inner.next() : this.#first()
  }

  return(): Promise<IteratorReturnResult<undefined>> {
    this.#over = true
    return left(this.#inner)
  }

  [Symbol.asyncIterator](): this {
    return this
  }

  async #first(): Promise<IteratorResult<T, undefined>> {
    const items = (await this.#open())[Symbol.asyncIterator]()
    // Left while it was opened.
    if (this.#over) return left(items)
    this.#inner = items
    return items.next()
  }
}

class Between<T> implements Items<T> {
  readonly #inner: AsyncIterator<T>
  readonly #around: Around
  #state: 'new' | 'open' | 'over' = 'new'

  constructor(inner: AsyncIterator<T>, around: Around) {
    this.#inner = inner
    this.#around = around
  }

  next(): Promise<IteratorResult<T, undefined>> {
    if (this.#state === 'open') return this.#watched()
    return this.#state === 'over' ? Promise.resolve(ENDED) : this.#first()
  }

  async return(): Promise<IteratorReturnResult<undefined>> {
    try {
      return await left(this.#inner)
    } finally {
      this.#finish()
    }
  }

  [Symbol.asyncIterator](): this {
    return this
  }

  async #first(): Promise<IteratorResult<T, undefined>> {
    this.#around.begin()
    this.#state = 'open'
    return this.#watched()
  }

  #watched(): Promise<IteratorResult<T, undefined>> {
    return this.#inner.next().then(
      (result) => {
        if (result.done) this.#finish()
        return result
      },
      (error: unknown) => {
        this.#finish()
        throw error
      },
    )
  }

  #finish(): void {
    const open = this.#state === 'open'
    this.#state = 'over'
    if (open) this.#around.end()
  }
}

// Owns the joining of streams of items without a generator between each two of them: at thousands of events a second every
// generator on the way costs as much as what it passes on. [W3]
// What is promised is what a generator promises: begun when asked, one item at a time, ended once, read once.

/** Items that are read once, and left by `return`. */
export interface Items<T> extends AsyncIterableIterator<T, undefined> {
  return(): Promise<IteratorResult<T, undefined>>
}

/** What each item becomes, in the same order. */
export function mapped<From, To>(source: AsyncIterable<From>, map: (item: From) => To): Items<To> {
  const inner = source[Symbol.asyncIterator]()
  const made = (result: IteratorResult<From>): IteratorResult<To, undefined> => {
    if (result.done) return ENDED
    try {
      return { done: false, value: map(result.value) }
    } catch (error) {
      // Who is told of it reads no further.
      void left(inner).catch(() => {})
      throw error
    }
  }
  return {
    next: () => inner.next().then(made),
    return: () => left(inner),
    [Symbol.asyncIterator]() {
      return this
    },
  }
}

/** The items of a source that is asked for when the first of them is. */
export function opened<T>(open: () => Promise<AsyncIterable<T>>): Items<T> {
  let inner: AsyncIterator<T> | null = null
  let over = false
  const first = async () => {
    const items = (await open())[Symbol.asyncIterator]()
    // Left while it was opened.
    if (over) return left(items)
    inner = items
    return items.next()
  }
  return {
    next() {
      if (over) return Promise.resolve(ENDED)
      return inner ? inner.next() : first()
    },
    return() {
      over = true
      return left(inner)
    },
    [Symbol.asyncIterator]() {
      return this
    },
  }
}

/**
 * The same items, with something done before the first is asked for, and something once when there are no more: at the
 * end, at an error, and when whoever reads leaves.
 * @throws what `begin` throws, as the first item; then nothing is done at the end
 */
export function between<T>(source: AsyncIterable<T>, { begin, end }: { begin(): void; end(): void }): Items<T> {
  const inner = source[Symbol.asyncIterator]()
  let state: 'new' | 'open' | 'over' = 'new'
  const finish = () => {
    const open = state === 'open'
    state = 'over'
    if (open) end()
  }
  const passed = (result: IteratorResult<T>) => {
    if (result.done) finish()
    return result
  }
  const failed = (error: unknown) => {
    finish()
    throw error
  }
  const first = async () => {
    begin()
    state = 'open'
    return inner.next().then(passed, failed)
  }
  return {
    next() {
      if (state === 'open') return inner.next().then(passed, failed)
      return state === 'over' ? Promise.resolve(ENDED) : first()
    },
    async return() {
      try {
        return await left(inner)
      } finally {
        finish()
      }
    },
    [Symbol.asyncIterator]() {
      return this
    },
  }
}

const ENDED: IteratorReturnResult<undefined> = { done: true, value: undefined }

async function left(inner: AsyncIterator<unknown> | null): Promise<IteratorReturnResult<undefined>> {
  await inner?.return?.()
  return ENDED
}

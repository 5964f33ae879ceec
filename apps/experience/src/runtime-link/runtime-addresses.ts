// Chooses one of several Runtime addresses: the last good one, then the next.

export class RuntimeAddresses {
  readonly #urls: readonly string[]
  #at = 0
  #dialled = false

  /** @throws Error for none */
  constructor(urls: readonly string[]) {
    if (urls.length === 0) throw new Error('RUNTIME_URL names no Runtime')
    this.#urls = urls.map((url) => `${url.replace(/^http/, 'ws').replace(/\/$/, '')}/trpc`)
  }

  /** Where to dial now; whoever was dialled before and never opened is passed over this time. */
  next(): string {
    if (this.#dialled) this.#at = (this.#at + 1) % this.#urls.length
    this.#dialled = true
    return this.#urls[this.#at] ?? ''
  }

  /** The address that was dialled last has opened: it is the first to be dialled again. */
  good(): void {
    this.#dialled = false
  }
}

// Tracks HTTP calls that stay open: limits them per principal, ends them with their session and at shutdown. Knows
// nothing of their content. [D3.9]
import { Refusal, refusalOf } from '@biplane/contracts/refusal'

export interface OpenStream {
  /** Whose it is. */
  principal: string
  /** @throws SESSION_EXPIRED as soon as nothing more may be said on it */
  check(): void
  /** Ends it in order; a refusal says why, nothing when the server goes away. */
  end(refusal?: Refusal): void
  /** What its reader has not taken yet; absent where nothing is said before the end. */
  unsentBytes?(): number
}

export class OpenStreams {
  readonly #open = new Set<OpenStream>()
  readonly #mostPerPrincipal: number
  readonly #look: NodeJS.Timeout

  /** Looks at each session every `lookMs`. */
  constructor(mostPerPrincipal: number, lookMs: number) {
    this.#mostPerPrincipal = mostPerPrincipal
    this.#look = setInterval(() => this.#checkAll(), lookMs)
    this.#look.unref()
  }

  get size(): number {
    return this.#open.size
  }

  /** Of each stream, what its reader has not taken yet. */
  unsentBytes(): number[] {
    return [...this.#open].map((stream) => stream.unsentBytes?.() ?? 0)
  }

  /** Returns what ends the count. @throws RATE_LIMITED for one too many */
  add(stream: OpenStream): () => void {
    const held = [...this.#open].filter(({ principal }) => principal === stream.principal).length
    if (held >= this.#mostPerPrincipal) {
      throw new Refusal('RATE_LIMITED', 'That is one open stream too many: close another one first.', {
        retry_after_ms: 1_000,
      })
    }
    this.#open.add(stream)
    return () => this.#open.delete(stream)
  }

  /** Ends all of them; nothing is added any more by a server that has closed. */
  close(): void {
    clearInterval(this.#look)
    for (const stream of [...this.#open]) stream.end()
  }

  #checkAll(): void {
    for (const stream of [...this.#open]) {
      try {
        stream.check()
      } catch (error) {
        stream.end(refusalOf(error) ?? new Refusal('INTERNAL', 'Something went wrong on our side.'))
      }
    }
  }
}

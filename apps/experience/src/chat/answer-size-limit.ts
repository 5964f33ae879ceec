// Measures the encoded size of an answer, only when it could exceed the limit and not for each token. [L13]
import { jsonBytes } from '@biplane/process/json-bytes'

/** The most that one character of text can take: as `\u001f`. */
const MOST_FOR_A_CHARACTER = 6
/** The quotes around it. */
const QUOTES = 2

export class AnswerSizeLimit {
  readonly #mostBytes: number
  /** No less than it weighs. */
  #atMost: number

  /** `text`: what stands there already. */
  constructor(mostBytes: number, text = '') {
    this.#mostBytes = mostBytes
    this.#atMost = QUOTES + text.length * MOST_FOR_A_CHARACTER
  }

  /** Whether the answer is too large now that `piece` stands at the end of `text`. */
  isTooLargeWith(piece: string, text: string): boolean {
    this.#atMost += piece.length * MOST_FOR_A_CHARACTER
    if (this.#atMost <= this.#mostBytes) return false
    // Weighed so, each time leaves at least five sixths of what is left: it is weighed a few dozen times on its whole way.
    this.#atMost = jsonBytes(text)
    return this.#atMost > this.#mostBytes
  }
}

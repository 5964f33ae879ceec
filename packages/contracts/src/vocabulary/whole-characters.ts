// Keeps text whole: UTF-16 spells many characters (emoji, rare Chinese) in two halves, and a piece that ends between them
// is shown as two broken characters. [E7]

/** With the `u` flag a pair is one character, so this finds halves only. */
const HALF = /\p{Surrogate}/gu

export const isWellFormed = (text: string): boolean => text.search(HALF) < 0

/** Halves without their other half are replaced by U+FFFD, as UTF-8 would. */
export const wellFormed = (text: string): string => text.replace(HALF, '\ufffd')

export const endsInHalf = (text: string): boolean => {
  const last = text.charCodeAt(text.length - 1)
  return last >= 0xd800 && last <= 0xdbff
}

/** The largest end of a piece, at most `end`, that splits no character. */
export const wholeEnd = (text: string, end: number): number =>
  end < text.length && endsInHalf(text.slice(0, end)) ? end - 1 : end

/** Pieces in, pieces of whole characters out: a first half at the end of one waits for the next. */
export class WholeCharacters {
  #half = ''

  /** May be empty: then there is nothing to show yet. */
  push(piece: string): string {
    if (piece === '') return ''
    const text = this.#half + piece
    this.#half = endsInHalf(text) ? text.slice(-1) : ''
    return wellFormed(this.#half === '' ? text : text.slice(0, -1))
  }

  /** What still waits: its other half never came. */
  end(): string {
    const rest = wellFormed(this.#half)
    this.#half = ''
    return rest
  }
}

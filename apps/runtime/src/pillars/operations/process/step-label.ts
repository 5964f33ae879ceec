// Short label of a step: who and what, as far as a shape has room. Pure.

const LABEL_CHARS = 72

/** The owner stands before the words, unless these begin with it. */
export function labelOf(text: string, owner: string | null): string {
  const begins =
    owner === null ||
    text
      .toLowerCase()
      .replace(/^(?:the|an?) /, '')
      .startsWith(owner.toLowerCase())
  return shortened(begins ? text : `${owner}: ${text}`)
}

export const shortened = (text: string, chars = LABEL_CHARS): string =>
  text.length > chars ? `${text.slice(0, chars - 1).trimEnd()}…` : text

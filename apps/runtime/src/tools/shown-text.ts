// Limits how names and cells of a file are shown: bounded, one line, no deceptive characters. Also counts with nouns.
// Not Markdown escaping: artifacts are data, only sentences are Markdown.

const NAME_CHARS = 80
const CELL_CHARS = 200

/** Control characters, and those that turn the direction of the text around them. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: these characters are what is taken out
const DECEIVING = /[\u0000-\u001f\u007f-\u009f\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]+/g

const shown = (text: string, max: number): string => {
  // Cut first: nobody needs a megabyte made clean to see its beginning.
  const clean = text.slice(0, 4 * max).replace(DECEIVING, ' ')
  return clean.length > max || text.length > 4 * max ? `${clean.slice(0, max - 1).trimEnd()}…` : clean
}

export const shownName = (name: string): string => shown(name.trim(), NAME_CHARS) || 'unnamed'
export const shownCell = (cell: string): string => shown(cell, CELL_CHARS)

/** `1 row`, `240 rows`, `1,204 rows`. */
export const counted = (count: number, noun: string, plural = `${noun}s`): string =>
  `${count.toLocaleString('en')} ${count === 1 ? noun : plural}`

export const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1)

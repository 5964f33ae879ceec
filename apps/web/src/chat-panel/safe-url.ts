// Decides which links of an answer are allowed. An agent's text is data: the page fetches nothing because
// of it. [SECURITY 24]

export type SafeUrl =
  /** Leaves the page, by a click. */
  | { kind: 'external'; href: string }
  /** A row of the table beside the conversation: `#row:17`. */
  | { kind: 'row'; row: number }

const ROW = /^#row:(\d{1,9})$/
const ALLOWED = new Set(['http:', 'https:', 'mailto:'])
/** Browsers skip these inside a scheme, so `java\nscript:` would be one. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what it looks for.
const HIDDEN = /[\u0000-\u0020\u007f-\u009f\u00ad\u200b-\u200f\u2028-\u202f\u2060-\u2064\ufeff]/g

/** `null` for everything that is not an absolute http, https or mailto address, or a row. */
export function safeUrl(url: string): SafeUrl | null {
  const row = ROW.exec(url)
  if (row) return { kind: 'row', row: Number(row[1]) }
  const bare = url.replaceAll(HIDDEN, '')
  let parsed: URL
  try {
    // Without a base: what is relative, or begins with `//`, is not an address.
    parsed = new URL(bare)
  } catch {
    return null
  }
  if (!ALLOWED.has(parsed.protocol) || parsed.username !== '' || parsed.password !== '') return null
  return { kind: 'external', href: parsed.href }
}

// Takes the names of files out of a text, so that the words of a name never decide who answers. Pure. [U6]

const ENDINGS = new Set(
  (
    'csv tsv tab json ndjson jsonl md markdown txt text log xlsx xlsm xls xlsb ods docx docm doc odt pdf html htm xhtml ' +
    'bpmn xml parquet pptx ppt rtf zip'
  ).split(' '),
)
/** Longer words and quotations are not names. */
const NAME_CHARS = 255
const QUOTED = /["“«„]([^"“”«»„]{1,255})["”»“]/gu
const WORD = /\S+/gu
const BEFORE = new Set('"“«„\'‘([{<*_`')
const AFTER = new Set('"”»“\'’)]}>*_`.,;:!?…')
/** What stands in the place of a name. */
const PLACEHOLDER = 'file'

/** Whether this is spelled like the name of a file: `refund-sop.md`, but not `.md` alone. */
export function readsAsFileName(word: string): boolean {
  const dot = word.lastIndexOf('.')
  return dot > 0 && word.length <= NAME_CHARS && ENDINGS.has(word.slice(dot + 1).toLowerCase())
}

/**
 * The text with the word “file” in the place of each file name: known names, quoted names, and words that end like one.
 * A known name counts without its ending too where it is unlikely to occur by chance (`refund-sop`, `q3_2026`).
 */
export function withoutFileNames(text: string, names: readonly string[] = []): string {
  let rest = text
  for (const name of spellingsOf(names)) rest = replaceName(rest, name)
  rest = rest.replace(QUOTED, (quote, inside: string) => (readsAsFileName(inside.trim()) ? PLACEHOLDER : quote))
  return rest.replace(WORD, (word) => {
    const bare = bareWord(word)
    return readsAsFileName(bare) ? word.replace(bare, () => PLACEHOLDER) : word
  })
}

/** Longest first: the name of one file may begin that of another. */
function spellingsOf(names: readonly string[]): string[] {
  const all = names.flatMap((name) => {
    const dot = name.lastIndexOf('.')
    const stem = dot > 0 ? name.slice(0, dot) : ''
    return stem.length >= 4 && /[-_.\d]/.test(stem) ? [name, stem] : [name]
  })
  return all.filter((name) => name.length >= 3 && name.length <= NAME_CHARS).sort((a, b) => b.length - a.length)
}

/** Every occurrence as a whole word, in any case. */
function replaceName(text: string, name: string): string {
  const lower = text.toLowerCase()
  // Lower case may be longer (İ): then places differ, and the text is left as it is.
  if (lower.length !== text.length) return text
  const wanted = name.toLowerCase()
  let rest = ''
  let from = 0
  for (let at = lower.indexOf(wanted); at >= 0; at = lower.indexOf(wanted, at + wanted.length)) {
    if (isLetter(lower[at - 1]) || isLetter(lower[at + wanted.length])) continue
    rest += text.slice(from, at) + PLACEHOLDER
    from = at + wanted.length
  }
  return rest + text.slice(from)
}

const isLetter = (character: string | undefined): boolean => character !== undefined && /[\p{L}\p{N}]/u.test(character)

/** A word without the quotes and full stops around it. */
function bareWord(word: string): string {
  let from = 0
  let to = word.length
  while (from < to && BEFORE.has(word[from] ?? '')) from += 1
  while (to > from && AFTER.has(word[to - 1] ?? '')) to -= 1
  return word.slice(from, to)
}

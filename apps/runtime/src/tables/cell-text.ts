// What the text of one cell says before anything is known about its column: cleaned, empty, or a placeholder for nothing.

const NOTHING = new Set([
  '',
  'n/a',
  '#n/a',
  '#na',
  'na',
  'null',
  '(null)',
  '\\n',
  'none',
  'nil',
  'nan',
  '-',
  '–',
  '—',
  '--',
  '---',
  '?',
  '.',
  '..',
  'tbd',
  'tba',
  'n.a.',
  'n. a.',
  'k.a.',
  'k. a.',
  'k.a',
  'not available',
  '#ref!',
  '#value!',
  '#div/0!',
  '#name?',
  '#num!',
  '#null!',
  '#error',
  '#error!',
  '<na>',
  '(blank)',
  '(leer)',
  'missing',
])
/** Words that may also be somebody's name; they mean nothing only beside numbers and dates. */
const MAYBE_NAMES = new Set(['none', 'na', 'nil', 'null', 'nan', 'tbd', 'tba', 'missing', '?', 'n/a'])

/** Digits of other scripts, wide letters and the many spaces and minus signs as plain ones. Linear in its text. */
export function plainText(cell: string): string {
  let text = cell
  // biome-ignore lint/suspicious/noControlCharactersInRegex: plain text needs none of the work below
  if (!/^[\u0000-\u007f]*$/.test(text)) {
    text = text
      .replace(/[\uff01-\uff5e]/g, (char) => String.fromCharCode(char.charCodeAt(0) - 0xfee0))
      .replace(/[\u0660-\u0669]/g, (char) => String(char.charCodeAt(0) - 0x660))
      .replace(/[\u06f0-\u06f9]/g, (char) => String(char.charCodeAt(0) - 0x6f0))
      .replace(/[\u0966-\u096f]/g, (char) => String(char.charCodeAt(0) - 0x966))
      .replaceAll('\u066b', '.')
      .replaceAll('\u066c', ',')
      .replace(/[\u00a0\u2000-\u200a\u202f\u3000]/g, ' ')
      .replace(/[\u200b-\u200f\u2060\ufeff]/g, '')
      .replace(/[\u2212\u2013\u2012\ufe63]/g, '-')
      .replace(/[\u2019\u02bc\u2018]/g, "'")
  }
  text = text.trim()
  // `="0012"`: how a spreadsheet is told to keep digits as text.
  if (text.length > 3 && text.startsWith('=')) {
    const inner = /^=\(?"([^"]*)"\)?$/.exec(text)
    if (inner) text = (inner[1] ?? '').trim()
  }
  return text
}

/** A number or a date, as nearly every cell of a large file that is no word. */
const BEGINS_PLAIN = /^[1-9]/

/** Whether the cell stands for nothing, in a column of numbers, dates or yes and no. */
export const isNothing = (cell: string): boolean =>
  cell.length <= 16 && !BEGINS_PLAIN.test(cell) && NOTHING.has(cell.trim().toLowerCase())

/** Whether it stands for nothing in a column of words, where `None` and `NA` may be names. */
export const isNothingInText = (cell: string): boolean => {
  if (cell.length > 16) return false
  const text = cell.trim().toLowerCase()
  return NOTHING.has(text) && !MAYBE_NAMES.has(text)
}

/** As `isNothingInText` knows them, for SQL. */
export const NOTHING_IN_TEXT: readonly string[] = [...NOTHING].filter((text) => !MAYBE_NAMES.has(text))

// Texts of 32 000 characters that are as hard to read as texts can be: repeats of every separator, bracket and keyword of
// the grammars, with and without blanks. Made from a seed, so that each run finds others.

const CHARS = 32_000
const SEPARATORS = [
  ' ',
  '\n',
  '\t',
  '\u00a0',
  ', ',
  '; ',
  ': ',
  '. ',
  '! ',
  '? ',
  '-',
  '–',
  '/',
  '\\',
  '|',
  '#',
  '*',
  '_',
]
const BRACKETS = ['(', '[', '{', '<', '"', '“', "'", '`', '](', '![', '**', '(((', '<i> </i>', '<!--', '{{', '$', '€']
const WORDS = (
  'put set make change use assume to at of as if then otherwise the a by who must not when where does what say how many total ' +
  'average invoices late overdue per by between and or in on sheet tab column rows first last top show compare forecast 1 12 ' +
  '1,234.5 2026-01-31 30 days seed cases write new sop step section go plan business case roadmap kpis again convert json ' +
  'find mention summary status next goal we want reduce discount rate EUR % a@b.c @ .. q1 january group customer'
).split(' ')

/** Mulberry32: small, and the same everywhere. */
export function randomOf(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}

const filled = (unit: string): string => unit.repeat(Math.ceil(CHARS / unit.length)).slice(0, CHARS)

/** Every unit alone, every word before a run of each separator, and `extra` mixtures that the seed makes. */
export function hostileTexts(seed: number, extra: number): string[] {
  const units = [...SEPARATORS, ...BRACKETS, ...WORDS.map((word) => `${word} `), ...WORDS]
  const runs = WORDS.flatMap((word) => [' ', '\n', '\t'].map((blank) => word + filled(blank).slice(word.length + 1)))
  const random = randomOf(seed)
  const pick = () => units[Math.floor(random() * units.length)] ?? ' '
  const mixed = Array.from({ length: extra }, () => {
    const unit = Array.from({ length: 1 + Math.floor(random() * 5) }, pick).join('')
    const prefix = pick()
    return (prefix + filled(unit)).slice(0, CHARS - 1) + pick().slice(0, 1)
  })
  return [...units.map(filled), ...runs, ...mixed]
}

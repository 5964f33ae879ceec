// The matching rules of WikiTableQuestions' official evaluator: values are strings, numbers or dates, after normalising;
// an answer is right when it has as many values as the truth and each of the truth's values matches one of them.

interface DateParts {
  year: number
  month: number
  day: number
}

export interface Denotation {
  normalized: string
  number: number | null
  date: DateParts | null
}

const SINGLE_QUOTES = /[‘’´`]/g
const DOUBLE_QUOTES = /[“”]/g
const DASHES = /[‐‑‒–—−]/g
const MARKS = '•♦†‡*#+'

/** Lower case, one kind of quotes and dashes, no accents, no citations or remarks at the end. */
export function normalize(text: string): string {
  let value = text
    .normalize('NFKD')
    .replace(/\p{Mn}/gu, '')
    .replace(SINGLE_QUOTES, "'")
    .replace(DOUBLE_QUOTES, '"')
    .replace(DASHES, '-')
  for (let before: string | null = null; before !== value; ) {
    before = value
    value = withoutQuotes(withoutRemarks(withoutCitations(value.trim()).trim()).trim())
  }
  if (value.endsWith('.')) value = value.slice(0, -1)
  return value
    .split(/\s/u)
    .filter((part) => part !== '')
    .join(' ')
    .toLowerCase()
}

/** `[note]`, `[1]` and footnote marks at the end. Only a number may be all there is. */
function withoutCitations(text: string): string {
  let value = text
  for (;;) {
    const last = value.at(-1)
    if (last !== undefined && MARKS.includes(last)) {
      value = value.slice(0, -1)
      continue
    }
    const open = last === ']' ? value.slice(0, -1).lastIndexOf('[') : -1
    const inside = value.slice(open + 1, -1)
    if (open < 0 || inside.includes(']') || (open === 0 && !/^\d+$/.test(inside))) return value
    value = value.slice(0, open)
  }
}

/** ` (remark)` at the end. */
function withoutRemarks(text: string): string {
  let value = text
  while (value.endsWith(')')) {
    const closed = value.slice(0, -1)
    // From the outermost one that has no `)` inside, as the official pattern takes it.
    const open = closed.indexOf(' (', closed.lastIndexOf(')') + 1)
    if (open <= 0) return value
    value = value.slice(0, open)
  }
  return value
}

const withoutQuotes = (text: string): string =>
  text.length >= 2 && text.startsWith('"') && text.endsWith('"') && !text.slice(1, -1).includes('"')
    ? text.slice(1, -1)
    : text

const NUMBER = /^[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:e[+-]?\d+)?$/i

function parseNumber(text: string): number | null {
  const trimmed = text.trim()
  return NUMBER.test(trimmed) && Number.isFinite(Number(trimmed)) ? Number(trimmed) : null
}

function parseDate(text: string): DateParts | null {
  const parts = text.trim().toLowerCase().split('-')
  if (parts.length !== 3) return null
  const numbers = parts.map((part) => (/^x{2,4}$/.test(part) ? -1 : /^\d{1,4}$/.test(part) ? Number(part) : Number.NaN))
  const [year = Number.NaN, month = Number.NaN, day = Number.NaN] = numbers
  if (numbers.some(Number.isNaN) || numbers.every((number) => number === -1)) return null
  if (month !== -1 && (month < 1 || month > 12)) return null
  if (day !== -1 && (day < 1 || day > 31)) return null
  return { year, month, day }
}

/** `canonical` is the form that the tagged files of the data set give; the text itself otherwise. */
export function denotation(text: string, canonical = text): Denotation {
  const number = parseNumber(canonical)
  return { normalized: normalize(text), number, date: number === null ? parseDate(canonical) : null }
}

function matches(one: Denotation, other: Denotation): boolean {
  if (one.normalized === other.normalized) return true
  if (one.number !== null && other.number !== null) return Math.abs(one.number - other.number) < 1e-6
  if (one.date && other.date)
    return one.date.year === other.date.year && one.date.month === other.date.month && one.date.day === other.date.day
  return false
}

/** Equal values count once. */
function unique(values: readonly Denotation[]): Denotation[] {
  return values.filter((value, at) => values.findIndex((other) => sameDenotation(other, value)) === at)
}

const sameDenotation = (one: Denotation, other: Denotation): boolean =>
  one.number !== null || other.number !== null
    ? one.number === other.number
    : one.date !== null || other.date !== null
      ? one.date !== null && other.date !== null && matches({ ...one, normalized: 'a' }, { ...other, normalized: 'b' })
      : one.normalized === other.normalized

export function isCorrect(truth: readonly Denotation[], predicted: readonly Denotation[]): boolean {
  const [wanted, found] = [unique(truth), unique(predicted)]
  return wanted.length === found.length && wanted.every((value) => found.some((other) => matches(value, other)))
}

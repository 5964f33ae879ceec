// Words, amounts and marks of a sentence about money, in English or German. A number that can be read in two ways is kept
// with both readings, never decided in silence. Pure and linear.
import { codeOfCurrency } from './money-names.ts'

export type Token =
  | { is: 'number'; text: string; digits: string; negative: boolean; glued: boolean; either: string[] }
  | { is: 'date'; text: string; iso: string }
  | { is: 'word'; text: string; glued: boolean }
  | { is: 'currency'; code: string }
  | { is: 'mark'; text: string }

const PIECES =
  /(?<date>\d{4}-\d{2}-\d{2}(?!\d)|\d{1,2}\.\d{1,2}\.\d{4}(?!\d))|(?<number>\d[\d.,'’]*)|(?<annum>p\. ?a\.)|(?<word>[\p{L}][\p{L}'’]*)|(?<mark>[^\s\p{L}\d])|(?<line>\n)/gu

export function tokensOf(said: string, german: boolean): Token[] {
  const text = joinedGroups(said)
  const tokens: Token[] = []
  for (const found of text.matchAll(PIECES)) {
    const { date, number, annum, word, mark, line } = found.groups ?? {}
    const glued = found.index > 0 && /[\p{L}\d]/u.test(text.charAt(found.index - 1))
    if (date !== undefined) tokens.push(dateToken(date))
    else if (number !== undefined) tokens.push(...numberTokens(number, { german, glued, text, from: found.index }))
    else if (annum !== undefined) tokens.push({ is: 'word', text: 'p.a.', glued: false })
    else if (word !== undefined) tokens.push(wordToken(word, glued))
    else if (mark !== undefined || line !== undefined) {
      const code = mark === undefined ? null : codeOfCurrency(mark)
      tokens.push(code === null ? { is: 'mark', text: mark ?? '\n' } : { is: 'currency', code })
    }
  }
  return tokens
}

function wordToken(word: string, glued: boolean): Token {
  const text = word.toLowerCase().replaceAll('’', "'")
  const code = codeOfCurrency(text)
  return code === null ? { is: 'word', text, glued } : { is: 'currency', code }
}

function dateToken(text: string): Token {
  const [a = '', b = '', c = ''] = text.split(/[-.]/)
  const iso = text.includes('-') ? text : `${c}-${b.padStart(2, '0')}-${a.padStart(2, '0')}`
  return { is: 'date', text, iso }
}

const ODD_SPACES = /[\u00a0\u2009\u202f]/g
const SPACED = /(?<![\d.,'’])(?<!\d[ \u00a0\u2009\u202f])\d{1,3}(?:[ \u00a0\u2009\u202f]\d{3})+(?![\d.,'’%])(?! ?\d)/gu
const TELLING = /^[1-9]\d{0,2}(?: \d{3}){1,4}$/

/** “50 000” is one number; “100 200 300” may be three and is left as it stands. */
const joinedGroups = (said: string): string =>
  said.replace(SPACED, (run) => {
    const plain = run.replace(ODD_SPACES, ' ')
    const groups = plain.split(' ')
    const one = run !== plain || groups.length === 2 || plain.endsWith(' 000')
    return TELLING.test(plain) && one ? groups.join('') : run
  })

interface Written {
  german: boolean
  glued: boolean
  text: string
  from: number
}

function numberTokens(written: string, { german, glued, text, from }: Written): Token[] {
  let body = written
  while (/[.,'’]$/.test(body)) body = body.slice(0, -1)
  const trailing = [...written.slice(body.length)].map((mark): Token => ({ is: 'mark', text: mark }))
  const readings = readingsOf(body, german)
  // “1000,300,400”: no group of thousands, so a list.
  const parts = readings.length > 0 ? [body] : body.split(',')
  const numbers = parts.flatMap((part, at): Token[] => {
    const [digits, ...either] = at === 0 && parts.length === 1 ? readings : readingsOf(part, german)
    if (digits === undefined) return [{ is: 'word', text: part, glued: false }]
    const negative = at === 0 && isNegativeAt(text, from)
    const token: Token = { is: 'number', text: part, digits, negative, glued: at === 0 && glued, either }
    return at === 0 ? [token] : [{ is: 'mark', text: ',' }, token]
  })
  return [...numbers, ...trailing]
}

/** A minus belongs to the number when nothing but a currency stands between, and no word or number before it. */
function isNegativeAt(text: string, from: number): boolean {
  const before = text.slice(Math.max(0, from - 6), from).replace(/(?:[€$£] ?|(?:EUR|USD|GBP|CHF) ?)$/i, '')
  return /(?:^|[\s,;:(=])[-−–] ?$/.test(before) && !/\d ?[-−–] ?$/.test(before)
}

const PLAIN = /^\d{1,15}$/
const GROUPED = { ',': /^\d{1,3}(?:,\d{3})+$/, '.': /^\d{1,3}(?:\.\d{3})+$/ }
const SWISS = /^\d{1,3}(?:['’]\d{3})+(?:[.,]\d{1,2})?$/
const MIXED = { ',': /^\d{1,3}(?:,\d{3})+\.\d{1,8}$/, '.': /^\d{1,3}(?:\.\d{3})+,\d{1,8}$/ }
const FRACTION = /^\d{1,15}[.,]\d{1,8}$/

/** The likely reading first; a second one where the number may mean another amount; none for what is no number. */
function readingsOf(body: string, german: boolean): string[] {
  const without = (mark: string) => body.replaceAll(mark, '')
  if (PLAIN.test(body)) return [body]
  if (SWISS.test(body)) return [body.replace(/['’]/g, '').replace(',', '.')]
  if (MIXED[','].test(body)) return [without(',')]
  if (MIXED['.'].test(body)) return [without('.').replace(',', '.')]
  const groups = (mark: string) => body.split(mark).length - 1
  if (GROUPED[','].test(body)) {
    if (groups(',') > 1) return body.endsWith(',000') ? [without(',')] : [without(','), 'a list']
    return german ? [without(','), body.replace(',', '.')] : [without(',')]
  }
  if (GROUPED['.'].test(body)) {
    if (german || groups('.') > 1) return [without('.')]
    return body.startsWith('0') ? [body] : [without('.'), body]
  }
  return FRACTION.test(body) ? [body.replace(',', '.')] : []
}

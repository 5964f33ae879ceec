// Cuts a question or a name into words, numbers and signs. Names and questions are cut alike, so that they can be compared.

export interface Token {
  /** As it was written. */
  text: string
  /** Lower case, without accents; `ß` is `ss`. */
  norm: string
  kind: 'word' | 'number' | 'sign' | 'date'
  /** Offsets in the text. */
  from: number
  to: number
  /** Stands between quotation marks. */
  quoted: boolean
}

/** A question is one or two sentences; the rest of a longer text is not read and is said to be left out. */
export const MAX_QUESTION_CHARS = 1_000

const PIECE =
  /\d{4}-\d{2}-\d{2}|\d[\d.,'’]*\d[kKmM]?(?![\p{L}\d])|\d[kKmM]?(?![\p{L}\d])|[\p{L}\p{M}\p{N}]+|[%$€£¥<>=≥≤&/,;?]|["“”„«»]/gu
const QUOTE = /["“”„«»]/u
const SIGN = /^[%$€£¥<>=≥≤&/,;?]$/u
const NUMBER = /^\d[\d.,'’]*[kKmM]?$/u
const DATE = /^\d{4}-\d{2}-\d{2}$/

export const fold = (text: string): string =>
  text
    .normalize('NFD')
    .replace(/\p{M}+/gu, '')
    .toLowerCase()
    .replaceAll('ß', 'ss')

/** `netAmount` and `net_amount` are two words; `don’t` is `do not`; the `’s` of `what’s` is no word. */
const spread = (text: string): string =>
  text
    .normalize('NFC')
    .replace(/[’‘`´]/gu, "'")
    .replace(/\b(ca|wo|is|are|was|were|do|does|did|has|have|had|would|could|should)n't\b/giu, '$1 not')
    .replace(/(\p{L})'(?:s|re|ve|ll|d|m)\b/giu, '$1   ')
    .replace(/_/g, ' ')
    .replace(/(\p{Ll})(\p{Lu}\p{Ll})/gu, '$1 $2')

export function tokensOf(text: string): Token[] {
  const tokens: Token[] = []
  const spaced = spread(text.slice(0, MAX_QUESTION_CHARS))
  let quoted = false
  for (const found of spaced.matchAll(PIECE)) {
    const [piece] = found
    if (QUOTE.test(piece)) {
      quoted = !quoted
      continue
    }
    const kind = DATE.test(piece) ? 'date' : NUMBER.test(piece) ? 'number' : SIGN.test(piece) ? 'sign' : 'word'
    tokens.push({ text: piece, norm: fold(piece), kind, from: found.index, to: found.index + piece.length, quoted })
  }
  return joinThousands(tokens)
}

/** `25 000` is one number: groups of three digits after a space, as people write them in Europe. */
function joinThousands(tokens: Token[]): Token[] {
  const joined: Token[] = []
  for (const token of tokens) {
    const before = joined.at(-1)
    const beside = before?.kind === 'number' && token.kind === 'number' && token.from - before.to === 1
    if (
      beside &&
      /^\d{1,3}$/.test(before.text.replaceAll(' ', '').slice(0, 3)) &&
      /^\d{3}$/.test(token.text) &&
      before.text.length <= 11 &&
      /^\d{1,3}(?: \d{3})*$/.test(before.text)
    ) {
      joined[joined.length - 1] = {
        ...before,
        text: `${before.text} ${token.text}`,
        norm: `${before.norm} ${token.norm}`,
        to: token.to,
      }
    } else joined.push(token)
  }
  return joined
}

/** `1,000.50`, `1.000,50`, `25 000`, `1'000`, `5k`; `null` for what is none. */
export function numberOf(text: string): number | null {
  const scale = /k$/i.test(text) ? 1_000 : /m$/i.test(text) ? 1_000_000 : 1
  const bare = text.replace(/[kKmM]$/, '').replace(/[ '’]/g, '')
  const comma = bare.lastIndexOf(',')
  const point = bare.lastIndexOf('.')
  const decimal = decimalMark(bare, comma, point)
  const plain = decimal === ',' ? bare.replaceAll('.', '').replace(',', '.') : bare.replaceAll(',', '')
  const value = Number(decimal === '' ? plain.replaceAll('.', '') : plain)
  return Number.isFinite(value) ? value * scale : null
}

function decimalMark(bare: string, comma: number, point: number): ',' | '.' | '' {
  if (comma >= 0 && point >= 0) return comma > point ? ',' : '.'
  if (comma >= 0) return /^\d{1,3}(?:,\d{3})+$/.test(bare) ? '' : ','
  if (point >= 0) return /^\d{1,3}(?:\.\d{3}){2,}$/.test(bare) ? '' : '.'
  return ''
}

/** Past forms of verbs that columns are called by: “did we sell” of a column “Sold”. */
const PAST: ReadonlyMap<string, string> = new Map(
  ['sell sold', 'buy bought', 'catch caught', 'send sent', 'lend lent', 'build built', 'grow grown'].flatMap((pair) => {
    const [verb = '', past = ''] = pair.split(' ')
    return [[past, verb] as const]
  }),
)

const ENGLISH_PLURAL: [RegExp, string][] = [
  [/([aeiou][lr]?)ves$/, '$1f'],
  [/ies$/, 'y'],
  [/(ss|x|ch|sh|z)es$/, '$1'],
  [/([^su])s$/, '$1'],
]

/** The forms under which two words count as one: plural, past tense, German endings. */
export function stemsOf(norm: string): string[] {
  const stems = new Set([norm])
  const verbOfPast = PAST.get(norm)
  if (verbOfPast !== undefined) stems.add(verbOfPast)
  let singular = norm
  if (norm.length > 3) {
    for (const [ending, instead] of ENGLISH_PLURAL) {
      if (!ending.test(norm)) continue
      singular = norm.replace(ending, instead)
      break
    }
  }
  stems.add(singular)
  const verb = singular.replace(/(?:ing|ed|ion|e)$/, '')
  if (verb.length >= 3) stems.add(verb.replace(/(.)\1$/, '$1'))
  // `cancellation`, `delivery`
  const noun = singular.replace(/ation$/, '').replace(/ery$/, 'er')
  if (noun !== singular && noun.length >= 4) stems.add(noun.replace(/(.)\1$/, '$1'))
  const german = norm.replace(/(?:en|er|em|es|e|n)$/, '')
  if (german.length >= 4) stems.add(german)
  return [...stems]
}

export const sameWord = (left: string, right: string): boolean => {
  if (left === right) return true
  const stems = stemsOf(left)
  return stemsOf(right).some((stem) => stems.includes(stem))
}

// A question as items: column names, cell values, numbers and meanings, in their order. Literal names come first, longest
// first, before any word of a language is read.
import type { ColumnReading } from '@biplane/contracts/wire/file-reading'
import { mainMoney } from './choose-columns.ts'
import type { Item } from './item.ts'
import {
  type CellValue,
  distance,
  type Lexicon,
  likeness,
  meant,
  meantCells,
  misspelt,
  partlyNamed,
  sameWords,
} from './lexicon.ts'
import type { Role } from './role.ts'
import { numberOf, sameWord, stemsOf, type Token, tokensOf } from './tokens.ts'
import { CONCEPTS, PHRASES } from './vocabulary.ts'

const MAX_PHRASE = 8

export function itemsOf(tokens: readonly Token[], lexicon: Lexicon): Item[] {
  const items: Item[] = []
  for (let at = 0; at < tokens.length; ) {
    const found = literalAt(tokens, at, lexicon) ?? phraseAt(tokens, at, lexicon) ?? looseAt(tokens, at, lexicon)
    items.push(found.item)
    at += found.length
  }
  return items
}

const blank = (tokens: readonly Token[]): Item => ({
  text: tokens.map(({ text }) => text).join(' '),
  words: tokens.map(({ norm }) => norm),
  columns: [],
  named: 'name',
  values: [],
  role: null,
  number: null,
  date: null,
  noun: false,
  negated: false,
  used: false,
})

type Found = { item: Item; length: number }

const spanAt = (tokens: readonly Token[], at: number, length: number): readonly Token[] => tokens.slice(at, at + length)

function literalAt(tokens: readonly Token[], at: number, lexicon: Lexicon): Found | null {
  for (let length = Math.min(MAX_PHRASE, tokens.length - at); length > 0; length--) {
    const span = spanAt(tokens, at, length)
    // “Köhler & Co”: a sign inside of a name is no word of it.
    if (span[0]?.kind === 'sign' || span.at(-1)?.kind === 'sign') continue
    if (span.some(({ kind, text }) => kind === 'sign' && text !== '&' && text !== '/')) continue
    const words = span.filter(({ kind }) => kind !== 'sign').map(({ norm }) => norm)
    const named = namedColumns(words, lexicon)
    const values = namedValues(span, words, lexicon)
    if (named.length === 0 && values.length === 0) continue
    const role = roleFor(words)
    const item = { ...blank(span), columns: named, values, role }
    if (length === 1 && isNumberToken(span[0])) item.number = numberOf(span[0]?.text ?? '')
    if (length === 1 && named.length === 0 && role !== null && !standsOut(span, values)) continue
    item.noun = length === 1 && isNounBeside(words[0] ?? '', named, lexicon)
    return { item, length }
  }
  return null
}

const isNumberToken = (token: Token | undefined): boolean => token?.kind === 'number'

function namedColumns(words: readonly string[], { columns, rowNouns }: Lexicon): ColumnReading[] {
  // “Spenden” are the rows, and not the column “Spender”, of which the word could be a form.
  const rows = words.length === 1 && rowNouns.includes(words[0] ?? '')
  const scored = columns
    .map((name) => ({ column: name.column, score: likeness(words, name) }))
    .filter(({ score, column }) => score > 0 && (score === 100 || !rows || isFormOf(column, words)))
  return scored.toSorted((a, b) => b.score - a.score).map(({ column }) => column)
}

/** `tickets` of `ticket`; `spenden` is no form of `spender`. */
const isFormOf = ({ name }: ColumnReading, [word = '']: readonly string[]): boolean => {
  const [only] = tokensOf(name)
  return only !== undefined && (word.startsWith(only.norm) || only.norm.startsWith(word) || tokensOf(name).length > 1)
}

/** A word that is the exact name of a column is the rows' name only when that is exact as well. */
const isNounBeside = (word: string, [column]: readonly ColumnReading[], lexicon: Lexicon): boolean =>
  lexicon.rowNouns.includes(word) ||
  (isNoun(word, lexicon) &&
    tokensOf(column?.name ?? '')
      .map(({ norm }) => norm)
      .join(' ') !== word)

/** “opened” says when, and not that it is “Open”. */
const pastOnly = (said: readonly string[], known: readonly string[]): boolean =>
  said.length === 1 && (said[0] ?? '').endsWith('ed') && !(known[0] ?? '').endsWith('ed')

function namedValues(span: readonly Token[], words: readonly string[], { values }: Lexicon): CellValue[] {
  const [first] = words
  if (first === undefined) return []
  const found = new Set<CellValue>()
  for (const stem of stemsOf(first)) {
    for (const value of values.get(stem) ?? []) {
      if (value.words.length === words.length && sameWords(words, value.words) && !pastOnly(words, value.words))
        found.add(value)
    }
  }
  // The word as it stands is meant before a plural of it.
  const exact = [...found].filter((value) => value.words.join(' ') === words.join(' '))
  const kept = exact.length > 0 ? exact : [...found]
  const [token] = span
  // A single letter is a value only where it is written like one.
  return words.length === 1 && first.length === 1 && !token?.quoted
    ? kept.filter(({ value }) => value === token?.text && token.text !== 'a' && token.text !== 'I')
    : kept
}

const FUNCTION: ReadonlySet<Role['is']> = new Set([
  'filler',
  'of',
  'be',
  'and',
  'or',
  'by',
  'what',
  'list',
  'not',
  'no',
  'yes',
  'each',
  'from',
  'to',
  'as',
  'than',
  'only',
  'after',
  'before',
  'how_many',
  'aggregate',
  'month',
  'first',
  'last',
  'now',
  'about',
  'this',
  'top',
  'which',
  'who',
  'number',
  'unit',
  'currency',
  'without',
  'comparative',
  'superlative',
  'compare',
  'bucket',
  'next',
  'sorted',
  'perform',
  'row',
  'share',
  'rate',
])

/** A value that is also a word of the language counts only where it is written as the file writes it, inside a sentence. */
function standsOut(span: readonly Token[], values: readonly CellValue[]): boolean {
  const [token] = span
  if (!token) return false
  if (token.quoted) return true
  const role = PHRASES.get(token.norm)?.find(({ words }) => words.length === 1)?.role
  if (!role || !FUNCTION.has(role.is)) return true
  const asWritten = values.some(({ value }) => value === token.text)
  return asWritten && /^\p{Lu}/u.test(token.text) && token.from > 0
}

function roleFor(words: readonly string[]): Role | null {
  return (
    PHRASES.get(words[0] ?? '')?.find(
      (phrase) => phrase.words.length === words.length && phrase.words.every((word, at) => word === words[at]),
    )?.role ?? null
  )
}

function phraseAt(tokens: readonly Token[], at: number, lexicon: Lexicon): Found | null {
  const token = tokens[at]
  if (!token) return null
  if (token.kind === 'number') return { item: { ...blank([token]), number: numberOf(token.text) }, length: 1 }
  if (token.kind === 'date') return { item: { ...blank([token]), date: token.text }, length: 1 }
  for (const { words, role } of PHRASES.get(token.norm) ?? []) {
    const span = spanAt(tokens, at, words.length)
    if (span.length !== words.length || !words.every((word, place) => word === span[place]?.norm)) continue
    // A phrase does not swallow the first word of a literal name.
    if (
      words.length > 1 &&
      span.some((_, place) => place > 0 && startsName(tokens, at + place, at + words.length, lexicon))
    )
      continue
    const item: Item = { ...blank(span), role, noun: words.length === 1 && isNoun(token.norm, lexicon) }
    return { item: withMeaning(item, lexicon), length: words.length }
  }
  return null
}

function startsName(tokens: readonly Token[], at: number, end: number, lexicon: Lexicon): boolean {
  const found = literalAt(tokens, at, lexicon)
  return (
    found !== null &&
    (found.length > 1 ? at + found.length > end : found.item.columns.length > 0 && found.item.role === null)
  )
}

/** Words with a meaning of their own can also name a column by theirs: `earns`, `late`, `sold`. */
function withMeaning(item: Item, lexicon: Lexicon): Item {
  const [word] = item.words
  const kinds: ReadonlySet<string> = new Set([
    'perform',
    'unit',
    'bucket',
    'invoice',
    'shape',
    'tenure',
    'when',
    'row',
    'next',
    'duration',
    'grow',
    'share',
    'rate',
    'aggregate',
    'list',
  ])
  if (!item.role || !kinds.has(item.role.is) || word === undefined || item.words.length > 1) return item
  const parts = partlyNamed(item.words, lexicon).map(({ column }) => column)
  if (parts.length > 0) return { ...item, columns: parts, named: 'part' }
  if (item.role.is !== 'perform' && item.role.is !== 'invoice' && item.role.is !== 'tenure') return item
  return { ...item, columns: meant(word, lexicon).map(({ column }) => column), named: 'meaning' }
}

/** “revenue” means the net amounts where no column is called so. */
function moneyMeant(word: string, lexicon: Lexicon): ColumnReading[] {
  const names = CONCEPTS.get('revenue')
  if (!stemsOf(word).some((stem) => names?.has(stem))) return []
  const main = mainMoney(lexicon)
  return main?.operand.of === 'column' ? [main.column] : []
}

function isNoun(word: string, { rowNouns }: Lexicon): boolean {
  return rowNouns.some((noun) => sameWord(noun, word))
}

function looseAt(tokens: readonly Token[], at: number, lexicon: Lexicon): Found {
  for (let length = Math.min(4, tokens.length - at); length > 1; length--) {
    const span = spanAt(tokens, at, length)
    if (span.some(({ kind }) => kind !== 'word')) continue
    const words = span.map(({ norm }) => norm)
    if (roleFor([words[0] ?? '']) !== null || roleFor([words.at(-1) ?? '']) !== null) continue
    const parts = partlyNamed(words, lexicon)
    if (parts.length > 0)
      return { item: { ...blank(span), columns: parts.map(({ column }) => column), named: 'part' }, length }
  }
  const token = tokens[at]
  if (!token) throw new Error('beyond the question')
  return { item: looseWord(token, lexicon), length: 1 }
}

/** “totl”, “averge”: a word that says what to compute, one letter off. */
function misspeltRole(word: string): Role | null {
  if (word.length < 4) return null
  for (const [first, phrases] of PHRASES) {
    const role = first.length >= 4 ? phrases.find(({ words }) => words.length === 1)?.role : undefined
    // The first letter is rarely the wrong one, and “cost” is no “most”.
    if (role?.is !== 'aggregate' || first[0] !== word[0]) continue
    if (Math.abs(first.length - word.length) <= 1 && distance(word, first) === 1) return role
  }
  return null
}

/** “order” says whose lines “Order lines” counts; it is no name of that number. */
function countsOf(word: string, { name, kind }: ColumnReading): boolean {
  if (!COUNTED_KINDS.has(kind.value) || /^(?:units?|pieces?)$/.test(word)) return false
  const words = tokensOf(name).flatMap(({ kind: is, norm }) => (is === 'word' ? [norm] : []))
  const head = words.at(-1) ?? ''
  const at = words.findIndex((part) => sameWord(part, word))
  // “refunds” are the “Refunded tickets”.
  if ((words[at] ?? '').endsWith('ed')) return false
  // Of “mite count” the mites are what is counted.
  if (words.length < 2 || at < 0 || sameWord(head, word) || NUMBER_WORDS.test(head)) return false
  return word === `${words[at]}s` || (head.endsWith('s') && !head.endsWith('ss') && !(words[at] ?? '').endsWith('s'))
}

/** A piece of a longer word of the name, and no word of it. */
const isInsideOf = (word: string, { name }: ColumnReading): boolean =>
  !tokensOf(name).some(({ norm }) => sameWord(norm, word))

const NUMBER_WORDS = /^(?:count|counts|number|total|totals|sum|amount|qty|quantity|anzahl|zahl|menge)$/
const COUNTED_KINDS: ReadonlySet<string> = new Set(['integer', 'decimal', 'money', 'percent'])

function looseWord(token: Token, lexicon: Lexicon): Item {
  const item = blank([token])
  const word = token.norm
  const noun = isNoun(word, lexicon)
  const cells = meantCells(word, lexicon)
  if (cells.length > 0) return { ...item, values: cells, named: 'meaning' }
  // “uninsured” before “insured”, which is a part of it.
  const positive = /^(?:un|non|in|dis|nicht)(.{4,})$/.exec(word)?.[1]
  if (positive !== undefined) {
    const columns = lexicon.columns
      .filter(({ full }) => full.some((part) => sameWord(part, positive)))
      .map(({ column }) => column)
    const values = namedValues([token], [positive], lexicon)
    if (columns.length > 0 || values.length > 0) return { ...item, columns, values, named: 'part', negated: true }
  }
  const meanings = [...meant(word, lexicon).map(({ column }) => column), ...moneyMeant(word, lexicon)].filter(
    (column) => !countsOf(word, column),
  )
  const every = partlyNamed([word], lexicon).map(({ column }) => column)
  // The longest “Einsatz” is a row, and nothing of “Einsatzkräfte”.
  const parts = every.filter((column) => !countsOf(word, column) && !(noun && isInsideOf(word, column)))
  // “orders” of a column “Order lines”: what the rows are, and not the lines.
  if (every.length > 0 && parts.length === 0 && meanings.length === 0) return { ...item, noun: true }
  // “units” are what is counted, not the first word of “unit cost”.
  if (parts.length > 0) {
    const columns = /^(?:units?|pieces|stuck)$/.test(word) ? [...meanings, ...parts] : [...parts, ...meanings]
    return { ...item, noun, columns: [...new Set(columns)], named: 'part' }
  }
  if (meanings.length > 0 || noun) return { ...item, noun, columns: meanings, named: 'meaning' }
  const close = misspelt(word, lexicon)
  if (close.length === 0) item.role = misspeltRole(word)
  return {
    ...item,
    columns: close.flatMap(({ column, value }) => (value === null ? [column] : [])),
    values: close.flatMap(({ column, value }) => (value === null ? [] : [{ column, value, words: [word] }])),
    named: 'spelling',
  }
}

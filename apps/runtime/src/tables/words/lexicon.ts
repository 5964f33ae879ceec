// The names and values of one table as words: what a question can name literally, by parts, by meaning or misspelt.
import type { ColumnReading, FileReading } from '@biplane/contracts/wire/file-reading'
import { isNumeric, isText } from '../plan-scope.ts'
import { FAMILY_WORDS, familyNouns } from './row-families.ts'
import { sameWord, stemsOf, tokensOf } from './tokens.ts'
import { ASKED_CONCEPTS, CONCEPT_WORDS, CONCEPTS, roleOfWord } from './vocabulary.ts'

export interface ColumnName {
  column: ColumnReading
  /** All words of the name, and those without units and weak words (`Salary (EUR)` → `salary`). */
  full: readonly string[]
  bare: readonly string[]
  concepts: ReadonlySet<string>
}

export interface CellValue {
  column: ColumnReading
  /** As the file has it. */
  value: string
  words: readonly string[]
}

export interface Lexicon {
  reading: FileReading
  columns: readonly ColumnName[]
  /** By the stems of their first word. */
  values: ReadonlyMap<string, readonly CellValue[]>
  rowNouns: readonly string[]
}

/** Words of a name that say in what, not what. */
const WEAK = new Set(
  'id no nr number num code name eur usd gbp chf kg km pct percent percentage minutes mins min hours hrs hr days weeks months years seconds secs ms s h m the of in date at on amount value total per kwh kw mwh cm mm g l ml celsius c f usd'.split(
    ' ',
  ),
)

export interface KnownCell {
  column: string
  value: string
}

/** `more`: cells beyond those that the reading lists. `parts`: cells that contain a word that was said. */
export function lexiconOf(
  reading: FileReading,
  more: readonly KnownCell[] = [],
  parts: readonly (KnownCell & { said?: string })[] = [],
): Lexicon {
  const columns = reading.columns.map(nameOf)
  const values = new Map<string, CellValue[]>()
  const put = (column: ColumnReading, value: string) => {
    const words = tokensOf(value)
      .filter(({ kind }) => kind !== 'sign')
      .map(({ norm }) => norm)
    const [first] = words
    if (first === undefined || words.length > 10) return
    const cell = { column, value, words }
    for (const stem of stemsOf(first)) {
      const list = values.get(stem) ?? []
      if (!list.some((other) => other.column === column && other.value === value)) list.push(cell)
      values.set(stem, list)
    }
  }
  for (const column of reading.columns) if (isText(column)) for (const value of column.values) put(column, value)
  for (const { column: name, value } of more) {
    const column = reading.columns.find((one) => one.name === name)
    if (column) put(column, value)
  }
  for (const { column: name, value, said } of parts) {
    const column = reading.columns.find((one) => one.name === name)
    if (!column || said === undefined) continue
    const cell = { column, value, words: [said] }
    for (const stem of stemsOf(said)) values.set(stem, [...(values.get(stem) ?? []), cell])
  }
  return { reading, columns, values, rowNouns: rowNounsOf(reading) }
}

function nameOf(column: ColumnReading): ColumnName {
  const full = tokensOf(column.name)
    .filter(({ kind }) => kind !== 'sign')
    .map(({ norm }) => norm)
  const strong = full.filter((word) => !WEAK.has(word))
  const outside = tokensOf(outsideBrackets(column.name))
    .filter(({ kind }) => kind !== 'sign')
    .map(({ norm }) => norm)
  const bare = outside.length < full.length && outside.length > 0 ? outside : strong.length > 0 ? strong : full
  return { column, full, bare, concepts: conceptsOf(full) }
}

/** `Salary (EUR)` → `Salary`. */
function outsideBrackets(name: string): string {
  let depth = 0
  let kept = ''
  for (const char of name) {
    if (char === '(' || char === '[') depth++
    else if (char === ')' || char === ']') depth = Math.max(0, depth - 1)
    else if (depth === 0) kept += char
  }
  return kept
}

function conceptsOf(words: readonly string[]): Set<string> {
  const found = new Set<string>()
  const whole = words.join(' ')
  for (const [concept, names] of CONCEPTS) {
    if (names.has(whole) || words.some((word) => stemsOf(word).some((stem) => names.has(stem)))) found.add(concept)
  }
  return found
}

function rowNounsOf(reading: FileReading): string[] {
  const { row_noun: noun, columns } = reading
  const nouns = new Set<string>()
  for (const text of [noun.one, noun.many]) for (const { norm } of tokensOf(text)) if (!WEAK.has(norm)) nouns.add(norm)
  // `order_id` names the rows where every row has its own.
  for (const column of columns) {
    if (column.additivity.value !== 'identifier' || column.empty > 0) continue
    const [first] = tokensOf(column.name)
    const every = column.distinct > 0 && columns.length > 0 && column === columns[0]
    if (first && every && !WEAK.has(first.norm)) nouns.add(first.norm)
  }
  // A word that names a column stays the name of that column.
  const named = new Set(columns.flatMap(({ name }) => tokensOf(name).map(({ norm }) => norm)))
  for (const called of familyNouns(reading)) if (![...named].some((word) => sameWord(word, called))) nouns.add(called)
  return [...nouns]
}

/** How well words name a column: 0 for not at all, 100 for its whole name. */
export function likeness(words: readonly string[], name: ColumnName): number {
  if (sameWords(words, name.full)) return words.every((word, at) => word === name.full[at]) ? 100 : 97
  if (sameWords(words, name.bare)) return 92
  // “2025 plan” is the column “Plan 2025”.
  if (words.length > 1 && permuted(words, name.full)) return 91
  const joined = words.join('')
  if (joined === name.full.join('') || joined === name.bare.join('')) return 90
  return 0
}

const permuted = (words: readonly string[], full: readonly string[]): boolean =>
  words.length === full.length && full.every((part) => words.some((word) => sameWord(word, part)))

export const sameWords = (left: readonly string[], right: readonly string[]): boolean =>
  left.length === right.length && left.every((word, at) => sameWord(word, right[at] ?? ''))

/** Columns of whose name the words are a part, best first. */
export function partlyNamed(
  words: readonly string[],
  { columns }: Lexicon,
): { column: ColumnReading; score: number }[] {
  return columns
    .flatMap(({ column, full }) => {
      const hit = words.filter((word) =>
        full.some(
          (part) =>
            sameWord(word, part) ||
            (word.length >= 5 &&
              part.length >= 5 &&
              (part.endsWith(word) || part.startsWith(word) || word.endsWith(part))) ||
            startsWithStem(part, word),
        ),
      )
      return hit.length === words.length ? [{ column, score: 40 + (40 * hit.length) / full.length }] : []
    })
    .toSorted((a, b) => b.score - a.score)
}

const VERB = /(?:ed|ing|en)$/
const OF_VERB = /^(?:e?n?s?)(?:zeit|dauer|kosten|betrag|zahl|tage|stunden)$/

/** “renewed” of `renewals`, “warten” of `Wartezeit`. */
function startsWithStem(part: string, word: string): boolean {
  if (!VERB.test(word)) return false
  return stemsOf(word).some(
    (stem) => stem.length >= 4 && part.startsWith(stem) && (stem.length >= 5 || OF_VERB.test(part.slice(stem.length))),
  )
}

/** Say how many there were: only numbers do. */
const COUNTING: ReadonlySet<string> = new Set(['persons', 'quantity', 'stock'])

/** Columns that mean what the word means, best first: the concept's own order decides between them. */
export function meant(word: string, { columns }: Lexicon): { column: ColumnReading; score: number }[] {
  const found: { column: ColumnReading; score: number }[] = []
  for (const [concept, words] of ASKED_CONCEPTS) {
    if (!stemsOf(word).some((stem) => words.has(stem))) continue
    const names = CONCEPTS.get(concept) ?? words
    for (const name of columns) {
      if (!name.concepts.has(concept) || (COUNTING.has(concept) && !measureLike(name.column))) continue
      const score = 38 - place(names, name.full)
      const known = found.find(({ column }) => column === name.column)
      if (known) known.score = Math.max(known.score, score)
      else found.push({ column: name.column, score })
    }
  }
  return found.toSorted((a, b) => b.score - a.score)
}

const place = (names: ReadonlySet<string>, words: readonly string[]): number => {
  const at = [...names].findIndex((name) => words.some((word) => sameWord(word, name)))
  return at < 0 ? 15 : Math.min(15, at / 2)
}

/** Cells that mean what the word means: `Female`, `F` for women. */
export function meantCells(word: string, { values }: Lexicon): CellValue[] {
  const concept = ['women', 'men'].find((one) => CONCEPTS.get(one)?.has(word))
  const names = concept === undefined ? undefined : CONCEPTS.get(concept)
  if (!names) return []
  const found = new Set<CellValue>()
  for (const list of values.values())
    for (const cell of list) if (cell.words.length === 1 && names.has(cell.words[0] ?? '')) found.add(cell)
  return [...found].filter(({ column }) => column.distinct <= 8)
}

/** A word of the language or of a kind of rows, which is not meant as another word. */
const isKnownWord = (word: string): boolean =>
  stemsOf(word).some((stem) => FAMILY_WORDS.has(stem) || CONCEPT_WORDS.has(stem) || roleOfWord(stem) !== null)

/** One or two letters off, for words that are long enough to be meant. */
export function misspelt(
  word: string,
  { columns, values }: Lexicon,
): { column: ColumnReading; value: string | null }[] {
  // One digit off is another id.
  if (word.length < 4 || /\d/.test(word) || roleOfWord(word) !== null || isKnownWord(word)) return []
  const allowed = word.length >= 8 ? 2 : 1
  // “cars” is no “card”: short words are often another word, and the first letter is rarely the wrong one.
  const close = (other: string) =>
    other.length >= 4 &&
    (word.length >= 5 || other.length >= 5) &&
    other[0] === word[0] &&
    Math.abs(other.length - word.length) <= allowed &&
    distance(word, other) <= allowed
  const named = columns.filter(({ full }) => full.some(close)).map(({ column }) => ({ column, value: null }))
  if (named.length > 0) return named
  const found: { column: ColumnReading; value: string | null }[] = []
  for (const list of values.values()) {
    for (const { column, value, words } of list) {
      if (words.length === 1 && words.some(close) && !found.some((one) => one.value === value))
        found.push({ column, value })
    }
  }
  return found.slice(0, 3)
}

/** Edits between two short words, a swap of neighbours counted once. */
export function distance(left: string, right: string): number {
  let before: number[] = []
  let row = Array.from({ length: right.length + 1 }, (_, at) => at)
  for (let i = 1; i <= left.length; i++) {
    const next = [i]
    for (let j = 1; j <= right.length; j++) {
      const same = left[i - 1] === right[j - 1] ? 0 : 1
      let best = Math.min((row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1, (row[j - 1] ?? 0) + same)
      if (i > 1 && j > 1 && left[i - 1] === right[j - 2] && left[i - 2] === right[j - 1])
        best = Math.min(best, (before[j - 2] ?? 0) + 1)
      next.push(best)
    }
    before = row
    row = next
  }
  return row[right.length] ?? 0
}

export const measureLike = (column: ColumnReading): boolean =>
  isNumeric(column) && column.additivity.value !== 'identifier'

// Which stems of a document a word of a question means: itself, a related form, a synonym, a part of a compound
// (`Frist` in `Kündigungsfrist`), or a near spelling where nothing else fits. Pure.
import { synonymsOf } from './question-terms.ts'

export interface TermMatch {
  stem: string
  /** 1 for the word itself. */
  weight: number
}

const RELATED = 0.85
const SYNONYM = 0.75
const COMPOUND = 0.75
const HEAD = 0.65
const NEAR_SPELLING = 0.8
/** A document of many different words is compared only so far. */
const MAX_COMPARED = 40_000
const COMPOUND_LETTERS = 5
/** German compounds have their head at the end; a short head counts only in a long word. */
const HEAD_LETTERS = 4
const LONG_WORD = 9

export function matchTerm(word: string, vocabulary: ReadonlyMap<string, number>): TermMatch[] {
  const matches = new Map<string, number>()
  const add = (stem: string, weight: number) => matches.set(stem, Math.max(weight, matches.get(stem) ?? 0))
  if (vocabulary.has(word)) add(word, 1)
  for (const synonym of synonymsOf(word)) if (vocabulary.has(synonym)) add(synonym, SYNONYM)
  let compared = 0
  const near: string[] = []
  for (const known of vocabulary.keys()) {
    if (++compared > MAX_COMPARED) break
    if (known === word) continue
    if (isRelated(word, known)) add(known, RELATED)
    else if (isPart(word, known)) add(known, COMPOUND)
    else if (isHead(known, word)) add(known, HEAD)
    else if (isNear(word, known)) near.push(known)
  }
  if (matches.size === 0) for (const known of near.slice(0, 3)) add(known, NEAR_SPELLING)
  return [...matches].map(([stem, weight]) => ({ stem, weight })).sort((a, b) => b.weight - a.weight)
}

/** Forms of one word: they begin alike and differ only in their last letters. */
function isRelated(a: string, b: string): boolean {
  const shorter = Math.min(a.length, b.length)
  if (shorter < 5 || Math.abs(a.length - b.length) > 3 || /\d/.test(a)) return false
  let same = 0
  while (same < shorter && a[same] === b[same]) same++
  return same >= 5 && same >= shorter - 1
}

const isPart = (part: string, whole: string): boolean =>
  whole.length >= part.length + 4 &&
  ((part.length >= COMPOUND_LETTERS && (whole.endsWith(part) || whole.startsWith(part))) ||
    (part.length >= HEAD_LETTERS && whole.length >= LONG_WORD && whole.endsWith(part)))

/** `Frist` in the question's `Kündigungsfrist`: the document may say the rest in another way. */
const isHead = (head: string, word: string): boolean =>
  head.length >= HEAD_LETTERS && word.length >= LONG_WORD && word.length >= head.length + 4 && word.endsWith(head)

/** One letter wrong, missing, too many, or two swapped. */
function isNear(a: string, b: string): boolean {
  if (a.length < 5 || Math.abs(a.length - b.length) > 1 || a[0] !== b[0] || /\d/.test(a)) return false
  let start = 0
  while (start < a.length && a[start] === b[start]) start++
  let [endA, endB] = [a.length, b.length]
  while (endA > start && endB > start && a[endA - 1] === b[endB - 1]) {
    endA--
    endB--
  }
  const [left, right] = [a.slice(start, endA), b.slice(start, endB)]
  return (left.length <= 1 && right.length <= 1) || (left.length === 2 && left === [...right].reverse().join(''))
}

// Finds the sentence that answers a question: words, stems, synonyms and near spellings weighed by how rare they are, the
// headings above as context, and the kind of answer that the question word wants. It quotes and never rewords. Pure.
import type { Block, DocumentBlocks } from './document-blocks.ts'
import {
  askedFor,
  countedNoun,
  decisionOf,
  hasName,
  holds,
  isFieldOf,
  isQuantity,
  needsKind,
  wantsName,
} from './question-kind.ts'
import { isDocumentNoun, stem, stemsIn, termsOf, wordsIn } from './question-terms.ts'
import { type Sentence, sentencesOf } from './sentences.ts'
import { matchTerm, type TermMatch } from './term-match.ts'

export interface Found {
  sentence: string
  line: number
  block: Block
  /** 0 to 1: how much of the question it covers. */
  coverage: number
  /** Words of the question that this passage or its headings hold. */
  terms: string[]
  score: number
}

export interface Answer {
  best: Found | null
  others: Found[]
  decision: 'yes' | 'no' | 'conditional' | null
  /** Words of the question that occur nowhere. */
  missing: string[]
}

interface Prepared {
  sentences: Sentence[]
  stems: Set<string>[]
  ofBlock: Set<string>[]
  ofPath: Set<string>[]
  frequency: Map<string, number>
}

/** Half of what was asked, weighed, must be in a passage, else it is about something else. */
const ENOUGH = 0.52
const IN_BLOCK = 0.7
const IN_HEADING = 0.75
const IN_NEIGHBOUR = 0.35
/** A sentence that holds the kind of answer wins over one that repeats a further word of the question. */
const KIND_WEIGHT = 0.3
/** “Why” leads to a cause, which is seldom said in the words of the question. */
const REASON_WEIGHT = 0.65
/** Between two that say as much, the one that says little else. */
const DENSITY_WEIGHT = 0.15
const DOCUMENT_NOUN_WEIGHT = 0.25

export function prepare({ blocks }: DocumentBlocks): Prepared {
  const sentences = sentencesOf(blocks)
  const ofBlock = blocks.map(({ text }) => new Set(stemsIn(text)))
  const ofPath = blocks.map(({ path }) => new Set(path.flatMap(stemsIn)))
  const frequency = new Map<string, number>()
  const count = (stems: Iterable<string>) => {
    for (const one of stems) frequency.set(one, (frequency.get(one) ?? 0) + 1)
  }
  for (const [at, stems] of ofBlock.entries()) count(new Set([...stems, ...(ofPath[at] ?? [])]))
  return { sentences, stems: sentences.map(({ text }) => new Set(stemsIn(text))), ofBlock, ofPath, frequency }
}

interface Term {
  word: string
  matches: TermMatch[]
  weight: number
}

export function findAnswer(document: DocumentBlocks, prepared: Prepared, question: string, most: number): Answer {
  const { frequency, sentences } = prepared
  const { blocks } = document
  const terms = termsOf(question).map((word): Term => {
    const matches = matchTerm(stem(word), frequency)
    const seen = matches[0] ? (frequency.get(matches[0].stem) ?? 1) : 1
    // Capped, so that one rare word does not stand for the whole question.
    const weight = Math.min(2.5, Math.max(0.4, Math.log(1 + blocks.length / seen)))
    return { word, matches, weight: weight * (isDocumentNoun(word) ? DOCUMENT_NOUN_WEIGHT : 1) }
  })
  const total = terms.reduce((sum, { weight }) => sum + weight, 0)
  const kind = askedFor(question)
  const name = wantsName(question)
  const counted = kind === 'count' ? countedNoun(question) : null
  // “Where was the meeting?” asks about the document itself.
  const itself = terms.every(({ word }) => isDocumentNoun(word))
  const found = sentences.flatMap((sentence, at): Found[] => {
    const block = blocks[sentence.block]
    if (!block) return []
    const { coverage, held, direct, said } = coverageOf(terms, total, { prepared, at, block: sentence.block })
    if (itself && isFieldOf(kind, sentence.text))
      return [{ sentence: sentence.text, line: sentence.line, block, coverage: 1, terms: held, score: 2 }]
    if (name && !hasName(sentence.text)) return []
    const kindScore = kindOf(kind, sentence.text, counted)
    const enough = kind === 'reason' && kindScore === 1 ? ENOUGH - 0.12 : ENOUGH
    // A sentence that holds no word of the question itself must stand with several of them.
    if (said === 0 && direct < Math.min(2, terms.length)) return []
    if (coverage < enough || direct === 0 || (needsKind(kind) && kindScore === 0)) return []
    const density = said / Math.max(4, prepared.stems[at]?.size ?? 0)
    const fits = coverage + (kind === 'reason' ? REASON_WEIGHT : KIND_WEIGHT) * kindScore + DENSITY_WEIGHT * density
    // A question of the document is no answer, and neither is a fragment.
    const score = fits - (sentence.text.endsWith('?') ? 0.3 : 0) - (sentence.text.length < 12 ? 0.2 : 0)
    return [{ sentence: sentence.text, line: sentence.line, block, coverage, terms: held, score }]
  })
  const ranked = found.sort((a, b) => b.score - a.score || a.line - b.line)
  const best = ranked[0] ?? null
  const held = new Set(terms.filter(({ matches }) => matches.length > 0).map(({ word }) => word))
  return {
    best,
    others: otherBlocks(ranked, best, most),
    decision: best && best.coverage > 0.7 ? decisionOf(question, clauseOf(best.sentence, terms)) : null,
    missing: terms.filter(({ word }) => !held.has(word)).map(({ word }) => word),
  }
}

/** How well a sentence holds what is asked for: a number of the thing that is counted is more than a number. */
function kindOf(kind: ReturnType<typeof askedFor>, sentence: string, counted: string | null): number {
  const score = holds(kind, sentence)
  if (counted === null || score === 0) return score
  return counts(sentence, stem(counted)) ? 1 : 0.4
}

/** “48 farms”, “three large farms”: a quantity at most two words before the noun. */
function counts(sentence: string, noun: string): boolean {
  const said = wordsIn(sentence)
  return said.some((word, at) => isQuantity(word) && said.slice(at + 1, at + 4).some((next) => stem(next) === noun))
}

function coverageOf(
  terms: readonly Term[],
  total: number,
  { prepared, at, block }: { prepared: Prepared; at: number; block: number },
): { coverage: number; held: string[]; direct: number; said: number } {
  const { stems, ofBlock, ofPath, sentences } = prepared
  const own = stems[at]
  const next = [at - 1, at + 1].filter((one) => sentences[one] && sameSection(prepared, block, sentences[one].block))
  let sum = 0
  let direct = 0
  let said = 0
  const held: string[] = []
  for (const { word, matches, weight } of terms) {
    let best = 0
    let nearest = 0
    for (const match of matches) {
      const place = own?.has(match.stem)
        ? 1
        : ofPath[block]?.has(match.stem)
          ? IN_HEADING
          : ofBlock[block]?.has(match.stem)
            ? IN_BLOCK
            : next.some((one) => stems[one]?.has(match.stem))
              ? IN_NEIGHBOUR
              : 0
      nearest = Math.max(nearest, place)
      best = Math.max(best, place * match.weight)
    }
    if (nearest >= IN_BLOCK) direct++
    if (matches.some((match) => own?.has(match.stem))) said++
    if (best >= 0.3) held.push(word)
    sum += weight * best
  }
  return { coverage: total === 0 ? 0 : sum / total, held, direct, said }
}

function sameSection({ ofPath }: Prepared, a: number, b: number): boolean {
  const [one, other] = [ofPath[a], ofPath[b]]
  return (
    one !== undefined && other !== undefined && one.size === other.size && [...one].every((word) => other.has(word))
  )
}

/** The part of a sentence that speaks of the question: “a is allowed; b needs approval”. */
function clauseOf(sentence: string, terms: readonly Term[]): string {
  const clauses = sentence.split(';')
  const hits = (clause: string) => {
    const stems = new Set(stemsIn(clause))
    return terms.filter(({ matches }) => matches.some((match) => stems.has(match.stem))).length
  }
  return clauses.reduce((best, clause) => (hits(clause) > hits(best) ? clause : best), clauses[0] ?? sentence)
}

/** One for each further block, those that fit nearly as well. */
function otherBlocks(ranked: readonly Found[], best: Found | null, most: number): Found[] {
  const seen = new Set(best ? [best.block] : [])
  const others: Found[] = []
  for (const one of ranked) {
    if (others.length >= most - 1) break
    if (seen.has(one.block)) continue
    seen.add(one.block)
    others.push(one)
  }
  return others
}

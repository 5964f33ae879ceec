// What the words of a language can mean in a question. A language is one file with a `Vocabulary`; nothing else knows words.
import type { PlanAggregate, PlanBucket, PlanDurationUnit } from '@biplane/contracts/wire/table-plan'
import { ANALYSIS_WORDS } from './analysis-words.ts'
import { de } from './de.ts'
import { en } from './en.ts'
import { fold, tokensOf } from './tokens.ts'

export type Comparator = 'eq' | 'ne' | 'lt' | 'le' | 'gt' | 'ge'
export type Direction = 'high' | 'low'

/** What a superlative or comparative ranks where it says so itself: `oldest`, `cheapest`, `latest`. */
export type Ranked = 'date' | 'age' | 'price' | 'duration' | 'count' | null

/** Statistics that a question can ask for by a word. */
export type AnalysisWord =
  | ('trend' | 'forecast' | 'correlation' | 'describe' | 'overview' | 'quality' | 'outliers')
  | ('change' | 'cohort' | 'versions' | 'advice')

export type Role =
  | { is: 'aggregate'; aggregate: Exclude<PlanAggregate, 'count' | 'first' | 'last'> }
  | { is: 'how_many' | 'how_much' | 'each' | 'by' | 'and' | 'or' | 'versus' | 'than' | 'between' }
  | { is: 'not' | 'except' | 'without' | 'empty' | 'filled' | 'yes' | 'no' }
  | { is: 'which' | 'who' | 'when' | 'where' | 'what' | 'list' | 'of' | 'be' | 'as' | 'only' }
  | { is: 'superlative'; direction: Direction; good?: boolean; ranked: Ranked }
  | { is: 'comparative'; direction: Direction; ranked: Ranked }
  | { is: 'compare'; op: Comparator }
  | { is: 'times'; count: number }
  | { is: 'average_figure'; op: Comparator }
  | { is: 'top'; direction: Direction }
  | { is: 'first' | 'last' | 'next' | 'previous' | 'directly' }
  | { is: 'after' | 'before' | 'since' | 'until' | 'from' | 'to' | 'this' | 'ago' }
  | { is: 'share' | 'rate' | 'difference' | 'duration' | 'tenure' | 'grow' | 'split' }
  | { is: 'shape'; shape: AnalysisWord }
  | { is: 'chart'; show: 'bar' | 'line' | 'table' }
  | { is: 'sorted' }
  | { is: 'ordered'; direction: Direction }
  | { is: 'bucket'; bucket: PlanBucket }
  | { is: 'month'; month: number }
  | { is: 'weekday'; day: number }
  | { is: 'quarter'; quarter: number }
  | { is: 'half'; half: number }
  | { is: 'relative_day'; days: number }
  | { is: 'year_to_date' | 'now' | 'weekend' }
  | { is: 'unit'; unit: PlanDurationUnit }
  | { is: 'currency'; code: string }
  | { is: 'percent' }
  | { is: 'number'; value: number }
  /** Rows of any table: rows, records, entries, lines. */
  | { is: 'row' }
  /** The state of an invoice. */
  | { is: 'invoice'; state: 'open' | 'overdue' | 'paid' | 'ageing' }
  /** What was sold, earned, made: the main measure. */
  | { is: 'perform' }
  /** Nothing is left of it. */
  | { is: 'sold_out' }
  | { is: 'swap' | 'about' }
  /** Says nothing that limits or changes the answer. */
  | { is: 'filler' }

export interface Vocabulary {
  language: string
  /** One line for each meaning; phrases are separated by `|`. */
  roles: readonly (readonly [Role, string])[]
  /** Words that mean the same thing of business, by a name that all languages share. */
  concepts: Readonly<Record<string, string>>
  /** Words that begin a question of its own: “did we sell more in March?” does not go on from the one before. */
  begins: string
  /** Words that point at the answer before, so that a question with one of them goes on from it all the same. */
  points: string
}

export const VOCABULARIES: readonly Vocabulary[] = [en, de]

interface Phrase {
  words: string[]
  role: Role
}

/** Phrases by their first word, longest first. */
export const PHRASES: ReadonlyMap<string, readonly Phrase[]> = phrasesOf(VOCABULARIES)

function phrasesOf(vocabularies: readonly Vocabulary[]): Map<string, Phrase[]> {
  const found = new Map<string, Phrase[]>()
  for (const { roles, language } of vocabularies) {
    for (const [role, phrases] of [...(ANALYSIS_WORDS[language] ?? []), ...roles]) {
      for (const phrase of phrases.split('|')) {
        const words = tokensOf(phrase).map(({ norm }) => norm)
        const [first] = words
        if (first === undefined) continue
        const list = found.get(first) ?? []
        // The first language that knows a phrase decides its meaning.
        if (!list.some((other) => other.words.join(' ') === words.join(' '))) list.push({ words, role })
        found.set(first, list)
      }
    }
  }
  for (const list of found.values()) list.sort((a, b) => b.words.length - a.words.length)
  return found
}

const wordSet = (field: 'begins' | 'points'): ReadonlySet<string> =>
  new Set(VOCABULARIES.flatMap((vocabulary) => vocabulary[field].split('|').map(fold)))
export const BEGINS: ReadonlySet<string> = wordSet('begins')
export const POINTS: ReadonlySet<string> = wordSet('points')

/** Concept → its words, folded, of all languages. */
export const CONCEPTS: ReadonlyMap<string, ReadonlySet<string>> = conceptsOf(VOCABULARIES)
/** The words of all concepts together. */
export const CONCEPT_WORDS: ReadonlySet<string> = new Set([...CONCEPTS.values()].flatMap((names) => [...names]))

function conceptsOf(vocabularies: readonly Vocabulary[]): Map<string, Set<string>> {
  const found = new Map<string, Set<string>>()
  for (const { concepts } of vocabularies) {
    for (const [concept, words] of Object.entries(concepts)) {
      const set = found.get(concept) ?? new Set<string>()
      for (const word of words.split('|')) set.add(fold(word.trim()))
      found.set(concept, set)
    }
  }
  return found
}

/** Single words of each language, for telling one from the other. */
export const PHRASES_BY_LANGUAGE: ReadonlyMap<string, ReadonlySet<string>> = wordsByLanguage(({ roles, language }) =>
  [...roles, ...(ANALYSIS_WORDS[language] ?? [])].map(([, phrases]) => phrases),
)
export const CONCEPTS_BY_LANGUAGE: ReadonlyMap<string, ReadonlySet<string>> = wordsByLanguage(({ concepts }) =>
  Object.values(concepts),
)

function wordsByLanguage(of: (vocabulary: Vocabulary) => readonly string[]): Map<string, Set<string>> {
  return new Map(
    VOCABULARIES.map((vocabulary) => [
      vocabulary.language,
      new Set(of(vocabulary).flatMap((phrases) => phrases.split('|').flatMap((phrase) => fold(phrase).split(' ')))),
    ]),
  )
}

export const roleOfWord = (norm: string): Role | null =>
  PHRASES.get(norm)?.find(({ words }) => words.length === 1)?.role ?? null

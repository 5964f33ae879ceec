// What the words of a language can mean in a question. A language is one file with a `Vocabulary`; no other file holds
// words.
import { ANALYSIS_WORDS } from './analysis-words.ts'
import { de } from './de.ts'
import { en } from './en.ts'
import type { Role, Vocabulary } from './role.ts'
import { fold, tokensOf } from './tokens.ts'

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

const NARROWER = '~'

/** Concept → its words, folded, of all languages: what columns are called. */
export const CONCEPTS: ReadonlyMap<string, ReadonlySet<string>> = conceptsOf(VOCABULARIES)
/** Without those that are narrower than the concept: “people” may be passengers, and “visitors” are no passengers. */
export const ASKED_CONCEPTS: ReadonlyMap<string, ReadonlySet<string>> = conceptsOf(VOCABULARIES, true)
/** The words of all concepts together. */
export const CONCEPT_WORDS: ReadonlySet<string> = new Set([...CONCEPTS.values()].flatMap((names) => [...names]))

function conceptsOf(vocabularies: readonly Vocabulary[], asked = false): Map<string, Set<string>> {
  const found = new Map<string, Set<string>>()
  for (const { concepts } of vocabularies) {
    for (const [concept, words] of Object.entries(concepts)) {
      const set = found.get(concept) ?? new Set<string>()
      for (const word of words.split('|'))
        if (!asked || !word.startsWith(NARROWER)) set.add(fold(word.replace(NARROWER, '').trim()))
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
      new Set(
        of(vocabulary).flatMap((phrases) =>
          phrases.split('|').flatMap((phrase) => fold(phrase.replace(NARROWER, '')).split(' ')),
        ),
      ),
    ]),
  )
}

export const roleOfWord = (norm: string): Role | null =>
  PHRASES.get(norm)?.find(({ words }) => words.length === 1)?.role ?? null

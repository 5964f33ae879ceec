// The language that a question is asked in, by the words of each language in it.

import { tokensOf } from '../words/tokens.ts'
import { CONCEPTS_BY_LANGUAGE, PHRASES_BY_LANGUAGE } from '../words/vocabulary.ts'
import type { AnswerLanguage, LanguageCode } from './answer-language.ts'
import { english } from './english.ts'
import { german } from './german.ts'

const LANGUAGES: Record<LanguageCode, AnswerLanguage> = { en: english, de: german }
export const languageNamed = (code: LanguageCode): AnswerLanguage => LANGUAGES[code]

/** Written with letters that English has not. */
const UMLAUT = /[äöüß]/i

/** A question without a telling word is in the language of those before it, else in English. */
export function languageOf(text: string, earlier: readonly string[] = []): LanguageCode {
  for (const said of [text, ...earlier.toReversed()]) {
    const found = toldBy(said)
    if (found) return found
  }
  return 'en'
}

function toldBy(text: string): LanguageCode | null {
  const words = tokensOf(text).flatMap(({ kind, norm }) => (kind === 'word' ? [norm] : []))
  const score = (code: LanguageCode): number =>
    words.filter((word) => PHRASES_BY_LANGUAGE.get(code)?.has(word)).length +
    words.filter((word) => CONCEPTS_BY_LANGUAGE.get(code)?.has(word)).length / 2
  const [en, de] = [score('en'), score('de') + (UMLAUT.test(text) ? 0.5 : 0)]
  // “in” is a word of both.
  if (en === de) return en > 0 && UMLAUT.test(text) ? 'de' : null
  return en > de ? 'en' : 'de'
}

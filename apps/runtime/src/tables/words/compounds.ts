// German compounds of two words that the table or the language knows: “Notendurchschnitt”, “Gesamtkosten”, “Privatpatient”.
import { type Lexicon, likeness } from './lexicon.ts'
import { sameWord, stemsOf, type Token } from './tokens.ts'
import { CONCEPT_WORDS, roleOfWord } from './vocabulary.ts'

const MIN_PART = 4
/** Of the first word, before the second: “Durchschnitt-s-note”, “Note-n-schnitt”. */
const JOINTS = ['', 's', 'n', 'en', 'es', 'e']

export function splitCompounds(tokens: readonly Token[], lexicon: Lexicon): Token[] {
  return tokens.flatMap((token) => {
    if (token.kind !== 'word' || token.norm.length < 2 * MIN_PART || isKnown(token.norm, lexicon)) return [token]
    for (let at = MIN_PART; at <= token.norm.length - MIN_PART; at++) {
      const [left, right] = [token.norm.slice(0, at), token.norm.slice(at)]
      const first = JOINTS.map((joint) => (left.endsWith(joint) ? left.slice(0, left.length - joint.length) : '')).find(
        (word) => word.length >= MIN_PART && says(word, lexicon),
      )
      if (first === undefined || !means(right, lexicon)) continue
      return [
        { ...token, text: token.text.slice(0, at), norm: first, to: token.from + at },
        { ...token, text: token.text.slice(at), norm: right, from: token.from + at },
      ]
    }
    return [token]
  })
}

const isKnown = (word: string, lexicon: Lexicon): boolean =>
  roleOfWord(word) !== null ||
  means(word, lexicon) ||
  lexicon.values.has(word) ||
  stemsOf(word).some((stem) => CONCEPT_WORDS.has(stem))

/** How something is put together, or a value of the table. */
const says = (word: string, lexicon: Lexicon): boolean => {
  const role = roleOfWord(word)
  return role?.is === 'aggregate' || (role === null && (names(word, lexicon) || isCell(word, lexicon)))
}

const means = (word: string, lexicon: Lexicon): boolean => {
  const role = roleOfWord(word)
  return role?.is === 'aggregate' || (role === null && (names(word, lexicon) || isNoun(word, lexicon)))
}

const names = (word: string, { columns }: Lexicon): boolean => columns.some((name) => likeness([word], name) > 0)
const isNoun = (word: string, { rowNouns }: Lexicon): boolean => rowNouns.some((noun) => sameWord(noun, word))
const isCell = (word: string, { values }: Lexicon): boolean =>
  (values.get(word) ?? []).some((cell) => cell.words.length === 1 && cell.words[0] === word)

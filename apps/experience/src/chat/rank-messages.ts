// Ranks messages that hold the words of a search: the phrase as it was typed first, then whole words, then beginnings of
// words, then parts of words; among equals the newest. Pure.

export interface Ranked {
  content: string
  title: string
  createdAt: string
}

/** More words than anybody types; each costs a look at every candidate. */
const MAX_WORDS = 8

/** The words of a search, without repeats. */
export const wordsOf = (query: string): string[] =>
  [...new Set(lower(query).split(/\s+/))].filter((word) => word !== '').slice(0, MAX_WORDS)

/** Only those that hold every word; best first. */
export function rankMessages<R extends Ranked>(rows: readonly R[], query: string): R[] {
  const words = wordsOf(query)
  const phrase = words.join(' ')
  return rows
    .flatMap((row) => {
      const score = scoreOf(row, words, phrase)
      return score === null ? [] : [{ row, score }]
    })
    .sort((one, other) => other.score - one.score || (one.row.createdAt < other.row.createdAt ? 1 : -1))
    .map(({ row }) => row)
}

const PHRASE = 8
const WHOLE = 4
const BEGINNING = 2
const PART = 1
const IN_TITLE = 2

/** `null` where a word is missing. */
function scoreOf({ content, title }: Ranked, words: readonly string[], phrase: string): number | null {
  const text = lower(content)
  let score = words.length > 1 && text.replace(/\s+/g, ' ').includes(phrase) ? PHRASE : 0
  for (const word of words) {
    const worth = worthOf(text, word)
    if (worth === 0) return null
    score += worth + (lower(title).includes(word) ? IN_TITLE : 0)
  }
  return score
}

function worthOf(text: string, word: string): number {
  let best = 0
  for (let at = text.indexOf(word); at >= 0 && best < WHOLE; at = text.indexOf(word, at + word.length)) {
    const begins = !isLetter(text[at - 1])
    const ends = !isLetter(text[at + word.length])
    best = Math.max(best, begins && ends ? WHOLE : begins ? BEGINNING : PART)
  }
  return best
}

const isLetter = (character: string | undefined): boolean => character !== undefined && /[\p{L}\p{N}]/u.test(character)

/** As the database compares: other letters than a to z are as they are. */
const lower = (text: string) => text.replace(/[A-Z]/g, (letter) => letter.toLowerCase())

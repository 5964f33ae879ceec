// Proposes what a document can be asked: its headings next to a question, and topics that were tried and are answered. Pure.
import type { DocumentBlocks } from './document-blocks.ts'
import { headingNumber } from './document-lines.ts'
import { findAnswer, type prepare } from './find-answer.ts'
import { isStopWord, stemsIn, wordsIn } from './question-terms.ts'

const MAX_HEADINGS = 5
/** As many are tried as make no difference to the time of an answer. */
const MAX_TRIED = 12

/** Those that share a word with the question, else the first ones. */
export function nearestHeadings({ headings }: DocumentBlocks, question: string): string[] {
  const asked = new Set(
    wordsIn(question)
      .filter((word) => !isStopWord(word))
      .flatMap(stemsIn),
  )
  const titles = [...new Set(headings.slice(0, 2_000).map(({ title }) => title))]
  const near = titles.filter((title) => stemsIn(title).some((word) => asked.has(word)))
  return [...near, ...titles.filter((title) => !near.includes(title))].slice(0, MAX_HEADINGS)
}

/** Headings that lead to a passage when they are asked for, without their numbers. */
export function topicsOf(document: DocumentBlocks, prepared: ReturnType<typeof prepare>, most: number): string[] {
  const topics: string[] = []
  for (const title of candidates(document)) {
    if (topics.length >= most) break
    if (findAnswer(document, prepared, `What does it say about ${title}?`, 1).best) topics.push(title)
  }
  return topics
}

function candidates({ headings, blocks }: DocumentBlocks): string[] {
  const titles = headings.map(({ title }) => {
    const number = headingNumber(title)
    return (number === null ? title : title.slice(title.indexOf(number) + number.length).replace(/^[.)\s]+/, '')).trim()
  })
  const usable = titles.filter((title) => title.length > 3 && title.length < 60 && !title.endsWith('?'))
  if (usable.length > 0) return [...new Set(usable.length > 1 ? usable.slice(1) : usable)].slice(0, MAX_TRIED)
  // A text without headings: its longest words that occur more than once.
  const counts = new Map<string, number>()
  for (const { text } of blocks.slice(0, 200)) {
    for (const word of wordsIn(text)) if (word.length > 5) counts.set(word, (counts.get(word) ?? 0) + 1)
  }
  return [...counts]
    .sort((a, b) => b[1] - a[1] || b[0].length - a[0].length)
    .slice(0, MAX_TRIED)
    .map(([word]) => word)
}

// Cuts blocks into sentences, each with its line. Pure.
import type { Block } from './document-blocks.ts'

export interface Sentence {
  text: string
  line: number
  block: number
}

/** More would be compared for longer than a person waits. */
const MAX_SENTENCES = 60_000
const segmenter = new Intl.Segmenter('en', { granularity: 'sentence' })
/** Points of these do not end a sentence; the segmenter takes a capital after them for a new one. */
const ABBREVIATION =
  /(?:\b(?:[A-Za-z]|No|Nr|Mr|Mrs|Ms|Dr|Prof|Inc|Ltd|Co|St|vs|approx|ca|bzw|usw|etc|z\. ?B|d\. ?h|u\. ?a|Abs|Art|Sec|Tel|\d{1,2})\.)\s*$/

export function sentencesOf(blocks: readonly Block[]): Sentence[] {
  const sentences: Sentence[] = []
  for (const [block, { text, line, kind }] of blocks.entries()) {
    if (sentences.length >= MAX_SENTENCES) break
    if (kind === 'row') sentences.push({ text, line, block })
    else sentences.push(...cut(text, line, block))
  }
  return sentences
}

function cut(text: string, first: number, block: number): Sentence[] {
  const found: Sentence[] = []
  let open = ''
  let line = first
  for (const { segment } of segmenter.segment(text.replace(/\n/g, ' '))) {
    open += segment
    if (ABBREVIATION.test(open.slice(-12))) continue
    push()
  }
  push()
  return found

  function push(): void {
    const trimmed = open.trim()
    if (trimmed !== '') {
      const before = found.reduce((sum, one) => sum + one.text.length + 1, 0)
      line = first + breaksBefore(text, before)
      found.push({ text: trimmed, line, block })
    }
    open = ''
  }
}

function breaksBefore(text: string, chars: number): number {
  let breaks = 0
  for (let at = text.indexOf('\n'); at >= 0 && at < chars; at = text.indexOf('\n', at + 1)) breaks++
  return breaks
}

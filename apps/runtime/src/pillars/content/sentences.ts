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
  /(?:\b(?:[A-Za-z]|No|Nr|Mr|Mrs|Ms|Dr|Prof|Inc|Ltd|Co|St|vs|approx|ca|bzw|usw|etc|z\. ?B|d\. ?h|u\. ?a|Abs|Art|Sec|Tel)\.)\s*$/
/** A number with a point is an ordinal (“am 1. Juli”) unless the next word begins a sentence (“in week 19. Until then”). */
const ORDINAL = /(?:^|[\s(])\d{1,2}\.\s*$/
const BEGINS =
  /^(?:the|until|in|a|an|it|we|this|that|these|they|from|for|on|at|if|when|after|before|each|all|no|our|your|es|sie|er|wir|bei|für|nach|vor|wenn|falls|die|der|das|ein|eine|im|am|zu)\b/i

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
  const segments = [...segmenter.segment(text.replace(/\n/g, ' '))]
  for (const [at, { segment }] of segments.entries()) {
    open += segment
    const end = open.slice(-12)
    if (ABBREVIATION.test(end) || (ORDINAL.test(end) && !BEGINS.test(segments[at + 1]?.segment ?? 'the'))) continue
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

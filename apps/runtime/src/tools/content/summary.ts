// The tool that says what a document is about in a few sentences of its own: the first one of each section, or, where it
// has no headings, those that hold the most of its frequent words. It quotes and never rewords.
import { z } from 'zod'
import { defineTool } from '../define-tool.ts'
import { detect } from '../detect.ts'
import { isDocument } from '../file-claims.ts'
import { shownCell } from '../shown-text.ts'
import { countWords } from '../sniff-text.ts'
import { type Chunk, chunksOf } from './text-chunks.ts'

export const summaryTool = defineTool({
  name: 'content.summary',
  version: '1',
  args: z.strictObject({ most: z.number().int().min(1).max(20) }),
  result: z.object({
    /** The first heading of a document that has headings. */
    title: z.string().nullable(),
    points: z.array(
      z.object({
        heading: z.string(),
        /** 1-based. */
        line: z.number().int(),
        text: z.string(),
      }),
    ),
    /** How many there would have been. */
    of: z.number().int(),
    words: z.number().int(),
    document: z.boolean(),
  }),
  async run({ most }, file) {
    const { format, text } = await detect(file)
    const chunks = chunksOf(text, isDocument(format))
    const headings = new Set(chunks.map(({ heading }) => heading).filter((heading) => heading !== ''))
    const found = headings.size > 1 ? ofSections(chunks) : ofSentences(chunks)
    const weight = weigher(chunks)
    const best = [...found].sort((a, b) => weight(b.text) - weight(a.text) || a.line - b.line).slice(0, most)
    return {
      title: isDocument(format) ? titleOf(text) : null,
      points: best.sort((a, b) => a.line - b.line),
      of: found.length,
      words: countWords(text),
      document: isDocument(format),
    }
  },
})

interface Point {
  heading: string
  line: number
  text: string
}

const SENTENCE_CHARS = 240
const TITLE = /^#{1,2} +(\S.*)$/
/** Rows and rules of tables say nothing alone. */
const isTable = (line: string): boolean => line.startsWith('|') || line.startsWith('+-')

function titleOf(text: string): string | null {
  for (const line of text.slice(0, 20_000).split('\n')) {
    const title = TITLE.exec(line.trim().slice(0, 300))?.[1]
    if (title !== undefined) return shownCell(title)
  }
  return null
}

/** The first sentence under each heading. */
function ofSections(chunks: readonly Chunk[]): Point[] {
  const points = new Map<string, Point>()
  for (const { heading, line, text } of chunks) {
    if (heading === '' || points.has(heading)) continue
    const sentence = sentencesOf(text)[0]
    if (sentence !== undefined) points.set(heading, { heading: shownCell(heading), line, text: sentence })
  }
  return [...points.values()]
}

/** Every sentence, with the line of its paragraph; enough of a long text to know what it is about. */
function ofSentences(chunks: readonly Chunk[]): Point[] {
  return chunks
    .slice(0, MOST_PARAGRAPHS)
    .flatMap(({ line, text }) => sentencesOf(text).map((sentence) => ({ heading: '', line, text: sentence })))
}

const MOST_PARAGRAPHS = 2_000
const segmenter = new Intl.Segmenter('en', { granularity: 'sentence' })

function sentencesOf(text: string): string[] {
  const prose = text
    .split('\n')
    .filter((line) => !isTable(line))
    .map((line) => line.replace(/^(?:[-*+>]|\d{1,4}[.)])\s+/, ''))
    .join(' ')
    .replace(/[*_`]{1,3}/g, '')
  return [...segmenter.segment(prose)]
    .map(({ segment }) => segment.trim())
    .filter((sentence) => sentence.length > 3)
    .map((sentence) =>
      sentence.length > SENTENCE_CHARS ? `${sentence.slice(0, SENTENCE_CHARS - 1).trimEnd()}…` : sentence,
    )
}

/** How much of what the document says often a sentence says; short and long ones alike. */
function weigher(chunks: readonly Chunk[]): (text: string) => number {
  const counts = new Map<string, number>()
  const wordsIn = (text: string) => (text.toLowerCase().match(/\p{L}{4,40}/gu) ?? []).map((word) => word.slice(0, 7))
  for (const { text } of chunks.slice(0, MOST_PARAGRAPHS)) {
    for (const word of wordsIn(text)) counts.set(word, (counts.get(word) ?? 0) + 1)
  }
  return (text) => {
    const said = new Set(wordsIn(text))
    let sum = 0
    for (const word of said) sum += (counts.get(word) ?? 0) - 1
    return said.size === 0 ? 0 : sum / Math.sqrt(said.size)
  }
}

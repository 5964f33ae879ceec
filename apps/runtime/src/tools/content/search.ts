// Owns the tool that answers a question with quotes: the passages that fit it best (BM25), each with its line and page.
// It quotes and never rewords: what no passage says is not answered.
import MiniSearch from 'minisearch'
import { z } from 'zod'
import { answerDraft, artifactKey, provenanceOf } from '../artifact-shapes.ts'
import { defineTool, type ToolFile } from '../define-tool.ts'
import { detect, openSheet } from '../detect.ts'
import { isDocument } from '../file-claims.ts'
import { counted, shownName } from '../shown-text.ts'
import { pagesOfLines } from './document-text.ts'
import { type Chunk, chunksOf, rowChunks } from './text-chunks.ts'

const TOOL = { name: 'content.search', version: '1' }
const QUOTE_CHARS = 600

const quote = z.object({
  file_uuid: z.string(),
  name: z.string(),
  /** 1-based; of a table its row. */
  line: z.number().int(),
  end_line: z.number().int(),
  page: z.number().int().nullable(),
  row: z.boolean(),
  heading: z.string(),
  text: z.string(),
})
export type Quote = z.infer<typeof quote>

export const searchTool = defineTool({
  ...TOOL,
  args: z.strictObject({ question: z.string().min(1).max(1_000), most: z.number().int().min(1).max(20) }),
  result: z.object({
    /** The sentence of the best passage that says most of what was asked; `null` where no passage fits. */
    answer: z.string().nullable(),
    quotes: z.array(quote),
    /** Words of the question that occur nowhere. */
    missing: z.array(z.string()),
    passages: z.number().int(),
    artifact: answerDraft,
  }),
  async run({ question, most }, file, others = []) {
    const passages = (await Promise.all([file, ...others].map(passagesOf))).flat()
    const terms = termsOf(question)
    const hits = rank(passages, terms).slice(0, most)
    const quotes = hits.map(
      ({ passage: { file: of, chunk, page, row } }): Quote => ({
        file_uuid: of.file_uuid,
        name: of.name,
        line: chunk.line,
        end_line: chunk.end,
        page,
        row,
        heading: chunk.heading.slice(0, 200),
        text: chunk.text.slice(0, QUOTE_CHARS),
      }),
    )
    const best = hits[0]
    const answer = best ? bestSentence(best.passage.chunk.text, terms) : null
    const found = new Set(hits.flatMap((hit) => hit.terms))
    const missing = terms.filter((term) => !found.has(term))
    const files = new Set(quotes.map(({ name }) => name))
    return {
      answer,
      quotes,
      missing,
      passages: passages.length,
      artifact: {
        kind: 'question_answer' as const,
        key: artifactKey('answer', file.file_uuid, question.trim().toLowerCase()),
        title: question.trim().slice(0, 160),
        summary:
          quotes.length === 0
            ? 'no passage fits'
            : `${counted(quotes.length, 'quote')} from ${[...files].map(shownName).join(', ')}`.slice(0, 500),
        provenance: provenanceOf(TOOL, file, {
          rows: passages.length,
          expression: `BM25 over ${counted(passages.length, 'passage')} for: ${terms.join(', ')}`.slice(0, 1_000),
          steps: hits.map(({ passage, score, terms: matched }) => ({
            label: `${shownName(passage.file.name)}, ${passage.row ? 'row' : 'line'} ${passage.chunk.line}`,
            expression: `matches ${matched.join(', ')}`,
            result: `score ${score.toFixed(2)}`,
          })),
        }),
        data: { question, answer, quotes: quotes.map(({ row: _, ...rest }) => rest) },
      },
    }
  },
})

interface Passage {
  file: ToolFile
  chunk: Chunk
  page: number | null
  row: boolean
}

async function passagesOf(file: ToolFile): Promise<Passage[]> {
  const { format, tabular, text } = await detect(file)
  if (tabular) {
    const { table } = await openSheet(file)
    return rowChunks(table.columns, table.rows).map((chunk) => ({ file, chunk, page: null, row: true }))
  }
  const pages = await pagesOfLines(file, format)
  return chunksOf(text, isDocument(format)).map((chunk) => ({
    file,
    chunk,
    page: pages?.[chunk.line - 1] ?? null,
    row: false,
  }))
}

const STOP = new Set(
  (
    'a an the this that these those is are was were be been do does did have has had can could will would shall should may must ' +
    'i we you they he she it me us them my our your their its of in on at to for from with by about into over under and or not no ' +
    'what which who whom whose when where why how many much there here please tell show find search look say says said mention ' +
    'mentions mentioned document documents file files text page pages any all quote quotes passage passages give up as if than then'
  ).split(' '),
)

/** What the question is about: its words without those that every question has. */
export function termsOf(question: string): string[] {
  const words = question.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? []
  const telling = words.filter((word) => !STOP.has(word))
  return [...new Set(telling.length > 0 ? telling : words)].slice(0, 30)
}

/** English endings only, so that `refunds` finds `refund`; nothing cleverer. */
const stem = (word: string): string =>
  word.length > 4 ? word.replace(/(?:ies)$/, 'y').replace(/(?:ing|ed|es|s)$/, '') : word

/** Half of what was asked must be in a passage, else it is about something else. */
const ENOUGH = 0.5

function rank(passages: readonly Passage[], terms: readonly string[]) {
  const stems = new Map(terms.map((term) => [stem(term), term]))
  const index = new MiniSearch<{ id: number; text: string; heading: string }>({
    fields: ['text', 'heading'],
    processTerm: (term) => {
      const lower = term.toLowerCase()
      return STOP.has(lower) && !stems.has(lower) ? null : stem(lower)
    },
  })
  index.addAll(passages.map(({ chunk: { text, heading } }, id) => ({ id, text, heading })))
  return index
    .search(terms.join(' '), { boost: { heading: 1.5 } })
    .flatMap(({ id, score, queryTerms }) => {
      const passage = passages[Number(id)]
      const matched = [...new Set(queryTerms.map((term) => stems.get(term) ?? term))]
      return passage && matched.length >= ENOUGH * terms.length ? [{ passage, score, terms: matched }] : []
    })
    .sort((a, b) => b.terms.length - a.terms.length || b.score - a.score)
}

/** The one that has most of the words; the first among equals. */
function bestSentence(text: string, terms: readonly string[]): string {
  const sentences = text.split(/(?<=[.!?])\s+|\n/).filter((sentence) => sentence.trim() !== '')
  const stems = terms.map(stem)
  const scored = sentences.map((sentence) => {
    const words = new Set((sentence.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? []).map(stem))
    return { sentence, hits: stems.filter((term) => words.has(term)).length }
  })
  const best = scored.reduce((a, b) => (b.hits > a.hits ? b : a), scored[0] ?? { sentence: text, hits: 0 })
  return best.sentence.trim().slice(0, QUOTE_CHARS)
}

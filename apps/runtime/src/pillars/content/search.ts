// The tool that answers a question with quotes: the sentence that says it, and further passages, each with line and page.
// It quotes and never rewords: what no passage says is not answered; the nearest headings are named instead.
import { withoutFileNames } from '@biplane/contracts/vocabulary/file-names'
import { z } from 'zod'
import { answerDraft, artifactKey, provenanceOf } from '../../tools/artifact-shapes.ts'
import { defineTool } from '../../tools/define-tool.ts'
import { detect, openSheet } from '../../tools/detect.ts'
import { trackedChanges } from '../../tools/formats/document-text.ts'
import { counted, shownCell, shownName } from '../../tools/shown-text.ts'
import type { ToolFile } from '../../tools/tool-file.ts'
import { type Block, type DocumentBlocks, MAX_BLOCKS, readBlocks } from './document-blocks.ts'
import { type Answer, type Found, findAnswer, prepare } from './find-answer.ts'
import { nearestHeadings, topicsOf } from './topics.ts'

const TOOL = { name: 'content.search', version: '2' }
const QUOTE_CHARS = 600
const ANSWER_CHARS = 600

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
    /** The sentence that says most of what was asked; `null` where no passage fits. */
    answer: z.string().nullable(),
    /** What that sentence decides about a yes-or-no question. */
    decision: z.enum(['yes', 'no', 'conditional']).nullable(),
    quotes: z.array(quote),
    /** Words of the question that occur nowhere. */
    missing: z.array(z.string()),
    passages: z.number().int(),
    /** Headings next to the question, where it is not answered. */
    headings: z.array(z.string()),
    /** Questions that were tried on these files and are answered. */
    suggestions: z.array(z.string()),
    /** Of all Word files that were searched. */
    changes: z.object({ inserted: z.number().int(), deleted: z.array(z.string()) }),
    artifact: answerDraft,
  }),
  async run({ question, most }, file, others = []) {
    const files = [file, ...others]
    const { document, sources } = joined(await Promise.all(files.map(passagesOf)))
    const prepared = prepare(document)
    const asked = withoutFileNames(
      question,
      files.map(({ name }) => name),
    )
    const found = findAnswer(document, prepared, asked, most)
    const hits = found.best ? [found.best, ...found.others] : []
    const quotes = hits.flatMap(({ block }) => quoteOf(block, sources.get(block)))
    const answer = found.best ? found.best.sentence.slice(0, ANSWER_CHARS) : null
    return {
      answer,
      decision: found.decision,
      quotes,
      missing: found.missing,
      passages: document.blocks.length,
      headings: answer === null ? nearestHeadings(document, asked).map(shownCell) : [],
      suggestions:
        answer === null ? topicsOf(document, prepared, 3).map((topic) => `What does it say about ${topic}?`) : [],
      changes: await changesOf(files),
      artifact: artifactOf(question, file, { found, hits, quotes, answer, passages: document.blocks.length }),
    }
  },
})

async function changesOf(files: readonly ToolFile[]) {
  const all = await Promise.all(files.map(async (file) => await trackedChanges(file, (await detect(file)).format)))
  return {
    inserted: all.reduce((sum, { inserted }) => sum + inserted, 0),
    deleted: all.flatMap(({ deleted }) => deleted).slice(0, 5),
  }
}

interface Result {
  found: Answer
  hits: readonly Found[]
  quotes: readonly Quote[]
  answer: string | null
  passages: number
}

function artifactOf(question: string, file: ToolFile, { hits, quotes, answer, passages }: Result) {
  const names = new Set(quotes.map(({ name }) => name))
  return {
    kind: 'question_answer' as const,
    key: artifactKey('answer', file.file_uuid, question.trim().toLowerCase()),
    title: question.trim().slice(0, 160),
    summary:
      quotes.length === 0
        ? 'no passage fits'
        : `${counted(quotes.length, 'quote')} from ${[...names].map(shownName).join(', ')}`.slice(0, 500),
    provenance: provenanceOf(TOOL, file, {
      rows: passages,
      expression: `sentences that hold the words of the question, in ${counted(passages, 'passage')}`,
      steps: hits.map(({ block, coverage, score, terms }) => ({
        label: `${block.kind === 'row' ? 'row' : 'line'} ${block.line}`,
        expression: `holds ${terms.join(', ')}`.slice(0, 500),
        result: `${Math.round(coverage * 100)} % of the question, score ${score.toFixed(2)}`,
      })),
    }),
    data: { question, answer, quotes: quotes.map(({ row: _, ...rest }) => rest) },
  }
}

interface Source {
  file: ToolFile
  document: DocumentBlocks
  tabular: boolean
}

async function passagesOf(file: ToolFile): Promise<Source> {
  const { tabular } = await detect(file)
  if (!tabular) return { file, document: await readBlocks(file), tabular }
  const { table } = await openSheet(file)
  const blocks = table.rows.slice(0, MAX_BLOCKS).map((cells, at) => rowBlock(table.columns, cells, at + 1))
  return { file, document: { blocks, headings: [] }, tabular }
}

const ROW_CHARS = 4_000

function rowBlock(columns: readonly string[], cells: readonly string[], row: number): Block {
  const told = columns.flatMap((column, at) => ((cells[at] ?? '').trim() === '' ? [] : [`${column}: ${cells[at]}`]))
  const text = told.join('; ').slice(0, ROW_CHARS)
  return { kind: 'row', text, source: text, line: row, end: row, page: null, path: [] }
}

function joined(sources: readonly Source[]): { document: DocumentBlocks; sources: Map<Block, Source> } {
  const of = new Map(sources.flatMap((source) => source.document.blocks.map((block) => [block, source] as const)))
  const blocks = sources.flatMap(({ document }) => document.blocks)
  return { document: { blocks, headings: sources.flatMap(({ document }) => document.headings) }, sources: of }
}

function quoteOf(block: Block, source: Source | undefined): Quote[] {
  if (!source) return []
  const { file, tabular } = source
  const { line, end, page, path, source: raw } = block
  return [
    {
      file_uuid: file.file_uuid,
      name: file.name,
      line,
      end_line: end,
      page,
      row: tabular,
      heading: (path.at(-1) ?? '').slice(0, 200),
      text: raw.slice(0, QUOTE_CHARS),
    },
  ]
}

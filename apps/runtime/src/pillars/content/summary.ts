// The tool that says what a document says, in sentences of its own: of each section those nearest to what the whole is
// about, or all that hold one kind of fact. It quotes and never rewords.
import { z } from 'zod'
import { defineTool } from '../../tools/define-tool.ts'
import { detect } from '../../tools/detect.ts'
import { isDocument } from '../../tools/file-claims.ts'
import { trackedChanges } from '../../tools/formats/document-text.ts'
import { shownCell } from '../../tools/shown-text.ts'
import { countWords } from '../../tools/sniff-text.ts'
import { type Block, type DocumentBlocks, readBlocks } from './document-blocks.ts'
import { headingNumber, isField } from './document-lines.ts'
import { prepare } from './find-answer.ts'
import { FACT_KINDS, factCount, isFact } from './key-facts.ts'
import { isStopWord, stemsIn } from './question-terms.ts'
import { type Sentence, sentencesOf } from './sentences.ts'
import { topicsOf } from './topics.ts'

const MAX_POINTS = 20
const SENTENCE_CHARS = 320

export const summaryTool = defineTool({
  name: 'content.summary',
  version: '2',
  args: z.strictObject({
    /** `null` to fit the length of the document. */
    points: z.number().int().min(1).max(MAX_POINTS).nullable(),
    section: z.string().max(200).nullable(),
    facts: z.enum(FACT_KINDS).nullable(),
  }),
  result: z.object({
    /** The first heading of a document that has headings. */
    title: z.string().nullable(),
    points: z.array(
      z.object({
        heading: z.string(),
        /** 1-based. */
        line: z.number().int(),
        page: z.number().int().nullable(),
        text: z.string(),
      }),
    ),
    /** How many there would have been. */
    of: z.number().int(),
    words: z.number().int(),
    document: z.boolean(),
    /** Sections by name, where the one that was asked for is not there. */
    unknownSection: z.array(z.string()).nullable(),
    /** Topics that were asked for on trial and are answered. */
    topics: z.array(z.string()),
    /** Insertions and deletions that nobody accepted yet; only Word files have them. */
    changes: z.object({ inserted: z.number().int(), deleted: z.array(z.string()) }),
  }),
  async run({ points, section, facts }, file) {
    const { format, text } = await detect(file)
    const document = await readBlocks(file)
    const whole = document.blocks.filter((block) => !isTitleLine(block, document))
    const blocks = section === null ? whole : document.blocks.filter(({ path }) => isIn(path, section))
    const candidates = sentencesOf(blocks.slice(0, MAX_BLOCKS)).flatMap((one) => pointOf(one, blocks))
    const chosen = facts ? ofFacts(candidates, facts, points) : ofSections(candidates, points)
    return {
      title: titleOf(document, isDocument(format)),
      points: chosen.map(({ heading, line, page, text: said }) => ({
        heading: shownCell(heading),
        line,
        page,
        text: cut(said),
      })),
      of: facts
        ? candidates.filter(({ text: said, heading }) => isFact(facts, said, heading)).length
        : candidates.length,
      words: countWords(text),
      document: isDocument(format),
      unknownSection:
        section !== null && blocks.length === 0
          ? document.headings.slice(0, 12).map(({ title }) => shownCell(title))
          : null,
      topics: topicsOf(document, prepare(document), 3),
      changes: await trackedChanges(file, format),
    }
  },
})

const TITLE_CHARS = 90

/** A short line without an end mark that stands before the first heading of a PDF or a text names the document. */
const isTitleLine = ({ text, line, kind }: Block, { headings, blocks }: DocumentBlocks): boolean =>
  kind === 'paragraph' &&
  line === blocks[0]?.line &&
  line < (headings[0]?.line ?? 0) &&
  text.length <= TITLE_CHARS &&
  !/[.!?:;,]$/.test(text) &&
  !isField(text)

function titleOf(document: DocumentBlocks, hasHeadings: boolean): string | null {
  const [first] = document.blocks
  if (first && isTitleLine(first, document)) return shownCell(first.text)
  const [heading] = document.headings
  return hasHeadings && heading && headingNumber(heading.title) === null ? shownCell(heading.title) : null
}

/** Enough of a long text to know what it is about. */
const MAX_BLOCKS = 4_000

interface Point {
  heading: string
  line: number
  page: number | null
  text: string
  kind: Block['kind']
}

const isIn = (path: readonly string[], section: string): boolean =>
  path.some(
    (title) =>
      headingNumber(title) === section || (!/^\d/.test(section) && title.toLowerCase().includes(section.toLowerCase())),
  )

function pointOf({ text, line, block }: Sentence, blocks: readonly Block[]): Point[] {
  const of = blocks[block]
  if (!of || text.length < 4) return []
  return [{ heading: of.path.at(-1) ?? '', line, page: of.page, text, kind: of.kind }]
}

const ofFacts = (points: readonly Point[], facts: (typeof FACT_KINDS)[number], most: number | null): Point[] =>
  points.filter(({ text, heading }) => isFact(facts, text, heading)).slice(0, most ?? MAX_POINTS)

const FEWEST = 3
const USUAL = 8
const SENTENCES_FOR_A_POINT = 4

/** The best sentence of each section, then further ones; as many as the length of the document deserves. */
function ofSections(points: readonly Point[], wanted: number | null): Point[] {
  const prose = points.filter(({ kind, text }) => kind !== 'row' && !isField(text) && !text.endsWith('?'))
  const usable = prose.length > 0 ? prose : points
  const most =
    wanted ?? Math.min(USUAL, Math.max(FEWEST, Math.ceil(usable.length / SENTENCES_FOR_A_POINT), sectionsOf(usable)))
  const weight = weigher(usable)
  const first = new Set<Point>()
  const seen = new Set<string>()
  const ranked = usable
    .map((point, at) => ({
      point,
      score: weight(point.text) + (usable[at - 1]?.heading === point.heading ? 0 : FIRST),
    }))
    .sort((a, b) => b.score - a.score || a.point.line - b.point.line)
    .map(({ point }) => point)
  for (const point of ranked) {
    if (!seen.has(point.heading)) first.add(point)
    seen.add(point.heading)
  }
  return [...first, ...ranked.filter((point) => !first.has(point))].slice(0, most).sort((a, b) => a.line - b.line)
}

const sectionsOf = (points: readonly Point[]): number => new Set(points.map(({ heading }) => heading)).size

/** The first sentence of a section mostly says what the section says. */
const FIRST = 0.15
const FACT = 0.06
const IDEAL_WORDS = 8

/** Cosine with all that the text says (its centroid), and a little for facts. */
function weigher(points: readonly Point[]): (text: string) => number {
  const counts = new Map<string, number>()
  const wordsIn = (text: string) => new Set(stemsIn(text).filter((word) => word.length > 3 && !isStopWord(word)))
  for (const { text } of points) for (const word of wordsIn(text)) counts.set(word, (counts.get(word) ?? 0) + 1)
  const length = Math.sqrt([...counts.values()].reduce((sum, count) => sum + count * count, 0)) || 1
  return (text) => {
    const said = wordsIn(text)
    let sum = 0
    for (const word of said) sum += counts.get(word) ?? 0
    return sum / (length * Math.sqrt(Math.max(said.size, IDEAL_WORDS))) + FACT * factCount(text)
  }
}

const cut = (sentence: string): string => {
  const text = sentence.replace(/\s+/g, ' ')
  return text.length > SENTENCE_CHARS ? `${text.slice(0, SENTENCE_CHARS - 1).trimEnd()}…` : text
}

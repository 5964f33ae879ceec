// The model of a document that search and summary read: blocks (paragraph, list item, table row) with their headings,
// line and page. It reads the text that every format gives: Markdown marks where the format has them, layout elsewhere.

import { detect } from '../../tools/detect.ts'
import { isDocument } from '../../tools/file-claims.ts'
import { pagesOfLines } from '../../tools/formats/document-text.ts'
import type { ToolFile } from '../../tools/tool-file.ts'
import { headingOf, ITEM_MARK, isBlank, isField, isItem, LEAD_LEVEL, withoutMarks } from './document-lines.ts'

export interface Block {
  kind: 'paragraph' | 'item' | 'row'
  /** As it stands; a table row as `column: cell; …`. */
  text: string
  /** The same with its marks. */
  source: string
  /** 1-based, both included. */
  line: number
  end: number
  page: number | null
  /** Headings above it, the outermost first. */
  path: readonly string[]
}

export interface Heading {
  title: string
  level: number
  line: number
}

export interface DocumentBlocks {
  blocks: Block[]
  headings: Heading[]
}

/** Later text is not searched; 40 000 blocks are about 5 000 pages. */
export const MAX_BLOCKS = 40_000
/** About what a person reads at a glance; longer paragraphs are cut between lines. */
const BLOCK_CHARS = 700
const LINE_CHARS = 4_000

/** @throws as `detect` */
export async function readBlocks(file: ToolFile): Promise<DocumentBlocks> {
  const { format, text } = await detect(file)
  const pages = await pagesOfLines(file, format)
  return blocksOf(text, { markdown: isDocument(format) && format !== 'pdf', pages })
}

export function blocksOf(
  text: string,
  { markdown, pages }: { markdown: boolean; pages: readonly number[] | null },
): DocumentBlocks {
  const reader = new BlockReader(pages)
  const lines = text.split('\n').map((raw) => raw.slice(0, LINE_CHARS).trim())
  for (const [at, line] of lines.entries()) {
    const heading = headingOf(lines, at, markdown)
    if (heading) reader.heading({ ...heading, line: at + 1 })
    else reader.line(line, at + 1)
  }
  return reader.end()
}

class BlockReader {
  readonly #pages: readonly number[] | null
  readonly #blocks: Block[] = []
  readonly #headings: Heading[] = []
  #path: Heading[] = []
  #open: Block | null = null
  #columns: string[] | null = null

  constructor(pages: readonly number[] | null) {
    this.#pages = pages
  }

  heading(heading: Heading): void {
    this.#close()
    this.#columns = null
    this.#path = [...this.#path.filter(({ level }) => level < heading.level), heading]
    if (heading.level < LEAD_LEVEL && this.#headings.length < MAX_BLOCKS) this.#headings.push(heading)
  }

  line(line: string, number: number): void {
    if (isBlank(line)) {
      this.#close()
    } else if (/^[|:\-+= ]+$/.test(line)) {
      this.#close()
    } else if (line.includes(' | ') || line.startsWith('|')) this.#row(line, number)
    else this.#prose(line, number)
  }

  end(): DocumentBlocks {
    this.#close()
    return { blocks: this.#blocks, headings: this.#headings }
  }

  #prose(line: string, number: number): void {
    this.#columns = null
    const item = isItem(line)
    const source = item ? line.replace(ITEM_MARK, '') : line
    const text = withoutMarks(source)
    // What introduces a list belongs to its items only.
    if (!item && this.#open === null)
      this.#path = this.#path.filter(({ level, title }) => level !== LEAD_LEVEL || title.endsWith('?'))
    // “From: …”, “Present: …”: each line is a field of its own.
    if (item || (isField(text) && this.#begins()) || (this.#open && this.#open.text.length + text.length > BLOCK_CHARS))
      this.#close()
    if (this.#open) {
      this.#open.text += `\n${text}`
      this.#open.source += `\n${source}`
      this.#open.end = number
    } else this.#open = this.#block(item ? 'item' : 'paragraph', { text, source }, number)
  }

  /** Whether a line begins something: a line of a sentence that goes on is no field, whatever colon it holds. */
  #begins(): boolean {
    const last = this.#open?.text.split('\n').at(-1)
    return last === undefined || isField(last) || /[.!?:;]$/.test(last)
  }

  #row(line: string, number: number): void {
    this.#close()
    const cells = line
      .replace(/^\|/, '')
      .replace(/\|$/, '')
      .split('|')
      .map((cell) => withoutMarks(cell.trim()))
    if (this.#columns === null) {
      this.#columns = cells
      return
    }
    const columns = this.#columns
    const told = cells.flatMap((cell, at) => (cell === '' ? [] : [columns[at] ? `${columns[at]}: ${cell}` : cell]))
    this.#open = this.#block('row', { text: told.join('; '), source: line }, number)
    this.#close()
  }

  #block = (kind: Block['kind'], said: Pick<Block, 'text' | 'source'>, line: number): Block => ({
    kind,
    ...said,
    line,
    end: line,
    page: this.#pages?.[line - 1] ?? null,
    path: this.#path.map(({ title }) => title),
  })

  #close(): void {
    if (this.#open && this.#blocks.length < MAX_BLOCKS) this.#blocks.push(this.#open)
    this.#open = null
  }
}

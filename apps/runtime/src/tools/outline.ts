// Tool that reads a document's structure: headings with lines, numbered steps.
import { jsonBytes } from '@biplane/process/json-bytes'
import { lexer, type Token, type Tokens } from 'marked'
import { z } from 'zod'
import { artifactKey, type OutlineDraft, outlineDraft, provenanceOf, ROW_BYTES } from './artifact-shapes.ts'
import { defineTool } from './define-tool.ts'
import { detect, refuseFormat } from './detect.ts'
import { isDocument } from './file-claims.ts'
import { counted, shownCell, shownName } from './shown-text.ts'
import { countWords } from './sniff-text.ts'

type Section = OutlineDraft['data']['sections'][number]

const TOOL = { name: 'content.outline', version: '2' }

export const outlineTool = defineTool({
  ...TOOL,
  args: z.strictObject({}),
  result: z.object({
    artifact: outlineDraft,
    headings: z.number().int(),
    steps: z.number().int(),
    tables: z.number().int(),
  }),
  async run(_args, file) {
    const { format, text } = await detect(file)
    if (!isDocument(format)) throw refuseFormat(file, format, 'a document with headings')
    const { sections, tables } = readOutline(text)
    const words = countWords(text)
    const headings = sections.filter((section) => section.level > 0).length
    const steps = sections.reduce((sum, section) => sum + section.steps.length, 0)
    const artifact: OutlineDraft = {
      kind: 'outline',
      key: artifactKey('outline', file.file_uuid),
      title: `Outline of ${shownName(file.name)}`,
      summary: `${counted(headings, 'heading')}, ${counted(steps, 'numbered step')}, ${counted(words, 'word')}`,
      provenance: provenanceOf(TOOL, file, {
        rows: text.split('\n').length,
        expression: 'headings, and items of numbered lists',
        steps: [
          { label: 'Headings', expression: 'lines that are headings', result: String(headings) },
          { label: 'Numbered steps', expression: 'items of numbered lists', result: String(steps) },
        ],
      }),
      data: { sections: bounded(sections), words },
    }
    return { artifact, headings, steps, tables }
  },
})

/** Sections in order. What stands before the first heading belongs to a section of level 0 without a title. */
export function readOutline(text: string): { sections: Section[]; tables: number } {
  let section: Section = { level: 0, title: '', line: 1, steps: [] }
  const sections: Section[] = []
  const keep = () => {
    if (section.level > 0 || section.steps.length > 0) sections.push(section)
  }
  let line = 1
  let tables = 0
  for (const token of lexer(text)) {
    if (isHeading(token)) {
      keep()
      section = {
        level: token.depth,
        title: shownCell(wordsOf(token.tokens ?? []).trim()),
        line: line + leadingLines(token.raw),
        steps: [],
      }
    } else if (isList(token)) {
      section.steps.push(...stepsOf(token))
    } else if (token.type === 'table') {
      tables++
    }
    line += countBreaks(token.raw)
  }
  keep()
  return { sections, tables }
}

const isHeading = (token: Token): token is Tokens.Heading => token.type === 'heading'
const isList = (token: Token): token is Tokens.List => token.type === 'list'

/** The words of each item; numbered lists inside of items follow their item. */
function stepsOf(list: Tokens.List): string[] {
  return list.items.flatMap((item) => {
    const own = list.ordered ? [shownCell(wordsOf(item.tokens.filter((token) => !isList(token))).trim())] : []
    return [...own.filter((step) => step !== ''), ...item.tokens.filter(isList).flatMap(stepsOf)]
  })
}

/** Inline tokens as a person reads them: without the marks for bold, code and links. */
const wordsOf = (tokens: Token[]): string =>
  tokens
    .map((token) => {
      if ('tokens' in token && token.tokens) return wordsOf(token.tokens)
      if (token.type === 'html' || token.type === 'checkbox') return ''
      return 'text' in token && typeof token.text === 'string' ? token.text : token.raw
    })
    .join('')

const countBreaks = (raw: string): number => raw.split('\n').length - 1
const leadingLines = (raw: string): number => countBreaks(/^\s*/.exec(raw)?.[0] ?? '')

/** As many whole sections as an artifact may hold. */
function bounded(sections: Section[]): Section[] {
  let bytes = 0
  return sections.filter((section) => {
    bytes += jsonBytes(section) + 1
    return bytes <= ROW_BYTES
  })
}

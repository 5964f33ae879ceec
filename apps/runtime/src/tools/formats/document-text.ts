// Extracts the text of a document as Markdown (HTML, Word, PDF) with the page of each line. `detect.ts` decides the
// format.
import { Refusal } from '@biplane/contracts/refusal'
import type { FileFormat } from '../file-claims.ts'
import type { ToolFile } from '../tool-file.ts'
import { htmlToText } from './html-text.ts'
import { readPdf } from './pdf-text.ts'
import { readZipIndex } from './zip-index.ts'
import { storePlain, unpack } from './zip-parts.ts'

/** Pictures, fonts and embedded files are not even unpacked. */
const WORD_PARTS = /^(?:\[Content_Types\]\.xml|_rels\/.*|word\/[^/]+\.xml|word\/_rels\/.*)$/i

/**
 * The text; empty for a format that is no document.
 * @throws TOO_LARGE, UNSUPPORTED_FILE
 */
export async function documentText(file: ToolFile, format: FileFormat): Promise<string> {
  if (format === 'docx') return await file.content.once('docx', () => readWord(file.content.bytes()))
  if (format === 'pdf') return (await pdfPages(file)).join('\n\n')
  const text = file.content.text()?.text ?? ''
  return format === 'html' ? file.content.once('html', () => htmlToText(text)) : text
}

export const pdfPages = (file: ToolFile): Promise<string[]> =>
  file.content.once('pdf', () => readPdf(file.content.bytes()))

/** On which page each line of `documentText` stands, counted from 1; `null` for what has no pages. */
export async function pagesOfLines(file: ToolFile, format: FileFormat): Promise<number[] | null> {
  if (format !== 'pdf') return null
  const pages = await pdfPages(file)
  // One empty line lies between two pages; it belongs to the page before.
  return pages.flatMap((text, at) => {
    const lines = text.split('\n').length + (at < pages.length - 1 ? 1 : 0)
    return Array.from({ length: lines }, () => at + 1)
  })
}

/** The markup of a page, or of a Word document as one; for what looks for tables in it. */
export async function documentHtml(file: ToolFile, format: 'html' | 'docx'): Promise<string> {
  if (format === 'docx') return await file.content.once('docx html', () => wordHtml(file.content.bytes()))
  return file.content.text()?.text ?? ''
}

export interface TrackedChanges {
  inserted: number
  /** What was struck out, the first few pieces. */
  deleted: string[]
}

const MAX_DELETED = 5
const DELETED_CHARS = 120

/** Changes of a Word document that nobody accepted yet; the text above is read as if they were accepted. */
export async function trackedChanges(file: ToolFile, format: FileFormat): Promise<TrackedChanges> {
  if (format !== 'docx') return { inserted: 0, deleted: [] }
  return await file.content.once('docx changes', async () => {
    const bytes = file.content.bytes()
    const parts = unpack(bytes, readZipIndex(bytes) ?? [], (name) => name === 'word/document.xml')
    const xml = parts.map(({ bytes: part }) => Buffer.from(part).toString('utf8')).join('')
    return { inserted: xml.split('<w:ins ').length - 1, deleted: deletedTexts(xml) }
  })
}

function deletedTexts(xml: string): string[] {
  const texts: string[] = []
  for (let at = xml.indexOf('<w:del '); at >= 0 && texts.length < MAX_DELETED; at = xml.indexOf('<w:del ', at + 1)) {
    const end = xml.indexOf('</w:del>', at)
    if (end < 0) break
    const pieces = xml
      .slice(at, Math.min(end, at + 20_000))
      .split('<w:delText')
      .slice(1)
    const text = pieces.map((piece) => piece.slice(piece.indexOf('>') + 1).split('<', 1)[0] ?? '').join('')
    texts.push(text.slice(0, DELETED_CHARS))
  }
  return texts
}

const readWord = async (bytes: Uint8Array): Promise<string> => htmlToText(await wordHtml(bytes))

async function wordHtml(bytes: Uint8Array): Promise<string> {
  const parts = unpack(bytes, readZipIndex(bytes) ?? [], (name) => WORD_PARTS.test(name))
  const { default: mammoth } = await import('mammoth')
  try {
    const buffer = Buffer.from(storePlain(parts))
    // Pictures are passed over: nothing is read from outside of the text.
    const convertImage = mammoth.images.imgElement(async () => ({ src: '' }))
    const { value } = await mammoth.convertToHtml({ buffer }, { convertImage })
    return value
  } catch (error) {
    if (error instanceof Refusal) throw error
    throw new Refusal('UNSUPPORTED_FILE', 'The Word document is damaged and cannot be read.', { cause: error })
  }
}

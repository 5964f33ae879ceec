// Detects a file's type by content, and rejects unreadable, empty and mislabelled files. A name only decides between
// two text formats that both fit. [L11]
import { Refusal } from '@biplane/contracts/refusal'
import { LIMITS } from '@biplane/contracts/vocabulary/limits'
import { fileTypeFromBuffer } from 'file-type'
import { z } from 'zod'
import type { Encoding } from './decode-text.ts'
import { defineTool } from './define-tool.ts'
import {
  binaryMimeClaim,
  claimOf,
  type FileFormat,
  FORMAT_LABELS,
  isDocument,
  isWorkbook,
  labelOfBinary,
} from './file-claims.ts'
import type { FileFacts } from './file-facts.ts'
import { compoundKind, isCompound, isPacked, isPdf, isPolyglot, officeKind } from './formats/archive-kind.ts'
import { documentText } from './formats/document-text.ts'
import { nestsTooDeep } from './formats/json-depth.ts'
import { readWorkbook, type Workbook, type WorkbookTable } from './formats/workbook.ts'
import { readZipIndex } from './formats/zip-index.ts'
import { refuseBomb } from './formats/zip-parts.ts'
import { readSheet, type Sheet } from './sheet.ts'
import { counted, shownName } from './shown-text.ts'
import { countLines, countWords, sniffText } from './sniff-text.ts'
import { isTableFormat } from './table.ts'
import type { ToolFile } from './tool-file.ts'

const SUPPORTED =
  'CSV, TSV, JSON, NDJSON, Excel (.xlsx, .xls, .xlsb), OpenDocument (.ods), Word (.docx), PDF, web pages, Markdown, BPMN and plain text can be read.'

export interface Detected {
  format: FileFormat
  /** `null` for a file that is no text by itself. */
  encoding: Encoding | null
  /** Rows and columns can be had of it. */
  tabular: boolean
  /** What a person would read of it; empty for a workbook. */
  text: string
}

/**
 * What the file is.
 * @throws UNSUPPORTED_FILE when it is empty, undecodable, of no known format, or contradicts its own name or stated type
 * @throws TOO_LARGE for more than can be read, packed or unpacked
 */
export async function detect(file: ToolFile): Promise<Detected> {
  refuseBySize(file, file.content.size)
  return await file.content.once(`detected ${file.name} ${file.mime}`, () => detectContent(file))
}

async function detectContent(file: ToolFile): Promise<Detected> {
  const packed = await packedFormat(file)
  if (packed) {
    refuseLies(file, packed, '')
    return {
      format: packed,
      encoding: null,
      tabular: isWorkbook(packed),
      text: await named(file, documentText(file, packed)),
    }
  }
  const decoded = file.content.text()
  if (!decoded) throw await refuseBinary(file)
  if (!/\S/.test(decoded.text)) throw refuse(file, 'is empty.')
  const claim = claimOf(file)
  if (/^\s*[[{]/.test(decoded.text) && !claim?.formats.includes('ndjson') && nestsTooDeep(decoded.text)) {
    throw refuse(file, 'nests deeper than can be read.')
  }
  const found = sniffText(decoded.text, claim)
  if (found.kind === 'unsupported') {
    throw claim?.formats.length
      ? refuse(file, `is named as ${claim.label} but is ${found.label}.`)
      : refuse(file, `is ${found.label}. ${SUPPORTED}`)
  }
  refuseLies(file, found.format, found.because)
  const text = found.format === 'html' ? await named(file, documentText(file, 'html')) : decoded.text
  return { format: found.format, tabular: found.tabular, encoding: decoded.encoding, text }
}

/** The office format or PDF that the bytes are; `null` for anything else. */
async function packedFormat(file: ToolFile): Promise<'xlsx' | 'ods' | 'docx' | 'pdf' | null> {
  const { head } = file.content
  if (!isPacked(head)) return null
  const bytes = file.content.bytes()
  if (isCompound(bytes)) {
    const kind = compoundKind(bytes)
    if (kind === 'locked') throw refuse(file, 'is locked with a password.')
    return kind
  }
  if (isPolyglot(bytes)) throw refuse(file, 'is two kinds of file in one, which no honest program writes.')
  if (isPdf(bytes)) return 'pdf'
  const entries = readZipIndex(bytes)
  const kind = entries && officeKind(entries, bytes)
  if (!entries || !kind) return null
  await named(
    file,
    Promise.resolve().then(() => refuseBomb(entries)),
  )
  return kind
}

/** What the content is against what the name and the sender say of it. */
function refuseLies(file: ToolFile, format: FileFormat, because: string): void {
  const claim = claimOf(file)
  const verb = isTextual(format) ? 'holds' : 'is'
  if (claim && !claim.formats.includes(format)) {
    throw refuse(file, `is named as ${claim.label} but ${verb} ${FORMAT_LABELS[format]}${because}.`)
  }
  const stated = binaryMimeClaim(file.mime)
  if (stated && !stated.formats.includes(format)) {
    throw refuse(file, `was sent as ${stated.label} but ${verb} ${FORMAT_LABELS[format]}.`)
  }
}

const isTextual = (format: FileFormat): boolean =>
  !isWorkbook(format) && format !== 'docx' && format !== 'pdf' && format !== 'html'

/** Readers of a format do not know the file's name; their refusals get it here. */
async function named<T>(file: FileFacts, work: Promise<T>): Promise<T> {
  try {
    return await work
  } catch (error) {
    if (!(error instanceof Refusal)) throw error
    throw new Refusal(error.refusal, `“${shownName(file.name)}”: ${error.message}`, { cause: error })
  }
}

/**
 * Refuses by size alone, before anything is read.
 * @throws TOO_LARGE
 * @throws UNSUPPORTED_FILE for no bytes at all
 */
export function refuseBySize(file: Pick<FileFacts, 'name'>, bytes: number, most: number = LIMITS.documentBytes): void {
  if (bytes === 0) throw refuse(file, 'is empty.')
  if (bytes <= most) return
  const limit = most / 1024 / 1024
  const hint = most < LIMITS.uploadBytes ? ' for this. A larger table can be asked questions about its rows' : ''
  throw new Refusal('TOO_LARGE', `“${shownName(file.name)}” is larger than the ${limit} MiB that can be read${hint}.`)
}

async function refuseBinary(file: ToolFile): Promise<Refusal> {
  // A damaged file can make the recogniser stumble; what it cannot name is simply not text.
  const found = await fileTypeFromBuffer(file.content.bytes()).catch(() => undefined)
  const claim = claimOf(file)
  if (found?.ext === 'zip' && claim?.formats.some((format) => format === 'xlsx' || format === 'docx')) {
    return refuse(file, `is damaged: it is named as ${claim.label} but has none in it.`)
  }
  if (!found) return refuse(file, `is not readable text: it is neither UTF-8, UTF-16 nor Windows-1252. ${SUPPORTED}`)
  const label = labelOfBinary(found)
  const lies =
    claim !== null && claim.label !== label && (claim.formats.length > 0 || !sameContainer(found.ext, claim.label))
  return lies ? refuse(file, `is named as ${claim.label} but is ${label}.`) : refuse(file, `is ${label}. ${SUPPORTED}`)
}

/** Office files are archives inside, and old ones share one container: such a name is no lie. */
const sameContainer = (found: string, claimed: string): boolean =>
  (found === 'zip' || found === 'cfb') && /Excel|Word|PowerPoint|OpenDocument|archive/.test(claimed)

const refuse = (file: Pick<FileFacts, 'name'>, what: string): Refusal =>
  new Refusal('UNSUPPORTED_FILE', `“${shownName(file.name)}” ${what}`)

/** For a tool that needs another format than the file has. */
export const refuseFormat = (file: FileFacts, format: FileFormat, wanted: string): Refusal =>
  refuse(file, `is ${FORMAT_LABELS[format]}, not ${wanted}.`)

/** The content as a table. @throws as `detect`, and UNSUPPORTED_FILE for what is none */
export async function openSheet(file: ToolFile): Promise<Sheet> {
  const { format, tabular } = await detect(file)
  if (isWorkbook(format)) return (await openWorkbookSheet(file)).sheet
  if (!tabular || !isTableFormat(format)) throw refuseFormat(file, format, 'a table')
  return file.content.sheet(format)
}

const openWorkbook = (file: ToolFile): Promise<Workbook> =>
  named(
    file,
    file.content.once('workbook', () => readWorkbook(file.content.bytes())),
  )

/** The sheet of a workbook that is meant: `file.part`, else the fullest one. */
export async function openWorkbookSheet(
  file: ToolFile,
): Promise<Omit<WorkbookTable, 'table' | 'sheet'> & { sheet: Sheet; name: string }> {
  const book = await openWorkbook(file)
  return file.content.once(`sheet ${file.part ?? ''}`, () => {
    const { table, sheet: name, formulas } = book.table(file.part ?? null)
    return { name, formulas, sheet: readSheet(table) }
  })
}

export const detectTool = defineTool({
  name: 'content.detect',
  version: '3',
  args: z.strictObject({}),
  result: z.object({
    format: z.enum(['csv', 'tsv', 'json', 'ndjson', 'markdown', 'text', 'html', 'bpmn', 'xlsx', 'ods', 'docx', 'pdf']),
    /** In words, with an article. */
    label: z.string(),
    /** `null` for a file that is no text by itself. */
    encoding: z.enum(['utf-8', 'utf-16le', 'utf-16be', 'windows-1252']).nullable(),
    /** Rows and columns can be had of it. */
    tabular: z.boolean(),
    /** It has an outline: headings, steps. */
    document: z.boolean(),
    lines: z.number().int(),
    words: z.number().int(),
    /** Of a workbook: its visible sheets, with how many cells are filled. */
    sheets: z.array(z.object({ name: z.string(), filled: z.number().int() })),
  }),
  async run(_args, file) {
    const { format, encoding, tabular, text } = await detect(file)
    const sheets = isWorkbook(format) ? (await openWorkbook(file)).sheets.slice(0, 50) : []
    const label =
      sheets.length > 1 ? `${FORMAT_LABELS[format]} with ${counted(sheets.length, 'sheet')}` : FORMAT_LABELS[format]
    return {
      format,
      label,
      encoding,
      tabular,
      document: isDocument(format),
      lines: text === '' ? 0 : countLines(text),
      words: countWords(text),
      sheets,
    }
  },
})

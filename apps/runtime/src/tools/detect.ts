// Owns what a file is, by its content; and the refusals of what cannot be read, is empty, or is not what it claims.
// It never trusts a name: a name only settles which of two fitting text formats was meant. [L11]
import { Refusal } from '@biplane/contracts/refusal'
import { LIMITS } from '@biplane/contracts/vocabulary/limits'
import { fileTypeFromBuffer } from 'file-type'
import { z } from 'zod'
import type { Encoding } from './decode-text.ts'
import { defineTool, type FileFacts, type ToolFile } from './define-tool.ts'
import { binaryMimeClaim, claimOf, FORMAT_LABELS, labelOfBinary, type TextFormat } from './file-claims.ts'
import type { Sheet } from './sheet.ts'
import { shownName } from './shown-text.ts'
import { countLines, countWords, sniffText } from './sniff-text.ts'
import { isTableFormat } from './table.ts'

const SUPPORTED = 'CSV, TSV, JSON, NDJSON, Markdown and plain text can be read now.'

export interface Detected {
  format: TextFormat
  encoding: Encoding
  /** Rows and columns can be had of it. */
  tabular: boolean
  text: string
}

/**
 * What the file is.
 * @throws UNSUPPORTED_FILE when it is empty, binary, undecodable, or contradicts its own name or stated type
 * @throws TOO_LARGE
 */
export async function detect(file: ToolFile): Promise<Detected> {
  refuseBySize(file, file.content.size)
  const decoded = file.content.text()
  if (!decoded) throw await refuseBinary(file)
  if (!/\S/.test(decoded.text)) throw refuse(file, 'is empty.')
  const claim = claimOf(file)
  const found = sniffText(decoded.text, claim)
  if (found.kind === 'unsupported') {
    throw claim?.formats.length
      ? refuse(file, `is named as ${claim.label} but is ${found.label}.`)
      : refuse(file, `is ${found.label}. ${SUPPORTED}`)
  }
  const stated = binaryMimeClaim(file.mime)
  if (claim && !claim.formats.includes(found.format)) {
    throw refuse(file, `is named as ${claim.label} but holds ${FORMAT_LABELS[found.format]}${found.because}.`)
  }
  if (stated) throw refuse(file, `was sent as ${stated.label} but holds ${FORMAT_LABELS[found.format]}.`)
  return { format: found.format, tabular: found.tabular, ...decoded }
}

/**
 * Refuses by size alone, before anything is read.
 * @throws TOO_LARGE
 * @throws UNSUPPORTED_FILE for no bytes at all
 */
export function refuseBySize(file: Pick<FileFacts, 'name'>, bytes: number): void {
  if (bytes === 0) throw refuse(file, 'is empty.')
  if (bytes > LIMITS.uploadBytes) {
    const limit = LIMITS.uploadBytes / 1024 / 1024
    throw new Refusal('TOO_LARGE', `“${shownName(file.name)}” is larger than the ${limit} MiB that can be read.`)
  }
}

async function refuseBinary(file: ToolFile): Promise<Refusal> {
  // A damaged file can make the recogniser stumble; what it cannot name is simply not text.
  const found = await fileTypeFromBuffer(file.content.bytes()).catch(() => undefined)
  const claim = claimOf(file)
  if (!found) return refuse(file, `is not readable text: it is neither UTF-8, UTF-16 nor Windows-1252. ${SUPPORTED}`)
  const label = labelOfBinary(found)
  const lies =
    claim !== null && claim.label !== label && (claim.formats.length > 0 || !sameContainer(found.ext, claim.label))
  return lies ? refuse(file, `is named as ${claim.label} but is ${label}.`) : refuse(file, `is ${label}. ${SUPPORTED}`)
}

/** Office files are archives inside, and old ones share one container: such a name is no lie. */
const sameContainer = (found: string, claimed: string): boolean =>
  (found === 'zip' || found === 'cfb') && /Excel|Word|PowerPoint|archive/.test(claimed)

const refuse = (file: Pick<FileFacts, 'name'>, what: string): Refusal =>
  new Refusal('UNSUPPORTED_FILE', `“${shownName(file.name)}” ${what}`)

/** For a tool that needs another format than the file has. */
export const refuseFormat = (file: FileFacts, format: TextFormat, wanted: string): Refusal =>
  refuse(file, `is ${FORMAT_LABELS[format]}, not ${wanted}.`)

/** The content as a table. @throws as `detect`, and UNSUPPORTED_FILE for what is none */
export async function openSheet(file: ToolFile): Promise<Sheet> {
  const { format, tabular } = await detect(file)
  if (!tabular || !isTableFormat(format)) throw refuseFormat(file, format, 'a table')
  return file.content.sheet(format)
}

export const detectTool = defineTool({
  name: 'content.detect',
  version: '1',
  args: z.strictObject({}),
  result: z.object({
    format: z.enum(['csv', 'tsv', 'json', 'ndjson', 'markdown', 'text']),
    /** In words, with an article. */
    label: z.string(),
    encoding: z.enum(['utf-8', 'utf-16le', 'utf-16be', 'windows-1252']),
    /** Rows and columns can be had of it. */
    tabular: z.boolean(),
    lines: z.number().int(),
    words: z.number().int(),
  }),
  async run(_args, file) {
    const { format, encoding, tabular, text } = await detect(file)
    return { format, label: FORMAT_LABELS[format], encoding, tabular, lines: countLines(text), words: countWords(text) }
  },
})

// What a file's name and declared type claim about its content. Claims are compared with the content, never trusted.
import type { FileFacts } from './file-facts.ts'

/** Formats that are text as they stand. */
export type TextFormat = 'csv' | 'tsv' | 'json' | 'ndjson' | 'markdown' | 'text' | 'html' | 'bpmn'
/** Everything that can be read. */
export type FileFormat = TextFormat | 'xlsx' | 'ods' | 'docx' | 'pdf'

export const FORMAT_LABELS: Record<FileFormat, string> = {
  csv: 'a CSV table',
  tsv: 'a TSV table',
  json: 'a JSON document',
  ndjson: 'an NDJSON file',
  markdown: 'a Markdown document',
  text: 'plain text',
  html: 'a web page',
  bpmn: 'a BPMN workflow',
  xlsx: 'an Excel workbook',
  ods: 'an OpenDocument spreadsheet',
  docx: 'a Word document',
  pdf: 'a PDF document',
}

/** Formats whose text reads as Markdown: as it stands, or as it was taken out of the file. */
export const isDocument = (format: FileFormat): boolean =>
  format === 'markdown' || format === 'html' || format === 'docx' || format === 'pdf'

/** Formats of cells in sheets; `.xls` and `.xlsb` are Excel workbooks too. */
export const isWorkbook = (format: string): format is 'xlsx' | 'ods' => format === 'xlsx' || format === 'ods'

export interface Claim {
  /** With its article, to follow “is named as”. */
  label: string
  /** Contents that keep the promise; none when the promise is a format that cannot be read now. */
  formats: readonly FileFormat[]
}

const ANY_TEXT: readonly FileFormat[] = ['csv', 'tsv', 'json', 'ndjson', 'markdown', 'text', 'html', 'bpmn']
const TABLE: readonly FileFormat[] = ['csv', 'tsv']

const claim = (label: string, formats: readonly FileFormat[] = []): Claim => ({ label, formats })
const MARKDOWN = claim(FORMAT_LABELS.markdown, ['markdown', 'text'])
const CSV = claim(FORMAT_LABELS.csv, TABLE)
const TSV = claim(FORMAT_LABELS.tsv, TABLE)
const JSON_CLAIM = claim(FORMAT_LABELS.json, ['json'])
const NDJSON = claim(FORMAT_LABELS.ndjson, ['ndjson', 'json'])
const PLAIN = claim(FORMAT_LABELS.text, ANY_TEXT)
const EXCEL = claim(FORMAT_LABELS.xlsx, ['xlsx'])
const OPEN_SPREADSHEET = claim(FORMAT_LABELS.ods, ['ods'])
const WORD = claim(FORMAT_LABELS.docx, ['docx'])
const OLD_WORD = claim('a Word document of the old format (save it as .docx)')
const SLIDES = claim('a PowerPoint presentation')
const PDF = claim(FORMAT_LABELS.pdf, ['pdf'])
const WEB_PAGE = claim(FORMAT_LABELS.html, ['html'])
const BPMN = claim(FORMAT_LABELS.bpmn, ['bpmn'])
const XML = claim('an XML document', ['bpmn'])
const ARCHIVE = claim('a compressed archive')

const BY_EXTENSION: Record<string, Claim> = {
  csv: CSV,
  tsv: TSV,
  tab: TSV,
  json: JSON_CLAIM,
  ndjson: NDJSON,
  jsonl: NDJSON,
  md: MARKDOWN,
  markdown: MARKDOWN,
  txt: PLAIN,
  text: PLAIN,
  log: PLAIN,
  xlsx: EXCEL,
  xls: EXCEL,
  xlsm: EXCEL,
  xlsb: EXCEL,
  ods: OPEN_SPREADSHEET,
  odt: claim('an OpenDocument text (save it as .docx)'),
  odp: claim('an OpenDocument presentation'),
  docx: WORD,
  docm: WORD,
  doc: OLD_WORD,
  pptx: SLIDES,
  ppt: SLIDES,
  pdf: PDF,
  html: WEB_PAGE,
  htm: WEB_PAGE,
  xhtml: WEB_PAGE,
  bpmn: BPMN,
  xml: XML,
  rtf: claim('a rich text document'),
  zip: ARCHIVE,
  gz: ARCHIVE,
  tar: ARCHIVE,
  '7z': ARCHIVE,
  parquet: claim('a Parquet table'),
  sqlite: claim('a database file'),
  exe: claim('a program'),
  png: claim('a PNG image'),
  jpg: claim('a JPEG image'),
  jpeg: claim('a JPEG image'),
  gif: claim('a GIF image'),
  webp: claim('a WebP image'),
  svg: claim('an SVG drawing'),
  mp3: claim('a sound recording'),
  wav: claim('a sound recording'),
  mp4: claim('a video'),
  mov: claim('a video'),
}

const BY_MIME: Record<string, Claim> = {
  'text/csv': CSV,
  'text/tab-separated-values': TSV,
  'application/json': JSON_CLAIM,
  'application/x-ndjson': NDJSON,
  'text/markdown': MARKDOWN,
  'text/html': WEB_PAGE,
  'application/pdf': PDF,
  'application/zip': ARCHIVE,
  'application/gzip': ARCHIVE,
  'application/vnd.ms-excel': EXCEL,
  'application/vnd.ms-excel.sheet.binary.macroenabled.12': EXCEL,
  'application/vnd.oasis.opendocument.spreadsheet': OPEN_SPREADSHEET,
  'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet': EXCEL,
  'application/vnd.openxmlformats-officedocument.wordprocessingml.document': WORD,
  'application/vnd.openxmlformats-officedocument.presentationml.presentation': SLIDES,
}

/** What a recognised binary is called, with its article; its bare type where no common name is known. */
export const labelOfBinary = (found: { ext: string; mime: string }): string =>
  BY_EXTENSION[found.ext]?.label ??
  BY_MIME[found.mime]?.label ??
  mediaLabel(found.mime) ??
  `a file of type ${found.mime}`

/** The claim of the name; of the stated type where the name makes none; `null` where neither does. */
export function claimOf(file: Pick<FileFacts, 'name' | 'mime'>): Claim | null {
  const dot = file.name.lastIndexOf('.')
  const extension = dot < 0 ? '' : file.name.slice(dot + 1).toLowerCase()
  const named = Object.hasOwn(BY_EXTENSION, extension) ? BY_EXTENSION[extension] : undefined
  return named ?? claimOfMime(file.mime)
}

/** A stated type such as `image/png` that no text can be, whatever the name says; `null` otherwise. */
export function binaryMimeClaim(mime: string): Claim | null {
  const stated = claimOfMime(mime)
  const text = stated?.formats.some((format) => ANY_TEXT.includes(format)) ?? true
  // Browsers on a computer with Excel call every CSV `application/vnd.ms-excel`.
  return stated && !text && bareMime(mime) !== 'application/vnd.ms-excel' ? stated : null
}

function claimOfMime(mime: string): Claim | null {
  const bare = bareMime(mime)
  if (Object.hasOwn(BY_MIME, bare)) return BY_MIME[bare] ?? null
  const media = mediaLabel(bare)
  return media ? claim(media) : null
}

function mediaLabel(mime: string): string | null {
  if (mime.startsWith('image/')) return 'an image'
  if (mime.startsWith('audio/')) return 'a sound recording'
  return mime.startsWith('video/') ? 'a video' : null
}

const bareMime = (mime: string): string => (mime.split(';')[0] ?? '').trim().toLowerCase()

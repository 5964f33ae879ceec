// Owns what a file's name and stated type claim about its content. A claim is compared with the content, never believed.
import type { FileFacts } from './define-tool.ts'

export type TextFormat = 'csv' | 'tsv' | 'json' | 'ndjson' | 'markdown' | 'text'

export const FORMAT_LABELS: Record<TextFormat, string> = {
  csv: 'a CSV table',
  tsv: 'a TSV table',
  json: 'a JSON document',
  ndjson: 'an NDJSON file',
  markdown: 'a Markdown document',
  text: 'plain text',
}

export interface Claim {
  /** With its article, to follow “is named as”. */
  label: string
  /** Contents that keep the promise; none when the promise is a format that cannot be read now. */
  formats: readonly TextFormat[]
}

const ANY_TEXT: readonly TextFormat[] = ['csv', 'tsv', 'json', 'ndjson', 'markdown', 'text']
const TABLE: readonly TextFormat[] = ['csv', 'tsv']

const claim = (label: string, formats: readonly TextFormat[] = []): Claim => ({ label, formats })
const MARKDOWN = claim(FORMAT_LABELS.markdown, ['markdown', 'text'])
const CSV = claim(FORMAT_LABELS.csv, TABLE)
const TSV = claim(FORMAT_LABELS.tsv, TABLE)
const JSON_CLAIM = claim(FORMAT_LABELS.json, ['json'])
const NDJSON = claim(FORMAT_LABELS.ndjson, ['ndjson', 'json'])
const PLAIN = claim(FORMAT_LABELS.text, ANY_TEXT)
const EXCEL = claim('an Excel workbook')
const WORD = claim('a Word document')
const SLIDES = claim('a PowerPoint presentation')
const PDF = claim('a PDF document')
const WEB_PAGE = claim('a web page')
const XML = claim('an XML document')
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
  docx: WORD,
  doc: WORD,
  pptx: SLIDES,
  ppt: SLIDES,
  pdf: PDF,
  html: WEB_PAGE,
  htm: WEB_PAGE,
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
  // Browsers on a computer with Excel call every CSV `application/vnd.ms-excel`.
  return stated && stated.formats.length === 0 && bareMime(mime) !== 'application/vnd.ms-excel' ? stated : null
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

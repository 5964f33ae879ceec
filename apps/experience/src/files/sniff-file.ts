// Detects the type of an upload from its bytes, whatever its name. Reads no table and parses no document.
import { Refusal } from '@biplane/contracts/refusal'
import { fileTypeFromBuffer } from 'file-type'

/** Text formats by the endings that claim them; anything else that is text is plain text. */
const TEXT_KINDS: Record<string, { kind: string; mime: string }> = {
  csv: { kind: 'csv', mime: 'text/csv' },
  tsv: { kind: 'tsv', mime: 'text/tab-separated-values' },
  json: { kind: 'json', mime: 'application/json' },
  ndjson: { kind: 'ndjson', mime: 'application/x-ndjson' },
  jsonl: { kind: 'ndjson', mime: 'application/x-ndjson' },
  md: { kind: 'markdown', mime: 'text/markdown' },
  markdown: { kind: 'markdown', mime: 'text/markdown' },
  txt: { kind: 'text', mime: 'text/plain' },
  // Kept and given back as plain text: a page from a stranger is read, never shown as a page.
  html: { kind: 'html', mime: 'text/plain' },
  htm: { kind: 'html', mime: 'text/plain' },
  xhtml: { kind: 'html', mime: 'text/plain' },
  bpmn: { kind: 'bpmn', mime: 'text/plain' },
}
const PLAIN = { kind: 'text', mime: 'text/plain' }

/** Endings that promise something which text cannot be. */
const BINARY_ENDINGS = new Set([
  'xlsx',
  'xls',
  'xlsb',
  'ods',
  'docx',
  'pdf',
  'zip',
  'png',
  'jpg',
  'jpeg',
  'gif',
  'webp',
  'parquet',
  'exe',
])

const OFFICE = 'application/vnd.openxmlformats-officedocument'
const WORKBOOK = { kind: 'xlsx', mime: `${OFFICE}.spreadsheetml.sheet` }
const OPEN_SPREADSHEET = { kind: 'ods', mime: 'application/vnd.oasis.opendocument.spreadsheet' }
const BINARY_WORKBOOK = { kind: 'xlsb', mime: 'application/vnd.ms-excel.sheet.binary.macroEnabled.12' }
/** The container of Office 97 to 2003; Runtime sees whether a workbook is in it. */
const OLD_WORKBOOK = { kind: 'xls', mime: 'application/vnd.ms-excel' }
const DOCUMENT = { kind: 'docx', mime: `${OFFICE}.wordprocessingml.document` }

/** Formats that are no text and can be read, by what the bytes are and by the endings that fit them. */
const READABLE: Record<string, { endings: readonly string[]; as: { kind: string; mime: string } }> = {
  xlsx: { endings: ['xlsx', 'xlsm', 'xlsb', ''], as: WORKBOOK },
  xlsm: { endings: ['xlsx', 'xlsm', 'xlsb', ''], as: WORKBOOK },
  xlsb: { endings: ['xlsb'], as: BINARY_WORKBOOK },
  ods: { endings: ['ods', ''], as: OPEN_SPREADSHEET },
  cfb: { endings: ['xls'], as: OLD_WORKBOOK },
  docx: { endings: ['docx', 'docm', ''], as: DOCUMENT },
  docm: { endings: ['docx', 'docm', ''], as: DOCUMENT },
  parquet: {
    endings: ['parquet', 'pq', ''],
    as: { kind: 'parquet', mime: 'application/vnd.apache.parquet' },
  },
  pdf: { endings: ['pdf', ''], as: { kind: 'pdf', mime: 'application/pdf' } },
}

/** Formats whose beginning may well read as text and that are none all the same. */
const DOCUMENTS = new Set(['pdf', 'rtf', 'ps', 'eps', 'ai'])

export const SUPPORTED =
  'Supported are CSV, TSV, JSON, NDJSON, Excel (.xlsx, .xls, .xlsb), OpenDocument (.ods), Parquet, Word (.docx), PDF, HTML, Markdown, BPMN and plain text.'

export const endingOf = (name: string): string => /\.([A-Za-z0-9]{1,10})$/.exec(name)?.[1]?.toLowerCase() ?? ''

/**
 * What a file is, from its first bytes (64 KiB are plenty).
 * @throws UNSUPPORTED_FILE for an empty, binary, or lying file, in words that say what it is
 */
export async function sniffFile(name: string, head: Uint8Array, size: number): Promise<{ kind: string; mime: string }> {
  if (size === 0) throw new Refusal('UNSUPPORTED_FILE', `${name} is empty.`)
  const ending = endingOf(name)
  const binary = await fileTypeFromBuffer(head)
  const text = looksLikeText(head)
  const readable = binary && readableAs(binary.ext, ending)
  if (readable) return readable
  // Two letters make a picture for the sniffer, and a byte order mark makes music: where all of it reads as text, it is text.
  if (binary && !(text && !DOCUMENTS.has(binary.ext))) {
    const claim = ending !== '' && ending !== binary.ext ? `${name} is named .${ending} but it` : name
    throw new Refusal('UNSUPPORTED_FILE', `${claim} is ${binary.ext.toUpperCase()} (${binary.mime}). ${SUPPORTED}`)
  }
  if (!text) throw new Refusal('UNSUPPORTED_FILE', `${name} is not text that can be read. ${SUPPORTED}`)
  if (BINARY_ENDINGS.has(ending)) {
    throw new Refusal(
      'UNSUPPORTED_FILE',
      `${name} is named .${ending} but it is text. Give it the ending of what it is.`,
    )
  }
  return TEXT_KINDS[ending] ?? PLAIN
}

/**
 * An office file is an archive whose list of parts may lie beyond the beginning: then the ending says which it claims to
 * be, and Runtime, which reads all of it, whether that is true.
 */
function readableAs(found: string, ending: string): { kind: string; mime: string } | null {
  const kind = found === 'zip' ? READABLE[ending] : READABLE[found]
  return kind?.endings.includes(ending) && !(found === 'zip' && ending === 'pdf') ? kind.as : null
}

/** Text has no zero bytes (but in UTF-16, which says so first) and few control characters. */
function looksLikeText(head: Uint8Array): boolean {
  const utf16 = (head[0] === 0xff && head[1] === 0xfe) || (head[0] === 0xfe && head[1] === 0xff)
  if (utf16) return true
  let control = 0
  for (const byte of head) {
    if (byte === 0) return false
    if (byte < 32 && byte !== 9 && byte !== 10 && byte !== 13 && byte !== 12) control += 1
  }
  return control <= head.length / 100
}

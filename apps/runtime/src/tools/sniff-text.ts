// Detects the format of a text by content; a claim only decides between two that fit. Pure.
import Papa from 'papaparse'
import type { Claim, TextFormat } from './file-claims.ts'
import { readRecords } from './json-records.ts'

export type Sniffed =
  | { kind: 'known'; format: TextFormat; tabular: boolean; because: string }
  /** Text, but of a format that is not read. `label` with its article. */
  | { kind: 'unsupported'; label: string }

const WEB_PAGE = /^(?:<!doctype html|<html[\s>])/i
/** The namespace that every BPMN file declares on its root. */
const BPMN = /^<(?:[\w-]{1,40}:)?definitions\s[^>]*http:\/\/www\.omg\.org\/spec\/BPMN\//

const FOREIGN: [RegExp, string][] = [
  [/^\s*<\?xml/i, 'an XML document'],
  [/^\{\\rtf/, 'a rich text document'],
  [/^%PDF-/, 'a PDF document'],
  [/^%!PS/, 'a PostScript document'],
  [/^BEGIN:VCALENDAR/, 'a calendar'],
  [/^BEGIN:VCARD/, 'an address card'],
  [/^-----BEGIN /, 'a key or a certificate'],
]

/** Enough of the beginning to recognise a table by. */
const HEAD_CHARS = 64 * 1024
const HEAD_ROWS = 50
const REGULAR = 0.9
const SENTENCE_WORDS = 5

/** The root stands near the beginning, behind the declaration and a comment. */
function beginsSvg(text: string): boolean {
  const head = text.slice(0, HEAD_CHARS).trimStart().slice(0, 512)
  return /^<svg[\s>]/i.test(head) || (/^<\?xml/i.test(head) && /<svg[\s>]/i.test(head))
}

export function sniffText(text: string, claim: Claim | null): Sniffed {
  const beginning = afterProlog(text.slice(0, HEAD_CHARS))
  if (WEB_PAGE.test(beginning)) return { kind: 'known', format: 'html', tabular: false, because: '' }
  if (BPMN.test(beginning)) return { kind: 'known', format: 'bpmn', tabular: false, because: '' }
  if (beginsSvg(text)) return { kind: 'unsupported', label: 'an SVG drawing' }
  for (const [begins, label] of FOREIGN) {
    if (begins.test(text)) return { kind: 'unsupported', label }
  }
  const known = (format: TextFormat, tabular: boolean, because = ''): Sniffed => ({
    kind: 'known',
    format,
    tabular,
    because,
  })
  const claims = (format: TextFormat) => claim?.formats.includes(format) ?? false
  if (/^\s*[[{]/.test(text)) {
    // One object on one line is both; the name says which was meant.
    const format = jsonFormat(text, claims('ndjson'))
    if (format) return known(format, readRecords(text, format) !== null)
  }
  if (claims('json') || claims('ndjson')) {
    if (!claims('csv')) return known('text', false, ' that does not parse')
  }
  if (claims('markdown') && !claims('csv')) return known('markdown', false)
  const head = headOf(text)
  const named = claims('csv') && !claims('text')
  const delimited = delimitedAs(head, named)
  // A table may have a column `#` or a comment above it; a document has no rows of one length.
  if (looksLikeMarkdown(head) && !(named && delimited?.regular)) return known('markdown', false)
  return delimited ? known(delimited.format, true) : known('text', false)
}

/** What stands behind the declaration and the comments with which a document in angle brackets may begin. */
function afterProlog(text: string): string {
  let rest = text.trimStart()
  for (;;) {
    const end = rest.startsWith('<!--') ? rest.indexOf('-->') + 3 : rest.startsWith('<?') ? rest.indexOf('?>') + 2 : 0
    if (end < 4) return rest
    rest = rest.slice(end).trimStart()
  }
}

function jsonFormat(text: string, preferLines: boolean): 'json' | 'ndjson' | null {
  const lines = text.trim().includes('\n')
  if (preferLines && parses('ndjson', text)) return 'ndjson'
  if (parses('json', text)) return 'json'
  return lines && parses('ndjson', text) ? 'ndjson' : null
}

const parses = (format: 'json' | 'ndjson', text: string): boolean => {
  try {
    if (format === 'json') JSON.parse(text)
    else return readRecords(text, 'ndjson') !== null
    return true
  } catch {
    return false
  }
}

/** Whole lines only: half a line would look like a ragged row. */
function headOf(text: string): string {
  if (text.length <= HEAD_CHARS) return text
  const cut = text.lastIndexOf('\n', HEAD_CHARS)
  return text.slice(0, cut > 0 ? cut : HEAD_CHARS)
}

/** A table by its look. A file that is named a table needs less to pass for one than a text of any kind. */
function delimitedAs(head: string, named: boolean): { format: 'csv' | 'tsv'; regular: boolean } | null {
  const { data, meta } = Papa.parse<string[]>(head, {
    delimitersToGuess: [',', ';', '\t', '|'],
    preview: HEAD_ROWS,
    skipEmptyLines: true,
    newline: '\n',
  })
  const width = named ? usualWidth(data) : (data[0]?.length ?? 0)
  const regular = width >= 2 && data.filter((row) => row.length === width).length >= REGULAR * data.length
  const format = meta.delimiter === '\t' ? 'tsv' : 'csv'
  if (width >= 2) return named || (data.length >= 3 && regular) ? { format, regular } : null
  // One column is a table when it is named one and does not read like sentences.
  const words = data.reduce((sum, row) => sum + (row.join(' ').match(/\S+/g)?.length ?? 0), 0)
  return named && data.length >= 2 && words / data.length < SENTENCE_WORDS ? { format, regular } : null
}

/** Titles of one cell may stand above a table, so the first line does not say its width. */
function usualWidth(rows: readonly string[][]): number {
  const counts = new Map<number, number>()
  for (const { length } of rows) counts.set(length, (counts.get(length) ?? 0) + 1)
  let [usual, most] = [0, 0]
  for (const [width, count] of counts) if (count > most) [usual, most] = [width, count]
  return usual
}

const looksLikeMarkdown = (head: string): boolean =>
  /^#{1,6} +\S/m.test(head) || /^```/m.test(head) || /^\|?(?:[ \t]*:?-{3,}:?[ \t]*\|)+/m.test(head)

export function countLines(text: string): number {
  let lines = 1
  for (let at = text.indexOf('\n'); at >= 0 && at < text.length - 1; at = text.indexOf('\n', at + 1)) lines++
  return lines
}

export function countWords(text: string): number {
  let words = 0
  for (const _ of text.matchAll(/\S+/g)) words++
  return words
}

// Reads the records of a file, whatever its format: the text, the sheet or the table of a document that is meant.
import { Refusal } from '@biplane/contracts/refusal'
import type { ReadingCorrection } from '@biplane/contracts/wire/file-reading'
import { detect, refuseFormat } from '../tools/detect.ts'
import { claimOf, isWorkbook } from '../tools/file-claims.ts'
import { isPacked } from '../tools/formats/archive-kind.ts'
import { documentHtml, documentText } from '../tools/formats/document-text.ts'
import { nestsTooDeep } from '../tools/formats/json-depth.ts'
import { readWorkbook } from '../tools/formats/workbook.ts'
import { shownName } from '../tools/shown-text.ts'
import type { ToolFile } from '../tools/tool-file.ts'
import { corrected, type Decision, decide } from './decision.ts'
import { readDelimited } from './delimited-text.ts'
import { type DocumentTable, tablesOf } from './document-tables.ts'
import { htmlTables } from './html-tables.ts'
import { readJson } from './json-table.ts'
import type { RawTable } from './records.ts'
import { sheetTables } from './sheet-tables.ts'
import { decodeAs, findEncoding, isEncoding, type TextEncoding } from './text-encoding.ts'

/** @throws UNSUPPORTED_FILE, TOO_LARGE */
export async function readSource(file: ToolFile, correction: ReadingCorrection): Promise<RawTable> {
  const { head } = file.content
  if (isPacked(head)) return await readPacked(file, correction)
  const decoded = decodeFile(file, correction.encoding)
  if (decoded) {
    const table = readText(file, decoded, correction)
    if (table) return table
  }
  return await readDocument(file, correction)
}

interface Decoded {
  text: string
  encoding: Decision<string>
}

function decodeFile(file: ToolFile, wanted: string | undefined): Decoded | null {
  const bytes = file.content.bytes()
  const found = findEncoding(bytes)
  const encoding: TextEncoding | undefined = wanted !== undefined && isEncoding(wanted) ? wanted : found?.value
  const text = encoding && decodeAs(bytes, encoding)
  if (!encoding || typeof text !== 'string') return null
  const others = found ? [found.value, ...found.alternatives].filter((other) => other !== encoding) : []
  return {
    text,
    encoding: wanted === encoding ? corrected<string>(encoding, others) : (found ?? corrected<string>(encoding)),
  }
}

const DELIMITED_NAMES = /\.(?:csv|tsv|tab|txt|dat|psv|asc|prn)$/i

export function readText(
  file: Pick<ToolFile, 'name' | 'mime'>,
  { text, encoding }: Decoded,
  correction: ReadingCorrection,
): RawTable | null {
  if (!/\S/.test(text)) throw new Refusal('UNSUPPORTED_FILE', `“${shownName(file.name)}” is empty.`)
  const claimed = claimOf(file)?.formats ?? []
  const json = /^\ufeff?\s*[[{]/.test(text) && !/\.(?:csv|tsv|md|markdown)$/i.test(file.name)
  if (json) {
    const lines = claimed.includes('ndjson') ? !/^\s*\[/.test(text) : looksLikeLines(text)
    if (!lines && nestsTooDeep(text))
      throw new Refusal('UNSUPPORTED_FILE', `“${shownName(file.name)}” nests deeper than can be read.`)
    const table = readJson(text, lines, correction.part)
    return {
      format: lines ? 'ndjson' : 'json',
      encoding,
      delimiter: null,
      lines: null,
      broken: [],
      title: lastPart(table.part?.value),
      ...table,
    }
  }
  const markdown = tablesOf(text)
  if (markdown.length > 0 && !/\.(?:csv|tsv|psv)$/i.test(file.name)) {
    return { format: 'markdown', encoding, ...fromDocument(markdown, correction.part) }
  }
  const named = DELIMITED_NAMES.test(file.name) || claimed.includes('csv') || claimed.includes('tsv')
  if (!named || /^\s*<(?:!doctype|html|\?xml)/i.test(text)) return null
  const tabs = claimed.includes('tsv') && !claimed.includes('csv')
  const table = readDelimited(text, tabs, correction.delimiter)
  if (/\.(?:txt|text|log)$/i.test(file.name) && !isEven(table.records)) return null
  const format = table.delimiter?.value === '\t' ? 'tsv' : 'csv'
  return { format, encoding, part: null, names: null, title: null, ...table }
}

const lastPart = (path: string | undefined): string | null => path?.split('.').at(-1) || null

/** The first line is a value by itself, and the second begins another one. */
function looksLikeLines(text: string): boolean {
  const lines = text
    .slice(0, 100_000)
    .split('\n')
    .filter((line) => line.trim() !== '')
  if (!lines[0]?.trim().startsWith('{') || !/\}\s*$/.test(lines[0])) return false
  return lines.length > 1 ? lines[1]?.trim().startsWith('{') === true : false
}

/** Prose has a comma here and there; a table has the same number of cells in nearly every line. */
function isEven(records: readonly string[][]): boolean {
  const widths = records.filter((cells) => cells.some((cell) => cell.trim() !== '')).map(({ length }) => length)
  const usual = widths.toSorted((a, b) => a - b)[Math.floor(widths.length / 2)] ?? 0
  return widths.length > 1 && usual > 1 && widths.filter((width) => width === usual).length >= widths.length * 0.8
}

async function readPacked(file: ToolFile, correction: ReadingCorrection): Promise<RawTable> {
  // Damaged, locked and lying archives are refused there.
  const { format } = await detect(file)
  if (!isWorkbook(format)) return await readDocument(file, correction)
  const book = await file.content.once('workbook', () => readWorkbook(file.content.bytes()))
  const wanted = correction.part ?? file.part ?? null
  const { sheet, ...grid } = book.rows(wanted)
  const others = book.sheets.filter(({ name, filled }) => name !== sheet && filled > 0).map(({ name }) => name)
  const tables = sheetTables(grid).map((one) => ({ ...one, name: `${sheet}!${one.range}` }))
  const [first] = tables
  const table = tables.find(({ name }) => name.toLowerCase() === wanted?.toLowerCase()) ?? first
  const several = tables.length > 1
  const siblings = several ? tables.filter((other) => other !== table).map(({ name }) => name) : []
  const evidence = several ? 'one of several tables of the sheet' : 'the sheet with the most filled cells'
  return {
    format,
    encoding: null,
    delimiter: null,
    part: partOf(several && table ? table.name : sheet, [...siblings, ...others], wanted, evidence),
    records: table?.records ?? grid.records,
    lines: table?.lines ?? grid.lines,
    broken: [],
    names: null,
    title: sheet,
  }
}

function partOf(name: string, others: string[], wanted: string | null, evidence: string): Decision<string> {
  if (wanted?.toLowerCase() === name.toLowerCase()) return corrected(name, others)
  return others.length > 0 ? decide(name, 'likely', evidence, others) : decide(name, 'certain', 'there is no other')
}

async function readDocument(file: ToolFile, correction: ReadingCorrection): Promise<RawTable> {
  const { format } = await detect(file)
  const tables =
    format === 'html' || format === 'docx'
      ? htmlTables(await documentHtml(file, format))
      : tablesOf(await documentText(file, format))
  if (tables.length === 0) throw refuseFormat(file, format, 'a table, and holds none')
  const kind = format === 'html' || format === 'docx' || format === 'pdf' ? format : 'markdown'
  const found = fromDocument(kind === 'pdf' ? joinedPages(tables) : tables, correction.part ?? file.part)
  if (kind !== 'pdf') return { format: kind, encoding: null, ...found }
  const { value, confidence, alternatives } = found.part
  const part = confidence === 'corrected' ? found.part : decide(value, 'likely', BY_PLACE, alternatives)
  return { format: kind, encoding: null, ...found, part }
}

const BY_PLACE = 'a PDF has no cells: rows and columns were recognised by where the words stand on the page'

/** A table that goes on with its header repeated on the next page is one. */
function joinedPages(tables: readonly DocumentTable[]): DocumentTable[] {
  const joined: DocumentTable[] = []
  for (const table of tables) {
    const last = joined.at(-1)
    const header = table.records[0]?.join('\u001f')
    if (last && header === last.records[0]?.join('\u001f')) {
      last.records.push(...table.records.slice(1))
      last.lines.push(...table.lines.slice(1))
    } else joined.push({ ...table, records: [...table.records], lines: [...table.lines] })
  }
  return joined
}

function fromDocument(tables: readonly DocumentTable[], wanted: string | undefined) {
  const largest = tables.toSorted((a, b) => b.records.length - a.records.length)[0]
  const table = tables.find(({ title }) => title === wanted) ?? largest
  if (!table) throw new Refusal('UNSUPPORTED_FILE', 'The document holds no table.')
  const others = tables.filter((other) => other !== table).map(({ title }) => title)
  return {
    delimiter: null,
    part: partOf(table.title, others, wanted ?? null, 'the longest table of the document'),
    records: table.records,
    lines: table.lines,
    broken: [],
    names: null,
    title: table.title,
  }
}

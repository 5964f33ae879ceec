// Rows and columns: parses text into a table, finds the header and ragged rows. Cells stay the text of the file;
// `columns.ts` interprets them.
import { Refusal } from '@biplane/contracts/refusal'
import Papa from 'papaparse'
import { looksLikeValue } from './cell-values.ts'
import type { FileFormat, TextFormat } from './file-claims.ts'
import { cellOfJson, readRecords } from './json-records.ts'
import { shownCell } from './shown-text.ts'

export type TableFormat = Extract<TextFormat, 'csv' | 'tsv' | 'json' | 'ndjson'>

export interface Table {
  /** Unique and never empty. */
  columns: string[]
  /** Data row 1 is `rows[0]`; every row is as long as `columns`. */
  rows: string[][]
  /** `null` for JSON. */
  delimiter: string | null
  /** False when the first line already was data, and the columns had to be numbered. */
  header: boolean
  /** Columns whose name in the file was empty or repeated. */
  renamed: string[]
  /** Rows with another number of cells than there are columns: their cells stand in the wrong places. */
  ragged: Map<number, number>
  /** Rows in which a quote is opened and never closed, or closed in the middle of a cell. */
  brokenQuotes: number[]
}

/** Bounds of what is held in memory at once; a table beyond them is refused whole, never cut. */
export const TABLE_LIMITS = { columns: 500, cells: 6_000_000 } as const

const TABLE_FORMATS: readonly FileFormat[] = ['csv', 'tsv', 'json', 'ndjson']
export const isTableFormat = (format: FileFormat): format is TableFormat => TABLE_FORMATS.includes(format)

/** @throws TOO_LARGE */
export function parseTable(text: string, format: TableFormat): Table {
  return format === 'csv' || format === 'tsv' ? parseDelimited(text, format) : parseRecords(text, format)
}

function parseDelimited(text: string, format: 'csv' | 'tsv'): Table {
  const records: string[][] = []
  const broken: number[] = []
  const keep = cellKeeper()
  let cells = 0
  let delimiter = ''
  Papa.parse<string[]>(text, {
    delimiter: format === 'tsv' ? '\t' : '',
    delimitersToGuess: [',', ';', '|'],
    newline: '\n',
    skipEmptyLines: true,
    step({ data, errors, meta }) {
      delimiter = meta.delimiter
      cells += data.length
      refuseBeyondLimits(data.length, cells)
      if (errors.some((error) => error.type === 'Quotes')) broken.push(records.length)
      records.push(keep(data))
    },
  })
  return tableOf(records, delimiter, broken)
}

/** Different cells that are remembered; a column of names has fewer, a column of amounts gains nothing. */
const REMEMBERED = 20_000
const REMEMBERED_CHARS = 40

/** Rows of exactly their length, in which equal cells are one text: a large file is mostly the same words again. */
function cellKeeper(): (cells: readonly string[]) => string[] {
  const known = new Map<string, string>()
  return (cells) =>
    cells.map((cell) => {
      if (cell.length > REMEMBERED_CHARS) return cell
      const same = known.get(cell)
      if (same !== undefined) return same
      if (known.size < REMEMBERED) known.set(cell, cell)
      return cell
    })
}

/** Rows of cells as a table: the first is its header unless it already is data. */
export function tableOf(records: string[][], delimiter: string | null, broken: readonly number[] = []): Table {
  const first = records[0] ?? []
  const header = isHeader(first)
  const { columns, renamed } = nameColumns(header ? first : first.map(() => ''))
  const ragged = new Map<number, number>()
  const rows = header ? records.slice(1) : records
  rows.forEach((row, at) => {
    if (row.length === columns.length) return
    ragged.set(at + 1, row.length)
    rows[at] = columns.map((_, cell) => row[cell] ?? '')
  })
  const brokenQuotes = broken.map((at) => at + (header ? 0 : 1)).filter((row) => row > 0)
  return { columns, rows, delimiter, header, renamed: header ? renamed : [], ragged, brokenQuotes }
}

function parseRecords(text: string, format: 'json' | 'ndjson'): Table {
  const records = readRecords(text, format) ?? []
  const names = new Set<string>()
  for (const record of records) {
    for (const name of Object.keys(record)) names.add(name)
    refuseBeyondLimits(names.size, names.size * records.length)
  }
  const keys = [...names]
  const rows = records.map((record) => keys.map((key) => (Object.hasOwn(record, key) ? cellOfJson(record[key]) : '')))
  const { columns, renamed } = nameColumns(keys)
  return { columns, rows, delimiter: null, header: true, renamed, ragged: new Map(), brokenQuotes: [] }
}

/** @throws TOO_LARGE */
export function refuseBeyondLimits(columns: number, cells: number): void {
  if (columns > TABLE_LIMITS.columns) {
    throw new Refusal('TOO_LARGE', `The table has more than ${TABLE_LIMITS.columns} columns.`)
  }
  if (cells > TABLE_LIMITS.cells) {
    throw new Refusal('TOO_LARGE', `The table has more than ${TABLE_LIMITS.cells.toLocaleString('en')} cells.`)
  }
}

/** A first line is a header when it says something and none of its cells is a number or a date. */
const isHeader = (cells: string[]): boolean =>
  cells.some((cell) => cell.trim() !== '') && !cells.some((cell) => looksLikeValue(cell))

/** Names that are empty or taken get a number, and all are fit to be shown, so that a column can always be pointed at. */
function nameColumns(names: string[]): { columns: string[]; renamed: string[] } {
  const taken = new Set<string>()
  const renamed: string[] = []
  const columns = names.map((name, at) => {
    const wanted = shownCell(name).trim() || `column_${at + 1}`
    let given = wanted
    for (let n = 2; taken.has(given.toLowerCase()); n++) given = `${wanted}_${n}`
    taken.add(given.toLowerCase())
    if (given !== name.trim()) renamed.push(given)
    return given
  })
  return { columns, renamed }
}

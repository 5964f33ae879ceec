// Cuts a text into records and cells, with the line of each record and those whose quotes are broken.
import { Refusal } from '@biplane/contracts/refusal'
import Papa from 'papaparse'
import { decide } from './decision.ts'
import { type FoundDelimiter, findDelimiter, SPACES, splitSpaces } from './delimiter.ts'
import { type RawTable, refuseBeyondBounds, refuseManyRows, TABLE_BOUNDS } from './records.ts'

export type DelimitedTable = Pick<RawTable, 'records' | 'lines' | 'broken' | 'delimiter' | 'quoting'>

/** @throws TOO_LARGE */
export function readDelimited(whole: string, tabs: boolean, wanted?: string): DelimitedTable {
  const text = cleaned(whole)
  const found = findDelimiter(text, tabs)
  const delimiter = wanted ?? found.value
  const skip = found.stated ? 1 : 0
  const table = delimiter === SPACES ? bySpaces(text, skip) : byPapa(text, delimiter, skip)
  const shown: RawTable['delimiter'] =
    wanted === undefined ? decisionOf(found) : decide(wanted, 'corrected', 'set by you', [found.value])
  return { ...table, delimiter: shown }
}

const decisionOf = ({ value, confidence, evidence, alternatives }: FoundDelimiter) =>
  decide(value, confidence, evidence, alternatives)

/** Byte order marks, zero characters and foreign line ends go; every line end counts as one line. */
const cleaned = (text: string): string => {
  const unmarked = text.replace(/^\ufeff+/, '')
  const plain = unmarked.includes('\u0000') ? unmarked.replaceAll('\u0000', '') : unmarked
  return plain.includes('\r') ? plain.replace(/\r\n?/g, '\n') : plain
}

function bySpaces(text: string, skip: number): Omit<DelimitedTable, 'delimiter'> {
  const records: string[][] = []
  const lines: number[] = []
  text.split('\n').forEach((line, at) => {
    if (at < skip) return
    records.push(line.trim() === '' ? [''] : splitSpaces(line))
    lines.push(at + 1)
  })
  return { records, lines, broken: [] }
}

interface Parsed {
  records: string[][]
  lines: number[]
  broken: number[]
  quoting?: RawTable['quoting']
}

/** Quotes are doubled, or marked by a backslash, or mean nothing: the reading that breaks fewest records is taken. */
function byPapa(text: string, delimiter: string, skip: number): Parsed {
  const plain = parse(text, { delimiter, skip, escapeChar: '"' })
  if (plain.broken.length === 0) return plain
  const others = [
    ...(text.includes('\\"') ? [parse(text, { delimiter, skip, escapeChar: '\\' })] : []),
    parse(text, { delimiter, skip, escapeChar: '"', quote: '\u0000' }),
  ]
  const lines = text.split('\n').length
  const [unescaped, unquoted] = others.length === 2 ? others : [undefined, others[0]]
  if (unescaped && unescaped.broken.length === 0) {
    for (const record of unescaped.records)
      record.splice(0, record.length, ...record.map((cell) => cell.replaceAll('\\"', '"')))
    return { ...unescaped, quoting: 'backslash' }
  }
  return unquoted && evenness(unquoted, lines) > evenness(plain, lines) + 0.001
    ? { ...unquoted, broken: brokenOf(unquoted), quoting: 'none' }
    : plain
}

/** Records that hold an odd number of quotes. */
const brokenOf = ({ records }: Parsed): number[] =>
  records.flatMap((cells, at) =>
    cells.some((cell) => cell.split('"').length % 2 === 0 && /^\s*"|"\s*$/.test(cell)) ? [at] : [],
  )

/** Records of the usual length, for each line of the file: a quote that is never closed swallows lines. */
function evenness({ records }: Parsed, lines: number): number {
  const widths = new Map<number, number>()
  for (const { length } of records) if (length > 1) widths.set(length, (widths.get(length) ?? 0) + 1)
  return Math.max(0, ...widths.values()) / Math.max(1, lines)
}

interface ParseOptions {
  delimiter: string
  skip: number
  escapeChar: string
  quote?: string
}

const MAX_BROKEN = 10_000

function parse(text: string, { delimiter, skip, escapeChar, quote = '"' }: ParseOptions): Parsed {
  const records: string[][] = []
  const lines: number[] = []
  const broken: number[] = []
  const keep = cellKeeper()
  let [cells, line, at, record] = [0, 1, 0, 0]
  Papa.parse<string[]>(text, {
    delimiter,
    newline: '\n',
    quoteChar: quote,
    escapeChar,
    step({ data, errors, meta }) {
      cells += data.length
      refuseBeyondBounds(data.length, cells)
      refuseManyRows(records.length)
      if (record++ >= skip) {
        if (errors.some((error) => error.type === 'Quotes') && broken.length < MAX_BROKEN) broken.push(records.length)
        records.push(keep(trimmedQuotes(data)))
        lines.push(line)
      }
      for (let end = text.indexOf('\n', at); end >= 0 && end < meta.cursor; end = text.indexOf('\n', end + 1)) line++
      at = meta.cursor
    },
  })
  // The end of the last line is no record.
  if (text.endsWith('\n') && records.at(-1)?.join('') === '') {
    records.pop()
    lines.pop()
  }
  return { records, lines, broken }
}

/** ` "Quantity"`: a space before the quote keeps it from being one. */
const trimmedQuotes = (cells: string[]): string[] =>
  cells.some((cell) => cell.startsWith(' "') && cell.endsWith('"'))
    ? cells.map((cell) => (/^ +"[^"]*" *$/.test(cell) ? cell.trim().slice(1, -1) : cell))
    : cells

/** Different cells that are remembered; a column of names has fewer, a column of amounts gains nothing. */
const REMEMBERED = 20_000
const REMEMBERED_CHARS = 40

/** Records of exactly their length, in which equal cells are one text: a large file is mostly the same words again. */
function cellKeeper(): (cells: readonly string[]) => string[] {
  const known = new Map<string, string>()
  return (cells) =>
    cells.map((cell) => {
      if (cell.length > TABLE_BOUNDS.cellChars) throw hugeCell()
      if (cell.length > REMEMBERED_CHARS) return cell
      const same = known.get(cell)
      if (same !== undefined) return same
      if (known.size < REMEMBERED) known.set(cell, cell)
      return cell
    })
}

const hugeCell = (): Refusal =>
  new Refusal('TOO_LARGE', `A cell has more than ${TABLE_BOUNDS.cellChars.toLocaleString('en')} characters.`)

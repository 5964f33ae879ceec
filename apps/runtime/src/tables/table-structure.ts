// Decides which records of a file are the header, which are rows, and which are neither: titles, notes, a second table.
import type { LeftOutRows, ReadingCorrection } from '@biplane/contracts/wire/file-reading'
import { corrected, type Decision, decide } from './decision.ts'
import { classOf, extentOf, filledIn, findHeader, headerNames } from './header-row.ts'
import { lineOf, type RawTable } from './records.ts'

export interface TableStructure {
  header: Decision<number[]>
  /** As they stand in the file. */
  names: string[]
  /** Indexes of the records that are rows. */
  rows: number[]
  leftOut: LeftOutRows[]
}

type Reason = LeftOutRows['reason']
type Structured = Pick<RawTable, 'records' | 'lines' | 'broken' | 'names'>

const EVIDENCE: Record<Reason, string> = {
  title: 'lines above the header',
  blank: 'lines without a single value',
  totals: 'the sum of the rows above',
  subtotal: 'the sum of the rows of one group',
  repeated_header: 'the header once more',
  footer: 'notes below the table',
  comment: 'lines that begin with #',
  second_table: 'another table below, with a header of its own',
  broken_quotes: 'a quotation mark is not closed, so that the cells cannot be told apart',
  ragged: 'more cells than the header has',
}

export function findStructure(table: Structured, correction: ReadingCorrection = {}): TableStructure {
  const { records } = table
  const { headerAt, firstData, header } = headerOf(table, correction)
  const headerRows = headerAt.map((at) => records[at] ?? [])
  const body = records.slice(firstData)
  const width = widthOf(headerRows, body)
  const names = table.names ?? headerNames(headerRows, width)
  const reasons = new Map<number, Reason>()
  for (let at = 0; at < firstData; at++) if (!headerAt.includes(at)) reasons.set(at, reasonAbove(records[at] ?? []))
  markRows(table, { firstData, width, headerRows, names }, reasons)
  const rows: number[] = []
  for (let at = firstData; at < records.length; at++) if (!reasons.has(at)) rows.push(at)
  return { header, names, rows, leftOut: groupedReasons(table, reasons) }
}

const isComment = (cells: readonly string[]): boolean =>
  /^\s*#(?!\w*[!/?0-9])/.test(cells[0] ?? '') && filledIn(cells) === 1
const reasonAbove = (cells: readonly string[]): Reason =>
  extentOf(cells) === 0 ? 'blank' : isComment(cells) ? 'comment' : 'title'

function headerOf(table: Structured, { header: wanted }: ReadingCorrection) {
  const { records } = table
  if (table.names) {
    return {
      headerAt: [],
      firstData: 0,
      header: decide<number[]>([], 'certain', 'the format names its columns itself'),
    }
  }
  if (wanted) {
    const headerAt = wanted.flatMap((line) => {
      const at = table.lines ? table.lines.indexOf(line) : line - 1
      return at >= 0 && at < records.length ? [at] : []
    })
    const firstData = headerAt.length > 0 ? Math.max(...headerAt) + 1 : 0
    return { headerAt, firstData, header: corrected(headerAt.map((at) => lineOf(table, at))) }
  }
  const found = findHeader(records)
  const value = found.records.map((at) => lineOf(table, at))
  const alternatives =
    found.decision.confidence === 'certain' ? [] : value.length > 0 ? [[]] : [[lineOf(table, found.firstData)]]
  return {
    headerAt: found.records,
    firstData: found.firstData,
    header: decide(value, found.decision.confidence, found.decision.evidence, alternatives),
  }
}

/** As wide as the header; wider only where nearly all rows are, which then have columns without a name. */
function widthOf(headerRows: readonly string[][], body: readonly string[][]): number {
  const header = Math.max(0, ...headerRows.map(extentOf))
  const extents = body.map(extentOf).filter((extent) => extent > 0)
  const widest = extents.reduce((most, extent) => Math.max(most, extent), 0)
  if (header === 0) return widest
  const wider = extents.filter((extent) => extent > header).length
  return wider > 1 && wider >= extents.length * 0.95 ? widest : header
}

interface Body {
  firstData: number
  width: number
  headerRows: readonly string[][]
  names: readonly string[]
}

function markRows(table: Structured, body: Body, reasons: Map<number, Reason>): void {
  const { records } = table
  const broken = new Set(table.broken)
  const header = body.headerRows.at(-1)?.map((cell) => cell.trim().toLowerCase())
  const end = endOfRows(records)
  const second = secondTable(records, body, end)
  for (let at = body.firstData; at < records.length; at++) {
    if (at >= end) {
      reasons.set(at, 'blank')
      continue
    }
    const cells = records[at] ?? []
    const extent = extentOf(cells)
    if (at >= second) reasons.set(at, 'second_table')
    else if (extent === 0) reasons.set(at, 'blank')
    else if (header && isSame(cells, header)) reasons.set(at, 'repeated_header')
    else if (body.width > 1 && isComment(cells)) reasons.set(at, 'comment')
    else if (broken.has(at) && (cells.length !== body.width || cells.some((cell) => cell.includes('\n'))))
      reasons.set(at, 'broken_quotes')
    else if (extent > body.width) reasons.set(at, 'ragged')
  }
  markFooters(records, body, reasons)
}

const isSame = (cells: readonly string[], header: readonly string[]): boolean => {
  for (let at = 0; at < Math.max(cells.length, header.length); at++) {
    if ((cells[at] ?? '').trim().toLowerCase() !== (header[at] ?? '')) return false
  }
  return true
}

const endOfRows = (records: readonly string[][]): number => {
  let end = records.length
  while (end > 0 && extentOf(records[end - 1] ?? []) === 0) end--
  return end
}

const SAMPLE = 200

/** Index of the record with which another table begins; behind the end where there is none. */
function secondTable(
  records: readonly string[][],
  { firstData, width }: Pick<Body, 'firstData' | 'width'>,
  end: number,
): number {
  if (width < 2) return end
  const numeric = numericColumns(records.slice(firstData, firstData + SAMPLE), width)
  for (let at = firstData + 1; at < end - 1; at++) {
    if (extentOf(records[at - 1] ?? []) > 0 || extentOf(records[at] ?? []) === 0) continue
    const titled = filledIn(records[at] ?? []) === 1
    const head = titled ? at + 1 : at
    if (isOtherHeader(records[head] ?? [], records[head + 1] ?? [], numeric)) return at
  }
  return end
}

/** Where another table begins below the first one; `null` where there is none. */
export function secondTableAt(records: readonly string[][]): number | null {
  const { headerAt, firstData } = headerOf({ records: [...records], lines: null, broken: [], names: null }, {})
  const headerRows = headerAt.map((at) => records[at] ?? [])
  const end = endOfRows(records)
  const at = secondTable(records, { firstData, width: widthOf(headerRows, records.slice(firstData)) }, end)
  return at < end ? at : null
}

function numericColumns(records: readonly string[][], width: number): boolean[] {
  return Array.from({ length: width }, (_, column) => {
    const classes = records.map((cells) => classOf(cells[column] ?? '')).filter((kind) => kind !== 'empty')
    return classes.length > 0 && classes.filter((kind) => kind !== 'text').length >= classes.length * 0.5
  })
}

function isOtherHeader(cells: readonly string[], next: readonly string[], numeric: readonly boolean[]): boolean {
  if (filledIn(cells) < 2 || filledIn(next) < 2) return false
  const words = cells.every((cell) => classOf(cell) === 'text' || cell.trim() === '')
  const overValues = next.some((cell, column) => classOf(cell) !== 'text' && classOf(cells[column] ?? '') === 'text')
  const breaks = cells.some((cell, column) => numeric[column] === true && classOf(cell) === 'text')
  return words && overValues && (breaks || filledIn(cells) !== numeric.length)
}

const FOOTER =
  /^\s*(?:\*|†|\d\)|source|quelle|note|notes|hinweis|anmerkung|generated|erstellt|exported|printed|page \d|seite \d|disclaimer|copyright|©|stand:|as of|data as of|report|confidential|end of)/i
const LONG_NOTE = 25

/** From the end upwards: lines with a single text in the first cells, apart from the table or too long for a value. */
function markFooters(records: readonly string[][], { firstData, width }: Body, reasons: Map<number, Reason>): void {
  if (width < 2) return
  for (let at = records.length - 1; at > firstData; at--) {
    const reason = reasons.get(at)
    if (reason === 'blank' || reason === 'comment' || reason === 'second_table') continue
    const cells = records[at] ?? []
    const text = cells.find((cell) => cell.trim() !== '') ?? ''
    const apart = reasons.get(at - 1) === 'blank'
    const single = filledIn(cells) === 1 && classOf(text) === 'text' && (cells[0] ?? '').trim() !== ''
    if (!single || !(FOOTER.test(text) || apart || text.length > LONG_NOTE)) return
    reasons.set(at, 'footer')
  }
}

const MAX_ROWS = 50

export function groupedReasons(
  table: Pick<RawTable, 'records' | 'lines'>,
  reasons: ReadonlyMap<number, Reason>,
): LeftOutRows[] {
  const end = endOfRows(table.records)
  const groups = new Map<Reason, number[]>()
  for (const [at, reason] of [...reasons].toSorted(([a], [b]) => a - b)) {
    // Blank lines at the end of a file are nothing that anybody would miss.
    if (reason === 'blank' && at >= end) continue
    const group = groups.get(reason)
    if (group) group.push(lineOf(table, at))
    else groups.set(reason, [lineOf(table, at)])
  }
  return [...groups].map(([reason, rows]) => ({
    reason,
    rows: rows.slice(0, MAX_ROWS),
    count: rows.length,
    evidence: EVIDENCE[reason],
  }))
}

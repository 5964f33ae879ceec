// Finds the header among the first records of a table: the record whose cells differ most from those below them.
import { isNothing } from './cell-text.ts'
import { dateParts } from './date-text.ts'
import { type Decision, decide } from './decision.ts'
import { numberParts } from './number-text.ts'

export type CellClass = 'empty' | 'number' | 'date' | 'text'

export function classOf(cell: string): CellClass {
  if (isNothing(cell)) return 'empty'
  if (cell.length > 80) return 'text'
  const date = dateParts(cell)
  if (date && date.shape !== 'compact') return 'date'
  return numberParts(cell) ? 'number' : 'text'
}

/** Number of cells up to the last filled one. */
export function extentOf(cells: readonly string[]): number {
  for (let at = cells.length; at > 0; at--) if ((cells[at - 1] ?? '').trim() !== '') return at
  return 0
}

export const filledIn = (cells: readonly string[]): number => cells.filter((cell) => cell.trim() !== '').length

export interface FoundHeader {
  /** Indexes of the records that make the header: none, one or two. */
  records: number[]
  /** The first record below it. */
  firstData: number
  decision: Omit<Decision<number[]>, 'value' | 'alternatives'>
}

const LOOKED_AT = 25
const BELOW = 30

/** The most frequent extent of the first records. */
export function usualExtent(records: readonly string[][]): number {
  const counts = new Map<number, number>()
  for (const cells of records.slice(0, 300)) {
    const extent = extentOf(cells)
    if (extent > 0) counts.set(extent, (counts.get(extent) ?? 0) + 1)
  }
  let [best, most] = [0, 0]
  for (const [extent, count] of counts) {
    if (count > most || (count === most && extent > best)) [best, most] = [extent, count]
  }
  return best
}

export function findHeader(records: readonly string[][]): FoundHeader {
  const width = usualExtent(records)
  const filled = records.flatMap((cells, at) => (extentOf(cells) > 0 ? [at] : [])).slice(0, LOOKED_AT + BELOW)
  const candidates = filled.slice(0, LOOKED_AT).filter((at) => mayBeHeader(records[at] ?? [], width))
  const first = candidates[0] ?? filled[0] ?? 0
  if (filled.length <= 1) return onlyRecord(records[first] ?? [], first)
  let best = { at: -1, score: 0 }
  candidates.forEach((at, rank) => {
    const below = filled.filter((other) => other > at).slice(0, BELOW)
    if (below.length === 0) return
    const score =
      headerScore(
        records[at] ?? [],
        below.map((other) => records[other] ?? []),
        width,
      ) -
      rank * 0.05
    // Lines are passed over for names that stand above values of another kind, never for words above words.
    if (score > best.score && (rank === 0 || score >= 1.5)) best = { at, score }
  })
  if (best.at < 0) {
    const decision = {
      confidence: 'likely' as const,
      evidence: 'the first line reads like the lines below it, so there is no header',
    }
    return { records: [], firstData: first, decision }
  }
  // The same line further up is the header, and the lower one only repeats it.
  const same = (records[best.at] ?? []).join('\u001f')
  const at = candidates.find((other) => (records[other] ?? []).join('\u001f') === same) ?? best.at
  const rows = joinedRows(records, at, width)
  const line =
    rows.length === 2 ? 'two lines of names stand above the values' : 'names stand above values of another kind'
  const decision =
    best.score >= 1.5
      ? { confidence: 'certain' as const, evidence: line }
      : { confidence: 'likely' as const, evidence: 'its cells do not appear below it, as names of columns do' }
  return { records: rows, firstData: (rows.at(-1) ?? at) + 1, decision }
}

function onlyRecord(cells: readonly string[], at: number): FoundHeader {
  const names = cells.every((cell) => classOf(cell) === 'text' || cell.trim() === '') && cells.length > 0
  return names
    ? { records: [at], firstData: at + 1, decision: decide(0, 'likely', 'the only line holds names and no values') }
    : { records: [], firstData: at, decision: decide(0, 'likely', 'the only line holds values') }
}

/** A title, or a line such as `Account: 123`, is narrower than the table. */
const mayBeHeader = (cells: readonly string[], width: number): boolean => {
  const extent = extentOf(cells)
  const words = cells.every((cell) => cell.trim() === '' || classOf(cell) === 'text')
  if (extent < width * (words && extent > 1 ? 0.5 : 0.8)) return false
  return width < 2 || filledIn(cells) > Math.max(1, width * 0.4)
}

function headerScore(header: readonly string[], below: readonly string[][], width: number): number {
  const seen = new Set<string>()
  const sequence = isSequence(header)
  let score = 0
  for (let column = 0; column < Math.max(width, header.length); column++) {
    const cell = (header[column] ?? '').trim()
    const cells = below.map((record) => (record[column] ?? '').trim()).filter((text) => text !== '')
    if (cell === '') {
      if (cells.length > 0) score -= column < header.length ? 0.5 : 1
      continue
    }
    if (seen.has(cell.toLowerCase())) score -= 0.5
    seen.add(cell.toLowerCase())
    if (cell.length > 80) score -= 1
    score += columnScore(cell, cells, sequence)
  }
  return score
}

function columnScore(cell: string, below: readonly string[], sequence: boolean): number {
  const own = classOf(cell)
  if (below.length === 0) return own === 'text' ? 0.1 : -0.5
  const classes = below.map(classOf).filter((kind) => kind !== 'empty')
  const usual = usualClass(classes)
  if (own === 'text' || own === 'empty') {
    if (usual === 'number' || usual === 'date') return own === 'text' ? 2 : -1
    return below.includes(cell) ? -2 : isTruth(cell) ? -1 : 0.2
  }
  if (sequence) return 0.8
  // `2026-01` or `Jan 2026` above numbers names a column; a date above dates is one more of them.
  return usual !== own && usual !== 'text' && usual !== null ? 1 : -2
}

const isTruth = (cell: string): boolean => /^(?:true|false|yes|no|ja|nein)$/i.test(cell)

function usualClass(classes: readonly CellClass[]): CellClass | null {
  for (const kind of ['number', 'date', 'text'] as const) {
    if (classes.filter((other) => other === kind).length >= classes.length * 0.6 && classes.length > 0) return kind
  }
  return null
}

/** Years, or 30, 60, 90: numbers that name columns rise by equal steps, and stand beside words. */
function isSequence(header: readonly string[]): boolean {
  const cells = header.map((cell) => cell.trim()).filter((cell) => cell !== '')
  const numbers = cells.filter((cell) => /^\d{1,4}$/.test(cell)).map(Number)
  const words = cells.filter((cell) => classOf(cell) === 'text')
  if (numbers.length < 2 || words.length === 0 || numbers.length + words.length < cells.length) return false
  const steps = numbers.slice(1).map((value, at) => value - (numbers[at] ?? 0))
  const rising = steps.every((step) => step > 0)
  const years = numbers.every((value) => value >= 1900 && value <= 2100)
  const equal = steps.every((step) => step === steps[0])
  return (
    rising &&
    (years || (equal && numbers.length >= 3) || (words.length >= 2 && numbers.every((value) => value % 5 === 0)))
  )
}

/** A second line of the header: a group such as `2025` above, or units and names below. */
function joinedRows(records: readonly string[][], at: number, width: number): number[] {
  const above = records[at - 1]
  if (above && isGroupRow(above, records[at] ?? [], width)) return [at - 1, at]
  const below = records[at + 1]
  const next = records.slice(at + 2, at + 2 + BELOW).filter((cells) => extentOf(cells) > 0)
  if (below && next.length > 0 && isSecondHeader(records[at] ?? [], below, next)) return [at, at + 1]
  return [at]
}

function isGroupRow(above: readonly string[], header: readonly string[], width: number): boolean {
  const filled = filledIn(above)
  if (filled < 2 || filled >= filledIn(header) || extentOf(above) < 2 || width < 3) return false
  const names = header.map((cell) => cell.trim().toLowerCase()).filter((cell) => cell !== '')
  const repeats = new Set(names).size < names.length
  const gaps = header.some((cell, column) => cell.trim() === '' && (above[column] ?? '').trim() !== '')
  return (repeats || gaps) && above.every((cell) => classOf(cell) !== 'number' || /^\s*(?:19|20)\d\d\s*$/.test(cell))
}

function isSecondHeader(header: readonly string[], below: readonly string[], next: readonly string[][]): boolean {
  if (below.some((cell) => classOf(cell) === 'number')) return false
  const gaps = header.some((cell, column) => cell.trim() === '' && (below[column] ?? '').trim() !== '')
  if (!gaps) return false
  return below.some((cell, column) => {
    const cells = next.map((record) => record[column] ?? '').filter((text) => text.trim() !== '')
    return classOf(cell) === 'text' && usualClass(cells.map(classOf)) === 'number'
  })
}

/** The names of the columns; a group stands above all columns up to the next group. */
export function headerNames(rows: readonly (readonly string[])[], width: number): string[] {
  if (rows.length < 2) return Array.from({ length: width }, (_, at) => (rows[0]?.[at] ?? '').trim())
  const [top = [], bottom = []] = rows
  let group = ''
  return Array.from({ length: width }, (_, at) => {
    const own = (top[at] ?? '').trim()
    if (own !== '') group = own
    const name = (bottom[at] ?? '').trim()
    return name === '' ? own || group : own === '' && group === '' ? name : `${group} ${name}`
  })
}

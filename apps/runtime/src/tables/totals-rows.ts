// Finds rows that sum up other rows, by what they are called and by arithmetic, so that no sum counts a value twice.
import type { LeftOutRows } from '@biplane/contracts/wire/file-reading'
import { plainText } from './cell-text.ts'
import { lineOf, type RawTable } from './records.ts'
import type { TableStructure } from './table-structure.ts'

export interface TotalsInput {
  /** Cells of the rows, as they stand. */
  rows: readonly (readonly string[])[]
  width: number
  /** Columns whose values may be summed up. */
  numeric: readonly boolean[]
  /** The exact number of a cell in units of 10^-`SCALE`; `null` where it holds none. */
  number(column: number, cell: string): bigint | null
}

export interface TotalsRow {
  /** Index in `rows`. */
  at: number
  reason: Extract<LeftOutRows['reason'], 'totals' | 'subtotal'>
  /** Whether its numbers are the sums of the rows above. */
  exact: boolean
}

/** Decimals that sums are compared with. */
export const SCALE = 12

export function unitsOf(digits: string): bigint {
  const [whole = '0', fraction = ''] = digits.split('.')
  const units = BigInt(`${whole.replace('-', '')}${fraction.slice(0, SCALE).padEnd(SCALE, '0')}` || '0')
  return whole.startsWith('-') ? -units : units
}

const TOTAL_WORD =
  'totals?|sub-?totals?|grand total|sum|sums|overall|summe|gesamt|gesamtsumme|zwischensumme|insgesamt|endsumme|total général|total general|sous-total|subtotal|suma|suma total|razem|łącznie|ogółem|totale|totaal|subtotaal|totalt|celkem|összesen|итого|всего|合計|小計|総計|总计|合计|小计|총계|합계|somme|soma'
const IS_TOTAL = new RegExp(`^(?:${TOTAL_WORD})(?:\\s*[:.]|\\s.{0,60})?$`, 'iu')
const ENDS_TOTAL = /^.{1,80}\s(?:sub-?total|totals?|summe|gesamt|ergebnis)\s*:?$/iu
const IS_SUMMARY =
  /^(?:average|avg\.?|mean|median|durchschnitt|mittelwert|moyenne|promedio|media|średnia|count|anzahl|minimum|maximum|min\.?|max\.?)\s*:?$/iu

type Label = 'total' | 'summary' | null

const labelOfText = (text: string): Label => {
  if (IS_TOTAL.test(text) || ENDS_TOTAL.test(text)) return 'total'
  return IS_SUMMARY.test(text) ? 'summary' : null
}

/** What the row calls itself, in the first of its cells that is no number. */
function labelOf(cells: readonly string[], { numeric, width }: TotalsInput): Label {
  for (let column = 0; column < width; column++) {
    const text = plainText(cells[column] ?? '')
    if (text === '' || text.length > 90 || (numeric[column] === true && /^[\d\s.,%-]+$/.test(text))) continue
    return labelOfText(text)
  }
  return null
}

/** Cells of words or dates are all empty, and at least one number is there. */
function isUnnamed(cells: readonly string[], { numeric, width }: TotalsInput): boolean {
  let [numbers, words, named] = [0, 0, 0]
  for (let column = 0; column < width; column++) {
    const filled = (cells[column] ?? '').trim() !== ''
    if (numeric[column] === true) numbers += filled ? 1 : 0
    else {
      named++
      words += filled ? 1 : 0
    }
  }
  return named > 0 && words === 0 && numbers > 0
}

/** Sums of a run of rows, column by column. */
interface Block {
  sums: (bigint | null)[]
  rows: number
}

const emptyBlock = (width: number): Block => ({ sums: Array.from({ length: width }, () => null), rows: 0 })

const add = (block: Block, values: readonly (bigint | null)[]): void => {
  block.rows++
  values.forEach((value, column) => {
    if (value !== null) block.sums.splice(column, 1, (block.sums[column] ?? 0n) + value)
  })
}

export function findTotals(input: TotalsInput): TotalsRow[] {
  const found: TotalsRow[] = []
  const all = emptyBlock(input.width)
  let block = emptyBlock(input.width)
  let section = emptyBlock(input.width)
  const last = input.rows.length - 1
  input.rows.forEach((cells, at) => {
    const label = labelOf(cells, input)
    const unnamed = label === null && isUnnamed(cells, input)
    const values = valuesOf(cells, input)
    if (at > 0 && (label !== null || unnamed)) {
      const fits = [block, section, all].find((sums) => sums.rows > 0 && isSum(values, sums, unnamed))
      if (fits && (!unnamed || fits.rows > 1)) {
        const inner = fits === block && block.rows < all.rows
        found.push({
          at,
          reason: inner || at < last - 1 ? (fits === all ? 'totals' : 'subtotal') : 'totals',
          exact: true,
        })
        if (fits !== block) section = emptyBlock(input.width)
        block = emptyBlock(input.width)
        return
      }
      if (label !== null && closes(cells, at, last, input)) {
        found.push({ at, reason: at === last ? 'totals' : 'subtotal', exact: false })
        block = emptyBlock(input.width)
        return
      }
    }
    for (const sums of [all, block, section]) add(sums, values)
  })
  return found
}

const valuesOf = (cells: readonly string[], { width, numeric, number }: TotalsInput): (bigint | null)[] =>
  Array.from({ length: width }, (_, column) => (numeric[column] === true ? number(column, cells[column] ?? '') : null))

/** Averages and rates stand in a total, too: one sum that fits is enough for a row that calls itself a total. */
function isSum(values: readonly (bigint | null)[], { sums }: Block, every: boolean): boolean {
  let [fits, wrong] = [0, 0]
  values.forEach((value, column) => {
    const sum = sums[column]
    if (value === null || sum === null || sum === undefined) return
    if (isClose(value, sum)) fits++
    else wrong++
  })
  return fits > 0 && (!every || wrong === 0)
}

/** Half a cent of rounding. */
const TOLERANCE = 5n * 10n ** BigInt(SCALE - 3)
const isClose = (a: bigint, b: bigint): boolean => (a > b ? a - b : b - a) <= TOLERANCE

/** A row that only calls itself a total: the last ones of the table, in which no other name stands. */
function closes(cells: readonly string[], at: number, last: number, { width, numeric }: TotalsInput): boolean {
  let words = 0
  for (let column = 0; column < width; column++) {
    if (numeric[column] !== true && (cells[column] ?? '').trim() !== '') words++
  }
  const named = numeric.filter((is) => !is).length
  return at >= last - 3 && words <= 1 && (named > 1 || at === last || words === 1)
}

/** The totals of a table as its reading says them. */
export function leftOutTotals(
  raw: Pick<RawTable, 'lines'>,
  { rows }: Pick<TableStructure, 'rows'>,
  totals: readonly TotalsRow[],
): LeftOutRows[] {
  return (['subtotal', 'totals'] as const).flatMap((reason) => {
    const found = totals.filter((row) => row.reason === reason)
    if (found.length === 0) return []
    const inexact = found.filter(({ exact }) => !exact).length
    const evidence =
      inexact === 0
        ? `the numbers are the sums of the rows ${reason === 'totals' ? 'above' : 'of their group'}`
        : `named as totals; in ${inexact} of them the numbers are not the sums of the rows above`
    const lines = found.map(({ at }) => lineOf(raw, rows[at] ?? 0))
    return [{ reason, rows: lines.slice(0, 50), count: lines.length, evidence }]
  })
}

// Owns how two versions of a table are matched: columns by name, rows by their key, cells one by one. Pure.
import { isEmptyCell } from '../cell-values.ts'
import { measures } from '../column-roles.ts'
import { type Column, nameWords } from '../columns.ts'
import { add, type Decimal, sum } from '../decimal.ts'
import { foldName, tidySpaces } from '../name-folding.ts'
import { moneyAt } from '../open-invoices.ts'
import { cellAt, type Sheet } from '../sheet.ts'
import { shownCell } from '../shown-text.ts'

export interface Pair {
  before: Column
  after: Column
}

export const pairsOf = (before: Sheet, after: Sheet): Pair[] =>
  after.columns.flatMap((column) => {
    const same = before.columns.find(({ name }) => nameWords(name) === nameWords(column.name))
    return same ? [{ before: same, after: column }] : []
  })

export const columnsLeft = (sheet: Sheet, pairs: Pair[], side: keyof Pair): string[] =>
  sheet.columns
    .filter((column) => !pairs.some((pair) => pair[side] === column))
    .map(({ name }) => `“${shownCell(name)}”`)

/** How often a column repeats itself; 0 names every row once. */
function repeatsIn(sheet: Sheet, column: Column): number {
  const seen = new Set<string>()
  let repeated = 0
  for (let row = 1; row <= sheet.table.rows.length; row++) {
    const cell = cellAt(sheet, row, column)
    if (sheet.empty.has(row)) continue
    if (isEmptyCell(cell)) repeated++
    else if (!sheet.repeats.has(row) && seen.size === seen.add(foldName(cell)).size) repeated++
  }
  return repeated
}

/** Few repeats are faults of the data, many mean that the column names something else. */
const FEW = 0.02

export function keyOf(pairs: Pair[], named: string | null, before: Sheet, after: Sheet): Pair | null {
  const wanted = named === null ? null : nameWords(named)
  const candidates = pairs
    .filter(({ after: column }) =>
      wanted === null ? column.type === 'text' || column.type === 'integer' : nameWords(column.name) === wanted,
    )
    .map((pair) => ({
      pair,
      repeats: Math.max(
        repeatsIn(before, pair.before) / before.table.rows.length,
        repeatsIn(after, pair.after) / after.table.rows.length,
      ),
    }))
    .filter(({ repeats }) => repeats <= FEW)
    .sort(
      (a, b) =>
        a.repeats - b.repeats || Number(b.pair.after === after.roles.id) - Number(a.pair.after === after.roles.id),
    )
  return candidates[0]?.pair ?? null
}

export interface Matched {
  matched: { before: number; after: number }[]
  gone: number[]
  added: number[]
  repeated: number
}

export function matchRows(before: Sheet, after: Sheet, key: Pair): Matched {
  const old = new Map<string, number>()
  let repeated = 0
  for (let row = 1; row <= before.table.rows.length; row++) {
    const name = foldName(cellAt(before, row, key.before))
    if (before.empty.has(row)) continue
    if (old.has(name)) repeated++
    else old.set(name, row)
  }
  const seen = new Set<string>()
  const result: Matched = { matched: [], gone: [], added: [], repeated }
  for (let row = 1; row <= after.table.rows.length; row++) {
    if (after.empty.has(row)) continue
    const name = foldName(cellAt(after, row, key.after))
    const was = old.get(name)
    if (seen.has(name)) result.repeated++
    else if (was === undefined) result.added.push(row)
    else result.matched.push({ before: was, after: row })
    seen.add(name)
  }
  result.gone = [...old].filter(([name]) => !seen.has(name)).map(([, row]) => row)
  return result
}

export interface CellChange {
  row: number
  name: string
  was: string
  is: string
}

export function changedCells(
  before: Sheet,
  after: Sheet,
  { both, rows }: { both: Pair[]; rows: Matched['matched'] },
): CellChange[] {
  return rows.flatMap((row) =>
    both.flatMap((pair) => {
      const [was, is] = [
        tidySpaces(cellAt(before, row.before, pair.before)),
        tidySpaces(cellAt(after, row.after, pair.after)),
      ]
      const same = was === is || (isEmptyCell(was) && isEmptyCell(is))
      return same ? [] : [{ row: row.after, name: shownCell(pair.after.name), was, is }]
    }),
  )
}

export function byColumn(changes: readonly CellChange[]): [string, number][] {
  const counts = new Map<string, number>()
  for (const { name } of changes) counts.set(name, (counts.get(name) ?? 0) + 1)
  return [...counts].sort((a, b) => b[1] - a[1])
}

export function sumsOf(
  before: Sheet,
  after: Sheet,
  pairs: Pair[],
): { name: string; was: Decimal; is: Decimal; change: Decimal }[] {
  const countable = new Set(measures(after.columns, after.roles))
  const total = (sheet: Sheet, column: Column) =>
    sum(
      sheet.table.rows.flatMap((_, at) =>
        sheet.table.ragged.has(at + 1) ? [] : [moneyAt(sheet, at + 1, column)?.amount ?? []].flat(),
      ),
    )
  // Sums over several currencies would mean nothing.
  const currencies = new Set(
    [before, after].flatMap((sheet) => {
      const column = sheet.roles.currency
      return column ? sheet.table.rows.map((cells) => (cells[column.index] ?? '').trim().toUpperCase()) : []
    }),
  )
  if (currencies.size > 1) return []
  return pairs
    .filter((pair) => countable.has(pair.after))
    .map((pair) => {
      const [was, is] = [total(before, pair.before), total(after, pair.after)]
      return { name: shownCell(pair.after.name), was, is, change: add(is, { units: -was.units, scale: was.scale }) }
    })
}

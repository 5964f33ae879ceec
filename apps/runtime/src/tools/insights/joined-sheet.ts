// Owns one table made of two: each row of the first with the row of the second that has the same key. Pure.
import { isEmptyCell } from '../cell-values.ts'
import { type Column, nameWords } from '../columns.ts'
import { foldName } from '../name-folding.ts'
import { readSheet, type Sheet } from '../sheet.ts'
import { refuseBeyondLimits } from '../table.ts'

export interface Key {
  left: Column
  right: Column
}

export interface Joined {
  sheet: Sheet
  key: Key
  /** Rows of the first that found one, and those that did not. */
  matched: number
  unmatched: number[]
  /** Rows of the second that nobody asked for. */
  unused: number
}

const keysOf = (sheet: Sheet, column: Column): { keys: Map<string, number>; unique: boolean; filled: number } => {
  const keys = new Map<string, number>()
  let [unique, filled] = [true, 0]
  sheet.table.rows.forEach((cells, at) => {
    const cell = cells[column.index] ?? ''
    if (isEmptyCell(cell)) return
    filled++
    const key = foldName(cell)
    if (keys.has(key)) unique = false
    else keys.set(key, at + 1)
  })
  return { keys, unique, filled }
}

/** At least so many rows must find one, else the columns only happen to be called the same. */
const OVERLAP = 0.1
/** Rows by which that is judged, and columns of other names that are tried. */
const SAMPLE = 2_000
const CANDIDATES = 20

/**
 * The pair of columns by which the two belong together: the second names each of its rows once by it, and most rows of the
 * first find one. `named` is the column that the person said. `null` where there is none.
 */
export function findKey(left: Sheet, right: Sheet, named: string | null): Key | null {
  const wanted = named === null ? null : nameWords(named)
  const step = Math.max(1, Math.ceil(left.table.rows.length / SAMPLE))
  const sample = left.table.rows.filter((_, at) => at % step === 0)
  let best: { key: Key; score: number } | null = null
  for (const b of right.columns) {
    if (b.type !== 'text' && b.type !== 'integer') continue
    const sameName = left.columns.filter((a) => nameWords(a.name) === nameWords(b.name))
    const candidates =
      sameName.length > 0 ? sameName : left.columns.filter((a) => a.type === b.type).slice(0, CANDIDATES)
    const { keys, unique, filled } = keysOf(right, b)
    if (!unique || filled === 0) continue
    for (const a of candidates) {
      if (wanted !== null && nameWords(a.name) !== wanted && nameWords(b.name) !== wanted) continue
      let [hits, asked] = [0, 0]
      for (const cells of sample) {
        const cell = cells[a.index] ?? ''
        if (isEmptyCell(cell)) continue
        asked++
        if (keys.has(foldName(cell))) hits++
      }
      const share = asked === 0 ? 0 : hits / asked
      const score = share + (sameName.length > 0 ? 1 : 0)
      if (share >= OVERLAP && (!best || score > best.score)) best = { key: { left: a, right: b }, score }
    }
  }
  return best?.key ?? null
}

/** Rows of the first stay where they are, so that a row is still the row of its file; without a match the rest is empty. */
export function joinSheets(left: Sheet, right: Sheet, key: Key): Joined {
  const { keys } = keysOf(right, key.right)
  const added = right.columns.filter((column) => column !== key.right)
  const taken = new Set(left.columns.map(({ name }) => name.toLowerCase()))
  const names = added.map(({ name }) => {
    let given = name
    for (let n = 2; taken.has(given.toLowerCase()); n++) given = `${name}_${n}`
    taken.add(given.toLowerCase())
    return given
  })
  const width = left.table.columns.length + names.length
  refuseBeyondLimits(width, width * left.table.rows.length)
  const used = new Set<number>()
  const unmatched: number[] = []
  const rows = left.table.rows.map((cells, at) => {
    const found = keys.get(foldName(cells[key.left.index] ?? ''))
    if (found === undefined) unmatched.push(at + 1)
    else used.add(found)
    const other = found === undefined ? undefined : right.table.rows[found - 1]
    return [...cells, ...added.map((column) => other?.[column.index] ?? '')]
  })
  const sheet = readSheet({ ...left.table, columns: [...left.table.columns, ...names], rows })
  return { sheet, key, matched: rows.length - unmatched.length, unmatched, unused: keys.size - used.size }
}

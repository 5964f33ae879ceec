// Plans the columns of a table from its rows, or from a sample of them: what each holds, and what each different cell means.
import type { ReadingCorrection } from '@biplane/contracts/wire/file-reading'
import { hintsOf } from './column-format.ts'
import { type ColumnPlan, planColumn } from './column-kind.ts'
import { profileOf } from './column-profile.ts'
import { type Converted, convertCell } from './convert-cell.ts'
import type { RawTable } from './records.ts'
import { columnNames } from './table-names.ts'
import type { TableStructure } from './table-structure.ts'
import { correctedPlan, type NumberWidth, widen } from './typed-columns.ts'

export interface Column {
  name: string
  source: string
  plan: ColumnPlan
  /** What each different cell means. */
  meaning: ReadonlyMap<string, Converted>
  width: NumberWidth
}

export function columnsOf(
  raw: Pick<RawTable, 'records' | 'delimiter'>,
  structure: Pick<TableStructure, 'names'>,
  rows: readonly number[],
  correction: ReadingCorrection,
): Column[] {
  const names = columnNames(structure.names)
  const counts = names.map((_, column) => countValues(raw, rows, column))
  const profiles = counts.map(profileOf)
  const hints = hintsOf(profiles, raw.delimiter?.value ?? null)
  return names.map((name, at) => {
    const values = counts[at] ?? new Map<string, number>()
    const profile = profiles[at] ?? profileOf(values)
    const said = correction.columns?.find((column) => column.name === name)
    const plan = correctedPlan(planColumn(name, profile, hints, values.keys()), said, { profile, hints })
    const width: NumberWidth = { whole: 0, fraction: 0 }
    const meaning = new Map<string, Converted>()
    for (const cell of values.keys()) {
      const converted = convertCell(cell, plan)
      meaning.set(cell, converted)
      if (converted.is === 'value' && /^-?\d/.test(converted.text)) widen(width, converted.text)
    }
    return { name, source: structure.names[at] ?? '', plan, meaning, width }
  })
}

export function countValues(
  { records }: Pick<RawTable, 'records'>,
  rows: readonly number[],
  column: number,
): Map<string, number> {
  const counts = new Map<string, number>()
  for (const at of rows) {
    const cell = records[at]?.[column] ?? ''
    counts.set(cell, (counts.get(cell) ?? 0) + 1)
  }
  return counts
}

const MAX_VALUES = 200

/** The most frequent values first. */
export function frequent(counts: ReadonlyMap<string, number>, meaning: ReadonlyMap<string, Converted>): string[] {
  const byValue = new Map<string, number>()
  for (const [cell, count] of counts) {
    const converted = meaning.get(cell)
    if (converted?.is === 'value') byValue.set(converted.text, (byValue.get(converted.text) ?? 0) + count)
  }
  const sorted = [...byValue].toSorted(([, a], [, b]) => b - a).slice(0, MAX_VALUES)
  return sorted.map(([text]) => text.slice(0, MAX_VALUES))
}

const NUMERIC = new Set(['integer', 'decimal', 'money', 'percent', 'duration'])

/** Whether a total may stand below the column. */
export const isSummable = ({ plan }: Pick<Column, 'plan'>): boolean =>
  NUMERIC.has(plan.kind.value) && plan.additivity.value !== 'identifier'

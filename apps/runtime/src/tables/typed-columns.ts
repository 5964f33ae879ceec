// The SQL types of columns, and what is said of their values once they are loaded.
import type { ColumnReading, ReadingCorrection } from '@biplane/contracts/wire/file-reading'
import type { DuckDBConnection } from '@duckdb/node-api'
import { dateFormatOf, type FileHints, numberFormatOf } from './column-format.ts'
import type { ColumnPlan } from './column-kind.ts'
import type { ColumnProfile } from './column-profile.ts'
import { corrected } from './decision.ts'
import { quoted, runQuery, type SqlValue } from './duck.ts'

/** How wide the numbers of a column are. */
export interface NumberWidth {
  whole: number
  fraction: number
}

export function widen(width: NumberWidth, digits: string): void {
  const at = digits.indexOf('.')
  const sign = digits.startsWith('-') ? 1 : 0
  width.whole = Math.max(width.whole, (at < 0 ? digits.length : at) - sign)
  width.fraction = Math.max(width.fraction, at < 0 ? 0 : digits.length - at - 1)
}

const MAX_SCALE = 12
const SMALL = 18
const LARGE = 38

/** Small decimals are as fast as integers, and their products are exact; a double only where digits do not suffice. */
export function sqlTypeOf({ kind }: ColumnPlan, { whole, fraction }: NumberWidth): string {
  switch (kind.value) {
    case 'text':
      return 'VARCHAR'
    case 'boolean':
      return 'BOOLEAN'
    case 'date':
      return 'DATE'
    case 'datetime':
      return 'TIMESTAMP'
    case 'integer':
      return whole <= SMALL ? 'BIGINT' : whole <= LARGE ? 'HUGEINT' : 'DOUBLE'
    case 'duration':
      return fraction === 0 ? 'BIGINT' : 'DECIMAL(18,3)'
    default: {
      const scale = kind.value === 'money' ? Math.max(2, fraction) : fraction
      if (scale > MAX_SCALE || whole + scale > LARGE) return 'DOUBLE'
      return `DECIMAL(${whole + scale <= SMALL ? SMALL : LARGE},${scale})`
    }
  }
}

/** The plan with what a person said of the column. */
export function correctedPlan(
  plan: ColumnPlan,
  said: NonNullable<ReadingCorrection['columns']>[number] | undefined,
  { profile, hints }: { profile: ColumnProfile; hints: FileHints },
): ColumnPlan {
  if (!said) return plan
  const next: ColumnPlan = { ...plan }
  if (said.kind !== undefined) {
    next.kind = corrected(
      said.kind,
      [plan.kind.value].filter((kind) => kind !== said.kind),
    )
    const numeric = ['integer', 'decimal', 'money', 'percent'].includes(said.kind)
    const dated = said.kind === 'date' || said.kind === 'datetime'
    next.number = numeric ? (plan.number ?? numberFormatOf(profile, hints)) : null
    const dates = dateFormatOf(profile, hints)
    next.date = dated ? (plan.date ?? dates.format) : null
    if (dated && !plan.date) next.order = dates.order
    if (!dated) next.counted = null
    if (!numeric && said.kind !== 'duration') next.additivity = corrected('not_numeric')
    else if (plan.additivity.value === 'not_numeric' || plan.additivity.value === 'identifier')
      next.additivity = corrected('additive')
  }
  if (said.number_format) next.number = corrected(said.number_format, plan.number ? [plan.number.value] : [])
  if (said.date_format !== undefined) {
    next.date = corrected(said.date_format, plan.date ? [plan.date.value] : [])
    next.order = /^M{1,2}[^M\p{L}]/u.test(said.date_format) ? 'mdy' : 'dmy'
    const counted = (['excel-serial', 'epoch-s', 'epoch-ms'] as const).find((unit) => unit === said.date_format)
    next.counted = counted ?? null
  }
  if (said.additivity !== undefined) next.additivity = corrected(said.additivity, [plan.additivity.value])
  if (said.unit !== undefined) next.unit = said.unit
  return next
}

export interface ColumnStatistics {
  filled: number
  distinct: number
  min: string | null
  max: string | null
}

/** Columns of one query: each holds all of its different values in memory. */
const TOGETHER = 12
/** Up to here different values are counted; beyond, they are estimated. */
const COUNTED_ROWS = 500_000

export async function readStatistics(
  connection: DuckDBConnection,
  table: string,
  names: readonly string[],
  rows = 0,
): Promise<ColumnStatistics[]> {
  const distinct = (name: string) =>
    rows <= COUNTED_ROWS ? `count(DISTINCT ${name})` : `approx_count_distinct(${name})`
  const found: ColumnStatistics[] = []
  for (let from = 0; from < names.length; from += TOGETHER) {
    const part = names.slice(from, from + TOGETHER).map(quoted)
    const parts = part.map(
      (name) => `count(${name}), ${distinct(name)}, CAST(min(${name}) AS VARCHAR), CAST(max(${name}) AS VARCHAR)`,
    )
    const { rows: read } = await runQuery(connection, `SELECT ${parts.join(', ')} FROM ${table}`, [], { rows: 1 })
    found.push(...part.map((_, at) => statisticsOf(read[0] ?? [], at)))
  }
  return found
}

function statisticsOf(row: readonly SqlValue[], column: number): ColumnStatistics {
  const [filled, distinct, min, max] = row.slice(column * 4, column * 4 + 4)
  return { filled: Number(filled ?? 0), distinct: Number(distinct ?? 0), min: shownBound(min), max: shownBound(max) }
}

const shownBound = (value: SqlValue | undefined): string | null =>
  value === null || value === undefined ? null : String(value).slice(0, 80)

export interface ReadColumn {
  name: string
  source: string
  plan: ColumnPlan
  statistics: ColumnStatistics
  unreadable: ColumnReading['unreadable']
  values: string[]
  rows: number
}

export function columnReadingOf({
  name,
  source,
  plan,
  statistics,
  unreadable,
  values,
  rows,
}: ReadColumn): ColumnReading {
  return {
    name,
    source: source.slice(0, 1000),
    kind: plan.kind,
    additivity: plan.additivity,
    unit: plan.unit?.slice(0, 20) ?? null,
    number_format: plan.number,
    date_format: plan.date,
    empty: Math.max(0, rows - statistics.filled - unreadable.count),
    distinct: statistics.distinct,
    unreadable,
    values,
    min: statistics.min,
    max: statistics.max,
  }
}

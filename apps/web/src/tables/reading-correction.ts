// What a person has corrected of a reading. Every change is sent with all earlier ones, because the kept correction is
// replaced as a whole. Pure.
import type { ColumnReading, FileReading, ReadingCorrection } from '@biplane/contracts/wire/file-reading'

export type ColumnCorrection = NonNullable<ReadingCorrection['columns']>[number]

interface Decided<T> {
  value: T
  confidence: string
}

const set = <T>(decision: Decided<T> | null): T | undefined =>
  decision?.confidence === 'corrected' ? decision.value : undefined

function columnCorrection(column: ColumnReading): ColumnCorrection | null {
  const kind = set(column.kind)
  const additivity = set(column.additivity)
  const number_format = set(column.number_format)
  const date_format = set(column.date_format)
  if ([kind, additivity, number_format, date_format].every((part) => part === undefined)) return null
  return {
    name: column.name,
    // A unit has no mark of its own: it is kept with a column that has another correction.
    unit: column.unit,
    ...(kind === undefined ? {} : { kind }),
    ...(additivity === undefined ? {} : { additivity }),
    ...(number_format === undefined ? {} : { number_format }),
    ...(date_format === undefined ? {} : { date_format }),
  }
}

/** What of a reading was set by a person. */
export function correctionOf(reading: FileReading): ReadingCorrection {
  const encoding = set(reading.encoding)
  const delimiter = set(reading.delimiter)
  const part = set(reading.part)
  const header = set(reading.header)
  const columns = reading.columns.flatMap((column) => columnCorrection(column) ?? []).slice(0, 100)
  return {
    ...(encoding === undefined ? {} : { encoding }),
    ...(delimiter === undefined ? {} : { delimiter }),
    ...(part === undefined ? {} : { part }),
    ...(header === undefined ? {} : { header }),
    ...(columns.length === 0 ? {} : { columns }),
  }
}

/** One more thing about a column. A unit alone pins the type too, so that it is known as set later. */
export function correctColumn(
  reading: FileReading,
  column: ColumnReading,
  change: Omit<ColumnCorrection, 'name'>,
): ReadingCorrection {
  const before = correctionOf(reading)
  const own = before.columns?.find(({ name }) => name === column.name)
  const pinned = change.unit === undefined ? {} : { kind: column.kind.value }
  // Another type has another format; the settings of the old one do not apply.
  const kept = change.kind === undefined ? own : undefined
  const next = { ...pinned, ...kept, ...change, name: column.name }
  return {
    ...before,
    columns: [...(before.columns ?? []).filter(({ name }) => name !== column.name), next].slice(-100),
  }
}

/** Another way to cut the file into columns: settings of the old columns may not apply. */
export function correctFile(reading: FileReading, change: Omit<ReadingCorrection, 'columns'>): ReadingCorrection {
  const { columns, ...before } = correctionOf(reading)
  const keepsColumns = change.keep_totals !== undefined
  return { ...before, ...change, ...(keepsColumns && columns ? { columns } : {}) }
}

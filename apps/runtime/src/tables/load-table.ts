// Reads a file into a table of typed columns and says how it was read.
import type {
  Additivity,
  ColumnKind,
  ColumnReading,
  FileReading,
  ReadingCorrection,
} from '@biplane/contracts/wire/file-reading'
import type { DuckDBConnection } from '@duckdb/node-api'
import { formatDay, readDay } from '../tools/calendar.ts'
import { isEmptyCell, readNumber, readTruth } from '../tools/cell-values.ts'
import type { Column } from '../tools/columns.ts'
import type { Decimal } from '../tools/decimal.ts'
import type { ToolFile } from '../tools/define-tool.ts'
import { detect, openSheet } from '../tools/detect.ts'
import type { Sheet } from '../tools/sheet.ts'
import { DATABASE, quoted } from './duck.ts'
import { columnNames } from './table-names.ts'

export interface LoadRequest {
  connection: DuckDBConnection
  /** What the table is to be called in the engine. */
  physical: string
  file: ToolFile
  correction: ReadingCorrection
  folder: string
}

/** @throws UNSUPPORTED_FILE, TOO_LARGE */
export async function loadTable({ connection, physical, file }: LoadRequest): Promise<FileReading> {
  const { format } = await detect(file)
  const sheet = await openSheet(file)
  const names = columnNames(sheet.table.columns)
  const columns = sheet.columns.map((column, at) => readingOf(sheet, column, names[at] ?? column.name))
  const target = `${DATABASE}.main.${quoted(physical)}`
  const declared = columns.map(
    (column, at) => `${quoted(column.name)} ${sqlType(sheet, sheet.columns[at], column.kind.value)}`,
  )
  await connection.run(`CREATE TABLE ${target} (${declared.join(', ')})`)
  for (let from = 0; from < sheet.table.rows.length; from += 500) {
    const rows = sheet.table.rows.slice(from, from + 500)
    const values = rows.flatMap((cells) => sheet.columns.map((column) => sqlText(cells[column.index] ?? '', column)))
    const marks = rows.map(() => `(${columns.map(() => '?').join(', ')})`).join(', ')
    await connection.run(`INSERT INTO ${target} VALUES ${marks}`, values)
  }
  const likely = { confidence: 'likely', evidence: 'read by the first rules', alternatives: [] } as const
  return {
    format: format === 'tsv' || format === 'json' || format === 'ndjson' || format === 'xlsx' ? format : 'csv',
    encoding: null,
    delimiter: sheet.table.delimiter === null ? null : { ...likely, alternatives: [], value: sheet.table.delimiter },
    part: null,
    header: { ...likely, alternatives: [], value: sheet.table.header ? [1] : [] },
    left_out: [],
    rows: sheet.table.rows.length,
    columns,
    row_noun: { one: 'row', many: 'rows' },
  }
}

const KINDS: Record<Column['type'], ColumnKind> = {
  text: 'text',
  integer: 'integer',
  number: 'decimal',
  currency: 'money',
  percent: 'percent',
  date: 'date',
  boolean: 'boolean',
}

const toText = ({ units, scale }: Decimal): string => {
  const digits = (units < 0n ? -units : units).toString().padStart(scale + 1, '0')
  const at = digits.length - scale
  return `${units < 0n ? '-' : ''}${digits.slice(0, at)}${scale > 0 ? `.${digits.slice(at)}` : ''}`
}

const sqlText = (cell: string, column: Column): string | null => {
  if (isEmptyCell(cell)) return null
  if (column.type === 'text') return cell
  if (column.type === 'boolean') return String(readTruth(cell))
  if (column.type === 'date') {
    const read = readDay(cell, column.order)
    return read?.kind === 'day' ? formatDay(read.day) : null
  }
  const number = readNumber(cell, column.style)
  return number ? toText(number.value) : null
}

function sqlType(sheet: Sheet, column: Column | undefined, kind: ColumnKind): string {
  switch (kind) {
    case 'text':
      return 'VARCHAR'
    case 'boolean':
      return 'BOOLEAN'
    case 'integer':
      return 'BIGINT'
    case 'date':
    case 'datetime':
      return 'DATE'
    default: {
      const scale = sheet.table.rows.reduce(
        (most, cells) => {
          const read = column ? readNumber(cells[column.index] ?? '', column.style) : null
          return Math.max(most, read?.value.scale ?? 0)
        },
        kind === 'money' ? 2 : 0,
      )
      return `DECIMAL(18,${Math.min(scale, 12)})`
    }
  }
}

function readingOf(sheet: Sheet, column: Column, name: string): ColumnReading {
  const kind = KINDS[column.type]
  const cells = sheet.table.rows.map((row) => row[column.index] ?? '')
  const filled = cells.filter((cell) => !isEmptyCell(cell))
  const numeric = kind === 'integer' || kind === 'decimal' || kind === 'money'
  const additivity: Additivity = kind === 'percent' ? 'non_additive' : numeric ? 'additive' : 'not_numeric'
  const likely = <T>(value: T) => ({
    value,
    confidence: 'likely' as const,
    evidence: 'by most of its cells',
    alternatives: [],
  })
  return {
    name,
    source: column.name.slice(0, 1000),
    kind: likely(kind),
    additivity: likely(additivity),
    unit: null,
    number_format: null,
    date_format: null,
    empty: cells.length - filled.length,
    distinct: new Set(filled).size,
    unreadable: { count: 0, examples: [] },
    values:
      kind === 'text' || kind === 'boolean' ? [...new Set(filled)].slice(0, 200).map((cell) => cell.slice(0, 200)) : [],
    min: null,
    max: null,
  }
}

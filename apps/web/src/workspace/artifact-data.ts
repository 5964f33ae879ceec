// Validates an artifact's `unknown` data as deep as it is drawn. An unknown form is `null` and shown as such; it never
// breaks the page.
import type {
  AnswerData,
  ChartData,
  ColumnType,
  OutlineData,
  QualityData,
  SchemaData,
  TableData,
} from '@biplane/contracts/wire/artifacts'

export type Check<T> = (value: unknown) => value is T

export const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
export const isText: Check<string> = (v): v is string => typeof v === 'string'
export const isNumber: Check<number> = (v): v is number => typeof v === 'number'
export const isBoolean: Check<boolean> = (v): v is boolean => typeof v === 'boolean'

export const orNull =
  <T>(check: Check<T>): Check<T | null> =>
  (v): v is T | null =>
    v === null || check(v)

export const optional =
  <T>(check: Check<T>): Check<T | undefined> =>
  (v): v is T | undefined =>
    v === undefined || check(v)

export const listOf =
  <T>(check: Check<T>): Check<T[]> =>
  (v): v is T[] =>
    Array.isArray(v) && v.every(check)

export const oneOf =
  <T extends string>(...values: T[]): Check<T> =>
  (v): v is T =>
    values.some((value) => value === v)

/** Every field is checked; fields that are not named are let through. */
export const shape =
  <T extends object>(fields: { [K in keyof T]-?: Check<T[K]> }): Check<T> =>
  (v): v is T => {
    if (!isObject(v)) return false
    for (const [name, check] of Object.entries<Check<unknown>>(fields)) if (!check(v[name])) return false
    return true
  }

const isCell: Check<string | number | boolean | null> = (v): v is string | number | boolean | null =>
  v === null || isText(v) || isNumber(v) || isBoolean(v)

const isColumnType: Check<ColumnType> = oneOf<ColumnType>(
  'text',
  'integer',
  'number',
  'currency',
  'date',
  'boolean',
  'percent',
)
const isCellType: Check<TableData['columns'][number]['type']> = (v): v is TableData['columns'][number]['type'] =>
  v === 'duration' || isColumnType(v)

export const isTable: Check<TableData> = shape<TableData>({
  columns: listOf(
    shape<TableData['columns'][number]>({ key: isText, label: isText, type: isCellType, unit: optional(isText) }),
  ),
  rows: listOf(shape<TableData['rows'][number]>({ row: orNull(isNumber), cells: listOf(isCell) })),
  total_rows: isNumber,
  totals: optional(listOf(isCell)),
  locale: optional(oneOf('en', 'de')),
})

const isSchema: Check<SchemaData> = shape<SchemaData>({
  rows: isNumber,
  columns: listOf(
    shape<SchemaData['columns'][number]>({
      name: isText,
      type: isColumnType,
      nulls: isNumber,
      distinct: isNumber,
      min: orNull(isText),
      max: orNull(isText),
      examples: listOf(isText),
      candidate_key: isBoolean,
    }),
  ),
})

const isQuality: Check<QualityData> = shape<QualityData>({
  rows: isNumber,
  findings: listOf(
    shape<QualityData['findings'][number]>({
      rule: isText,
      severity: oneOf('info', 'warning', 'error'),
      title: isText,
      detail: isText,
      column: orNull(isText),
      rows: listOf(isNumber),
      count: isNumber,
    }),
  ),
})

const isChart: Check<ChartData> = shape<ChartData>({ spec: isObject, table: isTable })

const isOutline: Check<OutlineData> = shape<OutlineData>({
  sections: listOf(
    shape<OutlineData['sections'][number]>({ level: isNumber, title: isText, line: isNumber, steps: listOf(isText) }),
  ),
  words: isNumber,
})

const isAnswer: Check<AnswerData> = shape<AnswerData>({
  question: isText,
  answer: orNull(isText),
  quotes: listOf(
    shape<AnswerData['quotes'][number]>({
      file_uuid: isText,
      name: isText,
      line: isNumber,
      end_line: isNumber,
      page: orNull(isNumber),
      heading: isText,
      text: isText,
    }),
  ),
})

export const read =
  <T>(check: Check<T>) =>
  (data: unknown): T | null =>
    check(data) ? data : null

export const readTable = read(isTable)
export const readSchema = read(isSchema)
export const readQuality = read(isQuality)
export const readChart = read(isChart)
export const readOutline = read(isOutline)
export const readAnswer = read(isAnswer)

// Values far from the rest of their column, by a rule that a few extreme values cannot bend.
import type { ColumnReading } from '@biplane/contracts/wire/file-reading'
import { boundedTable } from '../../tools/artifact-shapes.ts'
import { counted } from '../../tools/shown-text.ts'
import type { SqlValue } from '../duck.ts'
import { formatNumber, numberOfValue } from '../format.ts'
import { columnStyle } from '../plan-words.ts'
import { sql, value } from '../sql-text.ts'
import { type AnalysisAnswer, type AnalysisOf, type Lacking, lacking, type Source } from './analysis-answer.ts'
import { numbersOf } from './numbers-of.ts'

/** Tukey's outer fence: values that far out are rarely part of the same thing. */
const FENCE = 3
const FEWEST = 20
/** More than that are not exceptions but the shape of the data. */
const RARE = 0.05
const MAX_COLUMNS = 20
const MAX_LISTED = 200
const TOLD = 5

export interface FarValues {
  column: ColumnReading
  /** The farthest first. */
  far: { row: number; value: SqlValue }[]
  count: number
  /** The middle half of all values lies between these. */
  low: number
  high: number
}

export async function outliersOf(
  { columns: named }: AnalysisOf<'outliers'>,
  source: Source,
): Promise<AnalysisAnswer | Lacking> {
  const columns = numbersOf(source.reading, named).slice(0, MAX_COLUMNS)
  if (columns.length === 0) return lacking('That needs a column with numbers')
  const found: FarValues[] = []
  for (const column of columns) {
    const one = await farValuesOf(column, source)
    if (one) found.push(one)
  }
  const rule = `more than ${FENCE} times the spread of the middle half beyond it`
  return {
    kind: 'answer',
    says: [
      found.length === 0
        ? `No value lies far from the rest of its column (${rule}).`
        : `${counted(
            found.reduce((sum, { count }) => sum + count, 0),
            'value',
          )} of ${found.map(({ column }) => `“${column.name}”`).join(', ')} ${found.length === 1 && found[0]?.count === 1 ? 'lies' : 'lie'} far from the rest.`,
    ],
    points: found.map(
      ({ column, far, low, high }) =>
        `${column.name}: ${far
          .slice(0, TOLD)
          .map(({ row, value: one }) => `${formatNumber(one, columnStyle(column))} in row ${row}`)
          .join(
            ', ',
          )}; half of all values lie between ${formatNumber(low, columnStyle(column))} and ${formatNumber(high, columnStyle(column))}`,
    ),
    cautions: found.length === 0 ? [] : [`Far from the rest means ${rule}; it need not be wrong.`],
    tables:
      found.length === 0
        ? []
        : [
            {
              title: 'Values far from the rest',
              summary: counted(
                found.reduce((sum, { count }) => sum + count, 0),
                'value',
              ),
              data: boundedTable({
                columns: [
                  { key: 'column', label: 'Column', type: 'text' },
                  { key: 'value', label: 'Value', type: 'number' },
                  { key: 'low', label: 'Half of all from', type: 'number' },
                  { key: 'high', label: 'to', type: 'number' },
                ],
                rows: found.flatMap(({ column, far, low, high }) =>
                  far.map(({ row, value: one }) => ({ row, cells: [column.name, numberOfValue(one), low, high] })),
                ),
              }),
              chart: null,
            },
          ],
    steps: found.map(({ column, low, high, count }) => ({
      label: column.name.slice(0, 200),
      expression: `outside of ${low - FENCE * (high - low)} to ${high + FENCE * (high - low)}`,
      result: counted(count, 'value'),
    })),
    sql: source.sql,
  }
}

/** `null` when there are too few values to tell, or none that lies far out. */
export async function farValuesOf(column: ColumnReading, source: Source): Promise<FarValues | null> {
  const name = source.scope.sql(column.name)
  const number = sql`CAST(${name} AS DOUBLE)`
  const [found = []] = await source.query(
    sql`SELECT count(${name}), quantile_cont(${number}, 0.25), quantile_cont(${number}, 0.75) ${source.from}`,
    1,
  )
  const [count = 0, low, high] = found.map((one) => numberOfValue(one))
  if (count === null || count < FEWEST || low == null || high == null || high <= low) return null
  const [least, most] = [low - FENCE * (high - low), high + FENCE * (high - low)]
  const rows = await source.query(
    sql`SELECT r, v, count(*) OVER () FROM (SELECT __row AS r, ${name} AS v, ${number} AS d ${source.from}) WHERE d < ${value(least)} OR d > ${value(most)} ORDER BY abs(d - ${value((low + high) / 2)}) DESC, r`,
    MAX_LISTED,
  )
  const all = numberOfValue(rows[0]?.[2]) ?? 0
  if (all === 0 || all > count * RARE) return null
  return { column, low, high, count: all, far: rows.map(([row, one]) => ({ row: Number(row), value: one ?? null })) }
}

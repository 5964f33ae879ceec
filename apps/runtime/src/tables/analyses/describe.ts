// Statistics of number columns: count, sum, mean, spread, quartiles. Without named columns, what the whole table holds.
import type { ColumnReading } from '@biplane/contracts/wire/file-reading'
import { boundedTable, type Cell } from '../../tools/artifact-shapes.ts'
import { counted } from '../../tools/shown-text.ts'
import type { SqlValue } from '../duck.ts'
import { formatNumber, type NumberStyle, numberOfValue } from '../format.ts'
import { isDate, isText } from '../plan-scope.ts'
import { columnStyle } from '../plan-words.ts'
import { list, sql } from '../sql-text.ts'
import {
  type AnalysisAnswer,
  type AnalysisOf,
  type AnalysisTable,
  type Lacking,
  lacking,
  line,
  type Source,
} from './analysis-answer.ts'
import { numbersOf } from './numbers-of.ts'

const TOLD = 5

interface Described {
  column: ColumnReading
  style: NumberStyle
  count: number
  total: SqlValue
  mean: number | null
  deviation: number | null
  low: SqlValue
  quarter: number | null
  median: number | null
  threeQuarters: number | null
  high: SqlValue
}

/** `unit`: the currency of the amounts where the table has several. */
export async function describeOf(
  { columns: named }: AnalysisOf<'describe'>,
  source: Source,
  unit: string | null,
): Promise<AnalysisAnswer | Lacking> {
  const columns = numbersOf(source.reading, named)
  if (columns.length === 0 && named.length > 0) return lacking('That needs a column with numbers')
  const described = columns.length === 0 ? [] : await describe(columns, source, unit)
  const whole = named.length === 0
  return {
    kind: 'answer',
    says: [...(whole ? [overview(source)] : []), ...(whole ? [] : described.map(tell))],
    points: whole ? [...described.slice(0, TOLD).map(tell), ...others(source)] : [],
    cautions: [],
    tables: [...(described.length > 0 ? [statistics(described)] : []), ...(whole ? [profile(source)] : [])],
    steps: described.slice(0, 20).map(({ column, total, count, style }) => ({
      label: column.name.slice(0, 200),
      expression: `sum(${column.name}) ÷ count(${column.name})`.slice(0, 500),
      result: `${formatNumber(total, style)} ÷ ${count}`,
    })),
    sql: source.sql,
  }
}

async function describe(columns: readonly ColumnReading[], source: Source, unit: string | null): Promise<Described[]> {
  const parts = columns.map(({ name }) => {
    const cell = source.scope.sql(name)
    const number = sql`CAST(${cell} AS DOUBLE)`
    return sql`count(${cell}), sum(${cell}), avg(${cell}), stddev_samp(${number}), min(${cell}), quantile_cont(${number}, 0.25), median(${number}), quantile_cont(${number}, 0.75), max(${cell})`
  })
  const [found = []] = await source.query(sql`SELECT ${list(parts)} ${source.from}`, 1)
  return columns.flatMap((column, at) => {
    const [count, total, mean, deviation, low, quarter, median, threeQuarters, high] = found.slice(9 * at, 9 * at + 9)
    const plain = columnStyle(column)
    return numberOfValue(count) === 0
      ? []
      : [
          {
            column,
            style: { ...plain, unit: plain.unit ?? (column.kind.value === 'percent' ? null : unit) },
            count: numberOfValue(count) ?? 0,
            total: total ?? null,
            mean: numberOfValue(mean),
            deviation: numberOfValue(deviation),
            low: low ?? null,
            quarter: numberOfValue(quarter),
            median: numberOfValue(median),
            threeQuarters: numberOfValue(threeQuarters),
            high: high ?? null,
          },
        ]
  })
}

function tell({ column, style, count, total, mean, median, low, high, deviation }: Described): string {
  const shown = (figure: SqlValue) => formatNumber(figure, style)
  const together = column.additivity.value === 'additive' ? `, together ${shown(total)}` : ''
  const spread = deviation === null ? '' : `, standard deviation ${shown(deviation)}`
  return `${column.name}: ${counted(count, 'value')} between ${shown(low)} and ${shown(high)}${together}; mean ${shown(sixDecimals(mean))}, median ${shown(median)}${spread}.`
}

const sixDecimals = (figure: number | null): number | null => (figure === null ? null : Math.round(figure * 1e6) / 1e6)

function statistics(described: readonly Described[]): AnalysisTable {
  const rows = described.map((one) =>
    line(
      one.column.name,
      one.style.unit ?? '',
      one.count,
      numberOfValue(one.total),
      one.mean,
      one.deviation,
      numberOfValue(one.low),
      one.quarter,
      one.median,
      one.threeQuarters,
      numberOfValue(one.high),
    ),
  )
  return {
    title: described.length === 1 ? `Statistics of ${described[0]?.column.name ?? ''}` : 'Statistics of the numbers',
    summary: counted(described.length, 'column'),
    data: boundedTable({
      columns: [
        { key: 'column', label: 'Column', type: 'text' },
        { key: 'unit', label: 'Unit', type: 'text' },
        { key: 'count', label: 'Values', type: 'integer' },
        { key: 'sum', label: 'Sum', type: 'number' },
        { key: 'mean', label: 'Mean', type: 'number' },
        { key: 'sd', label: 'Standard deviation', type: 'number' },
        { key: 'min', label: 'Smallest', type: 'number' },
        { key: 'q1', label: 'First quartile', type: 'number' },
        { key: 'median', label: 'Median', type: 'number' },
        { key: 'q3', label: 'Third quartile', type: 'number' },
        { key: 'max', label: 'Largest', type: 'number' },
      ],
      rows,
    }),
    chart: null,
  }
}

const overview = ({ reading }: Source): string =>
  `The table has ${counted(reading.rows, 'row')}${reading.row_noun.many === 'rows' ? '' : ` (${reading.row_noun.many})`} and ${counted(reading.columns.length, 'column')}.`

/** What columns without numbers hold. */
function others({ reading }: Source): string[] {
  const dates = reading.columns.filter((column) => isDate(column) && column.min !== null && column.max !== null)
  const names = reading.columns.filter(
    (column) =>
      isText(column) &&
      column.additivity.value !== 'identifier' &&
      column.distinct > 1 &&
      column.distinct < reading.rows,
  )
  return [
    ...dates.slice(0, 2).map(({ name, min, max }) => `${name}: from ${min?.slice(0, 10)} to ${max?.slice(0, 10)}.`),
    ...names.slice(0, TOLD).map(
      ({ name, distinct, values }) =>
        `${name}: ${counted(distinct, 'different value')}, most often ${values
          .slice(0, 3)
          .map((one) => `“${one}”`)
          .join(', ')}.`,
    ),
  ]
}

const profile = ({ reading }: Source): AnalysisTable => ({
  title: 'Columns of the table',
  summary: counted(reading.columns.length, 'column'),
  data: boundedTable({
    columns: [
      { key: 'column', label: 'Column', type: 'text' },
      { key: 'kind', label: 'Kind', type: 'text' },
      { key: 'filled', label: 'Filled', type: 'integer' },
      { key: 'empty', label: 'Empty', type: 'integer' },
      { key: 'distinct', label: 'Different', type: 'integer' },
      { key: 'low', label: 'Lowest', type: 'text' },
      { key: 'high', label: 'Highest', type: 'text' },
      { key: 'values', label: 'Most frequent', type: 'text' },
    ],
    rows: reading.columns.map((column) => {
      const cells: Cell[] = [
        column.name,
        column.kind.value,
        reading.rows - column.empty,
        column.empty,
        column.distinct,
        isText(column) ? '' : (column.min ?? ''),
        isText(column) ? '' : (column.max ?? ''),
        column.values.slice(0, 3).join(', '),
      ]
      return { row: null, cells }
    }),
  }),
  chart: null,
})

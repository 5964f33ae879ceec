// What changed between two periods and where it came from: each group's part of the difference, which add up to it.
import type { ColumnReading } from '@biplane/contracts/wire/file-reading'
import type { PlanFilter, TablePlan } from '@biplane/contracts/wire/table-plan'
import { boundedTable, type Cell } from '../../tools/artifact-shapes.ts'
import { barChart } from '../../tools/charts.ts'
import { capital, counted } from '../../tools/shown-text.ts'
import type { SqlValue } from '../duck.ts'
import { formatGroup, formatNumber, numberOfValue } from '../format.ts'
import { cellAt } from '../plan-result.ts'
import { isText } from '../plan-scope.ts'
import {
  type AnalysisAnswer,
  type AnalysisOf,
  groupedPlan,
  type Lacking,
  lacking,
  line,
  type Source,
  signedPercent,
} from './analysis-answer.ts'
import { dayOf, type Grain, nextStart } from './periods.ts'
import { type Period, type Series, seriesOf } from './series.ts'

/** A column with more names explains nothing, and one with a single name neither. */
const MAX_NAMES = 50
const MAX_DIMENSIONS = 12
const TOLD = 5
const MAX_BARS = 12

export async function changeOf(
  { from, to }: AnalysisOf<'change'>,
  source: Source,
  currency: string | null,
): Promise<AnalysisAnswer | Lacking> {
  const series = await seriesOf(source, currency)
  if ('kind' in series) return series
  const pair = periodsOf(series, from, to)
  if (!pair) return lacking(`That needs two complete ${series.grain}s to compare`)
  if (!addsUp(series))
    return lacking(`The parts of ${series.what} do not add up to it; ask for it by group and ${series.grain}`)
  const explained: Explained[] = []
  for (const column of dimensionsOf(source)) explained.push(await explain(column, pair, series, source))
  const [best] = explained.sort((a, b) => b.focus - a.focus)
  if (!best) return lacking('That needs a column of names, such as a region, that could explain it')
  return tell(best, pair, series, source)
}

const addsUp = ({ measure }: Series): boolean =>
  measure.rate_of === undefined && (measure.aggregate === 'sum' || measure.aggregate === 'count')

interface Pair {
  before: Period
  after: Period
}

function periodsOf({ periods }: Series, from: string | null, to: string | null): Pair | null {
  const after = to === null ? periods.at(-1) : periods.find(({ label }) => label === to)
  const before =
    from === null ? periods[(after ? periods.indexOf(after) : 0) - 1] : periods.find(({ label }) => label === from)
  return before && after ? { before, after } : null
}

/** The groups behind the date, else every column of names. */
function dimensionsOf({ plan, reading }: Source): ColumnReading[] {
  const named = plan.by
    .filter(({ bucket }) => bucket === undefined)
    .flatMap(({ column }) => reading.columns.find(({ name }) => name === column) ?? [])
  if (named.length > 0) return named.slice(0, 1)
  return reading.columns
    .filter(
      (column) =>
        isText(column) &&
        column.additivity.value !== 'identifier' &&
        column.distinct > 1 &&
        column.distinct <= MAX_NAMES &&
        !plan.where.flat().some(({ operand }) => operand.of === 'column' && operand.column === column.name),
    )
    .slice(0, MAX_DIMENSIONS)
}

interface Part {
  label: string
  was: SqlValue
  is: SqlValue
  change: SqlValue
}

interface Explained {
  column: ColumnReading
  parts: Part[]
  /** How much of all movement its single largest part has. */
  focus: number
}

async function explain(column: ColumnReading, pair: Pair, series: Series, source: Source): Promise<Explained> {
  const result = await source.run(comparedPlan(column, pair, series, source.plan))
  const parts = result.rows
    .map(
      (_, at): Part => ({
        label: formatGroup(cellAt(result, at, 'g0'), undefined),
        was: cellAt(result, at, 'm0_right') ?? 0,
        is: cellAt(result, at, 'm0_left') ?? 0,
        change: cellAt(result, at, 'm0_difference'),
      }),
    )
    .map((part) => ({ ...part, change: part.change ?? difference(part) }))
    .sort((a, b) => Math.abs(sizeOf(b.change)) - Math.abs(sizeOf(a.change)) || a.label.localeCompare(b.label))
  const moved = parts.reduce((sum, { change }) => sum + Math.abs(sizeOf(change)), 0)
  return { column, parts, focus: moved === 0 ? 0 : Math.abs(sizeOf(parts[0]?.change ?? 0)) / moved }
}

const sizeOf = (value: SqlValue): number => numberOfValue(value) ?? 0
/** A name that is new or gone has no other side. */
const difference = ({ was, is }: Part): number => exact(sizeOf(is) - sizeOf(was))
/** Without what binary fractions leave behind. */
const exact = (figure: number): number => Number(figure.toPrecision(12))

function comparedPlan(column: ColumnReading, { before, after }: Pair, series: Series, plan: TablePlan): TablePlan {
  const side = ({ label }: Period): { label: string; where: PlanFilter } => ({
    label,
    where: [[{ operand: { of: 'column', column: series.date }, op: 'during', range: rangeOf(label, series.grain) }]],
  })
  const [left, right] = [side(after), side(before)]
  return groupedPlan(plan, {
    measures: [series.measure],
    by: [{ column: column.name }],
    where: [...plan.where, [...left.where.flat(), ...right.where.flat()]],
    comparison: { left, right },
  })
}

/** The first and last day of a period, from its label. */
function rangeOf(label: string, grain: Grain): { from: string; to: string } {
  const start = startOfLabel(label, grain)
  const end = new Date(nextStart(start, grain).getTime() - 1)
  return { from: start.toISOString().slice(0, 10), to: end.toISOString().slice(0, 10) }
}

function startOfLabel(label: string, grain: Grain): Date {
  const [year, part] = [label.slice(0, 4), Number(label.slice(6))]
  if (grain === 'quarter') return dayOf(`${year}-${String(3 * part - 2).padStart(2, '0')}-01`)
  if (grain === 'week') {
    const fourth = dayOf(`${year}-01-04`)
    const monday = fourth.getUTCDate() - ((fourth.getUTCDay() + 6) % 7)
    return new Date(Date.UTC(Number(year), 0, monday + 7 * (part - 1)))
  }
  return dayOf(grain === 'year' ? `${year}-01-01` : grain === 'month' ? `${label}-01` : label)
}

function tell({ column, parts }: Explained, { before, after }: Pair, series: Series, source: Source): AnalysisAnswer {
  const { what, style } = series
  const delta = exact(after.size - before.size)
  const shown = (figure: SqlValue) => formatNumber(figure, style)
  const signed = (figure: SqlValue) => `${sizeOf(figure) > 0 ? '+' : ''}${shown(figure)}`
  const percent = signedPercent(before.size, after.size)
  const shareOf = (part: SqlValue): number | null =>
    delta === 0 ? null : Math.round((1_000 * sizeOf(part)) / delta) / 10
  const verb = delta === 0 ? 'stayed at' : delta > 0 ? 'rose from' : 'fell from'
  const unit = style.unit === null ? {} : { unit: style.unit }
  const cells = (label: string, was: SqlValue, is: SqlValue, part: SqlValue): Cell[] => [
    label,
    sizeOf(was),
    sizeOf(is),
    sizeOf(part),
    shareOf(part),
  ]
  return {
    kind: 'answer',
    says: [
      delta === 0
        ? `${capital(what)} stayed at ${shown(after.value)} from ${before.label} to ${after.label}; inside of it things moved.`
        : `${capital(what)} ${verb} ${shown(before.value)} in ${before.label} to ${shown(after.value)} in ${after.label}: ${signed(delta)}${percent ? ` (${percent})` : ''}.`,
      `By ${column.name} it comes from:`,
    ],
    points: parts.slice(0, TOLD).map(({ label, change }) => {
      const share = shareOf(change)
      return `${label}: ${signed(change)}${share === null ? '' : ` (${share} % of the difference)`}`
    }),
    cautions: [...series.cautions, 'Parts say where the difference is, not who caused it.'],
    tables: [
      {
        title: `What changed in ${what}: ${before.label} to ${after.label}`,
        summary: `${counted(parts.length, 'part')} of ${column.name}`,
        data: boundedTable({
          columns: [
            { key: 'name', label: column.name, type: 'text' },
            { key: 'before', label: before.label, type: 'number', ...unit },
            { key: 'after', label: after.label, type: 'number', ...unit },
            { key: 'change', label: 'Change', type: 'number', ...unit },
            { key: 'share', label: 'Of the difference', type: 'percent' },
          ],
          rows: parts.map(({ label, was, is, change }) => line(...cells(label, was, is, change))),
          totals: cells('All', before.value, after.value, delta),
        }),
        chart:
          parts.length < 2
            ? null
            : {
                title: `What changed in ${what}: ${before.label} to ${after.label}`,
                summary: `the largest parts of ${column.name}`,
                spec: barChart({
                  bars: parts.slice(0, MAX_BARS).map(({ label, change }) => ({ label, value: sizeOf(change) })),
                  axis: column.name,
                  measure: `Change of ${what}${style.unit === null ? '' : ` (${style.unit})`}`,
                  lying: true,
                }),
              },
      },
    ],
    steps: [
      { label: before.label, expression: what, result: shown(before.value) },
      { label: after.label, expression: what, result: shown(after.value) },
      { label: 'Difference', expression: `${after.label} − ${before.label}`, result: signed(delta) },
      {
        label: 'Check',
        expression: `the parts of ${column.name} added up`.slice(0, 500),
        result: signed(exact(parts.reduce((sum, { change }) => sum + sizeOf(change), 0))),
      },
    ],
    sql: source.sql,
  }
}

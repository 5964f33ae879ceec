// Owns the tool that says how something has moved over time: each period, its change, the straight line through all.
import { linearRegression, linearRegressionLine, rSquared } from 'simple-statistics'
import { artifactKey, boundedTable, provenanceOf } from '../artifact-shapes.ts'
import { lineChart } from '../charts.ts'
import { type Decimal, formatDecimal, sum } from '../decimal.ts'
import { defineTool } from '../define-tool.ts'
import { openSheet } from '../detect.ts'
import { counted, shownName } from '../shown-text.ts'
import { analysis, lackingOf } from './analysis.ts'
import { rounded, signedPercent } from './number-words.ts'
import { subjectInWords } from './selected.ts'
import { type Period, readSeries, timeSubject } from './series.ts'

const TOOL = { name: 'insights.trend', version: '1' }
const CHART_PERIODS = 240

export const trendTool = defineTool({
  ...TOOL,
  args: timeSubject,
  result: analysis,
  async run(args, file) {
    const sheet = await openSheet(file)
    const series = readSeries(sheet, args)
    if ('lacking' in series) return lackingOf(...series.lacking)
    const { selected, periods, grain, date } = series
    const [first, last] = [periods[0], periods.at(-1)]
    if (!first || !last || periods.length < 2) return lackingOf(`at least two complete ${grain}s`)
    const line = lineThrough(periods)
    const plan = `${subjectInWords(selected)} by ${grain} of ${date}, and how it moves`
    const high = periods.reduce((best, period) => (period.size > best.size ? period : best))
    const low = periods.reduce((best, period) => (period.size < best.size ? period : best))
    const whole = signedPercent(first.size, last.size)
    const inWords = (value: Decimal) => selected.inWords(value)
    const key = artifactKey('trend', file.file_uuid, JSON.stringify(args))
    const provenance = provenanceOf(TOOL, file, {
      rows: sheet.table.rows.length,
      expression: plan.slice(0, 1_000),
      steps: [
        {
          label: 'Periods',
          expression: `complete ${grain}s of ${date}`,
          result: `${periods.length}, ${first.label} to ${last.label}`,
        },
        { label: 'Total', expression: 'of these periods', result: inWords(sum(periods.map(({ value }) => value))) },
        {
          label: 'Straight line',
          expression: 'least squares over the periods',
          result: `${rounded(line.slope)} a ${grain}, R² ${line.fit.toFixed(2)}`,
        },
      ],
    })
    const data = boundedTable({
      columns: [
        { key: 'period', label: grain, type: 'text' },
        {
          key: 'value',
          label: selected.what,
          type: 'number',
          ...(selected.currency ? { unit: selected.currency } : {}),
        },
        { key: 'rows', label: 'Rows', type: 'integer' },
        { key: 'change', label: 'Change', type: 'number' },
        { key: 'percent', label: 'Change in %', type: 'percent' },
      ],
      rows: periods.map((period, at) => {
        const before = periods[at - 1]
        const change = before ? Math.round((period.size - before.size) * 1e6) / 1e6 : null
        const share =
          before && before.size !== 0
            ? Math.round((1_000 * (period.size - before.size)) / Math.abs(before.size)) / 10
            : null
        return { row: null, cells: [period.label, period.size, period.rows.length, change, share] }
      }),
    })
    const measure = `${selected.what}${selected.currency ? ` (${selected.currency})` : ''}`
    const title = `${selected.what} by ${grain}, ${shownName(file.name)}`.slice(0, 200)
    return {
      kind: 'answer' as const,
      plan,
      says: [
        `From ${first.label} to ${last.label} ${selected.what} went from ${inWords(first.value)} to ${inWords(last.value)}${whole ? ` (${whole})` : ''}.`,
        directionOf(line, grain, periods),
      ],
      points: [`highest: ${high.label} with ${inWords(high.value)}`, `lowest: ${low.label} with ${inWords(low.value)}`],
      figures: [
        { name: `${selected.what} in ${first.label}`, value: formatDecimal(first.value) },
        { name: `${selected.what} in ${last.label}`, value: formatDecimal(last.value) },
        { name: 'slope', value: rounded(line.slope) },
        { name: 'R²', value: line.fit.toFixed(3) },
        { name: 'periods', value: String(periods.length) },
      ],
      artifacts: [
        { kind: 'table' as const, key, title, summary: counted(periods.length, 'period'), provenance, data },
        {
          kind: 'chart' as const,
          key: `${key}:line`.slice(0, 80),
          title,
          summary: counted(periods.length, 'period'),
          provenance,
          data: {
            spec: lineChart({
              points: periods.slice(-CHART_PERIODS).map(({ label, size }) => ({ label, value: size })),
              axis: grain,
              measure,
            }),
            table: { ...data, rows: data.rows.slice(-100) },
          },
        },
      ],
      cautions: series.cautions,
      left_out: selected.leftOut.list(),
      rows: sheet.table.rows.length,
    }
  },
})

export interface Line {
  slope: number
  intercept: number
  /** R², the share of the movement that the line explains. */
  fit: number
}

export function lineThrough(periods: readonly Pick<Period, 'size'>[]): Line {
  const points = periods.map(({ size }, at) => [at, size])
  const { m, b } = linearRegression(points)
  const flat = points.every(([, y]) => y === points[0]?.[1])
  return { slope: m, intercept: b, fit: flat ? 1 : rSquared(points, linearRegressionLine({ m, b })) }
}

function directionOf({ slope, fit }: Line, grain: string, periods: readonly Period[]): string {
  const mean = periods.reduce((total, { size }) => total + size, 0) / periods.length
  if (fit < 0.2 || mean === 0 || Math.abs(slope * periods.length) < 0.05 * Math.abs(mean)) {
    return `No straight line describes that: a trend explains ${rounded(100 * fit, 0)} % of the movement.`
  }
  return `The straight line through all of them ${slope > 0 ? 'rises' : 'falls'} by ${rounded(Math.abs(slope))} a ${grain} and explains ${rounded(100 * fit, 0)} % of the movement.`
}

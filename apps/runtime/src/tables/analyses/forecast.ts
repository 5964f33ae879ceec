// What to expect next: the way that did best on the past, its values, and how far off it was there.
import { boundedTable } from '../../tools/artifact-shapes.ts'
import { forecastChart } from '../../tools/charts.ts'
import { capital, counted } from '../../tools/shown-text.ts'
import { formatNumber } from '../format.ts'
import {
  type AnalysisAnswer,
  type AnalysisOf,
  type Lacking,
  lacking,
  line,
  rounded,
  type Source,
} from './analysis-answer.ts'
import { backTest } from './forecast-methods.ts'
import { labelsAfter, SEASONS } from './periods.ts'
import { seriesOf } from './series.ts'

const FEWEST = 6
const CHART_PERIODS = 60

export async function forecastOf(
  { periods: ahead }: AnalysisOf<'forecast'>,
  source: Source,
  currency: string | null,
): Promise<AnalysisAnswer | Lacking> {
  const series = await seriesOf(source, currency)
  if ('kind' in series) return series
  const { periods, grain, what, style, newest } = series
  if (periods.length < FEWEST)
    return lacking(`A forecast needs at least ${FEWEST} complete ${grain}s, and there are ${periods.length}`)
  const tests = backTest(
    periods.map(({ size }) => size),
    SEASONS[grain],
  )
  const [best] = tests
  if (!best) return lacking('There is no longer past to test a forecast on')
  const values = periods.map(({ size }) => size)
  const expected = labelsAfter(newest, grain, ahead).map((label, at) => {
    const figure = twoDecimals(best.method.expect(values, at + 1))
    return { label, value: figure, low: twoDecimals(figure - best.error), high: twoDecimals(figure + best.error) }
  })
  const shown = (figure: number) => formatNumber(figure, style)
  const off =
    best.errorPercent === null ? rounded(best.error) : `${rounded(best.error)} (${rounded(best.errorPercent, 1)} %)`
  const unit = style.unit === null ? {} : { unit: style.unit }
  const [first] = expected
  return {
    kind: 'answer',
    says: [
      `For ${first?.label ?? ''} I expect ${what} of ${shown(first?.value ?? 0)}: ${best.method.name}.`,
      `On the last ${counted(best.tested, grain)}, each expected from what was known before, that was off by ${off} on average.`,
    ],
    points: expected.map(
      ({ label, value, low, high }) => `${label}: ${shown(value)} (${shown(low)} to ${shown(high)})`,
    ),
    cautions: [
      ...series.cautions,
      'It continues the past and knows nothing else; the range is the error of the back-test one step ahead, and grows with every further step.',
    ],
    tables: [
      {
        title: `${capital(what)}: the next ${counted(ahead, grain)}`,
        summary: `off by ${off} in the back-test`,
        data: boundedTable({
          columns: [
            { key: 'period', label: capital(grain), type: 'text' },
            { key: 'value', label: 'Expected', type: 'number', ...unit },
            { key: 'low', label: 'Low', type: 'number', ...unit },
            { key: 'high', label: 'High', type: 'number', ...unit },
          ],
          rows: expected.map(({ label, value, low, high }) => line(label, value, low, high)),
        }),
        chart: {
          title: `${capital(what)}: the next ${counted(ahead, grain)}`,
          summary: `${best.method.name}; the bars are the error of the back-test`,
          spec: forecastChart({
            points: [
              ...periods
                .slice(-CHART_PERIODS)
                .map(({ label, size }) => ({ label, value: size, low: size, high: size, kind: 'past' as const })),
              ...expected.map((point) => ({ ...point, kind: 'expected' as const })),
            ],
            axis: capital(grain),
            measure: `${capital(what)}${style.unit === null ? '' : ` (${style.unit})`}`,
          }),
        },
      },
    ],
    steps: [
      {
        label: 'Past',
        expression: `complete ${grain}s`,
        result: `${periods.length}, up to ${periods.at(-1)?.label ?? ''}`,
      },
      ...tests.map(({ method, error, tested }) => ({
        label: `Back-test: ${method.name}`,
        expression: `mean absolute error, one step ahead, the last ${counted(tested, grain)}`,
        result: rounded(error),
      })),
    ],
    sql: source.sql,
  }
}

const twoDecimals = (figure: number): number => Math.round(figure * 100) / 100

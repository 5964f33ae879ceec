// Owns the tool that says what to expect next: the way that did best on the past, its values, and how far off it was there.
import { z } from 'zod'
import { artifactKey, boundedTable, provenanceOf } from '../artifact-shapes.ts'
import { forecastChart } from '../charts.ts'
import { defineTool } from '../define-tool.ts'
import { openSheet } from '../detect.ts'
import { counted } from '../shown-text.ts'
import { analysis, lackingOf } from './analysis.ts'
import { backTest } from './forecast-methods.ts'
import { rounded } from './number-words.ts'
import { subjectInWords } from './selected.ts'
import { nextLabels, readSeries, timeSubject } from './series.ts'

const TOOL = { name: 'insights.forecast', version: '1' }
const FEWEST = 6
const SEASONS = { month: 12, quarter: 4, year: 1 } as const
const CHART_PERIODS = 60

export const forecastTool = defineTool({
  ...TOOL,
  args: timeSubject.extend({ periods: z.number().int().min(1).max(24) }),
  result: analysis,
  async run(args, file) {
    const sheet = await openSheet(file)
    const series = readSeries(sheet, args)
    if ('lacking' in series) return lackingOf(...series.lacking)
    const { selected, periods, grain, date } = series
    const values = periods.map(({ size }) => size)
    if (periods.length < FEWEST) {
      return lackingOf(`at least ${FEWEST} complete ${grain}s (there are ${periods.length})`)
    }
    const tests = backTest(values, SEASONS[grain])
    const [best] = tests
    const newest = periods.at(-1)
    if (!best || !newest) return lackingOf('a longer past to test a forecast on')
    const expected = nextLabels(newest.label, grain, args.periods).map((label, at) => {
      const value = round(best.method.expect(values, at + 1))
      return { label, value, low: round(value - best.error), high: round(value + best.error) }
    })
    const plan = `${subjectInWords(selected)} by ${grain} of ${date}, the next ${counted(args.periods, grain)}`
    const off =
      best.errorPercent === null ? rounded(best.error) : `${rounded(best.error)} (${rounded(best.errorPercent, 1)} %)`
    const unit = selected.currency ? { unit: selected.currency } : {}
    const provenance = provenanceOf(TOOL, file, {
      rows: sheet.table.rows.length,
      expression: plan.slice(0, 1_000),
      steps: [
        { label: 'Past', expression: `complete ${grain}s`, result: `${periods.length}, up to ${newest.label}` },
        ...tests.map(({ method, error, tested }) => ({
          label: `Back-test: ${method.name}`,
          expression: `mean absolute error, one step ahead, the last ${counted(tested, grain)}`,
          result: rounded(error),
        })),
      ],
    })
    const data = boundedTable({
      columns: [
        { key: 'period', label: grain, type: 'text' },
        { key: 'value', label: `${selected.what}, expected`, type: 'number', ...unit },
        { key: 'low', label: 'Low', type: 'number', ...unit },
        { key: 'high', label: 'High', type: 'number', ...unit },
      ],
      rows: expected.map(({ label, value, low, high }) => ({ row: null, cells: [label, value, low, high] })),
    })
    const key = artifactKey('forecast', file.file_uuid, JSON.stringify(args))
    const title = `${selected.what}: the next ${counted(args.periods, grain)}`.slice(0, 200)
    const past = periods
      .slice(-CHART_PERIODS)
      .map(({ label, size }) => ({ label, value: size, low: size, high: size, kind: 'past' as const }))
    const [first] = expected
    return {
      kind: 'answer' as const,
      plan,
      says: [
        `For ${first?.label ?? ''} I expect ${rounded(first?.value ?? 0)} of ${selected.what}${selected.currency ? ` (${selected.currency})` : ''}: ${best.method.name}.`,
        `On the last ${counted(best.tested, grain)}, each expected from what was known before, that was off by ${off} on average.`,
      ],
      points: expected.map(
        ({ label, value, low, high }) => `${label}: ${rounded(value)} (${rounded(low)} to ${rounded(high)})`,
      ),
      figures: [
        ...expected.map(({ label, value }) => ({ name: label, value: rounded(value) })),
        { name: 'back-test error', value: rounded(best.error) },
        ...(best.errorPercent === null
          ? []
          : [{ name: 'back-test error in percent', value: rounded(best.errorPercent, 1) }]),
      ],
      artifacts: [
        { kind: 'table' as const, key, title, summary: `off by ${off} in the back-test`, provenance, data },
        {
          kind: 'chart' as const,
          key: `${key}:line`.slice(0, 80),
          title,
          summary: `${best.method.name}; the bars are the error of the back-test`,
          provenance,
          data: {
            spec: forecastChart({
              points: [...past, ...expected.map((point) => ({ ...point, kind: 'expected' as const }))],
              axis: grain,
              measure: `${selected.what}${selected.currency ? ` (${selected.currency})` : ''}`,
            }),
            table: data,
          },
        },
      ],
      cautions: [
        ...series.cautions,
        'It continues the past and knows nothing else; the range is the error of the back-test one step ahead, and grows with every further step.',
      ],
      left_out: selected.leftOut.list(),
      rows: sheet.table.rows.length,
    }
  },
})

const round = (value: number): number => Math.round(value * 100) / 100

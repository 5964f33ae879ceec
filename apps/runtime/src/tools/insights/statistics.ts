// Owns the tool that describes columns of numbers: count, sum, mean, median, spread, quartiles. Sums are exact.
import { quantileSorted, sampleStandardDeviation } from 'simple-statistics'
import { isMoney } from '../aggregate-artifacts.ts'
import { artifactKey, boundedTable, type Cell, provenanceOf } from '../artifact-shapes.ts'
import { measures } from '../column-roles.ts'
import { type Decimal, divide, formatDecimal, sum, toNumber } from '../decimal.ts'
import { defineTool } from '../define-tool.ts'
import { openSheet } from '../detect.ts'
import type { Sheet } from '../sheet.ts'
import { counted, shownCell, shownName } from '../shown-text.ts'
import { analysis, lackingOf } from './analysis.ts'
import { rounded } from './number-words.ts'
import { type Selected, type Subject, selectSubject, subject, subjectInWords } from './selected.ts'

const TOOL = { name: 'insights.statistics', version: '1' }
const MOST_COLUMNS = 50

export interface Described {
  name: string
  selected: Selected
  count: number
  total: Decimal
  mean: Decimal
  deviation: number | null
  low: number
  quarter: number
  median: number
  threeQuarters: number
  high: number
}

export const statisticsTool = defineTool({
  ...TOOL,
  args: subject,
  result: analysis,
  async run(args, file) {
    const sheet = await openSheet(file)
    const described = describeColumns(sheet, args)
    if ('lacking' in described) return lackingOf(...described.lacking)
    if (described.length === 0) return lackingOf('a column with numbers')
    const [first] = described
    const plan = `statistics of ${described.map(({ selected }) => subjectInWords(selected)).join('; ')}`.slice(0, 1_000)
    return {
      kind: 'answer' as const,
      plan,
      says: described.slice(0, 5).map(tell),
      points: [],
      figures: described.slice(0, 20).flatMap(({ name, count, total, mean, median }) => [
        { name: `${name}: values`, value: String(count) },
        { name: `${name}: sum`, value: formatDecimal(total) },
        { name: `${name}: mean`, value: formatDecimal(mean) },
        { name: `${name}: median`, value: rounded(median) },
      ]),
      artifacts: [
        {
          kind: 'table' as const,
          key: artifactKey('statistics', file.file_uuid, args.column ?? '', JSON.stringify([args.where, args.limits])),
          title: `Statistics of ${shownName(file.name)}`,
          summary: counted(described.length, 'column'),
          provenance: provenanceOf(TOOL, file, {
            rows: sheet.table.rows.length,
            expression: plan,
            steps: described.slice(0, 20).map(({ name, selected, count, total }) => ({
              label: name,
              expression: `sum(${name}) ÷ count(${name})`,
              result: `${selected.inWords(total)} ÷ ${count}`,
            })),
          }),
          data: statisticsTable(sheet, described),
        },
      ],
      cautions: [...new Set(described.flatMap(({ selected }) => selected.cautions))],
      left_out: first && described.length === 1 ? first.selected.leftOut.list() : [],
      rows: sheet.table.rows.length,
    }
  },
})

/** One named column, or all that can be computed with. */
export function describeColumns(sheet: Sheet, args: Subject): Described[] | { lacking: string[] } {
  const names =
    args.column === null
      ? measures(sheet.columns, sheet.roles)
          .slice(0, MOST_COLUMNS)
          .map(({ name }) => name)
      : [args.column]
  const described: Described[] = []
  for (const name of names) {
    const selected = selectSubject(sheet, { ...args, column: name })
    if ('lacking' in selected) return selected
    const one = describe(name, selected)
    // The rows of all columns at once would take more room than the table itself.
    if (one) described.push({ ...one, selected: { ...selected, rows: [] } })
  }
  return described
}

function describe(name: string, selected: Selected): Described | null {
  const values = selected.rows.flatMap(({ value }) => (value ? [value] : []))
  if (values.length === 0) return null
  const sorted = values.map(toNumber).sort((a, b) => a - b)
  const total = sum(values)
  const quantile = (share: number) => quantileSorted(sorted, share)
  return {
    name: shownCell(name),
    selected,
    count: values.length,
    total,
    mean: divide(total, { units: BigInt(values.length), scale: 0 }, Math.max(2, total.scale)),
    deviation: sorted.length > 1 ? sampleStandardDeviation(sorted) : null,
    low: sorted[0] ?? 0,
    quarter: quantile(0.25),
    median: quantile(0.5),
    threeQuarters: quantile(0.75),
    high: sorted.at(-1) ?? 0,
  }
}

const tell = ({ name, selected, count, total, mean, median, low, high, deviation }: Described): string =>
  `${name}: ${counted(count, 'value')} between ${rounded(low)} and ${rounded(high)}, together ${selected.inWords(total)}; mean ${selected.inWords(mean)}, median ${rounded(median)}${deviation === null ? '' : `, standard deviation ${rounded(deviation)}`}.`

export const statisticsTable = (sheet: Sheet, described: Described[]) =>
  boundedTable({
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
    rows: described.map((one) => {
      const { measure, currency } = one.selected
      const unit = measure && isMoney(sheet, measure) ? currency : measure?.type === 'percent' ? '%' : ''
      const cells: Cell[] = [
        one.name,
        unit,
        one.count,
        toNumber(one.total),
        toNumber(one.mean),
        one.deviation,
        one.low,
        one.quarter,
        one.median,
        one.threeQuarters,
        one.high,
      ]
      return { row: null, cells }
    }),
  })

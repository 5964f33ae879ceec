// Owns the tool that says which columns of numbers move together: Pearson and Spearman for each pair, the strongest first.
import { sampleCorrelation } from 'simple-statistics'
import { z } from 'zod'
import { artifactKey, boundedTable, provenanceOf } from '../artifact-shapes.ts'
import { readNumber } from '../cell-values.ts'
import { scatterChart } from '../charts.ts'
import { measures } from '../column-roles.ts'
import type { Column } from '../columns.ts'
import { toNumber } from '../decimal.ts'
import { defineTool } from '../define-tool.ts'
import { openSheet } from '../detect.ts'
import { isRepeat } from '../open-invoices.ts'
import { columnName, findColumn, findFilters, lackingColumn, passes, whereFilter } from '../row-filters.ts'
import { cellAt, type Sheet } from '../sheet.ts'
import { counted, shownCell, shownName } from '../shown-text.ts'
import { analysis, lackingOf } from './analysis.ts'

const TOOL = { name: 'insights.correlation', version: '1' }
const MOST_COLUMNS = 12
const FEWEST = 5
const SHOWN_POINTS = 500

interface Pair {
  a: Column
  b: Column
  points: { x: number; y: number }[]
  pearson: number
  spearman: number
}

export const correlationTool = defineTool({
  ...TOOL,
  args: z.strictObject({
    /** Two columns; `null` for every pair that the file has. */
    columns: z.tuple([columnName, columnName]).nullable(),
    where: z.array(whereFilter).max(10),
  }),
  result: analysis,
  async run({ columns: named, where }, file) {
    const sheet = await openSheet(file)
    const { filters, lacking } = findFilters(sheet, where)
    if (lacking.length > 0) return lackingOf(...lacking)
    const found = named?.map((name) => findColumn(sheet, name) ?? name)
    const missing = found?.find((column) => typeof column === 'string')
    if (typeof missing === 'string') return lackingOf(lackingColumn(missing))
    const columns = found
      ? found.filter((column) => typeof column !== 'string')
      : measures(sheet.columns, sheet.roles).slice(0, MOST_COLUMNS)
    if (columns.length < 2) return lackingOf('two columns with numbers')
    const rows = usableRows(sheet, (row) => passes(sheet, row, filters))
    const pairs = pairsOf(sheet, columns, rows).sort(
      (x, y) => Math.abs(y.pearson) - Math.abs(x.pearson) || x.a.index - y.a.index || x.b.index - y.b.index,
    )
    const [best] = pairs
    if (!best) return lackingOf(`at least ${FEWEST} rows in which both columns have different numbers`)
    const plan = `correlation of ${columns.map(({ name }) => shownCell(name)).join(', ')}`.slice(0, 1_000)
    const provenance = provenanceOf(TOOL, file, {
      rows: sheet.table.rows.length,
      expression: plan,
      steps: pairs.slice(0, 20).map(({ a, b, points, pearson }) => ({
        label: `${shownCell(a.name)} and ${shownCell(b.name)}`,
        expression: `Pearson’s r over ${counted(points.length, 'row')} with both values`,
        result: pearson.toFixed(3),
      })),
    })
    const key = JSON.stringify([named, where])
    const data = boundedTable({
      columns: [
        { key: 'a', label: 'Column', type: 'text' },
        { key: 'b', label: 'And', type: 'text' },
        { key: 'pearson', label: 'Pearson’s r', type: 'number' },
        { key: 'spearman', label: 'Spearman’s ρ', type: 'number' },
        { key: 'rows', label: 'Rows', type: 'integer' },
      ],
      rows: pairs.map(({ a, b, pearson, spearman, points }) => ({
        row: null,
        cells: [shownCell(a.name), shownCell(b.name), round3(pearson), round3(spearman), points.length],
      })),
    })
    const [x, y] = [shownCell(best.a.name), shownCell(best.b.name)]
    const step = Math.max(1, Math.ceil(best.points.length / SHOWN_POINTS))
    return {
      kind: 'answer' as const,
      plan,
      says: [
        `${x} and ${y} ${strength(best.pearson)}: r = ${best.pearson.toFixed(2)} over ${counted(best.points.length, 'row')}.`,
      ],
      points: pairs
        .slice(1, 6)
        .map(({ a, b, pearson }) => `${shownCell(a.name)} and ${shownCell(b.name)}: r = ${pearson.toFixed(2)}`),
      figures: pairs.slice(0, 20).map(({ a, b, pearson }) => ({
        name: `${shownCell(a.name)} and ${shownCell(b.name)}`,
        value: pearson.toFixed(3),
      })),
      artifacts: [
        {
          kind: 'table' as const,
          key: artifactKey('correlation', file.file_uuid, key),
          title: `What moves together in ${shownName(file.name)}`,
          summary: counted(pairs.length, 'pair'),
          provenance,
          data,
        },
        {
          kind: 'chart' as const,
          key: artifactKey('scatter', file.file_uuid, key),
          title: `${y} against ${x}`.slice(0, 200),
          summary:
            step > 1 ? `every ${step}th of ${counted(best.points.length, 'row')}` : counted(best.points.length, 'row'),
          provenance,
          data: { spec: scatterChart({ points: best.points.filter((_, at) => at % step === 0), x, y }), table: data },
        },
      ],
      cautions: [
        'Moving together is not causing: a third thing may drive both.',
        ...(Math.abs(best.pearson - best.spearman) > 0.2
          ? [`By rank it is ${best.spearman.toFixed(2)}: a few extreme rows, or a bend, make the difference.`]
          : []),
      ],
      left_out: [],
      rows: sheet.table.rows.length,
    }
  },
})

const round3 = (value: number): number => Math.round(value * 1_000) / 1_000

function strength(r: number): string {
  const size = Math.abs(r)
  if (size < 0.2) return 'hardly move together'
  const how = size < 0.5 ? 'weakly' : size < 0.8 ? 'clearly' : 'strongly'
  return r > 0 ? `move together ${how}` : `move against each other ${how}`
}

function usableRows(sheet: Sheet, fits: (row: number) => boolean): number[] {
  const rows: number[] = []
  for (let row = 1; row <= sheet.table.rows.length; row++) {
    if (!sheet.empty.has(row) && !sheet.table.ragged.has(row) && !isRepeat(sheet, row) && fits(row)) rows.push(row)
  }
  return rows
}

function pairsOf(sheet: Sheet, columns: Column[], rows: number[]): Pair[] {
  const values = columns.map((column) =>
    rows.map((row) => {
      const read = readNumber(cellAt(sheet, row, column), column.style)
      return read ? toNumber(read.value) : null
    }),
  )
  return columns.flatMap((a, i) =>
    columns.slice(i + 1).flatMap((b, k) => {
      const points = rows.flatMap((_, at) => {
        const [x, y] = [values[i]?.[at] ?? null, values[i + 1 + k]?.[at] ?? null]
        return x === null || y === null ? [] : [{ x, y }]
      })
      const [xs, ys] = [points.map(({ x }) => x), points.map(({ y }) => y)]
      if (points.length < FEWEST || isFlat(xs) || isFlat(ys)) return []
      return [
        { a, b, points, pearson: sampleCorrelation(xs, ys), spearman: sampleCorrelation(ranksOf(xs), ranksOf(ys)) },
      ]
    }),
  )
}

/** Equal values share the mean of their ranks. */
function ranksOf(values: number[]): number[] {
  const order = values.map((value, at) => ({ value, at })).sort((a, b) => a.value - b.value)
  const ranks = values.map(() => 0)
  for (let from = 0; from < order.length; ) {
    let to = from
    while (order[to + 1]?.value === order[from]?.value) to++
    for (const { at } of order.slice(from, to + 1)) ranks[at] = (from + to) / 2
    from = to + 1
  }
  return ranks
}

const isFlat = (values: number[]): boolean => values.every((value) => value === values[0])

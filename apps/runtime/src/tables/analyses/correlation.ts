// How numbers move together: Pearson's r of every pair in one statement, Spearman's ρ of the closest pairs.
import type { ColumnReading } from '@biplane/contracts/wire/file-reading'
import { boundedTable } from '../../tools/artifact-shapes.ts'
import { scatterChart } from '../../tools/charts.ts'
import { counted } from '../../tools/shown-text.ts'
import { numberOfValue } from '../format.ts'
import { list, type Sql, sql, text, value } from '../sql-text.ts'
import { type AnalysisAnswer, type AnalysisOf, type Lacking, lacking, line, type Source } from './analysis-answer.ts'
import { numbersOf } from './numbers-of.ts'

const MAX_COLUMNS = 12
/** Fewer rows say nothing. */
const FEWEST = 5
const MAX_RANKED_PAIRS = 10
/** Ranking sorts all rows, for each pair twice. */
const MAX_RANKED_CELLS = 4_000_000
const MAX_POINTS = 500

interface Pair {
  a: ColumnReading
  b: ColumnReading
  rows: number
  pearson: number
  spearman: number | null
}

export async function correlationOf(
  { columns: named }: AnalysisOf<'correlation'>,
  source: Source,
): Promise<AnalysisAnswer | Lacking> {
  const columns = numbersOf(source.reading, named).slice(0, MAX_COLUMNS)
  if (columns.length < 2) return lacking('That needs two columns with numbers')
  const pairs = await pairsOf(columns, source)
  const [best] = pairs
  if (!best) return lacking(`That needs at least ${FEWEST} rows in which both columns have different numbers`)
  const ranked = Math.max(1, Math.min(MAX_RANKED_PAIRS, Math.floor(MAX_RANKED_CELLS / Math.max(1, best.rows))))
  for (const pair of pairs.slice(0, best.rows > MAX_RANKED_CELLS ? 0 : ranked))
    pair.spearman = await spearmanOf(pair, source)
  const points = await pointsOf(best, source)
  return {
    kind: 'answer',
    says: [
      `${best.a.name} and ${best.b.name} ${strength(best.pearson)}: r = ${best.pearson.toFixed(2)} over ${counted(best.rows, 'row')}.`,
    ],
    points: pairs.slice(1, 6).map(({ a, b, pearson }) => `${a.name} and ${b.name}: r = ${pearson.toFixed(2)}`),
    cautions: [
      'Moving together is not causing: a third thing may drive both.',
      ...(best.spearman !== null && Math.abs(best.pearson - best.spearman) > 0.2
        ? [`By rank it is ${best.spearman.toFixed(2)}: a few extreme rows, or a bend, make the difference.`]
        : []),
    ],
    tables: [
      {
        title: 'What moves together',
        summary: counted(pairs.length, 'pair'),
        data: boundedTable({
          columns: [
            { key: 'a', label: 'Column', type: 'text' },
            { key: 'b', label: 'And', type: 'text' },
            { key: 'pearson', label: 'Pearson’s r', type: 'number' },
            { key: 'spearman', label: 'Spearman’s ρ', type: 'number' },
            { key: 'rows', label: 'Rows', type: 'integer' },
          ],
          rows: pairs.map(({ a, b, pearson, spearman, rows }) =>
            line(a.name, b.name, threeDecimals(pearson), spearman === null ? null : threeDecimals(spearman), rows),
          ),
        }),
        chart: {
          title: `${best.b.name} against ${best.a.name}`,
          summary: counted(points.length, 'row'),
          spec: scatterChart({ points, x: best.a.name, y: best.b.name }),
        },
      },
    ],
    steps: pairs.slice(0, 20).map(({ a, b, pearson, rows }) => ({
      label: `${a.name} and ${b.name}`.slice(0, 200),
      expression: `Pearson’s r over ${counted(rows, 'row')} with both values`,
      result: pearson.toFixed(3),
    })),
    sql: source.sql,
  }
}

const threeDecimals = (figure: number): number => Math.round(figure * 1_000) / 1_000

const double = (column: ColumnReading, { scope }: Source): Sql => sql`CAST(${scope.sql(column.name)} AS DOUBLE)`

/** The closest first. */
async function pairsOf(columns: readonly ColumnReading[], source: Source): Promise<Pair[]> {
  const couples = columns.flatMap((a, at) => columns.slice(at + 1).map((b) => ({ a, b })))
  const parts = couples.map(
    ({ a, b }) =>
      sql`corr(${double(b, source)}, ${double(a, source)}), regr_count(${double(b, source)}, ${double(a, source)})`,
  )
  const [found = []] = await source.query(sql`SELECT ${list(parts)} ${source.from}`, 1)
  return couples
    .flatMap(({ a, b }, at): Pair[] => {
      const [pearson, rows] = [numberOfValue(found[2 * at]), numberOfValue(found[2 * at + 1]) ?? 0]
      return pearson === null || rows < FEWEST ? [] : [{ a, b, rows, pearson, spearman: null }]
    })
    .sort((x, y) => Math.abs(y.pearson) - Math.abs(x.pearson))
}

const bothValues = ({ a, b }: Pair, source: Source): Sql =>
  sql`(SELECT x, y FROM (SELECT ${double(a, source)} AS x, ${double(b, source)} AS y ${source.from}) WHERE x IS NOT NULL AND y IS NOT NULL)`

/** Equal values share the mean of their ranks. */
async function spearmanOf(pair: Pair, source: Source): Promise<number | null> {
  const rank = (name: string) =>
    text(`rank() OVER (ORDER BY ${name}) + (count(*) OVER (PARTITION BY ${name}) - 1) / 2.0 AS r${name}`)
  const [found = []] = await source.query(
    sql`SELECT corr(rx, ry) FROM (SELECT ${rank('x')}, ${rank('y')} FROM ${bothValues(pair, source)})`,
    1,
  )
  return numberOfValue(found[0])
}

async function pointsOf(pair: Pair, source: Source): Promise<{ x: number; y: number }[]> {
  const step = Math.max(1, Math.ceil(pair.rows / MAX_POINTS))
  const rows = await source.query(
    sql`SELECT x, y FROM (SELECT x, y, row_number() OVER () AS n FROM ${bothValues(pair, source)}) WHERE (n - 1) % ${value(step)} = 0`,
    MAX_POINTS,
  )
  return rows.flatMap(([x, y]) => (typeof x === 'number' && typeof y === 'number' ? [{ x, y }] : []))
}

function strength(r: number): string {
  const size = Math.abs(r)
  if (size < 0.2) return 'hardly move together'
  const how = size < 0.5 ? 'weakly' : size < 0.8 ? 'clearly' : 'strongly'
  return r > 0 ? `move together ${how}` : `move against each other ${how}`
}

// Groups of newcomers: who came first in a period, and how many of them came again in each later one.
import { boundedTable, type Cell } from '../../tools/artifact-shapes.ts'
import { heatChart } from '../../tools/charts.ts'
import { counted } from '../../tools/shown-text.ts'
import { numberOfValue } from '../format.ts'
import { isText } from '../plan-scope.ts'
import { folded } from '../sql-condition.ts'
import { sql, text } from '../sql-text.ts'
import { type AnalysisAnswer, type AnalysisOf, type Lacking, lacking, rounded, type Source } from './analysis-answer.ts'
import { dayOf, type Grain, isOver, labelOf, labelsBetween, startOf } from './periods.ts'
import { timeOf } from './series.ts'

const MAX_COHORTS = 24
const MAX_PERIODS = 120
const TOLD = 6

interface Cohort {
  label: string
  size: number
  /** How many of them have a row so many periods later; the first is all of them. */
  active: number[]
}

export async function cohortOf({ who }: AnalysisOf<'cohort'>, source: Source): Promise<AnalysisAnswer | Lacking> {
  const time = timeOf(source)
  if (!time) return lacking('That needs a column with dates')
  const found = await cohortsOf(who, time, source)
  if (!found)
    return lacking(`No row has both “${who}” and a date, or there are more than ${MAX_PERIODS} ${time.bucket}s`)
  const { cohorts, last } = found
  const grain = time.bucket
  const shown = cohorts.slice(-MAX_COHORTS)
  const steps = Math.max(...shown.map(({ active }) => active.length))
  const returned = shown.filter(({ active }) => active.length > 1)
  const again = returned.reduce((sum, { active }) => sum + (active[1] ?? 0), 0)
  const of = returned.reduce((sum, { size }) => sum + size, 0)
  const people = cohorts.reduce((sum, { size }) => sum + size, 0)
  return {
    kind: 'answer',
    says: [
      `There are ${counted(people, 'different value')} of ${who} in ${counted(cohorts.length, 'cohort')}.`,
      of === 0
        ? `No ${grain} follows that they could have come again in.`
        : `One ${grain} after their first, ${rounded((100 * again) / of, 1)} % of them had another row (${again} of ${of}).`,
    ],
    points: shown
      .slice(0, TOLD)
      .map(
        ({ label, size, active }) => `${label}: ${size}${active.length > 1 ? `, one ${grain} later ${active[1]}` : ''}`,
      ),
    cautions: isOver(dayOf(last), grain) ? [] : [`${labelOf(startOf(dayOf(last), grain), grain)} is not over yet.`],
    tables: [
      {
        title: `${who} that come again`,
        summary: counted(shown.length, 'cohort'),
        data: boundedTable({
          columns: [
            { key: 'cohort', label: `First ${grain}`, type: 'text' },
            { key: 'size', label: who, type: 'integer' },
            ...Array.from({ length: Math.max(0, steps - 1) }, (_, at) => ({
              key: `p${at + 1}`,
              label: `+${at + 1}`,
              type: 'percent' as const,
            })),
          ],
          rows: shown.map(({ label, size, active }) => {
            const later: Cell[] = Array.from({ length: Math.max(0, steps - 1) }, (_, at) => {
              const count = active[at + 1]
              return count === undefined ? null : shareOf(count, size)
            })
            return { row: null, cells: [label, size, ...later] }
          }),
        }),
        chart:
          steps < 2
            ? null
            : {
                title: `${who} that come again`,
                summary: 'share with a row, in percent',
                spec: heatChart({
                  cells: shown.flatMap(({ label, size, active }) =>
                    active
                      .slice(1)
                      .map((count, at) => ({ row: label, column: `+${at + 1}`, value: shareOf(count, size) })),
                  ),
                  rows: `First ${grain}`,
                  columns: `${grain}s later`,
                  measure: '% active',
                }),
              },
      },
    ],
    steps: shown.slice(0, 12).map(({ label, size, active }) => ({
      label,
      expression: `${who} whose first row is in it`.slice(0, 500),
      result: `${size}; one ${grain} later ${active[1] ?? '–'}`,
    })),
    sql: source.sql,
  }
}

const shareOf = (count: number, size: number): number => Math.round((1_000 * count) / size) / 10

async function cohortsOf(
  who: string,
  { column, bucket }: { column: string; bucket: Grain },
  source: Source,
): Promise<{ cohorts: Cohort[]; last: string } | null> {
  const name = source.scope.sql(who)
  const person = isText(source.scope.column(who)) ? folded(name) : name
  const period = sql`date_trunc('${text(bucket)}', ${source.scope.sql(column)})`
  const rows = await source.query(
    sql`WITH named AS (SELECT ${person} AS who, ${period} AS period, ${source.scope.sql(column)} AS day ${source.from}), seen AS (SELECT DISTINCT who, period FROM named WHERE who IS NOT NULL AND CAST(who AS VARCHAR) <> '' AND period IS NOT NULL), firsts AS (SELECT who, min(period) AS first FROM seen GROUP BY who) SELECT CAST(CAST(first AS DATE) AS VARCHAR), date_diff('${text(bucket)}', first, period), count(*), (SELECT CAST(CAST(max(day) AS DATE) AS VARCHAR) FROM named) FROM seen JOIN firsts USING (who) GROUP BY first, 2 ORDER BY first, 2`,
    MAX_PERIODS * MAX_PERIODS,
  )
  const last = rows[0]?.[3]
  const [first] = rows[0] ?? []
  if (typeof last !== 'string' || typeof first !== 'string') return null
  const labels = labelsBetween(dayOf(first), dayOf(last), bucket, MAX_PERIODS)
  if (!labels) return null
  const byFirst = new Map<string, number[]>()
  for (const [start, step, count] of rows) {
    const label = labelOf(dayOf(String(start)), bucket)
    const active = byFirst.get(label) ?? labels.slice(labels.indexOf(label)).map(() => 0)
    active[Number(step)] = numberOfValue(count) ?? 0
    byFirst.set(label, active)
  }
  return { last, cohorts: [...byFirst].map(([label, active]) => ({ label, active, size: active[0] ?? 0 })) }
}

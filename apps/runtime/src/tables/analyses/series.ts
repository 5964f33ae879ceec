// A measure by period without gaps, and which last period is not over yet.
import type { PlanGrouping, PlanMeasure } from '@biplane/contracts/wire/table-plan'
import { counted } from '../../tools/shown-text.ts'
import type { SqlValue } from '../duck.ts'
import { type NumberStyle, numberOfValue } from '../format.ts'
import { cellAt } from '../plan-result.ts'
import { measureStyle, measureWords, namesOf } from '../plan-words.ts'
import { sql } from '../sql-text.ts'
import { groupedPlan, type Lacking, lacking, type Source } from './analysis-answer.ts'
import { dayOf, type Grain, isGrain, isOver, labelOf, labelsBetween, startOf } from './periods.ts'

export interface Period {
  label: string
  value: SqlValue
  size: number
}

export interface Series {
  date: string
  grain: Grain
  measure: PlanMeasure
  /** `total revenue`, and how its figures are written. */
  what: string
  style: NumberStyle
  /** Complete periods in order. */
  periods: Period[]
  /** The newest day of the last complete period. */
  newest: Date
  cautions: string[]
}

const MAX_PERIODS = 600

/** The group of periods of a plan: its first one with a bucket. */
export const timeOf = ({ plan }: Source): (PlanGrouping & { bucket: Grain }) | null => {
  const group = plan.by.find(({ bucket }) => isGrain(bucket))
  return group && isGrain(group.bucket) ? { ...group, bucket: group.bucket } : null
}

export async function seriesOf(source: Source, unit: string | null): Promise<Series | Lacking> {
  const time = timeOf(source)
  const [measure] = source.plan.measures
  if (!time || !measure) return lacking('That needs a column with dates')
  const column = source.scope.sql(time.column)
  const [ends = []] = await source.query(
    sql`SELECT CAST(CAST(min(${column}) AS DATE) AS VARCHAR), CAST(CAST(max(${column}) AS DATE) AS VARCHAR), count(*) - count(${column}) ${source.from}`,
    1,
  )
  const [first, last, undated] = ends
  if (typeof first !== 'string' || typeof last !== 'string') return lacking('No row with a date fits the question')
  const labels = labelsBetween(dayOf(first), dayOf(last), time.bucket, MAX_PERIODS)
  if (!labels) return lacking(`There are more than ${MAX_PERIODS} ${time.bucket}s; ask by a larger period`)
  const result = await source.run(groupedPlan(source.plan, { by: [time], measures: [measure] }))
  const found = new Map<string, SqlValue>()
  for (let at = 0; at < result.rows.length; at++) found.set(String(cellAt(result, at, 'g0')), cellAt(result, at, 'm0'))
  const names = namesOf(source.reading, 'en')
  const style = measureStyle(measure, names)
  // A month without sales has sold nothing; a month without ratings has no average.
  const adds = measure.aggregate === 'sum' || measure.aggregate === 'count' || measure.aggregate === 'count_distinct'
  const all = labels.flatMap((label): Period[] => {
    const value = found.get(label) ?? (adds ? 0 : null)
    const size = numberOfValue(value)
    return size === null ? [] : [{ label, value, size }]
  })
  const end = dayOf(last)
  const open = labelOf(startOf(end, time.bucket), time.bucket)
  const unfinished = !isOver(end, time.bucket) && all.length > 1 && all.at(-1)?.label === open
  if (unfinished) all.pop()
  const missing = numberOfValue(undated) ?? 0
  return {
    date: time.column,
    grain: time.bucket,
    measure,
    what: measureWords(measure, names),
    style: { ...style, unit: style.unit ?? (measure.operand ? unit : null) },
    periods: all,
    newest: unfinished ? new Date(startOf(end, time.bucket).getTime() - 1) : end,
    cautions: [
      ...(unfinished ? [`${open} is not part of it: the data ends on ${last}, before it is over.`] : []),
      ...(missing > 0
        ? [`${counted(missing, 'row')} without a date in “${time.column}” ${missing === 1 ? 'is' : 'are'} left out.`]
        : []),
    ],
  }
}

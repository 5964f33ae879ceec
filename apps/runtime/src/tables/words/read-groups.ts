// What a question groups by: columns, parts of dates, ranges of numbers.
import type { ColumnReading } from '@biplane/contracts/wire/file-reading'
import type { PlanBucket, PlanGrouping } from '@biplane/contracts/wire/table-plan'
import { isDate, isNumeric, isText } from '../plan-scope.ts'
import { dateColumn, yearColumn } from './choose-columns.ts'
import {
  assume,
  type Draft,
  datedOf,
  findRole,
  groupable,
  hasRole,
  isGlue,
  isUnknown,
  live,
  namesColumn,
  numericOf,
  use,
} from './draft.ts'
import type { Item } from './item.ts'
import { verbsOf } from './read-periods.ts'

/** More different numbers than that are grouped in ranges. */
const MAX_NUMBER_GROUPS = 80

const MAX_PER_GROUPS = 15

export function readGroups(draft: Draft): void {
  const { items } = draft
  for (const [at, item] of items.entries()) {
    const opens = (live(item, 'by') && item.columns.length === 0) || live(item, 'each')
    if (opens && readList(draft, at)) use(item)
  }
  // “monthly revenue”, “revenue month by month” need no “by”.
  for (const item of items) {
    if (!live(item, 'bucket') || item.columns.length > 0 || !/ly$|lich(?:e[rsn]?)?$|annual|weise$/.test(item.text))
      continue
    if (addBucket(draft, item.role.bucket, null)) use(item)
  }
}

/** The list after “by”: “category and month”, “region, product”. */
function readList(draft: Draft, opener: number): boolean {
  const { items } = draft
  let found = false
  for (let at = opener + 1; at < items.length; at++) {
    const item = items[at]
    if (!item) break
    if (isGlue(item) || live(item, 'and') || live(item, 'by') || live(item, 'each')) {
      if (found && isGlue(item) && item.words[0] !== 'the' && item.words[0] !== 'a') break
      continue
    }
    if (item.used && hasRole(item, 'and')) continue
    if (item.used) break
    // “per booking source”: what the rows are, before the column.
    if (item.noun && namesColumn(items[at + 1]) && items[at + 1]?.columns.some(groupable)) {
      use(item)
      continue
    }
    // “by payment method”, “by number of rooms”: what stands before the column.
    const next = items[at + 1]
    if (!found && isUnknown(item) && namesColumn(next) && next.named === 'name' && next.columns.some(isText)) continue
    if (!found && live(item, 'how_many') && countedColumn(next) !== null) {
      use(item)
      continue
    }
    const taken = takeGroup(draft, at)
    if (taken === 0) break
    found = true
    const link = items[at + taken]
    at += taken - 1
    if (!live(link, 'and') && !live(link, 'by')) break
    // “by region and how many …” goes on with something else.
    if (!startsGroup(draft, at + 2)) break
    use(link)
  }
  return found
}

/** A small whole number, such as rooms or stars. */
const countedColumn = (item: Item | undefined): ColumnReading | null => {
  const column = numericOf(item)
  return column?.kind.value === 'integer' && column.distinct <= MAX_PER_GROUPS ? column : null
}

function startsGroup(draft: Draft, from: number): boolean {
  let at = from
  while (isGlue(draft.items[at]) || live(draft.items[at], 'by') || live(draft.items[at], 'each')) at++
  const item = draft.items[at]
  return live(item, 'bucket') || (namesColumn(item) && (item.columns.some(groupable) || datedOf(item) !== null))
}

/** How many items were taken. */
function takeGroup(draft: Draft, at: number): number {
  const { items } = draft
  const item = items[at]
  const next = items[at + 1]
  if (live(item, 'bucket') && (item.columns.length === 0 || item.named !== 'name')) {
    const datedAt = isGlue(next) ? at + 2 : at + 1
    const column = datedOf(items[datedAt])
    if (!addBucket(draft, item.role.bucket, column)) return 0
    use(item)
    if (!column) return 1
    use(items[datedAt])
    return datedAt - at + 1
  }
  if (!namesColumn(item)) return 0
  const column = groupColumn(draft, item)
  if (!column) return 0
  // “order month”: the bucket stands behind its column.
  if (isDate(column)) {
    const bucket = live(next, 'bucket') ? next.role.bucket : 'month'
    use(item, ...(live(next, 'bucket') ? [next] : []))
    push(draft, { column: column.name, bucket })
    return live(next, 'bucket') ? 2 : 1
  }
  use(item)
  push(draft, groupingOf(column))
  if (item.named !== 'name') assume(draft, 'by', column, item.columns.filter(groupable))
  return 1
}

function groupColumn(draft: Draft, item: Item): ColumnReading | null {
  const [best] = item.columns
  if (!best) return null
  // “top 5 customers by revenue” ranks by a number, it does not group by it.
  const ranks = draft.limit !== null || draft.order.length > 0 || findRole(draft, 'superlative') >= 0
  if (ranks && numericOf(item) !== null && draft.subject === null) return null
  // “Germany compared with France by revenue”
  if (draft.comparison !== null && numericOf(item) !== null) return null
  // “cost per kg” is a ratio of two columns, no group.
  if ((best.kind.value === 'decimal' || best.kind.value === 'money') && best.additivity.value === 'additive') {
    draft.problems.push({ is: 'ratio', column: best.name })
  }
  // “sessions per signup” is a ratio too; “flats by number of rooms” are groups.
  const per = /^(?:per|je|pro)$/.test(draft.items[draft.items.indexOf(item) - 1]?.words.join(' ') ?? '')
  if (per && isNumeric(best) && best.additivity.value !== 'identifier' && best.distinct > MAX_PER_GROUPS)
    draft.problems.push({ is: 'ratio_per', column: best.name })
  if (item.named === 'name') return best
  return item.columns.find(groupable) ?? item.columns.find(isDate) ?? best
}

export function groupingOf(column: ColumnReading): PlanGrouping {
  if (!isNumeric(column) || column.additivity.value === 'identifier' || column.distinct <= MAX_NUMBER_GROUPS)
    return { column: column.name }
  const low = Number(column.min)
  const high = Number(column.max)
  if (!Number.isFinite(low) || !Number.isFinite(high) || high <= low) return { column: column.name }
  const power = 10 ** Math.floor(Math.log10((high - low) / 8))
  const width = [1, 2, 5, 10].map((step) => step * power).find((step) => (high - low) / step <= 12) ?? 10 * power
  return { column: column.name, width }
}

export function addBucket(draft: Draft, bucket: PlanBucket, named: ColumnReading | null): boolean {
  const column = named ?? dateColumn(draft, verbsOf(draft))
  if (column) {
    push(draft, { column: column.name, bucket })
    return true
  }
  const words: Partial<Record<PlanBucket, string>> = {
    year: 'year',
    month: 'month',
    quarter: 'quarter',
    weekday: 'weekday',
    week: 'week',
    day: 'day',
  }
  const plain =
    draft.lexicon.columns.find(({ full }) => full.includes(words[bucket] ?? '-'))?.column ??
    (bucket === 'year' ? yearColumn(draft.lexicon) : null)
  if (!plain) return false
  push(draft, { column: plain.name })
  return true
}

function push(draft: Draft, grouping: PlanGrouping): void {
  const known = draft.by.some(({ column, bucket }) => column === grouping.column && bucket === grouping.bucket)
  if (!known && draft.by.length < 4) draft.by.push(grouping)
}

export const bucketOf = (item: Item | undefined): PlanBucket | null =>
  hasRole(item, 'bucket') && !item.used ? item.role.bucket : null

// The word of a question that asks for a statistic, and what belongs to it alone: “the next 6 months” of a forecast.
import type { PlanBucket } from '@biplane/contracts/wire/table-plan'
import { type Draft, hasRole, live, numberOfItem, skipGlue, use } from './draft.ts'
import type { Item } from './item.ts'

export function readAnalysisWord(draft: Draft): void {
  for (const item of draft.items) {
    if (!live(item, 'shape') || (item.columns.length > 0 && item.named === 'name')) continue
    draft.analysisWord ??= item.role.shape
    use(item)
  }
  if (draft.analysisWord === 'forecast') readAhead(draft)
  // Whether the cells are sound is checked where files are read, not computed from them.
  if (draft.analysisWord === 'quality') draft.problems.push({ is: 'file_check' })
}

const BUCKETS: Readonly<Record<string, PlanBucket>> = {
  days: 'day',
  weeks: 'week',
  months: 'month',
  years: 'year',
}

/** Before periods are read: what lies ahead limits no rows. */
function readAhead(draft: Draft): void {
  const { items } = draft
  const at = items.findIndex((item) => live(item, 'next'))
  if (at < 0) return
  const counted = skipGlue(draft, at + 1)
  const many = numberOfItem(items[counted])
  const unitAt = many === null ? counted : skipGlue(draft, counted + 1)
  const bucket = bucketOf(items[unitAt])
  if (bucket === null) return
  use(items[at], items[unitAt])
  if (many !== null) use(items[counted])
  draft.ahead = { periods: Math.min(24, Math.max(1, Math.round(many ?? 1))), bucket }
}

function bucketOf(item: Item | undefined): PlanBucket | null {
  if (hasRole(item, 'bucket')) return item.role.bucket
  return hasRole(item, 'unit') ? (BUCKETS[item.role.unit] ?? null) : null
}

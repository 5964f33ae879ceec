// Groups threads for a list: pinned ones, then by the day of their last message. Pure.
import type { ThreadListItem } from '@biplane/contracts/wire/threads'

export type DateGroup = 'pinned' | 'today' | 'yesterday' | 'week' | 'month' | 'older'

const ORDER: readonly DateGroup[] = ['pinned', 'today', 'yesterday', 'week', 'month', 'older']

export interface ThreadGroup {
  name: DateGroup
  threads: readonly ThreadListItem[]
}

/** In the order of the list within each group; groups without threads are left out. */
export function groupByDate(threads: readonly ThreadListItem[], now: Date): ThreadGroup[] {
  const groups = new Map<DateGroup, ThreadListItem[]>()
  for (const thread of threads) {
    const name = thread.pinned ? 'pinned' : groupOf(new Date(thread.updated_at), now)
    groups.set(name, [...(groups.get(name) ?? []), thread])
  }
  return ORDER.flatMap((name) => {
    const found = groups.get(name)
    return found ? [{ name, threads: found }] : []
  })
}

/** By calendar days of the reader. */
function groupOf(at: Date, now: Date): DateGroup {
  const daysAgo = (days: number) => new Date(now.getFullYear(), now.getMonth(), now.getDate() - days).getTime()
  const time = at.getTime()
  if (time >= daysAgo(0)) return 'today'
  if (time >= daysAgo(1)) return 'yesterday'
  if (time >= daysAgo(6)) return 'week'
  return time >= daysAgo(29) ? 'month' : 'older'
}

import type { ThreadListItem } from '@biplane/contracts/wire/threads'
import { expect, test } from 'vitest'
import { groupByDate } from './by-date.ts'

const thread = (thread_id: string, at: Date, pinned = false): ThreadListItem => ({
  thread_id,
  title: thread_id,
  current: false,
  pinned,
  archived: false,
  held_by: null,
  message_count: 1,
  created_at: at.toISOString(),
  updated_at: at.toISOString(),
  cursor: '',
})

test('groups threads by the calendar days of the reader, pinned ones first', () => {
  const now = new Date(2026, 11, 1, 0, 30)
  const groups = groupByDate(
    [
      thread('pinned', new Date(2026, 0, 1), true),
      thread('today', new Date(2026, 11, 1, 0, 5)),
      thread('yesterday', new Date(2026, 10, 30, 23, 59)),
      thread('week', new Date(2026, 10, 25)),
      thread('month', new Date(2026, 10, 10)),
      thread('older', new Date(2026, 1, 1)),
    ],
    now,
  )
  expect(groups.map(({ name, threads }) => [name, threads.map(({ thread_id }) => thread_id)])).toEqual(
    ['pinned', 'today', 'yesterday', 'week', 'month', 'older'].map((name) => [name, [name]]),
  )
})

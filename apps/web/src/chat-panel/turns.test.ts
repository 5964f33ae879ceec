import { blankMessage } from '@biplane/contracts/vocabulary/transcript'
import type { ThreadMessage } from '@biplane/contracts/wire/threads'
import { expect, test } from 'vitest'
import { repeatsOf, turnsOf } from './turns.ts'

const message = (message_id: string, place: number, over: Partial<ThreadMessage>): ThreadMessage => ({
  ...blankMessage({ message_id, timestamp: '', event_id: place }),
  role: 'assistant',
  content: '',
  status: 'complete',
  conversation_id: 'guide',
  place,
  ...over,
})
const said = (id: string, place: number, over: Partial<ThreadMessage> = {}) =>
  message(id, place, { role: 'user', content: 'who is late?', ...over })
const via = { agent_id: 'guide.global', conversation_id: 'guide' }

const HANDED = [
  said('q', 1),
  message('guide', 2, {}),
  said('q again', 3, { via, conversation_id: 'insights' }),
  message('answer', 4, { conversation_id: 'insights' }),
]

test('a handoff is part of the turn that it answers', () => {
  const [turn, ...more] = turnsOf(HANDED, [])
  expect(more).toEqual([])
  expect([turn?.key, turn?.rows.length]).toEqual(['q', 4])
  expect([...repeatsOf(HANDED)]).toEqual(['q again'])
})

test('the same words asked again are not shown twice, other words are', () => {
  const again = said('retried', 5, { replaces: 'q again', conversation_id: 'insights' })
  const edited = said('edited', 6, { replaces: 'retried', content: 'and who pays?', conversation_id: 'insights' })
  const messages = [...HANDED, again, edited]
  expect([...repeatsOf(messages)]).toEqual(['q again', 'retried'])
  expect(turnsOf(messages, []).map(({ key }) => key)).toEqual(['q', 'edited'])
})

test('what is not sent yet is a turn of its own', () => {
  const item = { message_id: 'p', text: 'x', files: [], thread_id: null, options: {} }
  const pending = { ...item, delivery: { kind: 'waiting' as const, tries: 0 } }
  expect(turnsOf(HANDED, [pending]).map(({ key, rows }) => [key, rows.length])).toEqual([
    ['q', 4],
    ['p', 0],
  ])
})

test('a window that begins within a turn shows what there is', () => {
  expect(turnsOf(HANDED.slice(1), []).map(({ key }) => key)).toEqual(['guide'])
})

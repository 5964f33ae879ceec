import { expect, test } from 'vitest'
import { barePage } from './bare-page.ts'
import { emptyConversation, longConversation, wholeAnswer } from './told-conversation.ts'

test('shows every message as text, the last one apart', () => {
  const page = barePage(longConversation(4, 1_000))
  const [before = '', answer = ''] = page.split('<div>')
  expect(before.match(/Question \d/g)).toEqual(['Question 0', 'Question 2'])
  expect(answer.length).toBeGreaterThan(1_000)
  expect(page).not.toContain('<table')
})

test('shows markup as text', () => {
  const [first, ...others] = longConversation(2, 100).messages
  const messages = first ? [{ ...first, content: '<img onerror=alert(1)> & more' }, ...others] : []
  expect(barePage({ ...emptyConversation('empty'), messages })).toContain('<p>&lt;img onerror=alert(1)> &amp; more</p>')
})

test('a page that shows nothing has a place in which the answer grows', () => {
  expect(barePage(emptyConversation('empty'))).toContain('<main><div><p> </p></div></main>')
})

test('replays an answer with the requested events', () => {
  const events = wholeAnswer('empty', 2_000)
  expect(events.map(({ event_id }) => event_id)).toEqual(Array.from({ length: 2_000 }, (_, at) => at + 1))
  expect(events.at(-1)).toMatchObject({
    type: 'agent.completed',
    payload: { text: expect.stringMatching(/^w0 .* END$/) },
  })
})

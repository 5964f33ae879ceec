import type { AgentEventBody } from '@biplane/contracts/wire/agent-events'
import { expect, test } from 'vitest'
import { Said } from './said.ts'

const token = (text: string): AgentEventBody => ({ type: 'agent.token', payload: { text } })
const progress: AgentEventBody = { type: 'agent.progress', payload: { progress: 0.5, label: 'half' } }

function said(...bodies: AgentEventBody[]): Said {
  const all = new Said()
  for (const body of bodies) all.push(body)
  return all
}

test('what was said reads as it was said, numbered from one', () => {
  const all = said(token('a'), progress, token('b'))
  const events = [
    { n: 1, ...token('a') },
    { n: 2, ...progress },
    { n: 3, ...token('b') },
  ]
  expect(all.events()).toEqual(events)
  expect([0, 1, 2, 3].map((after) => all.next(after))).toEqual([...events, undefined])
  expect([all.text, all.chars, all.length]).toEqual(['ab', 2, 3])
})

test('[W3] who is behind is told tokens that follow each other as one event, up to a length and to what is no text', () => {
  const all = said(token('ab'), token('cd'), token('ef'), progress, token('g'), token(''))
  expect(all.next(0, 100)).toEqual({ n: 3, from: 1, ...token('abcdef') })
  expect(all.next(0, 3)).toEqual({ n: 2, from: 1, ...token('abcd') })
  expect(all.next(0, 2)).toEqual({ n: 1, ...token('ab') })
  expect(all.next(2, 100)).toEqual({ n: 3, ...token('ef') })
  expect(all.next(3, 100)).toEqual({ n: 4, ...progress })
  expect(all.next(4, 100)).toEqual({ n: 6, from: 5, ...token('g') })
  expect(all.next(6, 100)).toBeUndefined()
})

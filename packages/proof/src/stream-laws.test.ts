import type { AgentEvent, AgentEventBody } from '@biplane/contracts/wire/agent-events'
import { UNKNOWN_USAGE } from '@biplane/contracts/wire/agent-events'
import { expect, test } from 'vitest'
import { faultsOf, type Reading } from './stream-laws.ts'

const started: AgentEventBody = { type: 'agent.started', payload: { agent_id: 'guide.global', recovery: 'exact' } }
const token = (text: string): AgentEventBody => ({ type: 'agent.token', payload: { text } })
const completed = (text: string): AgentEventBody => ({
  type: 'agent.completed',
  payload: { text, usage: UNKNOWN_USAGE },
})
const numbered = (...bodies: AgentEventBody[]): AgentEvent[] => bodies.map((body, index) => ({ n: index + 1, ...body }))
const whole = numbered(started, token('a '), token('b '), token('c'), completed('a b c'))
const merged: AgentEvent[] = [...whole.slice(0, 1), { n: 4, from: 2, ...token('a b c') }, ...whole.slice(4)]

test('finds no fault in valid streams', () => {
  expect(faultsOf(whole)).toEqual([])
  expect(faultsOf(whole.slice(2), { after: 2 })).toEqual([])
  expect(faultsOf(merged, { coalesce: true })).toEqual([])
  expect(faultsOf(whole.slice(0, 3), { unfinished: true })).toEqual([])
})

const without = (n: number) => whole.filter((event) => event.n !== n)
const doubled = (n: number) => whole.flatMap((event) => (event.n === n ? [event, event] : [event]))

const FAULTY: [name: string, events: AgentEvent[], reading: Reading, fault: string][] = [
  ['an event is missing', without(3), {}, 'event 4 follows 2'],
  ['an event came twice', doubled(3), {}, 'event 3 follows 3'],
  ['two events changed places', [1, 3, 2, 4, 5].flatMap((n) => whole[n - 1] ?? []), {}, 'event 3 follows 1'],
  ['the beginning came again to a reader that had it', whole, { after: 2 }, 'event 1 follows 2'],
  ['no end', without(5), {}, '0 ends'],
  ['two ends', doubled(5), {}, '2 ends'],
  [
    'something after the end',
    numbered(started, completed(''), token('late')),
    {},
    'agent.completed is not the last event',
  ],
  ['merged unasked', merged, {}, 'events 2 to 4 are merged, which nobody asked for'],
  [
    'the whole text is another one',
    numbered(started, token('a'), completed('b')),
    {},
    'the whole text is not the text of its tokens',
  ],
  ['no start', numbered(token('a'), completed('a')), {}, 'event 1 is agent.token'],
  ['a second start', numbered(started, started, completed('')), {}, 'event 2 is agent.started'],
  [
    'a merge that swallowed something else than tokens',
    [{ ...completed(''), n: 3, from: 1 }],
    { coalesce: true },
    'agent.completed 3 is merged',
  ],
]

test.each(FAULTY)('[control] %s: that is a fault', (_name, events, reading, fault) => {
  expect(faultsOf(events, reading)).toContain(fault)
})

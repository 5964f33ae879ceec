import { nameOf } from '@biplane/contracts/vocabulary/pillars'
import { routingDecision } from '@biplane/contracts/wire/events'
import { describe, expect, test } from 'vitest'
import { asksForGuide, type RoutingInput, reasonOf, releasesLiaison, routeAgent } from './route-agent.ts'
import { at, held, TABLE } from './routing-table.test-support.ts'

const route = (text: string, more: Partial<RoutingInput> = {}) =>
  routeAgent({
    path: { pins: 'nothing' },
    surface: null,
    choice: null,
    heldBy: null,
    text,
    attachments: 0,
    project: null,
    allows: () => true,
    ...more,
  })

const ROWS = Object.values(TABLE).flat()

test('[U1] every source and agent type decides among 150 utterances', () => {
  expect(new Set(ROWS.map(([text]) => text)).size).toBeGreaterThanOrEqual(150)
  expect(new Set(ROWS.map(([, , , source]) => source))).toEqual(
    new Set(['path', 'surface', 'user', 'sticky', 'router']),
  )
  expect(new Set(ROWS.map(([, , agent]) => agent)).size).toBe(9)
})

describe.each(Object.entries(TABLE))('[U1] %s', (_, rows) => {
  test.each(rows)('%j %o → %s by %s', (text, more, agent, source) => {
    const decision = route(text, more)
    expect([decision.agent_id, decision.source]).toEqual([agent, source])
  })
})

describe('[U1] every decision', () => {
  test('is recorded with a reason in words, a confidence and candidates, best first', () => {
    for (const [text, more] of ROWS) {
      const decision = routingDecision.parse(route(text, more))
      expect(decision.reason, text).toMatch(/\w{3}/)
      const scores = decision.candidates.map(({ score }) => score)
      expect(scores).toEqual([...scores].sort((a, b) => b - a))
      expect(scores.every((score) => score > 0)).toBe(true)
    }
  })

  test('is the same for the same input', () => {
    for (const [text, more] of ROWS) expect(route(text, more)).toEqual(route(text, more))
  })

  test('names only agents that are built in, whatever is said', () => {
    for (const [text] of ROWS) expect(route(text).agent_id).toMatch(/^(guide\.global|liaison\.\w+)$/)
  })
})

describe('[U1] the reasons that a person reads', () => {
  test.each<[string, Partial<RoutingInput>, string]>([
    ['who owes us money?', {}, 'you said “who” and “owes”'],
    ['', { attachments: 1 }, 'you attached a file'],
    ['open it', { attachments: 2 }, 'you attached files and said “open”'],
    ['hello', {}, 'nothing in it names a subject'],
    ['chart the csv', {}, 'it could be about Content or Insights'],
    ['plan the refund workflow', {}, 'it may be about Operations: you said “refund” and “workflow”'],
    ['hello', at('business_outcomes_pillar'), 'you are in Business outcomes'],
    ['hello', held, 'the insights assistant has this until you ask for the guide'],
    ['ask the guide', held, 'you asked for the guide'],
    ['hello', { choice: 'liaison.content' }, 'you chose it'],
    [
      'hello',
      { path: { pins: 'agent', agent: 'liaison.content' } },
      "this is the content assistant's own conversation",
    ],
    ['hello', { path: { pins: 'guide' } }, "this is the guide's own conversation"],
  ])('%j %o: %s', (text, more, reason) => {
    expect(route(text, more).reason).toBe(reason)
  })

  test('at most three words are repeated', () => {
    expect(reasonOf(['a', 'b', 'c', 'd'])).toBe('you said “a” and “b” and “c”')
  })

  test('agents are called by what they do', () => {
    expect([nameOf('guide.global'), nameOf('guide.content'), nameOf('liaison.business_outcomes')]).toEqual([
      'guide',
      'content guide',
      'business outcomes assistant',
    ])
  })
})

test.each([
  ['ask guide', true],
  ['please take me back to your guide', true],
  ['ask a guide', false],
  ['task the guide', false],
  ['ask the guides', false],
  ['ask the guidebook', false],
])('[U5] %j asks for the guide: %s', (text, asks) => {
  expect(asksForGuide(text)).toBe(asks)
})

describe('[U5] a liaison holds the doors that route until it is released', () => {
  test.each<[string, Partial<RoutingInput>, boolean]>([
    ['and then?', held, false],
    ['back to the guide', held, true],
    ['hello', { ...held, choice: 'guide.global' }, true],
    ['hello', { ...held, choice: 'guide.content' }, true],
    ['hello', { ...held, choice: 'liaison.content' }, false],
    ['hello', { choice: 'guide.global' }, false],
    ['hello', { ...held, choice: 'guide.global', path: { pins: 'guide' } }, false],
  ])('%j %o: %s', (text, more, released) => {
    const input: RoutingInput = {
      path: { pins: 'nothing' },
      surface: null,
      choice: null,
      heldBy: null,
      text,
      attachments: 0,
      project: null,
      allows: () => true,
      ...more,
    }
    expect(releasesLiaison(input)).toBe(released)
  })
})

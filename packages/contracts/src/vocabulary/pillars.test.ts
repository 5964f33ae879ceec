import { describe, expect, test } from 'vitest'
import {
  AGENT_TYPES,
  type AgentId,
  agentTypeOf,
  BUILT_IN_AGENTS,
  classOf,
  isAgentId,
  isAgentType,
  isPillar,
  PILLAR_NAMES,
  PILLARS,
  pillarOfAgent,
  pillarOfAgentType,
  pillarOfSurface,
  realmOf,
  resolveAgent,
  SURFACES,
} from './pillars.ts'

/** Names that every object answers to: none of them may pass for a name of the table. */
const INHERITED = ['__proto__', 'constructor', 'toString', 'hasOwnProperty', 'valueOf']

test('the table of pillars is the one of the protocol', () => {
  const rows = PILLAR_NAMES.map((name) => {
    const { orchestratorKey, orchestrator, liaison, agentType, aliases } = PILLARS[name]
    return [name, orchestratorKey, orchestrator, liaison, agentType, aliases.join(', ')]
  })
  expect(rows).toEqual([
    [
      'content',
      'content_analysis',
      'ContentAnalysisOrchestrator',
      'liaison.content',
      'content_liaison',
      'liaison.data, data_liaison',
    ],
    ['insights', 'insights', 'InsightsOrchestrator', 'liaison.insights', 'insights_liaison', ''],
    ['operations', 'operations', 'OperationsOrchestrator', 'liaison.operations', 'operations_liaison', ''],
    [
      'business_outcomes',
      'business_outcomes',
      'BusinessOutcomesOrchestrator',
      'liaison.business_outcomes',
      'business_outcomes_liaison',
      'liaison.experience, experience_liaison',
    ],
  ])
})

test('the derived lists hold every pillar once, in the order of the table', () => {
  expect(AGENT_TYPES).toEqual([
    'guide',
    'content_liaison',
    'insights_liaison',
    'operations_liaison',
    'business_outcomes_liaison',
  ])
  expect(SURFACES).toEqual([
    'home',
    'content_pillar',
    'insights_pillar',
    'operations_pillar',
    'business_outcomes_pillar',
  ])
  expect(BUILT_IN_AGENTS).toEqual([
    'guide.global',
    'guide.content',
    'guide.insights',
    'guide.operations',
    'guide.business_outcomes',
    'liaison.content',
    'liaison.insights',
    'liaison.operations',
    'liaison.business_outcomes',
  ])
})

describe('spellings', () => {
  test.each<[string, AgentId]>([
    ['liaison.data', 'liaison.content'],
    ['data_liaison', 'liaison.content'],
    ['content_liaison', 'liaison.content'],
    ['insights_liaison', 'liaison.insights'],
    ['operations_liaison', 'liaison.operations'],
    ['business_outcomes_liaison', 'liaison.business_outcomes'],
    ['liaison.experience', 'liaison.business_outcomes'],
    ['experience_liaison', 'liaison.business_outcomes'],
    ['content_guide', 'guide.content'],
    ['insights_guide', 'guide.insights'],
    ['operations_guide', 'guide.operations'],
    ['business_outcomes_guide', 'guide.business_outcomes'],
    ['guide', 'guide.global'],
    ['guide_agent', 'guide.global'],
  ])('%s means %s', (spelling, agent) => {
    expect(resolveAgent(spelling)).toBe(agent)
  })

  test.each([...BUILT_IN_AGENTS])('%s means itself', (agent) => {
    expect(resolveAgent(agent)).toBe(agent)
  })

  test('accepts a well-formed id without an agent', () => {
    expect(resolveAgent('liaison.legal')).toBe('liaison.legal')
  })

  test.each([
    '',
    ' ',
    'guide.',
    'liaison',
    '.content',
    'Liaison.content',
    'liaison.Content',
    'liaison.content ',
    ' liaison.content',
    'liaison.content\n',
    'liaison.a-b',
    'liaison.a.b',
    'liaison.9',
    'agent.content',
    'content',
    'operator_guide',
    `liaison.${'a'.repeat(65)}`,
    ...INHERITED,
  ])('rejects %j as an agent', (spelling) => {
    expect(resolveAgent(spelling)).toBeUndefined()
    expect(isAgentId(spelling)).toBe(false)
  })
})

test('rejects names that every object inherits', () => {
  for (const name of INHERITED) {
    expect(isPillar(name), name).toBe(false)
    expect(isAgentType(name), name).toBe(false)
    expect(pillarOfAgent(`liaison.${name}`), name).toBeNull()
  }
})

describe('round trips', () => {
  test.each(PILLAR_NAMES)('%s → its liaison, agent type, surface and guide → %s', (pillar) => {
    const { liaison, agentType } = PILLARS[pillar]
    expect(pillarOfAgent(liaison)).toBe(pillar)
    expect(agentTypeOf(liaison)).toBe(agentType)
    expect(pillarOfAgentType(agentType)).toBe(pillar)
    expect(resolveAgent(agentType)).toBe(liaison)
    expect(pillarOfSurface(`${pillar}_pillar`)).toBe(pillar)
    expect(pillarOfAgent(`guide.${pillar}`)).toBe(pillar)
    expect(agentTypeOf(`guide.${pillar}`)).toBe('guide')
  })

  test('the home surface, the guide and guide.global belong to no pillar', () => {
    expect(pillarOfSurface('home')).toBeNull()
    expect(pillarOfAgentType('guide')).toBeNull()
    expect(pillarOfAgent('guide.global')).toBeNull()
  })

  test('all guides share one conversation, and a liaison of no pillar has none', () => {
    expect(agentTypeOf('guide.legal')).toBe('guide')
    expect(agentTypeOf('liaison.legal')).toBeNull()
  })

  test('every built-in agent has a conversation, a class and the realm of its class', () => {
    for (const agent of BUILT_IN_AGENTS) {
      expect(agentTypeOf(agent), agent).not.toBeNull()
      expect(realmOf(agent), agent).toBe(classOf(agent) === 'guide' ? 'journey_solution' : 'business_enablement')
    }
  })
})

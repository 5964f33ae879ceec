import { BUILT_IN_AGENTS, isAgentId } from '@biplane/contracts/vocabulary/pillars'
import { afterAll, expect, test } from 'vitest'
import { madeFile, sampleText } from '../tools/made-file.test-support.ts'
import { ask, handoffOf, openAgentWorkers } from './agent-probe.test-support.ts'
import { builtInAgents } from './registry.ts'

const tools = openAgentWorkers()
afterAll(() => tools.close())

const receivables = madeFile('receivables.csv', sampleText('receivables.csv'), 'text/csv')

test('the agents that the contract names are there, all of them exact, all with skills', () => {
  expect(builtInAgents.map(({ id }) => id)).toEqual(expect.arrayContaining([...BUILT_IN_AGENTS]))
  for (const { recovery, skills } of builtInAgents) {
    expect(recovery).toBe('exact')
    expect(skills.length).toBeGreaterThanOrEqual(3)
  }
})

test('every liaison hands over what is clearly for another one, and none hands over to itself', async () => {
  const questions = {
    content: 'check the columns of the csv for duplicates',
    insights: 'average revenue by month',
    operations: 'draw the approval workflow of the refund process',
    business_outcomes: 'a roadmap with budget and ROI',
  }
  for (const agent of builtInAgents.filter(({ id }) => id.startsWith('liaison.'))) {
    for (const [pillar, text] of Object.entries(questions)) {
      const to = handoffOf(await ask(agent, tools, { text }))?.to_agent
      expect(to, `${agent.id}: ${text}`).toBe(agent.id === `liaison.${pillar}` ? undefined : `liaison.${pillar}`)
      expect(to === undefined || isAgentId(to)).toBe(true)
    }
  }
})

test('any agent survives any text, in the same way twice [L8, L11]', async () => {
  const texts = [
    '',
    ' ',
    '\u0000',
    '🤷‍♀️',
    'a'.repeat(32_000),
    '('.repeat(5_000),
    '{"__proto__":1}',
    'as of 9999-99-99',
    'who is 99999999 days late',
    '\n\n# x',
    'constructor',
    'by by by per per',
  ]
  for (const agent of builtInAgents) {
    for (const text of texts) {
      const first = await ask(agent, tools, { text, files: [receivables] })
      expect(await ask(agent, tools, { text, files: [receivables] }), `${agent.id}: ${text.slice(0, 20)}`).toEqual(
        first,
      )
      expect(first.text, `${agent.id}: ${text.slice(0, 20)}`).not.toBe('')
    }
  }
})

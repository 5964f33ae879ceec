import { BUILT_IN_AGENTS, isAgentId } from '@biplane/contracts/vocabulary/pillars'
import { afterAll, expect, test } from 'vitest'
import { openToolBench } from '../bench/worker-bench.ts'
import { madeFile, sampleText } from '../tools/made-file.ts'
import { artifactsOf, ask, handoffOf } from './agent-probe.ts'
import { businessOutcomesLiaison } from './liaison-business-outcomes.ts'
import { operationsLiaison } from './liaison-operations.ts'
import { builtInAgents } from './registry.ts'

const tools = openToolBench()
afterAll(() => tools.close())

const procedure = madeFile('refund-sop.md', sampleText('refund-sop.md'), 'text/markdown')
const receivables = madeFile('receivables.csv', sampleText('receivables.csv'), 'text/csv')

test('the agents are those that the contract names, all of them exact, all with skills', () => {
  expect(builtInAgents.map(({ id }) => id)).toEqual(BUILT_IN_AGENTS)
  for (const { recovery, skills } of builtInAgents) {
    expect(recovery).toBe('exact')
    expect(skills.length).toBeGreaterThanOrEqual(3)
  }
})

test('operations reads the outline of a procedure and says what it cannot do yet', async () => {
  const said = await ask(operationsLiaison, tools, {
    text: 'Draw the workflow of this procedure',
    files: [procedure, receivables],
  })
  expect(artifactsOf(said).map(({ kind }) => kind)).toEqual(['outline'])
  expect(said.text).toContain('“2\\. Check the payment” (line 31): 5 steps')
  expect(said.text).toContain('I cannot draw a workflow')
})

test('operations and business outcomes say honestly that the rest is to come, and what can be done now', async () => {
  const workflow = await ask(operationsLiaison, tools, { text: 'draw a workflow' })
  expect(workflow.text).toContain('I cannot draw a workflow')
  expect(workflow.text).toContain('What I can do now')
  const roadmap = await ask(businessOutcomesLiaison, tools, { text: 'make a roadmap with ROI' })
  expect(roadmap.text).toContain('I cannot make a roadmap')
  expect(roadmap.text).toContain('What can be done now')
  expect(artifactsOf(roadmap)).toEqual([])
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

import { afterAll, expect, test } from 'vitest'
import { openToolBench } from '../bench/worker-bench.ts'
import { madeFile } from '../tools/made-file.ts'
import { ask, handoffOf } from './agent-probe.ts'
import { makeGuide } from './guide.ts'

const tools = openToolBench()
afterAll(() => tools.close())

const guide = makeGuide(null)
const csv = madeFile('receivables.csv', 'a,b\n1,2\n', 'text/csv')

test.each(['Hello!', 'what can you do?', 'help', 'good morning'])(
  '“%s” gets a useful answer and no handoff',
  async (text) => {
    const said = await ask(guide, tools, { text })
    expect(handoffOf(said)).toBeNull()
    for (const word of ['content', 'insights', 'operations', 'business outcomes', 'Try the sample', 'Drop a file']) {
      expect(said.text).toContain(word)
    }
  },
)

test.each([
  ['Who is more than 90 days late?', 'liaison.insights'],
  ['Check the columns of my CSV', 'liaison.content'],
  ['Draw the approval workflow of our refund process', 'liaison.operations'],
  ['Make a roadmap with a budget and ROI', 'liaison.business_outcomes'],
])('“%s” is handed to %s, and the reason is said before', async (text, agent) => {
  const said = await ask(guide, tools, { text })
  expect(handoffOf(said)).toMatchObject({ to_agent: agent })
  expect(said.text).toMatch(/^I am handing this to the .* liaison, because you asked about “/)
  expect(said.events.at(-1)?.type).toBe('agent.handoff_proposed')
})

test('attached files without contrary words go to the content liaison, because of what they are', async () => {
  const said = await ask(guide, tools, { text: 'Here you are', files: [csv] })
  expect(said.text).toBe('I am handing this to the content liaison, because you attached a CSV file.')
  expect(handoffOf(said)).toMatchObject({ to_agent: 'liaison.content', reason: 'you attached a CSV file' })
  expect(handoffOf(await ask(guide, tools, { text: 'hi', files: [csv] }))).toMatchObject({
    to_agent: 'liaison.content',
  })
})

test('words that say otherwise win over the attachment', async () => {
  const said = await ask(guide, tools, { text: 'Who is more than 90 days late?', files: [csv] })
  expect(handoffOf(said)).toMatchObject({ to_agent: 'liaison.insights' })
})

test('a near-tie is asked about, and names both', async () => {
  const said = await ask(guide, tools, { text: 'draw a workflow of the revenue data' })
  expect(handoffOf(said)).toBeNull()
  expect(said.text).toContain('the insights liaison or the operations liaison')
})

test('the choice after a near-tie hands over the question that was asked, and not the name of the pillar', async () => {
  const question = 'draw a workflow of the revenue data'
  const { text } = await ask(guide, tools, { text: question })
  const history = [
    { role: 'user' as const, content: question },
    { role: 'assistant' as const, content: text },
  ]
  const said = await ask(guide, tools, { text: 'Operations, please.', history })
  expect(handoffOf(said)).toMatchObject({ to_agent: 'liaison.operations', text: question })
  const plain = await ask(guide, tools, { text: 'business outcomes' })
  expect(handoffOf(plain)).toEqual({ to_agent: 'liaison.business_outcomes', reason: 'you chose it', confidence: 0.95 })
})

test('what nobody understands, in whatever language, gets an answer that helps and no random liaison', async () => {
  for (const text of ['bla bla', 'Wie geht es weiter damit', '你好', '🤷']) {
    const said = await ask(guide, tools, { text })
    expect(handoffOf(said), text).toBeNull()
    expect(said.text, text).toContain('I am not sure which of us can help')
  }
})

test('the guide of a pillar speaks of it, and hands its intent to its liaison', async () => {
  const insights = makeGuide('insights')
  expect((await ask(insights, tools, { text: 'hello' })).text).toContain('I am the guide for insights')
  expect(handoffOf(await ask(insights, tools, { text: 'average revenue by month' }))).toMatchObject({
    to_agent: 'liaison.insights',
  })
  expect(handoffOf(await ask(insights, tools, { text: 'check the columns of my csv' }))).toMatchObject({
    to_agent: 'liaison.content',
  })
})

test('a word with marks of Markdown in it is only a word', async () => {
  const said = await ask(guide, tools, { text: 'what is the **[average](https://example.com)** amount' })
  expect(said.text).not.toContain('](')
})

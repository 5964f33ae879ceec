import { afterAll, expect, test } from 'vitest'
import { ask, openAgentWorkers } from '../../agents/agent-probe.test-support.ts'
import { madeFile, sampleText } from '../../tools/made-file.test-support.ts'
import { insightsLiaison } from './liaison-insights.ts'

const tools = openAgentWorkers()
afterAll(() => tools.close())
const receivables = madeFile('receivables.csv', sampleText('receivables.csv'), 'text/csv')
const answerTo = async (text: string) => (await ask(insightsLiaison, tools, { text, files: [receivables] })).text

test.each([
  ['What percentage of invoices are paid?', '**76.8 %**'],
  ['What share of invoices is paid?', '**76.8 %**'],
  ['What percent of invoices is open?', '**23.2 %**'],
])('%j counts invoices', async (text, share) => {
  const said = await answerTo(text)
  expect(said).toContain(share)
  expect(said).not.toContain('Share of amount')
})

test.each(['What share of the amount is paid?', 'What percentage of the amount is paid?'])(
  '%j is a share of the amount, and says so',
  async (text) => {
    const said = await answerTo(text)
    expect(said).toContain('Share of amount')
    expect(said).toContain('**85.9 %**')
  },
)

import { afterAll, expect, test } from 'vitest'
import { openToolBench } from '../bench/worker-bench.ts'
import { madeFile, sampleText } from '../tools/made-file.ts'
import { ask } from './agent-probe.ts'
import { insightsLiaison } from './liaison-insights.ts'

const tools = openToolBench()
afterAll(() => tools.close())
const receivables = madeFile('receivables.csv', sampleText('receivables.csv'), 'text/csv')
const answerTo = async (text: string) => (await ask(insightsLiaison, tools, { text, files: [receivables] })).text

test.each([
  'What percentage of invoices are paid?',
  'What share of invoices is paid?',
  'What percent of invoices is open?',
])('%j counts invoices', async (text) => {
  expect(await answerTo(text)).toContain('paid: 182 (76.8 % of the rows)')
})

test.each(['What share of the amount is paid?', 'What percentage of the amount is paid?'])(
  '%j is a share of the amount, and says so',
  async (text) => {
    const said = await answerTo(text)
    expect(said).toContain('Total of amount by status')
    expect(said).toContain('paid: EUR 2,443,361.11 (85.9 % of the total, 182 rows)')
  },
)

import { afterAll, expect, test } from 'vitest'
import { businessOutcomesLiaison } from '../pillars/business-outcomes/liaison-business-outcomes.ts'
import { contentLiaison } from '../pillars/content/liaison-content.ts'
import { insightsLiaison } from '../pillars/insights/liaison-insights.ts'
import { operationsLiaison } from '../pillars/operations/liaison-operations.ts'
import { madeFile, sampleText } from '../tools/made-file.test-support.ts'
import { artifactsOf, ask, openAgentWorkers, type Said } from './agent-probe.test-support.ts'
import { keepAs } from './kept-results.test-support.ts'

const tools = openAgentWorkers()
afterAll(() => tools.close())

const kinds = (said: Said) => artifactsOf(said).map(({ kind }) => kind)

test('the sixty-second story: sample, findings, 90-day list and chart, workflow with lint, 90-day plan with payback', async () => {
  const begun = performance.now()
  const files = [
    madeFile('receivables.csv', sampleText('receivables.csv'), 'text/csv'),
    madeFile('refund-sop.md', sampleText('refund-sop.md'), 'text/markdown'),
  ]
  const found = await ask(contentLiaison, tools, { text: 'What is in these files, and is the data sound?', files })
  expect(kinds(found)).toContain('quality_report')
  const late = await ask(insightsLiaison, tools, { text: 'Who is more than 90 days late?', files })
  expect(late.text).toContain('**22 receivables of 10 customers are more than 90 days late: EUR 140,072.40**')
  expect(kinds(late)).toContain('chart')
  const drawn = await ask(operationsLiaison, tools, { text: 'Draw the workflow', files, artifacts: keepAs('x', late) })
  expect(drawn.text).toContain('**18 steps** in 5 sections, with 4 decisions and 6 owners')
  expect(drawn.text).toContain('**9 things**, 2 errors among them')
  const plan = await ask(businessOutcomesLiaison, tools, {
    text: 'Make a 90-day plan with payback',
    files,
    artifacts: keepAs('x', found, late, drawn),
  })
  expect(kinds(plan)).toEqual(['simulation', 'coexistence', 'roadmap', 'financials', 'kpis', 'risks'])
  expect(plan.text).toContain('**14 items** and takes **62 days**, with 87 days of work')
  expect(plan.text).toMatch(/It costs \*\*EUR [\d,]+ to [\d,]+\*\* and is paid back \*\*after \d+ to \d+ months\*\*\./)
  expect(plan.text).toContain('24 assumptions of 27 are defaults that nobody has confirmed')
  expect(plan.text).toContain('**What matters most**')
  expect(plan.text).not.toContain('rate of return')
  expect(plan.text).toContain('Amount more than 90 days late: 140,072.4 → **56,028.96 EUR** by day 90')
  expect(plan.text).toContain('Nine of ten cases take at most: 21.62 → **15.13 working hours** by day 90')
  const seconds = (performance.now() - begun) / 1000
  process.stdout.write(`The story took ${seconds.toFixed(1)} s.\n`)
})

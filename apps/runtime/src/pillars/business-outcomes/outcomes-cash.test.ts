import { afterAll, describe, expect, test } from 'vitest'
import { artifactsOf, ask, handoffOf, openAgentWorkers } from '../../agents/agent-probe.test-support.ts'
import { makeGuide } from '../../agents/guide.ts'
import { keepAs } from '../../agents/kept-results.test-support.ts'
import { madeFile, sampleText } from '../../tools/made-file.test-support.ts'
import { insightsLiaison } from '../insights/liaison-insights.ts'
import { businessOutcomesLiaison } from './liaison-business-outcomes.ts'

const tools = openAgentWorkers()
afterAll(() => tools.close())

const flows = madeFile(
  'solar project.csv',
  'date,amount\n2026-01-01,-10000\n2027-01-01,6000\n2028-01-01,7000\n',
  'text/csv',
)
const invoices = madeFile('receivables.csv', sampleText('receivables.csv'), 'text/csv')
const say = (text: string, more: Partial<Parameters<typeof ask>[2]> = {}) =>
  ask(businessOutcomesLiaison, tools, { text, ...more })

describe('a question about own amounts', () => {
  test('told in words is answered with a table of them', async () => {
    const said = await say('invest 50 000 € now, get 20 000 € a year for 4 years at 8 %')
    expect(said.text).toContain('EUR 16,242.54')
    const [table] = artifactsOf(said)
    expect(table).toMatchObject({ kind: 'table', key: 'cash_flow', title: 'Cash flows' })
    expect(table?.kind === 'table' ? table.data.totals : []).toEqual([null, 30000, null, null, 16242.54, null])
  })

  test('about an attached table is answered from it, and goes on', async () => {
    const first = await say("what's the IRR of this file?", { files: [flows] })
    expect(first.text).toContain('% a year')
    expect(artifactsOf(first)[0]).toMatchObject({ provenance: { file: { name: 'solar project.csv' } } })
    const next = await say('and the NPV at 5 %?', {
      files: [flows],
      history: [{ role: 'user', content: "what's the IRR of this file?" }],
      artifacts: keepAs('x', first),
    })
    expect(next.text).toContain('Net present value at 5 % a year')
  })

  test.each(['is this investment worth it?', 'when do we get our money back?', 'what is the payback?'])(
    'without amounts says how to tell them: %s',
    async (text) => {
      const said = await say(text)
      expect(said.text).toContain('invest 50,000 now')
      expect(artifactsOf(said)).toEqual([])
    },
  )

  test('with a plan to rest on is one about the plan', async () => {
    const late = await ask(insightsLiaison, tools, { text: 'Who is more than 90 days late?', files: [invoices] })
    const said = await say('is it worth it?', { files: [invoices], artifacts: keepAs('x', late) })
    expect(artifactsOf(said).map(({ kind }) => kind)).toContain('financials')
  })
})

describe('routing', () => {
  const guide = makeGuide(null)
  test.each([
    'is this investment worth it?',
    'when do we get our money back?',
    "what's the IRR of this file?",
    'calculate the NPV at 8 % of this table',
    'when does it pay for itself?',
    'Wie hoch ist der Kapitalwert?',
    'Wie hoch ist die interne Rendite bei dieser Datei?',
    'invest 50 000 now, get 20 000 a year for 4 years at 8 %',
  ])('the guide hands it over with the file: %s', async (text) => {
    const said = await ask(guide, tools, { text, files: [flows] })
    expect(handoffOf(said)?.to_agent, said.text).toBe('liaison.business_outcomes')
  })

  test('the insights liaison hands a rate of return over', async () => {
    const said = await ask(insightsLiaison, tools, { text: "what's the IRR of this file?", files: [flows] })
    expect(handoffOf(said)?.to_agent, said.text).toBe('liaison.business_outcomes')
  })
})

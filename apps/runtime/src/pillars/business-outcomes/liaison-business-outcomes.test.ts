import type { FinancialsData } from '@biplane/contracts/wire/plan-artifacts'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { artifactsOf, ask, handoffOf, openAgentWorkers, type Said } from '../../agents/agent-probe.test-support.ts'
import { keepAs } from '../../agents/kept-results.test-support.ts'
import { madeFile, sampleText } from '../../tools/made-file.test-support.ts'
import { insightsLiaison } from '../insights/liaison-insights.ts'
import { operationsLiaison } from '../operations/liaison-operations.ts'
import { businessOutcomesLiaison } from './liaison-business-outcomes.ts'

const tools = openAgentWorkers()
afterAll(() => tools.close())

const receivables = madeFile('receivables.csv', sampleText('receivables.csv'), 'text/csv')
const procedure = madeFile('refund-sop.md', sampleText('refund-sop.md'), 'text/markdown')
const files = [receivables, procedure]
let late: Said
let drawn: Said
let plan: Said
beforeAll(async () => {
  late = await ask(insightsLiaison, tools, { text: 'Who is more than 90 days late?', files })
  drawn = await ask(operationsLiaison, tools, { text: 'Draw the workflow', files })
  plan = await ask(businessOutcomesLiaison, tools, {
    text: 'Make a 90-day plan',
    files,
    artifacts: keepAs('x', late, drawn),
  })
})

const financialsOf = (said: Said): FinancialsData => {
  const found = artifactsOf(said).find(({ kind }) => kind === 'financials')
  if (found?.kind !== 'financials') throw new Error('there are no financials')
  return found.data
}
const after = (text: string, ...more: Said[]) =>
  ask(businessOutcomesLiaison, tools, { text, files, artifacts: keepAs('x', late, drawn, plan, ...more) })

test('[O5] without anything to rest on it makes no number up: it says what is missing and who can help', async () => {
  const said = await ask(businessOutcomesLiaison, tools, { text: 'make a roadmap with ROI' })
  expect(artifactsOf(said)).toEqual([])
  expect(said.text).toContain('nothing is here yet')
  expect(said.text).toContain('Who is more than 90 days late?')
})

test('with a part of the evidence it plans for that part, and asks for the rest', async () => {
  const said = await ask(businessOutcomesLiaison, tools, { text: 'Make a 90-day plan', artifacts: keepAs('x', late) })
  expect(artifactsOf(said).map(({ kind }) => kind)).toEqual(['roadmap', 'financials', 'kpis', 'risks'])
  expect(said.text).toContain('**Still missing**')
  expect(said.text).toContain('the process that is to change')
})

test('[O5] every number of the plan has a source: a result that is named, a default that is called so, or the person', () => {
  for (const { source, kind, name } of financialsOf(plan).assumptions) {
    if (kind === 'computed') expect(source, name).toMatch(/^(?:from|sum over|the roadmap)/)
    else expect(source, name).toMatch(/^default$|default/)
  }
  for (const { provenance, title, kind } of artifactsOf(plan)) {
    if (kind === 'simulation' || kind === 'coexistence') continue
    const made = provenance?.steps.filter(({ label }) => label === 'Made of').map(({ result }) => result)
    expect(made, title).toContain('Receivables more than 90 days late')
  }
})

test('the sums of the cash flow are those of a second computation', () => {
  const {
    cash_flows: flows,
    npv,
    investment,
    benefit_total: benefits,
    payback_month: back,
    assumptions,
  } = financialsOf(plan)
  const yearly = 1 + (assumptions.find(({ name }) => name === 'discount_rate')?.value ?? 0) / 100
  const second = flows.reduceRight((later, { net }) => net + later / yearly ** (1 / 12), 0)
  expect(Math.abs(second - npv)).toBeLessThan(0.1)
  expect(flows[0]?.cost).toBe(investment)
  expect(Math.abs(flows.reduce((sum, { benefit }) => sum + benefit, 0) - benefits)).toBeLessThan(0.2)
  const first = flows.findIndex(({ cumulative }) => cumulative >= 0)
  expect(Math.ceil(back ?? -1)).toBe(first)
})

test('[O6] an assumption that is set in words changes the numbers, stays set, and a silly value is not taken', async () => {
  const changed = await after('set discount rate to 12 %')
  const again = await after('set hourly cost to 60', changed)
  const set = financialsOf(again).assumptions.filter(({ kind }) => kind === 'set')
  expect(set.map(({ name, value }) => [name, value])).toEqual([
    ['hourly_cost', 60],
    ['discount_rate', 12],
  ])
  expect(financialsOf(changed).npv).toBeLessThan(financialsOf(plan).npv)
  const refused = await after('set discount rate to 900 %')
  expect(artifactsOf(refused)).toEqual([])
  expect(refused.text).toContain('900 was not taken')
  expect((await after('set the moon to 3')).text).toContain('There is no assumption called “moon”')
})

test('a plan on unconfirmed assumptions gives ranges, and the five that matter most', async () => {
  const { ranges, npv } = financialsOf(plan)
  expect(ranges?.npv.low).toBeLessThan(npv)
  expect(ranges?.npv.high).toBeGreaterThan(npv)
  const [, matters = ''] = plan.text.split('**What matters most**')
  expect(matters.split('\n\n')[1]?.match(/^- /gm)).toHaveLength(5)
  expect(matters).toMatch(/a default, not confirmed/)
  expect(plan.text).not.toMatch(/EUR [\d,]+\.\d\d to/)
})

test('a confirmed assumption is no default any more, and when all are the figures are exact', async () => {
  const one = await after('confirm the discount rate and the cost of an hour of work')
  const kinds = financialsOf(one).assumptions.filter(({ kind }) => kind === 'set')
  expect(kinds.map(({ name, value }) => [name, value])).toEqual([
    ['hourly_cost', 45],
    ['discount_rate', 10],
  ])
  const all = await after('confirm all assumptions')
  expect(financialsOf(all).ranges).toBeNull()
  expect(financialsOf(all).npv).toBe(financialsOf(plan).npv)
  expect(all.text).toContain('internal rate of return')
  expect((await after('confirm the moon')).text).toContain('There is no assumption called “moon”')
})

test.each<[string, string, number]>([
  ['business case at 12 %', 'discount_rate', 12],
  ['what is it worth with a discount rate of 7.5 %?', 'discount_rate', 7.5],
  ['is it worth it over 5 years?', 'horizon_months', 60],
  ['costs and benefits over 36 months', 'horizon_months', 36],
  ['business case with 120 € an hour', 'hourly_cost', 120],
  ['financials at 500 EUR per day', 'day_rate', 500],
  ['business case for 10 cases a day', 'cases_per_month', 210],
  ['Business case bei 8 % über drei Jahre', 'discount_rate', 8],
])('parameters in words are used: %s', async (text, name, value) => {
  expect(financialsOf(await after(text)).assumptions.find((each) => each.name === name)).toMatchObject({
    value,
    source: 'set by you',
  })
})

test.each([
  ['business case for 10 cases a day with two clerks', '“two clerks”'],
  ['is it worth it with 15 % fewer refunds?', '15 % fewer'],
  ['business case at 900 %', '900 was not taken'],
])('a number without a place in the plan is named: %s', async (text, named) => {
  expect((await after(text)).text).toContain(named)
})

test('an assumption whose words speak of another pillar is still set here', async () => {
  const said = await after('set overdue amount to 100,000')
  expect(handoffOf(said)).toBeNull()
  expect(financialsOf(said).assumptions.find(({ name }) => name === 'overdue_amount')).toMatchObject({
    value: 100_000,
    source: 'set by you',
  })
})

test('a changed duration moves the roadmap, and what it costs', async () => {
  const changed = await after('set days of the pilot to 60')
  const roadmap = artifactsOf(changed).find(({ kind }) => kind === 'roadmap')
  expect(roadmap?.kind === 'roadmap' ? roadmap.data.length_days : 0).toBe(62 + 35)
  expect(financialsOf(changed).investment).toBeGreaterThan(financialsOf(plan).investment)
})

test('[O7] indicators are measured again by their own query, on the file as it is now', async () => {
  const paid = sampleText('receivables.csv')
    .split('\n')
    .filter((line) => !line.includes('Olivares'))
  const now = { ...madeFile('receivables.csv', paid.join('\n'), 'text/csv'), file_uuid: receivables.file_uuid }
  const said = await ask(businessOutcomesLiaison, tools, {
    text: 'measure the KPIs again',
    files: [now, procedure],
    artifacts: keepAs('x', late, drawn, plan),
  })
  const kpis = artifactsOf(said).find(({ kind }) => kind === 'kpis')
  const values = kpis?.kind === 'kpis' ? Object.fromEntries(kpis.data.kpis.map(({ id, current }) => [id, current])) : {}
  const fresh = await ask(insightsLiaison, tools, { text: 'Who is more than 90 days late?', files: [now] })
  const table = artifactsOf(fresh)[0]
  expect(values.late_amount).toBe(
    table?.kind === 'table' ? table.data.totals?.find((cell) => typeof cell === 'number') : null,
  )
  expect(values.late_amount).toBeLessThan(140_072.4)
  expect(values).toMatchObject({ procedure_errors: 2, procedure_findings: 9, cycle_p90: 21.62 })
  const gone = await ask(businessOutcomesLiaison, tools, {
    text: 'measure the KPIs again',
    files: [],
    artifacts: keepAs('x', late, drawn, plan),
  })
  expect(gone.text).toContain('its file is not here any more')
})

test('the proposal has success criteria, and the bundle holds it with all numbers as JSON', async () => {
  const proposal = artifactsOf(await after('write a proposal for a pilot'))[0]
  expect(proposal?.kind === 'proposal' ? proposal.data.criteria : []).toHaveLength(5)
  const bundle = artifactsOf(await after('export the bundle'))[0]
  if (bundle?.kind !== 'bundle') throw new Error('there is no bundle')
  const [markdown, json] = bundle.data.documents
  expect(markdown?.text).toBe(proposal?.kind === 'proposal' ? proposal.data.markdown : '')
  expect(JSON.parse(json?.text ?? '')).toMatchObject({
    financials: { npv: financialsOf(plan).npv },
    evidence: { overdue: { total: 140_072.4 } },
  })
})

test('what is not understood is said, with the nearest things it can do and how a model could be added', async () => {
  const said = await after('sing me a song')
  expect(said.text.match(/^- /gm)).toHaveLength(3)
  expect(said.text).not.toContain('MODEL_PROVIDER')
  expect(artifactsOf(said)).toEqual([])
  expect(handoffOf(said)).toBeNull()
})

test('the same invocation says the same, event by event [L8]', async () => {
  expect(await after('Make a 90-day plan')).toEqual(await after('Make a 90-day plan'))
})

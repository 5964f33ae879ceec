// Tools of a plan: roadmap, financials, indicators, risks, all from the same evidence.
import { z } from 'zod'
import { financialsDraft, kpisDraft, risksDraft, roadmapDraft } from '../../../tools/artifact-shapes.ts'
import { defineTool } from '../../../tools/define-tool.ts'
import { counted } from '../../../tools/shown-text.ts'
import { openEvidence } from './evidence.ts'
import { makeFinancials } from './financials.ts'
import { makeKpis } from './indicators.ts'
import { money, moneyRange, monthsRange, planArgs } from './plan-args.ts'
import { assumptionSteps, planProvenance } from './plan-provenance.ts'
import { findRisks } from './risks.ts'
import { makeRoadmap } from './roadmap.ts'

const ROADMAP = { name: 'outcomes.roadmap', version: '1' }

export const roadmapTool = defineTool({
  ...ROADMAP,
  args: planArgs,
  result: z.object({ artifact: roadmapDraft }),
  async run({ changes }, file) {
    const evidence = openEvidence(file)
    const data = makeRoadmap(evidence, changes)
    const provenance = planProvenance(
      ROADMAP,
      { evidence, file },
      {
        expression: 'earliest day of each item = latest end of what it waits for; critical where the slack is 0',
        steps: [
          ...assumptionSteps(data.assumptions),
          ...data.items.map(({ id, days, start, end, slack, depends_on }) => ({
            label: id,
            expression:
              depends_on.length === 0 ? `day 0 + ${days}` : `after ${depends_on.join(', ')}: day ${start} + ${days}`,
            result: `day ${end}, slack ${slack}`,
          })),
          { label: 'Critical path', expression: data.critical_path.join(' → '), result: `${data.length_days} days` },
        ],
      },
    )
    const summary = `${counted(data.items.length, 'item')}, ${counted(data.length_days, 'day')} along the critical path, ${data.effort_days} days of work`
    return {
      artifact: {
        kind: 'roadmap' as const,
        key: 'roadmap',
        title: 'Roadmap, 30/60/90 days',
        summary,
        provenance,
        data,
      },
    }
  },
})

const FINANCIALS = { name: 'outcomes.financials', version: '2' }

export const financialsTool = defineTool({
  ...FINANCIALS,
  args: planArgs,
  result: z.object({ artifact: financialsDraft }),
  async run(ask, file) {
    const evidence = openEvidence(file)
    const data = makeFinancials(evidence, ask)
    const { npv, irr, payback_month: back, currency, monte_carlo: chance } = data
    const provenance = planProvenance(
      FINANCIALS,
      { evidence, file },
      {
        expression:
          'NPV = Σ net of month m ÷ (1 + yearly rate)^(m ÷ 12); IRR where that is 0; payback where the sum gets to 0',
        steps: [
          ...assumptionSteps(data.assumptions),
          { label: 'Investment', expression: 'effort_days × day_rate', result: money(currency, data.investment) },
          { label: 'Benefits', expression: 'sum over all months', result: money(currency, data.benefit_total) },
          { label: 'Net present value', expression: 'over all months', result: money(currency, npv) },
          { label: 'Internal rate of return', expression: 'a year', result: irr === null ? 'none' : `${irr} %` },
          {
            label: 'Payback',
            expression: 'months',
            result: back === null ? 'not within the months looked at' : String(back),
          },
          {
            label: 'Monte Carlo',
            expression: `${chance.runs} runs, seed ${chance.seed}, each assumption within ±30 %`,
            result: `p10 ${money(currency, chance.p10)}, p50 ${money(currency, chance.p50)}, p90 ${money(currency, chance.p90)}`,
          },
        ],
      },
    )
    const summary = data.ranges
      ? `NPV ${moneyRange(currency, data.ranges.npv)}, payback ${monthsRange(data.ranges.payback_month)}`
      : `NPV ${money(currency, npv)}, ${back === null ? 'no payback within the months looked at' : `payback after ${back} months`}`
    return {
      artifact: {
        kind: 'financials' as const,
        key: 'financials',
        title: 'Costs and benefits',
        summary,
        provenance,
        data,
      },
    }
  },
})

const KPIS = { name: 'outcomes.kpis', version: '1' }
const COLLECTED = 'collected_share'

export const kpisTool = defineTool({
  ...KPIS,
  args: planArgs,
  result: z.object({ artifact: kpisDraft }),
  async run(ask, file) {
    const evidence = openEvidence(file)
    const share =
      makeFinancials(evidence, { ...ask, runs: 1 }).assumptions.find(({ name }) => name === COLLECTED)?.value ?? 0
    const data = makeKpis(evidence, share, ask.measured)
    const provenance = planProvenance(
      KPIS,
      { evidence, file },
      {
        expression: 'baseline from the result that it names; the target follows from it',
        steps: data.kpis.map(({ name, baseline, target, unit, source, current }) => ({
          label: name,
          expression: `from ${source}`,
          result: `${baseline.toLocaleString('en')} → ${target.toLocaleString('en')} ${unit}${current === null ? '' : `; now ${current.toLocaleString('en')}`}`,
        })),
      },
    )
    const reached = data.kpis.filter(({ current, target }) => current !== null && current <= target).length
    const measured = data.kpis.filter(({ current }) => current !== null).length
    const summary = `${counted(data.kpis.length, 'indicator')}${measured > 0 ? `; ${reached} of ${measured} measured again are on target` : ''}`
    return { artifact: { kind: 'kpis' as const, key: 'kpis', title: 'Indicators', summary, provenance, data } }
  },
})

const RISKS = { name: 'outcomes.risks', version: '1' }

export const risksTool = defineTool({
  ...RISKS,
  args: planArgs,
  result: z.object({ artifact: risksDraft }),
  async run(ask, file) {
    const evidence = openEvidence(file)
    const data = findRisks(evidence, makeRoadmap(evidence, ask.changes), makeFinancials(evidence, ask))
    const provenance = planProvenance(
      RISKS,
      { evidence, file },
      {
        expression: 'score = likelihood × impact, each 1 to 5',
        steps: data.risks.map(({ title, likelihood, impact, score, evidence: why }) => ({
          label: title,
          expression: `${likelihood} × ${impact}: ${why}`,
          result: String(score),
        })),
      },
    )
    const worst = data.risks[0]
    const summary = worst
      ? `${counted(data.risks.length, 'risk')}, the greatest: ${worst.title}`
      : 'No risk that a number speaks for'
    return { artifact: { kind: 'risks' as const, key: 'risks', title: 'Risks', summary, provenance, data } }
  },
})

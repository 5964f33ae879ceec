// Text of the pilot proposal: scope, duration, cost, criteria of success. Every number is one of the plan's. Pure.
import type {
  FinancialsData,
  KpisData,
  ProposalData,
  RisksData,
  RoadmapData,
} from '@biplane/contracts/wire/plan-artifacts'
import type { Evidence, Missing } from './evidence.ts'
import { money, moneyRange, monthsRange } from './plan-args.ts'

export interface Plan {
  evidence: Evidence
  roadmap: RoadmapData
  financials: FinancialsData
  kpis: KpisData
  risks: RisksData
  missing: Missing[]
}

const line = (text: string): string => text.replace(/\s+/g, ' ').replaceAll('|', '/')
const table = (head: string[], rows: string[][]): string =>
  [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.map(line).join(' | ')} |`).join('\n')

function moneyRows({
  currency,
  ranges,
  investment,
  npv,
  irr,
  payback_month: back,
  monte_carlo,
}: FinancialsData): string[][] {
  if (ranges) {
    return [
      ['Investment', moneyRange(currency, ranges.investment)],
      ['Net present value', moneyRange(currency, ranges.npv)],
      ['Paid back', monthsRange(ranges.payback_month)],
      ['Why these are ranges', 'some assumptions below are defaults that nobody has confirmed'],
    ]
  }
  return [
    ['Investment', money(currency, investment)],
    ['Net present value', money(currency, npv)],
    ['Internal rate of return', irr === null ? 'none' : `${irr} % a year`],
    ['Payback', back === null ? 'not within the months looked at' : `${back} months`],
    ['In one of ten simulated plans at most', money(currency, monte_carlo.p10)],
  ]
}

export function writeProposal(plan: Plan): ProposalData {
  const { evidence, roadmap, financials, kpis, risks, missing } = plan
  const criteria = kpis.kpis.map(({ name, question, baseline, target, unit, due_day }) => ({
    name,
    measure: `“${question}”, on day ${due_day}`,
    baseline: `${baseline.toLocaleString('en')} ${unit}`,
    target: target === 0 ? `no ${unit}` : `${target.toLocaleString('en')} ${unit} or less`,
  }))
  const about = [evidence.overdue?.title, evidence.process?.title].filter((title) => title !== undefined)
  const parts = [
    '# Proposal for a proof of concept',
    `It rests on: ${about.join('; ')}.`,
    `## What will be done\n\n${table(
      ['Phase', 'Item', 'Days', 'Critical'],
      roadmap.items.map(({ phase, title, start, end, critical }) => [
        phase,
        title,
        `${start}–${end}`,
        critical ? 'yes' : '',
      ]),
    )}`,
    `It takes **${roadmap.length_days} days** and ${roadmap.effort_days} days of work.`,
    `## What it costs and brings\n\n${table(['What', 'Amount'], [...moneyRows(financials)])}`,
    `## When it has succeeded\n\n${table(
      ['Criterion', 'Today', 'Target', 'Measured by'],
      criteria.map(({ name, baseline, target, measure }) => [name, baseline, target, measure]),
    )}`,
    '**Go on** when every criterion is met on its day; **stop** when the first one is missed by more than half of the way; otherwise **repair and measure again**.',
    ...(risks.risks.length > 0
      ? [
          `## Risks\n\n${table(
            ['Risk', 'Score', 'Evidence', 'What is done'],
            risks.risks.map(({ title, score, evidence: why, mitigation }) => [title, String(score), why, mitigation]),
          )}`,
        ]
      : []),
    `## Assumptions\n\n${table(
      ['Assumption', 'Value', 'Source'],
      financials.assumptions.map(({ label, value, unit, source }) => [
        label,
        `${value.toLocaleString('en')} ${unit}`,
        source,
      ]),
    )}`,
    ...(missing.length > 0
      ? [`## What would make it better founded\n\n${missing.map(({ what, how }) => `- ${what}: ${how}`).join('\n')}`]
      : []),
  ]
  return { markdown: `${parts.join('\n\n')}\n`, criteria, missing }
}

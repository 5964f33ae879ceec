// Risks of a plan, each with its evidence; no risk without a number. Pure.
import type { FinancialsData, Risk, RisksData, RoadmapData } from '@biplane/contracts/wire/plan-artifacts'
import type { Evidence } from './evidence.ts'

const LARGE_SHARE = 0.3
const MUCH_OF_THE_WORK = 0.4
const BUSY = 85
const NINETY = 90

type Found = Omit<Risk, 'score'> | null

export function findRisks(evidence: Evidence, roadmap: RoadmapData, financials: FinancialsData): RisksData {
  const found = [
    unconfirmedRisk(financials),
    ...moneyRisks(evidence, financials),
    ...processRisks(evidence),
    lateRisk(roadmap),
  ]
  const risks = found.flatMap((risk) => (risk ? [{ ...risk, score: risk.likelihood * risk.impact }] : []))
  return { risks: risks.toSorted((a, b) => b.score - a.score) }
}

function moneyRisks(
  { overdue }: Evidence,
  { monte_carlo: chance, sensitivity, payback_month: back, currency }: FinancialsData,
): Found[] {
  const [largest] = overdue?.customers ?? []
  const share = overdue && largest && overdue.total > 0 ? largest.amount / overdue.total : 0
  const [widest] = sensitivity
  return [
    largest && share >= LARGE_SHARE
      ? {
          id: 'one_debtor',
          title: 'Most depends on one customer',
          likelihood: 3,
          impact: 4,
          evidence: `${largest.name} owes ${percent(share)} of what is late`,
          mitigation: 'Begin with that customer, and agree a payment plan in writing',
          owner: null,
        }
      : null,
    overdue && overdue.left_out > 0
      ? {
          id: 'left_out',
          title: 'The amounts are not complete',
          likelihood: 3,
          impact: 2,
          evidence: `${overdue.left_out} rows were left out of the computation`,
          mitigation: 'Correct those rows at their source, then measure again',
          owner: null,
        }
      : null,
    chance.positive < 100
      ? {
          id: 'no_gain',
          title: 'The plan may cost more than it brings',
          likelihood: chance.positive < 50 ? 5 : chance.positive < 80 ? 3 : 2,
          impact: 4,
          evidence: `${chance.positive} % of ${chance.runs} simulated plans bring a gain; one in ten ends at ${currency} ${chance.p10.toLocaleString('en')} or less`,
          mitigation: `Settle the widest assumption first${widest ? `: ${widest.label}` : ''}`,
          owner: null,
        }
      : null,
    back === null
      ? {
          id: 'no_payback',
          title: 'It is not paid back within the months looked at',
          likelihood: 4,
          impact: 4,
          evidence: 'the sum of all months stays below 0',
          mitigation: 'Plan a smaller first step',
          owner: null,
        }
      : null,
  ]
}

function processRisks({ process, findings, simulation }: Evidence): Found[] {
  if (!process) return []
  const most = process.owners.toSorted((a, b) => b.steps - a.steps)[0]
  const errors = findings.filter(({ severity }) => severity === 'error')
  const share = most ? most.steps / Math.max(1, process.steps) : 0
  return [
    errors.length > 0
      ? {
          id: 'errors',
          title: 'The procedure cannot be followed as it is written',
          likelihood: 4,
          impact: 3,
          evidence: `${errors.length} errors: ${errors
            .slice(0, 3)
            .map(({ title, step }) => `${title} (${step ?? 'whole'})`)
            .join(', ')}`,
          mitigation: 'Repair them before anybody is trained',
          owner: null,
        }
      : null,
    most && share >= MUCH_OF_THE_WORK
      ? {
          id: 'one_owner',
          title: `Much hangs on ${most.owner}`,
          likelihood: 3,
          impact: 3,
          evidence: `${most.steps} of ${process.steps} steps`,
          mitigation: 'Name and train a deputy',
          owner: most.owner,
        }
      : null,
    simulation?.bottleneck && simulation.bottleneck.busy >= BUSY
      ? {
          id: 'bottleneck',
          title: `${simulation.bottleneck.owner} has no time to spare`,
          likelihood: 4,
          impact: 3,
          evidence: `busy ${simulation.bottleneck.busy} % of the time in the simulation`,
          mitigation: `Take work from step ${simulation.bottleneck.step} first`,
          owner: simulation.bottleneck.owner,
        }
      : null,
  ]
}

/** A plan of defaults is a plan of somebody else. */
function unconfirmedRisk({ assumptions }: FinancialsData): Found {
  const defaults = assumptions.filter(({ kind }) => kind === 'default')
  if (2 * defaults.length <= assumptions.length) return null
  return {
    id: 'unconfirmed',
    title: 'Most assumptions are defaults that nobody confirmed',
    likelihood: 4,
    impact: 3,
    evidence: `${defaults.length} of ${assumptions.length}`,
    mitigation: 'Set them in the workspace, the widest of the sensitivity first',
    owner: null,
  }
}

const lateRisk = ({ length_days: length, critical_path: path }: RoadmapData): Found =>
  length > NINETY
    ? {
        id: 'too_long',
        title: 'The plan takes more than 90 days',
        likelihood: 5,
        impact: 2,
        evidence: `${length} days along ${path.join(' → ')}`,
        mitigation: 'Shorten or split what is on the critical path',
        owner: null,
      }
    : null

const percent = (share: number): string => `${Math.round(share * 1000) / 10} %`

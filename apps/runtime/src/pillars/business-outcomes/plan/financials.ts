// Costs and benefits of a plan by month, from named assumptions, with their uncertainty. Pure and seeded.
import type { FinancialsData } from '@biplane/contracts/wire/plan-artifacts'
import type { Assumption } from '@biplane/contracts/wire/process-artifacts'
import type { Changes } from '../../../tools/assumptions.ts'
import { quantile, randomFrom, triangular } from '../../../tools/random.ts'
import { internalRate, monthlyRate, netPresentValue, payback } from './cash-flow.ts'
import type { Evidence } from './evidence.ts'
import { currencyOf, planAssumptions } from './plan-assumptions.ts'
import { type PlanOutcome, rangesOf } from './plan-ranges.ts'

export interface FinancialsAsk {
  changes: Changes
  seed: number
  runs: number
}

export function makeFinancials(evidence: Evidence, { changes, seed, runs }: FinancialsAsk): FinancialsData {
  const assumptions = planAssumptions(evidence, changes)
  const values = valuesOf(assumptions)
  const flows = monthly(values)
  const rate = monthlyRate((values.discount_rate ?? 0) / 100)
  const nets = flows.map(({ net }) => net)
  const monthlyIrr = internalRate(nets)
  const back = payback(nets)
  const discounted = nets.map((net, month) => net / (1 + rate) ** month)
  const discountedBack = payback(discounted)
  let cumulative = 0
  return {
    currency: currencyOf(evidence),
    assumptions,
    npv: cents(netPresentValue(rate, nets)),
    irr: monthlyIrr === null ? null : tenth(((1 + monthlyIrr) ** 12 - 1) * 100),
    payback_month: back === null ? null : tenth(back),
    discounted_payback_month: discountedBack === null ? null : tenth(discountedBack),
    ranges: rangesOf(assumptions, outcomeOf, seed),
    investment: cents(flows[0]?.cost ?? 0),
    benefit_total: cents(flows.reduce((sum, { benefit }) => sum + benefit, 0)),
    cash_flows: flows.map(({ benefit, cost, net }, month) => {
      cumulative += net
      return {
        month,
        benefit: cents(benefit),
        cost: cents(cost),
        net: cents(net),
        cumulative: cents(cumulative),
        discounted: cents(discounted[month] ?? 0),
      }
    }),
    sensitivity: sensitivityOf(assumptions),
    monte_carlo: monteCarlo(assumptions, seed, runs),
  }
}

const cents = (amount: number): number => Math.round(amount * 100) / 100 || 0
const tenth = (value: number): number => Math.round(value * 10) / 10 || 0

type Values = Readonly<Record<string, number>>
const valuesOf = (assumptions: readonly Assumption[]): Values =>
  Object.fromEntries(assumptions.map(({ name, value }) => [name, value]))

interface Month {
  benefit: number
  cost: number
  net: number
}

/** Month 0 is the work of the plan; then each month what is collected, saved and spent. */
function monthly(values: Values): Month[] {
  const of = (name: string) => values[name] ?? 0
  const share = (name: string) => of(name) / 100
  const collecting = Math.max(1, Math.round(of('collection_months')))
  const avoided = (of('overdue_amount') * share('write_off_share') * share('avoided_share')) / collecting
  const interest = (of('overdue_amount') * share('collected_share') * share('financing_rate')) / 12
  const hours = of('automated_hours') * share('automation_saving') + of('assisted_hours') * share('assistance_saving')
  const saved = of('cases_per_month') * hours * of('hourly_cost')
  const start = Math.round(of('benefit_start'))
  return Array.from({ length: Math.round(of('horizon_months')) + 1 }, (_, month) => {
    if (month === 0) return monthOf(0, of('effort_days') * of('day_rate'))
    const collected = month <= collecting ? avoided : 0
    const financing = interest * Math.min(1, month / collecting)
    const working = month > start
    return monthOf(collected + financing + (working ? saved : 0), working ? of('running_cost') : 0)
  })
}

const monthOf = (benefit: number, cost: number): Month => ({ benefit, cost, net: benefit - cost })

function outcomeOf(values: Values): PlanOutcome {
  const flows = monthly(values)
  const nets = flows.map(({ net }) => net)
  const rate = monthlyRate((values.discount_rate ?? 0) / 100)
  return { investment: flows[0]?.cost ?? 0, npv: netPresentValue(rate, nets), payback: payback(nets) }
}

const npvOf = (values: Values): number =>
  netPresentValue(
    monthlyRate((values.discount_rate ?? 0) / 100),
    monthly(values).map(({ net }) => net),
  )

/** What only decides other assumptions is not varied a second time. */
const isVaried = ({ name, value }: Assumption): boolean =>
  value !== 0 && name !== 'horizon_months' && !name.startsWith('days_')

const FIFTH = 0.2

function sensitivityOf(assumptions: readonly Assumption[]): FinancialsData['sensitivity'] {
  const values = valuesOf(assumptions)
  return assumptions
    .filter(isVaried)
    .map(({ name, label, value, min, max }) => {
      const low = Math.max(min, value * (1 - FIFTH))
      const high = Math.min(max, value * (1 + FIFTH))
      return {
        name,
        label,
        low: cents(low),
        high: cents(high),
        npv_low: cents(npvOf({ ...values, [name]: low })),
        npv_high: cents(npvOf({ ...values, [name]: high })),
      }
    })
    .toSorted((a, b) => Math.abs(b.npv_high - b.npv_low) - Math.abs(a.npv_high - a.npv_low))
}

/** Every assumption at once, each within three tenths of its value, most often near it. */
const SPREAD = 0.3

function monteCarlo(assumptions: readonly Assumption[], seed: number, runs: number): FinancialsData['monte_carlo'] {
  const random = randomFrom(seed)
  const values = valuesOf(assumptions)
  const varied = assumptions.filter(isVaried)
  const results = Array.from({ length: runs }, () => {
    const drawn = varied.map(({ name, value, min, max }) => [
      name,
      triangular(random, Math.max(min, value * (1 - SPREAD)), value, Math.min(max, value * (1 + SPREAD))),
    ])
    return npvOf({ ...values, ...Object.fromEntries(drawn) })
  }).toSorted((a, b) => a - b)
  return {
    seed,
    runs,
    p10: cents(quantile(results, 0.1)),
    p50: cents(quantile(results, 0.5)),
    p90: cents(quantile(results, 0.9)),
    mean: cents(results.reduce((sum, each) => sum + each, 0) / Math.max(1, results.length)),
    positive: tenth((100 * results.filter((each) => each > 0).length) / Math.max(1, results.length)),
  }
}

// Ranges of a plan that rests on unconfirmed assumptions: a figure to the cent would claim more than is known. Pure, seeded.
import type { FinancialsData } from '@biplane/contracts/wire/plan-artifacts'
import type { Assumption } from '@biplane/contracts/wire/process-artifacts'
import { quantile, randomFrom, triangular } from '../../../tools/random.ts'

export interface PlanOutcome {
  investment: number
  npv: number
  /** Months; `null` when it is not paid back. */
  payback: number | null
}

type Ranges = NonNullable<FinancialsData['ranges']>
type Outcome = (values: Readonly<Record<string, number>>) => PlanOutcome

const SPREAD = 0.3
const RUNS = 1_000
const LOW = 0.1
const HIGH = 0.9

/** `null` where no default is left. */
export function rangesOf(assumptions: readonly Assumption[], outcome: Outcome, seed: number): Ranges | null {
  const open = assumptions.filter(({ kind, value }) => kind === 'default' && value !== 0)
  if (open.length === 0) return null
  const random = randomFrom(seed)
  const values = Object.fromEntries(assumptions.map(({ name, value }) => [name, value]))
  const outcomes = Array.from({ length: RUNS }, () => {
    const drawn = open.map(({ name, value, min, max }): [string, number] => [
      name,
      triangular(random, Math.max(min, value * (1 - SPREAD)), value, Math.min(max, value * (1 + SPREAD))),
    ])
    return outcome({ ...values, ...Object.fromEntries(drawn) })
  })
  const between = (numbers: readonly number[]) => {
    const sorted = numbers.toSorted((a, b) => a - b)
    return { low: quantile(sorted, LOW), high: quantile(sorted, HIGH) }
  }
  const backs = outcomes.map(({ payback }) => payback ?? Number.MAX_VALUE)
  const back = between(backs)
  const months = (value: number) => (value > 1e6 ? null : Math.round(value))
  return {
    investment: rounded(between(outcomes.map(({ investment }) => investment))),
    npv: rounded(between(outcomes.map(({ npv }) => npv))),
    payback_month: { low: months(back.low), high: months(back.high) },
  }
}

const rounded = ({ low, high }: { low: number; high: number }) => ({ low: roughly(low), high: roughly(high) })

/** To two digits that count: 68,348.09 is 68,000. */
export function roughly(amount: number): number {
  if (amount === 0) return 0
  const step = 10 ** Math.max(0, Math.floor(Math.log10(Math.abs(amount))) - 1)
  return Math.round(amount / step) * step || 0
}

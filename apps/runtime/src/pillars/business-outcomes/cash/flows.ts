// Amounts in time: what is paid and received, when, and what is known of the rate. Pure data for the money calculations.
import type { Decimal } from '../../../tools/decimal.ts'

export type PeriodUnit = 'year' | 'quarter' | 'month' | 'period'

export interface Flow {
  /** Below 0 where it is paid. Exact, as it was written. */
  amount: Decimal
  /** Whole periods after the start, or days after the first date. */
  at: number
  label: string
  /** 1-based data row of the file; `null` where it was typed. */
  row: number | null
}

/** In time order. Dated flows are discounted by days ÷ 365, as XNPV does. */
export interface CashFlows {
  flows: readonly Flow[]
  timing: { kind: 'periods'; unit: PeriodUnit } | { kind: 'dates'; first: string }
  currency: string
}

/** A rate in percent; `month` where it was said for a month. */
export interface Rate {
  percent: Decimal
  per: 'year' | 'month'
}

export const PERIODS_A_YEAR = { year: 1, quarter: 4, month: 12, period: 1 } as const
export const DAYS_A_YEAR = 365

/** Years (or periods, where their length is unknown) that a flow is away from the start. */
export const yearsOf = ({ timing }: CashFlows, at: number): number =>
  timing.kind === 'dates' ? at / DAYS_A_YEAR : at / PERIODS_A_YEAR[timing.unit]

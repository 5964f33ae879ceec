// Present value, rates of return, payback and total return of amounts in time, each defined or with the reason why it is not.
import { assertNever } from '@biplane/contracts/vocabulary/assert-never'
import { add, type Decimal, isNegative, isZero, sum, toNumber, ZERO } from '../../../tools/decimal.ts'
import { type CashFlows, PERIODS_A_YEAR, type Rate, yearsOf } from './flows.ts'
import { type Payback, paybackOf } from './payback-time.ts'
import { type Discounted, discountAll } from './present-value.ts'
import { ratesOfReturn } from './rates-of-return.ts'

export type Return =
  | { kind: 'one'; rate: number; proven: boolean }
  | { kind: 'several'; rates: number[]; proven: boolean }
  | { kind: 'none'; why: 'only_paid' | 'only_received' | 'nothing' | 'no_rate' | 'not_found' }

export interface ValueAtRate {
  rate: Rate
  npv: Decimal
  rows: Discounted[]
  payback: Payback
  /** With the first amount discounted by one period, as NPV() over a whole row counts; `null` for dated amounts. */
  afterOne: Decimal | null
}

export interface FlowAnalysis {
  paid: Decimal
  received: Decimal
  net: Decimal
  values: ValueAtRate[]
  irr: Return
  payback: Payback
}

export function analyseFlows(cash: CashFlows, rates: readonly Rate[]): FlowAnalysis {
  const { flows, timing } = cash
  const paid = sum(flows.filter(({ amount }) => isNegative(amount)).map(({ amount }) => amount))
  const received = sum(flows.filter(({ amount }) => !isNegative(amount)).map(({ amount }) => amount))
  // Money comes in evenly within a period; a dated amount comes on its day.
  const even = timing.kind === 'periods'
  return {
    paid: { ...paid, units: -paid.units },
    received,
    net: add(paid, received),
    values: rates.map((rate) => valueAt(cash, rate, even)),
    irr: returnOf(cash, paid, received),
    payback: paybackOf(perMoment(flows), even),
  }
}

function valueAt(cash: CashFlows, rate: Rate, even: boolean): ValueAtRate {
  const rows = discountAll(cash, rate)
  const npv = sum(rows.map(({ value }) => value))
  const later =
    cash.timing.kind === 'dates' ? null : { ...cash, flows: cash.flows.map((flow) => ({ ...flow, at: flow.at + 1 })) }
  return {
    rate,
    npv,
    rows,
    payback: paybackOf(perMoment(rows.map(({ flow, value }) => ({ amount: value, at: flow.at }))), even),
    afterOne: later && sum(discountAll(later, rate).map(({ value }) => value)),
  }
}

/** Amounts of one moment as one, in time order. */
function perMoment(flows: readonly { amount: Decimal; at: number }[]): { amount: Decimal; at: number }[] {
  const sums = new Map<number, Decimal>()
  for (const { amount, at } of flows) sums.set(at, add(sums.get(at) ?? ZERO, amount))
  return [...sums].map(([at, amount]) => ({ at, amount })).toSorted((a, b) => a.at - b.at)
}

function returnOf(cash: CashFlows, paid: Decimal, received: Decimal): Return {
  if (isZero(paid) && isZero(received)) return { kind: 'none', why: 'nothing' }
  const moments = perMoment(cash.flows)
  if (!moments.some(({ amount }) => isNegative(amount))) return { kind: 'none', why: 'only_received' }
  if (!moments.some(({ amount }) => !isNegative(amount) && !isZero(amount))) return { kind: 'none', why: 'only_paid' }
  const { rates, proven } = ratesOfReturn(
    moments.map(({ amount, at }) => ({ amount: toNumber(amount), time: yearsOf(cash, at) })),
  )
  const [first] = rates
  if (first === undefined) return { kind: 'none', why: proven ? 'no_rate' : 'not_found' }
  return rates.length === 1 ? { kind: 'one', rate: first, proven } : { kind: 'several', rates, proven }
}

/** The rate of one period that gives this rate a year. */
export const perPeriod = (yearly: number, { timing }: CashFlows): number =>
  timing.kind === 'dates' ? yearly : (1 + yearly) ** (1 / PERIODS_A_YEAR[timing.unit]) - 1

/** Why there is no rate, in a clause. */
export function whyNoReturn(why: Extract<Return, { kind: 'none' }>['why']): string {
  switch (why) {
    case 'only_paid':
      return 'nothing comes back, so no rate makes it worth nothing'
    case 'only_received':
      return 'nothing is paid, so no rate makes it worth nothing'
    case 'nothing':
      return 'all amounts are 0'
    case 'no_rate':
      return 'no rate between −99.99 % and 1,000,000 % makes it worth nothing'
    case 'not_found':
      return 'no rate was found within the time for it'
    default:
      return assertNever(why, 'reason')
  }
}

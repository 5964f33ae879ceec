// What later amounts are worth at the start. Exact where a whole number of compounding periods lies between. Pure.
import { type Decimal, divide, sum, toNumber } from '../../../tools/decimal.ts'
import { type CashFlows, type Flow, type Rate, yearsOf } from './flows.ts'

/** Digits that are kept between the steps; shown are two. */
const INNER_SCALE = 30
/** A power of a longer exact fraction is not worth its time; floating point is right to the cent there, too. */
const MAX_EXACT_PERIODS = 600
const MONTHS = 12

/** Compounding periods of the rate between the start and a flow. */
export function compoundings(cash: CashFlows, at: number, rate: Rate): number {
  const years = yearsOf(cash, at)
  return rate.per === 'month' && !(cash.timing.kind === 'periods' && cash.timing.unit === 'period')
    ? years * MONTHS
    : years
}

/** `amount ÷ (1 + rate)^periods`. The rate must be above −100 %. */
export function discounted(amount: Decimal, { percent }: Rate, periods: number): Decimal {
  const whole = Math.round(periods)
  if (Math.abs(periods - whole) < 1e-9 && whole <= MAX_EXACT_PERIODS) {
    const scale = percent.scale + 2
    const grown = 10n ** BigInt(scale) + percent.units
    const power: Decimal = { units: grown ** BigInt(whole), scale: scale * whole }
    return divide(amount, power, INNER_SCALE)
  }
  return decimalOf(toNumber(amount) / (1 + toNumber(percent) / 100) ** periods)
}

export interface Discounted {
  flow: Flow
  factor: number
  value: Decimal
}

export const discountAll = (cash: CashFlows, rate: Rate): Discounted[] =>
  cash.flows.map((flow) => {
    const periods = compoundings(cash, flow.at, rate)
    return {
      flow,
      factor: (1 + toNumber(rate.percent) / 100) ** -periods,
      value: discounted(flow.amount, rate, periods),
    }
  })

/** The first period is the start: an amount there is not discounted. */
export const presentValue = (cash: CashFlows, rate: Rate): Decimal =>
  sum(discountAll(cash, rate).map(({ value }) => value))

const FLOAT_SCALE = 12
const SAFE = 9e15

/** The nearest decimal of a floating point number. */
export function decimalOf(value: number): Decimal {
  let scale = FLOAT_SCALE
  while (scale > 0 && Math.abs(value) * 10 ** scale > SAFE) scale--
  return { units: BigInt(Math.round(value * 10 ** scale)), scale }
}

/** To two digits, halves away from zero. */
export const toCents = (value: Decimal): Decimal => divide(value, { units: 1n, scale: 0 }, 2)

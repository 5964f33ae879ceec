// Evaluates monthly amounts: present value, internal rate of return, payback. Pure.

/** The rate of a month that gives this rate a year; both as fractions. */
export const monthlyRate = (yearly: number): number => (1 + yearly) ** (1 / 12) - 1

/** Of amounts at the end of period 0, 1, 2 …, at a rate a period. */
export const netPresentValue = (rate: number, flows: readonly number[]): number =>
  flows.reduce((sum, flow, period) => sum + flow / (1 + rate) ** period, 0)

const LOWEST = -0.99
const HIGHEST = 100
const ROUNDS = 200

/** The rate a period at which the present value is 0; `null` where there is none, or more than one. */
export function internalRate(flows: readonly number[]): number | null {
  const signs = flows.filter((flow) => flow !== 0).map(Math.sign)
  if (signs.filter((sign, at) => at > 0 && sign !== signs[at - 1]).length !== 1) return null
  let low = LOWEST
  let high = HIGHEST
  const rising = Math.sign(netPresentValue(low, flows))
  if (rising === Math.sign(netPresentValue(high, flows))) return null
  for (let round = 0; round < ROUNDS; round++) {
    const middle = (low + high) / 2
    if (Math.sign(netPresentValue(middle, flows)) === rising) low = middle
    else high = middle
  }
  return (low + high) / 2
}

/** When the sum gets to 0 and stays there for that moment, within the period in even parts; `null` when it never does. */
export function payback(flows: readonly number[]): number | null {
  let sum = 0
  for (const [period, flow] of flows.entries()) {
    if (sum < 0 && sum + flow >= 0) return period - 1 + -sum / flow
    sum += flow
    if (period === 0 && sum >= 0) return 0
  }
  return null
}
